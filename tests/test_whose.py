"""A choice inside an activity says whose its answers are, and takes effect (CONTENT F-68, F-70, A-24)."""

import pytest

from handlers.records import for_therapist
from tests.core_stage import Play, playing
from tests.library_stage import Doing
from tests.world import ADA, client, texts

SECRET = "the words of the page"
SAM = client("sam", "telegram")


def read_by_ada(play: Doing) -> str:
    """Everything of the answers that Ada's own turns may use."""
    read = for_therapist(play.desk.person, "ada", play.desk.records)
    return " ".join(str(entry.doc) for entry in read if entry.kind == "response")


def dump(whose: str, visibility: str, **answers: str) -> Doing:
    """The head is emptied on a page of which this was said first."""
    play = Doing("jo-dump", visibility=visibility)
    play.opens()
    play.plays(whose=whose, page=SECRET, attention="3", **answers)
    return play


@pytest.mark.parametrize("visibility", ["shared", "ask"])
def test_a_page_for_me_stays_with_the_client(visibility: str) -> None:
    """Whatever was agreed, "For me" keeps the page, and nobody is asked about it again."""
    play = dump("1", visibility)
    assert SECRET not in read_by_ada(play)
    assert "What may Ada see" not in play.read


@pytest.mark.parametrize("visibility", ["shared", "ask"])
def test_a_page_that_may_be_read_is_read(visibility: str) -> None:
    """The client opened it: nothing is asked at the end."""
    play = dump("2", visibility)
    assert SECRET in read_by_ada(play)
    assert "What may Ada see" not in play.read


@pytest.mark.parametrize("visibility", ["shared", "ask"])
@pytest.mark.parametrize(("share", "seen"), [("1", True), ("2", False), ("3", False)])
def test_a_page_to_be_decided_about_waits_for_the_decision(visibility: str, share: str, seen: bool) -> None:
    """What may be shared later asks at the end, and what is said there holds."""
    play = dump("3", visibility, share=share)
    assert "What may Ada see" in play.read
    assert (SECRET in read_by_ada(play)) is seen


def test_before_the_decision_nothing_is_read() -> None:
    """While the question at the end is open, the page is the client's."""
    play = Doing("jo-dump")
    play.opens()
    for words in ("3", SECRET, "done"):
        play.say(words)
    assert SECRET not in read_by_ada(play)


def test_what_was_agreed_to_be_private_is_not_asked_about() -> None:
    """Where only the client reads, a question that could open it would promise what does not happen."""
    play = dump("1", "private")
    assert "Whose page" not in play.read
    assert SECRET not in read_by_ada(play)


def test_one_doing_opens_no_other() -> None:
    """A page opened today leaves that of yesterday closed, also where neither was planned."""
    play = Doing("jo-dump", visibility="ask", rhythm="daily")
    for whose, words in (("2", "planned"), ("3", "kept back"), ("2", "opened")):
        play.opens()
        play.plays(whose=whose, page=words, attention="3", share="3")
    assert "kept back" not in read_by_ada(play)
    assert "opened" in read_by_ada(play)


@pytest.mark.parametrize(("now_what", "seen"), [("1", True), ("2", False), ("3", False)])
def test_a_letter_that_rests_is_read_by_nobody(now_what: str, seen: bool) -> None:
    """All three parts are closed by what is said of the letter when it is written."""
    play = Doing("jo-letter", visibility="ask")
    play.opens()
    play.plays(never_said=SECRET, miss=SECRET, to_keep=SECRET, now_what=now_what, share="1")
    assert (SECRET in read_by_ada(play)) is seen


@pytest.mark.parametrize(("bring", "seen"), [("1", True), ("2", True), ("3", False)])
def test_a_playlist_kept_for_me_is_kept(bring: str, seen: bool) -> None:
    """Nothing is brought that was kept."""
    play = Doing("cr-playlist", visibility="ask")
    play.opens()
    play.plays(songs="blue moon", bring=bring, share="1")
    assert ("blue moon" in read_by_ada(play)) is seen


def test_back_takes_the_choice_back() -> None:
    """Said otherwise after BACK, the later word holds."""
    play = Doing("jo-dump")
    play.opens()
    play.say("2")
    play.say("back")
    play.plays(whose="1", page=SECRET, attention="3")
    assert SECRET not in read_by_ada(play)


async def assigned(play: Play, line: str) -> str:
    """The card Ada reads, sent."""
    card = texts(await play({"who": "ada", "text": line}), "ada")[-1]
    await play({"who": "ada", "tap": "Send"})
    return card


@pytest.mark.parametrize(
    ("line", "seen", "kept"),
    [
        ("/assign sam jo-dump once at 18:00", "Sam decides what you see", "ask"),
        ("/assign sam jo-letter once at 18:00", "Sam decides what you see", "ask"),
        ("/assign sam jo-dump once at 18:00 shared", "you see the answers", "shared"),
        ("/assign sam thought record daily at 18:00", "you see the answers", "shared"),
    ],
)
async def test_who_sees_it_is_the_activitys_own_unless_said(line: str, seen: str, kept: str) -> None:
    """The card says so, and so it goes out."""
    async with playing(ADA, SAM) as play:
        assert seen in await assigned(play, line)
        item = (await play.person()).client.assignments[0]  # type: ignore[union-attr]  # Sam is a client
        assert item.visibility == kept


async def test_words_of_distress_on_a_page_of_ones_own_are_not_passed_on() -> None:
    """A flag goes to Ada as always, without what stood on a page that was said to be for the client."""
    async with playing(ADA, SAM) as play:
        await assigned(play, "/assign sam jo-dump once at 18:00 shared")
        await play({"who": "sam", "tap": "Start"}, {"who": "sam", "tap": "For me"})
        told = texts(await play({"who": "sam", "text": "i want to kill myself, zqx"}), "ada")
        assert told
        assert "zqx" not in " ".join(told)
