"""Whatever people send, in whatever order: nothing breaks, and nobody is texted when they should not be."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.config import default_config
from bot.stage import Stage
from prompts import style
from tests.world import ADA, Line, client

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROMPTS = frozenset(("cue", "letter", "barrier", "wrapup"))
"""What comes by itself at most once a day."""

UNASKED = PROMPTS | {"followup", "assignment"}
CLIENTS = (client("sam", "sms", "thu 15:00"), client("mia", "telegram", "wed 10:00", zone="America/New_York"))
ZONES = {line["cast"]: line["zone"] for line in CLIENTS}
SETTING = (
    ADA,
    *CLIENTS,
    {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
    {"who": "ada", "tap": "Send"},
    {"who": "ada", "text": "/assign mia three good things 3x at 12:00"},
    {"who": "ada", "tap": "Send"},
)

_CLIENT_WORDS = (
    "menu todo done later small skip back why how win note private dots progress pause resume sees help sos"
    " stop yes no 0 1 2 3 4 5 6 7 8 9 10 99 eleven 7ish ok thanks hello delete export wrong language discreet"
    " start"
).split()
_CLIENT_TEXTS = (
    *("ask could we talk about sleep", "win i rang my sister", "note the garden helped today", "pause 3d"),
    *(
        "private nobody knows about this yet",
        "time 18:00",
        "time 25:99",
        "discreet on",
        "word river",
        "river",
    ),
    *("i dont want to be here", "please stop texting me", "half 8", "19:45", "tomorrow", "in the bus, late"),
    *(
        "they all looked at me again",
        "half of it was written down",
        "",
        "🙂",
        "a\x00b",
        "\ud800",
        "/nosuchthing",
        "z" * 9_000,
        "start ABCDEFGHJK",
    ),
)
_THERAPIST_TEXTS = (
    *("/help", "/clients", "/client sam", "/client nobody", "/session sam off 5 march", "/session mia none"),
    *(
        "/session sam move 5 march friday 10:00",
        "/session sam fri 10:00",
        "/away 4 march 6 march",
        "/library",
    ),
    *(
        "/assign sam breathing daily at 12:00",
        "/pathway sam low-mood",
        "/pathway sam up 3",
        "/pathway mia facing fears",
        "/assign mia",
        "/assign",
        "/letter sam",
        "/letter mia",
        "/summary",
    ),
    *(
        "/summary sam",
        "/questions",
        "/answer 1 on tuesday",
        "/note sam seems tired",
        "/recap sam we slowed down",
    ),
    *(
        "/shrink sam",
        "/insession sam",
        "/measure sam phq8",
        "/pause mia 3d",
        "/preview cbt-record",
        "/frobnicate",
    ),
    *(
        "/invite Kim +447700900777",
        "/invite Sam",
        "yes",
        "1",
        "2",
        "skip",
        "back",
        "hello there",
        "no",
        "10:00",
    ),
)


def _said(who: str, texts: st.SearchStrategy[str]) -> st.SearchStrategy[Line]:
    return st.fixed_dictionaries({"who": st.just(who), "text": texts}, optional={"more": st.just(True)})


def _does(who: str, texts: tuple[str, ...]) -> st.SearchStrategy[Line]:
    """One person: types, taps any button that was ever shown, sends a picture or a voice note."""
    return st.one_of(
        _said(who, st.sampled_from(texts)),
        _said(who, st.sampled_from(texts)),
        st.builds(lambda nth: {"who": who, "tap": nth}, st.integers(0, 12)),
        st.builds(lambda nth: {"who": who, "tap": nth}, st.integers(0, 3)),
        st.sampled_from([{"who": who, "media": "image/jpeg"}, {"who": who, "voice": 12}]),
    )


_CLIENT = (*_CLIENT_WORDS, *_CLIENT_TEXTS)
_PASSES = st.sampled_from([{"wait": span} for span in ("1m", "5m", "40m", "3h", "7h", "1d", "1d5h", "3d")])
_TROUBLE = st.one_of(
    st.just({"crash": True}),
    st.just({"again": True}),
    st.builds(
        lambda channel, how, times: {"refuse": channel, "how": how, "times": times},
        st.sampled_from(("telegram", "sms")),
        st.sampled_from(("blocked", "throttled", "unavailable", "ambiguous")),
        st.integers(1, 2),
    ),
)
LIVES = st.lists(
    st.one_of(
        _does("sam", _CLIENT),
        _does("mia", _CLIENT),
        _does("ada", _THERAPIST_TEXTS),
        _PASSES,
        _PASSES,
        _TROUBLE,
    ),
    min_size=4,
    max_size=40,
)


_ANSWERS = ("they all looked at me again", "in the bus, late", "half of it was written down")
LEFT_OUT = "Left out"
_GONE = {
    "gone": True,
    "locked": True,
    "held": True,
    "paused": 0,
    "laters": 0,
    "hours": ["09:00", "20:00"],
} | {"zone": "UTC"}


@dataclass(slots=True)
class Life:
    """A stage, and what has to hold on it after every line."""

    stage: Stage
    shown: list[Line]
    stopped: set[str] = field(default_factory=set)
    prompted: Counter[tuple[str, str]] = field(default_factory=Counter)
    answered: list[tuple[str, str]] = field(default_factory=list)

    async def take(self, line: Line) -> None:
        """Play one line and look at everything that came of it."""
        self.shown.clear()
        before = {name: await self._state(name) for name in ZONES}
        kept = await self._everything() if "again" in line else ""
        await self.stage.take(self._numbered(self._tapped(line), before))
        if "again" in line and not any(state["gone"] for state in before.values()):
            assert (self.shown, await self._everything()) == ([], kept)
        after = {name: await self._state(name) for name in ZONES}
        for event in self.shown:
            self._well_said(event)
            if "wait" in line and event["to"] in ZONES:
                self._allowed(event, before[event["to"]], after[event["to"]])
            if event["kind"] == "journal" and event["text"].startswith(LEFT_OUT):
                self.answered = [one for one in self.answered if one[0] != event["to"]]
        self.stopped |= {event["to"] for event in self.shown if event["kind"] == "optout"}

    def _tapped(self, line: Line) -> Line:
        """The nth newest button on a screen, by its own label."""
        if not isinstance(line.get("tap"), int):
            return line
        screen = self.stage.figures[line["who"]].screen
        labels = [label for message in reversed(screen) for label, _ in message.buttons]
        return {**line, "tap": labels[line["tap"]] if line["tap"] < len(labels) else "Nothing"}

    def _numbered(self, line: Line, before: Mapping[str, Any]) -> Line:
        """An answer nobody gave before, so that it can be looked for."""
        who = line.get("who", "")
        if line.get("text") not in _ANSWERS or who not in ZONES:
            return line
        said = f"{line['text']} {len(self.answered)}x"
        state = before[who]
        if not (state["gone"] or state["locked"] or who in self.stopped):
            self.answered.append((who, said))
        return {**line, "text": said}

    async def all_kept(self) -> None:
        """Every answer stands in what its writer can have exported, unless they have left."""
        for who, said in self.answered:
            if not (await self._state(who))["gone"]:
                assert said in await self._export(who)

    async def _everything(self) -> str:
        return "\n".join([await self._export(name) for name in ("ada", *ZONES)])

    async def _export(self, name: str) -> str:
        figure, store = self.stage.figures[name], self.stage.engine.store
        person = await store.person_of(self.stage.practice, figure.channel, figure.address)
        return json.dumps(
            await store.export_person(self.stage.practice, person) if person else {}, ensure_ascii=False
        )

    async def _state(self, name: str) -> Mapping[str, Any]:
        """Of a client: whether held, until when at rest, how many times they said later."""
        figure = self.stage.figures[name]
        store = self.stage.engine.store
        person = await store.person_of(self.stage.practice, figure.channel, figure.address)
        loaded = (await store.load(self.stage.practice, [person])).get(person) if person else None
        found = loaded.doc.client if loaded else None
        if found is None:
            return _GONE
        assert loaded is not None
        return {
            "gone": found.stage != "joined" or bool(loaded.doc.stopped_at),
            "locked": found.discreet or bool(found.lock_word),
            "held": found.held or found.stage != "joined",
            "paused": found.paused_until,
            "laters": len(found.laters),
            "hours": found.hours,
            "zone": loaded.doc.zone,
        }

    def _allowed(self, event: Line, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """What came by itself came to somebody who may be texted, then, and not too often."""
        who, kind = event["to"], event["kind"]
        if kind not in UNASKED:
            return
        moment = datetime.fromisoformat(event["at"]).astimezone(ZoneInfo(before["zone"]))
        assert who not in self.stopped, event
        assert not (before["held"] and after["held"]), event
        assert before["hours"][0] <= f"{moment:%H:%M}" <= before["hours"][1], event
        assert moment.timestamp() * 1000 >= before["paused"], event
        if kind in PROMPTS and not event["text"].startswith(ANSWERS):
            self.prompted[who, f"{moment:%F}"] += 1
            assert self.prompted[who, f"{moment:%F}"] <= 1 + before["laters"], event

    def _well_said(self, event: Line) -> None:
        """Every word a client reads passes the rules of the house; what they wrote themselves is theirs."""
        if event["to"] in ZONES:
            buttons = event["buttons"] if event["channel"] == "telegram" else ()  # in the text already
            said = {"kind": event["kind"], "channel": event["channel"], "options": buttons}
            assert style.check(event["text"], verbatim=VERBATIM, **said) == [], event


ANSWERS = ("You were in the middle", "When suits you better")
"""Questions of a prompt's kind that only answer the person; a throttled one may arrive while time passes."""

VERBATIM = tuple(text for text in (*_CLIENT_TEXTS, *_THERAPIST_TEXTS) if text)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
)
@given(LIVES)
def test_lives(lines: list[Line]) -> None:
    """No order of events breaks a turn, texts somebody at the wrong time, or says the wrong thing."""
    with capture_logs() as logged:
        asyncio.run(_live(lines))
    assert [entry for entry in logged if entry["log_level"] in ("error", "critical")] == []


async def _live(lines: list[Line]) -> None:
    shown: list[Line] = []
    async with Stage(default_config(), shown.append, None, START) as stage:
        life = Life(stage, shown)
        for line in SETTING:
            await stage.take(line)
        for line in lines:
            if line != {"again": True} or stage._last is not None:
                await life.take(line)
        await life.all_kept()
