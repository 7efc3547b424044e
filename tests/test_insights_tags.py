"""The therapist's tags C1 to C4: each rule just below, at and above its edge, and nobody else reads them."""

import pytest

from handlers.measure_parts import Given, Result
from handlers.state import Person
from handlers.therapist.insights_tags import tags
from handlers.turn import DAY
from tests.acceptance.stage import life, said
from tests.desk_stage import SUMMARY_AT, assigned, case, client, desk, read, report, walk, week
from tests.test_barriers import WHOLE

NOW = SUMMARY_AT - 1


def of(person: Person, **more: object) -> list[str]:
    """The tags of this week."""
    return tags(week(person), case(**more))


def sam(*reports: object, measures: tuple[Given, ...] = ()) -> Person:
    """Sam with two tasks."""
    return client(assigned("ccc"), walk(states="ccc"), reports=list(reports), measures=list(measures))


def mood(*sums: float | None, measure: str = "mood", therapist: str = "ada", days: int = 7) -> Given:
    """A measure of mood with these sums, the last of them today."""
    at = [NOW - days * DAY * (len(sums) - n - 1) for n in range(len(sums))]
    results = [Result(when, total=total) for when, total in zip(at, sums, strict=True)]
    return Given("g1", therapist, measure, "Mood", "weekly", results=results)


@pytest.mark.parametrize(
    ("code", "given", "named"),
    [
        ("P1", mood(6, 4), True),
        ("P3", mood(6, None, 4), True),
        ("E6", mood(10, 8), True),
        ("P1", mood(10, 9), False),  # a tenth is no marked change
        ("P1", mood(4, 6), False),
        ("P1", mood(4), False),
        ("P2", mood(6, 2), False),
        ("P1", mood(8, 15, measure="phq-8"), True),
        ("P1", mood(15, 8, measure="phq-8"), False),
        ("P1", mood(2, 9, measure="gad-7"), False),
        ("P1", mood(6, 2, therapist="kay"), False),
        ("P1", mood(9, 4, 4, days=15), False),  # the fall lies before these four weeks
    ],
)
def test_slowing_with_low_mood(code: str, given: Given, named: bool) -> None:
    """C1: forgetting, no time or drained in four weeks in which a measure of mood went down markedly."""
    assert ("C1" in of(sam(report(code, NOW), measures=(given,)))) is named


def test_slowing_goes_by_the_therapists_own_marks() -> None:
    """C1: from which change on it counts is what the therapist set for this client."""
    person = sam(report("P1", NOW), measures=(mood(10, 8),))
    assert of(person, marks=[3, 30]) == []


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ([(0, "a1"), (7, "a2"), (14, "a1")], True),
        ([(0, "a1"), (7, "a2"), (21, "a1")], True),
        ([(0, "a1"), (7, "a2")], False),
        ([(0, "a1"), (1, "a2"), (2, "a1"), (7, "a1")], False),
        ([(0, "a1"), (7, "a1"), (14, "a1")], False),
        ([(0, "a1"), (7, "a2"), (28, "a1")], False),
    ],
)
def test_attention(told: list[tuple[int, str]], named: bool) -> None:
    """C2: slipped or badly timed in three of four weeks, and not with one task alone."""
    codes = ("P1", "P2", "P1", "P2")
    reports = [report(codes[n], NOW - days * DAY, item) for n, (days, item) in enumerate(told)]
    assert ("C2" in of(sam(*reports))) is named


@pytest.mark.parametrize(("first", "second", "tag"), [("E9", "E1", "C3"), ("U1", "S1", "C4")])
def test_twice_about_one_thing(first: str, second: str, tag: str) -> None:
    """C3, C4: twice in four weeks about the same thing; once, about two, or longer ago is nothing."""
    assert of(sam(report(first, NOW), report(second, NOW - 9 * DAY))) == [tag]
    assert of(sam(report(first, NOW))) == []
    assert of(sam(report(first, NOW), report(second, NOW, "a2", title="Ten minutes outside"))) == []
    assert of(sam(report(first, NOW), report(second, NOW - 29 * DAY))) == []


def test_another_therapists_reasons_are_not_read() -> None:
    """What was in the way of somebody else's task makes no tag here."""
    theirs = walk("b1", therapist="kay")
    person = client(assigned("ccc"), theirs, reports=[report("E9", NOW, "b1"), report("E1", NOW, "b1")])
    assert of(person) == []


def test_it_stands_in_the_summary_as_a_question_for_the_therapist() -> None:
    """The note of the taxonomy, worded as something to consider; by SMS nothing of it."""
    person = sam(report("E9", NOW), report("E1", NOW))
    assert WHOLE.therapist_tags["C3"] in read(person)
    assert WHOLE.therapist_tags["C3"] not in read(person, channel="sms")
    assert desk(person).person.id == "ada"


async def test_no_client_reads_a_tag() -> None:
    """Ada's card names it after the second time; nothing on Sam's phone does."""
    async with life("telegram") as play:
        await play.assign()
        for evening in ("2026-03-09", "2026-03-16"):
            await play.till(f"{evening} 18:05")
            await play.tap("sam", "Not this time", "Go ahead", "Too much, or not my thing", "Too big")
            await play.say("sam", "five minutes")
            await play.say("sam", "/skip", "/skip", "/sees", "/progress")
        await play.till("2026-03-17 12:30")
        note = WHOLE.therapist_tags["C4"]
        assert note in said(await play.say("ada", "/client sam"), "ada")[-1]
        assert note in play.all("ada", "summary")[-1]
        assert not [text for text in play.all() if "Task design" in text]
