"""A supervisor that kills what it starts, at random moments, under load."""

import asyncio
import itertools
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from aiohttp import ClientError, ClientSession

from tests.crash.load import HEADERS, Load, kept, update
from tests.crash.real import FIRST_CHAT, RealBot, real_bot
from tests.crash.texts import held_against
from tests.program import LOOK, until

IN_ITS_YOUTH = 0.2
"""The share of kills that come while it is still starting."""

ASKED = 0.2
"""The share of lives in which somebody asks something at once, and that last until it is answered."""

QUESTIONS = 80_000_000
"""Where the numbers of those questions begin."""

LIVES = 0.8
"""Seconds a process that is ready lives on, at most."""


class Asking:
    """Somebody who writes nothing else asks what is open, and waits for the answer."""

    def __init__(self, bot: RealBot, session: ClientSession, who: int) -> None:
        self._bot, self._session, self._chat = bot, session, FIRST_CHAT + who
        self._numbers = itertools.count(QUESTIONS)

    async def answered(self) -> float:
        """Ask until it is acknowledged; gives when the answer came."""
        before, body = len(self._bot.double.came), update(self._chat, next(self._numbers), "menu")
        while not await self._acked(body):  # noqa: ASYNC110  # the other process decides
            await asyncio.sleep(LOOK)
        return float(await until(partial(self._came, before)))

    async def _acked(self, body: dict[str, object]) -> bool:
        try:
            async with self._session.post(f"{self._bot.url}/telegram", json=body, headers=HEADERS) as answer:
                return answer.status == 200
        except ClientError:
            return False

    async def _came(self, before: int) -> float:
        """When a text came to them since so many texts; 0 when none has."""
        return next((at for at, chat, _ in self._bot.double.came[before:] if chat == str(self._chat)), 0.0)


@dataclass(slots=True)
class Toll:
    """What so many kills came to."""

    kills: int = 0
    acked: int = 0
    brought: int = 0
    lost: int = 0
    twice: int = 0
    replies_lost: int = 0
    in_doubt: int = 0
    unexplained: int = 0
    """Texts the provider took that are neither the one sent text of their receipt nor in doubt."""
    ready: list[float] = field(default_factory=list)
    """Seconds from each SIGKILL to the next first sign of health."""
    answered: list[float] = field(default_factory=list)
    """Seconds from a SIGKILL to the first answer to what was asked since."""


def quantile(times: Sequence[float], share: float) -> float:
    """That quantile of some times, in seconds."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


async def killed(kills: int, *, clients: int, per_second: float, seed: int) -> Toll:
    """So many SIGKILLs; afterwards everything written is acknowledged and counted."""
    toll, chance = Toll(kills), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="interlude-kills-") as name:
        async with real_bot(Path(name), clients + 1) as bot, ClientSession() as session:
            load = Load(bot, clients, per_second, seed)
            writing, ask, dead = asyncio.create_task(load.run(session)), Asking(bot, session, clients), 0.0
            for _ in range(kills):
                dead = await _one_life(bot, chance, toll, ask, dead)
            await bot.launch()
            await _back(bot, toll, ask, dead)
            load.end()
            await writing
            assert await bot.end(signal.SIGTERM) == 0
            await _count(bot, load, toll)
    return toll


async def _one_life(bot: RealBot, chance: random.Random, toll: Toll, ask: Asking, dead: float) -> float:
    """Killed at `dead`, it lives again for a while; gives when it was killed."""
    await bot.launch()
    if chance.random() >= IN_ITS_YOUTH:
        await _back(bot, toll, ask if chance.random() < ASKED else None, dead)
    await asyncio.sleep(chance.uniform(0, LIVES))
    killed_at = time.perf_counter()
    assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
    return killed_at


async def _back(bot: RealBot, toll: Toll, ask: Asking | None, dead: float) -> None:
    """Wait until it is well, or also until it answers; note how long that took since it was killed."""
    answer = asyncio.create_task(ask.answered()) if ask else None
    await bot.ready()
    ready = time.perf_counter()
    if dead:
        toll.ready.append(ready - dead)
    if answer:
        at = await answer
        toll.answered += [at - dead] if dead else []


async def _count(bot: RealBot, load: Load, toll: Toll) -> None:
    store = await bot.store()
    try:
        words = Counter(await kept(store, bot.practice))
        texts = await held_against(bot.double.came, store, bot.practice)
    finally:
        await store.close()
    toll.acked, toll.brought = len(load.acked), load.brought
    toll.replies_lost, toll.in_doubt = texts.unsent + texts.missing, texts.in_doubt
    toll.lost = len(load.acked.keys() - words.keys())
    toll.twice = sum(count - 1 for count in words.values())
    toll.unexplained = texts.unexplained
