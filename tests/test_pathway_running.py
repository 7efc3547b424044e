"""A pathway on its way: steps go out one by one, as any assignment does, never twice (A-20 to A-22)."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.client.courses import places, standing
from handlers.events import Due
from handlers.times import local
from handlers.turn import DAY, HOUR
from tests.desk import ZONE, surroundings
from tests.pathway_stage import Following

LOW_MOOD = ["pe-start", "ba-joy", "ba-menu", "ba-date", "ba-plan", "ba-out", "jo-challenge"]


def texts(said: list[Any], kind: str = "assignment") -> list[str]:
    """The words of the texts of this kind."""
    return [one.text for one in said if one.kind == kind]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_a_step_arrives_as_an_assignment(channel):
    """The first one comes at once, with the client's title and its place, and nothing of the therapist's."""
    one = Following("low-mood", channel)
    said = one.next()
    (text,) = texts(said)
    assert "The first half-minute" in text
    assert "One small thing at a time, 1 of 7." in text
    assert "Low mood" not in "".join(text)
    assert [button.split()[0] for button in said[0].buttons] == ["Start", "Later,", "Ask"]


def test_the_whole_of_it():
    """Each step goes out once, in order, the next only after what is required is done; then it ends."""
    one = Following("low-mood")
    for expected in range(1, 8):
        assert len(texts(one.next())) == 1
        assert one.out() == LOW_MOOD[:expected]
        if one.course.steps[expected - 1].required:
            assert one.row() is None, "a gate is closed until the step is done"
            one.do()
    one.next()
    assert one.course.state == "ended"
    assert one.row() is None
    assert one.out() == LOW_MOOD
    assert one.desk.turn is not None
    (told,) = [tell for tell in one.desk.turn.tells if tell.what == "pathway_done"]
    assert (told.data["done"], told.data["of"]) == (6, 7)


def test_what_ran_before_ends_unless_it_goes_on():
    """The week of noticing ends when the next step comes; what is to go on beside it runs until the end."""
    one = Following("start-of-therapy")
    for _ in range(3):
        one.next()
        if one.course.steps[len(one.out()) - 1].required:
            one.do()
    states = {item.activity: item.state for item in one.desk.client.assignments}
    assert states == {"pe-between": "ended", "sa-mood": "active", "sa-coping": "active"}
    for _ in range(4):
        one.next()
        if one.course.steps[len(one.out()) - 1].required:
            one.do()
    one.next()
    assert {item.state for item in one.desk.client.assignments} == {"ended"}


def test_an_optional_step_can_be_passed_for_now():
    """Passing has no tone: no reminder comes, the list keeps it, and the next step need not wait for it."""
    one = Following("start-of-therapy")
    for _ in range(2):
        one.next()
        one.do()
    said = one.next()
    assert said[-1].buttons[:2] == ["Do it", "Pass for now"]
    (reply,) = one.heard(one.desk.say("2"))
    assert reply.text == (
        "Passed for now. My ways through hard times stays on your list, and nothing reminds you of it."
    )
    item = one.desk.client.assignments[-1]
    assert not [o for o in item.occurrences if o.state == "planned"]
    one.desk.say("time 18:00")
    assert not [o for o in item.occurrences if o.state == "planned"], "planned anew, and still passed"
    (todo,) = one.desk.say("todo")
    assert "My ways through hard times" in todo.text
    assert one.row() is not None


def test_what_was_passed_can_still_be_done():
    """Done after all, it counts like any other."""
    one = Following("start-of-therapy")
    for _ in range(2):
        one.next()
        one.do()
    one.next()
    one.desk.say("pass for now")
    assert places(one.desk.client, one.course) == (3, 7)
    one.do()
    assert standing(one.desk.client, one.course.steps[2]) == "done"


def test_skip_passes_an_optional_step_without_a_question():
    """SKIP at an optional step is passing it: what was in the way is not asked."""
    one = Following("start-of-therapy")
    for _ in range(2):
        one.next()
        one.do()
    one.next()
    (reply,) = one.desk.say("skip")
    assert reply.kind == "reply"
    assert reply.text.startswith("Passed for now.")


def test_where_the_client_sees_it():
    """The list and PROGRESS say how far it is, SEES that the therapist knows; each by the client's title."""
    one = Following("low-mood")
    one.next()
    one.do()
    one.next()
    for word in ("todo", "progress"):
        (said,) = one.desk.say(word)
        assert "One small thing at a time: one of seven so far." in said.text
        one.desk.talks = []
    (said,) = one.desk.say("sees")
    assert "And how far you are with One small thing at a time." in said.text


def test_the_internal_title_is_nowhere_with_the_client():
    """Neither what they read nor what is kept about them has the therapist's title or note (A-19, A-23)."""
    one = Following("low-mood")
    one.next()
    known = surroundings()[0].content.pathways["low-mood"]
    kept = repr((one.desk.client, one.desk.talks, one.said))
    assert known.client_title in kept
    assert known.title not in kept
    assert known.therapist_note not in kept


def test_it_keeps_the_version_it_began_with(monkeypatch):
    """Another order in the library's file, or other minutes, changes nothing for whom it runs already."""
    one = Following("low-mood")
    house, _ = surroundings()
    monkeypatch.delitem(house.content.pathways, "low-mood")
    one.next()
    one.do()
    one.next()
    assert one.out() == LOW_MOOD[:2]
    assert one.course.version == 1


def test_acceptance_check_14():
    """CONTENT H14: after the previous, after N days, a required gate, reorder, hidden notes, two titles."""
    one = Following("low-mood")
    assert "One small thing at a time, 1 of 7." in one.next()[0].text
    assert one.row() is None, "the gate"
    one.do()
    first = local(one.desk.now, ZONE).date()
    one.next()
    assert local(one.desk.now, ZONE).date() == first + timedelta(days=1), "after the previous"
    one.do()
    second = one.desk.now
    one.change("up", step="4")
    one.next()
    assert one.out()[-1] == "ba-date", "reordered"
    assert one.desk.now - second >= 2 * DAY - 12 * HOUR, "after N days"
    pathway = surroundings()[0].content.pathways["low-mood"]
    read = "".join(said.text for said in one.said)
    assert pathway.title not in read
    assert pathway.therapist_note[:40] not in read


def test_a_row_taken_twice_brings_one():
    """A row that comes a second time, as after a crash, finds nothing to do."""
    one = Following("low-mood")
    row = one.row()
    one.next()
    again = one.desk.take(Due(row.kind, row.scope, row.version, row.due_at))
    assert again == []
    assert one.out() == LOW_MOOD[:1]


def test_after_an_outage_one_comes_the_next_morning():
    """A week late is no moment for it: one step the next morning, and the plan goes on from there."""
    one = Following("low-mood")
    one.next()
    one.do()
    one.desk.now += 7 * DAY
    row = one.row()
    assert one.desk.take(Due(row.kind, row.scope, row.version, row.due_at)) == []
    morning = local(one.desk.now, ZONE).date() + timedelta(days=1)
    assert f"{local(one.row().due_at, ZONE):%Y-%m-%d %H:%M}" == f"{morning} 09:00"
    assert len(texts(one.next())) == 1
    assert one.row() is None
    assert one.out() == LOW_MOOD[:2]


@pytest.mark.parametrize(
    ("name", "value"), [("held", True), ("pace_at", 1), ("stage", "frozen"), ("ended_at", 1)]
)
def test_what_holds_an_assignment_holds_a_step(name, value):
    """During a hold, before the pace is chosen, with a number in doubt and after the end nothing comes."""
    one = Following("low-mood")
    assert one.row() is not None
    setattr(one.desk.client, name, value)
    one.desk.told("nothing")
    assert one.row() is None


def test_nothing_after_stop():
    """STOP ends it like everything else; START finds the next step where it was."""
    one = Following("low-mood")
    one.next()
    one.do()
    assert one.row() is not None
    one.desk.say("STOP")
    assert one.row() is None


def test_neutral_texts_say_nothing_of_it():
    """With neutral texts a step announces itself like anything else: without title or content."""
    one = Following("low-mood")
    one.desk.client.discreet = True
    (said,) = one.next()
    assert "half-minute" not in said.text
    assert "One small thing" not in said.text
    assert "something new" in said.text


def test_what_waits_for_its_day_outlives_the_next_step():
    """A part that was planned for a day is asked about then, although the next step has come meanwhile."""
    one = Following("one-change")
    for _ in range(2):
        one.next()
        one.do()
    one.next()
    item = one.desk.client.assignments[-1]
    assert item.activity == "ha-swap"
    one.desk.talks = []
    one.desk.say("todo")
    one.desk.say("1")
    for words in ("after lunch", "a walk", "skip"):
        one.desk.say(words)
        if gather := one.row("gather"):
            one.desk.take(Due(gather.kind, gather.scope, gather.version, gather.due_at))
    assert item.rest is not None
    item.rest.moment = "2026-04-04"
    one.desk.now += HOUR
    one.desk.told("nothing")
    one.next()
    assert one.out()[-1] == "ha-tiny"
    assert item.state == "active"
    assert one.row("rest") is not None


def test_skip_on_the_cue_of_an_optional_one_asks_nothing():
    """Passing over what is optional is no miss: nothing is asked about it (DESIGN §4.2)."""
    one = Following("start-of-therapy")
    for _ in range(2):
        one.next()
        one.do()
    one.next()
    for item in one.desk.client.assignments[:-1]:
        item.state = "ended"
    one.desk.talks = []
    one.desk.told("nothing")
    row = one.row("cue")
    one.desk.now = max(one.desk.now + HOUR, row.due_at)
    one.desk.take(Due(row.kind, row.scope, row.version, row.due_at))
    (reply,) = one.desk.say("skip")
    assert reply.kind == "reply"
    assert reply.text.startswith("Not today, then.")


def test_sms_says_who_put_it_together_and_why():
    """On SMS a step of a pathway still names its therapist, and gives its reason where there is room (C3)."""
    one = Following("low-mood", "sms")
    (text,) = texts(one.next())
    assert text.startswith("From Ada: One small thing at a time, 1 of 7.")
    assert "The wish often comes after the start." in text
