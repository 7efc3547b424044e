"""People writing to the real program while it is killed: each text is brought until it is acknowledged."""

import asyncio
import random
import time
from collections.abc import Iterator
from itertools import count

from aiohttp import ClientError, ClientSession, ClientTimeout

from storage.sqlite import SqliteStore
from tests.crash.real import FIRST_CHAT, RealBot
from tests.program import SECRET

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
AGAIN = 0.1
"""Seconds until what was not acknowledged is brought again."""

TWICE = 0.1
"""The share of texts that are brought once more although they were acknowledged."""


class Load:
    """So many people write in turn, `at_once` side by side; every text is one of a kind."""

    def __init__(self, bot: RealBot, clients: int, per_second: float, seed: int) -> None:
        self._bot, self._clients, self._pause = bot, clients, 1 / per_second
        self._chance = random.Random(seed)
        self._numbers: Iterator[int] = count()
        self._ending = False
        self.acked: dict[str, float] = {}
        """What was acknowledged, and the seconds from the first try to then."""
        self.brought = self.refused = 0

    async def run(self, session: ClientSession, at_once: int = 8) -> None:
        """Until `end`; then everything written is acknowledged."""
        await asyncio.gather(*(self._write(session) for _ in range(at_once)))

    def end(self) -> None:
        """No new texts; what is on its way goes on until it is acknowledged."""
        self._ending = True

    async def _write(self, session: ClientSession) -> None:
        while not self._ending:
            number = next(self._numbers)
            began = time.perf_counter()
            await self._until_acked(session, number)
            self.acked[word(number)] = time.perf_counter() - began
            if self._chance.random() < TWICE:
                await self._bring(session, number)
            await asyncio.sleep(8 * self._pause * self._chance.uniform(0.5, 1.5))

    async def _until_acked(self, session: ClientSession, number: int) -> None:
        while not await self._bring(session, number):  # noqa: ASYNC110  # the other process decides
            await asyncio.sleep(AGAIN)

    async def _bring(self, session: ClientSession, number: int) -> bool:
        self.brought += 1
        chat = FIRST_CHAT + number % self._clients
        try:
            async with session.post(
                f"{self._bot.url}/telegram",
                json=update(chat, number, f"win {word(number)}"),
                headers=HEADERS,
                timeout=ClientTimeout(total=10),
            ) as answer:
                acked = answer.status == 200
        except (ClientError, TimeoutError):
            acked = False
        self.refused += not acked
        return acked


def word(number: int) -> str:
    """What tells this text from every other."""
    return f"w{number:07}w"


def update(chat: int, number: int, text: str) -> dict[str, object]:
    """A private text as the Bot API brings it."""
    person = {"id": chat, "is_bot": False, "first_name": "u"}
    room = {"id": chat, "type": "private"}
    message = {"message_id": number + 1, "date": int(time.time()) + 6, "chat": room, "from": person}
    return {"update_id": number + 1, "message": {**message, "text": text}}


async def kept(store: SqliteStore, practice: str) -> list[str]:  # type: ignore[type-arg]  # of whoever
    """The words of every win in the store, however often each stands there."""
    found: list[str] = []
    for person in await store.people(practice):
        found += [row.doc["words"] for row in await store.records(practice, person) if row.kind == "win"]
    return found
