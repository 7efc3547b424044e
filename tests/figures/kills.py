"""Random SIGKILLs of the running program under load, and how soon it is there again."""

import asyncio

from tests.crash.killing import Toll, killed
from tests.figures import Figure

KILLS = {"quick": 20, "full": 1000}
READY = 2.0
"""Seconds from the start of the process to the first sign of health, at the 99th percentile."""


def measure(size: str) -> list[Figure]:
    """Webhooks at 20 a second from 100 people, a tenth of them brought twice."""
    toll = asyncio.run(killed(KILLS[size], clients=100, per_second=20, seed=3))
    return [_kept(toll), _said(toll), _ready(toll)]


def _kept(toll: Toll) -> Figure:
    value = f"{toll.lost} lost, {toll.twice} applied twice ({toll.acked:,} acked, {toll.brought:,} brought)"
    name = f"{toll.kills:,} SIGKILLs under load"
    return Figure(name, value, "0 lost, 0 twice", toll.lost + toll.twice == 0)


def _said(toll: Toll) -> Figure:
    value = f"{toll.replies_lost} lost, {toll.unexplained} twice without doubt ({toll.in_doubt} in doubt)"
    return Figure("their replies", value, "0 lost, 0 twice", toll.replies_lost + toll.unexplained == 0)


def _ready(toll: Toll) -> Figure:
    p50, p99 = toll.quantile(0.5), toll.quantile(0.99)
    value = f"p50 {p50:.2f} s, p99 {p99:.2f} s over {len(toll.ready):,} starts"
    return Figure("recovery to ready", value, f"p99 < {READY:.0f} s", p99 < READY)
