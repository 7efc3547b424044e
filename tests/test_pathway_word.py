"""The word on a step that waits for it: what is agreed with it, and when it does not stand (A-22, E4, S3)."""

from handlers.client.people import client_of
from handlers.turn import DAY, HOUR
from tests.pathway_stage import Following
from tests.test_pathway_desk import SAM, ada
from tests.world import ADA, Line, events, play, texts


def sam(text: str) -> Line:
    """Sam writes."""
    return {"who": "sam", "text": text}


def ladder() -> list[Line]:
    """Sam on facing fears, and nothing before the ladder."""
    out = [ada("/pathway sam leave out 1")] * 3
    return [ADA, SAM, ada("/pathway sam facing-fears from 9 march"), ada(tap="Send"), *out]


AGREED = [ada("five floors in the lift at work"), ada("Thursday at noon, the main lift")]


async def test_a_rung_gets_a_name():
    """The word opens two questions and a card; what was agreed on reaches the client, and no other rung."""
    lines = [*ladder(), ada("/pathway sam leave out 1"), ada("/pathway sam next"), *AGREED, ada(tap="Send")]
    printed = await play([*lines, {"wait": "2h"}])
    card = next(text for text in texts(printed, "ada", "card") if text.startswith("For Sam, until"))
    assert 'What: "five floors in the lift at work"' in card
    assert 'When and where: "Thursday at noon, the main lift"' in card
    (text,) = texts(printed, "sam", "assignment")
    assert "five floors in the lift at work" in text
    assert "the step you two chose together" not in text


async def test_before_send_nothing_goes_out():
    """A card that is left is no word: the step waits on, and the line says how to give it."""
    lines = [*ladder(), ada("/pathway sam next"), *AGREED, ada(tap="Cancel"), {"wait": "1d"}]
    printed = await play(lines)
    assert texts(printed, "sam", "assignment") == []
    assert any('Nothing was sent. "Build a ladder" waits for your word' in t for t in texts(printed, "ada"))


async def test_note_and_confidence_go_with_it():
    """Edit on that card has everything an assignment has; the note stands in the therapist's name."""
    edits = [ada(tap="Edit"), ada(tap="Note"), ada("As we planned it."), ada(tap="Edit")]
    sure = [ada(tap="How sure"), ada("6"), ada(tap="Send")]
    printed = await play([*ladder(), ada("/pathway sam next"), *AGREED, *edits, *sure, {"wait": "2h"}])
    assert "Sure of it: 6 of 10" in texts(printed, "ada", "card")[-2]
    assert texts(printed, "sam", "assignment")[0].startswith("From Ada: As we planned it.")


async def test_a_rung_before_its_ladder_is_pointed_out():
    """Moved before what it builds on, or given before that is done: a line says so, no more."""
    lines = [*ladder(), ada("/pathway sam up 2"), ada("/pathway sam next")]
    answers = texts(await play(lines), "ada")
    assert "Take one rung builds on build a ladder, which comes after it." in answers[-2]
    assert answers[-1].startswith("Build a ladder is not done yet, and this builds on it.")


async def test_no_word_while_messages_rest_after_a_flag():
    """The card says why nothing goes out; no word is kept, and none is let loose by the release."""
    lines = [*ladder(), sam("i cant do this anymore i dont want to be here"), {"wait": "1h"}]
    lines += [ada("/pathway sam next"), {"wait": "20h"}, ada("/release sam"), {"wait": "8d"}]
    printed = await play(lines)
    card = next(t for t in texts(printed, "ada", "card") if "Facing fears" in t and "rest since" in t)
    assert "Messages to Sam rest since the flag: no step goes out, and no word on one is kept." in card
    assert "Next:" not in card
    assert texts(printed, "sam", "assignment") == []


def test_a_word_given_before_a_flag_ends_with_the_release():
    """What was to go out in the morning is asked about again once the hold has ended."""
    one = at_the_ladder()
    one.change("next", step="4")
    client = client_of(one.desk.person)
    client.held = True
    one.desk.told("release", therapist="ada", name="Ada")
    assert [(s.agreed_at, s.at_once, s.asked_at) for s in one.course.steps[3:4]] == [(0, False, 0)]


def test_a_word_in_a_hold_is_not_kept():
    """Also one that crosses the flag on its way."""
    one = at_the_ladder()
    client_of(one.desk.person).held = True
    one.change("next", step="4")
    assert not one.course.steps[3].agreed_at


def test_a_word_grows_stale():
    """A rest in between is longer than a plan lasts: the two look at it again before it goes out."""
    one = at_the_ladder()
    one.desk.now += 14 * HOUR
    one.change("next", step="4")
    client_of(one.desk.person).paused_until = one.desk.now + 10 * DAY
    one.desk.now += 10 * DAY
    client_of(one.desk.person).paused_until = 0
    one.desk.told("nothing")
    assert one.next() == []
    assert one.desk.turn is not None
    assert [tell.what for tell in one.desk.turn.tells] == ["pathway_waits"]
    assert not one.course.steps[3].agreed_at


def at_the_ladder() -> Following:
    """Three steps are done, and the therapist has been asked for the fourth."""
    one = Following("facing-fears")
    for _ in range(3):
        one.next()
        one.do()
    one.next()
    return one


async def test_after_leaving_and_in_a_rest_it_says_so():
    """As with an assignment: kept, and for when."""
    given = [ADA, SAM, ada("/pathway sam low-mood"), ada(tap="Send")]
    left = await play([*given, sam("STOP"), ada("/pathway sam next")])
    assert "Nothing can go out now: Sam has left" in texts(left, "ada", "card")[-1]
    assert "Next:" not in texts(left, "ada", "card")[-1]
    rests = await play([*given, sam("pause until 20 april"), ada("/pathway sam next")])
    card = texts(rests, "ada", "card")[-1]
    assert "Sam is taking a rest until Monday 20 April; nothing goes out before" in card
    assert "Next: Monday 20 April, 09:00" in card


async def test_what_just_went_out_is_not_announced():
    """Right after `next` the card says that it is on its way, not when its rule would have had it."""
    printed = await play([ADA, SAM, ada("/pathway sam low-mood"), ada(tap="Send"), ada("/pathway sam next")])
    card = events(printed, "ada", "card")[-1]["text"]
    assert "The next one is on its way to Sam." in card
    assert "Next:" not in card
