"""What only one of many processes may do at a time: advisory locks of PostgreSQL, held by one connection.

The server itself watches over the holder: a connection that is silent for SILENCE seconds is closed and
its locks with it, so who was killed, paused or cut off is followed by another without any clock of ours.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from storage.advisory import ROOM, TRY, UNLOCK, named
from storage.lost import FAILED

SILENCE = 8
"""Seconds without a word from the holder after which the server gives its locks to others."""

WORD = 2.0
"""Seconds between two words to the server."""

QUIET = "SELECT set_config('idle_session_timeout', $1, false)"
STILL_THERE = "SELECT 1"
ASK_AGAIN = 1.0


class Alone:
    """`await alone.holds(name)`: whether this process is the one that does `name` now."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: asyncpg.Connection[Any] | None = None
        self._held: set[str] = set()
        self._lost = asyncio.Event()
        self._turn = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None

    async def holds(self, name: str) -> bool:
        """Take it if nobody has it; True while it is ours. A database that is away: False.

        The server is asked every time: who stood still may have lost it meanwhile.
        """
        return await self._standing(name) is True

    async def gained(self, name: str) -> asyncio.Event:
        """Wait until it is ours; the event is set when it may be somebody else's again."""
        while not await self.holds(name):  # noqa: ASYNC110  # another process has it, and tells nobody
            await asyncio.sleep(ASK_AGAIN)
        return self._lost

    @asynccontextmanager
    async def turn(self, name: str, patience: float) -> AsyncIterator[None]:
        """Do this when it is ours, and let go of it then; after so many seconds without it all the same."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.gained(name)
        try:
            yield
        finally:
            await self._let_go(name)

    async def while_held(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do this whenever it is ours, until it ends by itself."""
        while True:
            lost = await self.gained(name)
            if await _until(lost.wait(), work()):
                return

    async def until_followed(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """As `while_held`, and on while the server does not answer, until it says that another has it.

        For what has to go on without a database; that two are at it for a while must do no harm.
        """
        while True:
            lost = await self.gained(name)
            if await _until(self._followed(name, lost), work()):
                return

    async def _followed(self, name: str, lost: asyncio.Event) -> None:
        """Wait until it is somebody else's."""
        while True:
            await lost.wait()
            while (ours := await self._standing(name)) is None:  # noqa: ASYNC110  # nobody tells it
                await asyncio.sleep(ASK_AGAIN)
            if not ours:
                return
            lost = self._lost

    async def close(self) -> None:
        """Let everything go."""
        await self._end_watch()
        await self._drop()

    async def _standing(self, name: str) -> bool | None:
        """Whether it is ours, taken if nobody has it; None when the server does not say."""
        async with self._turn:
            if name in self._held:
                await self._ask(STILL_THERE)
            if self._connection is None and not await self._connect():
                return None
            if name not in self._held and await self._take(name):
                self._held.add(name)
            return name in self._held if self._connection is not None else None

    async def _connect(self) -> bool:
        await self._end_watch()  # it sleeps, and would wake on the new connection
        try:
            self._connection = await asyncpg.connect(
                self._url,
                timeout=WORD * 2,
                command_timeout=WORD * 2,
                server_settings={"application_name": f"interlude alone {os.getpid()}"},
            )
            await self._connection.execute(QUIET, f"{SILENCE}s")
        except FAILED:
            await self._drop()
            return False
        self._lost = asyncio.Event()
        self._watch = asyncio.create_task(self._speak(), name="alone")
        return True

    async def _end_watch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)

    async def _take(self, name: str) -> bool:
        return bool(await self._ask(TRY, ROOM, named(name)))

    async def _let_go(self, name: str) -> None:
        async with self._turn:
            if name in self._held:
                self._held.remove(name)
                await self._ask(UNLOCK, ROOM, named(name))

    async def _speak(self) -> None:
        while self._connection is not None:
            await asyncio.sleep(WORD)
            async with self._turn:
                await self._ask(STILL_THERE)

    async def _ask(self, sql: str, *params: Any) -> Any:
        """One answer; None, and everything is lost, when there is none in time."""
        if self._connection is None:
            return None
        try:
            return await self._connection.fetchval(sql, *params)
        except FAILED:
            await self._drop()
            return None

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        self._held.clear()
        self._lost.set()
        if connection is not None:
            with contextlib.suppress(*FAILED):
                connection.terminate()


async def _until(over: Coroutine[Any, Any, object], work: Coroutine[Any, Any, None]) -> bool:
    """Do this until the other ends; whether it ended by itself. Raises what it raised."""
    ending, doing = asyncio.create_task(over), asyncio.create_task(work)
    try:
        await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            await doing
        return doing.done()
    finally:
        for task in (doing, ending):
            task.cancel()
        await asyncio.gather(doing, ending, return_exceptions=True)
