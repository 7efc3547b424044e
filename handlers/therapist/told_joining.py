"""News of an invited client: joined, said no, let the request lapse, changed the hours."""

from typing import Any

from handlers.state import Case
from handlers.therapist.whom import name_of, therapist_of
from handlers.turn import Relate, Turn


def _case(turn: Turn, data: dict[str, Any]) -> Case | None:
    return next(
        (c for c in therapist_of(turn.person).cases if c.client == data["client"] and not c.ended_at), None
    )


def joined(turn: Turn, data: dict[str, Any]) -> None:
    """They are in: by which channel, full or neutral texts, which place's time."""
    case = _case(turn, data)
    if case is None:
        return
    case.joined, case.zone, case.code = True, data["zone"], ""
    turn.say(
        "notice",
        "told/joined",
        about=case.client,
        name=name_of(turn, case.client),
        channel=data["channel"],
        discreet=bool(data.get("discreet")),
        place=place(data["zone"]),
    )


def place(zone: str) -> str:
    """The place a zone is named for: London, New York."""
    return zone.rpartition("/")[2].replace("_", " ")


def declined(turn: Turn, data: dict[str, Any]) -> None:
    """A real no: the request is over, and nothing more goes out."""
    _over(turn, data, "told/chose_not" if data.get("chose") else "told/declined")


def lapsed(turn: Turn, data: dict[str, Any]) -> None:
    """Seven days without a yes (SAFETY §2): the request is over."""
    _over(turn, data, "told/lapsed")


def yes_after_all(turn: Turn, data: dict[str, Any]) -> None:
    """They changed their mind before the number was let go: the request is open again."""
    cases = therapist_of(turn.person).cases
    case = next((c for c in cases if c.client == data["client"] and c.ended_at), None)
    if case is not None and name_of(turn, case.client):
        case.ended_at = 0
        turn.relates.append(Relate(turn.person.id, case.client, "open"))
        turn.say("notice", "told/yes_after_all", about=case.client, name=name_of(turn, case.client))


def _over(turn: Turn, data: dict[str, Any], prompt: str) -> None:
    case = _case(turn, data)
    if case is None:
        return
    case.ended_at = turn.now
    name = name_of(turn, case.client)
    if name:
        turn.relates.append(Relate(turn.person.id, case.client, "ended"))
    turn.say("notice", prompt, name=name)


def new_hours(turn: Turn, data: dict[str, Any]) -> None:
    """The client chose other hours, or another place's time."""
    case = _case(turn, data)
    if case is None:
        return
    zone = data.get("zone") or case.zone
    case.zone = zone
    name, hours = name_of(turn, case.client), list(data["hours"])
    turn.say("notice", "told/hours", about=case.client, name=name, hours=hours, place=place(zone))


TABLE = {
    "joined": joined,
    "declined": declined,
    "yes_after_all": yes_after_all,
    "invite_lapsed": lapsed,
    "hours": new_hours,
}
