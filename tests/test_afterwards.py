"""The part of an activity that waits for its day: credited first, opened once, sooner on request."""

from datetime import UTC, datetime

import pytest

from handlers.events import Due
from handlers.turn import DAY, HOUR
from tests.library_stage import Doing

WHEN = "Once your pleasant thing has happened"


def clock(at: int) -> str:
    """A day and a time of London in winter."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%a %d %H:%M")


def begun(activity: str = "ba-date", channel: str = "telegram", **answers: str) -> Doing:
    """A client who has come as far as the part that waits."""
    play = Doing(activity, channel)
    play.opens()
    play.plays(**answers)
    return play


def test_the_first_part_is_credited_and_nothing_is_open() -> None:
    """What has been done counts at once, and no question stays open over days."""
    play = begun()
    assert play.item.doings == 1
    assert play.desk.client.dots == 1
    assert play.desk.open_talk() is None
    assert "The rest comes on Friday, 18:00" in play.read


@pytest.mark.parametrize(
    ("activity", "answers", "due"),
    [
        ("ba-date", {"when": "friday"}, "Fri 06 18:00"),
        ("ba-date", {"when": "today"}, "Wed 04 18:00"),
        ("ba-date", {"when": "skip"}, "Mon 09 17:00"),
        ("ex-hello", {}, "Mon 09 17:00"),
        ("ha-do", {"when": "19:30"}, "Wed 04 19:30"),
        ("ha-do", {"when": "09:15"}, "Thu 05 09:15"),
        ("ha-do", {"when": "22:00"}, "Wed 04 20:00"),
        ("pp-strength", {}, "Thu 05 18:00"),
    ],
)
def test_when_the_rest_comes(activity: str, answers: dict[str, str], due: str) -> None:
    """In the evening of the named day, at the named time inside the hours, before the week's meeting."""
    assert [clock(at) for at in begun(activity, **answers).rows("rest")] == [due]


def test_a_day_named_in_its_evening_means_the_next_evening() -> None:
    """Somebody who says "today" at 18:30 is asked tomorrow evening, not at once."""
    play = Doing("ba-date")
    play.desk.now += 8 * HOUR + HOUR // 2
    play.opens()
    play.plays(when="today")
    assert [clock(at) for at in play.rows("rest")] == ["Thu 05 18:00"]


def test_it_comes_once() -> None:
    """The rest opens by itself, and a row that comes twice opens nothing more."""
    play = begun()
    row = next(row for row in play.desk.person.agenda if row.kind == "rest")
    assert any(WHEN in one.text for one in play.due("rest"))
    assert play.desk.take(Due(row.kind, row.scope, row.version, row.due_at)) == []
    assert play.rows("rest") == []


def test_the_rest_belongs_to_the_same_doing() -> None:
    """Its answers are those of the doing that waited, which is counted once."""
    play = begun()
    play.due("rest")
    play.plays()
    assert {e.doc["occurrence"] for e in play.desk.records if e.kind == "response"} == {
        play.item.occurrences[0].id
    }
    assert play.item.doings == 1
    assert sum(e.kind == "done" for e in play.desk.records) == 1
    assert "Done: one pleasant thing" in play.said[-1].text


@pytest.mark.parametrize("words", [["done"], ["todo", "1"], ["todo", "go on with one pleasant thing"]])
def test_the_client_may_go_on_sooner(words: list[str]) -> None:
    """DONE and the list open the rest, which then does not come by itself."""
    play = begun()
    for one in words:
        play.say(one)
    assert WHEN in play.said[-1].text
    assert play.rows("rest") == []
    play.plays()
    assert play.item.doings == 1


def test_done_with_two_things_running_opens_the_one_that_is_meant() -> None:
    """Of two things the one that waits goes on; the other is not credited by it."""
    play = begun()
    play.given("pp-thanks")
    play.say("later")
    play.say("skip")
    play.desk.talks.clear()
    play.say("done")
    assert "Which one was it?" in play.said[-1].text
    play.say("1")
    assert WHEN in play.read
    assert [item.doings for item in play.desk.client.assignments] == [1, 0]


@pytest.mark.parametrize("words", [["done"], ["todo", "1"]])
def test_what_was_opened_and_not_answered_is_not_lost(words: list[str]) -> None:
    """A question that something else came in between is still there to go on with, until it is answered."""
    play = begun()
    play.due("rest")
    play.say("menu")
    for one in words:
        play.say(one)
    assert WHEN in play.said[-1].text
    play.plays()
    assert play.item.doings == 1
    assert play.item.rest is None
    assert sum(WHEN in one.text for one in play.said) == 2


def test_it_is_dropped_with_its_assignment() -> None:
    """An assignment that ended asks nothing more."""
    play = begun()
    play.item.state = "ended"
    play.say("note a line")
    assert play.rows("rest") == []


def test_it_rests_while_messages_rest() -> None:
    """During a pause and a hold nothing comes, and after the pause it is there again."""
    play = begun()
    play.desk.client.paused_until = play.desk.now + DAY
    play.say("note a line")
    assert play.rows("rest") == []
    play.desk.client.paused_until, play.desk.client.held = 0, True
    play.say("note a line")
    assert play.rows("rest") == []
    play.desk.client.held = False
    play.say("note a line")
    assert len(play.rows("rest")) == 1


def test_what_came_too_late_waits_for_the_client() -> None:
    """An evening that passed without it brings nothing at night; DONE still opens it."""
    play = begun()
    row = next(row for row in play.desk.person.agenda if row.kind == "rest")
    play.desk.now = row.not_after + 1
    assert play.desk.take(Due(row.kind, row.scope, row.version, row.due_at)) == []
    assert play.rows("rest") == []
    play.say("done")
    assert WHEN in play.said[-1].text


def test_the_week_does_not_end_an_assignment_that_waits() -> None:
    """A day after the meeting is still its day: what is done once ends only when the rest has been."""
    play = begun(when="next thursday")
    states = []
    for _ in range(2):
        play.due("week")
        states.append(play.item.state)
        if play.rows("rest"):
            play.due("rest")
            play.plays()
    assert states == ["active", "ended"]


def test_what_waits_for_tomorrow_comes_first_in_tomorrows_doing() -> None:
    """For something daily there is one text in the evening, and yesterday's question opens it."""
    play = begun("ba-plan")
    assert play.rows("rest") == []
    assert "The rest comes with the next one" in play.said[-1].text
    play.desk.now += DAY
    said = play.opens()
    assert "which of them happened" in said[-1].text
    said = play.plays()
    assert any("tomorrow morning" in one.text for one in said)
    assert play.item.doings == 2


def test_in_the_smaller_version_only_what_says_so_waits() -> None:
    """Two minutes are done in one go; a step that asks about the week waits for it all the same."""
    for activity, waits in (("ba-date", 0), ("ex-near", 0), ("ex-hello", 1)):
        play = Doing(activity)
        play.opens(small=True)
        play.plays()
        assert len(play.rows("rest")) == waits, activity


def test_nothing_is_asked_of_what_was_not_done() -> None:
    """After "none this time" the best of them is not asked for."""
    play = begun("ba-plan")
    play.desk.now += DAY
    play.opens()
    assert "best of them" not in "".join(one.text for one in play.plays(happened="None this time"))


def test_back_takes_the_waiting_back() -> None:
    """BACK after the last answer before it: nothing waits, and the answer is asked for again."""
    play = Doing("dbt-card", visibility="ask")
    play.given("ba-date", visibility="ask")
    play.desk.talks.clear()
    play.say("todo")
    play.say("2")
    for words in ("1", "friday", "nothing really"):
        play.say(words)
    assert "What may Ada see" in play.said[-1].text
    play.say("back")
    assert "get in its way" in play.said[-1].text
    assert (play.item.rest, play.item.doings) == (None, 0)


@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_with_discreet_texts_nothing_shows(channel: str) -> None:
    """On a locked screen the rest is as neutral as any other text, and opens with the reply."""
    play = begun(channel=channel)
    play.desk.client.discreet = True
    play.desk.client.unlocked_at = 0
    said = play.due("rest")
    assert len(said) == 1
    assert "pleasant" not in said[0].text
    assert any(WHEN in one.text for one in play.say("ok"))
