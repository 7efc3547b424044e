"""The therapist's desk as both phones show it: what summaries, cards and each command do."""

import json

import pytest

from tests.safety_stage import INVITE
from tests.world import ADA, client, events, play, texts

SAM_ON_TELEGRAM = client("sam", "telegram")
SAM_ON_FRIDAY = client("sam", "telegram", "fri 15:00")
MANY = [client(n, "telegram", s) for n, s in (("sam", "tue 15:00"), ("mia", "tue 16:00"))]
MANY += [client("lee", "telegram", "wed 10:00"), client("kim", "telegram", "thu 07:00")]


async def test_the_summary_comes_on_time_and_does_what_its_buttons_say():
    """On the minute; Reviewed asks for a rating and leaves the rest at hand; Smaller reaches the client."""
    printed = await play(
        [
            ADA,
            SAM_ON_FRIDAY,
            {"who": "ada", "text": "/assign sam thought record 3x at 19:00"},
            {"who": "ada", "tap": "Send"},
            {"until": "2026-03-06T12:30:00+00:00"},
            {"who": "ada", "tap": "Reviewed"},
            {"who": "ada", "tap": "3"},
            {"who": "ada", "tap": "Smaller"},
        ]
    )
    (summary,) = events(printed, "ada", "summary")
    assert summary["at"] == "2026-03-06T12:00:00+00:00"
    assert summary["buttons"] == ["Reviewed", "Do it together", "Smaller", "Same again", "Next"]
    more = next(e for e in events(printed, "ada", "reply") if e["text"] == "Anything else for Sam?")
    assert more["buttons"] == summary["buttons"]
    assert texts(printed, "sam", "notice")


async def test_next_begins_the_wizard_and_its_guard():
    """Next leads into /assign for this very client."""
    printed = await play(
        [ADA, SAM_ON_TELEGRAM, {"who": "ada", "text": "/summary sam"}, {"who": "ada", "tap": "Next"}]
    )
    assert texts(printed, "ada", "reply")[-1].startswith("Which activity for Sam?")


async def test_summary_without_a_name_is_of_the_nearest_session():
    """Who is in the room, else who comes next; nobody at all is said."""
    lines = [ADA, client("mia", "telegram", "tue 11:00"), SAM_ON_TELEGRAM]
    lines += [{"until": "2026-03-03T11:20:00+00:00"}, {"who": "ada", "text": "/summary"}]
    lines += [{"until": "2026-03-03T14:59:00+00:00"}, {"who": "ada", "text": "/summary"}]
    mia, mia_in_the_room, sam, sam_next = texts(await play(lines), "ada", "summary")
    assert mia.startswith("Mia · week 1 · today 11:00")
    assert mia_in_the_room.startswith("Mia · week 1 · met today 11:00")
    assert sam.startswith("Sam · week 1 · today 15:00")
    assert sam_next == sam
    assert texts(await play([ADA, {"who": "ada", "text": "/summary"}])) == [
        "Nobody has joined yet, so there is no week to sum up."
    ]


async def test_a_question_is_numbered_listed_answered_and_gone():
    """The therapist hears, answers by number, the client reads the words, and the list is empty again."""
    printed = await play(
        [
            ADA,
            SAM_ON_TELEGRAM,
            {"who": "sam", "text": "/ask do i write it even if silly?"},
            {"who": "ada", "text": "/questions"},
            {"who": "ada", "text": "/answer 7 no such"},
            {"who": "ada", "text": "/answer 1"},
            {"who": "ada", "text": "/answer 1 Yes, silly ones too."},
            {"who": "ada", "text": "/questions"},
        ]
    )
    assert '"do i write it even if silly?"' in texts(printed, "ada", "notice")[0]
    listed, unknown, form, sent, empty = texts(printed, "ada", "reply")
    assert listed.startswith("1 · Sam, today: ")
    assert unknown.startswith("Question 7 isn't open. Open: 1.")
    assert form.startswith("/answer N TEXT")
    assert (sent, empty) == ("That goes to Sam, inside their hours.", "No questions are open.")
    assert "Yes, silly ones too." in texts(printed, "sam", "notice")[-1]


async def test_an_open_question_stands_on_the_summary_until_it_is_answered():
    """Unanswered it needs the therapist; answered it is gone."""
    lines = [ADA, SAM_ON_TELEGRAM, {"who": "sam", "text": "/ask can we meet online?"}]
    lines += [{"who": "ada", "text": "/summary"}, {"who": "ada", "text": "/answer 1 Yes."}]
    open_one, gone = texts(await play([*lines, {"who": "ada", "text": "/summary"}]), "ada", "summary")
    assert 'Asked today: "can we meet online?"' in open_one
    assert "Asked" not in gone


async def test_a_note_is_the_therapists_alone():
    """Listed for the therapist, and nowhere in what the client can see or export."""
    printed = await play(
        [
            ADA,
            SAM_ON_TELEGRAM,
            {"who": "ada", "text": "/note sam ask about the sister"},
            {"who": "ada", "text": "/note sam"},
            {"who": "sam", "text": "/sees"},
            {"who": "sam", "sees": "store"},
        ]
    )
    assert "ask about the sister" in texts(printed, "ada")[-1]
    seen = [line for line in printed if line.get("to") == "sam" or "store" in line]
    assert "sister" not in json.dumps(seen)


AFTER = [ADA, SAM_ON_TELEGRAM, {"until": "2026-03-03T16:05:00+00:00"}]


async def test_the_recap_prompt_and_three_lines():
    """Discussed, three lines to the client, and the week ahead."""
    printed = await play(
        [
            *AFTER,
            {"who": "ada", "tap": "Partly"},
            {"who": "ada", "text": "We looked at the call."},
            {"wait": "1h"},
        ]
    )
    first, lines = events(printed, "ada", "recap")
    assert first["at"] == "2026-03-03T16:00:00+00:00"
    assert first["buttons"] == ["Yes", "Partly", "No", "It didn't take place"]
    assert lines["text"].startswith("Three lines for Sam?")
    assert "We looked at the call." in texts(printed, "sam", "notice")[-1]
    assert events(printed, "ada", "reply")[-1]["buttons"] == ["Next", "Same again", "Leave it for now"]


async def test_skip_sends_nothing():
    """No lines, no text to the client."""
    printed = await play(
        [*AFTER, {"who": "ada", "tap": "Yes"}, {"who": "ada", "text": "skip"}, {"wait": "1h"}]
    )
    assert texts(printed, "sam") == []


@pytest.mark.parametrize(
    "said", [{"tap": "It didn't take place"}, {"text": "/recap sam it didn't take place"}]
)
async def test_a_session_that_did_not_take_place(said):
    """By button or in words: not counted, nothing to the client, and marked on both sides."""
    printed = await play([*AFTER, {"who": "ada", **said}, {"who": "sam", "sees": "store"}])
    assert texts(printed, "ada", "reply")[-1].startswith(
        "Noted: Tuesday 3 March didn't take place. The week isn't counted for Sam"
    )
    store = next(line["store"] for line in printed if "store" in line)
    assert store["person"]["client"]["bonds"][0]["session"]["held"] == {"2026-03-03": "missed"}
    assert texts(printed, "sam") == []


async def test_a_recap_in_one_line_marks_the_session_held():
    """/recap with words: sent, held, and not asked again an hour later."""
    lines = [ADA, SAM_ON_TELEGRAM, {"until": "2026-03-03T15:50:00+00:00"}]
    lines += [{"who": "ada", "text": "/recap sam One rough line a day."}, {"wait": "2h"}]
    printed = await play([*lines, {"who": "sam", "sees": "store"}])
    assert events(printed, "ada", "recap") == []
    assert "One rough line a day." in texts(printed, "sam", "notice")[-1]
    store = next(line["store"] for line in printed if "store" in line)
    assert store["person"]["client"]["bonds"][0]["session"]["held"] == {"2026-03-03": "held"}


async def test_the_morning_card_gathers_what_would_interrupt():
    """With four clients news waits for 07:30; a name opens the summary, and the rest stay at hand."""
    printed = await play(
        [
            ADA,
            *MANY,
            {"who": "sam", "text": "/ask can we meet online?"},
            {"who": "mia", "text": "/pause 3d"},
            {"until": "2026-03-03T07:31:00+00:00"},
            {"who": "ada", "tap": "Sam"},
        ]
    )
    (card,) = events(printed, "ada", "card")
    assert card["at"] == "2026-03-03T07:30:00+00:00"
    assert card["buttons"] == ["Sam", "Mia", "Everyone"]
    assert card["text"].startswith("Today: Sam 15:00, Mia 16:00.")
    assert "Questions: 1 Sam (today)." in card["text"]
    assert "Mia rests from messages" in card["text"]
    assert events(printed, "ada")[0] == card
    assert 'Asked today: "can we meet online?"' in texts(printed, "ada", "summary")[0]
    assert events(printed, "ada")[-1]["buttons"] == ["Mia", "Everyone"]


async def test_the_evening_card_asks_for_the_days_recaps():
    """By button, one after the other; what has been recapped is not asked again."""
    printed = await play(
        [
            ADA,
            *MANY,
            {"until": "2026-03-03T15:55:00+00:00"},
            {"who": "ada", "text": "/recap sam One rough line a day."},
            {"until": "2026-03-03T17:30:00+00:00"},
            {"who": "ada", "tap": "Mia"},
        ]
    )
    card = events(printed, "ada", "card")[-1]
    assert (card["at"], card["buttons"]) == ("2026-03-03T17:20:00+00:00", ["Mia"])
    assert texts(printed, "ada", "recap") == ["Mia, Tuesday, 16:00: was the week discussed?"]


async def test_what_did_not_arrive_is_said_once():
    """One notice for however many lost texts, and another only after the client has written again."""
    lines = [ADA, client("sam", "sms", "fri 15:00"), {"refuse": "sms", "how": "refused", "times": -1}]
    lines += [
        {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
        {"who": "ada", "tap": "Send"},
    ]
    printed = await play([*lines, {"wait": "2d"}])
    lost = "A message to Sam did not arrive by text message. "
    lost += "Worth checking the number or the chat when you meet."
    assert texts(printed, "ada", "notice") == [lost]
    printed = await play([*lines, {"wait": "2d"}, {"who": "sam", "text": "todo"}, {"wait": "1d"}])
    assert [text for text in texts(printed, "ada", "notice") if "arrive" in text] == [lost, lost]


async def test_three_silent_weeks_are_the_therapists_to_decide():
    """Said once, and a pause reaches the client's side."""
    printed = await play(
        [
            ADA,
            SAM_ON_TELEGRAM,
            {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
            {"who": "ada", "tap": "Send"},
            {"until": "2026-03-24T20:00:00+00:00"},
            {"who": "ada", "tap": "Pause for two weeks"},
        ]
    )
    told = [e for e in events(printed, "ada", "notice") if "No word from Sam" in e["text"]]
    assert [e["buttons"] for e in told] == [["Pause for two weeks", "Leave it"]]
    assert texts(printed, "ada", "reply")[-1].startswith("Sam rests until")


async def test_who_has_left_is_said_and_prepared_for_no_more():
    """Leaving for good is said at once, and no summary or recap follows."""
    lines = [ADA, SAM_ON_TELEGRAM, {"who": "sam", "text": "/delete"}, {"who": "sam", "tap": "Delete"}]
    printed = await play([*lines, {"until": "2026-03-12T09:00:00+00:00"}])
    assert any(text.startswith("Sam asked for everything") for text in texts(printed, "ada", "notice"))
    late = [
        e
        for e in events(printed, "ada")
        if e["at"] > "2026-03-03T09:05" and e["kind"] in ("summary", "recap")
    ]
    assert late == []


async def test_letters_wait_for_the_morning_card():
    """No preview interrupts; Read shows each letter, and Send all is still at hand and sends them."""
    lines = [ADA, client("sam", "telegram", "fri 15:00"), client("mia", "telegram", "fri 16:00"), *MANY[2:]]
    lines += [{"until": "2026-03-06T16:30:00+00:00"}]
    for name in ("sam", "mia"):
        lines += [{"who": "ada", "text": f"/assign {name} thought record daily at 19:00"}]
        lines += [{"who": "ada", "tap": "Send"}]
    lines += [{"until": "2026-03-10T07:40:00+00:00"}, {"who": "ada", "tap": "Read"}]
    printed = await play([*lines, {"who": "ada", "tap": "Send all"}, {"until": "2026-03-10T12:00:00+00:00"}])
    card = events(printed, "ada", "card")[-1]
    assert card["text"] == "Letters: Sam (Tue 10:00, waits for you), Mia (Tue 10:00, waits for you)"
    assert [e["at"][:16] for e in events(printed, "ada", "letter")] == ["2026-03-10T07:40"] * 2
    assert texts(printed, "ada", "reply")[-1] == "Two letters go at the planned time."
    assert [e["at"][:16] for e in events(printed, kind="letter") if e["to"] != "ada"] == [
        "2026-03-10T10:00"
    ] * 2


async def test_news_of_joining_waits_like_other_news():
    """While the therapist is away, who joined or let the request lapse is said when they are back, once."""
    away = [{"who": "ada", "text": "/away 2 march 6 march"}, {"who": "ada", "tap": "Send"}]
    lines = [ADA, *INVITE, *away, {"who": "kim", "text": "no"}, {"until": "2026-03-06T20:00:00+00:00"}]
    printed = await play(lines)
    assert not any("invited" in text for text in texts(printed, "ada", "notice"))
    back = await play([*lines, {"until": "2026-03-09T12:00:00+00:00"}])
    assert len([text for text in texts(back, "ada", "card") if "Somebody you invited said no" in text]) == 1
