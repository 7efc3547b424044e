"""Each insight in each of its places: a week that has it brings its line there, one that has not does not."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.render import localised
from handlers.state import Case, Person
from handlers.therapist.client_card import card_of
from handlers.therapist.digest import digest_line, sums
from handlers.therapist.insights_list import INSIGHTS
from handlers.turn import DAY, Entry
from handlers.week_parts import Question
from tests.barrier_stage import ZONE, catalog
from tests.desk_stage import (
    SUMMARY_AT,
    THURSDAY,
    WEEK_FROM,
    assigned,
    case,
    client,
    desk,
    done_at,
    empty_week,
    entry,
    hours_before,
    read,
    report,
    response,
    walk,
)
from tests.test_insights_compared import faced, on_the_ladder, rated

LONG_AGO = WEEK_FROM - 30 * DAY
Scene = tuple[Person, list[Entry], Case]


def scene(person: Person, *records: Entry, **of: Any) -> Scene:
    """A client, what was said, and the therapist's side."""
    return person, list(records), case(**of)


def on_evenings() -> Person:
    """Three doings on three evenings."""
    times = [(5, "20:10"), (6, "21:00"), (8, "19:30")]
    return client(assigned("", occurrences=done_at(times)))


def asked(hours: int) -> list[Question]:
    """One question, so many hours old."""
    return [Question(1, "is one line enough?", hours_before(hours))]


RETURNED = [*done_at([(1, "20:00"), (2, "20:00"), (3, "10:00")]), *done_at([(10, "11:00")], "a1x")]
FACED = faced(THURSDAY, "a1.1", expect="everyone will stare", before=6, highest=8, now=4, feared="no")
THOUGHTS = [*rated("the same", 9, LONG_AGO, "a1.0"), *rated("the same", 5, THURSDAY, "a1.2")]
THREE = [assigned("ddd", id=f"b{n}", delivered_at=WEEK_FROM) for n in range(3)]

SCENES: dict[str, Callable[[], Scene]] = {
    "I-1": lambda: scene(client(assigned("dpc"))),
    "I-2": lambda: scene(
        client(assigned("dcc")),
        response("post/helpful", 7),
        response("post/engagement", 4),
        quality=[[SUMMARY_AT - 1, 3, "a1"]],
    ),
    "I-3": lambda: scene(on_evenings()),
    "I-4": lambda: scene(client(assigned("dcc")), entry("helped", assignment="a1", helped="small")),
    "I-5": lambda: scene(client(assigned("ccc"), reports=[report("P3"), report("P3", SUMMARY_AT - 1)])),
    "I-6": lambda: scene(client(assigned("ccc", weeks=[empty_week(WEEK_FROM)]))),
    "I-7": lambda: scene(client(assigned("ccc")), guard_news=[SUMMARY_AT]),
    "I-8": lambda: scene(client(assigned("ccc")), discussed=[[1, "no"], [2, "no"]]),
    "I-10": lambda: scene(client(assigned("dcc"), wins=[[THURSDAY, "rang my sister"]])),
    "I-11": lambda: scene(client(assigned("dcc"), questions=asked(97))),
    "I-12": lambda: scene(
        client(assigned("ccc"), confidence=[[THURSDAY, "a1", 4], [SUMMARY_AT - 1, "a1", 6]])
    ),
    "I-13": lambda: scene(client(assigned("", occurrences=RETURNED), dots=4, returns=[[THURSDAY, 7]])),
    "I-14": lambda: scene(client(assigned("ccc"), last_reply_at=hours_before(24 * 9))),
    "I-15": lambda: scene(client(assigned("ddd")), *THOUGHTS),
    "I-16": lambda: scene(client(on_the_ladder(act="the corner shop")), *FACED),
    "I-17": lambda: scene(client(*THREE), minutes_agreed=30),
    "I-19": lambda: scene(client(walk(states="ddd")), stage="contemplation"),
    "I-20": lambda: scene(client(assigned("ccc", moved=[THURSDAY, THURSDAY + 1, THURSDAY + 2]))),
    "I-22": lambda: scene(client(assigned("ccc"), reports=[report("P1", elsewhere="elsewhere")])),
    "I-23": lambda: scene(client(assigned("ccc"), reports=[report("R4")])),
    "I-24": lambda: scene(
        client(assigned("ccc")), entry("letter", THURSDAY, state="partial", own=False, therapist="ada")
    ),
}
LINES: dict[tuple[str, str], str] = {
    ("I-1", "summary"): "Thought record: 1 of 3, 1 in part",
    ("I-1", "digest"): "Sam ▓▓░░░ 1/3, 1 in part",
    ("I-1", "client"): "Thought record: 1 of 3, 1 in part, 3 times at 20:00",
    ("I-2", "summary"): "helpful 7 · engagement 4 · your rating 3 of 4",
    ("I-3", "summary"): "mostly in the evening",
    ("I-4", "summary"): '"small enough" helped',
    ("I-5", "summary"): "×2, one task only",
    ("I-5", "digest"): "barrier P3 ×2",
    ("I-6", "summary"): "Two weeks without an attempt.",
    ("I-7", "summary"): "New ideas after an unexplored miss, last six weeks: 1.",
    ("I-7", "client"): "New ideas after an unexplored miss, last six weeks: 1.",
    ("I-8", "summary"): "Not reviewed twice: clients stop when it isn't reviewed.",
    ("I-8", "client"): "Not reviewed twice.",
    ("I-10", "summary"): 'Wins: "rang my sister" (Thu)',
    ("I-10", "digest"): "wins 1",
    ("I-11", "summary"): 'Asked four days ago, waiting: "is one line enough?"',
    ("I-11", "digest"): "one question",
    ("I-11", "client"): "One question waiting: /questions",
    ("I-12", "summary"): "Confidence 4 → 6",
    ("I-12", "client"): "Confidence 4, 6",
    ("I-13", "summary"): "back after 7 days away · longest run so far 3 days, four dots",
    ("I-13", "client"): "Four dots so far, longest run 3 days",
    ("I-14", "summary"): "no word for 9 days",
    ("I-14", "digest"): "no word for 9 days",
    ("I-15", "summary"): 'Then and now, "the same": belief 9 (1 February) → 5 (5 March)',
    ("I-15", "client"): 'Then and now, "the same": belief 9',
    (
        "I-16",
        "summary",
    ): 'Faced (Thu), the corner shop: expected "everyone will stare" · before 6, highest 8, after 4'
    " · what was feared happened: no",
    ("I-16", "client"): "Faced (Thu), the corner shop",
    ("I-17", "summary"): "Running: three expected items, about 72 min a week, 30 agreed",
    ("I-17", "client"): "Running: three expected items, about 72 min a week, 30 agreed",
    ("I-19", "summary"): "In contemplation, asking for doing: Ten minutes outside.",
    ("I-19", "client"): "In contemplation, asking for doing: Ten minutes outside.",
    ("I-20", "summary"): "Moved in four weeks: Thought record ×3",
    ("I-20", "client"): "Moved in four weeks: Thought record ×3",
    ("I-22", "summary"): 'In other parts of the week too, Sam says: "It slipped my mind entirely"',
    ("I-22", "client"): 'In other parts of the week too, Sam says: "It slipped my mind entirely"',
    ("I-23", "summary"): "ask where Sam sees change",
    ("I-23", "client"): "ask where Sam sees change",
    ("I-24", "client"): "Letters, sixty days: partly done 1 (answered 0, something done within two days 0)",
}
"""What a reader finds for it; the other places have tests of their own."""

WEEKLY = ("summary", "digest", "client")


def shown(place: str, one: Scene) -> str:
    """The place as it reads."""
    person, records, of = one
    if place == "summary":
        return read(person, *records, of=of)
    turn = desk(person, *records, of=of)
    if place == "client":
        return catalog().render("cases/client", "en", "telegram", localised(card_of(turn, of), ZONE))
    lines = sums([digest_line(turn, of)])
    return catalog().render("cases/clients", "en", "telegram", localised(lines, ZONE))


def test_every_place_of_the_list_is_here():
    """No insight is promised for a place in which nobody looked."""
    assert set(LINES) == {(one.id, place) for one in INSIGHTS for place in one.places if place in WEEKLY}


@pytest.mark.parametrize(("insight", "place"), LINES, ids=str)
def test_its_line_is_there(insight, place):
    """The week that has it shows it in this place, and a week in which all was done quietly does not."""
    line = LINES[insight, place]
    quiet = scene(client(assigned("dd")))
    assert line in shown(place, SCENES[insight]())
    assert line not in shown(place, quiet)


@pytest.mark.parametrize("place", WEEKLY)
@pytest.mark.parametrize("insight", SCENES)
def test_no_line_judges(insight, place):
    """Whatever a week brings, no place calls it better, worse, failed, avoided, broken or too little."""
    text = shown(place, SCENES[insight]()).casefold()
    judging = ("better", "worse", "fail", "avoid", "broken", "too little", "should", "improve", "disorder")
    assert [word for word in judging if word in text] == []
