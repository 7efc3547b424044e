"""One unasked text an evening: what waited opens it, and the talk about the week follows it (G-38)."""

import pytest

from handlers.events import Due
from handlers.turn import HOUR
from tests.desk import Said
from tests.library_stage import Doing
from tests.test_afterwards import WHEN, begun, clock


def kinds(said: list[Said]) -> list[str]:
    """Of what kind these texts are."""
    return [one.kind for one in said]


def unasked(play: Doing, day: str) -> list[str]:
    """What comes by itself from now on until the end of that day, as kinds; nobody answers."""
    found: list[str] = []
    while True:
        rows = [r for r in play.desk.person.agenda if r.kind in ("rest", "evening", "cue", "followup")]
        row = min(rows, key=lambda r: (r.due_at, r.kind), default=None)
        if row is None or clock(row.due_at)[4:6] > day[4:]:
            return found
        play.desk.now = max(play.desk.now, row.due_at)
        said = play.heard(play.desk.take(Due(row.kind, row.scope, row.version, row.due_at)))
        found += [one.kind for one in said if clock(play.desk.now)[:6] == day]


@pytest.mark.parametrize(
    ("activity", "answers"),
    [("ex-hello", {}), ("ba-date", {"when": "skip"}), ("ba-date", {"when": "monday"})],
)
def test_what_waited_opens_the_evening(activity: str, answers: dict[str, str]) -> None:
    """At five or at six, by day or by week: one text, whichever row is looked at first."""
    play = begun(activity, **answers)
    assert unasked(play, "Mon 09") == ["step"]


def test_the_talk_follows_the_answers() -> None:
    """Answered that evening, the week is talked about at once, with nothing unasked in between."""
    play = begun("ba-date", when="monday")
    play.due("rest")
    said = play.plays()
    assert "wrapup" in kinds(said)
    assert play.rows("evening") == []


def test_answered_in_the_morning_it_still_follows() -> None:
    """Before the meeting there is something to say for it; after it there is not."""
    play = begun("ba-date", when="monday")
    play.due("rest")
    late = play.desk.copy()
    play.desk.now += 15 * HOUR
    assert "wrapup" in kinds(play.plays())
    play.desk = late
    play.desk.now += 23 * HOUR
    assert "wrapup" not in kinds(play.plays())


def test_nothing_waits_and_the_talk_comes_as_ever() -> None:
    """Without anything left over the evening is the talk's."""
    play = begun("cbt-record")
    assert clock(play.rows("evening")[0]) == "Mon 09 18:00"
    assert "wrapup" in unasked(play, "Mon 09")


def test_on_another_evening_nothing_follows() -> None:
    """What waited for Friday is asked on Friday; the talk keeps its Monday."""
    play = begun("ba-date", when="friday")
    play.due("rest")
    assert "wrapup" not in kinds(play.plays())
    assert [clock(at) for at in play.rows("evening")] == ["Mon 09 18:00"]


def test_a_cue_gives_way() -> None:
    """A morning's cue and what waits for that evening are two texts: the cue does not come."""
    play = begun("ba-date", when="friday")
    play.given("pp-thanks", rhythm="daily", at="09:30")
    play.desk.talks.clear()
    rows = sorted(play.rows("cue"))
    assert clock(rows[1]) == "Fri 06 09:30"
    play.desk.now = rows[0]
    play.due("cue")
    play.desk.talks.clear()
    assert play.due("cue") == []
    assert any(WHEN in one.text for one in play.due("rest"))


def test_a_flag_ends_the_evening() -> None:
    """After the card nothing is asked, also not what would have followed."""
    play = begun("ba-date", when="monday")
    play.due("rest")
    play.desk.client.held = True
    assert "wrapup" not in kinds(play.plays())
