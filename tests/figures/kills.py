"""Random SIGKILLs of the running program under load, and how soon it is there again."""

import asyncio
from collections.abc import Sequence

from tests.crash.killing import Toll, killed, quantile
from tests.figures import Figure

KILLS = {"quick": 20, "full": 1000}
READY = 2.0
"""Seconds from a SIGKILL until the next process is well, and until it answers, at the 99th percentile."""


def measure(size: str) -> list[Figure]:
    """Webhooks at 20 a second from 100 people, a tenth of them brought twice."""
    toll = asyncio.run(killed(KILLS[size], clients=100, per_second=20, seed=3))
    return judged(toll)


def judged(toll: Toll) -> list[Figure]:
    """Of what was acknowledged, what was answered, and how long nobody was."""
    well = _back("to the first 200 of /health", toll.ready)
    return [_kept(toll), _said(toll), well, _back("to the first answer to a question since", toll.answered)]


def _kept(toll: Toll) -> Figure:
    value = f"{toll.lost} lost, {toll.twice} applied twice ({toll.acked:,} acked, {toll.brought:,} brought)"
    name, tried = f"{toll.kills:,} SIGKILLs under load", 0 < toll.acked < toll.brought
    return Figure(name, value, "0 lost, 0 twice", tried and toll.lost + toll.twice == 0)


def _said(toll: Toll) -> Figure:
    value = f"{toll.replies_lost} lost, {toll.unexplained} twice without doubt ({toll.in_doubt} in doubt)"
    target = "0 lost, 0 twice, each text by its receipt and words"
    return Figure("their replies", value, target, toll.replies_lost + toll.unexplained == 0)


def _back(what: str, times: Sequence[float]) -> Figure:
    name, target = f"from a SIGKILL {what}", f"p99 < {READY:.0f} s"
    if not times:
        return Figure(name, "never", target, False)
    p50, p99 = quantile(times, 0.5), quantile(times, 0.99)
    value = f"p50 {p50:.2f} s, p99 {p99:.2f} s, longest {max(times):.2f} s over {len(times):,} starts"
    return Figure(name, value, target, p99 < READY)
