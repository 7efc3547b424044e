"""Random weeks of people who were really invited: no unasked text without a consent row for its channel."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import default_config
from bot.stage import Stage
from handlers.client.opened import OPEN_FOR
from handlers.times import to_ms
from tests.consent_stage import LEE, PHONE, RECORD, says, taps, to_invite
from tests.world import ADA, Line

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ASKS = frozenset(("safety", "optout", "invite", "consent", "welcome", "help", "error"))
"""Kinds that answer, or ask for the consent the others need."""

NEUTRAL = "You have something new to do. Reply when it suits you."
REPLIES = ("You were in the middle", "When suits you better")
SETTING: tuple[Line, ...] = (
    ADA,
    LEE,
    to_invite("sam", "sms", PHONE),
    to_invite("mia", "telegram"),
    *says(f"/invite Sam {PHONE} thu 15:00", who="ada"),
    *taps("Yes"),
    *says("/invite Mia wed 10:00", who="ada"),
    *taps("Yes"),
    *RECORD,
    *says("/assign mia three good things daily at 12:00", who="ada"),
    *taps("Send"),
)
CODE = "start CODE"
_WORDS = (
    "yes",
    "no",
    "1",
    "2",
    "3",
    "stop",
    "start",
    "wrong",
    "discreet on",
    "discreet off",
    "im 16",
    "menu",
    CODE,
)
_OF_ADA = (
    *(
        "/answer 1 yes",
        "/session sam off 5 march",
        "/pause mia 3d",
        "/recap sam we slowed down",
        "/release sam",
    ),
    *(
        "/invite Sam +447700900999",
        "/invite Mia",
        "/away 4 march 6 march cover lee",
        "/discharge mia",
        "/shrink sam",
    ),
)
LINES = st.one_of(
    st.builds(
        lambda who, text: {"who": who, "text": text}, st.sampled_from(("sam", "mia")), st.sampled_from(_WORDS)
    ),
    st.builds(
        lambda who, text: {"who": who, "text": text}, st.sampled_from(("sam", "mia")), st.sampled_from(_WORDS)
    ),
    st.builds(lambda text: {"who": "ada", "text": text}, st.sampled_from(_OF_ADA)),
    st.builds(lambda nth: {"who": "ada", "tap": nth}, st.integers(0, 3)),
    st.builds(lambda nth: {"who": "mia", "tap": nth}, st.integers(0, 3)),
    st.sampled_from([{"wait": span} for span in ("40m", "7h", "1d", "1d5h", "6d", "46d")]),
    st.sampled_from([{"wait": span} for span in ("7h", "1d", "1d5h")]),
    st.sampled_from([{"crash": True}, {"refuse": "sms", "how": "unreachable", "times": 1}]),
)
JOINED = (*says("yes", "2", "1", "1"), *says(CODE, "2", "1", "1", who="mia"))
LIVES = st.builds(
    lambda joined, lines: [*(JOINED if joined else ()), *lines],
    st.booleans(),
    st.lists(LINES, min_size=3, max_size=16),
)


class Watched:
    """A stage on which every text that comes unasked is held against what its reader agreed to."""

    def __init__(self, stage: Stage, shown: list[Line]) -> None:
        self.stage, self.shown, self.unasked = stage, shown, 0
        self.open_until: dict[str, int] = {}

    async def take(self, line: Line) -> None:
        """Play one line; what came of a person's own words or tap is an answer to them."""
        self.shown.clear()
        before = {who: await self._agreed(who) for who in ("sam", "mia")}
        await self.stage.take(self._real(line))
        after = {who: await self._agreed(who) for who in ("sam", "mia")}
        for event in self.shown:
            who = event["to"]
            if who in before and who != line.get("who") and event["kind"] not in ASKS:
                self._allowed(event, [*before[who], *after[who]])

    def _allowed(self, event: Line, rows: list[tuple[str, str]]) -> None:
        self.unasked += 1
        assert ("texts", event["channel"]) in rows, event
        reading = to_ms(datetime.fromisoformat(event["at"])) < self.open_until.get(event["to"], 0)
        if event["text"] != NEUTRAL and not reading and not event["text"].startswith(REPLIES):
            assert ("full_texts", event["channel"]) in rows, event

    def _real(self, line: Line) -> Line:
        """The nth newest button by its label; the code of the newest link."""
        if isinstance(line.get("tap"), int):
            screen = self.stage.figures[line["who"]].screen
            labels = [label for message in reversed(screen) for label, _ in message.buttons]
            return {**line, "tap": labels[line["tap"]] if line["tap"] < len(labels) else "Nothing"}
        if line.get("text") == CODE:
            screen = self.stage.figures["ada"].screen
            found = [code for message in screen for code in re.findall(r"start=(\S+)", message.text)]
            return {**line, "text": f"/start {found[-1]}"}
        return line

    async def _agreed(self, who: str) -> list[tuple[str, str]]:
        figure, store, practice = self.stage.figures.get(who), self.stage.engine.store, self.stage.practice
        if figure is None:
            return []
        id = await store.person_of(practice, figure.channel, figure.address)
        person: Any = (await store.load(practice, [id]))[id].doc if id else None
        if person is None or person.client is None or person.stopped_at:
            return []
        self.open_until[who] = person.client.unlocked_at + OPEN_FOR
        return [(one.what, one.channel) for one in person.client.consents]


async def _watch(lines: list[Line]) -> int:
    shown: list[Line] = []
    async with Stage(default_config(), shown.append, None, START) as stage:
        watched = Watched(stage, shown)
        for line in (*SETTING, *lines):
            await watched.take(line)
        return watched.unasked


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(LIVES)
def test_no_week_texts_without_a_row(lines: list[Line]) -> None:
    """Whatever is said, tapped, refused or waited for: each unasked text has its row, content its own."""
    asyncio.run(_watch(lines))


def test_the_watch_sees_texts() -> None:
    """A plain week of two people who joined is texted unasked: the property above looks at something."""
    assert asyncio.run(_watch([*JOINED, {"wait": "3d"}])) > 6
