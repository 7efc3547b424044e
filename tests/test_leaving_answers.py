"""Words that could be an answer, limits, regions, consent anew: what else leaving is (SAFETY 0.5, 2)."""

import pytest

from tests.safety_stage import RECORD, after_line, joined, says, taps
from tests.world import Line, events, play

IN_WORDS = "inside an activity, a text"
BOTH = pytest.mark.parametrize("channel", ["telegram", "sms"])


async def last(lines: list[Line]) -> list[Line]:
    """What came of the last line alone."""
    return after_line(await play(lines), len(lines))


def kinds(came: list[Line], who: str = "kim") -> list[str]:
    """The kinds of what somebody got."""
    return [e["kind"] for e in events(came, who)]


@BOTH
@pytest.mark.parametrize("word", ["stop", "Quit", "END.", "cancel", "STOP PLEASE"])
async def test_a_keyword_is_never_an_answer(word: str, channel: str) -> None:
    """A keyword as the whole answer to a question in words ends the messages at once: a carrier would too."""
    came = await last([*joined(channel, IN_WORDS), says(word)])
    assert kinds(came) == ["optout"]
    assert "START" in events(came, "kim")[0]["text"]


@BOTH
@pytest.mark.parametrize("words", ["leave me alone", "I quit", "go away!!"])
async def test_words_that_may_be_an_answer_are_asked_about(words: str, channel: str) -> None:
    """To a question in words they are asked about once; "My answer" carries on, and they are kept."""
    lines = [*joined(channel, IN_WORDS), says(words)]
    asked = await last(lines)
    assert [(e["kind"], e["buttons"]) for e in events(asked, "kim")] == [
        ("optout", ["My answer", "Stop the messages"])
    ]
    answered = [*lines, taps("My answer")]
    assert kinds(await last(answered)) == ["step"]
    seen = await last([*answered, {"who": "kim", "sees": "store"}])
    stored = await play([*answered, {"who": "kim", "sees": "store"}])
    assert words in str(next(line["store"] for line in stored if "store" in line))
    assert not events(seen)


@BOTH
async def test_meant_for_us_it_ends(channel: str) -> None:
    """The button ends them with the one confirmation; until it is tapped nothing else comes."""
    lines = [*joined(channel, IN_WORDS), says("leave me alone"), {"wait": "2d"}]
    assert kinds(await last(lines)) == []
    came = await last([*lines, taps("Stop the messages")])
    assert kinds(came) == ["optout"]
    assert "116 123" in events(came, "kim")[0]["text"]
    assert kinds(came, "ada") == ["notice"]


@BOTH
async def test_with_no_question_open_they_end_it(channel: str) -> None:
    """The same words to nobody's question are a request like any other."""
    came = await last([*joined(channel, "nothing open"), says("leave me alone")])
    assert kinds(came) == ["optout"]
    assert "START" in events(came, "kim")[0]["text"]


@BOTH
async def test_a_limit_is_not_taken_for_the_end(channel: str) -> None:
    """Asking for no texts before nine ends nothing."""
    lines = [*joined(channel, "nothing open"), says("please don't text me before 9")]
    assert kinds(await last(lines)) == ["journal"]
    later = [*lines, taps("Only me"), {"wait": "1h"}, *RECORD]
    assert kinds(await last(later)) == ["assignment"]


@BOTH
async def test_an_answer_with_the_same_words(channel: str) -> None:
    """The STOP skill, and a text to somebody else, are answers."""
    for words in ("STOP skill: stopped, took a step back", "I told my ex to stop texting me"):
        assert kinds(await last([*joined(channel, IN_WORDS), says(words)])) == ["step"]


@BOTH
@pytest.mark.parametrize(
    ("place", "number"), [("new york", "988"), ("dublin", "116 123"), ("sydney", "13 11 14")]
)
async def test_the_confirmation_carries_their_own_line(place: str, number: str, channel: str) -> None:
    """Exactly one confirmation, with the crisis line of the country the client is in."""
    came = await last([*joined(channel, "nothing open"), says(f"place {place}"), says("stop")])
    assert kinds(came) == ["optout"]
    assert number in events(came, "kim")[0]["text"]


async def test_stop_ends_every_address() -> None:
    """Every address of the person is stopped, not only the one STOP came from."""
    lines = [
        *joined("sms", "assignment just arrived"),
        says("leave me alone"),
        {"who": "kim", "sees": "store"},
    ]
    store = next(line["store"] for line in await play(lines) if "store" in line)
    assert {state for *_, state in store["addresses"]} == {"stopped"}


@BOTH
async def test_a_new_yes_is_recorded_anew(channel: str) -> None:
    """After STOP and START consent is asked and recorded again, with its wording and its time."""
    lines = [*joined(channel, "assignment just arrived"), says("stop"), {"wait": "1d"}, says("START")]
    answers = [taps("Full texts"), taps("Agree"), taps("It does"), {"who": "kim", "sees": "store"}]
    printed = await play([*lines, *answers])
    store = next(line["store"] for line in printed if "store" in line)
    given = store["person"]["client"]["consents"]
    withdrawn = next(r for r in store["records"] if r["kind"] == "consent_withdrawn")
    assert {one["what"] for one in given} >= {"texts", "full_texts", "sharing"}
    assert all(one["wording"] and one["at"] > withdrawn["at"] for one in given)


@BOTH
async def test_a_label_typed_is_its_answer(channel: str) -> None:
    """A label that also sounds like a request is the answer to the question that shows it."""
    lines = [*joined(channel, IN_WORDS), says("go away"), says("Stop the messages")]
    assert kinds(await last(lines)) == ["optout"]
    lines = [*joined(channel, "barrier talk open"), says("Not this time")]
    assert kinds(await last(lines)) == ["barrier"]


async def test_a_block_at_the_provider_is_the_same_stop() -> None:
    """Told of a block (21610) every address is stopped, nothing is sent, and START asks for consent anew."""
    lines: list[Line] = [
        *joined("sms", "nothing open"),
        {"refuse": "sms", "how": "blocked", "times": 1},
        *RECORD,
        {"wait": "1d"},
        {"who": "kim", "sees": "store"},
    ]
    printed = await play(lines)
    store = next(line["store"] for line in printed if "store" in line)
    assert {state for *_, state in store["addresses"]} == {"stopped"}
    assert events(printed, "kim") == []
    assert len(events(printed, "ada", "notice")) == 1
    assert kinds(await last([*lines, says("START")])) == ["welcome", "consent"]


@BOTH
async def test_twice_is_confirmed_once(channel: str) -> None:
    """A second STOP is silence: one confirmation and one word to the therapist, whatever comes after."""
    lines = [
        *joined(channel, "nothing open"),
        says("stop"),
        says("STOP"),
        says("unsubscribe me"),
        says("end"),
    ]
    printed = await play(lines)
    assert len(events(printed, "kim", "optout")) == 1
    assert len(events(printed, "ada", "notice")) == 1


@pytest.mark.parametrize(
    ("channel", "word"),
    [("sms", "YES"), ("sms", "UNSTOP"), ("sms", "Start!"), ("telegram", "UNSTOP"), ("telegram", "start")],
)
async def test_a_way_back_asks_anew(channel: str, word: str) -> None:
    """A word that subscribes anew at the carrier resumes nothing by itself."""
    lines = [*joined(channel, "assignment just arrived"), says("stop"), {"wait": "1d"}, says(word)]
    came = await last(lines)
    assert kinds(came) == ["welcome", "consent"]
    assert kinds(await last([*lines, {"wait": "2d"}])) == []


async def test_yes_is_no_way_back_where_no_carrier_acts() -> None:
    """After STOP on Telegram a stray "yes" gets no answer."""
    lines = [*joined("telegram", "assignment just arrived"), says("stop"), {"wait": "1d"}, says("yes")]
    assert kinds(await last(lines)) == []


@BOTH
@pytest.mark.parametrize("words", ["ya no quiero nada", "no quiero nada"])
async def test_wanting_nothing_any_more_ends_nothing(words: str, channel: str) -> None:
    """The everyday sentence of hopelessness brings the numbers, and asks whether the messages are meant."""
    lines = [*joined(channel, "nothing open"), says(words)]
    came = await last(lines)
    assert kinds(came) == ["safety", "optout"]
    assert events(came, "kim")[-1]["buttons"] == ["Stop the messages", "Keep them"]
    stopped = await last([*lines, taps("Stop the messages")])
    assert "START" in events(stopped, "kim")[-1]["text"]
