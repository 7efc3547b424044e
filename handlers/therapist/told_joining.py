"""News of an invited client: joined, said no, let the request lapse, changed the hours."""

from collections.abc import Callable
from typing import Any

from handlers.state import Case
from handlers.talking import close
from handlers.therapist import notices
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
    way = {"channel": data["channel"], "discreet": bool(data.get("discreet")), "place": place(data["zone"])}
    _say_or_keep(turn, "joined", case.client, **way)


def _say_or_keep(turn: Turn, what: str, client: str, /, **args: Any) -> None:
    """News like any other: for a therapist who is away, or has many clients, it waits for the card."""
    if notices.waits(turn):
        notices.keep(turn, what, client, **args)
    else:
        turn.say("notice", f"told/{what}", about=client, name=name_of(turn, client), **args)


def place(zone: str) -> str:
    """The place a zone is named for: London, New York."""
    return zone.rpartition("/")[2].replace("_", " ")


def same_person(turn: Turn, data: dict[str, Any]) -> None:
    """Whoever was invited is somebody of this practice: their case is that person's from now on."""
    case, same = _case(turn, data), data["same"]
    if case is None:
        return
    case.client = same
    for talk in turn.talks:
        if talk.about == data["client"]:
            close(turn, talk)


def declined(turn: Turn, data: dict[str, Any]) -> None:
    """A real no: the request is over, and nothing more goes out."""
    _over(turn, data, "chose_not" if data.get("chose") else "declined")


def lapsed(turn: Turn, data: dict[str, Any]) -> None:
    """Seven days without a yes (SAFETY §2): the request is over."""
    _over(turn, data, "lapsed")


def under_18(turn: Turn, data: dict[str, Any]) -> None:
    """They say they are under 18: the request is over, and what comes first now is said."""
    _over(turn, data, "under_18", can=data["can"])


def move_over(what: str) -> Callable[[Turn, dict[str, Any]], None]:
    """The request at a new address came to nothing; the client stays theirs, and nothing goes out."""

    def told(turn: Turn, data: dict[str, Any]) -> None:
        if (case := _case(turn, data)) is not None:
            _say_or_keep(turn, what, case.client)

    return told


def yes_after_all(turn: Turn, data: dict[str, Any]) -> None:
    """They changed their mind before the number was let go: the request is open again."""
    cases = therapist_of(turn.person).cases
    case = next((c for c in cases if c.client == data["client"] and c.ended_at), None)
    if case is not None and name_of(turn, case.client):
        case.ended_at = 0
        _say_or_keep(turn, "yes_after_all", case.client)


def _over(turn: Turn, data: dict[str, Any], what: str, **more: Any) -> None:
    case = _case(turn, data)
    if case is None:
        return
    case.ended_at = turn.now
    name = name_of(turn, case.client)
    if name:
        turn.relates.append(Relate(turn.person.id, case.client, "ended"))
    if notices.waits(turn):
        notices.keep(turn, what, "", **more)
    else:
        turn.say("notice", f"told/{what}", name=name, **more)


def new_hours(turn: Turn, data: dict[str, Any]) -> None:
    """The client chose other hours, or another place's time."""
    case = _case(turn, data)
    if case is None:
        return
    zone = data.get("zone") or case.zone
    case.zone = zone
    _say_or_keep(turn, "hours", case.client, hours=list(data["hours"]), place=place(zone))


TABLE = {
    "same_person": same_person,
    "joined": joined,
    "declined": declined,
    "yes_after_all": yes_after_all,
    "invite_lapsed": lapsed,
    "under_18": under_18,
    "move_declined": move_over("move_declined"),
    "move_lapsed": move_over("move_lapsed"),
    "hours": new_hours,
}
