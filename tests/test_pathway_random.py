"""Whatever is done, passed, paused and moved: no step goes out twice, none before its gate (A-20 to A-22)."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.client.courses import standing
from handlers.course import waiting
from handlers.course_changes import changed
from handlers.events import Due
from handlers.times import local
from handlers.turn import DAY
from tests.barrier_stage import ZONE, content
from tests.pathway_stage import SENT, Following, course, step

PATHWAYS = st.sampled_from(sorted(content().pathways))
KEYS = st.sampled_from("1 2 3 4 5 6 7 8 9".split())
CHANGES = st.one_of(
    st.tuples(st.sampled_from(("pause", "go_on")), st.just("")),
    st.tuples(st.sampled_from(("up", "down", "leave_out", "next", "gate")), KEYS),
)
ACTS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from((1, 2, 5, 9, 16))),
    st.tuples(st.just("does"), st.sampled_from(("done", "pass", "back", "pause 3d", "resume", "skip"))),
    st.tuples(st.just("changes"), CHANGES),
    st.tuples(st.just("again"), st.just(0)),
)


class Watched(Following):
    """A follower, with everything that must hold looked at after each thing that happens."""

    def __init__(self, pathway: str) -> None:
        super().__init__(pathway)
        self.rows: list[Due] = []
        self.before: dict[str, str] = {}

    def act(self, what: str, how: Any) -> None:
        """One thing happens."""
        self.before = {s.key: standing(self.desk.client, s) for s in self.course.steps}
        self.required = {s.key for s in self.course.steps if s.required}
        self.hurried = {s.key for s in self.course.steps if s.at_once}
        if what == "wait":
            self._wait(int(how))
        elif what == "does":
            self._does(str(how))
        elif what == "changes":
            more: dict[str, Any] = {"required": False} if how[0] == "gate" else {}
            self.change(how[0], step=how[1], **more)
        else:
            for row in self.rows[-3:]:
                self.desk.take(row)
        self.holds()

    def _wait(self, days: int) -> None:
        until = self.desk.now + days * DAY
        for _ in range(40):
            rows = [r for r in self.desk.person.agenda if r.due_at <= until and r.kind != "followup"]
            row = min(rows, key=lambda r: r.due_at, default=None)
            if row is None:
                break
            self.desk.now = max(self.desk.now, row.due_at)
            due = Due(row.kind, row.scope, row.version, row.due_at)
            if row.kind == "pathway":
                self.rows.append(due)
            self.desk.take(due)
            self.holds()
            self.before = {s.key: standing(self.desk.client, s) for s in self.course.steps}
        self.desk.now = max(self.desk.now, until)

    def _does(self, how: str) -> None:
        if how == "done" and self.desk.client.assignments:
            self.do()
        elif how == "pass":
            self.desk.say("pass for now")
        else:
            self.desk.say(how)

    def holds(self) -> None:
        """What is true at every moment."""
        client = self.desk.client
        out = [s for s in self.course.steps if s.state == "out"]
        assert len({s.assignment for s in out}) == len(out)
        assert max(Counter(s.key for s in self.course.steps).values()) == 1
        sent = Counter(s.assignment for s in self.course.steps if s.assignment)
        assert all(times == 1 for times in sent.values())
        fresh = [s for s in out if self.before.get(s.key) == "waiting"]
        assert len(fresh) <= 1
        for one in fresh:
            open_ = {k for k, state in self.before.items() if state in ("open", "stopped")}
            assert one.at_once or not open_ & self.required, "a required gate was passed by"
            assert not one.by_hand or one.agreed_at, "nobody gave their word"
        days = Counter(local(s.out_at, ZONE).date() for s in out if not s.at_once)
        assert all(times == 1 for times in days.values()), "two new things on a day"
        assert all(9 <= local(s.out_at, ZONE).hour <= 20 for s in out), "at night"
        assert [s.state for s in self.course.steps if s.state == "out"] == ["out"] * len(out)
        assert len(client.assignments) == len({a.id for a in client.assignments})


@settings(max_examples=60, deadline=None)
@given(PATHWAYS, st.lists(ACTS, max_size=14))
def test_any_order_of_things(pathway: str, acts: list[tuple[str, Any]]) -> None:
    """Done, passed, taken back, paused, moved, left out, hurried, rows delivered again: the rules hold."""
    one = Watched(pathway)
    for what, how in acts:
        one.act(what, how)


@given(st.lists(CHANGES, max_size=20), st.sets(KEYS))
def test_changes_lose_no_step(changes: list[tuple[str, str]], out: set[str]) -> None:
    """Whatever is changed, every step is there once, and what is out keeps its place and its assignment."""
    steps = [step(str(n), state="out" if str(n) in out else "waiting") for n in range(1, 7)]
    made = course(*steps)
    places = [(n, s.key) for n, s in enumerate(made.steps) if s.state == "out"]
    for what, key in changes:
        made = changed(made, {"what": what, "step": key, "required": False}, SENT)
    assert sorted(s.key for s in made.steps) == [str(n) for n in range(1, 7)]
    assert [(n, made.steps[n].key) for n, _ in places] == places
    assert not {s.key for s in waiting(made)} & out


@given(st.lists(CHANGES, max_size=8))
def test_a_change_leaves_the_one_before_as_it_was(changes: list[tuple[str, str]]) -> None:
    """A change gives a new course: what a card showed before is not altered behind it."""
    made = course(step("1"), step("2"), step("3"))
    kept = repr(made)
    for what, key in changes:
        changed(made, {"what": what, "step": key, "required": False}, SENT)
    assert repr(made) == kept
