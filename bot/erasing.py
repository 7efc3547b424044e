"""Erasing somebody: the last texts leave, everybody else's notes of them go, then the store forgets them.

What is to be erased stands in the agenda, so a crash at any point only means that it is done a little
later: every step may be done again, and the last one is a single transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from bot.audit_log import OPERATOR
from bot.runner import Runner
from bot.spool import Record, Spool
from handlers.client.own_side import works_here
from handlers.events import Told
from handlers.records import OF_WORK
from handlers.state import Person
from storage.erased import read_erased
from storage.errors import StoreUnavailable
from storage.rows import AgendaRow

log = structlog.get_logger()
LOOK_AGAIN = 5_000
"""How long an erasure rests, in milliseconds, while last texts are still on their way."""

URGENT_WAITS = 1_200_000
"""How long an erasure waits for numbers to call that were written since, in milliseconds: 20 minutes."""


@dataclass(frozen=True, slots=True)
class Eraser:
    """Takes what no turn can: when it is done, there is nobody left whose turn it could be."""

    runner: Runner
    spool: Spool | None = None

    async def due(self) -> int:
        """Erase whoever asked for it and has heard so; gives how many. Raises StoreUnavailable."""
        done = 0
        for person, practice, row in await self.runner.store.erasures(self.runner.clock.now()):
            try:
                done += await self._take(practice, person, row)
            except StoreUnavailable:
                raise
            except Exception as error:
                log.error("erasing_failed", person=person, error=type(error).__name__)
                await self._rest(practice, person, row)
        return done

    async def _take(self, practice: str, person: str, row: AgendaRow) -> bool:
        store = self.runner.store
        unsaid = await store.unsaid(practice, person, await self._known_to(practice, person))
        until = max(row.not_after, unsaid.urgent_at + URGENT_WAITS)
        if unsaid.tells or (unsaid.texts and self.runner.clock.now() < until):
            await self._rest(practice, person, row)
            return False
        found = (await store.load(practice, [person])).get(person)
        if found is not None and works_here(found.doc):
            await self._erase_side(practice, person, found.doc)
        else:
            await self.erase(practice, person, person)
        return True

    async def _erase_side(self, practice: str, person: str, doc: Person) -> None:
        """Somebody who works here asked to be deleted as a client: their work as a therapist stays.

        Their own turn comes last: until it has been taken all of this is done again.
        """
        store, known_to = self.runner.store, await self._known_to(practice, person)
        data = {"client": person, "name": doc.name, "works_on": True}
        for other in (*known_to, *sorted(_near(doc))):
            await self.runner.take(practice, other, Told("forgotten", data))
        records = await store.records(practice, person)
        of_work = [one.id for one in records if one.kind in OF_WORK]
        await store.erase_side(practice, person, self.runner.clock.now(), of_work, known_to)
        await self.runner.take(practice, person, Told("side_erased"))

    async def _rest(self, practice: str, person: str, row: AgendaRow) -> None:
        await self.runner.store.due_rests(practice, person, row, self.runner.clock.now() + LOOK_AGAIN)

    async def erase(self, practice: str, person: str, actor: str) -> dict[str, Any]:
        """Now, whatever is on its way. Gives what went (`Erasing.erase_person`), `{}` for nobody."""
        store = self.runner.store
        async with self.runner.lock(person):
            found = (await store.load(practice, [person])).get(person)
            name, known_to = found.doc.name if found else "", await self._known_to(practice, person)
            for other in (*known_to, *(sorted(_beside(found.doc)) if found else ())):
                await self.runner.take(practice, other, Told("forgotten", {"client": person, "name": name}))
            if self.spool is not None and found is not None:
                await self.spool.forget(practice, [(one[0], one[1]) for one in found.addresses])
            return await store.erase_person(
                practice, person, self.runner.clock.now(), actor, known_to=known_to
            )

    async def forget_aside(self) -> int:
        """Delete what this machine's spool set aside of people who were erased since; gives how many."""
        return 0 if self.spool is None else await self.spool.drop_aside(self._was_erased)

    async def _was_erased(self, record: Record) -> bool:
        return await self.runner.store.erased_since(*record.lane, record.at)

    async def _known_to(self, practice: str, person: str) -> list[str]:
        """The therapists who may hold something of this person: theirs, and who stands in for those."""
        store = self.runner.store
        found = {one.therapist_id for one in await store.therapists_of(practice, person)}
        loaded = (await store.load(practice, [person])).get(person)
        for bond in loaded.doc.client.bonds if loaded is not None and loaded.doc.client is not None else ():
            found |= {bond.therapist, *(cover.therapist for cover in bond.covers)}
        for one in (await store.load(practice, sorted(found))).values():
            if one.doc.therapist is not None:
                found |= {one.doc.therapist.cover_id, one.doc.therapist.backup_id}
        return sorted(found - {person, ""})


def _beside(person: Person) -> set[str]:
    """A partner, a supporter, and whom they support: each holds the other's name."""
    return {one.client for one in person.supports} | _near(person)


def _near(person: Person) -> set[str]:
    """Who stands beside somebody's side as a client."""
    near = person.client.near if person.client is not None else None
    found = set(near.were) if near is not None else set[str]()
    if near is not None and near.pair is not None:
        found.add(near.pair.partner)
    if near is not None and near.supporter is not None:
        found.add(near.supporter.id)
    return found


async def erase_again(eraser: Eraser, practices: Iterable[str], file: Path) -> int:
    """Whoever was erased after a copy was made is erased in it too, by the list in `file`; gives how many."""
    erased, done = read_erased(file), 0
    for practice in practices if erased else ():
        for person in set(await eraser.runner.store.people(practice)) & erased:
            await eraser.erase(practice, person, OPERATOR)
            done += 1
    return done


def erasure_report(gone: dict[str, Any]) -> list[str]:
    """What an operator can pass on to whoever asked: what went, what stays, and why (GDPR article 17)."""
    return [
        f"erased: the key, and {gone.get('rows', 0)} rows of and about them; nothing left opens.",
        f"being deleted at Telegram and Twilio, as far as those allow: {gone.get('queued', 0)} addresses"
        " (the running bot does it and counts it in /metrics).",
        "stays, opaque: hashed event ids (so that nothing old is taken again), a hash of a number that had"
        " said STOP (so that it is not texted again), audit entries with ids and no words.",
        "stays, elsewhere: texts on phones and with carriers, a therapist's notes outside this program,"
        " and backups made before now, until they expire: they open with the master key.",
    ]
