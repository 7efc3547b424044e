"""Distress is answered first, at once, in every state (SAFETY §3, S2): state by what was sent, generated."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from bot.channels.base import Inbound
from storage.errors import StoreUnavailable
from tests.core_stage import Play, failing, playing, words_of
from tests.safety_stage import DARK, INVITE, JOINED, JOINING, RECORD, says, taps
from tests.world import ADA, Line, client, events

LINES = ("116 123", "999")
"""Whom to call in Britain: what every one of these answers holds."""

SENT = {
    "SOS": {"text": "SOS"},
    "menu": {"text": "/sos"},
    "crisis": {"text": "crisis"},
    "HELP": {"text": "HELP"},
    "phrase": {"text": DARK},
    "caption": {"media": "image/jpeg", "caption": DARK},
}
"""What a person may send: the word, the entry of Telegram's menu, other words for it, a photo's caption."""

EXTRA: dict[str, list[Line]] = {
    "neutral, something unopened": [*RECORD, {"until": "2026-03-04T19:05:00+00:00"}],
    "asked what was meant": [says("it rained"), says("stop the cues maybe")],
    "numbers seen an hour ago": [says(DARK), {"wait": "1h"}],
    "two rests": [says("pause 3d"), says("i want to die"), {"wait": "7h"}],
    "erasure asked": [says("delete")],
    "discharged": [{"who": "ada", "text": "/discharge kim"}, {"who": "ada", "tap": "Send"}, {"wait": "2d"}],
    "stopping asked": [says("stop, i want to end it all")],
}
STATES = {**JOINED, **EXTRA}
SHORT_IN = frozenset(("numbers seen an hour ago", "stopping asked"))
"""States in which the full text was said within six hours (S6)."""


async def send(play: Play, what: dict[str, Any], who: str = "kim") -> list[Line]:
    """Let somebody send this; gives what everybody got because of it."""
    before = len(play.printed)
    if "caption" in what:
        figure = play.stage.figures[who]
        play.stage._counter += 1
        key, now = f"{figure.channel}:{figure.address}:m{play.stage._counter}", play.stage.clock.now()
        channel: Any = figure.channel
        photo = Inbound(
            channel, figure.address, key, "media", now, text=what["caption"], media=what["media"], file="f"
        )
        await play.stage.engine.door.receive(play.stage.practice, photo)
        await play.stage.engine.settle()
    else:
        await play.stage.take({"who": who, **what})
    return events(play.printed[before:])


def check(came: Sequence[Line], sent: str, *, short: bool = False, alerts: int = 1) -> None:
    """The card once and first (or its short form; for HELP what HELP says), and the alert beside it."""
    kind = "help" if sent == "HELP" else "safety"
    card = came[0]
    assert [e for e in came if e["kind"] == kind] == [card]
    assert card["to"] == "kim"
    assert all(line in card["text"] for line in LINES), card["text"]
    if sent != "HELP":
        assert ("be with someone" in card["text"]) is not short, card["text"]
    told = 0 if sent == "HELP" else alerts
    assert [e["to"] for e in came if e["kind"] == "alert"] == ["ada"] * told, came


WAYS = [(sent, "telegram") for sent in SENT] + [
    (sent, "sms") for sent in ("SOS", "HELP", "phrase", "caption")
]
"""The menu is Telegram's, and by SMS one word is like another."""


@pytest.mark.parametrize(("sent", "channel"), WAYS)
@pytest.mark.parametrize("state", STATES)
async def test_in_every_state(state: str, sent: str, channel: str) -> None:
    """Whatever is open, rests, waits or has ended: the numbers come first, once, and a human is told."""
    discreet = state.startswith("neutral")
    async with playing(ADA, client("kim", channel, discreet=discreet), *STATES[state]) as play:
        check(await send(play, SENT[sent]), sent, short=state in SHORT_IN)


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("state", JOINING)
async def test_while_joining_by_text(state: str, sent: str) -> None:
    """Before anything is agreed as well; after a no nobody here is told any more, and no card says so."""
    async with playing(ADA, *INVITE, *JOINING[state]) as play:
        came = await send(play, SENT[sent])
        check(came, sent, alerts=0 if state == "said no" else 1)
        if state in ("invited", "said no"):
            assert "Ada" not in came[0]["text"]


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("answered", range(4))
async def test_while_joining_by_link(answered: int, sent: str) -> None:
    """The same on Telegram, at each question of the welcome."""
    cast = {**client("kim", "telegram"), "joined": False}
    invited: list[Line] = [{"who": "ada", "text": "/invite Kim"}, {"who": "ada", "tap": "Yes"}]
    async with playing(ADA, cast, *invited) as play:
        said = " ".join(e["text"] for e in events(play.printed, "ada"))
        code = re.findall(r"start=([\w-]+)", said)[-1]
        await play(says(f"/start {code}"), *[taps("Full texts"), taps("Agree"), taps("It does")][:answered])
        check(await send(play, SENT[sent]), sent)


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("sent", SENT)
async def test_a_stranger(sent: str, channel: str) -> None:
    """Somebody unknown gets the numbers, nobody is told, and nothing is stored."""
    async with playing(ADA, {"who": "kim", "text": "hello", "channel": channel}) as play:
        came = await send(play, SENT[sent])
        check(came, sent, alerts=0)
        assert "notice" not in came[0]["text"]
        assert len(await play.stage.engine.store.people(play.stage.practice)) == 1


@pytest.mark.parametrize("sent", SENT)
async def test_a_stranger_who_floods(sent: str) -> None:
    """Somebody unknown who is over every limit is still answered."""
    async with playing(ADA, {"who": "kim", "text": "hello"}) as play:
        for _ in range(30):
            await play.deliver("kim", text="hello")
        check(await send(play, SENT[sent]), sent, alerts=0)


@pytest.mark.parametrize("sent", SENT)
async def test_a_client_who_floods(sent: str) -> None:
    """A client who is over the limit is answered at once."""
    async with playing(ADA, client("kim", "telegram")) as play:
        for number in range(40):
            await play.deliver("kim", text=f"note {number}")
        check([e for e in await send(play, SENT[sent]) if e["kind"] in ("safety", "help", "alert")], sent)


@pytest.mark.parametrize("sent", SENT)
async def test_behind_an_event_that_failed(sent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits to be tried again, or is set aside, holds up nothing of this."""
    async with playing(ADA, client("kim", "telegram")) as play:
        failing(monkeypatch, lambda _, event: words_of(event) == "win one")
        await play.deliver("kim", text="win one")
        came = [e for e in await send(play, SENT[sent]) if e["kind"] != "error" and e["kind"] != "notice"]
        check(came, sent)


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("sent", SENT)
async def test_with_the_store_away(sent: str, channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the store away the practice region's numbers go straight out, once, and the event comes again."""
    async with playing(ADA, client("kim", channel)) as play:
        with monkeypatch.context() as patch:

            async def away(*_: Any, **__: Any) -> None:
                raise StoreUnavailable("on request")

            patch.setattr(play.stage.engine.store, "person_of", away)
            came = []
            for _ in range(2):  # the provider brings it again
                before = len(play.printed)
                with pytest.raises(StoreUnavailable):
                    await send(play, SENT[sent])
                came += events(play.printed[before:])
                play.stage._counter -= 1
        assert [e["kind"] for e in came] == ["help" if sent == "HELP" else "safety"]
        assert all(line in came[0]["text"] for line in LINES)


@pytest.mark.parametrize("sent", ["SOS", "menu", "crisis", "phrase", "caption"])
async def test_a_therapist(sent: str) -> None:
    """A therapist gets the numbers too, and nobody is flagged."""
    async with playing(ADA, client("kim", "telegram")) as play:
        came = await send(play, SENT[sent], "ada")
        assert [e["kind"] for e in came] == ["safety"]
        assert all(line in came[0]["text"] for line in LINES)


@pytest.mark.parametrize("role", ["client", "therapist"])
@pytest.mark.parametrize("sent", SENT)
async def test_somebody_with_two_roles(sent: str, role: str) -> None:
    """A therapist who is somebody's client gets the card; for SOS and its words in either role.

    In the therapist's role a phrase brings the numbers and raises nothing: they write about risk all day.
    """
    kim = {**ADA, "cast": "kim", "name": "Kim"}
    both = {**client("kim", "telegram"), "of": "ada"}
    async with playing(ADA, kim, both, {"who": "kim", "text": f"as {role}"}) as play:
        came = await send(play, SENT[sent])
        if role == "client" or sent in ("SOS", "menu", "crisis"):
            check(came, sent)
        elif sent != "HELP":
            assert [e["kind"] for e in came] == ["safety"]
            assert all(line in came[0]["text"] for line in LINES)


async def test_the_numbers_are_those_of_the_persons_country() -> None:
    """Who chose another country at the welcome gets its numbers, by every way in."""
    chosen = [taps("Full texts"), taps("Agree"), taps("Other"), says("skip"), says("new york")]
    lines: list[Line] = [ADA, *INVITE, says("yes"), *chosen, taps("United States")]
    for sent in SENT.values():
        async with playing(*lines) as play:
            text = (await send(play, sent))[0]["text"]
            assert "988" in text
            assert "116 123" not in text


@pytest.mark.parametrize("sent", SENT)
async def test_a_number_in_doubt(sent: str) -> None:
    """A number silent for so long that it may be somebody else's: the numbers, no name, and the alert."""
    async with playing(ADA, client("kim", "sms"), {"wait": "46d"}) as play:
        came = await send(play, SENT[sent])
        check([e for e in came if e["kind"] in ("safety", "help", "alert")], sent)
        assert "Ada" not in came[0]["text"]


async def test_what_was_said_at_the_welcome_is_kept() -> None:
    """Before anybody joins: not live, not for emergencies, what danger means, who sees what; each is kept."""
    parts = (
        "Nobody reads this live",
        "isn't for emergencies",
        "999",
        "sounds like danger",
        "sees your answers",
    )
    async with playing(ADA, *INVITE, says("yes"), taps("Full texts"), taps("Agree"), taps("It does")) as play:
        said = " ".join(e["text"] for e in events(play.printed, "kim"))
        assert [part for part in parts if part not in said] == []
        kept = await play.records("kim")
        told = [one for one in kept if one["kind"] == "told_nobody_reads"]
        assert [(one["emergency"], "116 123" in one["brief"]) for one in told] == [("999", True)]
        assert {one["what"] for one in kept if one["kind"] == "consent"} == {"texts", "full_texts", "sharing"}
        assert all(one["wording"] and one["given_at"] for one in kept if one["kind"] == "consent")
