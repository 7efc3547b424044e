"""Whether two clients may be asked about a link now: who is free, on no hold, and not asked of late (G-34).

After a question that came to nothing, and after somebody has left, it rests, whoever it was and why: so no
therapist can press, and the rest tells nothing of whose answer it was.
"""

from collections.abc import Sequence
from typing import Any

from handlers.link_parts import CoupleRest
from handlers.therapist.whom import case_of, client_side, name_of, therapist_of
from handlers.turn import DAY, Turn

RESTS = 28 * DAY
"""So long the same two are not asked again."""


def hindrance(turn: Turn, two: Sequence[str]) -> dict[str, Any]:
    """Why these two are not asked now: the prompt that says so, and its words; {} where they may be."""
    known, held = therapist_of(turn.person).couples, _on_hold(turn, two)
    until = max((one.until for one in _resting(turn) if set(one.clients) == set(two)), default=0)
    if any(c.linked_at and set(c.clients) & set(two) for c in known):
        return {"prompt": "couple/already"}
    if not all(_is_free(turn, client) for client in two):
        return {"prompt": "couple/not_joined"}
    if held:
        return {"prompt": "couple/held", "held": held}
    if any(set(c.clients) == set(two) for c in known):
        return {"prompt": "couple/asked"}
    return {"prompt": "couple/rests", "until_at": until} if until else {}


def let_rest(turn: Turn, clients: Sequence[str]) -> None:
    """From now on the question about these two rests."""
    others = [one for one in _resting(turn) if set(one.clients) != set(clients)]
    therapist_of(turn.person).couple_rests = [*others, CoupleRest(list(clients), turn.now + RESTS)]


def _resting(turn: Turn) -> list[CoupleRest]:
    return [one for one in therapist_of(turn.person).couple_rests if turn.now < one.until]


def _is_free(turn: Turn, client: str) -> bool:
    """Joined, and of age."""
    case = case_of(turn, client)
    side = client_side(turn, case) if case is not None else None
    return side is not None and side.stage == "joined" and side.adult


def _on_hold(turn: Turn, two: Sequence[str]) -> list[str]:
    """Who waits for `/release` after distress, by name (SAFETY S4)."""
    sides = [(id, client_side(turn, case)) for id in two if (case := case_of(turn, id)) is not None]
    return [name_of(turn, id) for id, side in sides if side.held and not side.pace_at]
