"""What a client keeps: helps, sentences, wins, and when they come back (CONTENT G-13 to G-15)."""

import pytest

from handlers.client.coming_back import LOOKS
from handlers.client.keeping import HELPFUL
from handlers.own_parts import Help, OwnWords
from handlers.times import local
from handlers.turn import DAY, HOUR, Entry
from tests.client_states import assigned, due, in_state, started
from tests.desk import ZONE, Desk
from tests.test_own_dots import answer

WHOLE = ("at work", "i am useless", "6", *["skip"] * 4)


def rated(number: int) -> Desk:
    """A client who has just rated how helpful the thought record was."""
    desk = started()
    for words in (*WHOLE, str(number)):
        answer(desk, words)
    return desk


@pytest.mark.parametrize("number", range(11))
def test_the_list_holds_what_was_rated_helpful(number: int) -> None:
    """From seven on an activity stands on the list, once; below it does not; BACK takes it off again."""
    desk = rated(number)
    assert [one.activity for one in desk.client.own.helps] == ["cbt-record"] * (number >= HELPFUL)
    desk.say("back")
    assert desk.client.own.helps == []


def test_one_tap_in_a_hard_moment_plays_it() -> None:
    """Picking an activity from the list begins it; it counts as a doing like any other."""
    desk = rated(8)
    desk.say("done")
    asked = answer(desk, "mylist")
    assert asked[0].buttons == ["Thought record", "Not now"]
    assert answer(desk, "1")[0].kind == "step"
    for words in WHOLE:
        answer(desk, words)
    assert desk.client.dots == 2


def test_a_line_of_their_own_is_said_as_it_was_written() -> None:
    """A way of coping the client wrote down comes back word for word."""
    desk = assigned()
    desk.client.own.helps = [Help("ring joe, whatever the hour", desk.now)]
    answer(desk, "mylist")
    assert answer(desk, "1")[0].text == 'In your words, from 4 March: "ring joe, whatever the hour"'


def test_what_was_kept_before_there_were_lists_is_found() -> None:
    """Records from before are taken in when a list is asked for, those taken back are not."""
    desk = assigned()
    kept = {"assignment": "a1", "shelf": "coping", "private": False}
    desk.records += [
        Entry("kept", desk.now, {**kept, "words": "the long way home"}, "r1"),
        Entry("kept", desk.now, {**kept, "words": "taken back"}, "r2"),
        Entry("withdrawn", desk.now, {"record": "r2"}, "r3"),
        Entry("response", desk.now, {"assignment": "a1", "step": "post/helpful", "value": 9}, "r4"),
        Entry("response", desk.now, {"assignment": "a1", "step": "post/helpful", "value": 6}, "r5"),
    ]
    assert answer(desk, "mylist")[0].buttons == ["Thought record", "the long way home", "Not now"]
    assert len(desk.client.own.helps) == 2


def test_a_private_win_is_in_the_clients_jar_alone() -> None:
    """PRIVATE keeps a win from the therapist and from texts nobody asked for, not from the client."""
    desk = assigned()
    answer(desk, "win private cried and did not mind")
    assert desk.client.wins == []
    assert "cried and did not mind" in answer(desk, "wins")[0].text
    assert not row(desk, "jar")


def row(desk: Desk, kind: str) -> int:
    """When this comes; 0 if it does not."""
    return next((one.due_at for one in desk.person.agenda if one.kind == kind), 0)


def with_wins(desk: Desk) -> Desk:
    """Two wins, and a life that goes on: a word every few days."""
    answer(desk, "win rang joe")
    desk.now += DAY
    answer(desk, "win walked home")
    desk.now += 27 * DAY
    answer(desk, "todo")
    return desk


def test_the_jar_opens_once_a_month_and_only_with_something_in_it() -> None:
    """Four weeks after the first unread win all of them are read at the letters' hour; then it is empty."""
    desk = with_wins(in_state("client"))
    at = local(row(desk, "jar"), ZONE)
    assert (at.day, at.month, at.hour) == (1, 4, 10)
    said = due(desk, "jar")
    assert [one.text for one in said] == [
        'Sam, your jar is open: two wins since 4 March. "rang joe", "walked home"'
    ]
    assert row(desk, "jar") == 0


def test_what_comes_back_is_the_one_text_of_its_day() -> None:
    """On a day with a cue it waits for the next, for a week at most; then it takes the cue's place (G-38)."""
    desk = with_wins(assigned())
    item = desk.client.assignments[0]
    item.rhythm, item.delivered_at, opens = "daily", desk.now, row(desk, "jar")
    answer(desk, "time 19:00")
    desk.talks = []  # nothing the client is in the middle of puts it off
    days = next(n for n in range(9) if due(desk, "jar"))
    assert days >= 1
    assert desk.now - opens <= LOOKS
    assert desk.client.prompted_on == local(desk.now, ZONE).date().isoformat()


@pytest.mark.parametrize("state", ["held", "paused", "silent", "stopped"])
def test_nothing_comes_back_while_nothing_may_come(state: str) -> None:
    """A hold, a rest and STOP keep all of it shut; after three silent weeks only what was asked for comes."""
    desk = with_wins(in_state("client"))
    desk.client.own.words = [OwnWords("tired is not lazy", desk.now, day="2026-04-20")]
    if state == "held":
        desk.client.held = True
    elif state == "paused":
        answer(desk, "pause 10d")
    elif state == "stopped":
        answer(desk, "stop")
    else:
        desk.now += 22 * DAY
        desk.told("nothing")
    desk.told("nothing")
    assert not row(desk, "jar")
    assert bool(row(desk, "own_words")) == (state == "silent")


def kinder() -> Desk:
    """A sentence was written to keep, and is asked about."""
    desk = in_state("client")
    item = {"id": "a2", "therapist": "ada", "activity": "pp-kind", "title": "Kinder", "rhythm": "once"}
    desk.told("assign", assignment={**item, "at": "19:00", "minutes": 4})
    due(desk, "deliver")
    for words in ("1", "the quiet", "tired is not lazy", "on", "3", "skip"):
        answer(desk, words)
    asked = answer(desk, "skip")
    assert asked[0].text.startswith('"tired is not lazy" Would you like to read that again one day?')
    return desk


@pytest.mark.parametrize(
    ("words", "day"),
    [("1 june", "2026-06-01"), ("today", "2026-03-05"), ("tomorrow", "2026-03-05"), ("skip", "")],
)
def test_it_comes_back_on_a_day_of_their_choice(words: str, day: str) -> None:
    """A day is asked for and kept, tomorrow at the soonest; passed over it stays on its shelf (G-14)."""
    desk = kinder()
    answer(desk, "on a day i choose")
    said = answer(desk, words)
    (line,) = desk.client.own.words
    assert line.day == day
    assert any("It comes back to you" in one.text for one in said) is bool(day)


def test_a_sentence_is_asked_about_once_and_comes_back_once() -> None:
    """What was written to keep is asked about lightly; on its day it comes, and then no more."""
    desk = kinder()
    answer(desk, "1")
    (line,) = desk.client.own.words
    assert (line.day, line.asked) == ("2026-04-03", True)
    desk.now = row(desk, "own_words") - HOUR
    assert [one.text for one in due(desk, "own_words")] == [
        'Sam, you wrote this on 4 March, to read again: "tired is not lazy"'
    ]
    assert row(desk, "own_words") == 0
    assert "tired is not lazy" in answer(desk, "kept")[0].text
