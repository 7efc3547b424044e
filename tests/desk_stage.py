"""Constructed weeks for the therapist's desk: an aggregate, records, and a turn that may read both."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from bot.render import localised
from handlers.records import for_therapist
from handlers.sessions import Session
from handlers.state import Case, Person, Therapist
from handlers.therapist.summary import summary_of
from handlers.therapist.summary_week import Week, week_of
from handlers.times import instant
from handlers.turn import DAY, HOUR, Entry, Turn, View
from handlers.week_parts import Assignment, Occurrence, Report, WeekCount
from tests.barrier_stage import ZONE, assigned, catalog, house, sam

SUMMARY_AT = instant(date(2026, 3, 10), "12:00", ZONE)
SESSION_AT = instant(date(2026, 3, 10), "15:00", ZONE)
THURSDAY = instant(date(2026, 3, 5), "20:05", ZONE)
WEEK_FROM = instant(date(2026, 3, 3), "15:00", ZONE)

__all__ = ["ZONE", "assigned"]


def client(*items: Assignment, **more: Any) -> Person:
    """Sam in the week before Tuesday 10 March; the fields given are set on the client."""
    person = sam(*items)
    assert person.client is not None
    person.client.last_reply_at = THURSDAY
    person.client.bonds[0].week_from, person.client.bonds[0].since = WEEK_FROM, WEEK_FROM
    for name, value in more.items():
        setattr(person.client, name, value)
    return person


def entry(kind: str, at: int = THURSDAY, **doc: Any) -> Entry:
    """A record as it is kept."""
    return Entry(kind, at, doc, f"{kind}-{at}-{len(doc)}-{doc.get('step', '')}")


def response(step: str, value: Any, at: int = THURSDAY, occurrence: str = "a1.1", **more: Any) -> Entry:
    """One answer of the thought record."""
    words = value if isinstance(value, str) else ""
    doc = {"assignment": "a1", "occurrence": occurrence, "step": step, "value": value, "words": words}
    return entry("response", at, **doc, private=False, **more)


def week(person: Person, *records: Entry, now: int = SUMMARY_AT) -> Week:
    """The week as the therapist's side reads it."""
    assert person.client is not None
    return week_of(person, person.client.bonds[0], for_therapist(person, "ada", records), now)


def case(**more: Any) -> Case:
    """Ada's side of the relation."""
    made = Case("sam", Session(1, "15:00", "weekly", "2026-03-10"), joined=True, zone=ZONE)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def desk(person: Person, *records: Entry, now: int = SUMMARY_AT, of: Case | None = None) -> Turn:
    """A turn of Ada's that may read Sam."""
    ada = Person("ada", "", "Ada Okafor", ZONE, "en", "telegram", "therapist", therapist=Therapist())
    assert ada.therapist is not None
    ada.therapist.cases = [of or case()]
    view = View(person, for_therapist(person, "ada", records))
    return Turn(ada, [], now, house(), map(str, count()), map(str, count()), {"sam": view})


def summary(person: Person, *records: Entry, of: Case | None = None, now: int = SUMMARY_AT) -> dict[str, Any]:
    """What the summary's prompt gets."""
    turn = desk(person, *records, now=now, of=of)
    assert turn.person.therapist is not None
    return summary_of(turn, turn.person.therapist.cases[0])


def read(person: Person, *records: Entry, of: Case | None = None, channel: str = "telegram") -> str:
    """The summary as it reads."""
    args = localised(summary(person, *records, of=of), ZONE)
    return catalog().render("summary/card", "en", channel, args)


def report(code: str, at: int = SUMMARY_AT - DAY, item: str = "a1", **more: Any) -> Report:
    """A barrier report."""
    made = Report(item, "Thought record", [code], "", "", [], "", at)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def walk(id: str = "a2", *, states: str = "", **more: Any) -> Assignment:
    """Ten minutes outside, daily."""
    made = assigned(states, id=id, activity="ba-out", title="Ten minutes outside", rhythm="daily")
    for name, value in more.items():
        setattr(made, name, value)
    return made


def empty_week(ended_at: int, **more: Any) -> WeekCount:
    """A closed week in which nothing was done."""
    return WeekCount(ended_at, 3, 0, 0, **more)


def done_at(days: Sequence[tuple[int, str]], item: str = "a1") -> list[Occurrence]:
    """Doings on these days of March at these times."""
    made = []
    for number, (day, clock) in enumerate(days):
        at = instant(date(2026, 3, day), clock, ZONE)
        made.append(Occurrence(f"{item}.{number}", date(2026, 3, day).isoformat(), at, "done", at, at))
    return made


def hours_before(hours: int) -> int:
    """So many hours before the summary."""
    return SUMMARY_AT - hours * HOUR
