"""Reads that wait are taken together: alike ones in one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from storage.answers import Waiting, settle, settle_raising
from storage.connection import Connection

Row = tuple[Any, ...]
Pair = tuple[str, str]
Load = Callable[[Connection, list[Pair]], Awaitable[dict[Pair, Callable[[], Any]]]]


class Reads:
    """The reading half of the pump."""

    def __init__(self, connection: Connection, load: Load) -> None:
        self._connection, self._loader = connection, load
        self.reads: list[Waiting] = []
        self.lookups: list[Waiting] = []
        self.loads: list[Waiting] = []

    @property
    def waiting(self) -> list[Waiting]:
        """Everybody not taken yet."""
        return [*self.reads, *self.lookups, *self.loads]

    async def work(self) -> None:
        """Take everybody who waits now."""
        await self._read_all()
        await self._look_up_all()
        await self._load_all()

    async def _read_all(self) -> None:
        reads, self.reads = self.reads, []
        if len(reads) == 1:
            await self._read(reads[0])
        elif reads:
            await asyncio.gather(*map(self._read, reads))

    async def _read(self, waiting: Waiting) -> None:
        await settle([waiting], self._read_one(waiting.what))

    async def _read_one(self, what: Any) -> list[Any]:
        if callable(what):
            return [await what(self._connection)]
        return [list(await self._connection.execute_fetchall(*what))]

    async def _look_up_all(self) -> None:
        lookups, self.lookups = self.lookups, []
        by_sql: dict[str, list[Waiting]] = {}
        for waiting in lookups:
            by_sql.setdefault(waiting.what[0], []).append(waiting)
        for sql, alike in by_sql.items():
            await settle(alike, self._look_up(sql, [w.what[1] for w in alike]))

    async def _look_up(self, sql: str, keys: list[Sequence[str]]) -> list[Row | None]:
        rows = await self._connection.execute_fetchall(sql, (msgspec.json.encode(keys).decode(),))
        found = {row[0]: tuple(row[1:]) for row in rows}
        return [found.get(place) for place in range(len(keys))]

    async def _load_all(self) -> None:
        loads, self.loads = self.loads, []
        if not loads:
            return
        try:
            await settle_raising(loads, self._load(loads))
        except Exception:  # somebody's rows do not open: only their caller is to know
            for waiting in loads:
                await settle([waiting], self._load([waiting]))

    async def _load(self, loads: list[Waiting]) -> list[dict[str, Any]]:
        """Everybody gets people of their own: a turn changes what it loaded before it is committed."""
        found = await self._loader(self._connection, list({pair for w in loads for pair in w.what}))
        return [{pair[1]: found[pair]() for pair in w.what if pair in found} for w in loads]
