"""The running program while another holds its database, and while its disk is full."""

import asyncio
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.outage import Outcome, Taken, outage
from tests.crash.real import RealBot
from tests.crash.test_database_away import fill
from tests.figures import Figure

SECONDS = {"quick": 8, "full": 60}
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
def _small_disk(folder: Path) -> Iterator[bool]:
    """A file system of 16 megabytes, where one can be mounted."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def measure(size: str) -> list[Figure]:
    """Both, under load, with somebody in distress in the middle."""
    found = [_figure(f"database locked for {SECONDS[size]} s", _run(SECONDS[size], _locked))]
    with tempfile.TemporaryDirectory(prefix="interlude-full-") as name, _small_disk(Path(name)) as mounted:
        title = f"disk full for {SECONDS[size]} s"
        if not mounted:
            return [*found, Figure(title, "no file system can be mounted here", "needs root", False)]
        return [*found, _figure(title, asyncio.run(outage(Path(name), SECONDS[size], _full)))]


def _run(seconds: int, taken: Taken) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="interlude-away-") as name:
        return asyncio.run(outage(Path(name), seconds, taken))


def _figure(name: str, found: Outcome) -> Figure:
    value = (
        f"{found.lost} lost, {found.twice} twice of {found.acked} acked ({found.acked_meanwhile} meanwhile),"
        f" card after {found.card_after:.1f} s ({found.cards}x), all in the store {found.back_after:.1f} s"
        f" after, rows {'intact' if found.whole else 'NOT intact'}"
    )
    well = found.whole and found.lost == found.twice == found.missing == found.unexplained == 0
    target = f"no crash, 0 lost, 0 twice, card < {CARD_WITHIN:.0f} s"
    return Figure(name, value, target, well and 0 <= found.card_after < CARD_WITHIN)
