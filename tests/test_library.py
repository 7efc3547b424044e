"""The shipped library: what it promises, and how a therapist finds an activity in it."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import get_args

import pytest

from handlers.content import Activity, Content, Step, StepKind
from handlers.therapist.library import find_activity
from prompts import style
from prompts.library import check_content, load_content


@pytest.fixture(scope="module")
def content() -> Content:
    """The shipped library."""
    return load_content()


def test_the_shipped_library_has_no_fault() -> None:
    """Everything shipped passes every check, language rules included."""
    assert check_content() == []


def test_every_kind_of_step_is_used(content: Content) -> None:
    """The shipped activities exercise every step kind there is."""
    used = {step.kind for activity in content.activities.values() for step in activity.steps}
    assert used == set(get_args(StepKind))


def test_tiny_is_part_of_every_activity(content: Content) -> None:
    """Each activity has a smaller version made of its own steps, no longer than the whole."""
    for activity in content.activities.values():
        assert activity.tiny
        assert set(activity.tiny) <= {step.key for step in activity.steps}
        assert activity.tiny_minutes <= activity.minutes


def test_the_thought_record_reads_as_agreed(content: Content) -> None:
    """The thought record asks moment, thought and belief first, and those are its small version."""
    record = content.activities["cbt-record"]
    assert record.title == "Thought record"
    assert record.what == "short notes on a thought that stung"
    assert record.tiny == ("moment", "thought", "belief")
    assert [step.text for step in record.steps[:3]] == [
        "The moment: what, where, when?",
        "The thought that stung most, word for word?",
        "How much did you believe it then, 0 to 10?",
    ]
    assert record.steps[2].landing
    assert record.tiny_minutes == 2


def test_exposure_never_offers_a_landing_before_its_end(content: Content) -> None:
    """A rating before or at the peak of a step gets no landing: that would invite stepping away."""
    step = content.activities["ex-step"]
    assert step.avoidance_sensitive
    assert step.guard
    timer = [s.kind for s in step.steps].index("timer")
    assert not any(s.landing for s in step.steps[: timer + 2])
    assert any(s.landing for s in step.steps[timer + 2 :])


def test_parts_work_is_optional_by_default(content: Content) -> None:
    """Getting to know parts is on offer, never expected."""
    assert content.activities["sa-part"].optional


def test_channel_fallbacks(content: Content) -> None:
    """Photo, list and timer steps say on SMS what to do on SMS."""
    for activity in content.activities.values():
        for step in activity.steps:
            if step.kind in ("photo", "list", "timer"):
                assert step.sms, f"{activity.id}/{step.key}"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cbt-record", ["cbt-record"]),
        ("CBT-Record", ["cbt-record"]),
        ("thought record", ["cbt-record"]),
        ("rec thou", ["cbt-record"]),
        ("Thought", ["act-name", "cbt-ask", "cbt-record", "pe-link"]),
        ("one limit", ["dbt-limit"]),
        ("one snapshot", ["sa-snap"]),
        ("small exp", ["cbt-test"]),
        ("three good", ["pp-thanks"]),
        ("record thoughts", []),
        ("", []),
    ],
)
def test_find_activity(content: Content, words: str, found: list[str]) -> None:
    """An id wins; otherwise each word begins a word of one title, in any order and case."""
    assert [activity.id for activity in find_activity(content.activities, words)] == found


def test_an_exact_title_wins_over_longer_ones(content: Content) -> None:
    """A full title is never ambiguous because another title begins with it."""
    record = content.activities["cbt-record"]
    values = {f.name: getattr(record, f.name) for f in fields(Activity)}
    title = "Thought record for two"
    longer = Activity(**{**values, "id": "x", "title": title, "client_title": title})
    both = Content({"cbt-record": record, "x": longer}, {}, {}, {})
    assert find_activity(both.activities, "thought record") == [record]
    assert find_activity(both.activities, "thought") == [record, longer]


def test_words_are_easy_to_say(content: Content) -> None:
    """There are two hundred words, each of small letters only, none that carriers act on."""
    assert len(set(content.words)) == 200
    assert "heron" in content.words
    assert all(word.isascii() and word.isalpha() and word.islower() for word in content.words)


def steps_of(content: Content) -> Iterator[tuple[str, Step]]:
    """Every step with the id of its activity."""
    return ((a.id, step) for a in content.activities.values() for step in a.steps)


@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_steps_keep_the_language_rules(content: Content, channel: str) -> None:
    """Each step, with its options, passes the style check on each channel."""
    for activity, step in steps_of(content):
        text = step.sms or step.text if channel == "sms" else step.text
        labels = [option.label for option in step.options]
        assert style.check(text, kind="step", channel=channel, options=labels) == [], activity


def test_a_date_makes_the_check_look_at_the_numbers() -> None:
    """With a date the check also says which crisis numbers nobody has verified lately."""
    found = check_content(today=date(2030, 1, 1))
    assert {finding.file for finding in found} == {"prompts/regions.toml"}
    assert len({finding.line for finding in found}) == len(found)
