"""For the tests of the letter: a week on stage, and a client as plain state."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import cache
from typing import Any
from unittest.mock import patch

from bot import surroundings
from bot.config import default_config
from bot.render import Renderer
from bot.stage import Stage
from handlers.client import told
from handlers.client.people import client_of
from handlers.events import Told
from handlers.sessions import Session
from handlers.state import Bond, Client, Person
from handlers.times import instant
from handlers.turn import House, Turn
from handlers.week_parts import Assignment, Flag, Occurrence, Report
from tests.world import ADA, client

ZONE = "Europe/London"
TUESDAY = "2026-03-03T16:30:00+00:00"
FRIDAY = "2026-03-06T10:00:00+00:00"
PREVIEW = ["Send", "Edit", "Skip this week", "Always send"]
SATURDAY = "2026-03-07T10:00:00+00:00"


class Week:
    """A stage with Ada and Sam, and everything that was printed on it."""

    def __init__(self, stage: Stage, printed: list[dict[str, Any]]) -> None:
        self.stage, self.printed = stage, printed

    async def play(self, *lines: dict[str, Any]) -> None:
        for line in lines:
            await self.stage.take(line)

    async def until(self, moment: str) -> None:
        await self.stage.take({"until": moment})

    async def says(self, who: str, text: str) -> None:
        await self.stage.take({"who": who, "text": text})

    async def taps(self, who: str, label: str) -> None:
        await self.stage.take({"who": who, "tap": label})

    async def change(self, who: str, what: Callable[[Turn], None]) -> None:
        """Something happens to this person's own state, in a turn of theirs."""
        person = await self.stage._person(who)
        assert person is not None
        told.TABLE["test_change"] = lambda turn, data: what(turn)
        try:
            await self.stage.engine.runner.take(self.stage.practice, person, Told("test_change", {}))
            await self.stage.engine.settle()
        finally:
            del told.TABLE["test_change"]

    def got(self, who: str, kind: str = "letter", since: str = "") -> list[dict[str, Any]]:
        """The texts of one kind somebody got, from an instant on."""
        return [e for e in self.printed if e.get("to") == who and e["kind"] == kind and e["at"] >= since]

    def texts(self, who: str, kind: str = "letter", since: str = "") -> list[str]:
        return [e["text"] for e in self.got(who, kind, since)]


@cache
def _houses() -> tuple[Mapping[str, House], Renderer]:
    """Read once: prompts and library are the same on every stage."""
    return surroundings.build_houses(default_config())


@asynccontextmanager
async def week(
    *lines: dict[str, Any],
    start: str = TUESDAY,
    assign: str = "/assign sam thought record 3x at 19:00",
    **sam: Any,
) -> AsyncIterator[Week]:
    """Sam has been sent an assignment on the Tuesday after the session."""
    printed: list[dict[str, Any]] = []
    with patch("bot.scene.build_houses", lambda config: _houses()):
        stage_now = Stage(default_config(), printed.append, None, datetime.fromisoformat(start))
    async with stage_now as stage:
        made = Week(stage, printed)
        await made.play(ADA, client("sam", **sam))
        if assign:
            await made.play({"who": "ada", "text": assign}, {"who": "ada", "tap": "Send"})
        await made.play(*lines)
        yield made


def at(day: str, clock: str = "10:00") -> int:
    """An instant in London."""
    return instant(date.fromisoformat(day), clock, ZONE)


def item(states: str = "nnn", id: str = "a1", **more: Any) -> Assignment:
    """An assignment of Tuesday 3 March, one occurrence per letter: d done, p part, c cued, n planned."""
    names: dict[str, Any] = {"d": "done", "p": "part", "c": "cued", "n": "planned"}
    sent = at("2026-03-03", "16:30")
    made = Assignment(id, "ada", "cbt-record", "Thought record", "3x", "19:00", sent, minutes=8, **more)
    made.state, made.delivered_at, made.week_from = "active", sent, sent
    for n, letter in enumerate(states):
        day = f"2026-03-{4 + n:02}"
        made.occurrences.append(Occurrence(f"{id}.{n}", day, at(day, "19:00"), names[letter]))
    return made


def sam(*items: Assignment, **bond: Any) -> tuple[Person, Bond]:
    """Sam, in the first week after Tuesday 3 March, and the relation with Ada."""
    began = at("2026-03-03", "16:30")
    between = Bond("ada", "Ada Okafor", Session(1, "15:00", "weekly", "2026-02-24"), began, **bond)
    between.first_assignment_at = between.first_assignment_at or began
    side = Client(stage="joined", joined_at=began, last_reply_at=began, discreet=False)
    side.bonds, side.assignments = [between], list(items)
    return Person("sam", "", "Sam", ZONE, "en", "sms", client=side), between


def after_the_first(turn: Turn) -> None:
    """As if a letter had gone out before."""
    client_of(turn.person).bonds[0].letter.number = 1
    client_of(turn.person).bonds[0].weeks = 1


def hard(turn: Turn) -> None:
    """Sam said what was in the way: not ready."""
    client = client_of(turn.person)
    item = client.assignments[0]
    client.reports.append(Report(item.id, item.title, ["T5"], "", "", [], "", turn.now))


def done(turn: Turn) -> None:
    """Sam has done all of it."""
    for one in client_of(turn.person).assignments[0].occurrences:
        one.state, one.done_at = "done", turn.now


def flagged(turn: Turn) -> None:
    """A safety flag, and messages rest."""
    client_of(turn.person).held = True
    client_of(turn.person).flags.append(Flag("f1", 1, turn.now, "text"))
