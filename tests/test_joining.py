"""From an invitation to a joined client, on both channels; a no, a lapse, and what may be said meanwhile."""

import re
from typing import Any

import pytest

from tests.world import ADA, Line, events, play, texts

PHONE = "+447700900123"
SAM: Line = {
    "cast": "sam",
    "role": "client",
    "of": "ada",
    "channel": "sms",
    "name": "Sam",
    "joined": False,
    "phone": PHONE,
}
MIA: Line = {
    "cast": "mia",
    "role": "client",
    "of": "ada",
    "channel": "telegram",
    "name": "Mia",
    "joined": False,
}
INVITE: list[Line] = [
    ADA,
    SAM,
    {"who": "ada", "text": f"/invite Sam {PHONE} tue 15:00 weekly"},
    {"who": "ada", "tap": "Yes"},
]


def says(*said: str, who: str = "sam") -> list[Line]:
    """What one person writes."""
    return [{"who": who, "text": words} for words in said]


def told(printed: list[Line]) -> list[tuple[str, str]]:
    """Kind and first words of what Sam got."""
    return [(e["kind"], " ".join(e["text"].split()[:3])) for e in events(printed, "sam")]


async def test_the_welcome_by_text_message() -> None:
    """WEEK's welcome: opt-in, four questions in order with their digits, and the therapist hears."""
    printed = await play([*INVITE, *says("yes", "2", "1", "1")])
    assert told(printed) == [
        ("invite", "Interlude: texts agreed"),
        ("welcome", "Thank you. A"),
        ("consent", "Texts aren't encrypted,"),
        ("consent", "Ada Okafor sees"),
        ("welcome", "Messages come between"),
        ("welcome", "You're set. MENU"),
    ]
    intro = texts(printed, "sam", "welcome")[0]
    assert "999" in intro
    assert "116 123" in intro
    consent, who = events(printed, "sam", "consent")
    assert consent["text"].endswith('1 Neutral texts, like "You have something new"  2 Full texts')
    assert who["text"].endswith("1 Agree  2 Tell me more  3 Not for me")
    assert "Sam has joined" in texts(printed, "ada")[-1]


async def test_the_opt_in_fits_one_part_and_carries_the_word() -> None:
    """The opt-in text names the word the therapist was given, and fits 160 characters (CTIA)."""
    printed = await play(INVITE)
    found = re.search(r"your word: (\w+)\.", texts(printed, "sam", "invite")[0])
    assert found is not None
    assert found[1] in texts(printed, "ada")[-1]
    assert len(texts(printed, "sam", "invite")[0]) <= 160


async def test_the_opt_in_waits_for_the_hours() -> None:
    """Invited at night, the request goes out at nine in the practice's zone."""
    printed = await play([*INVITE, {"wait": "20h"}], start="2026-03-02T22:00:00+00:00")
    assert [e["at"] for e in events(printed, "sam")] == ["2026-03-03T09:00:00+00:00"]


async def link(more: list[Line]) -> list[Line]:
    """Mia is invited by a link and uses its code (the same one on every stage), then does more."""
    begin: list[Line] = [ADA, MIA, {"who": "ada", "text": "/invite Mia"}, {"who": "ada", "tap": "Yes"}]
    shown = "\n".join(texts(await play(begin), "ada"))
    found = re.search(r"start=(\S+)", shown)
    assert found is not None
    return await play([*begin, {"who": "mia", "text": f"/start {found[1]}"}, *more])


async def test_the_same_welcome_by_a_link() -> None:
    """On Telegram the one-use code is the yes; the warning names the encryption a bot chat lacks."""
    taps: list[Line] = [
        {"who": "mia", "tap": label} for label in ("Full", "Tell me more", "Agree", "It does")
    ]
    printed = await link(taps)
    kinds = [e["kind"] for e in events(printed, "mia")]
    assert kinds == ["welcome", "consent", "consent", "consent", "consent", "welcome", "welcome"]
    assert "not encrypted end to end" in texts(printed, "mia")[1]
    assert "Mia has joined" in texts(printed, "ada")[-1]


async def test_the_code_works_once() -> None:
    """A second person with the same code is a stranger, and hears nothing about Mia."""
    printed = await link([])
    code = re.search(r"start=(\S+)", "\n".join(texts(printed, "ada")))
    assert code is not None
    printed = await link([{"who": "eve", "text": f"/start {code[1]}", "channel": "telegram"}])
    assert "doesn't open anything" in texts(printed, "eve")[0]


async def test_a_no_by_text_ends_it() -> None:
    """NO gets one closing text, the therapist hears, and the number is a stranger's again."""
    printed = await play(
        [*INVITE, *says("no"), {"wait": "10m"}, {"who": "sam", "sees": "store"}, *says("hello")]
    )
    assert told(printed)[1:] == [("reply", "Thank you for"), ("reply", "This is an")]
    assert {"store": {}} in printed
    assert any("Sam" in text for text in texts(printed, "ada")[2:])


async def test_not_for_me_keeps_nothing() -> None:
    """A no inside the welcome keeps no consent, no answers and no address, and kept assignments are gone."""
    lines = [*INVITE, *says("yes", "2", "3"), {"wait": "3d"}, {"who": "sam", "sees": "store"}]
    printed = await play(lines)
    assert told(printed)[-1] == ("welcome", "Thank you for")
    assert printed[-2] == {"store": {}}


async def test_other_words_get_the_question_once_more() -> None:
    """Anything but yes and no asks again, shortly, and changes nothing."""
    printed = await play([*INVITE, *says("who is this?", "yes")])
    assert told(printed)[1] == ("consent", "Is this you?")
    assert told(printed)[2][0] == "welcome"


async def test_silence_for_a_week_lets_the_number_go() -> None:
    """After seven days without a yes the request ends; nothing more is sent."""
    printed = await play([*INVITE, {"wait": "8d"}, {"who": "sam", "sees": "store"}, *says("yes")])
    assert told(printed) == [("invite", "Interlude: texts agreed"), ("reply", "This is an")]
    assert {"store": {}} in printed


async def test_taken_back_before_the_yes() -> None:
    """An invitation that is taken back says nothing more, and a yes after it finds a stranger's door."""
    printed = await play([*INVITE, {"who": "ada", "tap": "Take it back"}, *says("yes")])
    assert told(printed) == [("invite", "Interlude: texts agreed"), ("reply", "This is an")]


async def test_other_hours_and_another_country() -> None:
    """Own hours and a zone are read from words; in another country the numbers to call are asked about."""
    printed = await play(
        [*INVITE, *says("yes", "1", "1", "3", "banana", "10 to 18", "atlantis", "dublin", "1")]
    )
    told_ada = texts(printed, "ada")[-1]
    assert "Dublin time" in told_ada
    asked = texts(printed, "sam", "welcome")
    assert "Ireland" in asked[-3]
    assert "112 or 999" in asked[-2]


@pytest.mark.parametrize(
    "words", ["menu", "todo", "pause 3d", "note hello", "what is all this about then", "🙂"]
)
async def test_nothing_but_the_questions_works_while_joining(words: str) -> None:
    """While joining, a command or any other text gets the question's own answer, and is not kept."""
    printed = await play([*INVITE, *says("yes", words), {"who": "sam", "sees": "store"}])
    assert len(told(printed)) == 4
    stored: dict[str, Any] = next(e["store"] for e in printed if "store" in e)
    assert stored["person"]["client"]["stage"] == "joining"
    assert "records" not in stored or stored["records"] == []


async def test_back_asks_the_question_before() -> None:
    """BACK while joining takes the last answer back; before the first question there is nothing."""
    printed = await play(
        [*INVITE, *says("yes", "back", "1", "back", "2", "1", "1"), {"who": "sam", "sees": "store"}]
    )
    stored = next(e["store"] for e in printed if "store" in e)
    assert stored["person"]["client"]["discreet"] is False
    assert [c["what"] for c in stored["person"]["client"]["consents"]] == ["texts", "full_texts", "sharing"]
    assert all(len(c["wording"]) == 32 for c in stored["person"]["client"]["consents"])


async def test_sos_works_while_joining_and_the_questions_go_on() -> None:
    """SOS brings the card in the middle of the welcome; the next answer belongs to the welcome again."""
    printed = await play([*INVITE, *says("yes", "sos", "full texts", "agree")])
    kinds = [kind for kind, _ in told(printed)]
    assert "safety" in kinds
    assert kinds[-1] == "welcome"


async def test_a_kept_assignment_comes_after_the_welcome() -> None:
    """What was sent before the yes is delivered once the welcome is done, inside the client's hours."""
    assign: list[Line] = [
        {"who": "ada", "text": "/assign sam thought record 3x at 19:00"},
        {"who": "ada", "tap": "Send"},
    ]
    printed = await play([*INVITE, *assign, *says("yes", "2", "1", "1")])
    assert told(printed)[-1][0] == "assignment"
    assert [kind for kind, _ in told(printed)].count("assignment") == 1
