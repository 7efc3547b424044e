"""The five-minute morning: the digest, a client's card, and one tap for each thing (CONTENT E1, G-28)."""

from typing import Any

import pytest

from tests.world import ADA, client, events, play, texts

SAM, MIA = client("sam", "telegram", "fri 15:00"), client("mia", "telegram", "wed 11:00")
ASSIGNED = [
    {"who": "ada", "text": "/assign sam thought record 3x at 19:00"},
    {"who": "ada", "tap": "Send"},
]


def ada(*lines: str) -> list[dict[str, str]]:
    """Ada types (a slash first) or taps."""
    return [
        {"who": "ada", ("text" if line.startswith(("/", ">")) else "tap"): line.lstrip(">")} for line in lines
    ]


def kept(printed: list[dict[str, Any]], who: str = "sam") -> dict[str, Any]:
    """The person as stored, at the end."""
    found: dict[str, Any] = [line["store"] for line in printed if "store" in line][-1]["person"]
    return found


async def test_who_needs_something_comes_first():
    """A question puts Sam before Mia, whose meeting is sooner; without it the sooner meeting comes first."""
    printed = await play([ADA, SAM, MIA, *ada("/clients")])
    assert events(printed, "ada")[-1]["buttons"] == ["Mia", "Sam"]
    lines = [ADA, SAM, MIA, {"who": "sam", "text": "/ask is one line enough?"}, *ada("/clients")]
    digest = events(await play(lines), "ada")[-1]
    assert digest["buttons"] == ["Sam", "Mia"]
    assert digest["text"].split("\n") == [
        "Sam · one question · next Fri 6 March, 15:00",
        "Mia · next Wed 4 March, 11:00",
    ]


async def test_the_digest_counts_what_is_required():
    """Done of what was agreed over the required items; an optional one is in neither number."""
    lines = [ADA, SAM, *ASSIGNED, {"who": "sam", "text": "done"}, {"who": "sam", "text": "skip"}]
    lines += ada("/assign sam breathing daily at 18:00 optional", "Send", "/clients")
    assert "Sam ▓▓░░░ 1/3 ·" in texts(await play(lines), "ada", "reply")[-1]


async def test_on_sms_there_are_sums_and_no_names():
    """By SMS the sums alone: no name, no title, no words, and nothing to tap."""
    lines = [{**ADA, "channel": "sms"}, SAM, *ASSIGNED, {"who": "sam", "text": "/ask is one line enough?"}]
    digest = events(await play([*lines, *ada("/clients")]), "ada")[-1]
    assert digest["text"].startswith(
        "One client, 1 waiting for you. 0 of 3 done, wins 0, questions 1, flags 0."
    )
    assert digest["buttons"] == []
    assert not any(word in digest["text"] for word in ("Sam", "Thought", "line enough"))


async def test_on_sms_the_card_has_no_words():
    """What was noted and what several weeks show stays off SMS; how things stand is there."""
    lines = [{**ADA, "channel": "sms"}, SAM, *ASSIGNED, *ada("/client sam resources a sister nearby")]
    card = texts(await play([*lines, *ada("/client sam")]), "ada", "reply")[-1]
    assert "Thought record: 0 of 3" in card
    assert "sister" not in card


async def test_a_name_opens_its_card_and_the_list_stays():
    """One after the other, from the same list."""
    printed = await play([ADA, SAM, MIA, *ada("/clients", "Sam", "Mia")])
    first, second = texts(printed, "ada", "reply")[-2:]
    assert first.startswith("Sam\nNext: Friday 6 March")
    assert second.startswith("Mia\nNext: Wednesday 4 March")


async def test_the_morning_card_opens_the_digest():
    """Everyone is one tap away on the Morning card, and the card's own buttons stay."""
    many = [SAM, MIA, client("lee", "telegram", "tue 10:00"), client("kim", "telegram", "thu 09:00")]
    lines = [ADA, *many, {"until": "2026-03-03T07:31:00+00:00"}, *ada("Everyone", "Lee")]
    printed = await play(lines)
    card = events(printed, "ada", "card")[0]
    assert card["buttons"] == ["Lee", "Everyone"]
    assert "Mia · next Wed 4 March, 11:00" in texts(printed, "ada", "reply")[0]
    assert "Lee" in texts(printed, "ada")[-1]


async def test_with_few_clients_there_is_no_everyone():
    """With three clients news comes by itself, and a card that gathers it has nobody else to show."""
    lines = [ADA, SAM, *ada("/away 2 march 2 march", "Send"), {"who": "sam", "text": "/ask can we meet?"}]
    cards = events(await play([*lines, {"until": "2026-03-03T08:00:00+00:00"}]), "ada", "card")
    assert [card["buttons"] for card in cards if "Everyone" in card["buttons"]] == []


async def test_buttons_are_what_fits():
    """No question, nothing to reply to; nothing running, nothing to make smaller; not joined, no buttons."""
    printed = await play([ADA, SAM, *ada("/client sam"), *ASSIGNED, *ada("/client sam")])
    plain, running = events(printed, "ada", "reply")[0], events(printed, "ada", "reply")[-1]
    assert plain["buttons"] == ["Next week", "Summary"]
    assert running["buttons"] == ["Smaller", "On the agenda", "Next week", "Summary"]
    invited = await play([ADA, client("kim", joined=False), *ada("/client kim")])
    assert events(invited, "ada", "reply")[-1]["buttons"] == []


async def test_reply_answers_the_question():
    """One tap, a line, and it is with the client; the question is gone from the list."""
    lines = [ADA, SAM, {"who": "sam", "text": "/ask is one line enough?"}]
    lines += ada("/client sam", "Reply", ">yes, plenty", "/questions")
    printed = await play(lines)
    assert 'Sam asked today: "is one line enough?"' in texts(printed, "ada", "reply")[-3]
    assert "yes, plenty" in texts(printed, "sam", "notice")[-1]
    assert texts(printed, "ada", "reply")[-1] == "No questions are open."


async def test_skip_leaves_the_question():
    """Nothing is sent, and it waits where it did."""
    lines = [ADA, SAM, {"who": "sam", "text": "/ask is one line enough?"}]
    printed = await play([*lines, *ada("/client sam", "Reply", ">skip", "/questions")])
    assert texts(printed, "sam", "notice") == []
    assert texts(printed, "ada", "reply")[-1].startswith("1 · Sam, today: ")


async def test_a_question_answered_meanwhile_is_not_answered_twice():
    """The button is old, the answer went another way: said, and nothing goes out again."""
    lines = [ADA, SAM, {"who": "sam", "text": "/ask is one line enough?"}]
    printed = await play([*lines, *ada("/client sam", "/answer 1 Yes.", "Reply")])
    assert texts(printed, "ada", "reply")[-1] == "No question of Sam's is waiting any more."
    assert len(texts(printed, "sam", "notice")) == 1


async def test_smaller_and_its_undo():
    """One tap makes it smaller on the client's side, Undo makes it what it was, and the client hears both."""
    lines = [ADA, SAM, *ASSIGNED, *ada("/client sam", "Smaller")]
    printed = await play([*lines, {"who": "sam", "sees": "store"}])
    assert kept(printed)["client"]["assignments"][0]["small"] is True
    assert events(printed, "ada", "reply")[-1]["buttons"] == ["Undo"]
    printed = await play([*lines, *ada("Undo"), {"who": "sam", "sees": "store"}])
    assert kept(printed)["client"]["assignments"][0]["small"] is False
    assert [text[:18] for text in texts(printed, "sam", "notice")] == [
        "Ada made it smalle",
        "Ada has set though",
    ]


async def test_an_undo_in_time_is_never_heard_of():
    """At night the notice waits for the client's hours; taken back before, nothing comes in the morning."""
    lines = [ADA, SAM, *ASSIGNED, {"until": "2026-03-02T22:00:00+00:00"}]
    lines += [*ada("/shrink sam", "Undo"), {"until": "2026-03-03T10:00:00+00:00"}]
    assert texts(await play(lines), "sam", "notice") == []


async def test_on_the_agenda_and_its_undo():
    """On the therapist's list it stands in the summary and at the recap; Undo takes it off."""
    lines = [ADA, SAM, *ASSIGNED, *ada("/client sam", "On the agenda")]
    printed = await play([*lines, {"until": "2026-03-06T16:05:00+00:00"}])
    assert "From you, for the session: Thought record" in texts(printed, "ada", "summary")[0]
    assert "From you: Thought record" in texts(printed, "ada", "recap")[0]
    printed = await play([*lines, *ada("Undo", "/summary sam")])
    assert "From you" not in texts(printed, "ada", "summary")[0]


async def test_what_was_discussed_is_off_the_list():
    """After a session that was discussed the therapist's list begins anew."""
    lines = [
        ADA,
        SAM,
        *ASSIGNED,
        *ada("/client sam", "On the agenda"),
        {"until": "2026-03-06T16:05:00+00:00"},
    ]
    printed = await play([*lines, *ada("Yes", ">skip", "/client sam")])
    assert "From you" not in texts(printed, "ada", "reply")[-1]


async def test_next_week_begins_the_wizard():
    """For this very client, and nothing changes before Send."""
    printed = await play([ADA, SAM, *ada("/client sam", "Next week")])
    assert texts(printed, "ada", "reply")[-1].startswith("Which activity for Sam?")


async def test_a_button_of_somebody_who_is_gone():
    """The client has left: said kindly, and nothing happens."""
    leave = [{"who": "sam", "text": "/delete"}, {"who": "sam", "tap": "Delete"}, {"wait": "2d"}]
    printed = await play([ADA, SAM, MIA, *ada("/clients"), *leave, *ada("Mia")])
    assert texts(printed, "ada", "reply")[-1].startswith(("Mia", "That button"))


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("stage contemplation", "Stage: contemplation"),
        ("stage Prep", "Stage: preparation"),
        ("stage pre-contemplation", "Stage: precontemplation"),
        ("capacity 4", "capacity 4 of 10"),
        ("minutes 60", "60 min a week agreed"),
        ("phase ending", "ending phase"),
        ("resources a sister nearby", 'to lean on: "a sister nearby"'),
    ],
)
async def test_what_is_noted_about_the_work(said, line):
    """Noted in a word, shown on the card, taken away by off, and never in what the client can see."""
    lines = [ADA, SAM, *ada(f"/client sam {said}", "/client sam", f"/client sam {said.split()[0]} off")]
    printed = await play([*lines, *ada("/client sam"), {"who": "sam", "text": "/sees"}])
    noted, shown, off, gone = texts(printed, "ada", "reply")
    assert noted.endswith("Only you see it.")
    assert line in shown
    assert off.endswith("Only you see it.")
    assert line not in gone
    assert "sister" not in texts(printed, "sam")[-1]


@pytest.mark.parametrize(
    "said",
    [
        "stage",
        "stage blue",
        "capacity 11",
        "capacity -1",
        "capacity ½",
        "minutes x",
        "minutes 99999",
        "phase",
    ],
)
async def test_what_does_not_fit_gets_its_form(said):
    """What cannot be read changes nothing, and the answer has an example."""
    printed = await play([ADA, SAM, *ada(f"/client sam {said}", "/client sam")])
    form, card = texts(printed, "ada", "reply")
    assert "For example: /client Sam" in form
    assert "Stage" not in card
    assert "capacity" not in card


async def test_words_that_are_no_field_show_the_card():
    """`/client Sam please` is still the card."""
    (card,) = texts(await play([ADA, SAM, *ada("/client sam please")]), "ada", "reply")
    assert card.startswith("Sam\nNext: Friday")
