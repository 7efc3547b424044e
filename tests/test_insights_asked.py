"""What the insights need is asked in passing: ratings in turn, importance now and then, moves counted."""

from typing import Any

import pytest

from handlers.client.barrier_args import told_before
from handlers.client.plan_words import SURE_ENOUGH
from handlers.client.snapshots import wants_rulers
from handlers.turn import DAY
from tests.barrier_stage import MONDAY, Stage, assigned, sam
from tests.barrier_ways import MENU, ON_THE_MENU, answer_to, content_questions, taps_to
from tests.desk import client as desk_client
from tests.desk_stage import report
from tests.world import ADA, client, play, texts

SAM = client("sam", "telegram", "fri 15:00")
SENT = [{"who": "ada", "text": "/assign sam breathing 3x at 19:00"}, {"who": "ada", "tap": "Send"}]


def said(*words: str) -> list[dict[str, str]]:
    """Sam writes."""
    return [{"who": "sam", "text": text} for text in words]


def stored(printed: list[dict[str, Any]]) -> dict[str, Any]:
    """Sam's side at the end."""
    found: dict[str, Any] = [line["store"] for line in printed if "store" in line][-1]["person"]["client"]
    return found


async def test_engagement_takes_its_turn():
    """Helpful, difficult, and how much of oneself was in it take turns; what is asked once comes between."""
    sent = [{"who": "ada", "text": "/assign sam thought record 3x at 19:00"}, {"who": "ada", "tap": "Send"}]
    once = [*said("todo"), {"who": "sam", "tap": "Start thought record"}, *said("the bus", *["skip"] * 9)]
    asked = texts(await play([ADA, SAM, *sent, *once * 5]), "sam", "completion")
    asked = [text for text in asked if text.endswith("?")]
    assert asked == [
        "How helpful was it, 0 to 10?",
        "How much does this matter to you, 0 to 10?",
        "How difficult was it, 0 to 10?",
        "What helped it happen?",
        "How much of you was in it, from 0, hardly there, to 10, fully?",
        "How helpful was it, 0 to 10?",
    ]


PLANNED = [{"who": "sam", "tap": "Later"}, *said("19:30", "8")]


async def test_importance_is_asked_from_the_second_plan_on():
    """Not with the first plan; with the next one, kept as given; then not for four weeks."""
    first = [ADA, SAM, *SENT, *PLANNED, *said("skip")]
    second = [{"who": "ada", "text": "/assign sam mood daily at 18:00"}, {"who": "ada", "tap": "Send"}]
    third = [{"who": "ada", "text": "/assign sam sleep daily at 18:00"}, {"who": "ada", "tap": "Send"}]
    lines = [*first, *second, *PLANNED, *said("9", "skip"), *third, *PLANNED, *said("skip")]
    printed = await play([*lines, {"who": "sam", "sees": "store"}])
    asked = [text for text in texts(printed, "sam", "plan") if "How important" in text]
    assert asked == ["How important is this to you now, 0 to 10?"]
    assert [one[2] for one in stored(printed)["importance"]] == [9]
    assert len(stored(printed)["confidence"]) == 3


@pytest.mark.parametrize(("since", "asked"), [(28 * DAY - 1, False), (28 * DAY, True)])
def test_importance_once_in_four_weeks(since, asked):
    """On the twenty-eighth day it may be asked again, a millisecond before it may not."""
    desk = desk_client()
    desk.client.confidence = [[desk.now - 40 * DAY, "a1", SURE_ENOUGH]]
    desk.client.importance = [[desk.now - since, "a1", 8]]
    assert wants_rulers(desk.client, desk.now) is asked


async def test_later_counts_as_a_move():
    """Each time a doing is put off is noted with its assignment; twelve are at hand."""
    lines: list[Any] = [ADA, SAM, *SENT, {"until": "2026-03-03T19:00:10+00:00"}]
    lines += [{"who": "sam", "tap": "Later"}, {"who": "sam", "tap": "Tomorrow"}]
    printed = await play([*lines, {"who": "sam", "sees": "store"}])
    assert len(stored(printed)["assignments"][0]["moved"]) == 1


def told_again(*before: Any) -> Stage:
    """A talk in which no time that week is the reason, with its follow-up answered."""
    person = sam(item := assigned("ccc"))
    assert person.client is not None
    person.client.reports = list(before)
    return Stage(item=item, person=person).reply(*MENU, *taps_to("P3", Stage().args), "ten minutes")


def test_elsewhere_is_asked_for_a_reason_that_came_before():
    """The second time the same reason is told it is asked where else; the answer stands in the report."""
    play = told_again(report("P3", MONDAY - 7 * DAY))
    assert play.latest.prompt == "barrier/elsewhere"
    assert play.codes() == ["elsewhere", "only_here"]
    play.reply("elsewhere")
    assert play.latest.prompt == "barrier/offer"
    assert play.client.reports[-1].elsewhere == "elsewhere"
    play.reply(play.codes()[-1])
    assert play.client.reports[-1].elsewhere == "elsewhere"


@pytest.mark.parametrize(
    "before",
    [
        [],
        [report("P1", MONDAY - 7 * DAY)],
        [report("P3", MONDAY - 28 * DAY - 1)],
        [report("P3", MONDAY - 7 * DAY, elsewhere="only_here")],
        [report("P3", MONDAY - 7 * DAY, item="of another therapist")],
    ],
    ids=["never told", "another reason", "more than four weeks ago", "asked already", "not this therapist's"],
)
def test_elsewhere_is_not_asked(before):
    """A first time, another reason, too long ago, or answered before: the offers come at once."""
    assert told_again(*before).latest.prompt == "barrier/offer"


def test_skipping_it_is_no_answer():
    """SKIP leaves it open, and it is asked another time."""
    play = told_again(report("P3", MONDAY - 7 * DAY)).reply(None)
    assert play.client.reports[-1].elsewhere == ""
    assert told_before(play.client, "ada", MONDAY + 7 * DAY) == ["P3"]


@pytest.mark.parametrize("code", ON_THE_MENU)
def test_never_a_fifth_question(code):
    """Whatever was told before, a talk has at most four questions about its content."""
    person = sam(item := assigned("ccc"))
    assert person.client is not None
    person.client.reports = [report(code, MONDAY - 7 * DAY)]
    play = Stage(item=item, person=person).reply(*MENU, *taps_to(code, Stage().args))
    for _ in range(9):
        if play.talk.asked is None or play.latest.prompt == "barrier/offer":
            break
        play.reply(answer_to(play))
    assert content_questions(play.spoken) <= 4
