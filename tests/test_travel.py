"""In another time zone until a day: texts follow the clock there, meetings that of home (G-21, G-22)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.client import week
from handlers.client.people import home_zone, seen_at
from handlers.client.travel import parts
from handlers.sessions import Session, next_session, previous_session
from handlers.state import Person
from handlers.times import inside, instant, local, to_ms
from handlers.turn import DAY
from tests.client_states import assigned, due, in_state
from tests.desk import START, ZONE, Desk
from tests.test_own_dots import answer

TOKYO, YORK = "Asia/Tokyo", "America/New_York"


def abroad(words: str = "travel tokyo until 30 march") -> Desk:
    """Sam with a daily assignment, on a journey."""
    desk = assigned()
    desk.client.assignments[0].rhythm = "daily"
    answer(desk, words)
    return desk


def meetings(person: Person, now: int, n: int = 4) -> list[int]:
    """The instants of the next meetings."""
    found: list[int] = []
    for _ in range(n):
        upcoming = week.next_meeting(person, found[-1] if found else now)
        assert upcoming is not None
        found.append(upcoming[1])
    return found


@pytest.mark.parametrize(
    ("words", "place", "until"),
    [
        ("tokyo until 20 april", "tokyo", "20 april"),
        ("to new york till 3 may", "new york", "3 may"),
        ("Tokyo", "tokyo", ""),
        ("until 20 april", "", "20 april"),
        ("home", "home", ""),
        ("", "", ""),
    ],
)
def test_a_journey_in_words(words: str, place: str, until: str) -> None:
    """A place, a day, both or neither."""
    assert parts(words) == (place, until)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("travel tokyo until 30 march", TOKYO),
        ("travel to new york until 30 march", YORK),
        ("/travel atlantis until 30 march", ZONE),
        ("travel tokyo until 30 march 2031", ZONE),
        ("travel tokyo until yesterday", ZONE),
        ("travel light and sleep well", ZONE),
    ],
)
def test_only_a_place_and_a_day_ahead_make_a_journey(words: str, zone: str) -> None:
    """A place nobody knows, a day that has been or is years away, and a sentence change nothing."""
    assert abroad(words).person.zone == zone


def test_meetings_stay_where_they_were() -> None:
    """The next four meetings are at the same instants as before, over London's clock change too."""
    desk = assigned()
    before = meetings(desk.person, desk.now)
    answer(desk, "travel tokyo until 30 april")
    assert meetings(desk.person, desk.now) == before
    assert [local(at, ZONE).strftime("%a %H:%M") for at in before] == ["Tue 15:00"] * 4


@pytest.mark.parametrize("words", ["travel tokyo until 20 march", "travel new york until 20 march"])
def test_cues_and_hours_follow_the_clock_there(words: str) -> None:
    """Cues come at 19:00 there, and everything that comes unasked lies inside the client's hours there."""
    desk = abroad(words)
    cues = [row.due_at for row in desk.person.agenda if row.kind == "cue"]
    assert cues
    assert all(local(at, desk.person.zone).strftime("%H:%M") == "19:00" for at in cues)
    unasked = [row for row in desk.person.agenda if row.kind in ("cue", "letter", "evening")]
    assert all(inside(local(row.due_at, desk.person.zone).time(), desk.client.hours) for row in unasked)


def test_on_the_day_home_counts_again() -> None:
    """At the midnight of home the zone, the region and the meetings are as before; nobody is told anew."""
    desk = abroad()
    row = next(row for row in desk.person.agenda if row.kind == "home")
    assert local(row.due_at, ZONE) == datetime(2026, 3, 30, tzinfo=local(row.due_at, ZONE).tzinfo)
    region = desk.client.own.home_region
    assert due(desk, "home") == []
    assert (desk.person.zone, desk.client.region, desk.client.own.home) == (ZONE, region, "")
    assert desk.turn is not None
    assert desk.turn.tells == []
    session = desk.client.bonds[0].session
    assert session is not None
    assert session.zone == ""


def test_coming_home_early_is_told() -> None:
    """TRAVEL HOME ends the journey at once, and the therapist hears of both."""
    desk = abroad()
    assert desk.turn is not None
    assert [tell.what for tell in desk.turn.tells] == ["travel"]
    assert answer(desk, "travel home")[0].text == "London time again."
    assert [(tell.what, tell.data["until_at"]) for tell in desk.turn.tells] == [("travel", 0)]


def test_a_journey_from_a_journey_leads_home() -> None:
    """Whoever travels on still comes home to where they live."""
    desk = abroad()
    answer(desk, "travel new york until 10 april")
    assert (desk.person.zone, desk.client.own.home) == (YORK, ZONE)
    assert home_zone(desk.person) == ZONE


def test_moving_for_good_ends_the_journey() -> None:
    """PLACE says where one lives now: the meetings follow, and no day leads back."""
    desk = abroad()
    answer(desk, "place dublin")
    assert (desk.person.zone, home_zone(desk.person)) == ("Europe/Dublin", "Europe/Dublin")
    assert not any(row.kind == "home" for row in desk.person.agenda)


def test_a_meeting_set_on_a_journey_is_in_the_time_of_home() -> None:
    """What the therapist sets while the client travels is meant as always: by the clock of home."""
    desk = abroad("travel tokyo until 30 april")
    session: dict[str, Any] = {"weekday": 3, "time": "10:00", "rhythm": "weekly", "first": "2026-03-05"}
    desk.told("session", therapist="ada", session=session, say=None)
    at = meetings(desk.person, desk.now, 1)[0]
    assert local(at, ZONE).strftime("%a %H:%M") == "Thu 10:00"


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["Europe/London", YORK, "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]),
    st.sampled_from(["Europe/London", YORK, TOKYO, "Pacific/Chatham", "America/St_Johns"]),
    st.integers(0, 6),
    st.times().map(lambda at: at.strftime("%H:%M")),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_no_journey_moves_a_meeting(home: str, there: str, weekday: int, at: str, day: date) -> None:
    """Whatever the zones, the day and the clock changes between: a pinned meeting is where home has it."""
    first = day + timedelta(days=(weekday - day.weekday()) % 7)
    free = Session(weekday, at, "weekly", first.isoformat(), moved={first.isoformat(): f"{day}T{at}"})
    pinned = Session(weekday, at, "weekly", first.isoformat(), moved=dict(free.moved), zone=home)
    for now in (
        to_ms(datetime(day.year, day.month, day.day, tzinfo=UTC)) + n * 5 * DAY for n in range(-1, 30)
    ):
        assert next_session(pinned, there, now) == next_session(free, home, now)
        assert previous_session(pinned, there, now) == previous_session(free, home, now)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("pause 20 april to 27 april", "2026-04-20", "2026-04-27"),
        ("pause from 20 april until 27 april", "2026-04-20", "2026-04-27"),
        ("pause 27 april to 20 april", "", ""),
        ("pause 20 april to 27 december", "", ""),
        ("pause 4 march to 9 march", "", ""),
    ],
)
def test_a_rest_can_be_said_in_advance(words: str, first: str, last: str) -> None:
    """Two days ahead in their order, three months apart at most; anything else plans nothing."""
    desk = assigned()
    assert answer(desk, words)
    assert (desk.client.own.rest_from, desk.client.own.rest_to) == (first, last)


def test_a_planned_rest_begins_and_ends_by_itself() -> None:
    """From its first day nothing comes unasked; on its last morning everything is planned anew."""
    desk = assigned()
    answer(desk, "pause 9 march to 16 march")
    assert desk.turn is not None
    assert [tell.what for tell in desk.turn.tells] == ["rest_planned"]
    assert due(desk, "holiday") == []
    assert local(desk.client.paused_until, ZONE).strftime("%d %H:%M") == "16 09:00"
    assert not any(row.kind in ("cue", "letter", "evening") for row in desk.person.agenda)
    due(desk, "resume")
    assert any(row.kind == "cue" for row in desk.person.agenda)


def test_resume_takes_a_planned_rest_back() -> None:
    """Before it begins RESUME ends it, and the therapist hears that it is off."""
    desk = in_state("assigned")
    answer(desk, "pause 9 march to 16 march")
    assert answer(desk, "resume")[0].text.startswith("The rest you had planned is off.")
    assert not any(row.kind == "holiday" for row in desk.person.agenda)
    assert desk.turn is not None
    assert [(tell.what, tell.data["from_at"]) for tell in desk.turn.tells] == [("rest_planned", 0)]
    assert instant(date(2026, 3, 9), "09:00", ZONE) > START


def test_a_meeting_on_the_day_they_are_home_again_is_named_by_the_clock_at_home() -> None:
    """Sixteen o'clock in London is the next day in Tokyo, where nobody is by then."""
    desk = abroad("travel tokyo until 31 march")
    person, bond = desk.person, desk.client.bonds[0]
    assert bond.session is not None
    bond.session.time = "16:00"
    (at,) = [one for one in meetings(person, desk.now, 8) if local(one, ZONE).date() == date(2026, 3, 31)]
    assert local(at, TOKYO).date() == date(2026, 4, 1)
    assert local(seen_at(person, at), TOKYO).strftime("%a %d %H:%M") == "Tue 31 16:00"
    assert week.evening_day(person, at) == date(2026, 3, 30)
    before = meetings(person, desk.now)[0]
    assert seen_at(person, before) == before
