"""A therapist sets a client up: the golden lines of the first minutes, and what is said to half a command."""

from typing import Any

import pytest

from tests.world import ADA, client, events, play, texts

Line = dict[str, Any]
INVITE = "/invite Sam +447700900123 tue 15:00 weekly"
ASSIGN = "/assign sam thought record 3x at 19:00 note: Picking up on the argument at work."
SAM_UNASKED: Line = client("sam", joined=False, phone="+447700900123")


def ada(text: str) -> Line:
    """Ada writes."""
    return {"who": "ada", "text": text}


def taps(label: str) -> Line:
    """Ada taps."""
    return {"who": "ada", "tap": label}


def replies(printed: list[Line]) -> list[Line]:
    """Everything Ada got, in order."""
    return events(printed, "ada")


async def test_the_first_minute() -> None:
    """Two messages and two taps set a client up before they have answered, as the example week has it."""
    printed = await play(
        [ADA, SAM_UNASKED, ada(INVITE), taps("Yes"), ada(ASSIGN), taps("Send")], "2026-03-04T09:00:00+00:00"
    )
    asked, word, card, kept = replies(printed)
    assert asked["text"] == "Sam has agreed to be texted, and is over 18?"
    assert asked["buttons"] == ["Yes", "Under 18", "Not asked yet"]
    assert word["text"].startswith("Tell Sam this word: ")
    assert word["buttons"] == ["Take it back"]
    assert card["kind"] == "card"
    assert card["text"] == (
        "For Sam, until Tuesday 10 March\n"
        "Thought record · 3 times · about 8 min · cue at 19:00\n"
        'Note, in your name: "Picking up on the argument at work."\n'
        "Expected · you see the answers · smaller version: situation, thought, belief\n"
        "For you: Belief and feeling are rated 0 to 10; from 8 up the client is offered a landing. "
        "Compare ratings only for the same thought.\n"
        "Not said yet: why, in Sam's words; where; how you will both know it's done. "
        "Edit adds it, or it goes as it is."
    )
    assert card["buttons"] == ["Send", "Edit", "Cancel"]
    assert kept["text"] == "Kept. It goes to Sam once they agree, inside their hours."
    chosen = word["text"].split(": ")[1].split(".")[0]
    assert [chosen in text for text in texts(printed, "sam")] == [True]


async def test_a_yes_brings_the_assignment() -> None:
    """Once the client has joined, the therapist hears it in one line and the kept assignment goes out."""
    sam = [{"who": "sam", "text": words} for words in ("yes", "2", "1", "1")]
    lines = [ADA, SAM_UNASKED, ada(INVITE), taps("Yes"), ada(ASSIGN), taps("Send"), *sam]
    printed = await play([*lines, {"wait": "1m"}], "2026-03-04T09:00:00+00:00")
    assert texts(printed, "ada", "notice") == ["Sam has joined: text messages, full texts, London time."]
    assert "From Ada: Picking up on the argument at work." in texts(printed, "sam", "assignment")[0]


async def test_a_therapist_on_a_plain_phone() -> None:
    """By SMS the same commands work with digits, and Cancel reads Leave it."""
    lines = [{**ADA, "channel": "sms"}, client("sam"), ada("assign sam thought record daily at 19:00")]
    printed = await play([*lines, ada("3")])
    card = events(printed, "ada", "card")[0]
    assert card["buttons"] == ["Send", "Edit", "Leave it"]
    assert "1 Send  2 Edit  3 Leave it" in card["text"]
    assert texts(printed, "ada")[-1] == "Nothing was sent."


async def test_nothing_goes_out_without_a_yes_in_the_room() -> None:
    """Under 18 or not asked yet: no text leaves, and no case is opened."""
    for label in ("Under 18", "Not asked yet"):
        printed = await play([ADA, SAM_UNASKED, ada(INVITE), taps(label), ada("/clients")])
        assert texts(printed, "sam") == []
        assert "Nothing was sent." in texts(printed, "ada")[1]
        assert texts(printed, "ada")[2].startswith("No clients yet.")


async def test_an_invitation_can_be_taken_back() -> None:
    """Taken back before a yes, the client is no longer on the list, and a late yes joins nobody."""
    lines = [ADA, SAM_UNASKED, ada(INVITE), taps("Yes"), taps("Take it back"), {"who": "sam", "text": "yes"}]
    printed = await play([*lines, ada("/clients")])
    assert "Taken back." in texts(printed, "ada")[2]
    assert texts(printed, "ada")[-1].startswith("No clients yet.")
    assert not events(printed, "sam", "welcome")


async def test_a_telegram_invitation_is_a_link_that_joins() -> None:
    """Without a number the therapist gets a one-use link whose code brings the client in."""
    printed = await play([ADA, ada("/invite Mia wed 10:00"), taps("Yes")])
    link = texts(printed, "ada")[-1]
    code = link.split("?start=")[1].split()[0]
    lines = [
        ADA,
        ada("/invite Mia wed 10:00"),
        taps("Yes"),
        {"who": "mia", "text": f"/start {code}", "channel": "telegram"},
    ]
    joined = await play(lines)
    assert events(joined, "mia")[0]["kind"] in ("welcome", "consent")


JOINED = [ADA, client("sam"), client("samira"), client("kim", "telegram")]

BAD_INPUT = [
    ("/invite", "/invite NAME"),
    ("/invite Lou 07700900124", "with its country code"),
    ("/invite Lou +44 7700 900124", "in one piece"),
    ("/invite Lou +4412", "with its country code"),
    ("/invite Lou +447700900124 tue", "couldn't read the time"),
    ("/invite Lou +447700900124 tue 15:00 monthly", "couldn't read the time"),
    ("/invite Sam +447700900124", "called Sam already"),
    ("/invite Lou +447700900001", "This number can't be invited"),
    ("/asign kim", "/assign"),
    ("/frobnicate", "/help lists them all"),
    ("/assign", "/assign NAME ACTIVITY"),
    ("/assign zoe thought record", "Nobody here is called"),
    ("/assign sa thought record", "Which one?"),
    ("/assign kim underwater basket", "No activity in the library fits"),
    ("/session kim off 2 february", "is past"),
    ("/session kim off 4 march", "No meeting with Kim is planned"),
    ("/session kim off soonish", "couldn't read a day"),
    ("/session kim move tomorrow", "couldn't find a day and a time"),
    ("/session kim tuesdayish", "couldn't read a weekday and a time"),
    ("/away", "/away FROM TO"),
    ("/away next month", "couldn't read two days"),
    ("/away 1 february 2 february", "is past"),
    ("/pause kim", "/pause NAME 10d"),
    ("/pause kim 3000d", "up to a year"),
    ("/shrink kim", "No assignment is running"),
    ("/insession kim", "No assignment is running"),
    ("/preview", "/preview ACTIVITY"),
    ("/preview underwater", "No activity in the library fits"),
    ("/library underwater", "Nothing is filed under"),
    ("/export", "/export NAME"),
    ("what is this", "didn't find a command"),
]


@pytest.mark.parametrize(("text", "part"), BAD_INPUT)
async def test_what_cannot_be_done_is_answered_kindly(text: str, part: str) -> None:
    """Half, wrong or misspelt commands get one answer that says what is missing; no client hears of it."""
    printed = await play([*JOINED, ada(text)])
    (answer,) = replies(printed)
    assert part in answer["text"]
    assert [e for e in events(printed) if e["to"] != "ada"] == []


@pytest.mark.parametrize("text", ["/clients", "clients", "/CLIENTS", "Clients", "/clients@interlude_bot"])
async def test_commands_with_and_without_slash_in_any_case(text: str) -> None:
    """A command is the same with or without its slash and in any case."""
    printed = await play([*JOINED, ada(text)])
    assert len(texts(printed, "ada")[0].splitlines()) == 3


async def test_in_an_open_text_question_only_a_slash_is_a_command() -> None:
    """A note that begins with a command's name is a note; with a slash it is the command."""
    opened = [*JOINED, ada("/assign kim thought record"), taps("Daily"), taps("19:00")]
    printed = await play([*opened, ada("clients can be hard to face")])
    assert 'Note, in your name: "clients can be hard to face"' in texts(printed, "ada")[-1]
    printed = await play([*opened, ada("/clients")])
    assert texts(printed, "ada")[-1].startswith("Sam · ")


async def test_the_wizard_asks_for_what_is_missing() -> None:
    """Activity, how often, when and the note are asked one by one, one tap each; SKIP passes the note."""
    lines = [ada("/assign kim"), ada("walk"), taps("Once"), ada("quarter past 6 pm"), ada("skip")]
    printed = await play([*JOINED, *lines])
    assert events(printed, "ada")[0]["buttons"]
    assert "Flower or tree walk · once · about 15 min · cue at 18:15" in texts(printed, "ada")[-1]
    assert "Note" not in texts(printed, "ada")[-1]


async def test_several_activities_ask_which() -> None:
    """Words that fit several titles show them as choices."""
    printed = await play([*JOINED, ada("/assign kim a daily at 19:00"), ada("record")])
    assert len(events(printed, "ada")[0]["buttons"]) > 1
    assert events(printed, "ada")[-1]["kind"] == "card"


async def test_a_time_outside_the_hours_is_moved_and_said() -> None:
    """A planned time outside the client's hours becomes the nearest inside, and the card says so."""
    printed = await play([*JOINED, ada("/assign kim thought record daily at 22:00")])
    assert "cue at 20:00 (22:00 is outside Kim's hours, 09:00 to 20:00)" in texts(printed, "ada")[0]


async def test_edit_changes_one_thing_and_shows_the_card_again() -> None:
    """After Edit the card is shown once more with what was changed, and Cancel sends nothing."""
    lines = [
        ada("/assign kim thought record daily at 19:00"),
        taps("Edit"),
        taps("Expected or"),
        taps("Optional"),
    ]
    lines += [
        taps("Edit"),
        taps("Minutes"),
        ada("5"),
        taps("Edit"),
        taps("Why"),
        ada("to sleep better"),
        taps("Cancel"),
    ]
    printed = await play([*JOINED, *lines])
    card = [e["text"] for e in events(printed, "ada", "card")][-1]
    assert "Optional, not counted" in card
    assert "about 5 min" in card
    assert 'Why: "to sleep better"' in card
    assert texts(printed, "ada")[-1] == "Nothing was sent."
    assert texts(printed, "kim") == []


async def test_send_says_when_it_arrives() -> None:
    """Inside the hours it is sent now; at night it is kept for the morning, and then arrives."""
    lines = [*JOINED, ada("/assign kim thought record daily at 19:00"), taps("Send")]
    assert texts(await play(lines), "ada")[-1] == "Sent."
    printed = await play([*lines, {"wait": "12h"}], "2026-03-02T22:00:00+00:00")
    assert texts(printed, "ada")[1] == "Kept. It goes to Kim on Tuesday, 09:00, when their hours begin."
    assert [e["at"][:16] for e in events(printed, "kim", "assignment")] == ["2026-03-03T09:00"]


async def test_the_same_activity_takes_the_place_of_the_running_one() -> None:
    """Assigning an activity again ends the one that runs, so that one remains."""
    again = [ada("/assign kim thought record daily at 19:00"), taps("Send"), {"wait": "1h"}]
    printed = await play(
        [*JOINED, *again, ada("/assign kim thought record once at 18:00"), taps("Send"), ada("/client kim")]
    )
    assert "It takes the place of the one that is running." in events(printed, "ada", "card")[1]["text"]
    assert texts(printed, "ada")[-1].count("Thought record") == 1
    assert "once at 18:00" in texts(printed, "ada")[-1]


MISSED = [
    ADA,
    client("sam"),
    ada("/assign sam thought record daily at 19:00"),
    taps("Send"),
    {"until": "2026-03-11T09:00:00+00:00"},
]
NEW = ada("/assign sam walk daily at 19:00")


async def test_something_new_after_an_unexplored_miss_is_asked_about() -> None:
    """The guard shows five ways on; New anyway asks a reason, then the card; the same again is no new."""
    printed = await play(
        [
            *MISSED,
            NEW,
            taps("New anyway"),
            ada("We agreed on it in the room"),
            ada("/assign sam thought record once at 18:00"),
        ]
    )
    guard = events(printed, "ada", "card")[1]
    assert guard["buttons"] == ["Explore first", "Same again", "Shrink", "Do it in session", "New anyway"]
    assert [e["text"].splitlines()[1].split(" · ")[0] for e in events(printed, "ada", "card")[2:]] == [
        "Flower or tree walk",
        "Thought record",
    ]


async def test_the_guard_rests_once_it_was_looked_at() -> None:
    """After /insession the miss counts as looked at, and something new goes straight to the card."""
    printed = await play([*MISSED, ada("/insession sam"), taps("Only note it"), NEW])
    assert "Flower or tree walk" in events(printed, "ada", "card")[-1]["text"]


async def test_the_guard_can_shrink_or_repeat() -> None:
    """Shrink tells the client in one short notice; Same again shows the card of the last one."""
    printed = await play([*MISSED, NEW, taps("Shrink"), {"wait": "1h"}])
    assert ["made it smaller" in text for text in texts(printed, "sam", "notice")] == [True]
    printed = await play([*MISSED, NEW, taps("Same again")])
    assert "Thought record · daily" in events(printed, "ada", "card")[-1]["text"]
