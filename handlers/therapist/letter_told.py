"""What the client's week means for the letter, on the therapist's side.

The tells are described in `handlers/client/letter_due.py`. A preview waits while the therapist is in
the middle of something; that a letter lapsed is said in the morning.
"""

from collections.abc import Callable, Iterator
from typing import Any

from handlers.events import Due
from handlers.state import Therapist, Timed
from handlers.talking import is_fresh
from handlers.therapist.caseload import card_before
from handlers.therapist.letter import client_and_bond, show
from handlers.therapist.whom import case_of, name_of, therapist_of, wall_at, zone_of
from handlers.times import next_at
from handlers.turn import DAY, HOUR, Turn

MORNING = "08:00"
LAPSED = "letter_lapsed"


def rows(therapist: Therapist) -> Iterator[Timed]:
    """Previews not shown yet, and what is said in the morning."""
    for one in therapist.letters:
        if not one["shown"]:
            yield Timed("letter_card", one["client"], one["at"], one["at"] + 12 * HOUR, 0)
    for notice in therapist.notices:
        if notice.get("what") == LAPSED:
            yield Timed(LAPSED, notice["client"], notice["at"], notice["at"] + 3 * DAY, 0)


def letter_preview(turn: Turn, data: dict[str, Any]) -> None:
    """A letter to read: at once, or when the therapist has finished what they are at."""
    letters = therapist_of(turn.person).letters
    kept = [x for x in letters if x["client"] != data["client"] and turn.now - x["for_at"] < DAY]
    one = {**data, "at": turn.now, "shown": not any(is_fresh(talk, turn.now) for talk in turn.talks)}
    therapist_of(turn.person).letters = [*kept, one]
    if card_before(turn.person, data["for_at"]):
        one["shown"] = True  # on the Morning card
    elif one["shown"]:
        show(turn, data["client"], why=data["why"])


def letter_card(turn: Turn, due: Due) -> None:
    """The preview that waited."""
    for one in therapist_of(turn.person).letters:
        if one["client"] == due.scope and not one["shown"]:
            one["shown"] = True
            show(turn, due.scope, why=one["why"])


def letter_changed(turn: Turn, data: dict[str, Any]) -> None:
    """The week changed after the preview, and the letter that fits it went."""
    name = name_of(turn, data["client"])
    turn.say(
        "notice", "letter_desk/changed", about=data["client"], name=name, state=data["state"], was=data["was"]
    )


def letter_lapsed(turn: Turn, data: dict[str, Any]) -> None:
    """Kept for tomorrow morning."""
    notices = therapist_of(turn.person).notices
    at = next_at(turn.person.zone, turn.now, MORNING)
    notices.append(
        {"what": LAPSED, "client": data["client"], "at": at, "for_at": data["for_at"], "late": data["late"]}
    )


def say_lapsed(turn: Turn, due: Due) -> None:
    """A letter that did not go is said, so that nobody believes it did."""
    therapist = therapist_of(turn.person)
    mine = [n for n in therapist.notices if n.get("what") == LAPSED and n["client"] == due.scope]
    therapist.notices = [n for n in therapist.notices if n not in mine]
    case = case_of(turn, due.scope)
    if mine and case is not None:
        at = wall_at(turn, mine[-1]["for_at"], zone_of(turn, case))
        words = {"name": name_of(turn, due.scope), "when_at": at, "late": mine[-1]["late"]}
        turn.say("notice", "letter_desk/lapsed", about=due.scope, **words)


def letter_stopped(turn: Turn, data: dict[str, Any]) -> None:
    """Letters into silence end here; what comes next is the therapist's (CONTENT D2)."""
    name = name_of(turn, data["client"])
    turn.say("notice", "letter_desk/stopped", about=data["client"], name=name, since_at=data["since"])


def letter_answer(turn: Turn, data: dict[str, Any]) -> None:
    """A tap under the letter that the therapist is to hear of."""
    if client_and_bond(turn, data["client"]) is not None:
        name = name_of(turn, data["client"])
        turn.say("notice", f"letter_desk/{data['what']}_said", about=data["client"], name=name)


TABLE: dict[str, Callable[[Turn, dict[str, Any]], None]] = {
    "letter_preview": letter_preview,
    "letter_changed": letter_changed,
    "letter_lapsed": letter_lapsed,
    "letter_stopped": letter_stopped,
    "letter_answer": letter_answer,
}
DUE: dict[str, Callable[[Turn, Due], None]] = {"letter_card": letter_card, LAPSED: say_lapsed}
