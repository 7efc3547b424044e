"""The running program stopped where it stands (SIGSTOP) for longer than a lease, then let go on.

Three at once: one process under load, whose replies are counted; one process and two on PostgreSQL in the
middle of sending, of which one stands still. Half of what they send may go for an hour, of the other half
the last moment comes while it stands still.
"""

import asyncio
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.telegram_double import TelegramDouble
from tests.cluster.fleet import Process
from tests.crash.outage import Outcome, outage
from tests.crash.real import RealBot
from tests.figures import Figure
from tests.figures._leases import (
    ENDS,
    SEEN,
    TO_DO,
    TRAVEL,
    Cue,
    furnished,
    leases,
    rows,
    since_epoch,
    unleased,
    watched,
)
from tests.postgres import fresh_database
from tests.program import until

SECONDS = {"quick": 75, "full": 600}
CLIENTS = 240
LASTS = (40_000, 3_600_000)
"""Milliseconds from the making of the texts to the last moment of each, in turn."""

BEFORE = 40
"""Texts that have come when it is stopped."""

WAKES = 5.0
"""Seconds in which a woken process shows whether it goes on."""

UNHEARD = 0.3
"""Seconds before in which the provider takes texts and says nothing: so they are on their way."""


@dataclass(slots=True)
class Stood:
    """What became of the texts."""

    texts: int = 0
    came: int = 0
    late: int = 0
    """Came after their last moment."""
    doubled: int = 0
    """Leases taken while another's lasted."""
    unleased: int = 0
    """Came when nobody held them: sent by one whose lease was over."""
    twice: int = 0
    lost: int = 0
    """Did not come, though they may still go and are not held as perhaps arrived, or have no end."""
    expired: int = 0
    """Did not come, and their time ended while it stood still."""
    ended: int = 0
    """Processes that did not go on when they were woken."""
    taken_over: int = 0
    """Were held under one fence, then under another."""


@contextmanager
def _stopped(bot: RealBot) -> Iterator[None]:
    bot.send(signal.SIGSTOP)
    yield
    bot.send(signal.SIGCONT)


async def stood(folder: Path, url: str, processes: int, seconds: float) -> Stood:
    """The first of so many processes stands still for so long, in the middle of sending."""
    cues = await furnished(url, CLIENTS, LASTS)
    await watched(url)
    double = TelegramDouble()
    address = await double.start()
    all_of_them = [Process(folder / str(n), url, api=address, rate=30.0) for n in range(processes)]
    try:
        for one in all_of_them:
            await one.launch()
        await double.until(BEFORE)
        double.answers.clear()
        await asyncio.sleep(UNHEARD)
        all_of_them[0].send(signal.SIGSTOP)
        double.answers.set()
        await asyncio.sleep(seconds)
        woken = time.time_ns() // 1_000_000
        all_of_them[0].send(signal.SIGCONT)
        ended = await _ended(all_of_them[0])
        await until(lambda: _over(url))
        for one in all_of_them:
            assert await one.stop() == 0
    finally:
        for one in all_of_them:
            await one.close()
        await double.stop()
    arrived = since_epoch(double.came)
    found = counted(cues, arrived, await rows(url, SEEN), await rows(url, ENDS), woken)
    found.ended = ended
    return found


async def _ended(one: Process) -> int:
    """Whether it ends when it is woken, instead of going on; then it is started anew, as its keeper would."""
    await asyncio.sleep(WAKES)
    assert one.process
    if one.process.returncode is None:
        await one.ready()
        return 0
    await one.start()
    return 1


async def _over(url: str) -> bool:
    return (await rows(url, TO_DO))[0][0] == 0


def counted(cues: Sequence[Cue], arrived: Mapping[str, list[int]], seen: Any, ends: Any, woken: int) -> Stood:
    """What came (epoch ms, by words), held against the leases and the last moments; `woken`: SIGCONT."""
    held, doubled = leases(seen)
    states = {id: (state, failure) for id, state, failure in ends}
    found = Stood(len(cues), doubled=doubled, unleased=unleased(cues, arrived, held))
    for cue in cues:
        times = arrived.get(cue.words, [])
        state, failure = states[cue.id]
        found.came += bool(times)
        found.late += sum(at > cue.not_after + TRAVEL for at in times)
        found.twice += max(0, len(times) - 1)
        over, open_yet = state in ("expired", "failed"), (state, failure) == ("queued", "ambiguous")
        in_time = cue.not_after > woken
        found.lost += not times and not (open_yet if in_time else over)
        found.expired += not times and not in_time and over
        found.taken_over += len({lease.fence for lease in held.get(cue.id, ())}) > 1
    return found


def measure(size: str) -> list[Figure]:
    """Nothing acknowledged is lost, nothing goes late, nobody sends what another holds."""
    return asyncio.run(_measured(SECONDS[size]))


async def _measured(seconds: float) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="interlude-pause-") as name:
        load, alone, two = (Path(name) / part for part in ("load", "alone", "two"))
        for folder in (load, alone, two):
            folder.mkdir()
        replies, single, shared = await asyncio.gather(
            outage(load, seconds, _stopped),
            stood(alone, f"sqlite:{alone / 'pause.db'}", 1, seconds),
            stood(two, await fresh_database(), 2, seconds),
        )
    return [
        judged_replies(seconds, replies),
        judged(f"SIGSTOP for {seconds:.0f} s while sending, SQLite", single),
        judged(f"SIGSTOP for {seconds:.0f} s of one of two while sending, PostgreSQL", shared),
    ]


def judged_replies(seconds: float, found: Outcome) -> Figure:
    """Under load: each text once, each reply once, the distressed one's card as well."""
    value = (
        f"{found.lost} lost, {found.twice} applied twice of {found.acked} acked, {found.missing} replies"
        f" missing, {found.unexplained} texts twice without doubt, {found.cards} card"
    )
    wrong = found.lost + found.twice + found.missing + found.unexplained
    well = found.acked > 0 and wrong == 0 and found.cards == 1 and found.whole
    return Figure(f"SIGSTOP for {seconds:.0f} s under load", value, "0 lost, 0 twice", well)


def judged(name: str, found: Stood) -> Figure:
    """It counts only where something was caught in the middle, and something's time ended meanwhile."""
    value = (
        f"{found.late} late, {found.doubled} double leases, {found.unleased} sent on a lease that was over,"
        f" {found.twice} twice, {found.lost} lost; of {found.texts} texts {found.came} came,"
        f" {found.expired} expired, {found.taken_over} held by two in turn, {found.ended} processes ended"
    )
    wrong = found.late + found.doubled + found.unleased + found.twice + found.lost + found.ended
    caught = found.expired > 0 and found.taken_over > 0 and found.came > BEFORE
    return Figure(name, value, "0 stale, 0 double leases, 0 lost, 0 ended", wrong == 0 and caught)
