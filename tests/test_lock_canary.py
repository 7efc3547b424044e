"""The main promise of the lock, over random days: a shut chat never shows a client's name or words."""

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.lock_walk import walked

STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 10_000)), min_size=15, max_size=30)


@pytest.mark.parametrize(
    ("channel", "clients", "both"),
    [("telegram", 1, False), ("sms", 1, False), ("telegram", 4, False), ("telegram", 1, True)],
)
@settings(max_examples=3, suppress_health_check=list(HealthCheck), database=None, phases=[Phase.generate])
@given(steps=STEPS)
def test_a_shut_chat_shows_no_client(
    channel: str, clients: int, both: bool, steps: list[tuple[int, int]]
) -> None:
    """Whatever is written, comes due, is typed, tapped or guessed: without the code no name and no word."""
    assert asyncio.run(walked(steps, channel, clients, both=both)).leaks == []


def test_the_walk_does_see_clients() -> None:
    """The same days with the code in the right places show clients, and shut hours with texts in them."""
    steps = [(5, 1), (8, 3), (5, 1), (3, 0), (0, 0), (8, 5), (4, 1), (3, 0), (0, 3)]
    walk = asyncio.run(walked(steps))
    assert walk.leaks == []
    assert walk.shown > 2
    assert walk.shut > 0
