"""A pathway that would stand still: gates gone past, never passed, ended, at rest, given again (A-22)."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from handlers.client.courses import standing
from handlers.client.people import client_of
from handlers.course import is_gate
from handlers.course_changes import changed
from handlers.events import Due
from handlers.times import local
from handlers.turn import DAY, HOUR
from tests.desk import ZONE
from tests.pathway_stage import SENT, Following, at, course, due, follower, given, out, step
from tests.test_pathway_desk import SAM, ada
from tests.test_pathway_desk import given as given_low_mood
from tests.world import ADA, events, play, texts


def gone_past() -> Following:
    """The second step was sent although the first one is not done; it is done a day later."""
    one = Following("low-mood")
    one.next()
    one.desk.now += DAY
    one.change("next", step="2")
    one.next()
    one.do()
    return one


def test_a_gate_gone_past_holds_nothing():
    """What the therapist sent past is passed for good: the steps after it come by their rule."""
    one = gone_past()
    assert standing(one.desk.client, one.course.steps[0]) == "passed"
    assert not is_gate(one.course.steps[0])
    one.next()
    assert one.out() == ["pe-start", "ba-joy", "ba-menu"]


def test_a_gate_gone_past_holds_no_end():
    """The pathway comes to its end as well."""
    made = changed(course(out("1", SENT), step("2")), {"what": "next", "step": "2"}, SENT)
    made.steps[1] = replace(made.steps[1], state="out", out_at=SENT, assignment="a2")
    done = given("2", SENT, at("2026-03-03", "19:00"))
    person = follower(made, given("1", SENT, state="ended", ended_at=SENT), done)
    assert due(person, at("2026-03-03", "20:00")) == "2026-03-04 10:00"


def cued_days(one: Following, weeks: int) -> list[str]:
    """The days on which a cue came in these weeks."""
    days: list[str] = []
    until = one.desk.now + weeks * 7 * DAY
    while True:
        rows = [r for r in one.desk.person.agenda if r.due_at <= until and r.kind != "stuck"]
        if not rows:
            return days
        row = min(rows, key=lambda r: r.due_at)
        one.desk.now = max(one.desk.now, row.due_at)
        said = one.desk.take(one_due(row))
        if row.kind == "cue" and said:
            days.append(f"{local(one.desk.now, ZONE):%Y-%m-%d}")


def one_due(row: Any) -> Any:
    """The row as it comes due."""
    return Due(row.kind, row.scope, row.version, row.due_at)


def test_a_gate_is_asked_about_once_a_week():
    """A needed step nobody has done has one cue in each week of counting; an optional one has one at all."""
    one = Following("low-mood")
    one.next()
    days = [date.fromisoformat(day) for day in cued_days(one, 2)]
    assert len(days) > 1
    assert all((later - day).days > 5 for day, later in pairwise(days))
    other = Following("low-mood")
    other.change("gate", step="1", required=False)
    other.next()
    other.change("pause")
    other.change("go_on")
    cued_days(other, 2)
    assert sum(bool(o.cued_at) for o in other.desk.client.assignments[0].occurrences) == 1


def test_optional_is_optional_for_what_is_open():
    """The step that is open follows the card: not expected any more, and no gate."""
    one = Following("low-mood")
    one.next()
    item = one.desk.client.assignments[0]
    assert (item.optional, item.gate) == (False, True)
    one.change("gate", step="1", required=False)
    assert (item.optional, item.gate) == (True, False)
    one.change("gate", step="1", required=True)
    assert (item.optional, item.gate) == (False, True)


def test_a_pause_is_one_for_what_is_open():
    """Nothing reminds of it while the pathway rests; afterwards it has its moments again."""
    one = Following("low-mood")
    one.next()
    item = one.desk.client.assignments[0]
    one.change("pause")
    assert not [o for o in item.occurrences if o.state == "planned"]
    one.desk.say("time 18:00")
    assert not [o for o in item.occurrences if o.state == "planned"], "planned anew, and still at rest"
    one.change("go_on")
    assert [o for o in item.occurrences if o.state == "planned"]
    one.change("pause")
    one.change("end")
    assert [o for o in item.occurrences if o.state == "planned"], "what is open stays as any assignment does"


def test_sent_again_what_is_open_goes_on():
    """The same pathway again: its first step is not handed over twice, and what else was open has ended."""
    one = Following("low-mood")
    one.next()
    one.give("low-mood", id="c2")
    second = one.desk.client.courses[1]
    assert second.steps[0].assignment == one.course.steps[0].assignment
    assert one.row() is None, "the step that is open is the gate"
    one.do()
    one.next()
    assert one.out() == ["pe-start", "ba-joy"]
    one.give("low-mood", id="c3")
    assert [item.state for item in one.desk.client.assignments] == ["ended", "ended"]


def test_given_anew_it_is_a_step_of_what_runs():
    """/assign of a step's activity counts for the pathway that runs, never for one that has ended."""
    one = Following("low-mood")
    one.next()
    one.give("low-mood", id="c2")
    sent = {"id": "other", "therapist": "ada", "activity": "pe-start", "title": "The first half-minute"}
    one.desk.told("assign", assignment={**sent, "rhythm": "once", "at": "19:00"})
    assert [c.steps[0].assignment == "other" for c in one.desk.client.courses] == [False, True]


def test_again():
    """A step that ended before it was done goes out once more, and is the gate again."""
    one = Following("low-mood")
    one.next()
    item = one.desk.client.assignments[0]
    item.state, item.ended_at = "ended", one.desk.now
    assert standing(one.desk.client, one.course.steps[0]) == "stopped"
    one.desk.now += DAY
    one.change("again", step="1")
    one.next()
    assert one.out() == ["pe-start", "pe-start"]
    assert standing(one.desk.client, one.course.steps[0]) == "open"
    assert one.row() is None


async def test_the_therapist_hears_of_a_gate_the_morning_after_a_meeting():
    """Once, with what can be done about it; and once more when it has ended."""
    printed = await play([*given_low_mood(), {"wait": "31d"}, ada("/pathway sam again 1"), {"wait": "1h"}])
    news = events(printed, "ada", "notice")
    (open_,) = [one for one in news if "is not done yet, and you two have met since" in one["text"]]
    assert "/pathway Sam optional 1" in open_["text"]
    assert open_["at"][:16] == "2026-03-11T10:00", "not while they sit together"
    (stopped,) = [one for one in news if "has ended before it was done" in one["text"]]
    assert "/pathway Sam again 1" in stopped["text"]
    assert "first half-minute" in texts(printed, "sam", "assignment")[-1]
    assert len(texts(printed, "sam", "assignment")) == 2


def test_done_in_the_meeting_is_no_news():
    """What is done by the next morning is not told."""
    one = Following("low-mood")
    one.next()
    one.course.steps[0].missed_at = one.desk.now
    one.desk.told("nothing")
    assert one.row("stuck") is not None
    one.do()
    assert one.row("stuck") is None


async def test_the_summary_names_what_ended_and_what_is_open():
    """Two different steps, each by its name; and what the next one waits for, where that is so."""
    ended = [{"wait": "31d"}, ada("/summary sam"), ada("/client sam")]
    page = texts(await play([*given_low_mood(), *ended]), "ada")
    line = (
        "Low mood: from noticing to doing: 0 of 7 done · ended before it was done: starting before you feel "
        "like it · next: pleasure journal, once you decide about that"
    )
    assert any(line in text for text in page[-2:-1])
    assert line in page[-1].splitlines(), "no empty line before or after it"


async def test_a_day_that_has_passed_is_asked_for_again():
    """Before it is sent as on one that runs: nothing begins, and nothing comes, on a day that lies behind."""
    edits = [ada(tap="Edit"), ada(tap="The first day"), ada("1 february"), ada("skip")]
    asked = await play([ADA, SAM, ada("/pathway sam low-mood"), *edits])
    assert texts(asked, "ada")[-2].startswith('"1 february" lies behind.')
    assert "1 February" not in texts(asked, "ada", "card")[-1]
    step_edit = [ada(tap="Edit"), ada(tap="One on a day"), ada(tap="3"), ada("1 february"), ada("20 march")]
    printed = await play([ADA, SAM, ada("/pathway sam low-mood"), *step_edit])
    assert "3. Activity menu · once 8 min · on 20 March" in texts(printed, "ada", "card")[-1]
    couple = await play([ADA, SAM, ada("/pathway sam couple"), ada("1 february"), ada("20 march")])
    assert any('"1 february" lies behind.' in text for text in texts(couple, "ada"))


async def test_reminders_outside_the_hours():
    """The card says the hour at which they will come, and which was asked for."""
    printed = await play([ADA, SAM, ada("/pathway sam low-mood at 23:30"), ada(tap="Send")])
    card = texts(printed, "ada", "card")[-1]
    assert "reminders at 20:00 (23:30 is outside Sam's hours, 09:00 to 20:00)" in card


async def test_a_stage_before_doing_is_pointed_at():
    """I-19 for a pathway: from which step on something is to be done anew; a hint, and Send is there."""
    stage = ada("/client sam stage contemplation")
    printed = await play([ADA, SAM, stage, ada("/pathway sam facing-fears")])
    card = events(printed, "ada", "card")[-1]
    assert (
        "Stage: contemplation. Noticing may fit better than doing, and doing begins with step"
        in (card["text"])
    )
    assert card["buttons"][0] == "Send"


async def test_not_on_the_morning_of_a_meeting():
    """The next step comes after the meeting of that day, when it can have been talked about."""
    done = [{"wait": "6d"}, {"who": "sam", "text": "done"}, {"who": "sam", "text": "skip"}, {"wait": "3d"}]
    printed = await play([*given_low_mood(), *done])
    second = events(printed, "sam", "assignment")[-1]
    assert second["at"][:13] >= "2026-03-10T17"


def test_a_meeting_that_is_on():
    """While the two sit together nothing new comes either."""
    one = Following("low-mood")
    person = client_of(one.desk.person)
    assert person.bonds[0].session is not None
    one.next()
    one.do()
    meeting = at("2026-03-10", "15:00")
    one.desk.now = meeting + HOUR
    one.desk.told("nothing")
    assert one.row().due_at >= meeting + 2 * HOUR


def test_questions_passed_over_open_no_gate():
    """A needed step of which nothing was answered stays open; the client's own DONE counts it."""
    one = Following("low-mood")
    one.next()
    said = one.desk.say("1")
    while said[-1].kind in ("step", "completion") and not said[-1].text.startswith("Left open"):
        said = one.desk.say("skip")
    assert said[-1].text == "Left open, and it counts as a part. If it was done, DONE says so."
    item = one.desk.client.assignments[0]
    assert (item.doings, [o.state for o in item.occurrences]) == (0, ["part"])
    assert one.row() is None
    one.do()
    assert item.doings == 1
    assert one.row() is not None


def test_one_answer_opens_it():
    """A single answer is enough: what somebody passes over is theirs."""
    one = Following("low-mood")
    one.next()
    said = one.desk.say("1")
    said = one.desk.say("the letter")
    while said[-1].kind in ("step",):
        said = one.desk.say("skip")
    assert one.desk.client.assignments[0].doings == 1
