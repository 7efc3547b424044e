"""The therapist's own line: only on request, once a month, and for nobody else (CONTENT I-21)."""

import json
from itertools import pairwise

import pytest

from handlers.state import Person, Therapist
from handlers.therapist.reflection import LINES, line_of, rows
from handlers.times import instant, local
from tests.desk_stage import ZONE
from tests.world import ADA, client, events, play, texts

LINE = "Once a month, for you alone."


def ada(on: str = "2026-03", *, reflects: bool = True, away: tuple[str, str] | None = None) -> Person:
    """Ada, who had this month's line."""
    person = Person("ada", "", "Ada", ZONE, "en", "telegram", "therapist", therapist=Therapist())
    assert person.therapist is not None
    person.therapist.reflects, person.therapist.reflected_on = reflects, on
    person.therapist.away = [list(away)] if away else []
    return person


def due(person: Person, day: str) -> str:
    """The day and hour of the next line, seen from noon of that day; "" for none."""
    now = instant(local(0, ZONE).date().fromisoformat(day), "12:00", ZONE)
    found = [f"{local(row.due_at, ZONE):%Y-%m-%d %H:%M}" for row in rows(person, now)]
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("on", "day", "comes"),
    [
        ("2026-03", "2026-03-03", "2026-04-01 17:00"),
        ("2026-04", "2026-04-20", "2026-05-01 17:00"),
        ("2026-07", "2026-07-31", "2026-08-03 17:00"),
        ("2026-03", "2026-04-01", "2026-04-01 17:00"),
        ("2026-01", "2026-03-10", "2026-03-10 17:00"),
        ("2026-12", "2026-12-31", "2027-01-01 17:00"),
    ],
    ids=["next month", "a Friday", "not on a weekend", "today", "a month was left out", "the new year"],
)
def test_the_first_working_day_of_a_month(on, day, comes):
    """At five in the afternoon, on the first working day of a month that had none."""
    assert due(ada(on), day) == comes


def test_not_while_away():
    """A therapist who is away has it on the first working day after that."""
    assert due(ada(away=("2026-03-30", "2026-04-03")), "2026-03-20") == "2026-04-06 17:00"


def test_only_for_whoever_wants_it():
    """Nothing comes to a therapist who did not ask for it."""
    assert due(ada(reflects=False), "2026-03-20") == ""


def test_the_lines_take_turns():
    """Twelve months have every line, and no month the one before it."""
    months = [line_of(f"2026-{month:02}-01") for month in range(1, 13)]
    assert set(months) == set(range(LINES))
    assert all(a != b for a, b in pairwise(months))


def says(*words: str) -> list[dict[str, str]]:
    """Ada types."""
    return [{"who": "ada", "text": text} for text in words]


async def test_on_write_off():
    """On brings the month's line at once, what is written is kept, off ends it."""
    lines = [ADA, *says("/reflect", "/reflect on"), {"who": "ada", "tap": "Write a line"}]
    lines += [*says("my idea, again"), {"wait": "1m"}, *says("/reflect", "/reflect off")]
    printed = await play([*lines, {"until": "2026-05-10T12:00:00+00:00"}])
    how, line, _, kept, shown, off = texts(printed, "ada", "reply")
    assert how.startswith("/reflect on brings one line a month")
    assert line.startswith(LINE)
    assert kept.startswith("Kept, for you alone.")
    assert "my idea, again" in shown
    assert off.startswith("No more monthly lines.")


async def test_every_month_until_it_is_enough():
    """Two months, two lines; the button that ends it ends it."""
    lines = [ADA, *says("/reflect on"), {"until": "2026-04-02T09:00:00+00:00"}]
    lines += [{"who": "ada", "tap": "No more of these"}, {"until": "2026-06-30T12:00:00+00:00"}]
    asked = [e for e in events(await play(lines), "ada", "reply") if e["text"].startswith(LINE)]
    assert [e["at"][:10] for e in asked] == ["2026-03-02", "2026-04-01"]


async def test_a_command_is_no_reflection():
    """What is typed while the line stands there is what it always is."""
    printed = await play([ADA, client("sam", "telegram"), *says("/reflect on", "clients", "/reflect")])
    assert texts(printed, "ada", "reply")[-2].startswith("Sam")
    assert '"clients"' not in texts(printed, "ada", "reply")[-1]


async def test_nobody_else_is_shown_it():
    """It is in no client's data and on no other screen."""
    lines = [ADA, client("sam", "telegram"), *says("/reflect I was too quick with it"), *says("/summary sam")]
    printed = await play([*lines, {"who": "sam", "text": "/sees"}, {"who": "sam", "sees": "store"}])
    shown = [line for line in printed if "quick" in json.dumps(line)]
    assert shown == []


async def test_a_line_that_names_an_erased_client_goes():
    """Erasing a client takes what the therapist wrote about them by name, and leaves the rest."""
    lines = [ADA, client("sam", "telegram"), *says("/reflect Sam and I went too fast", "/reflect slower now")]
    lines += [{"who": "sam", "text": "/delete"}, {"who": "sam", "tap": "Delete"}, {"wait": "2d"}]
    (*_, shown) = texts(await play([*lines, *says("/reflect")]), "ada", "reply")
    assert "slower now" in shown
    assert "too fast" not in shown
