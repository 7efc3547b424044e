"""The store as everybody outside knows it, whichever database keeps it."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Generic

from storage.connection import Connection
from storage.gauges import Gauges
from storage.opted_out import OptedOut
from storage.outgoing import Outgoing
from storage.privacy import Privacy
from storage.queries import Queries
from storage.repair import Repair
from storage.rows import CommitResult, LoadedPerson, P, TurnWrites
from storage.sharing import Sharing
from storage.trail import Trail
from storage.upkeep import Upkeep
from storage.views import Views


class Store(
    Queries, Views, Outgoing, OptedOut, Sharing, Privacy, Trail, Upkeep, Gauges, Repair, Generic[P], ABC
):
    """One coarse seam: load people, commit turns, claim texts. Open one with `storage.stores.open_store`."""

    async def load(self, practice: str, person_ids: Sequence[str]) -> dict[str, LoadedPerson[P]]:
        """People of a practice for their own turns, by id; unknown and erased ones are left out.

        What a therapist may read of others comes from `clients`. Raises CannotOpen.
        """
        recent = [one for one in map(self._recent.get, person_ids) if one and one.practice_id == practice]
        found = {one.id: one.decoded(self._codec) for one in recent}
        unknown = [id for id in person_ids if id not in found]
        return {**found, **await self._pump.load(practice, unknown)} if unknown else found

    async def commit(self, writes: TurnWrites) -> CommitResult:
        """All of one turn, or nothing.

        On return it is on the disk. Raises AddressTaken, InviteUsed, RowTaken, RowRefused, NoKey,
        StoreUnavailable: then nothing was written.
        """
        return await self._pump.turn(writes)

    async def commit_held(
        self, practice: str, person_id: str, work: Callable[[LoadedPerson[P]], Awaitable[TurnWrites]]
    ) -> CommitResult:
        """A turn, made by `work`, of a person whom nobody else changes from its load to its commit.

        For a shared store: those who want the person meanwhile stand in line at the row. `work` is run
        again when the first try failed; after a COMMIT nobody heard of that finds a DUPLICATE, and the
        next sweep finds its texts. Raises as `commit` does.
        """

        async def job(connection: Connection) -> CommitResult:
            await self._writer.hold([person_id])
            found = (await self._loader(connection, [(practice, person_id)])).get((practice, person_id))
            if found is None:
                return CommitResult.DUPLICATE
            turns = [await work(found())]
            await self._writer.look(turns)
            (outcome,) = await self._writer.write(turns)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        return await self._pump.slow(job)

    @property
    def shared(self) -> bool:
        """Whether other processes may be at work on it as well."""
        return self._shared

    @abstractmethod
    async def backup(self, path: Path) -> None:
        """Write a consistent copy, mode 0600, and check it.

        Raises FileExistsError, StoreError. It holds wrapped keys but not the master key.
        """

    @abstractmethod
    async def close(self) -> None:
        """Commit what is waiting, then close."""

    @abstractmethod
    async def abandon(self) -> None:
        """Drop everything not committed, as a crash would, and let go of the database."""
