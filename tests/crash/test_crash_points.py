"""Died around each call that leaves the process, restarted, and the week is the same (SAFETY §6)."""

import pytest

from tests.crash.points import Lived, distinct, faults, lived_apart, may_repeat, telling
from tests.crash.ports import Death


@pytest.fixture(scope="module")
def undisturbed() -> Lived:
    """The week in which nobody died."""
    return lived_apart()


def test_the_week_has_everything_in_it(undisturbed: Lived) -> None:
    """The week nobody dies in brings every kind of text, keeps the rules, and comes to an end."""
    kinds = {kind for texts in undisturbed.account.texts.values() for kind, _ in texts}
    for kind in ("assignment", "cue", "step", "letter", "wrapup", "summary", "recap", "optout", "safety"):
        assert kind in kinds
    before, after = undisturbed.account.before, undisturbed.account.after
    assert before.keys() - after.keys() >= {f"Kim: {part}" for part in ("document", "records", "agenda")}
    assert undisturbed.account.wrong == ()
    assert (undisturbed.account.erased, undisturbed.account.twice, undisturbed.deaths) == (1, 0, 0)
    assert 100 <= len(distinct(undisturbed.met)) <= 300


def test_died_around_calls_that_change_the_world(undisturbed: Lived) -> None:
    """At every other sort of commit, send, acknowledgement and sync: nothing lost, nothing twice.

    Before one, after the next. All calls, before and after: `python -m tests.figures crashpoints`.
    """
    for place, number in enumerate(telling(undisturbed.met)[::2]):
        death = Death(number, after=place % 2 == 0)
        assert faults(lived_apart(death), death, undisturbed) == [], undisturbed.met[number - 1]


def test_died_in_the_middle_of_transactions(undisturbed: Lived) -> None:
    """Between the statements of one turn: the turn is as if it had never begun, and comes again."""
    inside = sorted(set(distinct(undisturbed.met)) - set(telling(undisturbed.met)))
    for place, number in enumerate(inside[:: len(inside) // 5]):
        death = Death(number, after=place % 2 == 0)
        assert faults(lived_apart(death), death, undisturbed) == [], undisturbed.met[number - 1]


def test_died_again_while_coming_back(undisturbed: Lived) -> None:
    """A second death during the recovery from the first costs nothing either."""
    numbers = telling(undisturbed.met)
    for again, number in enumerate(numbers[2 :: len(numbers) // 8], 1):
        death = Death(number, after=again % 2 == 0, again=3 * again)
        assert faults(lived_apart(death), death, undisturbed) == [], undisturbed.met[number - 1]


def test_died_around_the_card(undisturbed: Lived) -> None:
    """Before and after the card for words of distress is sent: it comes at once all the same."""
    number = undisturbed.met.index("send telegram safety") + 1
    for death in (Death(number, after=False), Death(number, after=True)):
        assert faults(lived_apart(death), death, undisturbed) == []


def test_killed_by_the_system(undisturbed: Lived) -> None:
    """The same with a real SIGKILL of the process that holds the file, on what it left."""
    numbers = telling(undisturbed.met)
    for place, number in enumerate(numbers[1 :: len(numbers) // 5]):
        death = Death(number, after=place % 2 == 0)
        found = lived_apart(death, really=True)
        assert faults(found, death, undisturbed) == [], undisturbed.met[number - 1]


OPEN = {(1, True), (2, True), (3, True)}


@pytest.mark.parametrize(
    ("met", "excused"),
    [
        (["send", "BEGIN", "BEGIN > UPDATE", "BEGIN > UPDATE > COMMIT", "ack"], OPEN),
        (["answer", "BEGIN", "BEGIN > COMMIT", "ack"], OPEN),
        (["fsync", "ack", "BEGIN"], set()),
    ],
)
def test_a_repeat_needs_an_excuse(met: list[str], excused: set[tuple[int, bool]]) -> None:
    """A text may come twice when its settling was not committed, an answer when nothing was acknowledged."""
    numbers = range(1, len(met) + 1)
    assert {(number, True) for number in numbers if may_repeat(met, Death(number, after=True))} == excused
    for number in numbers[1:]:
        before, after = Death(number, after=False), Death(number - 1, after=True)
        assert may_repeat(met, before) == may_repeat(met, after)
