"""The running program while another holds its database, and while its disk is full."""

import asyncio
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.crash.outage import Outcome, outage
from tests.crash.real import RealBot
from tests.crash.test_database_away import fill
from tests.figures import Figure

SECONDS = {"quick": 20, "full": 60}
CARD_WITHIN = 2.0


@contextmanager
def _locked(bot: RealBot) -> Iterator[None]:
    other = sqlite3.connect(bot.folder / "interlude.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def _full(bot: RealBot) -> Iterator[None]:
    ballast = bot.folder / "ballast"
    fill(ballast)
    yield
    ballast.unlink()


@contextmanager
def _disk(folder: Path) -> Iterator[bool]:
    """A file system of 64 megabytes, where one can be mounted: four times what the log may grow to."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def measure(size: str) -> list[Figure]:
    """All three, under load, with somebody in distress in the middle."""
    seconds = SECONDS[size]
    with tempfile.TemporaryDirectory(prefix="interlude-away-") as name:
        locked = asyncio.run(outage(Path(name), seconds, _locked))
    return [
        judged(f"database locked for {seconds} s", locked, spool=True),
        _on_full_disk(f"database's disk full for {seconds} s, the spool on another", seconds, spool=True),
        _on_full_disk(f"the only disk full for {seconds} s", seconds, spool=False),
    ]


def _on_full_disk(name: str, seconds: int, *, spool: bool) -> Figure:
    with tempfile.TemporaryDirectory(prefix="interlude-full-") as folder, ExitStack() as disks:
        places = [Path(folder), *([Path(folder) / "interlude.db.spool"] if spool else [])]
        if not all(disks.enter_context(_disk(place)) for place in places):
            return Figure(name, "no file system can be mounted here", "needs root", False)
        return judged(name, asyncio.run(outage(Path(folder), seconds, _full)), spool=spool)


def judged(name: str, found: Outcome, *, spool: bool) -> Figure:
    """`spool`: there is room for one, so that events are acknowledged meanwhile; else they are refused."""
    value = (
        f"{found.lost} lost, {found.twice} twice of {found.acked} acked ({found.acked_meanwhile} meanwhile,"
        f" {found.refused_meanwhile} refused), {found.missing} replies missing, {found.unexplained} twice;"
        f" {found.spooled} spooled, {found.replayed} taken from there, {found.left} left;"
        f" card after {found.card_after:.1f} s ({found.cards}x), all in the store {found.back_after:.1f} s"
        f" after, rows {'intact' if found.whole else 'NOT intact'}"
    )
    kept = found.acked_meanwhile > 0 and found.spooled > 0 if spool else found.refused_meanwhile > 0
    drained = found.replayed == found.spooled and found.left == 0
    wrong = found.lost + found.twice + found.missing + found.unexplained
    in_time = 0 <= found.card_after < CARD_WITHIN and found.cards == 1
    what = "spooled, all drained" if spool else "refused"
    target = f"{what}, no crash, 0 lost, 0 twice, 1 card < {CARD_WITHIN:.0f} s"
    return Figure(name, value, target, found.whole and kept and drained and not wrong and in_time)
