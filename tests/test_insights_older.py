"""What was stored before any of this still opens: states, talks in progress, and things on their way."""

import msgspec
import pytest

from bot.render import localised
from handlers.state import Case, Client, Therapist
from handlers.week_parts import Assignment, Report
from tests.barrier_stage import MONDAY, ZONE, Stage, catalog
from tests.barrier_ways import MENU, taps_to
from tests.desk import client as desk_client
from tests.desk_stage import assigned, client, report, summary

ADDED = {
    Case: ("agenda", "stage", "capacity", "minutes_agreed", "ending", "guided"),
    Client: ("importance",),
    Therapist: ("reflects", "reflected_on", "reflections"),
    Assignment: ("moved",),
    Report: ("elsewhere",),
}
MADE = {
    Case: Case("sam"),
    Client: Client(),
    Therapist: Therapist(),
    Assignment: assigned("ddc"),
    Report: report("P3"),
}


@pytest.mark.parametrize("kind", ADDED, ids=lambda kind: kind.__name__)
def test_an_older_document_is_read(kind):
    """Without the new fields a document is what it was, with nothing noted."""
    plain = msgspec.to_builtins(MADE[kind])
    for name in ADDED[kind]:
        del plain[name]
    assert msgspec.convert(plain, kind) == MADE[kind]


def test_an_older_summary_is_said_again():
    """A summary that was open before reads as it did."""
    args = summary(client(assigned("ccc")))
    del args["also"]
    assert "Thought record: 0 of 3" in catalog().render(
        "summary/card", "en", "telegram", localised(args, ZONE)
    )


def test_an_assignment_on_its_way_arrives():
    """One that was sent without what was agreed about it is delivered all the same."""
    item = msgspec.to_builtins(assigned("", state="kept", delivered_at=0))
    for name in ("sent_at", "plan"):
        del item[name]
    desk = desk_client()
    desk.told("assign", assignment=item)
    assert desk.client.assignments[-1].plan.confidence is None
    assert desk.client.confidence == []


def test_what_was_agreed_comes_with_it():
    """The line about what may be in the way and how sure somebody is stand in the plan."""
    item = msgspec.to_builtins(assigned("", state="kept", delivered_at=0))
    for name in ("sent_at", "plan"):
        del item[name]
    desk = desk_client()
    desk.told("assign", assignment={**item, "obstacle": "late? one line", "confidence": 6})
    plan = desk.client.assignments[-1].plan
    assert (plan.obstacle, plan.confidence) == ("late? one line", 6)
    assert [one[1:] for one in desk.client.confidence] == [["a1", 6]]


def test_an_older_barrier_talk_goes_on():
    """A talk that began without knowing what was told before asks nothing more."""
    play = Stage(args={name: value for name, value in Stage().args.items() if name != "again"}, now=MONDAY)
    play.reply(*MENU, *taps_to("P3", play.args), "ten minutes")
    assert play.latest.prompt == "barrier/offer"
