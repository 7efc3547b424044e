"""What a therapist hears and sees of a pathway, and what stands beside giving one: guard, load, days away."""

import pytest

from tests.test_pathway_desk import SAM, ada, given
from tests.world import ADA, events, play, texts


async def test_a_step_by_hand_waits_for_a_word():
    """The therapist hears when a step waits, says `next` after the two have looked at it, and it goes out."""
    printed = await play(
        [
            *(ADA, SAM, ada("/pathway sam facing-fears"), ada(tap="Edit"), ada(tap="Leave one out")),
            *(ada(tap="1 Anxiety"), ada("/pathway sam facing-fears"), ada(tap="Send")),
            *(
                ada("/pathway sam leave out 1"),
                ada("/pathway sam leave out 1"),
                ada("/pathway sam leave out 1"),
            ),
            {"wait": "8d"},
            *(ada("/pathway sam next"), ada("skip"), ada("skip"), ada(tap="Send")),
        ]
    )
    notices = [text for text in texts(printed, "ada", "notice") if "waits for your word" in text]
    assert notices == [
        'Sam has come to build a ladder in "Facing fears". It waits for your word: look at it together, '
        "then /pathway Sam next"
    ]
    assert "A ladder, step by step" in texts(printed, "sam", "assignment")[-1]


async def test_the_guard_comes_first():
    """A pathway is something new as well: after an unexplored miss the guard card comes before it (H9)."""
    printed = await play(
        [
            *(ADA, SAM, ada("/assign sam thought record 3x at 19:00"), ada(tap="Send"), {"wait": "6d"}),
            *(ada("/pathway sam low-mood"), ada(tap="Look at what got")),
        ]
    )
    card = events(printed, "ada", "card")[-1]
    assert "Same again" not in card["buttons"]
    assert not any("Low mood" in text for text in texts(printed, "ada", "card"))


async def test_the_load_is_a_hint():
    """More than two expected things or the agreed minutes, a rise at the end: said, and Send still sends."""
    printed = await play(
        [
            *(ADA, SAM, ada("/client sam minutes 30"), ada("/client sam phase ending")),
            *(ada("/assign sam sleep notes daily at 19:00"), ada(tap="Send")),
            *(ada("/assign sam thought record 3x at 19:00"), ada(tap="Send")),
            *(ada("/pathway sam low-mood"), ada(tap="Send"), {"wait": "2d"}),
        ]
    )
    card = next(text for text in texts(printed, "ada", "card") if "Low mood" in text)
    assert "A lot at once: 4 expected things beside each other at the most" in card
    assert "you two agreed on 30." in card
    assert "Therapy is ending, and this asks for more than before." in card
    assert any("half-minute" in text for text in texts(printed, "sam", "assignment"))


async def test_no_hint_without_a_reason():
    """One pathway alone is no load worth a word."""
    card = texts(await play(given()), "ada", "card")[0]
    assert "A lot at once" not in card
    assert "min a week" not in card


async def test_where_the_therapist_sees_it():
    """The client's page and the summary say how far it is and what it waits for."""
    printed = await play([*given(), ada("/client sam"), ada("/summary sam")])
    page, summary = texts(printed, "ada")[-2:]
    assert "Low mood: from noticing to doing: 0 of 7 done" in page
    assert (
        "open: starting before you feel like it · next: pleasure journal, once what is open is done"
        in summary
    )


async def test_before_the_client_has_joined():
    """Kept like an assignment: the first step goes out when they have said yes, inside their hours."""
    lines = [ADA, ada("/invite Kim +447700900777"), ada(tap="Yes")]
    printed = await play([*lines, ada("/pathway kim low-mood"), ada(tap="Send")])
    assert "Kept. It goes to Kim once they agree, inside their hours." in texts(printed, "ada")


async def test_the_note_goes_with_the_first_step_only():
    """What the therapist writes stands before the first step, in their name."""
    lines = [ADA, SAM, ada("/pathway sam low-mood note: As we said."), ada(tap="Send")]
    done = [{"who": "sam", "text": "/done"}, {"who": "sam", "text": "skip"}, {"wait": "2d"}]
    first, second = texts(await play([*lines, *done]), "sam", "assignment")
    assert first.startswith("From Ada: As we said.")
    assert "As we said" not in second


@pytest.mark.parametrize("session", ["tue 15:00", ""])
async def test_nothing_new_while_the_therapist_is_away(session):
    """A step that falls into the days away comes after them, with meetings booked or without."""
    sam = {key: value for key, value in {**SAM, "session": session}.items() if value}
    away = [ada("/away 4 march 6 march"), ada(tap="Send")]
    lines = [ADA, sam, *away, ada("/pathway sam low-mood from 5 march"), ada(tap="Send"), {"wait": "8d"}]
    printed = await play(lines)
    assert [e["at"][:10] for e in events(printed, "sam", "assignment")] == ["2026-03-07"]
