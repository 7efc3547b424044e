"""What the client wants before the session comes then, and on no other day (F-55)."""

import pytest

from handlers.sessions import Session
from handlers.turn import DAY, HOUR
from tests.library_stage import Doing
from tests.test_afterwards import clock


def carried(when: str, **answers: str) -> Doing:
    """A sentence to carry, with the moment it is to come back."""
    play = Doing("ha-intent")
    play.opens()
    play.plays(send=when, **answers)
    return play


def cues(play: Doing) -> list[str]:
    """When it is planned."""
    return [clock(one.planned_at) for one in play.item.occurrences if one.state == "planned"]


def test_before_the_session() -> None:
    """Two hours before the meeting, once, in the place of every day."""
    assert cues(carried("Before the session")) == ["Tue 10 13:00"]
    assert len(cues(carried("In the morning"))) > 3


def test_it_comes_and_asks_its_one_question() -> None:
    """The sentence as it was written, and whether it came to mind."""
    play = carried("Before the session", sentence="I notice that when I rush, I hold my breath")
    play.desk.now = play.item.occurrences[-1].planned_at
    play.due("cue")
    said = "\n".join(one.text for one in play.say("1"))
    assert "I notice that when I rush" in said
    assert "Did your sentence cross your mind" in said


def test_again_before_the_next_one() -> None:
    """When the meeting is over, the coming one is planned."""
    play = carried("Before the session")
    play.desk.now += 6 * DAY + 6 * HOUR
    play.due("week")
    assert cues(play)[-1] == "Tue 17 13:00"
    assert len(cues(play)) == 2


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (Session(1, "09:30", "weekly", "2026-03-10"), ["Tue 10 09:00"]),
        (Session(1, "09:00", "weekly", "2026-03-10"), []),
        (Session(1, "15:00", "weekly", "2026-03-10", off=["2026-03-10"]), []),
    ],
)
def test_an_early_meeting_and_none(session: Session, expected: list[str]) -> None:
    """Inside the client's hours or not at all; nothing for a meeting that is off."""
    play = Doing("ha-intent")
    play.desk.client.bonds[0].session = session
    play.opens()
    play.plays(send="Before the session")
    assert cues(play) == expected


def test_without_meetings_it_keeps_its_days() -> None:
    """Where nothing is booked it comes as it was agreed."""
    play = Doing("ha-intent")
    play.desk.client.bonds[0].session = None
    play.opens()
    play.plays(send="Before the session")
    assert len(cues(play)) > 3


def test_taken_back() -> None:
    """BACK over the choice: the days are what they were."""
    play = Doing("ha-intent")
    play.opens()
    play.say("I notice")
    play.say("Before the session")
    assert cues(play) == ["Tue 10 13:00"]
    play.say("back")
    assert len(cues(play)) > 3
    assert all(one.endswith("19:00") for one in cues(play))
