"""Questions from clients: numbered per therapist, with their age, answered in a line (CONTENT I-11)."""

from typing import Any

from handlers.therapist import notices
from handlers.therapist.cover import readable
from handlers.therapist.whom import case_of, client_side, name_of, therapist_of
from handlers.turn import DAY, Turn
from handlers.week_parts import Question

SHOWN = 10
LONGEST = 600


def asked(turn: Turn, data: dict[str, Any]) -> None:
    """A client asked: it gets the next number and is said, or waits for the card."""
    therapist = therapist_of(turn.person)
    number = therapist.next_question
    therapist.next_question += 1
    therapist.questions.append([number, data["client"], data["number"], data["at"]])
    question = _question(turn, data["client"], data["number"])
    if question is not None and not notices.waits(turn):  # the card lists what is open anyway
        about = {"words": question.words, "topic": turn.house.title(question.about, turn.person)}
        notices.put(turn, "question", data["client"], number=number, **about)


def open_questions(turn: Turn) -> list[dict[str, Any]]:
    """What nobody has answered, oldest first. One whose client is gone is let go."""
    therapist = therapist_of(turn.person)
    found = [(entry, _question(turn, entry[1], entry[2])) for entry in therapist.questions]
    therapist.questions = [entry for entry, question in found if question is not None]
    return [
        {
            "number": entry[0],
            "client": entry[1],
            "asked": entry[2],
            "name": name_of(turn, entry[1]),
            "words": question.words,
            "about": turn.house.title(question.about, turn.person),
            "days": (turn.now - question.at) // DAY,
        }
        for entry, question in found
        if question is not None
    ]


def _question(turn: Turn, client: str, number: int) -> Question | None:
    """The client's own question, while it is unanswered and the relation is open."""
    case = case_of(turn, client)
    side = client_side(turn, case) if case else readable(turn, client)
    listed = side.questions if side else []
    return next((q for q in listed if q.number == number and not q.answered_at), None)


def listing(turn: Turn, rest: str) -> None:
    """`/questions`: all of them with who asked, when, and about which step."""
    found = open_questions(turn)
    turn.audit("read_questions")
    turn.say("reply", "questions/list", questions=found[:SHOWN], more=max(0, len(found) - SHOWN))


def answer(turn: Turn, rest: str) -> None:
    """`/answer N TEXT`: the words go to the client inside their hours."""
    first, _, words = rest.strip().partition(" ")
    number = int(first) if first.isdecimal() and len(first) < 7 else 0
    if not number or not words.strip():
        turn.say("reply", "questions/form")
        return
    found = next((q for q in open_questions(turn) if q["number"] == number), None)
    if found is None:
        turn.say(
            "reply", "questions/unknown", number=number, open=[q["number"] for q in open_questions(turn)]
        )
        return
    turn.say("reply", "questions/sent", about=found["client"], **send_answer(turn, found, words))


def send_answer(turn: Turn, found: dict[str, Any], words: str) -> dict[str, Any]:
    """The words go to the client, and the question is off the list; gives what is said about it."""
    kept = words.strip()[:LONGEST]
    turn.tell(found["client"], "answer", therapist=turn.person.id, number=found["asked"], answer=kept)
    therapist = therapist_of(turn.person)
    therapist.questions = [entry for entry in therapist.questions if entry[0] != found["number"]]
    turn.audit("answer", found["client"])
    return {"name": found["name"], "cut": len(kept) < len(words.strip())}
