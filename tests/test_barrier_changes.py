"""What the barrier talk changes in a client's week, and that BACK takes it back."""

from dataclasses import asdict
from typing import Any

import pytest

from handlers.client.barrier_args import naming
from handlers.client.week import close_week
from handlers.therapist.summary_week import week_of
from handlers.turn import DAY, HOUR
from tests.barrier_stage import MONDAY, TABLE, TUESDAY_SESSION, Stage, assigned


def do(play: Stage, name: str, **args: Any) -> Any:
    """Carry out one change on the stage."""
    return TABLE[name][0](play.turn, **args)


def undo(play: Stage, name: str, result: Any) -> None:
    """Carry out its named inverse."""
    TABLE[TABLE[name][1]][0](play.turn, result=result)


def client_as_data(play: Stage) -> dict[str, Any]:
    """The whole client, without what BACK leaves on purpose: counters of ids and dots."""
    found = asdict(play.client)
    for item in found["assignments"]:
        del item["cues"]
        item["occurrences"] = [o for o in item["occurrences"] if o["state"] != "planned"]
    found.pop("dots")
    return found


CHANGES: dict[str, dict[str, Any]] = {
    "make_smaller": {"assignment": "a1"},
    "move_time": {"assignment": "a1", "at": "19:30", "moment": "kitchen table"},
    "change_reminder": {"assignment": "a1", "at": "08:00", "words": "tea first"},
    "make_private": {"assignment": "a1"},
    "bring_it": {"therapist": "ada", "words": "the call on Tuesday"},
    "add_first": {"therapist": "ada", "words": "the call on Tuesday"},
    "log_part": {"assignment": "a1"},
    "log_own": {"words": "a long walk"},
    "begin_piece": {"assignment": "a1"},
    "grief_rest": {"until_at": TUESDAY_SESSION},
    "note_barrier": {
        "assignment": "a1",
        "at": MONDAY,
        "title": "Thought record",
        "codes": ["P3"],
        "words": "No time, full week",
        "follow_up": "",
        "inner": [],
    },
}


@pytest.mark.parametrize("name", CHANGES)
def test_back_takes_it_back(name: str) -> None:
    """Each change that can be undone changes something, and its inverse restores all of it."""
    play = Stage()
    before = client_as_data(play)
    result = do(play, name, **CHANGES[name])
    assert client_as_data(play) != before
    undo(play, name, result)
    assert client_as_data(play) == before


@pytest.mark.parametrize("name", ["ask_for", "tell_today"])
def test_what_somebody_has_heard_stays(name: str) -> None:
    """Nobody un-hears: these are bars that BACK cannot pass."""
    assert TABLE[name][1] == "bar"


def test_every_inverse_exists() -> None:
    """The name of every inverse is a change, or says that there is none."""
    for name in CHANGES:
        assert TABLE[name][1] in TABLE


@pytest.mark.parametrize(
    ("small", "rhythm", "after"),
    [
        (False, "3x", ("small", "3x")),
        (True, "daily", ("rhythm", "3x")),
        (True, "3x", ("rhythm", "once")),
    ],
)
def test_smaller_then_fewer(small: bool, rhythm: str, after: tuple[str, str]) -> None:
    """First the small version; where that is the rule already, fewer times. The therapist hears it."""
    play = Stage(item=assigned("ccc", small=small, rhythm=rhythm))
    result = do(play, "make_smaller", assignment="a1")
    assert (result["how"], result["rhythm"]) == after
    assert (play.item.small, play.item.rhythm) == (True, after[1])
    assert [(t.person, t.what, t.data["how"]) for t in play.turn.tells] == [("ada", "smaller", after[0])]


@pytest.mark.parametrize(
    ("wanted", "kept", "clamped"),
    [("19:30", "19:30", False), ("22:30", "20:00", True), ("06:15", "09:00", True)],
)
def test_another_time_stays_inside_the_hours(wanted: str, kept: str, clamped: bool) -> None:
    """A time outside the client's hours moves to the nearest inside, and the text says so."""
    play = Stage()
    result = do(play, "move_time", assignment="a1", at=wanted, moment="in bed")
    assert (result["at"], result["clamped"]) == (kept, clamped)
    assert (play.item.at, play.item.plan.moment) == (kept, "in bed")


def test_a_reminder_carries_the_clients_words() -> None:
    """Words to oneself stand in the plan the next cue quotes; without words the old plan stays."""
    play = Stage()
    do(play, "change_reminder", assignment="a1", at="09:15", words="tea first")
    do(play, "change_reminder", assignment="a1", at="10:00", words="")
    assert (play.item.at, play.item.plan.obstacle) == ("10:00", "tea first")


@pytest.mark.parametrize(("states", "expected"), [("cuc", "ccp"), ("ddd", "dddp"), ("dcc", "dcp"), ("", "p")])
def test_a_part_is_logged_where_it_belongs(states: str, expected: str) -> None:
    """A part goes to the latest that was cued; where none is open one more is counted."""
    play = Stage(item=assigned(states))
    do(play, "log_part", assignment="a1")
    letters = {"cued": "c", "uncued": "c", "done": "d", "part": "p"}
    assert "".join(letters[o.state] for o in play.item.occurrences if o.state != "planned") == expected


def test_a_late_log_is_marked_as_late() -> None:
    """Done but not logged counts as done, and is known as logged after the fact."""
    play = Stage(item=assigned("dcc"))
    result = do(play, "log_late", assignment="a1")
    assert (result["done"], result["of"]) == (2, 3)
    assert [o.logged_late for o in play.item.occurrences if o.state == "done"] == [False, True]
    undo(play, "log_late", result)
    assert not any(o.logged_late for o in play.item.occurrences)
    assert sum(o.state == "done" for o in play.item.occurrences) == 1


def test_one_talk_is_one_report() -> None:
    """Each note tells the same report anew; declining is no exploration, a reason is (CONTENT I-7)."""
    play = Stage()
    known = {k: v for k, v in CHANGES["note_barrier"].items() if k != "codes"}
    do(play, "note_barrier", **known, codes=["X0"])
    assert play.item.explored_at == 0
    do(play, "note_barrier", **known, codes=["P3"], offer="SHRINK")
    do(play, "note_barrier", **known, codes=["P3"])
    assert [(r.codes, r.offer) for r in play.client.reports] == [(["P3"], "SHRINK")]
    assert play.item.explored_at == play.turn.now


def test_a_report_belongs_to_the_week_in_which_it_was_told() -> None:
    """A talk that came before a meeting and is answered after it is told in the week that began with it."""
    play = Stage()
    play.now = TUESDAY_SESSION + 18 * HOUR
    play.reply("my father is in hospital", "none")
    (told,) = play.client.reports
    assert told.own_words == "my father is in hospital"
    assert told.talk_at == MONDAY
    close_week(play.person, play.bond, TUESDAY_SESSION, counted=True)
    then = week_of(play.person, play.bond, [], TUESDAY_SESSION + 6 * DAY)
    assert then.reports() == [told]
    assert play.back()
    assert play.back()
    assert not any(one.own_words for one in play.client.reports)


def test_rest_after_hard_news_lasts_a_week_at_least() -> None:
    """After hard news messages rest for seven days, and until the next meeting; a longer pause stays."""
    play = Stage()
    do(play, "grief_rest", until_at=0)
    assert play.client.paused_until == MONDAY + 7 * 24 * 3_600_000
    do(play, "grief_rest", until_at=TUESDAY_SESSION)
    assert play.client.paused_until == MONDAY + 7 * 24 * 3_600_000


def test_the_list_has_no_doubles() -> None:
    """The same words are brought once; taking back what was there before leaves it there."""
    play = Stage()
    do(play, "bring_it", therapist="ada", words="the call")
    again = do(play, "bring_it", therapist="ada", words="the call")
    assert play.bond.agenda == ["the call"]
    undo(play, "bring_it", again)
    assert play.bond.agenda == ["the call"]


def test_kept_back_words_reach_no_notice() -> None:
    """What PRIVATE kept back is not in what the therapist is told today."""
    play = Stage()
    told = {"therapist": "ada", "reason": "stirred", "title": "Thought record", "words": "the dream"}
    do(play, "tell_today", **told, private=True)
    assert "the dream" not in str(play.turn.tells)


@pytest.mark.parametrize(
    ("title", "how"),
    [
        ("Thought record", "counted"),
        ("Sleep notes", "the"),
        ("Three good things", "bare"),
        ("A small experiment", "bare"),
        ("Ready for the session", "quoted"),
        ("", "quoted"),
    ],
)
def test_titles_read_well_inside_a_sentence(title: str, how: str) -> None:
    """A number, an article, nothing or quotation marks, by the words of the title."""
    assert naming(title) == how
