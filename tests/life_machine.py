"""A client's life as a machine of rules: invited, welcomed, writing, stopping, coming back, erased, crashes.

Hypothesis chooses the order; the model knows only what a bystander would: who was invited, who said yes,
who said stop, who is gone. What must hold then is checked after each step.
"""

import asyncio
import json
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from structlog.testing import capture_logs

from bot.config import default_config
from bot.stage import Stage
from tests.world import ADA, Line, client

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PHONE = "+447700900123"
UNASKED = frozenset(("cue", "letter", "barrier", "wrapup", "followup", "assignment"))
AFTER_STOP = frozenset(("optout", "help", "safety", "reply"))
"""What somebody who said stop may still be answered; `reply` says only where they have come to."""

ANYTHING = st.sampled_from(
    [
        *"1 2 yes no 7 menu todo done later skip back why dots help resume river sees export 🙂".split(),
        *("pause 3d", "private nobody knows", "win rang my sister", "discreet on", "discreet off"),
        *("they all looked at me", "ask about sleep", "half 8", "language es", "", "\ud800"),
    ]
)
COMMANDS = st.sampled_from(
    [
        *("/assign sam thought record daily at 19:00", "/assign sam breathing 3x", "/session sam fri 10:00"),
        *("/pathway sam low-mood", "/pathway sam pause", "/pathway sam next", "/pathway sam go on"),
        *(
            "/session sam off 5 march",
            "/away 4 march 6 march",
            "/pause sam 3d",
            "/release sam",
            "/letter sam",
        ),
        *("/recap sam we slowed", "/shrink sam", "/summary sam", "/questions", "/answer 1 on tuesday"),
        *("/note sam tired", "/clients", "yes", "1"),
    ]
)
STOPS = st.sampled_from(("STOP", "stop", "Unsubscribe", "please stop texting me", "opt out"))
DISTRESS = st.sampled_from(
    ("i want to kill myself", "sos", "i dont want to be here anymore", "going to end my life")
)
SPANS = st.sampled_from(("1m", "40m", "3h", "7h", "1d", "1d5h", "3d", "8d"))


class Life(RuleBasedStateMachine):
    """Ada, and Sam with a telephone; the engine and its file are the real ones."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Line] = []
        self.loop = asyncio.Runner()
        self.capture = capture_logs()
        self.logged = self.capture.__enter__()
        self.stage = Stage(default_config(), self.shown.append, None, START)
        self.run(self.stage.__aenter__())
        self.said = 0
        self.notes: list[str] = []
        self.agreed = self.stopped = self.forgotten = False

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Let it happen on the stage's own loop."""
        return self.loop.run(work)

    def plays(self, line: Line) -> list[Line]:
        """Play one line; gives what reached Sam, after checking what holds at every moment."""
        self.shown.clear()
        self.forgotten = self.forgotten and "who" not in line
        self.run(self.stage.take(line))
        got = [one for one in self.shown if one.get("to") == "sam"]
        for one in got:
            assert self.agreed or one["kind"] not in UNASKED, one
            assert not self.stopped or (line.get("who") == "sam" and one["kind"] in AFTER_STOP), one
        assert [one for one in self.logged if one["log_level"] in ("error", "critical")] == []
        return got

    def says(self, text: str) -> list[Line]:
        """Sam writes; gives the answer."""
        return self.plays({"who": "sam", "text": text})

    def stored(self) -> dict[str, Any]:
        """What is kept of Sam."""
        self.run(self.stage.take({"who": "sam", "sees": "store"}))
        found: dict[str, Any] = self.shown[-1]["store"]
        return found

    def joined(self) -> bool:
        """Whether the store has Sam as somebody who may be written to."""
        person = self.stored().get("person", {})
        return (person.get("client") or {}).get("stage") == "joined" and not person.get("stopped_at")

    @initialize()
    def meet(self) -> None:
        """Ada has joined; Sam has nothing but a number."""
        self.plays(ADA)
        self.plays(client("sam", "sms", phone=PHONE, joined=False))

    @precondition(lambda self: not self.agreed)
    @rule(agrees=st.booleans())
    def is_invited(self, agrees: bool) -> None:
        """Ada invites; a number that said stop gets nothing. With a yes come the questions of the welcome."""
        self.plays({"who": "ada", "text": f"/invite Sam {PHONE} tue 15:00 weekly"})
        invited = self.plays({"who": "ada", "tap": "Yes"})
        assert not invited if self.stopped else [one["kind"] for one in invited] in ([], ["invite"])
        if invited and agrees:
            self.agreed = True
            self.says("yes")

    @precondition(lambda self: self.agreed and not self.stopped)
    @rule()
    def ends_the_welcome(self) -> None:
        """The shortest way through its questions."""
        for answer in () if self.joined() else ("2", "1", "1"):
            self.says(answer)

    @rule(text=ANYTHING)
    def writes(self, text: str) -> None:
        """Anything at all, at any moment."""
        if self.stopped and text == "yes":  # a carrier's word of return
            self.returns()
        else:
            self.says(text)

    @rule(text=COMMANDS)
    def ada_does(self, text: str) -> None:
        """Ada sets something up, or has second thoughts."""
        self.plays({"who": "ada", "text": text})

    @rule(label=st.sampled_from(("Send", "Cancel", "Edit", "Go ahead", "Read")))
    def ada_taps(self, label: str) -> None:
        """A button of hers, new or old."""
        self.plays({"who": "ada", "tap": label})

    @precondition(lambda self: self.agreed and not self.stopped)
    @rule()
    def notes_something(self) -> None:
        """A sentence nobody wrote before, to be found again."""
        if self.joined():
            self.said += 1
            self.notes.append(f"the garden helped, day {self.said} of it")
            self.says(f"note {self.notes[-1]}")

    @rule(text=DISTRESS)
    def is_in_danger(self, text: str) -> None:
        """Whoever it is, whatever was agreed or stopped: numbers to call, at once."""
        assert "safety" in [one["kind"] for one in self.says(text)]

    @rule(text=STOPS)
    def stops(self, text: str) -> None:
        """From this moment on nothing comes but what is asked for; who had agreed is told so once."""
        told = self.agreed and not self.stopped
        self.stopped = True
        assert [one["kind"] for one in self.says(text)] == ["optout"] or not told

    @precondition(lambda self: self.stopped)
    @rule()
    def returns(self) -> None:
        """START asks for consent anew."""
        self.stopped = False
        self.says("START")

    @rule(span=SPANS)
    def time_passes(self, span: str) -> None:
        """Everything due happens."""
        self.plays({"wait": span})

    @precondition(lambda self: self.stage._last is not None)
    @rule()
    def comes_again(self) -> None:
        """The same event once more changes nothing and says nothing.

        Strangers' idle words are stored nowhere: after a crash the same ones would be answered anew.
        """
        if self.forgotten and not self.joined():
            return
        before = self.stored()
        self.plays({"again": True})
        assert not self.shown
        assert self.stored() == before

    @rule()
    def crashes(self) -> None:
        """All memory is gone; what was kept is the same."""
        before, self.forgotten = self.stored(), True
        self.plays({"crash": True})
        assert not self.shown
        assert self.stored() == before

    @precondition(lambda self: self.agreed and not self.stopped)
    @rule(how=st.sampled_from(("throttled", "unavailable", "ambiguous")), times=st.integers(1, 3))
    def carrier_fails(self, how: str, times: int) -> None:
        """Some sends fail, and are tried again."""
        self.plays({"refuse": "sms", "how": how, "times": times})
        self.says("menu")
        self.plays({"wait": "40m"})
        self.plays({"refuse": "sms", "times": 0})

    @precondition(lambda self: self.agreed)
    @rule()
    def is_erased(self) -> None:
        """Everything is gone and comes from nowhere again."""
        engine, practice = self.stage.engine, self.stage.practice
        person = self.run(engine.store.person_of(practice, "sms", PHONE))
        self.run(engine.eraser.erase(practice, person, "operator"))
        self.agreed, self.notes = False, []
        assert self.stored() == {}

    @invariant()
    def notes_are_kept(self) -> None:
        """What Sam noted stands in the export once, until it is erased or the number is let go."""
        if self.notes and (found := self.stored()):
            kept = [json.dumps(one, ensure_ascii=False) for one in found["records"]]
            for note in self.notes[-3:]:
                assert sum(note in one for one in kept) == 1, note

    def teardown(self) -> None:
        """Four quiet days later nothing waits to be sent, and the audit chain holds."""
        try:
            self.plays({"wait": "4d"})
            waiting = self.run(self.stage.engine.store.outbox_counts())
            assert (waiting["queued"], waiting["sending"]) == (0, 0)
        finally:
            self.run(self.stage.__aexit__(None, None, None))
            self.loop.close()
            self.capture.__exit__(None, None, None)
