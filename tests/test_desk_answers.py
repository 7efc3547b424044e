"""What the desk answers where a therapist is in a hurry: tags, Cancel, dates, days and zones named."""

from itertools import count
from typing import Any

import pytest

from handlers.client.due import week_closes
from handlers.events import Due
from handlers.therapist.insights_load import reflective
from handlers.therapist.letter_told import LAPSED, lapsed_due
from handlers.times import hhmm, local
from handlers.turn import DAY, Turn
from tests.barrier_stage import catalog
from tests.barrier_stage import house as built
from tests.desk_stage import SUMMARY_AT, WEEK_FROM, ZONE, assigned, desk
from tests.desk_stage import client as sam_at_work
from tests.world import ADA, Line, client, events, play

SAM = client("sam", "telegram")
TO_COME = [ADA, SAM]


def told(*words: str) -> list[Line]:
    """Ada writes these, one after the other."""
    return [{"who": "ada", "text": text} for text in words]


async def said(*lines: Any) -> list[Line]:
    """What Ada reads at the desk."""
    return events(await play([ADA, SAM, *lines]), "ada")


@pytest.mark.parametrize("lines", [["/assign sam gratitude"], ["/assign sam", "gratitude"]])
async def test_a_tag_finds_what_is_filed_under_it(lines: list[str]):
    """Where no title fits, the activities with that tag are offered, as /library has them."""
    asked = (await said(*told(*lines)))[-1]
    assert asked["text"].startswith('Several fit "gratitude"')
    assert "Three good things" in asked["buttons"]


async def test_a_tag_finds_a_step_of_a_pathway_too():
    """Adding by a tag names what is filed under it."""
    lines = [*told("/pathway sam low-mood"), {"who": "ada", "tap": "Send"}]
    answer = (await said(*lines, *told("/pathway sam add gratitude")))[-1]
    assert "Three good things" in answer["text"]


async def test_how_often_says_of_what():
    """What a word was taken for is named before it goes on."""
    assert (await said(*told("/assign sam walk")))[-1]["text"].endswith(": how often?")


@pytest.mark.parametrize("word", ["cancel", "Cancel.", "leave it"])
async def test_cancel_leaves_the_choice_of_an_activity(word: str):
    """It is no activity's name: nothing was sent, and what comes next is a command again."""
    answers = await said(*told("/assign sam", word, "clients"))
    assert answers[-2]["text"] == "Nothing was sent."
    assert answers[-1]["text"].startswith("Sam")


async def test_the_stage_stays_beside_a_vague_act():
    """A vague verb pushes neither the stage nor the capacity off the card."""
    before = told("/client sam stage contemplation", "/client sam capacity 3")
    lines = [*before, *told("/assign sam ba-out daily at 19:00"), {"who": "ada", "tap": "Edit"}]
    card = (await said(*lines[:-1]))[-1]["text"]
    assert "Stage: contemplation" in card
    assert "Capacity noted as 3 of 10" in card


def test_what_is_tried_at_once_is_no_noticing():
    """I-19: reading that has somebody begin there and then is not suggested in an early stage."""
    known = built().content.activities
    for near in known.values():
        assert "pe-start" not in [one.id for one in reflective(known.values(), near, most=80)]


RECAPPED = [{"until": "2026-03-03T15:50:00+00:00"}, *told("/recap sam Slower."), {"wait": "1m"}]


async def test_what_did_not_take_place_is_named_by_its_day():
    """The day stands in the answer."""
    lines = [{"until": "2026-03-03T15:50:00+00:00"}, *told("/recap sam it didn't take place")]
    assert "Tuesday 3 March didn't take place" in (await said(*lines))[-1]["text"]


async def test_a_meeting_that_was_noted_is_not_rewritten_unasked():
    """Three hours before the next one: that may be meant, so the day is asked, and nothing changes."""
    lines = [*RECAPPED, {"until": "2026-03-10T12:10:00+00:00"}, *told("/recap sam it didn't take place")]
    printed = await play([ADA, SAM, *lines, {"who": "ada", "sees": "store"}])
    asked = events(printed, "ada", "reply")[-1]
    assert "Tuesday 3 March: that meeting is noted already" in asked["text"]
    assert "/session Sam off 10 March" in asked["text"]
    (case,) = _cases(printed)
    assert case["session"]["held"] == {"2026-03-03": "held"}
    yes = [*lines, {"who": "ada", "tap": "Yes, that one"}, {"who": "ada", "sees": "store"}]
    (case,) = _cases(await play([ADA, SAM, *yes]))
    assert case["session"]["held"] == {"2026-03-03": "missed"}


def _cases(printed: list[Line]) -> list[Any]:
    store = next(one["store"] for one in printed if "store" in one)
    return list(store["person"]["therapist"]["cases"])


async def test_no_meeting_lately_changes_nothing():
    """Before there was one, the line says so and names the one to come."""
    answer = (await said(*told("/recap sam it didn't take place")))[-1]["text"]
    assert answer.startswith("No meeting with Sam lies in the last days")
    assert "/session Sam off 3 March" in answer


def test_a_recap_in_the_menu_has_one_full_stop():
    """Words that end like a sentence get no second stop after them."""
    args = {"items": [], "recap": "Late words.", "therapist": "Ada", "session_at": 0, "meets": "Ada"}
    text = catalog().render("menu/now", "en", "telegram", args)
    assert '"Late words."' in text
    assert '".' not in text


def test_a_letter_that_lapsed_is_named_by_the_time_of_its_preview():
    """On a journey both show the clock where the client is."""
    person = sam_at_work()
    assert person.client is not None
    person.zone, person.client.own.home = "Asia/Tokyo", ZONE
    turn = desk(person)
    assert turn.person.therapist is not None
    turn.person.therapist.notices = [
        {"what": LAPSED, "at": SUMMARY_AT, "client": "sam", "for_at": SUMMARY_AT, "late": False}
    ]
    lapsed_due(turn, Due(LAPSED, "sam", 0, SUMMARY_AT))
    shown = turn.said[-1].args["news"]["when_at"]
    assert hhmm(local(shown, turn.person.zone).time()) == hhmm(local(SUMMARY_AT, "Asia/Tokyo").time())


MOVED = [{"until": "2026-03-03T09:00:00+00:00"}, *told("/session sam move 9 march 16:00")]


async def test_a_moved_meeting_is_named_by_its_date_and_the_next_one_near_it_is_shown():
    """Two meetings within days: the therapist sees both before Send; the client reads which one moved."""
    confirm = (await said(*MOVED))[-1]["text"]
    assert "The meeting with Ada on Tuesday 3 March is now on Monday 9 March, 16:00." in confirm
    assert "Tuesday 10 March, 15:00, stays a meeting too; /session Sam off 10 March takes it out." in confirm


@pytest.mark.parametrize(("began", "counts"), [(SUMMARY_AT - DAY, False), (WEEK_FROM, True)])
def test_a_day_between_two_meetings_is_no_week_to_compare(began: int, counts: bool):
    """What a moved meeting leaves of a week is written down and not counted (I-6)."""
    item = assigned("ccc", week_from=WEEK_FROM)
    person = sam_at_work(item)
    assert person.client is not None
    bond = person.client.bonds[0]
    bond.weeks, bond.week_from = 1, began
    turn = Turn(person, [], SUMMARY_AT, built(), map(str, count()), map(str, count()))
    week_closes(turn, Due("week", "ada", 0, SUMMARY_AT))
    assert [week.counted for week in item.weeks] == [counts]
