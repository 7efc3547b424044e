"""The shared card: what both gave comes, at one moment; what one held back shows nowhere (CONTENT G-34)."""

import pytest

from tests.core_stage import playing
from tests.couple_stage import AFTER, COMES, GIVEN, MIA_GIVES, NONE, SAM_GIVES, does, gives, phone, swapped
from tests.world import Line, events, play, texts

DONE = does("mia", "the blue cup", "warm hands")
TAKEN_BACK: list[Line] = [*MIA_GIVES, {"who": "mia", "text": "card"}, {"who": "mia", "tap": "None this time"}]
WITHHELD: dict[str, list[Line]] = {
    "did nothing": [],
    "none": [*DONE, {"who": "mia", "tap": "None this time"}],
    "left open": DONE,
    "not after the preview": [
        *DONE,
        *({"who": "mia", "tap": t} for t in ("the blue cup", "That's all", "Nothing this time")),
    ],
    "taken back": TAKEN_BACK,
    "on hold": [*MIA_GIVES, {"who": "mia", "text": "i want to die"}],
    "passed over": [{"who": "mia", "tap": "Start"}, {"who": "mia", "text": "skip"}],
}


def until_six(lines: list[Line]) -> list[Line]:
    """The lines, then the time to the card and a little after it."""
    return [*lines, {"until": "2026-03-08T17:00:00+00:00"}, AFTER]


async def test_both_get_the_same_card_at_the_same_moment() -> None:
    """One text, one instant; until then neither phone shows anything of the other."""
    printed = await play(until_six([*GIVEN, *SAM_GIVES, *MIA_GIVES]))
    cards = [e for e in events(printed, kind="notice") if e["text"].startswith("Your shared card")]
    assert {e["to"] for e in cards} == {"sam", "mia"}
    assert {e["text"] for e in cards} == {
        'Your shared card, one exact thank-you.\nSam: "you rang my mother"\nMia: "the blue cup"'
    }
    assert {e["at"] for e in cards} == {COMES}
    assert not [t for t in texts(printed, "sam") if "blue cup" in t and not t.startswith("Your shared card")]


@pytest.mark.parametrize("how", WITHHELD)
async def test_what_one_holds_back_is_nothing_to_the_other(how: str) -> None:
    """Sam's phone is the same, to the byte and the second, whatever Mia did or did not do."""
    nothing = phone(await play(until_six([*GIVEN, *SAM_GIVES])), "sam")
    assert phone(await play(until_six([*GIVEN, *SAM_GIVES, *WITHHELD[how]])), "sam") == nothing
    assert [text for _, text, _ in nothing].count(NONE) == 1


async def test_it_is_the_same_whichever_side_withheld() -> None:
    """Who gave a line and got no card reads the same, be it Sam or Mia."""
    cast: list[Line] = [*GIVEN[:1], {**GIVEN[2], "cast": "sam", "name": "Sam"}, *GIVEN[2:]]
    sam_gave = await play(until_six([*cast, *SAM_GIVES]))
    mia_gave = await play(until_six([*cast, *_as_mia(SAM_GIVES)]))
    assert swapped(phone(sam_gave, "sam")[2:]) == phone(mia_gave, "mia")[2:]


def _as_mia(lines: list[Line]) -> list[Line]:
    return [{**line, "who": "mia"} for line in lines]


async def test_being_busy_moves_no_card() -> None:
    """Who is in the middle of a talk at that moment does not shift what the other sees by a second."""
    busy: list[Line] = [{"until": "2026-03-08T17:50:00+00:00"}, {"who": "mia", "text": "menu"}, AFTER]
    idle = phone(await play([*GIVEN, *SAM_GIVES, *MIA_GIVES, AFTER]), "sam")
    assert phone(await play([*GIVEN, *SAM_GIVES, *MIA_GIVES, *busy]), "sam") == idle
    assert phone(await play([*GIVEN, *SAM_GIVES, *busy]), "sam")[-1][:2] == (COMES, NONE)


async def test_before_the_moment_neither_store_holds_the_others_lines() -> None:
    """What is given stands with its writer alone; what is withheld never leaves them."""
    async with playing(*GIVEN, *SAM_GIVES, *MIA_GIVES) as stage:
        assert "blue cup" not in str(await stage.person("sam")) + str(await stage.records("sam"))
        assert "my mother" not in str(await stage.person("mia")) + str(await stage.records("mia"))
        assert "blue cup" not in str(await stage.person("ada"))


async def test_only_chosen_lines_stand_on_it() -> None:
    """What was begun with PRIVATE is not offered, what was not picked does not come; the default is none."""
    mia = [
        {"who": "mia", "tap": "Start"},
        {"who": "mia", "text": "the blue cup"},
        {"who": "mia", "text": "private i had cried"},
        {"who": "mia", "tap": "I kept it"},
        {"who": "mia", "text": "skip"},
        {"who": "mia", "text": "skip"},
    ]
    async with playing(*GIVEN, *SAM_GIVES) as stage:
        came = await stage(*mia)
        assert events(came, "mia")[-1]["buttons"] == ["None this time", "the blue cup"]
        came = await stage({"who": "mia", "tap": "the blue cup"})
        assert 'Mia: "the blue cup"' in texts(came, "mia")[-1]
        came = await stage({"who": "mia", "tap": "Put it on the card"}, AFTER)
        assert not [t for t in texts(came, "sam") if "an evening" in t or "cried" in t]
        assert not [t for t in texts(came, "mia") if "an evening" in t]


async def test_the_preview_is_what_the_other_reads() -> None:
    """The side of the card in the preview stands word for word on the card."""
    printed = await play(until_six([*GIVEN, *SAM_GIVES, *MIA_GIVES]))
    preview = next(t for t in texts(printed, "sam") if t.startswith("Mia would read"))
    card = next(t for t in texts(printed, "mia") if t.startswith("Your shared card"))
    assert preview.split("\n")[1] in card.split("\n")


async def test_a_later_doing_is_not_asked_about_again() -> None:
    """Who has given something is left alone; CARD shows it and changes it."""
    async with playing(*GIVEN, *SAM_GIVES) as stage:
        came = await stage({"who": "sam", "text": "card"})
        assert "shared card with Mia? One so far." in texts(came, "sam")[-1]
        await stage(*gives("sam", "an evening"), *MIA_GIVES)
        came = await stage(AFTER)
        assert 'Sam: "an evening"' in texts(came, "mia")[-1]


async def test_the_therapist_sees_that_it_was_shared_and_no_more() -> None:
    """In the summary of either stands that there was one, never its words; or that there was none."""
    ask: list[Line] = [{"who": "ada", "text": "/summary mia"}]
    shared = texts(await play(until_six([*GIVEN, *SAM_GIVES, *MIA_GIVES]) + ask), "ada")[-1]
    none = texts(await play(until_six([*GIVEN, *MIA_GIVES]) + ask), "ada")[-1]
    assert "Shared card, one exact thank-you: shared (Sun)" in shared
    assert "Shared card, one exact thank-you: none this time (Sun)" in none
    assert "my mother" not in shared


async def test_neutral_texts_show_nothing_of_a_card() -> None:
    """On a phone that shows nothing unasked, card and no card are the same neutral line."""
    cast = [{**line, "discreet": True} if line.get("cast") == "sam" else line for line in GIVEN]
    async with playing(*cast[:5], {"who": "sam", "text": "hi"}, *cast[5:]) as stage:
        came = await stage({"until": "2026-03-08T17:00:00+00:00"}, AFTER)
        assert NONE not in texts(came, "sam")
        came = await stage({"who": "sam", "text": "hi"})
        assert NONE in texts(came, "sam")


async def test_erased_with_either() -> None:
    """When Mia has everything deleted, nothing of hers is left with Sam or Ada, her name included."""
    gone: list[Line] = [{"who": "mia", "text": "delete"}, {"who": "mia", "tap": "Delete"}, {"wait": "1h"}]
    async with playing(*GIVEN, *SAM_GIVES, *MIA_GIVES, *gone) as stage:
        sam = (await stage.person("sam")).client
        assert sam is not None
        assert "Mia" not in str(sam)
        ada = await stage.person("ada")
        assert ada.therapist is not None
        assert ada.therapist.couples == []
        came = await stage({"wait": "7d"})
        assert "blue cup" not in " ".join(texts(came, "sam"))


async def test_a_card_read_already_goes_from_the_store_with_its_writer() -> None:
    """Once Mia is erased, Sam's stored copy of the card does not open any more."""
    gone: list[Line] = [{"who": "mia", "text": "delete"}, {"who": "mia", "tap": "Delete"}, {"wait": "1h"}]
    async with playing(*until_six([*GIVEN, *SAM_GIVES, *MIA_GIVES]), *gone) as stage:
        kept = await stage.stage.engine.store.export_person(stage.stage.practice, await stage.id("sam"))
        assert "blue cup" not in str(kept)
        assert "my mother" in str(kept)


async def test_a_link_that_ended_before_leaves_no_name() -> None:
    """Who had left the link and has everything deleted later is forgotten by the other all the same."""
    left: list[Line] = [{"who": "mia", "text": "unlink"}, {"wait": "2d"}]
    gone: list[Line] = [{"who": "mia", "text": "delete"}, {"who": "mia", "tap": "Delete"}, {"wait": "1h"}]
    async with playing(*GIVEN, *left, *gone) as stage:
        assert "Mia" not in str((await stage.person("sam")).client)


async def test_a_rest_keeps_the_card_until_it_is_over() -> None:
    """PAUSE says that nothing comes unasked: the card waits on that side, and comes on the other."""
    rest: Line = {"who": "mia", "text": "/pause 10d"}
    async with playing(*GIVEN, *SAM_GIVES, *MIA_GIVES, rest, AFTER) as stage:
        assert [e for e in events(stage.printed, "sam") if "you rang my mother" in e["text"]]
        assert not [e for e in events(stage.printed, "mia", "notice") if "you rang my mother" in e["text"]]
        came = events(await stage({"wait": "9d"}), "mia", "notice")
        assert [e for e in came if "you rang my mother" in e["text"] and "the blue cup" in e["text"]]
