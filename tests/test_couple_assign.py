"""What two get is what both may read; how each of them stands, the therapist reads before (CONTENT G-34)."""

import pytest

from handlers.therapist import assign
from tests.core_stage import playing
from tests.couple_stage import GIVEN
from tests.world import Line, events, play, texts

EDIT: Line = {"who": "ada", "tap": "Edit"}
OWN = {"why": "because i shout", "obstacle": "if i have drunk", "confidence": 2}


async def test_edit_asks_for_no_words_of_one() -> None:
    """Why, what is in the way and how sure somebody is are one person's: for two Edit has none of them."""
    printed = await play([*GIVEN[:-1], EDIT])
    labels = events(printed, "ada")[-1]["buttons"]
    assert "What exactly" in labels
    assert not {"Why, in Sam's words", "What may get in the way", "How sure they are"} & set(labels)
    assert "in Sam's words" not in texts(printed, "ada", "card")[-1]


async def test_no_words_of_one_reach_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft that holds them all the same sends none of them, to neither of the two."""
    empty = assign.blank()
    monkeypatch.setattr(assign, "blank", lambda: empty | OWN)
    async with playing(*GIVEN) as stage:
        for name in ("sam", "mia"):
            client = (await stage.person(name)).client
            assert client is not None
            (item,) = client.assignments
            assert (item.why, item.plan.obstacle, item.plan.confidence) == ("", "", None)
        assert not [t for t in texts(stage.printed) if "shout" in t or "drunk" in t]
