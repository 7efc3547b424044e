"""A number that may have a new owner: no name, no history, no homework before the word told in the room."""

import re
from typing import Any

import pytest

from tests.consent_stage import JOINING, PHONE, RECORD, after, says, side, stored, taps, to_invite, word_told
from tests.world import ADA, Line, client, events, play, texts

NEW = "+447700900999"
SAM = client("sam", "sms", "", phone=PHONE)
HIDDEN = re.compile(r"\b(sam|ada|okafor|thought|record|heart|session|tuesday|tulips|enough)\b", re.IGNORECASE)
BASE: list[Line] = [
    ADA,
    SAM,
    *RECORD,
    *says("1", "my heart was racing", "skip", "/note the tulips are out", "/ask is one line enough"),
]
"""Sam has begun something, noted something and asked something."""

SILENT: list[Line] = [*BASE, *says("/pause 45d"), {"wait": "46d"}]
"""A rest, and then the silence goes on."""

ANSWER = says("/answer 1 yes it is", who="ada")
STRANGER = (
    *(
        "hello",
        "menu",
        "todo",
        "sees",
        "progress",
        "dots",
        "help",
        "export",
        "1",
        "yes",
        "done",
        "why",
        "resume",
    ),
    *(
        "ask who are you",
        "note mine",
        "private mine",
        "time 18:00",
        "language",
        "word heron",
        "start ABC",
        "back",
    ),
    *("i want to die", "sos", "stop please texting me", "start", "this is my new number, who is it"),
)


def nothing_shown(came: list[Line]) -> None:
    """None of these texts tells whose number it was or what it was for."""
    for event in came:
        assert not HIDDEN.search(event["text"]), event


async def test_the_new_owner_sees_nothing() -> None:
    """After 45 days of silence, whatever the holder sends, no name, history or homework comes back."""
    came = after(await play([*SILENT, *says(*STRANGER)]), len(SILENT), "sam")
    assert len(came) > len(STRANGER) / 2
    nothing_shown(came)


async def test_with_buttons_from_before() -> None:
    """A digit for an old question opens nothing either."""
    came = after(await play([*SILENT, *says("2", "3", "10")]), len(SILENT), "sam")
    nothing_shown(came)
    assert {e["kind"] for e in came} == {"consent"}


async def test_what_is_due_asks_for_the_word_instead() -> None:
    """What is due waits; the number gets one text without content, the therapist one notice with the word."""
    printed = await play([*SILENT, *ANSWER, {"wait": "3d"}])
    came = events(printed, "sam", "consent")
    assert events(printed, "sam")[-1] == came[-1]
    assert len(came) == 1
    nothing_shown(came)
    notices = [text for text in texts(printed, "ada", "notice") if "until the word comes" in text]
    assert len(notices) == 1
    word = await word_told([*SILENT, *ANSWER])
    assert word not in came[0]["text"]
    assert word in notices[0]


async def test_before_the_45th_day_nothing_changes() -> None:
    """A week less of silence, and what is sent arrives as always."""
    lines: list[Line] = [*BASE, {"wait": "44d"}, *ANSWER]
    came = after(await play(lines), len(BASE) + 1, "sam")
    assert any("yes it is" in e["text"] for e in came)


async def test_the_right_word_opens_it_without_a_flood() -> None:
    """The word brings one text that asks how to go on; what still holds comes later; a row says who."""
    word = await word_told([*SILENT, *ANSWER])
    lines = [*SILENT, *ANSWER, *says("who is this?", f"the word is {word}")]
    came = after(await play(lines), len(lines) - 1)
    mine = [e for e in came if e["to"] == "sam"]
    assert [e["buttons"] for e in mine] == [["As before", "Something smaller", "Nothing this week"]]
    assert any("messages pick up again" in e["text"] for e in came if e["to"] == "ada")
    rows = side(await stored(lines))["consents"]
    assert rows[-1]["what"] == "still_me"
    assert len(rows[-1]["wording"]) == 32
    later = after(await play([*lines, *taps("As before", who="sam"), {"wait": "5h"}]), len(lines) + 1, "sam")
    assert [("yes it is" in e["text"]) for e in later] == [True]


async def test_stale_news_has_lapsed_by_then() -> None:
    """An answer that waited for more than two days is not sent any more."""
    word = await word_told([*SILENT, *ANSWER])
    lines = [*SILENT, *ANSWER, {"wait": "5d"}, *says(word), *taps("As before", who="sam"), {"wait": "1d"}]
    assert not any("yes it is" in e["text"] for e in after(await play(lines), len(SILENT), "sam"))


async def test_three_other_words_freeze_it() -> None:
    """Two wrong words are asked again, the third ends it as WRONG does, and the therapist hears why."""
    lines = [*SILENT, *says("hello there you", "maple2", "marble", "river", "stone"), {"wait": "2d"}]
    printed = await play(lines)
    mine = after(printed, len(SILENT), "sam")
    assert [e["kind"] for e in mine] == ["consent"] * 4 + ["reply"]
    nothing_shown(mine)
    assert side(await stored(lines))["stage"] == "frozen"
    assert any("weren't the word" in text for text in texts(printed, "ada"))
    assert not after(await play([*lines, *says("hello", "menu")]), len(lines), "sam")


@pytest.mark.parametrize("words", ["wrong", "no", "that's not me"])
async def test_not_me_freezes_it(words: str) -> None:
    """A plain "not me" is enough: nothing is shown or sent again, and the therapist hears."""
    lines = [*SILENT, *says("hi", words), {"wait": "9d"}]
    assert side(await stored(lines))["stage"] == "frozen"
    assert len(after(await play(lines), len(SILENT), "sam")) == 2


async def test_stop_and_start_do_not_get_round_it() -> None:
    """START from a number in doubt, or from one that was silent after its STOP, gets the question first."""
    for lines in (
        [*SILENT, *says("stop", "start")],
        [*BASE, *says("stop"), {"wait": "50d"}, *says("help", "start")],
    ):
        came = after(await play(lines), len(BASE) + 1, "sam")
        nothing_shown([e for e in came if e["kind"] != "optout"])
        assert came[-1]["kind"] == "consent"
        word = await word_told(lines)
        opened = await play([*lines, *says(word)])
        assert "Thank you. A few short questions" in texts(opened, "sam")[-2]


async def test_distress_is_answered_and_nameless() -> None:
    """The card comes at once and names nobody, the therapist is told, no journal keeps a stranger's words."""
    lines = [*SILENT, *says("i want to die")]
    printed = await play(lines)
    came = after(printed, len(SILENT))
    card = next(e for e in came if e["to"] == "sam")
    assert card["kind"] == "safety"
    nothing_shown([card])
    assert any(e["kind"] == "alert" for e in came if e["to"] == "ada")
    assert "want to die" not in str((await stored(lines))["records"])


async def test_a_number_the_carrier_gave_up() -> None:
    """After a text came back as unreachable the word comes first; a day later the number is asked."""
    lines: list[Line] = [
        *BASE,
        {"refuse": "sms", "how": "unreachable", "times": 1},
        {"until": "2026-03-03T19:30:00+00:00"},
    ]
    printed = await play([*lines, {"wait": "2d"}, *says("menu")])
    came = after(printed, len(lines), "sam")
    assert {e["kind"] for e in came} == {"consent"}
    nothing_shown(came)
    assert any("reported as unreachable" in text for text in texts(printed, "ada"))


async def test_accounts_are_not_handed_on() -> None:
    """On Telegram nobody is asked for a word after a silence, however long."""
    lines: list[Line] = [ADA, client("sam", "telegram"), *RECORD, {"wait": "60d"}, *says("menu")]
    assert after(await play(lines), len(lines) - 1, "sam")[0]["kind"] == "menu"


async def test_an_assignment_waits_for_the_word() -> None:
    """What the therapist sends meanwhile is kept, the number is asked, and it comes with the word."""
    send = [
        *says("/assign sam breathing daily at 12:00", who="ada"),
        *taps("New anyway"),
        *says("skip", who="ada"),
        *taps("Send"),
    ]
    printed = await play([*SILENT, *says("hi"), *send])
    assert "once the word has come" in texts(printed, "ada")[-1]
    word = await word_told([*SILENT, *says("hi")])
    lines = [*SILENT, *says("hi"), *send, *says(word), *taps("As before", who="sam"), {"wait": "1d"}]
    came = [e["kind"] for e in after(await play(lines), len(SILENT), "sam")]
    assert came[:3] == ["consent", "notice", "reply"]
    assert came.count("assignment") == 1


async def wrong_then(more: list[Line]) -> list[Line]:
    """What came after WRONG on Sam's phone."""
    lines = [*BASE, *says("/wrong"), *more]
    return after(await play(lines), len(BASE) + 1)


async def test_after_wrong_nothing_ever() -> None:
    """A frozen number hears nothing for weeks, whatever is sent to it, due, or written from it."""
    meanwhile: list[Line] = [*ANSWER, {"wait": "30d"}, *says("hello", "menu", "sees", "yes")]
    assert not [e for e in await wrong_then(meanwhile) if e["to"] == "sam"]


async def test_the_way_back_is_a_new_word() -> None:
    """After WRONG a human says whose phone it is, and the number still has to answer with a word."""
    release = [*says("/release sam", who="ada"), *taps("Yes, it is Sam's")]
    word = await word_told([*BASE, *says("/wrong"), *release])
    came = [e for e in await wrong_then([*release, *says("menu", word)]) if e["to"] == "sam"]
    assert [e["kind"] for e in came] == ["consent", "consent", "notice"]
    nothing_shown(came[:2])
    assert came[-1]["buttons"][0] == "As before"


async def test_a_frozen_number_is_not_invited_again() -> None:
    """The same number cannot be invited past the word, not even as the same person."""
    came = await wrong_then(says(f"/invite Sam {PHONE}", who="ada"))
    assert [e["text"][:30] for e in came if e["to"] == "ada"][-1] == "This number can't be invited. "


def moved(*more: Line) -> list[Line]:
    """Sam has a new number: Ada invites it as the same Sam."""
    invite = says(f"/invite Sam {NEW}", who="ada")
    return [*BASE, to_invite("new", phone=NEW), *says("/wrong"), *invite, *taps("Yes, the same"), *more]


async def test_a_new_number_asks_everything_anew() -> None:
    """The new number says yes to texts, warning and sharing itself; what was there before is there again."""
    joined = [{**one, "who": "new"} for one in JOINING]
    printed = await play(moved(*joined, *says("todo", who="new"), {"wait": "3d"}))
    assert "Start thought record" in texts(printed, "new", "menu")[0]
    assert events(printed, "new", "cue")
    found = side(await stored(moved(*joined), "new"))
    assert [one["what"] for one in found["consents"]] == ["texts", "full_texts", "sharing"]
    assert not after(await play(moved(*joined, {"wait": "9d"})), len(moved()), "sam")


async def test_the_old_number_is_a_stranger_then() -> None:
    """The number from before is nobody's, and nothing goes to the new one without its yes."""
    printed = await play(moved(*says("hello"), {"wait": "3d"}))
    assert texts(printed, "sam")[-1].startswith("This is an automatic program used by a practice.")
    assert [e["kind"] for e in events(printed, "new")] == ["invite"]


@pytest.mark.parametrize("more", [[*says("no", who="new"), {"wait": "1h"}], [{"wait": "8d"}]])
async def test_no_yes_from_the_new_number(more: list[Line]) -> None:
    """A no or no answer ends the move alone: the client and what they did stay, and the therapist hears."""
    printed = await play(moved(*more, *says("/client sam", who="ada")))
    told = texts(printed, "ada", "notice")[-1]
    assert "isn't Sam's" in told or "within 7 days" in told
    assert "Thought record" in texts(printed, "ada")[-1]
    assert await stored(moved(*more), "new") == {}


async def test_the_summary_says_why_nothing_goes_out() -> None:
    """Whoever looks at the client sees that the number is in doubt, and which word would settle it."""
    lines = [*SILENT, *says("hi"), *says("/client sam", "/clients", who="ada")]
    word = await word_told(lines[:-2])
    shown: list[Any] = texts(await play(lines), "ada")[-2:]
    assert word in shown[0]
    assert "number in doubt" in shown[1]


async def test_after_stop_nobody_else_moves_them() -> None:
    """Who said STOP is not invited elsewhere by somebody else: only they begin again."""
    lines = [*BASE, to_invite("new", phone=NEW), *says("/stop"), *says(f"/invite Sam {NEW}", who="ada")]
    printed = await play([*lines, *taps("Yes, the same"), {"wait": "1d"}])
    assert not events(printed, "new")
    assert any("only Sam can begin them again" in text for text in texts(printed, "ada"))
