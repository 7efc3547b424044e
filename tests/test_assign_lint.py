"""The lint of an assignment: what is missing is named, vague verbs too, and Send is always there (I-18)."""

import pytest

from handlers.therapist.assign import blank
from handlers.therapist.assign_lint import MOST, ORDER, hints, lint, vague
from tests.barrier_stage import house
from tests.world import ADA, client, events, play, texts

WHOLE = {
    "activity": "cbt-record",
    "rhythm": "3x",
    "at": "19:00",
    "note": "After what we looked at on Tuesday.",
    "why": "to see it from outside",
    "act": "one thought at the kitchen table",
    "sign": "three lines are written",
    "obstacle": "if it gets late, one line",
}
RECORD = house().content.activities["cbt-record"]


def test_nothing_is_missing_from_a_whole_one():
    """Every part said: no gap, no vague verb."""
    assert lint(blank() | WHOLE, RECORD) == []
    assert vague(blank() | WHOLE) == ""


@pytest.mark.parametrize(
    ("part", "gap"),
    [
        ("rhythm", "often"),
        ("at", "when"),
        ("note", "link"),
        ("why", "why"),
        ("sign", "sign"),
        ("obstacle", "obstacle"),
    ],
)
def test_each_gap_is_named(part, gap):
    """What is left out is the one thing named."""
    assert lint(blank() | WHOLE | {part: ""}, RECORD) == [gap]


@pytest.mark.parametrize(
    ("act", "gaps"),
    [
        ("", ["where"]),
        ("one thought", ["where"]),
        ("one thought in bed", []),
        ("one thought, outside", []),
        ("one thought, kitchen", []),
    ],
)
def test_a_place_is_a_place(act, gaps):
    """Where: a word for a place, or one that leads to it."""
    assert lint(blank() | WHOLE | {"act": act}, RECORD) == gaps


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("work on the mornings", "work on"),
        ("Start to be outside more", "Start to"),
        ("be more open at dinner", "be more"),
        ("try to sleep by eleven", "try to"),
        ("at work, one line", ""),
        ("start the timer at eight", ""),
        ("write one line in bed", ""),
        ("be at the door at nine", ""),
    ],
)
def test_vague_verbs(words, found):
    """A verb that leaves open what is done is quoted; the same words in a concrete act are not."""
    assert vague(blank() | WHOLE | {"act": words}) == found


def test_few_and_not_again():
    """At most three gaps at once; none for what is optional or was assigned before."""
    shown = hints(blank() | {"activity": "cbt-record"}, RECORD, [])
    assert shown["gaps"] == [gap for gap in ORDER if gap in lint(blank(), RECORD)][:MOST]
    assert hints(blank(), RECORD, ["cbt-record"])["gaps"] == []
    assert hints(blank() | {"optional": True}, RECORD, [])["gaps"] == []


async def test_the_card_hints_and_sends_all_the_same():
    """The hints stand on the card, Edit takes one away, and Send works with gaps."""
    lines = [ADA, client("sam", "telegram"), {"who": "ada", "text": "/assign sam thought record 3x at 19:00"}]
    lines += [{"who": "ada", "tap": "Edit"}, {"who": "ada", "tap": "Note"}]
    lines += [{"who": "ada", "text": "From Tuesday."}, {"who": "ada", "tap": "Send"}]
    printed = await play(lines)
    first, second = texts(printed, "ada", "card")
    assert "Not said yet: the link to the session; why, in Sam's words; where." in first
    assert "Not said yet: why, in Sam's words; where; how you will both know it's done." in second
    assert events(printed, "ada", "card")[0]["buttons"] == ["Send", "Edit", "Cancel"]
    assert texts(printed, "sam", "assignment")


SURE = [
    {"who": "ada", "text": "/assign sam thought record 3x at 19:00"},
    {"who": "ada", "tap": "Edit"},
    {"who": "ada", "tap": "How sure they are"},
]


async def test_low_confidence_offers_the_smaller_version():
    """Under seven in the room: the smaller version is offered, and what was settled is not asked again."""
    lines = [ADA, client("sam", "telegram"), *SURE, {"who": "ada", "tap": "6"}]
    lines += [{"who": "ada", "tap": "The smaller one"}, {"who": "ada", "tap": "Send"}]
    lines += [{"who": "sam", "tap": "Later"}, {"who": "sam", "text": "19:30"}, {"who": "sam", "text": "skip"}]
    printed = await play([*lines, {"who": "sam", "sees": "store"}])
    assert "6 of 10 with the full version." in texts(printed, "ada", "reply")[-2]
    assert "starts with the smaller version" in texts(printed, "ada", "card")[-1]
    assert not [text for text in texts(printed, "sam", "plan") if "How likely" in text]
    store = next(line["store"] for line in printed if "store" in line)
    assert store["person"]["client"]["confidence"][0][2] == 6


@pytest.mark.parametrize(("activity", "sure"), [("thought record", "7"), ("ex-step", "3")])
async def test_no_smaller_version_is_offered(activity, sure):
    """Seven is enough; and never where avoiding is the problem."""
    first = {"who": "ada", "text": f"/assign sam {activity} 3x at 19:00"}
    printed = await play(
        [
            ADA,
            client("sam", "telegram"),
            first,
            *SURE[1:],
            {"who": "ada", "tap": sure},
            {"who": "ada", "tap": "Send"},
        ]
    )
    assert not [text for text in texts(printed, "ada") if "Which to begin with?" in text]
    assert texts(printed, "sam", "assignment")
