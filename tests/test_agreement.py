"""The agreement card: shown, confirmed, changed; both see a change; it is pinned where that is safe."""

from typing import Any, ClassVar

import pytest

from bot.channels.console import ConsoleChannel
from handlers.client.agreement import is_pinned
from tests.client_states import ITEM, due, in_state
from tests.core_stage import ADA, Play, playing
from tests.desk import Desk, client
from tests.test_plan import days, item_of, planning
from tests.world import client as cast


def changed(desk: Desk) -> list[dict[str, Any]]:
    """What the therapist is told of changes."""
    assert desk.turn is not None
    return [tell.data for tell in desk.turn.tells if tell.what == "agreement"]


def test_the_word_shows_what_was_agreed() -> None:
    """AGREEMENT by SMS: what, how often, until when, how long, when; in one or two texts."""
    said = in_state("assigned").say("agreement")
    assert said[0].kind == "card"
    assert said[0].text.startswith(
        "Agreed with Ada: Thought record, three times by Tuesday, about 8 min. 19:00"
    )
    assert said[0].buttons == ["That fits", "Change something"]


def test_that_fits_confirms_it() -> None:
    """One tap confirms; nobody is told of what stays as it was."""
    desk = in_state("assigned")
    desk.say("agreement")
    said = desk.say("1")
    assert "Then it stands as it is." in said[0].text
    assert item_of(desk).confirmed_at == desk.now
    assert changed(desk) == []


@pytest.mark.parametrize(
    ("taps", "part", "value"),
    [
        (["How often", "Once"], ["often", "3x", "once"], "once"),
        (["When and where", "kitchen at 11:00"], ["at", "19:00", "11:00"], "11:00"),
        (["The small version"], ["size", "full", "small"], True),
    ],
)
def test_a_change_is_told_and_kept(taps: list[str], part: list[str], value: object) -> None:
    """How often, when and how long can be changed; the therapist has one line, and the week follows."""
    desk = in_state("assigned")
    for words in ("agreement", "Change something", *taps):
        said = desk.say(words)
    assert said[-1].kind == "card"
    assert "Ada sees the change." in said[-1].text
    assert [data["parts"] for data in changed(desk)] == [[part]]
    item = item_of(desk)
    assert {"often": item.rhythm, "at": item.at, "size": item.small}[part[0]] == value
    assert [(e.part, e.before, e.after) for e in item.edits] == [tuple(part)]
    if part[0] == "often":
        assert len(days(desk)) == 1


def test_what_it_is_in_the_clients_own_words() -> None:
    """The words are the act from now on; they stay with the client, and the news holds none of them."""
    desk = in_state("assigned")
    for words in ("agreement", "Change something", "What it is, in my words", "one line on the bus"):
        said = desk.say(words)
    assert item_of(desk).act == "one line on the bus"
    assert [data["parts"] for data in changed(desk)] == [[["what", "", ""]]]
    assert "bus" not in str(changed(desk))
    assert said


def test_private_words_are_no_agreement() -> None:
    """What follows PRIVATE stays with the client, and nothing changes."""
    desk = in_state("assigned")
    for words in ("agreement", "Change something", "What it is, in my words", "private the other letter"):
        desk.say(words)
    assert (item_of(desk).act, item_of(desk).edits, changed(desk)) == ("", [], [])
    assert "the other letter" in [e.doc["words"] for e in desk.records if e.doc.get("private")]


def test_where_avoiding_is_the_problem_no_smaller_version_is_offered() -> None:
    """The size is changed together there (DESIGN §4.2)."""
    desk = client()
    desk.told("assign", assignment={**ITEM, "avoidance_sensitive": True})
    due(desk, "deliver")
    desk.say("agreement")
    assert "The small version" not in desk.say("Change something")[0].buttons


def test_a_plan_that_moves_the_time_and_takes_the_small_one_is_told() -> None:
    """20:00 for 19:00, the small version, confidence 3: one line of news, and the summary has it."""
    desk = planning()
    for words in ("on the bus at 20:00", "3", "The small one", "skip"):
        desk.say(words)
    assert [(data["parts"], data["confidence"]) for data in changed(desk)] == [
        ([["at", "19:00", "20:00"], ["size", "full", "small"]], 3)
    ]


def test_a_plan_that_keeps_what_was_set_is_no_news() -> None:
    """The same time, the full version: nothing was changed."""
    desk = planning()
    for words in ("skip", "8", "skip"):
        desk.say(words)
    assert changed(desk) == []
    assert item_of(desk).confirmed_at


@pytest.mark.parametrize(
    ("change", "pinned"), [({}, True), ({"discreet": True}, False), ({"lock_word": "x"}, False)]
)
def test_a_card_stays_in_sight_only_where_texts_are_full(change: dict[str, Any], pinned: bool) -> None:
    """Neutral texts and a shared phone: the word shows it, and nothing stays on top of the chat."""
    desk = client("telegram")
    desk.client.discreet = False
    for name, value in change.items():
        setattr(desk.client, name, value)
    assert is_pinned(desk.person, "agreement/made") is pinned
    assert not is_pinned(desk.person, "plan/kept")


async def _planned(play: Play) -> list[dict[str, Any]]:
    said = await play(
        {"who": "ada", "text": "/assign sam thought record 3x at 19:00"}, {"who": "ada", "tap": "Send"}
    )
    said += await play({"who": "sam", "tap": "Later"}, {"who": "sam", "text": "kitchen at 18:30"})
    return said + await play({"who": "sam", "text": "8"}, {"who": "sam", "text": "skip"})


class Pinning(ConsoleChannel):
    """A channel that can keep a message in sight."""

    pinned: ClassVar[list[tuple[str, str]]] = []

    async def pin(self, address: str, receipt: str) -> None:
        """Note it."""
        self.pinned.append((address, receipt))


async def test_after_the_plan_the_card_is_said_and_pinned_on_telegram() -> None:
    """What, when, how often, how long on one card, which stays in sight; the therapist hears of the time."""
    async with playing(ADA, cast("sam", "telegram")) as play:
        channels = play.stage.engine.sender._channels
        for channel in channels.values():
            channel.__class__ = Pinning
        Pinning.pinned = []
        said = await _planned(play)
    card = next(e for e in said if e["to"] == "sam" and e["kind"] == "card")
    assert card["text"].startswith(
        "What you and Ada agreed: Thought record\nWhat: short notes on a thought that stung"
    )
    assert '"kitchen at 18:30", reminder at 18:30' in card["text"]
    assert len(Pinning.pinned) == 1
    news = [e["text"] for e in said if (e["to"], e["kind"]) == ("ada", "notice")]
    assert news == ["Sam changed what you agreed, thought record: 18:30 instead of 19:00. Confidence 8."]


async def test_by_sms_no_card_comes_by_itself() -> None:
    """A plain phone gets the one line it got before; AGREEMENT shows the rest."""
    async with playing(ADA, cast("sam", "sms")) as play:
        said = await _planned(play)
        shown = await play({"who": "sam", "text": "agreement"})
    assert [e["kind"] for e in said if e["to"] == "sam"][-1] == "plan"
    assert [e["kind"] for e in shown] == ["card"]
