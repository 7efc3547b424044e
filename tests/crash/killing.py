"""A supervisor that kills what it starts, at random moments, under load."""

import asyncio
import random
import signal
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientSession

from tests.crash.load import Load, kept
from tests.crash.real import RealBot, real_bot
from tests.crash.texts import held_against

IN_ITS_YOUTH = 0.2
"""The share of kills that come while it is still starting."""

LIVES = 0.8
"""Seconds a process that is ready lives on, at most."""


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
    """Seconds from each start to the first sign of health."""

    def quantile(self, share: float) -> float:
        """That quantile of the times to ready, in seconds."""
        return sorted(self.ready)[min(len(self.ready) - 1, int(share * len(self.ready)))]


async def killed(kills: int, *, clients: int, per_second: float, seed: int) -> Toll:
    """So many SIGKILLs; afterwards everything written is acknowledged and counted."""
    toll, chance = Toll(kills), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="interlude-kills-") as name:
        async with real_bot(Path(name), clients) as bot, ClientSession() as session:
            load = Load(bot, clients, per_second, seed)
            writing = asyncio.create_task(load.run(session))
            for _ in range(kills):
                await _one_life(bot, chance, toll)
            await bot.launch()
            toll.ready.append(await bot.ready())
            load.end()
            await writing
            assert await bot.end(signal.SIGTERM) == 0
            await _count(bot, load, toll)
    return toll


async def _one_life(bot: RealBot, chance: random.Random, toll: Toll) -> None:
    await bot.launch()
    if chance.random() >= IN_ITS_YOUTH:
        toll.ready.append(await bot.ready())
    await asyncio.sleep(chance.uniform(0, LIVES))
    assert await bot.end(signal.SIGKILL) == -signal.SIGKILL


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
