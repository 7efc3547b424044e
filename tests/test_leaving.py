"""STOP, HELP and START: at once, in any spelling, on both channels, and silence afterwards (SAFETY §2)."""

import pytest

from tests.safety_stage import INVITE, JOINED, RECORD, after_line, joined, says, taps
from tests.world import ADA, Line, client, events, play

KEYWORDS = (
    "stop",
    "stopall",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "revoke",
    "optout",
    "opt out",
    "stop all",
)
SHAPES = ("{}", "{}.", " {} !", "“{}”", "{}\n")
PHRASES = (
    "please stop texting me",
    "stop messaging me",
    "take me off your list",
    "no more texts please",
    "stpo",
)


async def last(lines: list[Line]) -> list[Line]:
    """What came of the last line alone."""
    return after_line(await play(lines), len(lines))


def confirmed(came: list[Line]) -> bool:
    """One confirmation with the numbers and the way back, and one word to the therapist."""
    to_kim = events(came, "kim")
    return (
        [e["kind"] for e in to_kim] == ["optout"]
        and all(part in to_kim[0]["text"] for part in ("116 123", "999", "START"))
        and [e["kind"] for e in events(came, "ada")] == ["notice"]
    )


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("word", KEYWORDS)
async def test_keywords(word: str, channel: str) -> None:
    """Every carrier word ends it, whatever its case and the signs around it."""
    for shape in SHAPES:
        for cased in (word, word.upper(), word.capitalize()):
            came = await last([*joined(channel, "nothing open"), says(shape.format(cased))])
            assert confirmed(came), (shape, cased, came)


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("words", PHRASES)
async def test_any_reasonable_wording(words: str, channel: str) -> None:
    """A phrase that asks to end the texts ends them."""
    assert confirmed(await last([*joined(channel, "nothing open"), says(words)]))


@pytest.mark.parametrize("state", [s for s in JOINED if s not in ("after STOP", "after WRONG")])
async def test_stop_in_every_state(state: str) -> None:
    """STOP is STOP whatever question is open, paused, held or locked."""
    assert confirmed(await last([*joined("sms", state), says("STOP")]))


async def test_a_long_answer_is_an_answer() -> None:
    """Words about stopping inside a longer answer are that answer."""
    lines = [
        *joined("telegram", "inside an activity, a text"),
        says("i told him to stop and then i went home by bus"),
    ]
    assert [e["kind"] for e in events(await last(lines), "kim")] == ["step"]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_nothing_after_stop(channel: str) -> None:
    """For two weeks nothing comes, whatever the therapist does and the client writes, except SOS and HELP."""
    lines: list[Line] = [*joined(channel, "assignment just arrived"), says("stop")]
    silence = len(lines)
    lines += [
        {"who": "ada", "text": "/assign kim three good things"},
        {"who": "ada", "tap": "Send"},
        says("hello"),
        says("stop"),
        says("1"),
        {"who": "kim", "media": "image/jpeg"},
        {"wait": "7d"},
        {"who": "ada", "text": "/session kim off 17 march"},
        {"who": "ada", "tap": "Send"},
        {"wait": "7d"},
    ]
    assert events(after_line(await play(lines), silence + 1), "kim") == []
    assert [e["kind"] for e in events(await last([*lines, says("help")]), "kim")] == ["help"]
    assert [e["kind"] for e in events(await last([*lines, says("sos")]), "kim")] == ["safety"]


async def test_nothing_is_asked_on_after_stop() -> None:
    """An answer that was being gathered when STOP came is not answered afterwards."""
    lines = [*joined("telegram", "inside an activity, gathering"), says("stop", more=True), {"wait": "1h"}]
    printed = await play(lines)
    assert [e["kind"] for e in events(after_line(printed, len(lines) - 1), "kim")] == ["optout"]


async def test_queued_texts_are_withdrawn() -> None:
    """What was waiting to be sent when STOP came is never sent."""
    lines: list[Line] = [
        ADA,
        client("kim", "sms"),
        {"refuse": "sms", "how": "unavailable", "times": 2},
        *RECORD,
        says("stop"),
        {"wait": "2d"},
    ]
    assert [e["kind"] for e in events(await play(lines), "kim")] == ["optout"]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("word", ["START", "start.", "/start"])
async def test_start_asks_anew(word: str, channel: str) -> None:
    """START after STOP asks for consent again; only its last answer brings messages back."""
    lines = [*joined(channel, "assignment just arrived"), says("stop"), {"wait": "1d"}, says(word)]
    came = events(await last(lines), "kim")
    assert [e["kind"] for e in came] == ["welcome", "consent"]
    begun = len(lines)
    assert not list(events(after_line(await play([*lines, {"wait": "3d"}]), begun + 1), "kim"))
    answers = [taps("Full texts"), taps("Agree"), taps("It does"), {"wait": "36h"}]
    again = events(after_line(await play([*lines, *answers]), begun + 4), "kim")
    assert "cue" in [e["kind"] for e in again]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("word", ["HELP", "help?", "info", "/help"])
async def test_help(word: str, channel: str) -> None:
    """HELP says what this is, the numbers and how it ends, and keeps the question open."""
    lines = [*joined(channel, "inside an activity, a text"), says(word)]
    came = events(await last(lines), "kim")
    assert [e["kind"] for e in came] == ["help"]
    assert all(
        part in came[0]["text"] for part in ("Nobody reads it live", "999", "116 123", "STOP", "START")
    )
    assert channel != "sms" or len(came[0]["text"]) <= 306
    assert [e["kind"] for e in events(await last([*lines, says("at work, on monday")]), "kim")] == ["step"]


async def test_help_from_a_stranger() -> None:
    """Somebody unknown who asks for help reads what this is and whom to call."""
    came = await last([ADA, {"who": "nobody", "text": "HELP", "channel": "sms"}])
    assert [e["kind"] for e in came] == ["help"]
    assert "116 123" in came[0]["text"]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_risk_first_then_stopping(channel: str) -> None:
    """The words "Stop, I want to end it" are distress: the card, then the question about stopping."""
    lines = [*joined(channel, "assignment just arrived"), says("Stop, I want to end it")]
    came = await last(lines)
    assert [e["kind"] for e in events(came, "kim")] == ["safety", "optout"]
    assert events(came, "kim")[1]["buttons"] == ["Stop the messages", "Keep them"]
    assert channel != "sms" or events(came, "kim")[0]["buttons"] == []  # digits belong to one question
    assert len(events(came, "ada", "alert")) == 1
    assert "START" in events(await last([*lines, taps("Stop the messages")]), "kim")[0]["text"]
    kept = await play([*lines, taps("Keep them"), says("stop")])
    assert "START" in events(kept, "kim", "optout")[-1]["text"]


async def test_want_to_end_it_is_never_an_opt_out() -> None:
    """Wanting "to end it" and "end it all" are distress alone."""
    for words in ("i want to end it", "end it all"):
        came = await last([*joined("sms", "nothing open"), says(words)])
        assert [e["kind"] for e in events(came, "kim")] == ["safety"]


async def test_stop_to_an_invitation() -> None:
    """STOP to the opt-in text is a no that also stands against a new invitation."""
    came = await last([ADA, *INVITE, says("STOP")])
    assert confirmed(came)


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_a_therapists_stop(channel: str) -> None:
    """A therapist's STOP says what it means for flags and takes one more tap; Keep changes nothing."""
    ada = {**ADA, "channel": channel}
    lines: list[Line] = [ada, client("kim", "telegram"), {"who": "ada", "text": "STOP"}]
    asked = await last(lines)
    assert "flag" in asked[0]["text"]
    assert len(asked[0]["buttons"]) == 2
    kept = await play([*lines, {"who": "ada", "tap": "Keep"}, says("sos")])
    assert events(kept, "ada", "alert")
    stopped = await play([*lines, {"who": "ada", "tap": "Stop all"}, says("sos"), {"wait": "2d"}])
    assert not events(stopped, "ada", "alert")
    assert "notice" not in events(stopped, "kim", "safety")[0]["text"]
    again = await play(
        [*lines, {"who": "ada", "tap": "Stop all"}, {"who": "ada", "text": "start"}, says("sos")]
    )
    assert events(again, "ada", "alert")
    assert "Ada" in events(again, "kim", "safety")[0]["text"]


async def test_a_therapist_cancelling_is_at_work() -> None:
    """On Telegram "cancel" is a therapist's ordinary word."""
    came = await last([*joined("telegram", "nothing open"), {"who": "ada", "text": "cancel"}])
    assert "optout" not in [e["kind"] for e in came]


async def test_blocked_at_the_provider() -> None:
    """A provider's block is a STOP: nothing more is tried, and the therapist hears once."""
    lines: list[Line] = [
        *joined("sms", "nothing open"),
        {"refuse": "sms", "how": "blocked", "times": -1},
        *RECORD,
        {"wait": "3d"},
        {"refuse": "sms", "how": "blocked", "times": 0},
        {"wait": "4d"},
    ]
    printed = await play(lines)
    assert events(printed, "kim") == []
    assert len(list(events(printed, "ada", "notice"))) == 1
