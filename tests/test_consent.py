"""No text without a consent row: who agreed, when, to which words, on which channel; it can be taken back."""

import re
from hashlib import sha256

import pytest

from handlers.client import agreed
from handlers.sending import may_go
from handlers.state import Client, Person
from handlers.turn import Message, Turn
from handlers.week_parts import Consent
from tests.consent_stage import JOINING, LEE, PHONE, RECORD, SAM, invited, says, side, stored, taps, to_invite
from tests.desk import START, ZONE, surroundings
from tests.world import ADA, Line, client, events, play, texts


def rows(found: dict[str, object]) -> list[tuple[str, str]]:
    """What was agreed, and on which channel."""
    return [(one["what"], one["channel"]) for one in side(found)["consents"]]


async def test_by_sms_every_yes_names_the_words_on_the_screen() -> None:
    """Each row has the fingerprint of the very text that was answered, its channel, time, and whose yes."""
    lines = [*invited(), *JOINING]
    shown = [e["text"] for e in events(await play(lines), "sam")]
    found = await stored(lines)
    prints = {sha256(text.encode()).hexdigest()[:32] for text in shown}
    assert rows(found) == [("texts", "sms"), ("full_texts", "sms"), ("sharing", "sms")]
    for one in side(found)["consents"]:
        assert one["wording"] in prints
        assert one["by"] == found["person"]["id"]
        assert one["at"] > 0
    kept = [(r["doc"]["what"], r["doc"]["channel"]) for r in found["records"] if r["kind"] == "consent"]
    assert kept == rows(found)


async def test_what_did_not_fit_is_not_what_was_agreed_to() -> None:
    """After an answer that was none, the row still names the question's words, not those of the reply."""
    agreed_at_once = side(await stored([*invited(), *JOINING]))["consents"]
    lines: list[Line] = [*invited(), JOINING[0], *says("7", "picture?"), JOINING[1]]
    agreed_later = side(await stored([*lines, *JOINING[2:]]))["consents"]
    assert [one["wording"] for one in agreed_later] == [one["wording"] for one in agreed_at_once]


async def test_by_link_the_agree_is_the_yes() -> None:
    """A link shows no words: texts on Telegram are agreed to by "Agree", under the words of who sees what."""
    begin: list[Line] = [ADA, to_invite("mia", "telegram"), *says("/invite Mia", who="ada"), *taps("Yes")]
    found = re.search(r"start=(\S+)", "\n".join(texts(await play(begin), "ada")))
    assert found is not None
    joined = [*begin, *says(f"/start {found[1]}", who="mia"), *taps("Full", who="mia")]
    assert side(await stored(joined, "mia"))["consents"] == []
    lines = [*joined, *taps("Agree", "It does", who="mia")]
    shown = next(e["text"] for e in events(await play(lines), "mia", "consent") if "nobody else" in e["text"])
    kept = {one["what"]: one for one in side(await stored(lines, "mia"))["consents"]}
    assert kept["texts"]["channel"] == "telegram"
    assert kept["texts"]["wording"] == sha256(shown.encode()).hexdigest()[:32]


def _message(kind: str) -> Message:
    return Message(kind, "x", {}, START, unprompted=True)


def _turn(*given: tuple[str, str], adult: bool = True, channel: str = "sms") -> Turn:
    side = Client(stage="joined", adult=adult)
    side.consents = [Consent(what, START, "words", on, "sam") for what, on in given]
    person = Person("sam", "p1", "Sam", ZONE, "en", channel, client=side)
    return Turn(person, [], START, surroundings()[0], iter(()), iter(()))


@pytest.mark.parametrize(
    "kind", ["cue", "followup", "letter", "barrier", "wrapup", "assignment", "notice", "measure"]
)
def test_nothing_unasked_goes_without_a_row_for_that_channel(kind: str) -> None:
    """Without a row, with one for another channel only, or with another agreement only, no text goes out."""
    assert may_go(_turn(("texts", "sms")), _message(kind))
    assert not may_go(_turn(), _message(kind))
    assert not may_go(_turn(("texts", "telegram")), _message(kind))
    assert not may_go(_turn(("sharing", "sms"), ("full_texts", "sms")), _message(kind))


def test_under_18_needs_two() -> None:
    """Their own yes is not enough without the guardian's, nor the guardian's without theirs."""
    assert not may_go(_turn(("texts", "sms"), adult=False), _message("cue"))
    assert not may_go(_turn(("guardian", "in_person"), adult=False), _message("cue"))
    assert may_go(_turn(("texts", "sms"), ("guardian", "in_person"), adult=False), _message("cue"))


def test_full_texts_need_the_warning_of_that_channel() -> None:
    """Full texts are for the channel whose warning was read; choosing neutral takes the choice away."""
    turn = _turn(("texts", "telegram"), ("full_texts", "sms"), channel="telegram")
    assert not agreed.full(turn.person)
    turn = _turn(("texts", "sms"), ("full_texts", "sms"))
    assert agreed.full(turn.person)
    turn.ids = iter("ab")
    agreed.note(turn, agreed.NEUTRAL, START, "words")
    assert not agreed.full(turn.person)


@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_neutral_until_the_warning_is_answered(channel: str) -> None:
    """Who chose neutral texts gets no title, no name and no word of content unasked, on either channel."""
    mia = client("sam", channel, discreet=True)
    printed = await play([ADA, mia, *RECORD, {"wait": "3d"}])
    said = texts(printed, "sam")
    assert said
    assert set(said) == {"You have something new to do. Reply when it suits you."}


async def test_full_texts_again_after_the_warning() -> None:
    """DISCREET OFF shows the warning first; only the choice after it brings full texts, with its own row."""
    lines = [ADA, {**SAM, "discreet": True}, *says("discreet off")]
    assert ("full_texts", "sms") not in rows(await stored(lines))
    assert ("full_texts", "sms") in rows(await stored([*lines, *says("2")]))


async def test_stop_leaves_no_row() -> None:
    """A withdrawn consent is no row any more; the record tells that there was one and that it ended."""
    found = await stored([*invited(), *JOINING, *says("stop")])
    assert rows(found) == []
    assert [r["doc"]["what"] for r in found["records"] if r["kind"] == "consent_withdrawn"]


async def test_joining_again_asks_again() -> None:
    """START after STOP begins the welcome anew, and its rows are new ones; before it nothing unasked goes."""
    lines = [*invited(), *JOINING, *RECORD, *says("stop"), {"wait": "1d"}, *says("start")]
    printed = await play([*lines, {"wait": "1d"}])
    assert not [e for e in events(printed, "sam") if e["kind"] in ("cue", "letter", "barrier")]
    found = await stored([*lines, *says("2", "1", "1")])
    assert rows(found) == [("texts", "sms"), ("full_texts", "sms"), ("sharing", "sms")]
    assert min(one["at"] for one in side(found)["consents"]) > 1_772_442_000_000 + 86_400_000


async def test_invited_again_after_a_no() -> None:
    """After a no the same number can be invited by a new request, which asks everything again."""
    lines = [*invited(), *says("no"), {"wait": "1d"}, *says(f"/invite Sam {PHONE}", who="ada"), *taps("Yes")]
    printed = await play([*lines, *JOINING])
    assert len(events(printed, "sam", "invite")) == 2
    assert len(rows(await stored([*lines, *JOINING]))) == 3


async def test_a_yes_after_the_no_names_the_words_of_the_request() -> None:
    """Who changes their mind answers the opt-in text, and the row says so."""
    lines = [*invited(), *says("no", "yes", "2", "1", "1")]
    request = texts(await play(lines), "sam", "invite")[0]
    first = side(await stored(lines))["consents"][0]
    assert first["wording"] == sha256(request.encode()).hexdigest()[:32]


async def test_the_opt_in_shows_nothing_and_comes_once() -> None:
    """The request names no practice, therapist or therapy, says how to say no, and is sent once in 7 days."""
    printed = await play([*invited(), {"wait": "8d"}])
    (request,) = texts(printed, "sam")
    for name in ("Ada", "Okafor", "Riverside", "therap", "practice", "session", "homework"):
        assert name.casefold() not in request.casefold()
    for part in ("YES", "NO if", "HELP", "STOP", "About 1 a day", "Msg rates"):
        assert part in request
    assert "did not answer within 7 days" in texts(printed, "ada")[-1]


@pytest.mark.parametrize(
    ("words", "joins"),
    [
        ("YES", True),
        ("yes {word}", True),
        ("{word}", True),
        ("{word}!", True),
        ("yes falcon", False),
        ("falcon", False),
    ],
)
async def test_yes_and_the_word_of_the_room(words: str, joins: bool) -> None:
    """YES joins, with or without the right word; another word than the one on the screen does not."""
    request = texts(await play(invited()), "sam", "invite")[0]
    word = re.search(r"word: (\w+)", request)
    assert word is not None
    printed = await play([*invited(), *says(words.format(word=word[1]))])
    assert bool(events(printed, "sam", "welcome")) is joins


async def test_a_yes_after_the_lapse_finds_a_strangers_door() -> None:
    """After seven days the number is nobody's: a yes opens nothing, stores nothing and texts nobody."""
    lines = [*invited(), *RECORD, {"wait": "8d"}, *says("yes"), {"wait": "2d"}]
    printed = await play(lines)
    assert [e["kind"] for e in events(printed, "sam")] == ["invite", "reply"]
    assert await stored(lines) == {}


async def test_one_address_is_one_person() -> None:
    """A number that is somebody's is refused in the same words to everybody; so is one's own.

    A colleague's is not: they may be somebody's client as well, and stay one person.
    """
    kim_by_text = {**LEE, "cast": "kim", "name": "Kim Roe", "channel": "sms", "phone": "+447700900555"}
    cast: list[Line] = [ADA, LEE, SAM, kim_by_text]
    for who, phone in (("ada", PHONE), ("lee", PHONE), ("kim", "+447700900555")):
        (said,) = texts(await play([*cast, *says(f"/invite Bo {phone}", who=who)]), who)
        assert said.startswith("This number can't be invited.")
        assert "Sam" not in said


async def test_two_therapists_at_the_same_time() -> None:
    """Of two who invite one number the second is refused at their yes, and nobody is promised a text."""
    cast: list[Line] = [ADA, LEE, to_invite()]
    ask = [*says(f"/invite Sam {PHONE}", who="ada"), *says(f"/invite Bo {PHONE}", who="lee")]
    printed = await play([*cast, *ask, *taps("Yes"), *taps("Yes", who="lee")])
    assert texts(printed, "lee")[-1].startswith("This number can't be invited.")
    assert len(events(printed, "sam", "invite")) == 1


@pytest.mark.parametrize("how", ["stop", "wrong"])
async def test_words_that_wait_for_an_answer_are_kept(how: str) -> None:
    """A note whose readers were being asked for stays with its writer when they leave: private, not lost."""
    lines: list[Line] = [ADA, client("sam", "telegram"), *says("it rained all day and i stayed in", how)]
    notes = [r["doc"] for r in (await stored(lines))["records"] if r["kind"] == "journal"]
    assert [(one["words"], one["private"]) for one in notes] == [("it rained all day and i stayed in", True)]
    dropped = [*lines[:-1], *taps("Leave it out", who="sam"), *says(how)]
    assert not [r for r in (await stored(dropped))["records"] if r["kind"] == "journal"]
