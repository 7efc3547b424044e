"""When a therapist's summaries, recaps and cards come."""

from datetime import date

import pytest

from handlers.sessions import Session, call_off, go_away
from handlers.state import Case, Person, Therapist
from handlers.therapist.agenda import rows, summary_at
from handlers.times import instant, local

LONDON, NEW_YORK = "Europe/London", "America/New_York"


def at(day: int, clock: str, zone: str = LONDON) -> int:
    return instant(date(2026, 3, day), clock, zone)


def therapist(*cases: Case, zone: str = LONDON, **more) -> Person:
    """Ada with these relations."""
    return Person(
        "ada", "", "Ada", zone, "en", "telegram", "therapist", therapist=Therapist(cases=list(cases), **more)
    )


def tuesdays(clock: str = "15:00", zone: str = LONDON, id: str = "sam", **more) -> Case:
    return Case(id, Session(1, clock, "weekly", "2026-03-10"), joined=True, zone=zone, **more)


def meetings(case: Case) -> Session:
    """The session of a case that has one."""
    assert case.session is not None
    return case.session


def desk_of(person: Person) -> Therapist:
    """The therapist's side of a person who has one."""
    assert person.therapist is not None
    return person.therapist


def due(person: Person, kind: str, now: int) -> list[int]:
    return [row.due_at for row in rows(person, now) if row.kind == kind]


@pytest.mark.parametrize(
    ("session", "zone", "expected"),
    [
        (at(10, "15:00"), LONDON, at(10, "12:00")),
        (at(10, "10:00"), LONDON, at(10, "07:30")),
        (at(10, "08:00"), LONDON, at(10, "07:30")),
        (at(10, "07:30"), LONDON, at(9, "18:00")),
        (at(10, "07:00"), LONDON, at(9, "18:00")),
        (at(10, "13:00"), NEW_YORK, at(10, "07:30", NEW_YORK)),
        (at(10, "11:00"), NEW_YORK, at(9, "18:00", NEW_YORK)),
    ],
)
def test_when_a_summary_comes(session, zone, expected):
    """Three hours before, not before 07:30 of the therapist's own day, else the evening before."""
    assert summary_at(session, zone) == expected


def test_a_summary_comes_once_and_lasts_until_the_session():
    """The row ends with the session; a meeting has one summary, also when it moves within its day."""
    case = tuesdays()
    (row,) = [r for r in rows(therapist(case), at(4, "12:00")) if r.kind == "summary"]
    assert (row.scope, row.due_at, row.not_after) == ("sam", at(10, "12:00"), at(10, "15:00"))
    case.summarised_at = at(10, "15:00")
    meetings(case).moved = {"2026-03-10": "2026-03-10T17:00"}
    assert due(therapist(case), "summary", at(10, "13:00")) == []
    assert due(therapist(case), "summary", at(10, "17:01")) == [at(17, "12:00")]


@pytest.mark.parametrize(
    "session",
    [
        call_off(meetings(tuesdays()), date(2026, 3, 10)),
        go_away(meetings(tuesdays()), date(2026, 3, 9), date(2026, 3, 12)),
    ],
    ids=["off", "away"],
)
def test_no_summary_and_no_recap_for_a_session_that_does_not_take_place(session):
    """Called off, or the therapist away: the next one is the one prepared for."""
    case = tuesdays()
    case.session = session
    person = therapist(case)
    assert due(person, "summary", at(9, "12:00")) == [at(17, "12:00")]
    assert due(person, "recap", at(9, "12:00")) == [at(17, "16:00")]


@pytest.mark.parametrize("changed", [{"joined": False}, {"ended_at": 1}, {"session": None}])
def test_nothing_is_due_for_who_is_not_there(changed):
    """Not joined, ended, or no meetings: no rows."""
    case = tuesdays()
    for name, value in changed.items():
        setattr(case, name, value)
    assert list(rows(therapist(case), at(4, "12:00"))) == []


def test_a_recap_is_asked_once():
    """An hour after the session began, for a day, and not again for the same session."""
    case = tuesdays()
    (row,) = [r for r in rows(therapist(case), at(10, "15:30")) if r.kind == "recap"]
    assert (row.due_at, row.not_after) == (at(10, "16:00"), at(11, "16:00"))
    case.recapped_at = at(10, "15:00")
    assert due(therapist(case), "recap", at(10, "16:01")) == [at(17, "16:00")]


def test_with_many_clients_there_are_two_cards():
    """More than three active clients: no single recaps, a summary only where the card would be too late."""
    cases = [tuesdays(id=f"c{n}") for n in range(3)] + [tuesdays("07:00", id="early")]
    person = therapist(*cases)
    kinds = {(r.kind, r.scope): r.due_at for r in rows(person, at(9, "12:00"))}
    assert kinds == {
        ("summary", "early"): at(9, "18:00"),
        ("morning", ""): at(9, "07:30"),
        ("evening_card", ""): at(10, "17:00"),
    }
    desk_of(person).morning_on = "2026-03-09"
    assert due(person, "morning", at(9, "12:00")) == [at(10, "07:30")]
    desk_of(person).morning_on = "2026-03-13"
    assert due(person, "morning", at(13, "12:00")) == [at(16, "07:30")]


def test_the_evening_card_comes_at_eight_at_the_latest():
    """Half an hour after the last session of the day, and not after 20:00."""
    late = [tuesdays("19:30", id=f"c{n}") for n in range(4)]
    assert due(therapist(*late), "evening_card", at(10, "12:00")) == [at(10, "20:00")]


def test_no_morning_card_while_away():
    """Away days have no card; the first working day after them has."""
    person = therapist(*(tuesdays(id=f"c{n}") for n in range(4)), away=[["2026-03-09", "2026-03-11"]])
    assert due(person, "morning", at(8, "20:00")) == [at(12, "07:30")]


def test_a_day_is_the_therapists_own():
    """A client's late evening is midnight further east: the summary comes the evening before."""
    case = tuesdays("20:00", zone=NEW_YORK)
    (found,) = due(therapist(case, zone=LONDON), "summary", at(9, "12:00"))
    assert local(found, LONDON).strftime("%d %H:%M") == "10 18:00"
