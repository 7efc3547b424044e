"""What kind of week a letter is written into, and whether it waits for Send (CONTENT D2, DESIGN §4.5)."""

import pytest

from handlers.client.letter_state import letter_state, must_ask, waits
from handlers.turn import DAY, HOUR
from handlers.week_parts import Report
from tests.letter_week import at, item, sam

SATURDAY = at("2026-03-07")


@pytest.mark.parametrize(
    ("occurrences", "state"),
    [
        ("nnn", "first"),
        ("cnn", "first"),
        ("dnn", "first"),
        ("pcn", "first"),
        ("ddd", "done"),
        ("dddd", "done"),
    ],
)
def test_first_week(occurrences: str, state: str) -> None:
    """In the first week of all the letter is the first one, also when some of it is done; done is done."""
    person, bond = sam(item(occurrences))
    assert letter_state(person, bond, SATURDAY) == state


@pytest.mark.parametrize(
    ("occurrences", "state"),
    [("nnn", "not_started"), ("ccn", "not_started"), ("pcn", "partial"), ("ddc", "partial"), ("ddd", "done")],
)
def test_later_weeks(occurrences: str, state: str) -> None:
    """After the first letter the state follows what was done this week."""
    person, bond = sam(item(occurrences), weeks=1)
    bond.letter.number = 1
    assert letter_state(person, bond, SATURDAY) == state


def test_optional_items_do_not_decide() -> None:
    """What is there if wanted is not counted beside what was expected, and carries the letter alone."""
    person, bond = sam(item("nnn"), item("ddd", "a2", optional=True), weeks=1)
    bond.letter.number = 1
    assert letter_state(person, bond, SATURDAY) == "not_started"
    alone, relation = sam(item("ddd", "a2", optional=True), weeks=1)
    relation.letter.number = 1
    assert letter_state(alone, relation, SATURDAY) == "done"


def test_nothing_assigned_no_letter() -> None:
    """Where nothing runs there is nothing to write about."""
    ended = item("nnn")
    ended.state = "ended"
    for person, bond in (sam(), sam(ended)):
        assert letter_state(person, bond, SATURDAY) == ""


@pytest.mark.parametrize(
    ("days", "state"), [(9.9, "not_started"), (10, "quiet"), (20.9, "quiet"), (21, "quiet_weeks")]
)
def test_silence(days: float, state: str) -> None:
    """Ten days without any reply are quiet, twenty-one quiet for weeks, whatever was done before."""
    person, bond = sam(item("ccc"), weeks=1)
    bond.letter.number = 1
    assert person.client is not None
    moment = person.client.last_reply_at + round(days * DAY)
    assert letter_state(person, bond, moment) == state


def test_silence_begins_with_the_first_assignment() -> None:
    """Before anything was asked nobody was quiet."""
    person, bond = sam(item("nnn"))
    assert person.client is not None
    person.client.last_reply_at -= 30 * DAY
    assert letter_state(person, bond, SATURDAY) == "first"


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        (["T5"], "hard"),
        (["E1"], "hard"),
        (["P3", "E9"], "hard"),
        (["P5"], "hard"),
        (["P3"], "partial"),
        ([], "partial"),
    ],
)
def test_said_hard(codes: list[str], state: str) -> None:
    """Not ready, a feeling in the way, or something that happened: the letter answers that."""
    person, bond = sam(item("pcn"), weeks=1)
    bond.letter.number = 1
    assert person.client is not None
    person.client.reports.append(Report("a1", "Thought record", codes, "", "", [], "", at("2026-03-06")))
    assert letter_state(person, bond, SATURDAY) == state


@pytest.mark.parametrize(("private", "when"), [(True, "2026-03-06"), (False, "2026-03-02")])
def test_not_said_to_the_therapist_this_week(private: bool, when: str) -> None:
    """What was kept private, or said in another week, does not colour the letter."""
    person, bond = sam(item("pcn"), weeks=1)
    bond.letter.number = 1
    assert person.client is not None
    report = Report("a1", "Thought record", ["E1"], "", "", [], "", at(when), private=private)
    person.client.reports.append(report)
    assert letter_state(person, bond, SATURDAY) == "partial"


@pytest.mark.parametrize(
    ("state", "number", "auto", "expected"),
    [
        ("first", 0, False, True),
        ("not_started", 0, False, True),
        ("done", 0, False, True),
        ("not_started", 1, False, False),
        ("partial", 1, False, False),
        ("done", 1, False, False),
        ("quiet", 1, False, True),
        ("quiet_weeks", 5, False, True),
        ("hard", 5, False, True),
        ("quiet", 1, True, False),
        ("hard", 1, True, False),
        ("first", 0, True, False),
    ],
)
def test_who_waits(state: str, number: int, auto: bool, expected: bool) -> None:
    """The first letter, silence and what was hard wait for Send; the others, and Always send, do not."""
    _, bond = sam(item("nnn"))
    bond.letter.number, bond.letter_auto = number, auto
    assert waits(bond, state) is expected


def test_letters_into_silence_end() -> None:
    """At most one a fortnight, two in all without a reply; then the therapist is asked, once."""
    person, bond = sam(item("ccc"), weeks=3)
    assert person.client is not None
    letter, silent = bond.letter, person.client.last_reply_at
    letter.number, letter.sent_states, letter.sent_at = 2, ["first", "quiet"], silent + 18 * DAY
    assert letter_state(person, bond, silent + 25 * DAY) == "", "less than a fortnight after the last"
    assert letter_state(person, bond, silent + 32 * DAY) == "quiet_weeks"
    letter.sent_states, letter.sent_at = ["quiet", "quiet_weeks"], silent + 32 * DAY
    assert letter_state(person, bond, silent + 39 * DAY) == ""
    assert letter_state(person, bond, silent + 46 * DAY) == "quiet_weeks"
    assert not must_ask(person, bond, silent + 46 * DAY)
    letter.sent_states, letter.sent_at = ["quiet_weeks", "quiet_weeks"], silent + 46 * DAY
    assert letter_state(person, bond, silent + 60 * DAY) == ""
    assert must_ask(person, bond, silent + 60 * DAY)
    letter.asked_after_silence = True
    assert not must_ask(person, bond, silent + 67 * DAY)


def test_a_reply_begins_again() -> None:
    """After a reply the silence of before no longer counts."""
    person, bond = sam(item("ccc"), weeks=3)
    assert person.client is not None
    letter, silent = bond.letter, person.client.last_reply_at
    letter.number, letter.sent_states, letter.sent_at = 3, ["quiet_weeks", "quiet_weeks"], silent + 46 * DAY
    person.client.last_reply_at = silent + 47 * DAY
    assert letter_state(person, bond, silent + 48 * DAY) == "not_started"
    assert letter_state(person, bond, silent + 69 * DAY) == "quiet_weeks"
    assert not must_ask(person, bond, silent + 69 * DAY + HOUR)
