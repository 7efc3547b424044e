"""The barrier talk: every code is near, own words are heard, and it stops where it has to."""

import pytest

from handlers.client.barrier_menu import pages
from tests.barrier_stage import Stage, assigned
from tests.barrier_ways import CODES, MENU, ON_THE_MENU, at, content_questions, taps_to

GRANDMA = "my grandmother died on thursday"
STORY = "so my sister came over " * 20


def test_the_menu_knows_every_code() -> None:
    """46 codes are on the menu; the other three are answers of their own."""
    assert len(ON_THE_MENU) == 46
    assert set(CODES) - set(ON_THE_MENU) == {"X0", "X1", "X2"}


@pytest.mark.parametrize("code", ON_THE_MENU)
def test_every_code_is_a_few_taps_away(code: str) -> None:
    """Three taps reach a reason; only six rarer thoughts and feelings take four."""
    play = Stage().reply(*MENU)
    taps = taps_to(code, play.args)
    assert len(taps) <= (4 if code in {"T2", "T6", "T8", "T9", "T11", "E7"} else 3)
    play.reply(*taps)
    assert play.client.reports[-1].codes == [code]


@pytest.mark.parametrize(
    ("answers", "code"),
    [(("not_this_time", "go_ahead", "X0"), "X0"), (("unsaid",), "X0"), (("unlogged",), "X2")],
)
def test_the_codes_beside_the_menu(answers: tuple[str, ...], code: str) -> None:
    """Rather not say and done-but-not-logged are one tap each."""
    play = Stage().reply(*answers)
    while play.talk.asked:
        play.reply(None)
    assert play.client.reports[-1].codes == [code]


@pytest.mark.parametrize("codes", ["U1 U2 U3 U4 U5", "U2 S5 T1 R2", "P5 P6 P7", "S1 S2 E2 E6"])
def test_the_four_questions_of_supervision(codes: str) -> None:
    """Understood, important, unforeseen, too much: each is reached in three taps (CONTENT H5)."""
    args = Stage().args
    assert all(len(taps_to(code, args)) <= 3 for code in codes.split())


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("group", ["P", "U", "S", "T", "E", "R", "unsure"])
def test_pages_are_short(group: str, channel: str) -> None:
    """At most six reasons on a page, no reason twice, and the whole page within two SMS."""
    play = Stage().reply(*MENU)
    listed = [code for page in pages(play.args, group) for code in page]
    assert len(listed) == len(set(listed))
    assert all(len(page) <= 6 for page in pages(play.args, group))
    play.person.channel = channel
    play.reply("mind") if group in ("T", "E", "unsure") else None
    play.reply(group)
    while "more" in play.codes():
        assert len(play.shown()) <= 306
        play.reply("more")
    assert len(play.shown()) <= 306
    assert play.codes()[-1] == "own"


def test_a_practices_own_order_comes_first() -> None:
    """What this practice hears most stands on top; nothing is lost by it."""
    args = Stage().args | {"order": {"P": ["P7", "P3"]}}
    listed = [code for page in pages(args, "P") for code in page]
    assert listed[:4] == ["P7", "P3", "P1", "P2"]
    assert sorted(listed) == [f"P{n}" for n in range(1, 10)]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("honestly i forgot all about it", ["P1"]),
        ("what's the point, nothing ever changes", ["T2", "T1"]),
        ("it seemed pointless", ["T1"]),
        ("the kids were home", ["P6", "P9"]),
        ("I didn’t get the second question", ["U1"]),
        ("forgot, then too much work and i was scared", ["P1", "E2", "P3"]),
    ],
)
def test_own_words_lead_to_a_question(words: str, codes: list[str]) -> None:
    """Words point at most at three reasons, and the client says which is close; they are kept either way."""
    play = Stage().reply(*MENU, "own", words)
    assert play.client.reports[-1].own_words == words
    assert play.latest.prompt == "barrier/closest"
    assert play.codes() == [*codes, "none"]
    play.reply(codes[0])
    assert play.client.reports[-1].codes == [codes[0]]
    assert play.client.reports[-1].own_words == words


@pytest.mark.parametrize("answers", [("own", "it rained"), ("own", "i forgot", "none"), ("it just rained",)])
def test_own_words_without_a_reason_are_kept_as_they_are(answers: tuple[str, ...]) -> None:
    """Nothing fits, or nothing is near: X1, verbatim, with bringing it and another time."""
    play = Stage().reply(*MENU, *answers)
    assert play.codes() == ["BRING", "RESCHED"]
    report = play.client.reports[-1]
    assert (report.codes, report.own_words) == (["X1"], answers[-2] if answers[-1] == "none" else answers[-1])
    play.reply("BRING")
    assert play.bond.agenda == [report.own_words]


def test_words_at_the_first_question_are_taken_up() -> None:
    """Somebody who writes the reason at once is not asked to choose it from a menu."""
    play = Stage().reply("i was so busy with exams")
    assert play.latest.prompt == "barrier/closest"
    assert play.codes() == ["P3", "none"]


def test_a_long_story_is_thanked_once_and_brought_back_once() -> None:
    """One long story: thanks, and back to the question; a second: no third try, only the therapist (C6)."""
    play = Stage().reply(*MENU, STORY)
    assert play.latest.prompt == "barrier/back_to_it"
    assert play.shown().startswith("Thank you for telling me.")
    play.reply(STORY)
    assert play.latest.prompt == "barrier/drifted"
    assert play.codes() == ["BRING", "NOT_NOW"]
    assert play.client.reports[-1].codes == ["C6"]


def test_a_story_and_then_a_reason() -> None:
    """After coming back once the talk goes on as ever, and the story is kept with it."""
    play = Stage().reply(*MENU, STORY, "P", "P3")
    assert play.latest.prompt == "barrier/follow_up"
    assert play.client.reports[-1].codes == ["P3"]
    assert play.client.reports[-1].own_words == STORY


@pytest.mark.parametrize(
    "answers",
    [
        (GRANDMA,),
        (*MENU, GRANDMA),
        (*MENU, "own", GRANDMA),
        (*MENU, "P", "P5", "there was a funeral"),
        (*MENU, "S", "S1", "5", "my dog passed away"),
    ],
)
def test_hard_news_ends_the_talk_with_care(answers: tuple[str, ...]) -> None:
    """A death told anywhere: nothing is asked of anybody, messages rest, and the client says who hears it."""
    play = Stage().reply(*answers)
    assert play.latest.prompt == "barrier/grief"
    assert play.codes() == ["tell_today", "tell_myself"]
    assert play.client.paused_until >= max(play.args["session_at"], play.turn.now + 6 * 24 * 3_600_000)
    play.reply("tell_myself")
    assert play.talk.state == "done"
    assert play.turn.tells == []
    assert not any(kind in play.prompts for kind in ("barrier/close", "barrier/moment", "barrier/offer"))


def test_hard_news_reaches_the_therapist_when_wanted() -> None:
    """Only then, at once, and with the client's words."""
    play = Stage().reply(*MENU, GRANDMA, "tell_today")
    assert [(t.person, t.what, t.data["words"]) for t in play.turn.tells] == [("ada", "today", GRANDMA)]


@pytest.mark.parametrize("words", ["my phone died", "i was bored to death", "diet and exams"])
def test_a_flat_battery_is_no_hard_news(words: str) -> None:
    """Machines and figures of speech do not stop the week."""
    play = Stage().reply(*MENU, words)
    assert play.client.paused_until == 0


@pytest.mark.parametrize(
    ("choice", "tells", "agenda", "codes"),
    [("today", 1, 0, ["T2"]), ("meeting", 0, 1, ["T2"]), ("private", 0, 0, []), (None, 0, 1, ["T2"])],
)
def test_nothing_will_change(choice: str | None, tells: int, agenda: int, codes: list[str]) -> None:
    """Hopelessness is neither rated nor asked into: only when the therapist is to hear it."""
    play = at("T2").reply(choice)
    assert play.talk.state == "done"
    assert (len(play.turn.tells), len(play.bond.agenda)) == (tells, agenda)
    assert play.client.reports[-1].codes == codes
    assert "SOS" in play.shown()
    assert content_questions(play.spoken) == 2


def test_what_is_strong_right_now_stops_there() -> None:
    """While it is strong the talk stops for the day and offers what may be of use now."""
    play = at("E9").reply("yes")
    assert play.codes() == ["senses", "numbers", "tell_today", "nothing"]
    play.reply("numbers")
    assert "116 123" in play.shown(-2)
    assert play.spoken[-2].says == "safety"
    assert play.talk.state == "done"


def test_what_has_settled_can_be_brought() -> None:
    """A little, or no: only bringing it."""
    play = at("E9").reply("little")
    assert play.codes() == ["BRING", "NOT_NOW"]


def test_private_keeps_an_answer_back() -> None:
    """PRIVATE first: the words reach neither report nor list, and the client reads that."""
    play = at("P3").reply("private the boss is my cousin")
    assert "stays with you" in play.shown()
    report = play.client.reports[-1]
    assert (report.private, report.follow_up) == (True, "")
    play.reply("BRING")
    assert play.bond.agenda == ["No time, full week"]
    assert [e.doc["words"] for e in play.turn.kept if e.kind == "kept_back"] == ["the boss is my cousin"]
    assert not any("cousin" in str(e.doc) for e in play.turn.kept if e.kind != "kept_back")


def test_after_skip_on_a_cue_it_opens_at_once() -> None:
    """Without the check the first text asks for leave, and credits what is done first (CONTENT H2, H12)."""
    play = Stage(item=assigned("dcc"))
    play = Stage(item=assigned("dcc"), args=play.arguments(check=False))
    assert play.shown().startswith("One done this week, and it counts. Weeks fill up")


def test_three_quiet_minutes_then_nothing_more() -> None:
    """The quiet minutes run by themselves; afterwards nothing more is asked."""
    play = at("E9").reply("yes", "senses")
    assert play.talk.timer_until == play.now + 180_000
    play.reply("went_on")
    assert play.talk.state == "done"
    assert "Nothing more is asked today." in play.shown()


def test_the_therapist_hears_today_what_was_stirred() -> None:
    """Tell today tells today."""
    play = at("E9").reply("yes", "tell_today")
    assert [(t.what, t.data["reason"]) for t in play.turn.tells] == [("today", "stirred")]
    assert "A note goes to Ada today." in play.shown()


@pytest.mark.parametrize(("choice", "agenda"), [("agenda", 1), ("leave", 0), (None, 0)])
def test_the_one_before_was_not_talked_about(choice: str | None, agenda: int) -> None:
    """R1: the follow-up is the offer itself; leaving it ends the talk."""
    play = at("R1").reply(choice)
    assert len(play.bond.agenda) == agenda
    assert (play.talk.state == "done") == (not agenda)


@pytest.mark.parametrize("position", range(3))
def test_every_question_can_be_skipped(position: int) -> None:
    """Skipping any question, the talk goes on or ends kindly."""
    way = ["S", "S1", "ten minutes"][:position]
    play = Stage().reply(*MENU, *way)
    while play.talk.asked is not None:
        assert play.talk.asked.skip
        play.reply(None)
    assert play.talk.state == "done"
