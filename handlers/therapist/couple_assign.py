"""`/assign NAME + NAME ACTIVITY`: the same for both of a couple, each in their own chat, with a shared card.

What one of them is assigned, does or leaves undone changes nothing for the other but the card (CONTENT G-34).
"""

from datetime import timedelta
from typing import Any

from handlers import shelf
from handlers.answers_words import fold
from handlers.client.given_both import PARTNER
from handlers.content import Activity
from handlers.names import match, split_name
from handlers.therapist import group_assign
from handlers.therapist.assign import Draft, begin_assign, read_line, split_note
from handlers.therapist.couple import BETWEEN, PLUS, both, linked_pair
from handlers.therapist.whom import case_of, client_side, name_of, names
from handlers.times import instant, local, next_inside
from handlers.turn import Turn

COMES_AFTER, COMES_AT = timedelta(days=6), "18:00"
"""When a shared card comes: so many days after it was assigned, at this hour of the therapist's clock."""

ROUNDS = 50
NEAR = 4
"""What stands between two names is among so many words."""

WORDED = ("text", "list")


def command(turn: Turn, rest: str) -> None:
    """One client, or two with "+" between their names (or "and", where two names stand beside it)."""
    line = split_note(rest)[0]
    words = [word for word in line.replace("+", " + ").split() if word]
    if not _means_two(turn, words):
        group_assign.command(turn, rest)
        return
    two = both(turn, words)
    if two is None:
        turn.refuse(fold(words[0]))
        turn.say("reply", "couple/whom", names=list(names(turn).values()))
    elif linked_pair(turn, two[0]) is None:
        first, second = (name_of(turn, id) for id in two[0])
        turn.say("reply", "couple/not_linked", first=first, second=second)
    else:
        _begin(turn, two[0], f"{' '.join(two[1])}{_note(rest)}")


def _means_two(turn: Turn, words: list[str]) -> bool:
    """A "+" always does; an "and", which may stand in a title as well, only between two names.

    What names nothing after them still means two, unless all of it names something for one.
    """
    known, near = names(turn), words[1:NEAR]
    if PLUS in near:
        return True
    cut = next((n for n, word in enumerate(near, 1) if word.casefold() in BETWEEN), 0)
    first = match(" ".join(words[:cut]), known) if cut else []
    second, left = split_name(words[cut + 1 :], known) if first else ([], [])
    if not any(a != b for a in first for b in second):
        return False
    return not left or _names_something(turn, left) or not _names_something(turn, words[cut:])


def _names_something(turn: Turn, words: list[str]) -> bool:
    draft, _, matches = read_line(turn, " ".join(words), list(turn.house.practice.client_hours))
    return bool(draft["activity"] or matches)


def _note(rest: str) -> str:
    note = split_note(rest)[1]
    return f" note: {note}" if note else ""


def _begin(turn: Turn, two: list[str], left: str) -> None:
    case = case_of(turn, two[0])
    if case is not None:
        hours = list(client_side(turn, case).hours)
        begin_assign(turn, case, *read_line(turn, left, hours), also=two[1])


def shown(turn: Turn, client: str, also: str, draft: Draft) -> dict[str, Any]:
    """What the card says of the two, and of a partner whose own yes it needs."""
    activity = shelf.activity(turn, draft["activity"])
    card_at = card_moment(turn, [client, also]) if also and has_lines(activity) else 0
    named = {"also": name_of(turn, also), "card_at": card_at} if also else {"also": "", "card_at": 0}
    return {**named, "needs_yes": activity.needs_yes}


def filled_for(turn: Turn, client: str, also: str, activity: Activity, draft: Draft) -> dict[str, str]:
    """The draft's blanks; the partner's name, where it was left open and the two are linked here."""
    given = dict(draft.get("fill", {}))
    blank = any(one.name == PARTNER for one in activity.fill)
    name = name_of(turn, also) if also else _linked_name(turn, client)
    if not (blank and name):
        return given
    known = {PARTNER: name.split()[0]}
    return given | known if also else known | given


def _linked_name(turn: Turn, client: str) -> str:
    case = case_of(turn, client)
    pair = client_side(turn, case).near.pair if case else None
    return pair.name if pair and pair.state == "linked" and pair.therapist == turn.person.id else ""


def send_also(turn: Turn, client: str, also: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    """To both, with the card between them where there is something to put on it."""
    couple = linked_pair(turn, [client, also])
    activity = shelf.activity(turn, first["activity"])
    card: dict[str, Any] = {}
    if couple is not None and has_lines(activity):
        card = {"couple": couple.id, "id": next(turn.ids), "at": card_moment(turn, [client, also])}
    both = {"couple": couple.id} if couple is not None else {}
    for one, item in ((client, first), (also, second)):
        turn.tell(one, "assign", assignment=item, **both, **({"card": card} if card else {}))
        turn.audit("assign", one)
        case = case_of(turn, one)
        if case is not None:
            case.given = [item["activity"], turn.now]


def has_lines(activity: Activity) -> bool:
    """Whether anything in it is answered in words: a card holds nothing else."""
    return any(step.kind in WORDED for step in activity.steps)


def card_moment(turn: Turn, clients: list[str]) -> int:
    """The same instant for both, inside the hours of each; where these never meet, the hour itself."""
    day = local(turn.now, turn.person.zone).date() + COMES_AFTER
    wished = at = instant(day, COMES_AT, turn.person.zone)
    cases = [case for id in clients if (case := case_of(turn, id)) is not None]
    windows = [(turn.views[c.client].person.zone, client_side(turn, c).hours) for c in cases]
    for _ in range(ROUNDS):
        opens = max(next_inside(zone, at, hours) for zone, hours in windows)
        if opens == at:
            return at
        at = opens
    return wished
