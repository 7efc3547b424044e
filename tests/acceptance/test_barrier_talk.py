"""What is said after a miss: CONTENT H2 to H7, on both phones."""

import re

import pytest

from prompts.style_rules import table
from tests.acceptance.barrier_evenings import (
    EVENING,
    ON_THE_MENU,
    OWN_WAY,
    asked_until_the_offers,
    choose,
    evening,
    who,
)
from tests.acceptance.stage import CHANNELS, Life, life, said
from tests.barrier_stage import content

AFTER_MISS = table()["en"]["after_miss"]
WHY = re.compile(r"\bwhy\b[^.?!]*\?|\bwhy (did|have|do|are|were|was|is)(n'?t)?\b|\bhow come\b", re.IGNORECASE)
UNDONE = re.compile(
    r"\b(\d+|no|none|one|two|three|four|five|six|seven|once|twice)\b[^.?!]{0,20}"
    r"\b(missed|skipped|undone|not done|left to do|remaining|to go|behind)\b|\b(0|no|none|zero) of \w+",
    re.IGNORECASE,
)
BOTH = pytest.mark.parametrize("channel", CHANNELS)


def is_kind_and_important(text: str) -> bool:
    """Whether a text both validates and keeps the importance (CONTENT C2)."""
    words = text.lower()
    return all(any(phrase in words for phrase in phrases) for phrases in AFTER_MISS.values())


# -- H2 ----------------------------------------------------------------------------------------------


@BOTH
async def test_h2_the_evening_after_a_week_in_which_nothing_happened(channel: str) -> None:
    """H2: after a miss the first text validates and keeps the importance, before anything is asked."""
    async with life(channel) as play:
        await play.assign()
        (first,) = said(await play.till("2026-03-09 18:05"))[-1:]
        assert "Did any part of the thought record happen" in first
        assert is_kind_and_important(first)
        (opened,) = said(await play.tap("sam", "Not this time"))
        assert is_kind_and_important(opened)


@BOTH
async def test_h2_a_cue_passed_over(channel: str) -> None:
    """H2: SKIP under a cue says that it isn't now; the first text that comes back holds both halves."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-04 19:05")
        (first,) = said(await play.say("sam", "skip"))
        assert is_kind_and_important(first)
        assert "Shall we?" in first


@BOTH
async def test_h2_one_thing_done_and_another_not(channel: str) -> None:
    """H2: where one thing was done and another missed, the first text about the missed one holds both."""
    async with life(channel) as play:
        await play.assign()
        await play.assign("/assign sam three good things daily at 18:30")
        await play.till("2026-03-04 18:35")
        await play.tap("sam", "Start thought record")
        await play.say("sam", "the bus", "i am late again", "4", "skip", "skip", "skip", "skip", "skip")
        (first,) = said(await play.till("2026-03-09 18:05"), kind="wrapup")
        assert first.startswith("One thought record is written, from Wednesday, and it counts.")
        assert "three good things" in first
        assert is_kind_and_important(first)


@BOTH
async def test_h2_what_was_there_if_wanted_is_no_miss(channel: str) -> None:
    """H2: an optional item nobody used is no miss (C4): only what was noticed is asked."""
    async with life(channel) as play:
        await play.assign("/assign sam thought record daily at 19:00 optional")
        first = said(await play.till("2026-03-09 18:05"))[-1]
        assert "it was there if you wanted it" in first
        assert "Anything you noticed about that?" in first
        assert "matters" not in first


# -- H3 ----------------------------------------------------------------------------------------------


@BOTH
async def test_h3_no_why_and_no_count_of_what_was_not_done(channel: str) -> None:
    """H3: whatever reason is given, and in the whole week before, no text asks why or counts the undone."""
    async with evening(channel, ON_THE_MENU) as play:
        for code in ON_THE_MENU:
            await choose(play, code)
            await asked_until_the_offers(play, code)
            await play.say(who(code), "todo", "progress", "dots", "now", "sees")
        await play.till("2026-03-12 21:00")
        texts = [e["text"] for e in play.clients()]
        assert len(texts) > 10 * len(ON_THE_MENU)
        assert [text for text in texts if WHY.search(text)] == []
        assert [text for text in texts if UNDONE.search(text)] == []


# -- H4, H5 ------------------------------------------------------------------------------------------


@BOTH
async def test_h4_four_questions_at_most_and_the_therapist_always(channel: str) -> None:
    """H4: choosing a reason is one question and at most three follow; bringing it stands among the offers.

    For T2, E9 and R1 the one follow-up is itself the way to the therapist. A talk that is declined before
    it began (`Rather not say` at the check, `Not now`) ends without any offer: a second ask would plead.
    """
    async with evening(channel, ON_THE_MENU) as play:
        for code in ON_THE_MENU:
            await choose(play, code)
            *questions, offers = await asked_until_the_offers(play, code)
            assert 1 + len(questions) <= 4, code
            assert all(one["text"].count("?") <= 1 for one in questions), code
            if code not in OWN_WAY:
                assert "Bring it to Ada" in offers["buttons"], code


@BOTH
@pytest.mark.parametrize("taps", [("Rather not say",), ("Not this time", "Not now")])
async def test_h4_a_no_is_taken_the_first_time(channel: str, taps: tuple[str, ...]) -> None:
    """H4: who would rather not say is asked nothing more, that evening or the next morning."""
    async with evening(channel, ["P3"]) as play:
        closing = said(await play.tap(who("P3"), *taps), who("P3"))[-1]
        assert "?" not in closing
        assert said(await play.till("2026-03-10 14:55"), who("P3")) == []


@BOTH
async def test_h4_rather_not_say_in_the_talk_still_has_the_way_to_the_therapist(channel: str) -> None:
    """H4: once the talk has begun, rather not say is offered bringing it, and leaving it."""
    async with evening(channel, ["P3"]) as play:
        await play.tap(who("P3"), "Not this time", "Go ahead", "Rather not say")
        assert play.newest(who("P3"))["buttons"] == ["Bring it to Ada", "Not now"]


B3 = {"P": 9, "U": 5, "S": 6, "T": 12, "E": 9, "R": 5}
"""How many reasons each group of CONTENT B3 has."""
FOUR_QUESTIONS = {
    "understood": "U1 U2 U3 U4 U5",
    "important": "U2 S5 T1 T6 R2",
    "unforeseen": "P5 P6 P7",
    "demanding": "S1 S2 E2 E6",
}
"""What each of the four questions of supervision may be answered with (CONTENT B, mapping)."""


def test_h5_the_taxonomy_is_whole() -> None:
    """H5: every code of B3 is there, with label, follow-up, an offer and a note; every hint leads to one."""
    codes = content().barriers["en"].codes
    listed = {f"{group}{n}" for group, most in B3.items() for n in range(1, most + 1)} | {"X0", "X1", "X2"}
    assert set(codes) == listed
    for code, entry in codes.items():
        assert entry.label, code
        assert entry.offers, code
        assert entry.note, code
        assert entry.follow_up or code in ("X0", "X1"), code
    assert set(content().barriers["en"].therapist_tags) == {f"C{n}" for n in range(1, 7)}
    assert {code for hint in content().barriers["en"].hints for code in hint.codes} <= set(codes)


@BOTH
async def test_h5_every_reason_is_reached_and_comes_to_the_therapist(channel: str) -> None:
    """H5: every reason can be tapped and is named to Ada; each of the four questions is three taps away.

    "Each question in three taps" is read as: some answer to it is, and all of the first, third and fourth.
    """
    async with evening(channel, ON_THE_MENU) as play:
        taps = {code: await choose(play, code) for code in ON_THE_MENU}
        for question, answers in FOUR_QUESTIONS.items():
            within = [code for code in answers.split() if taps[code] <= 3]
            assert within, question
            assert question == "important" or len(within) == len(answers.split()), question
        for code in ON_THE_MENU:
            read = await asked_until_the_offers(play, code)
            assert read[0]["text"], code
        await play.till("2026-03-10 12:30")
        codes = content().barriers["en"].codes
        for code in ON_THE_MENU:
            summary = said(await play.say("ada", f"/summary {who(code)}"), "ada", "summary")[-1]
            assert codes[code].label.strip('"') in summary, code
            card = said(await play.say("ada", f"/client {who(code)}"), "ada")[-1]
            assert codes[code].note in card, code


# -- H6 ----------------------------------------------------------------------------------------------


NOW = ("T3", "T10", "P3", "U3", "U5")


@BOTH
@pytest.mark.parametrize("code", NOW)
async def test_h6_a_small_piece_at_once_in_the_same_chat(channel: str, code: str) -> None:
    """H6: a piece now is offered; the small version begins at once, runs whole, and counts."""
    async with evening(channel, [code]) as play:
        name = who(code)
        await choose(play, code)
        *_, offers = await asked_until_the_offers(play, code)
        (now,) = [button for button in offers["buttons"] if button.startswith("Do ")]
        before = len(play.printed)
        await play.tap(name, now)
        tiny = [e for e in play.printed[before:] if e["to"] == name]
        assert tiny[-1]["kind"] == "step"
        assert play.printed[-1]["at"] == play.stage.at()
        while play.newest(name)["kind"] == "step":
            await play.say(name, "5" if "0 to 10" in play.newest(name)["text"] else "one rough line")
        closing = play.newest(name)["text"]
        assert "1 of" in closing or "it counts" in closing
        assert len([e for e in play.printed[before:] if e["kind"] == "step" and e["to"] == name]) <= 3
        await play.till("2026-03-10 12:30")
        assert "1 of" in play.all("ada", "summary")[-1]


# -- H7 ----------------------------------------------------------------------------------------------

EASIER = ("slow down", "slower", "smaller", "another pace", "change the pace", "drop", "give it up")


@BOTH
async def test_h7_where_avoiding_is_the_problem_nothing_eases(channel: str) -> None:
    """H7: nothing offers less, slower or none of it; the therapist is always offered.

    An exposure step is agreed on in the room, so a smaller one is as much a way out as a slower one.
    """
    async with evening(channel, ON_THE_MENU, activity="ex-step") as play:
        for code in ON_THE_MENU:
            await choose(play, code)
            *_, offers = await asked_until_the_offers(play, code)
            if code not in OWN_WAY:
                assert "Bring it to Ada" in offers["buttons"], code
            await play.say(who(code), "todo")
        assert eased(play) == []


def eased(play: Life) -> list[str]:
    """What clients read that offers less."""
    shown = [text.lower() for e in play.clients() for text in (e["text"], *e["buttons"])]
    return [text for text in shown if any(word in text for word in EASIER)]


@BOTH
async def test_h7_the_letter_offers_the_next_step_and_no_other_pace(channel: str) -> None:
    """H7: the letter of such a week speaks of the next step together, and Slow down is not under it."""
    async with life(channel) as play:
        await play.assign("/assign sam ex-step daily at 12:00")
        await play.till("2026-03-04 12:05")
        await play.say("sam", "skip")
        await play.tap("sam", "Go ahead", "Something I thought or felt", "A feeling", "Anxious, afraid")
        await play.till("2026-03-06 12:00")
        assert "next step" in play.newest("ada")["text"]
        await play.tap("ada", "Send")
        (letter,) = [e for e in await play.till("2026-03-07 12:00") if e["kind"] == "letter"]
        assert "next step" in letter["text"]
        assert letter["buttons"] == ["Bring something"]
        assert eased(play) == []


def test_the_evening_lies_before_the_session() -> None:
    """The stage's evening is that of Monday, the day before they meet."""
    assert EVENING.startswith("2026-03-09")
