"""`/pathway` as a therapist uses it: in one line and by buttons, on both channels (A-19 to A-28, I-17)."""

import pytest

from tests.core_stage import playing
from tests.world import ADA, Line, client, events, play, texts

SAM = client("sam", "telegram")
CHANNELS = ["telegram", "sms"]


def ada(text: str = "", tap: str = "") -> Line:
    """Ada types this, or taps that."""
    return {"who": "ada", **({"tap": tap} if tap else {"text": text})}


def given(pathway: str = "low-mood") -> list[Line]:
    """Ada has given Sam a pathway."""
    return [ADA, SAM, ada(f"/pathway sam {pathway} at 19:00"), ada(tap="Send")]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_two_messages_are_enough(channel):
    """The line plays the plan back, Send starts it, and the client has the first step."""
    printed = await play([{**ADA, "channel": channel}, *given()[1:]])
    (card,) = events(printed, "ada", "card")
    assert card["buttons"][0] == "Send"
    assert "Low mood: from noticing to doing" in card["text"]
    assert "7" in card["text"]
    assert "Sent. /pathway Sam shows how it stands." in texts(printed, "ada")
    (step,) = events(printed, "sam", "assignment")
    assert "The first half-minute" in step["text"]


async def test_cancel_sends_nothing():
    """Until Send nothing is the client's."""
    printed = await play([*given()[:3], ada(tap="Cancel"), {"wait": "3d"}])
    assert events(printed, "sam") == []
    assert "Nothing was sent." in texts(printed, "ada")


@pytest.mark.parametrize("said", ["/pathway", "/library pathways", "pathway"])
async def test_the_list(said):
    """All of the library's, with weeks and steps; a button shows one whole, with what to know before."""
    printed = await play([ADA, SAM, ada(said), ada(tap="Worry")])
    listed, shown = texts(printed, "ada")
    assert "worry · Worry · 5 weeks, 9 steps" in listed
    assert "Before behavioural experiment: Look at the safety of the plan together" in shown
    assert "The client reads: Room around thoughts" in shown
    assert "2. GAD-7 · once 2 min · after the one before" in shown.splitlines()
    assert "7. Behavioural experiment · once 15 min · seven days after, at your word" in shown


async def test_one_is_shown_by_its_name():
    """By id or by words of its title; a client's name comes first where both fit."""
    printed = await play([ADA, SAM, ada("/pathway facing fears"), ada("/pathway worry")])
    first, second = texts(printed, "ada")
    assert first.startswith("Facing fears (facing-fears) · 6 weeks")
    assert second.startswith("Worry (worry)")
    named = await play([ADA, client("worry"), ada("/pathway worry")])
    assert "Which pathway for Worry?" in texts(named, "ada")[0]


async def test_a_name_alone_asks_which():
    """Without a pathway it is chosen from the list, then played back."""
    printed = await play([ADA, SAM, ada("/pathway sam"), ada(tap="Self-criticism"), ada(tap="Send")])
    assert events(printed, "ada", "card")
    assert "One moment up close" in texts(printed, "sam", "assignment")[0]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("low-mood from 9 march", "Begins on Monday 9 March · reminders at 19:00"),
        ("low mood at half 6", "Begins Monday, 09:00 · reminders at 18:30"),
        ("low-mood note: As we said.", 'Note with the first, in your name: "As we said."'),
    ],
)
async def test_what_a_line_can_set(line, expected):
    """The first day, the time of the reminders, a note."""
    printed = await play([ADA, SAM, ada(f"/pathway sam {line}")])
    assert expected in texts(printed, "ada", "card")[0]


async def test_who_sees_the_answers():
    """`private` holds for every step of it."""
    lines = [ADA, SAM, ada("/pathway sam low-mood private"), ada(tap="Send")]
    async with playing(*lines) as stage:
        sam = await stage.person()
    assert sam.client is not None
    assert {step.visibility for step in sam.client.courses[0].steps} == {"private"}
    assert sam.client.assignments[0].visibility == "private"


async def test_a_later_start():
    """From a day on: nothing before it, then the first step at ten."""
    lines = [ADA, SAM, ada("/pathway sam low-mood from 5 march"), ada(tap="Send"), {"wait": "4d"}]
    printed = await play(lines)
    assert "Kept. The first step goes to Sam on Thursday, 10:00. /pathway Sam shows how it stands." in texts(
        printed, "ada"
    )
    assert [e["at"][:16] for e in events(printed, "sam", "assignment")] == ["2026-03-05T10:00"]


async def test_a_day_is_asked_for_where_one_is_needed():
    """A step that comes on a day is asked its day before the plan is shown."""
    lines = [ADA, SAM, ada("/pathway sam couple"), ada("20 march"), ada("Alex")]
    printed = await play(lines)
    asked, *_, card = texts(printed, "ada")
    assert asked.startswith('On which day does "A conversation date" come?')
    assert '5. A conversation date · once 60 min · on 20 March · partner: "Alex"' in card


async def test_edit_before_sending():
    """The order, one left out, one added, optional or needed: each by a button, and the card again."""
    printed = await play(
        [
            *given()[:3],
            *(ada(tap="Edit"), ada(tap="The order"), ada(tap="4 One planned"), ada(tap="One up")),
            *(ada(tap="Edit"), ada(tap="Leave one out"), ada(tap="2 Pleasure")),
            *(ada(tap="Edit"), ada(tap="Add one"), ada("thought record")),
            *(ada(tap="Edit"), ada(tap="Optional or needed"), ada(tap="2 One planned")),
            *(ada(tap="Edit"), ada(tap="The first day"), ada("friday")),
            *(ada(tap="Edit"), ada(tap="Time of day"), ada("20:00")),
            ada(tap="Send"),
        ]
    )
    card = texts(printed, "ada", "card")[-1]
    lines = [line.partition(" · ")[0] for line in card.split("\n") if line[:1].isdigit()]
    assert lines == [
        "1. Starting before you feel like it",
        "2. One planned pleasant thing",
        "3. Activity menu",
        "4. Activity schedule",
        "5. Ten minutes outside",
        "6. Thought record",
        "7. A challenge and my answer",
    ]
    assert "2. One planned pleasant thing · once 30 min · two days after, optional" in card
    assert "Begins on Friday 6 March · reminders at 20:00" in card


async def test_how_it_stands():
    """`/pathway sam` shows each step, what is open since when, and a button for everything."""
    printed = await play([*given(), ada("/pathway sam")])
    card = events(printed, "ada", "card")[-1]
    assert "1. Starting before you feel like it · once 3 min · open since 2 March" in card["text"]
    assert card["buttons"] == [
        *("Send the next one now", "Pause it", "Change the order", "Leave one out", "Add one"),
        *("End it here", "Seen"),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pause", "Sam · Low mood: from noticing to doing · resting"),
        ("up 4", "3. One planned pleasant thing"),
        ("low-mood down 2", "2. Activity menu"),
        ("leave out 2", "2. Activity menu"),
        ("optional 3", "3. Activity menu · once 8 min · seven days after, optional"),
        ("required 6", "6. Ten minutes outside · 3 times 12 min · six days after"),
        ("3 on 20 march", "3. Activity menu · once 8 min · on 20 March"),
        (
            "add thought record once optional after 2 days",
            "7. Thought record · once 8 min · two days after, optional",
        ),
        ("add take one rung", "7. Take one rung · 3 times 20 min · after the one before, at your word"),
        ("needed 6", "6. Ten minutes outside · 3 times 12 min · six days after"),
        ("6 needed", "6. Ten minutes outside · 3 times 12 min · six days after"),
        ("3 optional", "3. Activity menu · once 8 min · seven days after, optional"),
    ],
)
async def test_changes_in_one_line(line, expected):
    """Each change in a line; the card shows what it made, and the client's side has it as well."""
    lines = [*given(), ada(f"/pathway sam {line}")]
    printed = await play([*lines, ada("/pathway sam")])
    answer = texts(printed, "ada")
    shown = [text for text in answer if expected in text]
    assert len(shown) >= 2, "what was shown is what is kept"


async def test_the_end_asks_first_however_it_is_said():
    """As by its button; an older card of it does not ask about what has ended."""
    left = await play([*given(), ada("/pathway sam end"), ada(tap="Leave it"), ada("/pathway sam")])
    assert any(t.startswith('End "Low mood: from noticing to doing" for Sam?') for t in texts(left, "ada"))
    assert texts(left, "ada", "card")[-1].startswith("Sam · Low mood")
    lines = [*given(), ada("/pathway sam"), ada("/pathway sam end"), ada(tap="End it here")]
    printed = await play([*lines, ada(tap="Pause it")])
    assert texts(printed, "ada")[-2].startswith("Low mood: from noticing to doing has ended")
    assert texts(printed, "ada")[-1].startswith("This one has ended for Sam.")


@pytest.mark.parametrize("line", ["up 1", "up 9", "leave out 9", "1 on 20 march"])
async def test_what_cannot_be_changed(line):
    """A step that is out stays where it is, one that is not there is no step; nothing changes."""
    printed = await play([*given(), ada(f"/pathway sam {line}")])
    assert "can't be changed so" in texts(printed, "ada")[-1]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/pathway sam nonsense words", '"nonsense words" names no pathway'),
        ("/pathway sam 3 on blursday", 'Which day is "blursday"?'),
        ("/pathway sam add dairy", 'No activity in the library fits "dairy".'),
        ("/pathway sam add letter", '"letter" fits several'),
    ],
)
async def test_a_slip_is_answered(line, expected):
    """Words that are not understood get a clear answer, and nothing is changed or lost."""
    printed = await play([*given(), ada(line)])
    assert expected in texts(printed, "ada")[-1]


async def test_none_runs():
    """A change without a pathway says that none runs."""
    printed = await play([ADA, SAM, ada("/pathway sam pause")])
    assert texts(printed, "ada")[-1].startswith("No pathway is running for Sam.")


async def test_somebody_elses_client():
    """A name that is not theirs is answered like nobody's."""
    printed = await play([ADA, SAM, ada("/pathway mia low-mood")])
    assert "mia" in texts(printed, "ada")[-1]
    assert events(printed, "ada", "card") == []


async def test_by_buttons():
    """Everything the lines do, a tap does: order, leave out, add, the next one, pause, go on, end."""
    printed = await play(
        [
            *given(),
            ada("/pathway sam"),
            *(ada(tap="Change the order"), ada(tap="4 One planned"), ada(tap="One up")),
            *(ada(tap="Leave one out"), ada(tap="2 Pleasure")),
            *(ada(tap="Add one"), ada("sleep notes")),
            ada(tap="Pause it"),
            ada(tap="Go on"),
            ada(tap="Send the next one"),
            *(ada(tap="End it here"), ada(tap="End it here")),
        ]
    )
    assert [text.split(":")[0] for text in texts(printed, "sam", "assignment")] != []
    assert len(events(printed, "sam", "assignment")) == 2
    assert "One pleasant thing" in texts(printed, "sam", "assignment")[-1]
    assert texts(printed, "ada")[-1].startswith("Low mood: from noticing to doing has ended for Sam.")


async def test_by_digits():
    """On SMS the same by digits."""
    printed = await play(
        [{**ADA, "channel": "sms"}, *given()[1:], ada("/pathway sam"), ada("2"), ada("2"), ada("8"), ada("7")]
    )
    cards = texts(printed, "ada", "card")
    assert "resting" in cards[2]
    assert "resting" not in cards[3]


async def test_two_run():
    """With two the question is which; both may go on side by side."""
    lines = [
        *given(),
        ada("/pathway sam worry"),
        ada(tap="Send"),
        ada("/pathway sam pause"),
        ada(tap="Worry"),
    ]
    printed = await play([*lines, ada("/pathway sam worry"), ada(tap="Send")])
    assert "Several run. Which one?" in texts(printed, "ada")
    assert any("Sam · Worry · resting" in text for text in texts(printed, "ada", "card"))
    assert "It takes the place of the one that is running." in texts(printed, "ada", "card")[-1]
