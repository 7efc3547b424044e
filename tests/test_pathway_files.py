"""The pathways as files: what ships, and that every fault in one is named by file and line (G-12, A-28)."""

from pathlib import Path

import pytest

from bot.channels.text import segments
from handlers.course import waiting
from handlers.pathways import PARTS
from prompts.library import LibraryError, check_content, load_content
from tests.barrier_stage import content
from tests.pathway_stage import Following
from tests.test_library_faults import change, faults, root

__all__ = ["root"]

READY = ("start-of-therapy", "low-mood", "worry", "facing-fears", "self-criticism", "couple-check-in")
"""The six of G-12."""

MOOD = "pathways/low-mood.toml"
WORRY = "pathways/worry.toml"
FEARS = "pathways/facing-fears.toml"


def test_the_six_are_there() -> None:
    """The six ready ones ship, each of 3 to 6 weeks, and one to log a week and choose a change (A-43)."""
    known = content().pathways
    assert set(READY) <= set(known)
    assert all(3 <= known[id].weeks <= 6 for id in READY)
    assert "one-change" in known


@pytest.mark.parametrize("id", sorted(content().pathways))
def test_understanding_first_looking_back_last(id: str) -> None:
    """Each goes from understanding over noticing and practice to looking back (A-28)."""
    pathway = content().pathways[id]
    assert tuple(dict.fromkeys(step.part for step in pathway.steps)) == PARTS
    assert pathway.therapist_note
    assert pathway.title.casefold() != pathway.client_title.casefold()


@pytest.mark.parametrize("id", sorted(content().pathways))
def test_what_is_avoided_waits_for_a_word(id: str) -> None:
    """Nothing in which avoiding is the problem goes out by itself; nor is it made easier unasked."""
    known = content()
    for step in known.pathways[id].steps:
        if step.kind == "activity":
            assert step.by_hand or not known.activities[step.activity].avoidance_sensitive


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("id", sorted(content().pathways))
def test_each_is_played_whole(id: str, channel: str) -> None:
    """Every step of it goes out once and in order, in two SMS parts at most, and it ends within its weeks."""
    one = Following(id, channel)
    began, steps = one.desk.now, list(one.course.steps)
    for step in steps:
        if step.release == "on_date":
            one.change("day", step=step.key, day="2026-03-16")
        said = one.next()
        if step.by_hand and not said:
            one.change("next", step=step.key)
            said = one.next()
        (text,) = [text for text in said if text.kind in ("assignment", "measure")]
        assert channel == "telegram" or segments(text.text).count <= 2
        if step.required:
            one.do()
    activities = [step.activity for step in steps if step.kind == "activity"]
    assert one.out() == activities
    measures = {step.activity for step in steps if step.kind == "measure"}
    assert {given.measure for given in one.desk.client.measures if given.asked_at} == measures
    assert not waiting(one.course)
    assert (one.desk.now - began) / 86_400_000 < 7 * (content().pathways[id].weeks + 1)
    one.next()
    assert one.course.state == "ended"


FAULTS = [
    (MOOD, 'id = "low-mood"', 'id = "low"', 0, "is not the name of its file"),
    (MOOD, 'id = "low-mood"', 'id = "worry"', 0, "is not the name of its file"),
    (MOOD, "weeks = 5", "weeks = 20", 0, "'weeks' must be 1 to 12, found 20"),
    (MOOD, "weeks = 5", "weeks = 2", 0, "comes on day 30 at the earliest: more than 'weeks'"),
    (MOOD, "weeks = 5", "weks = 5", 0, "unknown field 'weks'; did you mean 'weeks'?"),
    (MOOD, 'tags = ["mood", "planning"]', "tags = []", 0, "'tags' is empty"),
    (MOOD, 'client_title = "One small', 'client_title = "One quite remarkably small', 0, "at most 30"),
    (MOOD, 'activity = "ba-menu"', 'activity = "ba-menue"', 0, "did you mean 'ba-menu'?"),
    (MOOD, 'part = "notice"', 'part = "noticing"', 0, "'part' must be one of understand, notice"),
    (MOOD, 'part = "notice"', 'part = "look_back"', 6, "'practise' comes after 'look_back'"),
    (MOOD, "after_days = 7\n", "after_days = 0\n", 0, "'after_days' must be 1 to 60, found 0"),
    (MOOD, "after_days = 7\n", "after_days = 7\non_date = true\n", -3, "found after_days and on_date"),
    (MOOD, "after_days = 7\n", "", -4, "a step comes by one of after_previous, after_days, on_date"),
    (MOOD, "after_previous = true", "after_previous = false", 0, "'after_previous' is true, or is not there"),
    (MOOD, "after_previous = true", "on_date = true", 0, "the first step comes when the pathway begins"),
    (MOOD, 'rhythm = "3x"', 'rhythm = "weekly"', 0, "'rhythm' must be one of once, daily, 3x"),
    (MOOD, 'rhythm = "3x"', "minutes = 200", 0, "'minutes' must be 1 to 120, found 200"),
    (WORRY, 'measure = "gad-7"', 'measure = "gad-77"', 0, "did you mean 'gad-7'?"),
    (WORRY, 'measure = "gad-7"', 'measure = "who-5"', 0, "has no text of its own: a practice loads it"),
    (WORRY, 'measure = "gad-7"', 'measure = "phq-9"', 0, "for one client; name 'phq-8'"),
    (WORRY, 'measure = "gad-7"', 'measure = "gad-7"\nactivity = "ba-menu"', 1, "either an 'activity' or a"),
    (WORRY, 'measure = "gad-7"\n', "", 1, "either an 'activity' or a 'measure'"),
    (WORRY, 'measure = "gad-7"', 'measure = "gad-7"\nminutes = 3', 1, "'minutes' is not for a measure"),
    (
        WORRY,
        'measure = "gad-7"',
        'measure = "gad-7"\nrhythm = "daily"',
        1,
        "one of once, weekly, fortnightly",
    ),
    (WORRY, 'measure = "gad-7"', 'measure = "gad-7"\nrhythm = "weekly"', 1, "every 14 days at most"),
    (WORRY, 'measure = "gad-7"', 'measure = "gad-7"\nrhythm = "fortnightly"', 1, "needs 'goes_on = true'"),
    (FEARS, "by_hand = true\n", "", -3, "'ex-ladder' is avoidance-sensitive and needs 'by_hand = true'"),
    (FEARS, 'needs = "ex-ladder"', 'needs = "ex-out"', 0, "no earlier step brings 'ex-out'"),
]


@pytest.mark.parametrize(("name", "old", "new", "offset", "expected"), FAULTS)
def test_a_fault_is_named(root: Path, name: str, old: str, new: str, offset: int, expected: str) -> None:
    """Each by its file, the line where it stands, and what would be right."""
    line = change(root, name, old, new)
    found = [one for one in faults(root) if expected in one.message]
    assert found, [str(one) for one in faults(root)]
    assert found[0].file == f"prompts/{name}"
    assert abs(found[0].line - line) <= abs(offset) + 1


def test_too_much_at_once_is_a_fault(root: Path) -> None:
    """More than two required activities beside each other do not ship (I-17)."""
    for rule in ("after_days = 7\n", "after_days = 2\n"):
        change(root, MOOD, rule, "after_days = 3\ngoes_on = true\n")
    found = faults(root)
    assert {one.message for one in found} == {"more than 2 required activities would run beside each other"}


def test_two_with_one_title(root: Path) -> None:
    """A title picks a pathway: two cannot share one."""
    line = change(root, "pathways/worry.toml", 'title = "Worry"', 'title = "Facing fears"')
    (found,) = faults(root)
    assert (found.file, found.line) == ("prompts/pathways/worry.toml", line)


def test_the_language_rules_hold(root: Path) -> None:
    """The client's title may show on a locked screen: `interlude check` says what does not fit there."""
    line = change(root, MOOD, '"One small thing at a time"', '"Out of depression"')
    (found,) = check_content(root)
    assert (found.file, found.line) == (f"prompts/{MOOD}", line)
    assert found.message.startswith("PRV-1")


def test_a_broken_file_keeps_the_library_from_loading(root: Path) -> None:
    """It is whole or not at all."""
    (root / MOOD).write_text("id = ", encoding="utf-8")
    with pytest.raises(LibraryError, match=r"prompts/pathways/low-mood.toml:1: not TOML"):
        load_content(root)
