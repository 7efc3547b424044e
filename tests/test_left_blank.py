"""An activity in which every question was passed was opened: it is a part, and not taken for done."""

import pytest

from tests.client_states import ITEM, due
from tests.desk import Desk, Said, client


def passed(channel: str = "sms") -> tuple[Desk, list[Said]]:
    """Start, and SKIP at every question."""
    desk = client(channel)
    desk.told("assign", assignment={**ITEM, "rhythm": "once"})
    due(desk, "deliver")
    said = desk.say("start")
    while desk.open_talk() is not None:
        said = desk.say("skip")
    return desk, said


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_questions_all_passed_are_no_doing(channel: str) -> None:
    """Begun in part, no dot, and DONE is named for somebody who did it."""
    desk, said = passed(channel)
    assert said[-1].text == "Left open, and it counts as a part. If it was done, DONE says so."
    assert [o.state for o in desk.client.assignments[0].occurrences] == ["part"]
    assert desk.client.dots == 0


def test_done_after_it_counts() -> None:
    """It was done, and nothing was to be written: one word credits it."""
    desk, _ = passed()
    desk.say("done")
    assert [o.state for o in desk.client.assignments[0].occurrences] == ["done"]
    assert desk.client.dots == 1


def test_one_answer_makes_it_a_doing() -> None:
    """With one answer, however many were passed, it is done."""
    desk = client()
    desk.told("assign", assignment={**ITEM, "rhythm": "once"})
    due(desk, "deliver")
    desk.say("start")
    desk.say("at work")
    row = [r for r in desk.person.agenda if r.kind == "gather"]
    if row:
        due(desk, "gather")
    while any(t.script == "assignment" and t.state == "open" for t in desk.talks):
        desk.say("skip")
    assert "done" in [o.state for o in desk.client.assignments[0].occurrences]


def test_a_rating_of_it_makes_it_a_doing() -> None:
    """Nothing written, and said how helpful it was: it was done (CONTENT H11)."""
    desk = client()
    desk.told("assign", assignment={**ITEM, "rhythm": "once"})
    due(desk, "deliver")
    desk.say("start")
    while not desk.asked().key.startswith("step/helpful"):
        desk.say("skip")
    desk.say("0")
    while desk.open_talk() is not None:
        desk.say("skip")
    assert [o.state for o in desk.client.assignments[0].occurrences] == ["done"]
