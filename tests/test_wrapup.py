"""The evening before the session: credit first, then at most one barrier talk."""

from datetime import date

import pytest

from handlers.client.wrapup import evening, may_ask
from handlers.times import instant
from handlers.week_parts import Assignment
from tests.barrier_stage import MONDAY, ZONE, Stage, assigned, flag_before, house, sam, week

SAM_ON_MONDAY = [
    "One thought record is written, from Thursday, and it counts. Any more since, even a little?\n"
    "1 Some of it  2 Yes, not logged  3 Not this time\n4 Rather not say",
    "Weeks fill up, and fitting this in takes real effort. It's also part of the work on Mondays, so it's "
    "worth a look: a few taps and a line. Ada sees the answers; PRIVATE first keeps one back. Shall we?\n"
    "1 Go ahead  2 Not now",
    "What was in the way when it came to the thought record?\n"
    "1 It slipped my mind, or no time  2 It wasn't clear\n"
    "3 Too much, or not my thing  4 Something I thought or felt\n"
    "5 Something about meeting Ada  6 In my own words\n0 Rather not say",
    "Closer to a thought, or a feeling?\n1 A thought  2 A feeling  3 Not sure",
    "Which comes closest?\n"
    '1 "I won\'t do it right"  2 "It won\'t help me"\n'
    '3 I was hard on myself about it  4 "I\'m not ready"  5 More',
    "What would a rough version look like?",
    '"one line. no full sentences". That is a real version. What fits?\n'
    "1 Do one rough line now  2 Make it smaller from now on\n3 Bring it to Ada",
    "The thought, one line, as rough as you like.",
    "How much do you believe it right now, 0 to 10?",
    "Written, rough, in one line: 2 of 3. Ada sees it, and what was in the way. "
    "Anything you'd like first tomorrow? A line, or SKIP.",
    "Tomorrow at 15:00, then.",
]
SAMS_ANSWERS = (
    *("not_this_time", "go_ahead", "mind", "T", "T3", "one line. no full sentences", "NOW_ROUGH"),
    *("ill mess up tuesdays call", 7, None),
)


def stage(*items: Assignment, channel: str = "sms") -> Stage:
    """Sam's Monday evening as the bot opens it."""
    person = sam(*items, channel=channel)
    assert person.client is not None
    opened = evening(house(), person, person.client.bonds[0], MONDAY)
    assert opened is not None
    return Stage(opened[0], items[0], person, opened[1])


def walk_item(states: str, **more: object) -> Assignment:
    """A second assignment: a daily walk."""
    item = assigned(states, id="a2", activity="mi-walk", title="Flower or tree walk", rhythm="daily", **more)
    item.occurrences = week(states, "a2")
    return item


def test_sams_monday_reads_as_it_should_feel() -> None:
    """The whole evening of the example week, word for word, with the digits of a plain phone."""
    play = stage(assigned("dcc", small=True)).reply(*SAMS_ANSWERS)
    assert [play.shown(n) for n in range(len(play.spoken))] == SAM_ON_MONDAY
    assert [one.says for one in play.spoken] == ["wrapup"] * 2 + ["barrier"] * 5 + ["step"] * 2 + [
        "barrier"
    ] * 2
    assert play.talk.state == "done"


def test_sams_monday_is_kept() -> None:
    """It counts as the second of three, done small in this talk; code, words and offer are in the report."""
    play = stage(assigned("dcc", small=True)).reply(*SAMS_ANSWERS)
    item, report = play.item, play.client.reports[-1]
    done = [o for o in item.occurrences if o.state == "done"]
    assert [(o.small, o.in_barrier_talk) for o in done] == [(False, False), (True, True)]
    assert (report.codes, report.follow_up, report.offer) == (["T3"], "one line. no full sentences", "NOW")
    assert report.words == '"I won\'t do it right"'
    assert (play.bond.agenda, play.bond.agenda_asked) == ([], True)
    assert item.barrier_at == MONDAY
    assert item.explored_at > MONDAY
    answers = {e.doc["step"]: e.doc["value"] for e in play.turn.kept if e.kind == "response"}
    assert answers == {"thought": "ill mess up tuesdays call", "belief": 7}


def test_nothing_done_opens_the_barrier_talk() -> None:
    """With nothing done the evening is the barrier talk, and its first text validates and matters."""
    play = stage(assigned("ccc"))
    assert play.script == "barrier"
    assert play.latest.says == "barrier"
    text = play.shown().lower()
    assert "a lot on" in text
    assert "counts" in text
    assert "did any part of the thought record happen this week" in text


def test_all_done_asks_for_a_win_first() -> None:
    """All done: win, what helped, something for the therapist, and no barrier talk."""
    play = stage(assigned("ddd"))
    assert play.script == "wrapup"
    assert play.shown().startswith(
        "Three thought records are written, the latest on Saturday, and they count."
    )
    play.reply("rang my sister", "small", "what if the thought is true?")
    assert play.prompts == ["wrapup/win", "wrapup/helped", "wrapup/first", "wrapup/end"]
    assert [win[1] for win in play.client.wins] == ["rang my sister"]
    assert play.bond.agenda == ["what if the thought is true?"]
    assert [q.words for q in play.client.questions] == ["what if the thought is true?"]
    assert play.shown() == "It's on the list. Tomorrow at 15:00, then."


def test_a_bare_digit_is_no_win_before_it_was_asked_about() -> None:
    """Whoever answers a list that is not there is asked once for a line; only that is kept."""
    play = stage(assigned("ddd")).reply("1", "made soup", None, "2", None)
    assert "Only a number came." in play.shown(1)
    assert [win[1] for win in play.client.wins] == ["made soup"]
    assert "Only a number came." in play.shown(4)


def test_two_assignments_share_one_evening() -> None:
    """The done one is credited first; the one barrier talk is about the expected one least done."""
    play = stage(assigned("ccc"), walk_item("dddd"))
    assert play.shown().startswith(
        "Four flower or tree walks are done, the latest on Sunday, and they count."
    )
    assert "Did any part of the thought record happen, even a little?" in play.shown()
    play.reply("not_this_time", "go_ahead")
    assert "the thought record" in play.shown()
    assert [a.barrier_at > 0 for a in play.client.assignments] == [True, False]


def test_the_least_done_one_is_asked_about() -> None:
    """Of two that are open, the smaller share done is the one."""
    play = stage(assigned("dcc"), walk_item("cccc"))
    assert play.args["barrier"]["assignment"] == "a2"


@pytest.mark.parametrize("answer", ["not_now", None])
def test_not_now_is_taken_the_first_time(answer: str | None) -> None:
    """Not now ends the evening at once, without another question, and is kept as rather not."""
    play = stage(assigned("dcc")).reply("not_this_time", answer)
    assert play.talk.state == "done"
    kindly = "Not now is an answer too. It stays part of the work with Ada. Tomorrow at 15:00, then."
    assert play.shown() == kindly
    assert play.client.reports[-1].codes == ["X0"]
    assert play.item.explored_at == 0


def test_rather_not_say_closes_kindly() -> None:
    """Rather not say is kept as such, and nothing more is asked."""
    play = stage(assigned("ccc")).reply("unsaid")
    assert play.talk.state == "done"
    assert "?" not in play.shown()
    assert play.client.reports[-1].codes == ["X0"]


@pytest.mark.parametrize("states", ["ccc", "dcc"])
def test_done_but_not_logged_counts(states: str) -> None:
    """Yes, not logged: credited in the first sentence, one question about it, no barrier talk."""
    play = stage(assigned(states)).reply("unlogged")
    done = states.count("d") + 1
    assert play.shown().startswith(f"Logged: {done} of 3, and it counts.")
    assert [o.logged_late for o in play.item.occurrences if o.state == "done"][-1] is True
    play.reply("it was easier on the bus", None)
    assert play.client.reports[-1].codes == ["X2"]
    assert play.client.reports[-1].follow_up == "it was easier on the bus"
    assert not any("open" in prompt for prompt in play.prompts)


def test_some_of_it_is_credited_before_anything_else() -> None:
    """Some of it: logged in part, and the first sentence of the next text says that it counts."""
    play = stage(assigned("ccc")).reply("some")
    assert play.shown().startswith("A part of it is done, and it counts.")
    assert [o.state for o in play.item.occurrences] == ["cued", "cued", "part"]


def test_optional_has_no_barrier_talk() -> None:
    """What was optional and not used is met with its own words, and never asked about as missed."""
    play = stage(assigned("ccc", optional=True))
    assert play.script == "wrapup"
    assert "You didn't use it this week. Anything you noticed about that?" in play.shown()
    play.reply("too tired", None)
    assert play.bond.agenda == ["too tired"]
    assert play.talk.state == "done"


def test_what_was_never_cued_is_not_missed() -> None:
    """Without a cue there is nothing to ask about: a win and the agenda only."""
    assert stage(assigned("uuu")).latest.prompt == "wrapup/win"


def test_nothing_assigned_nothing_said() -> None:
    """An evening without assignments is no evening talk."""
    person = sam()
    assert person.client is not None
    assert evening(house(), person, person.client.bonds[0], MONDAY) is None


@pytest.mark.parametrize(
    ("case", "allowed"),
    [
        ("plain", True),
        ("this week already", False),
        ("last week", True),
        ("flag 11 h", False),
        ("flag 13 h", True),
    ],
)
def test_when_a_barrier_talk_may_open(case: str, allowed: bool) -> None:
    """Once a week for an assignment, and never within twelve hours of a safety flag."""
    item = assigned("ccc")
    person = sam(item)
    assert person.client is not None
    if "week" in case:
        item.barrier_at = item.week_from + (1 if case == "this week already" else -1)
    if "flag" in case:
        flag_before(person.client, MONDAY, float(case.split()[1]))
    assert may_ask(person, person.client.bonds[0], item, MONDAY) is allowed


def test_not_on_the_day_of_a_session_just_held() -> None:
    """After a session the rest of that day is free of barrier talks."""
    item = assigned("ccc")
    person = sam(item)
    assert person.client is not None
    bond = person.client.bonds[0]
    assert not may_ask(person, bond, item, instant(date(2026, 3, 10), "17:00", ZONE))
    assert may_ask(person, bond, item, instant(date(2026, 3, 11), "09:30", ZONE))


def test_after_midnight_tomorrow_is_today() -> None:
    """The meeting is named by the day the client answers on, not the day the talk began."""
    play = stage(assigned("ddd")).reply("a win", None)
    play.now += 10 * 3_600_000
    play.reply(None)
    assert play.shown() == "Today at 15:00, then."


def test_private_keeps_a_win_back() -> None:
    """A win after PRIVATE is kept for the client alone."""
    play = stage(assigned("ddd")).reply("private I slept", None, "private about mum")
    assert play.client.wins == []
    assert play.bond.agenda == []
    assert [e.doc["words"] for e in play.turn.kept if e.kind == "kept_back"] == ["I slept", "about mum"]
    assert play.shown().startswith("That one stays with you.")


def test_what_was_done_in_words_of_its_own_is_no_barrier() -> None:
    """Words that point at no reason are asked about: done, it is a part and a win, and no reason is kept."""
    play = stage(assigned("ddc")).reply("told my sister no")
    assert play.shown() == (
        '"told my sister no". Which is that?\n1 Some of it, done  2 What was in the way  3 A line for Ada'
    )
    play.reply("done_some")
    assert [words for _, words in play.client.wins] == ["told my sister no"]
    assert play.item.occurrences[-1].state == "part"
    play.reply("not_now")
    assert [(r.codes, r.own_words) for r in play.client.reports] == [(["X0"], "")]


def test_what_was_in_the_way_in_words_of_its_own_goes_on_as_such() -> None:
    """Said to be in the way, the words are the reason, and what fits is offered."""
    play = stage(assigned("ddc")).reply("told my sister no", "obstacle")
    assert play.latest.prompt == "barrier/offer"
    assert play.client.reports[-1].own_words == "told my sister no"


def test_a_line_for_the_therapist_is_a_note_and_no_barrier() -> None:
    """Neither done nor in the way: a note that is shared, and nobody is asked about it."""
    play = stage(assigned("ddc")).reply("my sister is in town", "note")
    assert [(e.doc["words"], e.doc["private"]) for e in play.turn.kept if e.kind == "journal"] == [
        ("my sister is in town", False)
    ]
    assert (play.client.reports, play.latest.prompt) == ([], "barrier/open")


def test_words_that_point_at_a_reason_need_no_question() -> None:
    """Forgetting is what was in the way."""
    play = stage(assigned("ddc")).reply("i forgot all about it")
    assert play.latest.prompt == "barrier/closest"


def test_none_of_the_offers_still_asks_what_comes_first() -> None:
    """SKIP at what fits leaves it, and the one line for the session is asked all the same."""
    play = stage(assigned("ddc")).reply("told my sister no", "obstacle", None)
    assert play.latest.prompt == "barrier/close"
    play.reply("the bank letter")
    assert (play.bond.agenda, play.bond.agenda_asked) == (["the bank letter"], True)
