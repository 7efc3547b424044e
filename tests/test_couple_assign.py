"""What two get is what both may read; how each of them stands, the therapist reads before (CONTENT G-34)."""

import pytest

from handlers.therapist import assign
from tests.core_stage import playing
from tests.couple_stage import GIVEN, LINKED, MIA_GIVES, NONE, SAM_GIVES
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


HELD: Line = {"who": "mia", "text": "i want to die"}


async def test_the_card_says_how_each_of_the_two_stands() -> None:
    """Before Send and after it each has a line of their own: one on hold gets it after a release."""
    async with playing(*GIVEN[:-2], HELD, GIVEN[-2]) as stage:
        card = next(t for t in reversed(texts(stage.printed, "ada")) if t.startswith("For Sam and Mia"))
        assert "Sam: cue at 19:00\n" in card
        assert "Mia: cue at 19:00 · after /release\n" in card
        came = await stage({"who": "ada", "tap": "Send"})
        assert texts(came, "ada")[-1] == "Sam: sent.\nMia: kept until /release."
        assert not events(came, "mia", "assignment")


async def test_nothing_goes_to_two_who_are_linked_no_more() -> None:
    """A link that ended while the card was open sends nothing to either."""
    async with playing(*GIVEN[:-1], {"who": "mia", "text": "unlink"}) as stage:
        came = await stage({"who": "ada", "tap": "Send"})
        assert "Sam and Mia are not linked" in texts(came, "ada")[-1]
        assert not events(came, kind="assignment")


async def test_given_again_there_is_one_card() -> None:
    """The same once more moves the open card: what one approved stays on it, and they read when it comes."""
    async with playing(*GIVEN, *SAM_GIVES, {"wait": "1d"}, GIVEN[-2]) as stage:
        card = texts(stage.printed, "ada", "card")[-1]
        assert "It takes the place of the one that is running; a shared card still open moves to" in card
        came = await stage({"who": "ada", "tap": "Send"})
        assert any(
            "comes on Monday 9 March, 18:00 now. What you put on it stays" in t for t in texts(came, "sam")
        )
        assert not [t for t in texts(came, "mia") if "What you put" in t]
        came = await stage({"who": "sam", "text": "card"})
        assert "One so far" in texts(came, "sam")[-1]
        await stage({"who": "sam", "text": "skip"}, *MIA_GIVES)
        came = await stage({"until": "2026-03-09T20:00:00+00:00"})
        assert [t for t in texts(came, "mia") if t.startswith("Your shared card") and "rang my mother" in t]
        assert NONE not in texts(stage.printed)


async def test_same_again_is_not_for_two() -> None:
    """What was made for one of them alone is not offered for both."""
    alone: list[Line] = [
        {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
        {"who": "ada", "tap": "Send"},
        {"until": "2026-03-05T12:00:00+00:00"},
    ]
    one: Line = {"who": "ada", "text": "/assign sam one exact thank-you once at 19:00"}
    for asked, offered in ((one, True), (GIVEN[-2], False)):
        printed = await play([*LINKED, *alone, asked])
        labels = events(printed, "ada")[-1]["buttons"]
        assert "New anyway" in labels, labels
        assert ("Same again" in labels) is offered


MISSED: list[Line] = [
    *LINKED,
    {"who": "ada", "text": "/assign mia thought record daily at 19:00"},
    {"who": "ada", "tap": "Send"},
    {"until": "2026-03-05T12:00:00+00:00"},
]


async def test_the_guard_looks_at_both() -> None:
    """What the second of the two has missed is asked about under their own name, and may hold both back."""
    async with playing(*MISSED, GIVEN[-2]) as stage:
        card = texts(stage.printed, "ada", "card")[-1]
        assert card.startswith("Thought record hasn't happened yet for Mia")
        came = await stage({"who": "ada", "tap": "Explore first"})
        assert "/insession Mia" in texts(came, "ada")[-1]
        came = await stage(GIVEN[-2], {"who": "ada", "tap": "New anyway"}, {"who": "ada", "text": "skip"})
        assert texts(came, "ada", "card")[-1].startswith("For Sam and Mia")


async def test_the_guard_asks_of_each() -> None:
    """Where both have missed something, each is looked at before the card."""
    alone: list[Line] = [
        {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
        {"who": "ada", "tap": "Send"},
    ]
    new: list[Line] = [{"who": "ada", "tap": "New anyway"}, {"who": "ada", "text": "skip"}]
    printed = await play([*LINKED, *alone, *MISSED[len(LINKED) :], GIVEN[-2], *new, *new])
    names = [
        text.split(" for ")[1][:3] for text in texts(printed, "ada", "card") if "hasn't happened" in text
    ]
    assert names == ["Sam", "Mia"]
    assert texts(printed, "ada", "card")[-1].startswith("For Sam and Mia")


@pytest.mark.parametrize("who", ["sam", "mia"])
async def test_the_hints_look_at_both(who: str) -> None:
    """What is noted of either stands with that name alone, and what one has had is not known to both."""
    noted: list[Line] = [
        {"who": "ada", "text": f"/assign {who} one exact thank-you once at 19:00"},
        {"who": "ada", "tap": "Send"},
        {"who": "ada", "text": f"/client {who} capacity 2"},
    ]
    card = texts(await play([*LINKED, *noted, GIVEN[-2]]), "ada", "card")[-1]
    lines = [line for line in card.split("\n") if "apacity" in line]
    assert [line.split(":")[0] for line in lines] == [who.capitalize()]
    assert "Not said yet" in card
