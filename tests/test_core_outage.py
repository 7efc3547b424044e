"""After an outage: nothing at night or late, at most one catch-up text a person, nothing forgotten."""

from pathlib import Path
from typing import Any

import pytest

from tests.core_stage import ADA, playing
from tests.world import Line, client

SEND: Line = {"who": "ada", "tap": "Send"}
PEOPLE = (ADA, client("sam", "telegram"), client("kim", "sms", "thu 10:00"))
ASSIGNED: tuple[Line, ...] = (
    {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"},
    SEND,
    {"who": "ada", "text": "/assign Kim cbt-record 3x at 12:00"},
    SEND,
)


def by_client(said: list[Line]) -> dict[str, list[Any]]:
    """The kinds of the texts each client got, by address or name; not Ada's."""
    found: dict[str, list[Any]] = {}
    for one in said:
        if one["to"] not in ("ada", "1001"):
            found.setdefault(one["to"], []).append(one["kind"])
    return found


async def away(store: str, before: tuple[Line, ...], back: str, *after: Line) -> list[Line]:
    """Play, stop the bot, start it on the same store at another time; gives what is said then."""
    async with playing(*before, store=store):
        pass
    async with playing(start=back, store=store) as play:
        return await play(*after)


@pytest.mark.parametrize("day", range(2, 9))
@pytest.mark.parametrize("hour", ["09:30", "18:20"])
async def test_two_days_away_bring_at_most_one_text(tmp_path: Path, day: int, hour: str) -> None:
    """A bot that was off for two days, wherever in the week, sends a client one text at most after it."""
    off = {"until": f"2026-03-0{day}T10:00:00+00:00"}
    back = f"2026-03-{day + 2:02}T{hour}:00+00:00"
    said = await away(f"sqlite:{tmp_path / 'kept.db'}", (*PEOPLE, *ASSIGNED, off), back, {"wait": "2m"})
    assert all(len(kinds) <= 1 for kinds in by_client(said).values())


EVENING: tuple[Line, ...] = (
    *PEOPLE,
    {"who": "sam", "text": "ask is it ok?"},
    {"until": "2026-03-02T20:30:00+00:00"},
    {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"},
    SEND,
    {"who": "ada", "text": "/assign Sam cbt-record 3x at 19:00"},
    SEND,
    {"who": "ada", "text": "/answer 1 yes of course"},
)


async def test_what_waits_comes_one_by_one(tmp_path: Path) -> None:
    """Two assignments and a notice kept for the morning come apart when the morning was missed."""
    store = f"sqlite:{tmp_path / 'kept.db'}"
    said = await away(store, EVENING, "2026-03-03T13:00:00+00:00", {"until": "2026-03-04T09:05:00+00:00"})
    times = [
        one["at"][8:16] for one in said if one["to"] == "1002" and one["kind"] in ("assignment", "notice")
    ]
    assert times == ["03T13:00", "03T14:00", "04T09:00"]


async def test_back_at_night_waits_for_the_morning(tmp_path: Path) -> None:
    """A bot that comes back at night says nothing then, and nothing is lost by it."""
    store = f"sqlite:{tmp_path / 'kept.db'}"
    said = await away(store, EVENING, "2026-03-03T22:00:00+00:00", {"until": "2026-03-04T09:00:30+00:00"})
    assert all(one["at"] >= "2026-03-04T09:00" for one in said if one["to"] == "1002")
    assert sorted(by_client(said)["1002"]) == ["assignment", "assignment", "notice"]


async def test_a_provider_away_until_night_brings_nothing_at_night() -> None:
    """What a channel would not take in the client's hours waits for the next morning."""
    async with playing(*PEOPLE, {"until": "2026-03-02T18:00:00+00:00"}, ASSIGNED[2]) as play:
        await play({"refuse": "sms", "how": "unavailable", "times": -1}, SEND)
        await play({"until": "2026-03-02T20:05:00+00:00"}, {"refuse": "sms", "times": 0})
        night = await play({"until": "2026-03-03T08:59:00+00:00"})
        assert by_client(night) == {}
        morning = await play({"until": "2026-03-03T09:01:00+00:00"})
        assert by_client(morning) == {"kim": ["assignment"]}
