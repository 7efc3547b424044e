"""Every text of a week comes at the right hour of the right person's day, also when the clocks change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.world import ADA, Line, client, events, play

THERAPISTS = {
    "Australia/Lord_Howe": "Australia/Sydney",
    "Asia/Kathmandu": "Europe/London",
    "Pacific/Apia": "Pacific/Auckland",
    "America/Sao_Paulo": "Europe/Lisbon",
    "America/New_York": "Europe/London",
    "Europe/London": "America/New_York",
    "Pacific/Chatham": "Pacific/Apia",
    "America/St_Johns": "America/Los_Angeles",
    "Africa/Casablanca": "Europe/Paris",
    "Pacific/Kiritimati": "Pacific/Honolulu",
    "Europe/Dublin": "Asia/Tokyo",
    "America/Santiago": "America/Santiago",
}
"""By a client's zone, that of their therapist."""

ORDINARY = date(2026, 6, 7)


def changes(zone: str) -> Iterator[date]:
    """The days of 2026 on which the clocks of a zone change."""
    day, place = date(2026, 1, 2), ZoneInfo(zone)
    while day.year == 2026:
        midnights = (datetime.combine(one, time(12), place) for one in (day - timedelta(days=1), day))
        if len({one.utcoffset() for one in midnights}) > 1:
            yield day
        day += timedelta(days=1)


WEEKS = sorted(
    {(zone, day) for zone in THERAPISTS for day in (ORDINARY, *changes(zone), *changes(THERAPISTS[zone]))}
)


def at(day: date, clock: str, zone: str) -> datetime:
    """The instant of a local time; none of those used here falls into a gap or a fold."""
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)


def expected(sunday: date, zone: str, therapist: str) -> dict[str, datetime]:
    """When the texts of the week around this day are due, worked out without the program."""
    tuesday = sunday + timedelta(days=(1 - sunday.weekday()) % 7 or 7)
    session = at(tuesday, "15:00", zone)
    there = session.astimezone(ZoneInfo(therapist)).date()
    summary = max(session - timedelta(hours=3), at(there, "07:30", therapist))
    if summary >= session:
        summary = at(there - timedelta(days=1), "18:00", therapist)
    return {
        "evening": at(tuesday - timedelta(days=1), "18:00", zone),
        "summary": summary,
        "recap": session + timedelta(hours=1),
    }


@pytest.mark.parametrize(("zone", "day"), WEEKS)
async def test_week(zone: str, day: date) -> None:
    """Cue, follow-up, letter and evening talk by the client's clock; summary and recap by the meeting's."""
    therapist, due = THERAPISTS[zone], expected(day, zone, THERAPISTS[zone])
    wednesday = due["evening"].astimezone(ZoneInfo(zone)).date() - timedelta(days=5)
    lines: list[Line] = [
        {**ADA, "zone": therapist},
        client("sam", "telegram", "tue 15:00", zone=zone),
        {"who": "ada", "text": "/assign sam thought record daily at 11:00"},
        {"who": "ada", "tap": "Send"},
    ]
    start, end = at(wednesday, "09:30", zone), due["recap"] + timedelta(minutes=1)
    shown = events(await play([*lines, {"until": end.isoformat()}], start.isoformat()))
    (preview,) = [_moment(event) for event in shown if (event["to"], event["kind"]) == ("ada", "letter")]
    sent = [{"until": preview.isoformat()}, {"who": "ada", "tap": "Send"}]
    shown = events(await play([*lines, *sent, {"until": end.isoformat()}], start.isoformat()))

    assert set(_clocks(shown, "cue", zone)) == {"11:00"}
    assert set(_clocks(shown, "followup", zone)) == {"14:00"}
    assert _clocks(shown, "letter", zone) == ["10:00"]
    (letter,) = _moments(shown, "sam", "letter")
    assert preview == _by_day(letter - timedelta(hours=24), therapist)
    assert _moments(shown, "sam", "barrier") == [due["evening"]]
    assert _moments(shown, "ada", "summary") == [due["summary"]]
    assert _moments(shown, "ada", "recap") == [due["recap"]]


def _by_day(wished: datetime, zone: str) -> datetime:
    """A preview is for reading: what falls into the therapist's night waits for eight in the morning."""
    there = wished.astimezone(ZoneInfo(zone))
    if time(7, 30) <= there.time() < time(21):
        return wished
    day = there.date() + timedelta(days=there.time() >= time(8))
    return at(day, "08:00", zone)


def _moment(event: Line) -> datetime:
    return datetime.fromisoformat(event["at"])


def _moments(shown: list[Line], to: str, kind: str) -> list[datetime]:
    return [_moment(event) for event in events(shown, to, kind)]


def _clocks(shown: list[Line], kind: str, zone: str) -> list[str]:
    """The client's clock at each of their texts of this kind."""
    return [f"{moment.astimezone(ZoneInfo(zone)):%H:%M}" for moment in _moments(shown, "sam", kind)]
