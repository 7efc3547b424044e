"""The card in every state, what it holds, and what a human hears of it (SAFETY S2, S3, S4, S6)."""

import pytest

from tests.safety_stage import DARK, INVITE, JOINING, RECORD, after_line, joined, says, taps
from tests.world import ADA, Line, client, events, play, texts

NUMBERS = ("116 123", "999")


async def last(lines: list[Line]) -> list[Line]:
    """What came of the last line alone."""
    return after_line(await play(lines), len(lines))


def is_card(event: Line) -> bool:
    """A full card: numbers, no reading promised, company, distance, two buttons."""
    whole = all(
        part in event["text"] for part in (*NUMBERS, "85258", "nobody is reading now", "be with someone")
    )
    return event["kind"] == "safety" and whole and len(event["buttons"]) == 2


@pytest.mark.parametrize("state", JOINING)
@pytest.mark.parametrize("words", [DARK, "sos"])
async def test_card_while_joining(state: str, words: str) -> None:
    """Before anything is agreed the card comes as well, and names no therapist to a stranger."""
    lines = [ADA, *INVITE, *JOINING[state], says(words)]
    came = await last(lines)
    to_kim = events(came, "kim")
    assert [is_card(e) for e in to_kim] == [True]
    if state in ("invited", "said no"):
        assert "Ada" not in to_kim[0]["text"]
    told = 0 if state == "said no" else 1
    assert len(events(came, "ada", "alert")) == told
    assert ("notice" in to_kim[0]["text"]) == bool(told)
    answered = events(await last([*lines, taps("Tell someone")]), "kim")
    assert len(answered) == 1
    assert "nothing is asked of you" in answered[0]["text"].casefold()


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_stranger(channel: str) -> None:
    """Somebody unknown gets the numbers, and no line about a notice, because nobody is told."""
    came = await last([ADA, {"who": "nobody", "text": DARK, "channel": channel}])
    assert [e["kind"] for e in came] == ["safety"]
    assert "116 123" in came[0]["text"]
    assert "notice" not in came[0]["text"]


async def test_discreet_and_locked_phones_get_it_too() -> None:
    """Neutral texts do not delay the card, and what waited unseen is not opened by it or after it."""
    lines = [*joined("sms", "cue open", discreet=True), says(DARK)]
    came = events(after_line(await play([*lines, says("thank you")]), len(lines)), "kim")
    assert is_card(came[0])
    assert "cue" not in [e["kind"] for e in came]
    locked = events(
        await last([*joined("telegram", "word agreed, closed"), says(DARK), taps("Tell someone")]), "kim"
    )
    assert [e["kind"] for e in locked] == ["safety"]


async def test_a_bad_night() -> None:
    """The whole of it: card, one text after a tap, an alert without the name, release, the pace question."""
    printed = await play(
        [
            ADA,
            client("kim", "telegram"),
            *RECORD,
            {"until": "2026-03-04T23:40:55+00:00"},
            says(DARK),
            taps("I wrote about something else"),
            {"until": "2026-03-05T09:00:00+00:00"},
            {"who": "ada", "tap": "Show me"},
            {"who": "ada", "tap": "I'm taking it"},
            {"who": "ada", "text": "/release kim"},
        ]
    )
    night = [e for e in events(printed) if e["at"] >= "2026-03-04T23"]
    card, after = events(night, "kim", "safety")
    assert card["text"].splitlines()[-1] == (
        "A notice goes to Ada, who may not see it before morning, so please don't wait for Ada."
    )
    assert card["buttons"] == ["Tell someone", "I wrote about something else"]
    assert after["text"] == (
        "Thank you for answering. Ada still gets the notice. Your usual messages rest until Ada has been "
        "in touch, and nothing is asked of you. You can write here as before; SOS brings the numbers."
    )
    alerts = events(night, "ada", "alert")
    assert (
        alerts[0]["text"]
        == "A flag is waiting, 23:41. The numbers were sent, messages rest. No backup is set."
    )
    assert alerts[0]["buttons"] == ["I'm taking it", "Show me"]
    assert f'Kim, Wednesday, 23:41. "{DARK}"' in [e["text"] for e in alerts]
    pace = events(night, "kim", "notice")
    assert [e["buttons"] for e in pace] == [["As before", "Something smaller", "Nothing this week"]]
    assert pace[0]["text"] == "Ada has asked me to pick things up again, at your pace."


async def test_an_old_button_brings_no_second_card() -> None:
    """A button of an earlier question after the card is said to be old, and the card is not repeated."""
    lines = [*joined("telegram", "assignment just arrived"), taps("Start"), says(DARK), taps("Later")]
    assert "safety" not in [e["kind"] for e in events(await last(lines), "kim")]


async def test_something_else_closes_nothing() -> None:
    """The button "I wrote about something else" leaves the flag open and the hold in place."""
    lines = [ADA, client("kim", "telegram"), *RECORD, says(DARK), taps("I wrote about something else")]
    printed = await play([*lines, {"wait": "2h"}, {"wait": "3d"}])
    assert len(events(printed, "ada", "alert")) == 3
    assert not events(printed, "kim", "cue")


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_held_for_eight_days(channel: str) -> None:
    """During a hold nothing unprompted reaches the client; what they write is answered and kept."""
    lines: list[Line] = [*joined(channel, "assignment just arrived"), says(DARK), {"wait": "1d"}]
    quiet = len(lines)
    lines += [
        {"who": "ada", "text": "/assign kim three good things"},
        {"who": "ada", "tap": "Send"},
        {"who": "ada", "text": "/session kim off 10 march"},
        {"who": "ada", "tap": "Send"},
        {"wait": "8d"},
    ]
    assert not events(after_line(await play(lines), quiet + 1), "kim")
    came = await last([*lines, says("note the garden was quiet today")])
    assert [e["kind"] for e in events(came, "kim")] == ["journal"]


async def test_open_question_gets_nothing() -> None:
    """The text belongs to no question: the open one rests, and what was gathered does not go on."""
    lines = [
        *joined("telegram", "inside an activity, gathering"),
        says(DARK),
        {"wait": "10m"},
        {"who": "kim", "sees": "store"},
    ]
    printed = await play(lines)
    assert not [e for e in after_line(printed, len(lines) - 1) if e["to"] == "kim"]
    kept = printed[-2]["store"]["records"]
    assert [r["kind"] for r in kept if DARK in str(r)] == ["journal"]


async def test_short_form_within_six_hours() -> None:
    """The full text comes once in six hours, in between a short one; every time there is an alert."""
    lines = joined("telegram", "nothing open")
    printed = await play(
        [*lines, says(DARK), {"wait": "5h"}, says("i want to die"), {"wait": "2h"}, says(DARK)]
    )
    cards = events(printed, "kim", "safety")
    assert [is_card(e) for e in cards] == [True, False, True]
    assert all(part in cards[1]["text"] for part in NUMBERS)
    fresh = [e for e in events(printed, "ada", "alert") if "nobody has taken it" not in e["text"]]
    assert len(fresh) == 3


async def test_asking_for_the_numbers_always_brings_them() -> None:
    """SOS within the six hours brings every number again, and does not guess that it was misread."""
    lines = [*joined("telegram", "nothing open"), says(DARK), says("sos")]
    text = texts(await last(lines), "kim", "safety")[0]
    assert text.startswith("The numbers once more.")
    assert all(number in text for number in (*NUMBERS, "85258"))


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_tier_two_goes_on(channel: str) -> None:
    """A denied phrase shows the numbers once, alerts and holds nothing, and is still an answer."""
    denied = "i dont want to kill myself, i want it to be quiet"
    lines = [*joined(channel, "inside an activity, a text"), says(denied)]
    came = events(await last(lines), "kim")
    assert [e["kind"] for e in came] == ["safety", "step"]
    assert "116 123" in came[0]["text"]
    assert not came[0]["buttons"]
    printed = await play([*lines, says("i dont want to kill myself"), {"wait": "5d"}])
    _whole, short = texts(printed, "kim", "safety")
    assert "116 123" in short
    assert not events(printed, "ada", "alert")
    assert events(printed, "kim", "cue")
    summary = texts(printed, "ada", "summary")
    assert any("flag" in text.casefold() for text in summary), summary


@pytest.mark.parametrize("tier", [1, 2])
async def test_a_review_answers_the_second_tier_alone(tier: int) -> None:
    """A reviewed summary is a human's answer to the flags of tier 2 it showed, never to one of tier 1."""
    said = says("i dont want to kill myself" if tier == 2 else DARK)
    lines: list[Line] = [*joined("telegram", "nothing open"), said, {"who": "ada", "text": "/summary kim"}]
    assert "one flag open" in texts(await last(lines), "ada")[0]
    lines += [{"who": "ada", "tap": "Reviewed"}, {"who": "ada", "text": "skip"}]
    again = texts(await last([*lines, {"who": "ada", "text": "/summary kim"}]), "ada")[0]
    assert ("one flag open" in again) == (tier == 1)


async def test_private_words_stay_private() -> None:
    """PRIVATE keeps the words from the alert and what is behind it; that there is a flag is told."""
    printed = await play(
        [*joined("telegram", "nothing open"), says("private i want to die"), {"who": "ada", "tap": "Show me"}]
    )
    shown = texts(printed, "ada", "alert")[-1]
    assert "i want to die" not in shown
    assert "private" in shown
    assert events(printed, "kim", "safety")


async def test_words_in_private_work_stay_private() -> None:
    """What comes where the answers stay with the client is told without its words as well."""
    lines: list[Line] = [
        ADA,
        client("kim", "telegram"),
        {"who": "ada", "text": "/assign kim thought record daily at 19:00 private"},
        {"who": "ada", "tap": "Send"},
        taps("Start"),
        says(DARK),
        {"who": "ada", "tap": "Show me"},
    ]
    assert "private" in texts(await last(lines), "ada", "alert")[0]


async def test_alert_comes_again() -> None:
    """An alert nobody takes comes again after an hour and after a day, at night too; a taken one does not."""
    lines = [*joined("telegram", "nothing open"), says(DARK)]
    printed = await play([*lines, {"wait": "4d"}])
    times = [e["at"][:16] for e in events(printed, "ada", "alert")]
    assert times == ["2026-03-02T09:00", "2026-03-02T10:00", "2026-03-03T09:00"]
    taken = await play([*lines, {"wait": "5m"}, {"who": "ada", "tap": "I'm taking it"}, {"wait": "4d"}])
    assert len(events(taken, "ada", "alert")) == 2


async def test_alert_leaves_the_therapists_work_open() -> None:
    """An alert in the middle of a wizard interrupts it, and the next words still belong to the wizard."""
    lines: list[Line] = [*joined("telegram", "nothing open"), {"who": "ada", "text": "/assign kim"}]
    usual = texts(await last([*lines, {"who": "ada", "text": "thought record"}]), "ada")
    came = texts(await last([*lines, says(DARK), {"who": "ada", "text": "thought record"}]), "ada")
    assert came == usual
    taken: list[Line] = [{"who": "ada", "tap": "I'm taking it"}, {"who": "ada", "text": "thought record"}]
    assert texts(await last([*lines, says(DARK), *taken]), "ada") == usual


@pytest.mark.parametrize("text", ["i want to die", "SOS"])
async def test_therapist_gets_the_numbers(text: str) -> None:
    """A therapist's own words outside a command bring the numbers, and flag nobody."""
    came = await last([*joined("telegram", "nothing open"), {"who": "ada", "text": text}])
    assert [e["kind"] for e in came] == ["safety"]
    assert "116 123" in came[0]["text"]


async def test_a_command_about_risk_is_a_command() -> None:
    """A therapist's note that names risk is kept as a note and brings no numbers."""
    came = await last(
        [*joined("telegram", "nothing open"), {"who": "ada", "text": "/note kim said: i want to die"}]
    )
    assert [e["kind"] for e in came] == ["reply"]


@pytest.mark.parametrize(
    ("language", "zone", "number"), [("en", "America/New_York", "988"), ("en", "Europe/London", "116 123")]
)
async def test_numbers_of_the_clients_country(language: str, zone: str, number: str) -> None:
    """The numbers are those of the country the client chose at the welcome, else of the practice."""
    lines: list[Line] = [ADA, *INVITE, says("yes"), taps("Full texts"), taps("Agree")]
    if zone != "Europe/London":
        lines += [taps("Other"), says("skip"), says("new york"), taps("United States")]
    else:
        lines += [taps("It does")]
    came = events(await last([*lines, says(DARK)]), "kim")
    assert number in came[0]["text"], came
