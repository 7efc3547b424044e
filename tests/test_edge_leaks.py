"""What people write, who they are and our secrets stand in no log, no answer and no file in the clear."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
import structlog

import bot.log
from bot.faults import describe
from tests.edge_house import furnished
from tests.figures.canary import CANARY, PHONE, Leaks, leaks

Made = tuple[Path, Sequence[tuple[str, str]]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A store with everybody in the middle of something; each run opens copies."""
    folder = tmp_path_factory.mktemp("house")
    return folder, asyncio.run(furnished(folder))


async def test_faults_everywhere(made: Made) -> None:
    """With a marker in every field and faults all along the path, nothing of it is written anywhere."""
    found = await leaks(*made, every=47)
    assert (found.places, found.example) == ({}, "")
    assert found.points >= 8
    assert found.lines > 20


async def test_faults_of_real_channels(made: Made) -> None:
    """The same with both libraries at work against providers that are away: no token, no address."""
    found = await leaks(*made, every=211, outside="http://127.0.0.1:9")
    assert (found.places, found.example) == ({}, "")
    assert found.points >= 2


async def test_the_search_bites(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a fault's message logged, the search would find it."""

    def in_full(fault: BaseException) -> str:
        return f"{describe(fault)} {fault}".replace(" ", "_")

    monkeypatch.setattr(bot.log, "describe", in_full)
    monkeypatch.setattr(bot.log, "only_allowed", lambda _logger, _method, event: event)
    monkeypatch.setattr("bot.inbox.log", _Full())
    found = await leaks(*made, every=101)
    assert found.places["log"] > 0


class _Full:
    """A logger as somebody in a hurry would write it."""

    def error(self, event: str, **more: object) -> None:
        structlog.get_logger().error(event, exc_info=True, **more)

    info = error


def test_every_needle_is_looked_for() -> None:
    """The marker and the number are found in bytes and words alike."""
    found = Leaks()
    for text in (f"x{CANARY}y", PHONE, PHONE[1:], "nothing"):
        found.look("here", text)
    assert found.places["here"] == 4
