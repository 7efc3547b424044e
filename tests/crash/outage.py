"""The real program under load while something is taken from it: its database, its disk, its processor."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.crash.load import HEADERS, Load, kept, update
from tests.crash.real import FIRST_CHAT, RealBot, real_bot
from tests.crash.texts import held_against
from tests.program import PATIENCE

CLIENTS = 50
PER_SECOND = 10
LAST = CLIENTS - 1
"""The client who writes in distress, and nothing else."""

DISTRESS = 90_000_000
WHOLE = "PRAGMA integrity_check"

Taken = Callable[[RealBot], AbstractContextManager[None]]


@dataclass(slots=True)
class Outcome:
    """What the time without it came to."""

    acked_meanwhile: int = 0
    refused_meanwhile: int = 0
    acked: int = 0
    spooled: int = 0
    replayed: int = 0
    left: int = 0
    """Events that still wait in the spool, or were set aside there."""
    card_after: float = -1.0
    """Seconds from the text in distress to the card at the provider; -1 when none came."""
    cards: int = 0
    lost: int = 0
    twice: int = 0
    missing: int = 0
    """Replies that count as sent and never came, or were given up."""
    unexplained: int = 0
    """Texts the provider took that are neither the one sent text of their receipt nor in doubt."""
    back_after: float = 0.0
    """Seconds from the end of it until everything kept outside the store was in it."""
    whole: bool = False


async def outage(folder: Path, seconds: float, taken: Taken) -> Outcome:
    """Load before, while and after what `taken` takes is away for so long."""
    found = Outcome()
    async with real_bot(folder, CLIENTS) as bot, ClientSession() as session:
        await bot.launch()
        await bot.ready()
        load = Load(bot, LAST, PER_SECOND, seed=5)
        writing = asyncio.create_task(load.run(session))
        await asyncio.sleep(2)
        await _without(bot, session, load, seconds, taken, found)
        load.end()
        await writing
        await _spooled(bot, found)
        assert await bot.end(signal.SIGTERM) == 0
        await _count(bot, load, found)
    return found


async def _without(
    bot: RealBot, session: ClientSession, load: Load, seconds: float, taken: Taken, found: Outcome
) -> None:
    before, refused = len(load.acked), load.refused
    with taken(bot):
        began, distress = time.perf_counter(), asyncio.create_task(_distress(bot, session))
        while (left := began + seconds - time.perf_counter()) > 0:
            await asyncio.sleep(min(left, 0.05))
            if found.card_after < 0 and _cards(bot):
                found.card_after = time.perf_counter() - began
        found.acked_meanwhile = len(load.acked) - before
        found.refused_meanwhile = load.refused - refused
    ended = time.perf_counter()
    await bot.ready()
    await distress
    while list((bot.folder / "interlude.db.spool").glob("*.event")):
        assert time.perf_counter() - ended < 2 * PATIENCE
        await asyncio.sleep(0.1)
    found.back_after = time.perf_counter() - ended


async def _distress(bot: RealBot, session: ClientSession) -> None:
    """Brought until it is acknowledged, as any text."""
    body, limit = update(FIRST_CHAT + LAST, DISTRESS, "i want to die"), ClientTimeout(total=10)
    while True:
        with suppress(ClientError, TimeoutError):
            async with session.post(
                f"{bot.url}/telegram", json=body, headers=HEADERS, timeout=limit
            ) as answer:
                if answer.status == 200:
                    return
        await asyncio.sleep(1)


async def _spooled(bot: RealBot, found: Outcome) -> None:
    """What its spool did, as it says itself."""
    lines = (line.rpartition(" ") for line in (await bot.text("/metrics")).splitlines())
    said = {name: value for name, _, value in lines}
    found.spooled = int(float(said['interlude_spool_total{result="spooled"}']))
    found.replayed = int(float(said['interlude_spool_total{result="replayed"}']))
    found.left = sum(int(float(said[f"interlude_spool_{what}"])) for what in ("events", "quarantined_events"))


def _cards(bot: RealBot) -> int:
    return sum(chat == str(FIRST_CHAT + LAST) for _, chat, _ in bot.double.came)


async def _count(bot: RealBot, load: Load, found: Outcome) -> None:
    store = await bot.store()
    try:
        words = Counter(await kept(store, bot.practice))
        texts = await held_against(bot.double.came, store, bot.practice, {str(FIRST_CHAT + LAST)})
        whole = (await store._pump.read(WHOLE))[0][0]
    finally:
        await store.close()
    found.acked, found.cards, found.whole = len(load.acked), _cards(bot), whole == "ok"
    found.lost = len(load.acked.keys() - words.keys())
    found.twice = sum(count - 1 for count in words.values())
    found.missing, found.unexplained = texts.missing + texts.unsent, texts.unexplained
