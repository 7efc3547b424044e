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


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("/assign sam before and after the anxiety daily at 19:00", "en"),
        ("/assign sam thought & belief daily at 19:00", "en"),
        ("/asignar sam antes y después de la ansiedad diario a las 19:00", "es"),
    ],
)
async def test_a_title_may_hold_an_and(line: str, language: str) -> None:
    """Words of a title between which stands "and" are no two clients."""
    cast = [{**one, "language": language} if one.get("cast") == "ada" else one for one in GIVEN[:3]]
    said = texts(await play([*cast, {"who": "ada", "text": line}]), "ada")[-1]
    assert "/couple" not in said
    assert "/pareja" not in said


@pytest.mark.parametrize("between", ["+", "and", "&", "y"])
@pytest.mark.parametrize("what", ["one exact thank-you once at 19:00", "", "thankyuo"])
async def test_two_names_are_two(between: str, what: str) -> None:
    """Between the names of two clients each of these means both, also where the activity is asked for."""
    asked: Line = {"who": "ada", "text": f"/assign sam {between} mia {what}"}
    async with playing(*GIVEN[:-2], asked) as stage:
        (talk,) = [one for one in await stage.talks("ada") if one["script"] == "assign"]
        assert talk["args"]["also"] == await stage.id("mia")


async def test_a_name_with_an_and_is_one() -> None:
    """Somebody whose own name holds the word is one client."""
    jose = {**GIVEN[1], "name": "José Ortega y Gasset"}
    asked: Line = {"who": "ada", "text": "/assign José Ortega y Gasset thought record daily at 19:00"}
    said = texts(await play([GIVEN[0], jose, GIVEN[2], asked]), "ada")[-1]
    assert said.startswith("For José Ortega y Gasset, until")
