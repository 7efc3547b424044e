"""The running program stopped where it stands (SIGSTOP) for longer than a lease, then let go on."""

import asyncio
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.outage import outage
from tests.crash.real import RealBot
from tests.figures import Figure

SECONDS = {"quick": 6, "full": 75}


@contextmanager
def _stopped(bot: RealBot) -> Iterator[None]:
    bot.send(signal.SIGSTOP)
    yield
    bot.send(signal.SIGCONT)


def measure(size: str) -> list[Figure]:
    """Nothing acknowledged is lost, and no text goes twice without a doubt that was counted."""
    with tempfile.TemporaryDirectory(prefix="interlude-pause-") as name:
        found = asyncio.run(outage(Path(name), SECONDS[size], _stopped))
    value = (
        f"{found.lost} lost, {found.twice} applied twice of {found.acked} acked,"
        f" {found.unexplained} texts twice without doubt, {found.cards} card"
    )
    wrong = found.lost + found.twice + found.missing + found.unexplained
    well = wrong == 0 and found.cards == 1 and found.whole
    return [Figure(f"SIGSTOP for {SECONDS[size]} s under load", value, "0 lost, 0 twice", well)]
