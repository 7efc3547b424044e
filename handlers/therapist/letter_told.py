"""What the client's week means for the letter, on the therapist's side.

The tells are described in `handlers/client/letter_due.py`. A preview waits while the therapist is in
the middle of something; that a letter lapsed is said in the morning.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from handlers.events import Due
from handlers.state import Therapist, Timed
from handlers.talking import is_fresh
from handlers.therapist.caseload import card_before
from handlers.therapist.letter import show
from handlers.therapist.notices import put, waits
from handlers.therapist.whom import case_of, therapist_of, wall_at
from handlers.times import hhmm, local, next_at
from handlers.turn import DAY, HOUR, Turn

MORNING = "08:00"
DAYTIME = ("07:30", "21:00")
"""When a preview may come, on the therapist's own clock."""

LAPSED = "letter_lapsed"


def rows(therapist: Therapist) -> Iterator[Timed]:
    """Previews not shown yet, and what is said in the morning."""
    for one in therapist.letters:
        if not one["shown"]:
            yield Timed("letter_card", one["client"], one["at"], one["at"] + 12 * HOUR, 0)
    for notice in therapist.notices:
        if _is_lapse(notice):
            yield Timed(LAPSED, notice["client"], notice["at"], notice["at"] + 3 * DAY, 0)


def letter_preview(turn: Turn, data: dict[str, Any]) -> None:
    """A letter to read: at once, on the Morning card, or when the therapist has finished what they are at.

    A client's ten o'clock may be the middle of the therapist's night: then it waits for the morning.
    """
    letters = therapist_of(turn.person).letters
    kept = [x for x in letters if x["client"] != data["client"] and turn.now - x["for_at"] < DAY]
    at = _by_day(turn)
    later = at > turn.now or any(is_fresh(talk, turn.now) for talk in turn.talks)
    on_card = card_before(turn.person, data["for_at"])
    therapist_of(turn.person).letters = [*kept, {**data, "at": at, "shown": on_card or not later}]
    if not (on_card or later):
        show(turn, data["client"], why=data["why"])


def _by_day(turn: Turn) -> int:
    """Now, or the next morning where it is night with the therapist."""
    clock = hhmm(local(turn.now, turn.person.zone).time())
    return turn.now if DAYTIME[0] <= clock < DAYTIME[1] else next_at(turn.person.zone, turn.now, MORNING)


def letter_card(turn: Turn, due: Due) -> None:
    """The preview that waited."""
    for one in therapist_of(turn.person).letters:
        if one["client"] == due.scope and not one["shown"]:
            one["shown"] = True
            show(turn, due.scope, why=one["why"])


def letter_changed(turn: Turn, data: dict[str, Any]) -> None:
    """The week changed after the preview, and the letter that fits it went."""
    put(turn, "letter_changed", data["client"], state=data["state"])


def letter_lapsed(turn: Turn, data: dict[str, Any]) -> None:
    """Said tomorrow morning, so that nobody believes it went."""
    if waits(turn):
        _say_lapsed(turn, data)
    else:
        at = next_at(turn.person.zone, turn.now, MORNING)
        kept = {"client": data["client"], "for_at": data["for_at"], "late": data["late"]}
        therapist_of(turn.person).notices.append({"what": LAPSED, "at": at, **kept})


def lapsed_due(turn: Turn, due: Due) -> None:
    """It is morning."""
    therapist = therapist_of(turn.person)
    mine = [n for n in therapist.notices if _is_lapse(n) and n["client"] == due.scope]
    therapist.notices = [n for n in therapist.notices if n not in mine]
    for one in mine[-1:]:
        _say_lapsed(turn, one)


def _say_lapsed(turn: Turn, data: Mapping[str, Any]) -> None:
    case = case_of(turn, data["client"])
    if case is not None:
        where_they_are = turn.views[case.client].person.zone  # letters follow a journey, as the preview said
        when = wall_at(turn, data["for_at"], where_they_are)
        put(turn, LAPSED, data["client"], when_at=when, late=data["late"])


def _is_lapse(notice: Mapping[str, Any]) -> bool:
    """One of ours, not yet among those that wait for the card."""
    return notice.get("what") == LAPSED and "wait" not in notice


def letter_stopped(turn: Turn, data: dict[str, Any]) -> None:
    """Letters into silence end here; what comes next is the therapist's (CONTENT D2)."""
    put(turn, "letter_stopped", data["client"], since_at=data["since"])


def letter_around(turn: Turn, data: dict[str, Any]) -> None:
    """Somebody quiet tapped that they are around."""
    put(turn, "letter_around", data["client"])


TABLE: dict[str, Callable[[Turn, dict[str, Any]], None]] = {
    "letter_preview": letter_preview,
    "letter_changed": letter_changed,
    "letter_lapsed": letter_lapsed,
    "letter_stopped": letter_stopped,
    "letter_around": letter_around,
}
DUE: dict[str, Callable[[Turn, Due], None]] = {"letter_card": letter_card, LAPSED: lapsed_due}
