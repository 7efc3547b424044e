"""What processes that share a store ask of it: who takes up what is due, and who sends when.

`stale`: what was taken up before this moment and is still there is taken up again; its process is gone.
Each names the `practices` it knows: what belongs to others is left to processes that know them.
"""

from collections.abc import Collection

from storage import agenda, lanes, outbox, tells
from storage.connection import Connection
from storage.rows import AgendaRow, TellRow
from storage.turns import id_list
from storage.waiting import TELL_TRIES, Waiting

Key = tuple[str, str]
"""A practice and a channel."""

Due = tuple[str, str, AgendaRow]
"""Person, practice, row."""


class Sharing(Waiting):
    """Claims that no two processes are given at once, and the limits they keep together."""

    async def claim_due(self, practices: Collection[str], now: int, limit: int, stale: int) -> list[Due]:
        """Agenda rows that are due and that nobody has taken up since `stale`, the longest due first."""
        asked = (now, now, stale, id_list(practices), limit)

        async def job(connection: Connection) -> list[Due]:
            rows = await connection.execute_fetchall(agenda.CLAIM, asked)
            return [(row[0], row[1], AgendaRow(*row[2:])) for row in rows]

        found: list[Due] = await self._pump.job(job)
        return sorted(found, key=lambda due: (due[2].due_at, due[0]))

    async def claim_tells(
        self, practices: Collection[str], now: int, limit: int, stale: int
    ) -> list[tuple[str, str]]:
        """(practice, person) whom something is to be told, and nobody has taken it up since `stale`."""
        asked = (now, TELL_TRIES, stale, id_list(practices), limit)

        async def job(connection: Connection) -> list[tuple[str, str]]:
            rows = await connection.execute_fetchall(tells.CLAIM, asked)
            return list(dict.fromkeys((row[0], row[1]) for row in rows))

        return await self._pump.job(job)

    async def tells_of(self, practice: str, person_id: str, now: int, limit: int) -> list[TellRow]:
        """What one person is to be told, oldest first; nothing that rests."""
        rows = await self._pump.read(tells.OF, (practice, person_id, TELL_TRIES, now, limit))
        return await self._opened_tells(rows)

    async def inbox_waits(self, practice: str, person_id: str, most: int) -> int:
        """How many events of this person wait to be tried again, counted up to `most`."""
        return len(await self._pump.read(tells.INBOX_WAITS, (practice, person_id, most)))

    async def moment(self) -> int:
        """What time it is for everybody who shares this store (epoch ms)."""
        return self._clock()

    async def make_lanes(self, keys: Collection[Key]) -> None:
        """Have a row for each of these channels."""
        await self._pump.job(lambda connection: connection.executemany(lanes.MAKE, list(keys)))

    async def lane(self, practice: str, channel: str) -> tuple[int, int]:
        """Until when a channel's time is given away, and until when it is to be silent (epoch ms)."""
        row = await self._one(lanes.FIND, (practice, channel))
        return (row[0], row[1]) if row else (0, 0)

    async def reserve(self, practice: str, channel: str, length: int, now: int) -> int:
        """Give away so many milliseconds of a channel's time; gives when they begin (epoch ms)."""

        async def job(connection: Connection) -> int:
            asked = (now, now, length, practice, channel)
            rows = list(await connection.execute_fetchall(lanes.RESERVE, asked))
            return int(rows[0][0]) - length if rows else now

        return await self._pump.single(job)

    async def be_silent(self, practice: str, channel: str, until: int) -> None:
        """A provider asked for silence; it holds for every process."""
        asked = (until, practice, channel, until)
        await self._pump.single(lambda connection: connection.execute(lanes.SILENCE, asked))

    async def lanes_ready(self, now: int) -> list[Key]:
        """Channels with a text that may go, or one whose sender is gone."""
        return [(row[0], row[1]) for row in await self._pump.read(lanes.READY, {"now": now})]

    async def extend_leases(self, ids: Collection[str], until: int) -> None:
        """These texts, claimed by this process, stay its own until then (epoch ms)."""
        mine = [(until, id, self._in_flight[id][2]) for id in ids if id in self._in_flight]
        if mine:
            await self._pump.job(lambda connection: connection.executemany(outbox.EXTEND, mine))
