"""A measure as a step of a pathway: it comes as any step, ends nothing, holds nothing up (A-21, F13)."""

import pytest

from handlers.course import CourseStep
from handlers.measure_parts import Given
from handlers.turn import DAY
from tests.core_stage import playing
from tests.measure_stage import BACKUP, BANDS
from tests.pathway_stage import Following, at, course, due, follower, given, out, step
from tests.test_pathway_desk import SAM, ada
from tests.world import ADA, Line, events, play, texts

ASKED = at("2026-03-03")


def asks(key: str, *, required: bool = False) -> CourseStep:
    """A step that has asked a measure."""
    return out(key, ASKED, kind="measure", required=required)


def answer(**more: int) -> Given:
    """What was given with it."""
    one = Given("a1", "ada", "gad-7", "GAD-7", "once", asked_at=ASKED)
    for name, value in more.items():
        setattr(one, name, value)
    return one


@pytest.mark.parametrize(
    ("required", "more", "expected"),
    [
        (False, {}, "2026-03-04 10:00"),
        (False, {"answered_at": at("2026-03-05", "20:00")}, "2026-03-06 10:00"),
        (True, {}, ""),
        (True, {"answered_at": at("2026-03-05", "20:00")}, "2026-03-06 10:00"),
        (True, {"answered_at": at("2026-03-01", "20:00")}, ""),
        (True, {"ended_at": at("2026-03-05", "20:00")}, ""),
    ],
)
def test_what_comes_after_it(required, more, expected):
    """Optional it holds nothing up; needed, the next waits for an answer given since it came."""
    person = follower(course(asks("1", required=required), step("2")), measures=[answer(**more)])
    assert due(person, max(ASKED, *more.values(), 0)) == expected


def test_it_takes_the_day():
    """A measure is something new: no step of another pathway comes that day."""
    made = course(out("1", at("2026-03-02")), step("2"))
    other = course(asks("1"))
    other.id = "c2"
    item = given("1", at("2026-03-02"), at("2026-03-02", "19:00"))
    person = follower(made, item, measures=[answer()])
    assert person.client is not None
    person.client.courses.append(other)
    assert due(person, at("2026-03-02", "20:00")) == "2026-03-04 10:00"


def test_it_ends_nothing_that_runs():
    """What is practised goes on beside it; the next activity takes its place as ever."""
    one = Following("worry")
    for _ in range(2):
        one.next()
        one.do()
    assert [item.state for item in one.desk.client.assignments] == ["active"]
    assert [g.measure for g in one.desk.client.measures] == ["gad-7"]


def worry(*more: Line, channel: str = "telegram") -> list[Line]:
    """Sam has done the first step of Worry, and the questionnaire has come."""
    sam = {**SAM, "channel": channel}
    begun = [ADA, sam, ada("/pathway sam worry"), ada(tap="Send"), {"wait": "1d"}]
    return [*begun, says("done"), says("skip"), {"wait": "1d2h"}, *more]


def says(text: str) -> Line:
    """Sam types."""
    return {"who": "sam", "text": text}


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_it_comes_as_a_step(channel):
    """With its place in the pathway; the client reads the number, the therapist the band, nobody a label."""
    lines = [{"who": "sam", "tap": "Start"}, *map(says, "1112223"), says("1")]
    printed = await play([*worry(*lines, channel=channel), ada("/pathway sam"), ada("/measure sam")])
    came = events(printed, "sam", "measure")
    assert came[0]["text"].startswith("Room around thoughts, 2 of 9.")
    assert came[0]["at"][:16] == "2026-03-04T10:00"
    assert not any(word in text.casefold() for text in texts(printed, "sam") for word in BANDS)
    assert "12 of 21" in texts(printed, "sam", "measure")[-1]
    *_, card, numbers = texts(printed, "ada")
    assert "2. GAD-7 · once 2 min · done" in card
    assert "12" in numbers
    assert "moderate" in numbers


async def test_not_now_keeps_nothing_waiting():
    """What is put aside waits in the list, and the next step comes the day after."""
    printed = await play(worry({"who": "sam", "tap": "Not now"}, {"wait": "1d"}))
    assert "Room around thoughts, 3 of 9." in texts(printed, "sam", "assignment")[-1]


async def test_one_that_runs_already_goes_on_by_itself():
    """Fortnightly stays fortnightly; the pathway only brings it forward, within its recall window."""
    sent = [ada("/measure sam gad7 fortnightly"), ada(tap="Send")]
    async with playing(ADA, SAM, *sent) as stage:
        await stage({"who": "sam", "tap": "Start"}, *map(says, "0000000"))
        await stage(ada("/pathway sam worry"), ada(tap="Send"), {"wait": "1d"})
        printed = await stage(says("done"), says("skip"), {"wait": "3d"})
        assert not events(printed, "sam", "measure")
        sam = await stage.person()
    assert sam.client is not None
    (one,) = sam.client.measures
    assert one.rhythm == "fortnightly"
    assert one.next_at > one.answered_at + 13 * DAY


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("add phq-8", "7. PHQ-8 · once 3 min · after the one before"),
        ("add PHQ 8 after 3 days", "7. PHQ-8 · once 3 min · three days after"),
    ],
)
async def test_added_by_its_name(line, expected):
    """By the line, as any activity is."""
    give = [ADA, SAM, ada("/pathway sam low-mood"), ada(tap="Send")]
    printed = await play([*give, ada(f"/pathway sam {line}")])
    assert expected in texts(printed, "ada", "card")[-1].splitlines()


async def test_added_by_the_button():
    """Its name, typed where an activity is chosen."""
    lines = [ada("/pathway sam low-mood"), ada(tap="Edit"), ada(tap="Add one"), ada("phq8")]
    printed = await play([ADA, SAM, *lines])
    assert "PHQ-8 · once" in texts(printed, "ada", "card")[-1]


async def test_item_9_is_a_decision():
    """Without a backup only the form without it can be added; with one, after the therapist's word."""
    give = [ADA, SAM, ada("/pathway sam low-mood"), ada(tap="Send")]
    printed = await play([*give, ada("/pathway sam add phq-9"), ada(tap="Send PHQ-8")])
    assert "None has agreed yet" in texts(printed, "ada", "card")[-2]
    assert "PHQ-8 · once" in texts(printed, "ada", "card")[-1]
    asked = await play([*give, *BACKUP, ada("/pathway sam add phq-9"), ada(tap="Turn on")])
    assert "PHQ-9 · once" in texts(asked, "ada", "card")[-1]


async def test_item_9_goes_when_the_backup_does():
    """What a pathway has yet to ask goes on without it too, and the therapist reads so."""
    give = [ADA, SAM, ada("/pathway sam low-mood"), ada(tap="Send"), *BACKUP]
    async with playing(*give, ada("/pathway sam add phq-9"), ada(tap="Turn on")) as stage:
        said = await stage(ada("/backup nobody"))
        assert any("Sam" in text for text in texts(said, "ada", "notice"))
        sam = await stage.person()
    assert sam.client is not None
    assert [s.activity for s in sam.client.courses[0].steps if s.kind == "measure"] == ["phq-8"]


def test_left_out_while_it_waits():
    """The therapist takes it out: it is not asked any more."""
    one = Following("worry")
    one.next()
    one.do()
    one.next()
    one.change("leave_out", step="2")
    assert one.desk.client.measures[0].ended_at
    assert not one.desk.client.measures[0].waits
