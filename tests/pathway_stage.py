"""A client on a pathway: steps made by hand for the rules, or one of the library at the desk."""

from dataclasses import asdict
from datetime import date
from typing import Any

from handlers.client.courses import due_at
from handlers.course import Course, CourseStep, begun
from handlers.events import Due
from handlers.pathways import Release
from handlers.state import Person
from handlers.times import instant, local
from handlers.week_parts import Assignment, Occurrence
from tests.barrier_stage import ZONE, content, sam
from tests.desk import Said, client

SENT = instant(date(2026, 3, 2), "09:00", ZONE)
"""A Monday at nine in London."""


def at(day: str, clock: str = "10:00") -> int:
    """A moment in London."""
    return instant(date.fromisoformat(day), clock, ZONE)


def reads(moment: int, zone: str = ZONE) -> str:
    """The moment as a clock there shows it; "" for none."""
    return f"{local(moment, zone):%Y-%m-%d %H:%M}" if moment else ""


def step(key: str, release: Release = "after_previous", **more: Any) -> CourseStep:
    """One step of a course made by hand."""
    return CourseStep(key, "sa-snap", f"Snapshot {key}", "notice", release, **more)


def out(key: str, moment: int, release: Release = "after_previous", **more: Any) -> CourseStep:
    """One that is out, as the assignment of the same name."""
    return step(key, release, state="out", out_at=moment, assignment=f"a{key}", **more)


def given(key: str, moment: int, done_at: int = 0, **more: Any) -> Assignment:
    """The assignment of a step that is out; done, where a moment is given."""
    item = Assignment(f"a{key}", "ada", f"act-{key}", f"Snapshot {key}", "once", "19:00", moment)
    item.state, item.delivered_at, item.doings = "active", moment, int(bool(done_at))
    if done_at:
        day = local(done_at, ZONE).date().isoformat()
        item.occurrences = [Occurrence(f"a{key}.1", day, moment, "done", moment, done_at)]
    for name, value in more.items():
        setattr(item, name, value)
    return item


def course(*steps: CourseStep, **more: Any) -> Course:
    """A course of Ada's with these steps."""
    return Course("c1", "ada", "made", 1, "Small things", 3, SENT, steps=list(steps), at="19:00", **more)


def follower(made: Course, *items: Assignment, **more: Any) -> Person:
    """Sam, who has no meeting booked and has had no letter, on this course."""
    person = sam(*items)
    assert person.client is not None
    person.client.bonds[0].session, person.client.bonds[0].first_assignment_at = None, 0
    person.client.courses = [made]
    for name, value in more.items():
        setattr(person.client, name, value)
    return person


def due(person: Person, now: int) -> str:
    """When the next thing happens by itself, as Sam's clock shows it."""
    assert person.client is not None
    return reads(due_at(person, person.client.courses[0], now), person.zone)


class Following:
    """A client at the desk who follows a pathway of the library."""

    def __init__(self, pathway: str, channel: str = "telegram", **about: Any) -> None:
        self.desk = client(channel)
        self.said: list[Said] = []
        self.give(pathway, **about)

    def give(self, pathway: str, id: str = "c1", **about: Any) -> list[Said]:
        """Ada sends it."""
        library = content()
        more = {"id": id, "therapist": "ada", "sent_at": self.desk.now, "at": "19:00", **about}
        made = begun(library.pathways[pathway], library.activities, library.measures, **more)
        return self.heard(self.desk.told("pathway", course=asdict(made)))

    def change(self, what: str, id: str = "c1", **more: Any) -> list[Said]:
        """Ada changes it."""
        told = {"course": id, "therapist": "ada", "change": {"what": what, **more}}
        return self.heard(self.desk.told("pathway_change", **told))

    def heard(self, said: list[Said]) -> list[Said]:
        """Note what was said."""
        self.said += said
        return said

    @property
    def course(self) -> Course:
        """The first course."""
        return self.desk.client.courses[0]

    def row(self, kind: str = "pathway") -> Any:
        """The agenda row of this kind, or None."""
        return next((row for row in self.desk.person.agenda if row.kind == kind), None)

    def next(self) -> list[Said]:
        """Let time pass until something comes of it; a row that has moved on meanwhile is taken again."""
        for _ in range(4):
            row = self.row()
            assert row is not None, "nothing comes by itself"
            self.desk.now = max(self.desk.now, row.due_at)
            said = self.desk.take(Due(row.kind, row.scope, row.version, row.due_at))
            if said or (self.desk.turn is not None and self.desk.turn.tells):
                return self.heard(said)
        raise AssertionError("it moves on and on")

    def do(self) -> list[Said]:
        """Do the newest that is open: DONE, and nothing more to say about it."""
        self.desk.talks = []
        said = self.desk.say("done")
        talk = self.desk.open_talk()
        if talk is not None and len(talk.args["items"]) > 1:
            ids = [item["assignment"] for item in talk.args["items"]]
            said += self.desk.say(str(ids.index(self.desk.client.assignments[-1].id) + 1))
        return self.heard([*said, *self.desk.say("skip")])

    def out(self) -> list[str]:
        """The activities that went out, in order."""
        return [item.activity for item in self.desk.client.assignments]
