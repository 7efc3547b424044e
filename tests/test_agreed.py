"""How often was agreed: one rule for the summary, the letter, the client's own count and the barrier talk."""

import pytest

from handlers.client.barrier_args import item_args
from handlers.client.changes import standing
from handlers.client.letter_state import letter_state
from handlers.client.people import agreed
from handlers.therapist import insights
from tests.barrier_stage import house
from tests.desk_stage import assigned, client, week


@pytest.mark.parametrize(
    ("rhythm", "planned", "done", "of"),
    [
        ("once", 0, 0, 1),
        ("once", 1, 2, 2),
        ("3x", 2, 0, 3),
        ("3x", 3, 0, 3),
        ("3x", 4, 0, 4),
        ("3x", 2, 5, 5),
        ("daily", 0, 0, 0),
        ("daily", 5, 4, 5),
        ("daily", 5, 6, 6),
    ],
)
def test_how_often_was_agreed(rhythm, planned, done, of):
    """Once is one, three times is three also in a short week, daily is its moments; more done is more."""
    assert agreed(rhythm, planned, done) == of


@pytest.mark.parametrize(
    ("rhythm", "states"), [("once", "c"), ("3x", "dc"), ("3x", "dddd"), ("daily", "dccc")]
)
def test_everybody_counts_alike(rhythm, states):
    """The client's count, the talk's, the letter's and the summary's are of the same number."""
    item = assigned(states, rhythm=rhythm)
    person = client(item)
    of = insights.quantity(week(person), item).of
    assert standing(item)["of"] == of
    assert item_args(house().assigned(item, person), item)["of"] == of
    assert person.client is not None
    is_done = letter_state(person, person.client.bonds[0], item.occurrences[-1].planned_at + 1) == "done"
    assert is_done == (standing(item)["done"] >= of)
