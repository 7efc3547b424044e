"""The card of a group: what fits each person, and Send, which gives each an assignment of their own.

Everything is looked up again at Send: who has left meanwhile, or has the activity by now, is named there.
"""

from typing import Any

from handlers import shelf
from handlers.client.given_both import PARTNER
from handlers.state import Case
from handlers.therapist.assign import PERSONAL, Draft
from handlers.therapist.assign_hints import hints_of, is_sensitive
from handlers.therapist.card import (
    NOTHING,
    card_words,
    draw_card,
    give,
    outcome_lines,
    runs_already,
    urge_level,
)
from handlers.therapist.guard import look_for_unexplored
from handlers.therapist.reach import what_happens_next
from handlers.therapist.whom import case_of, name_of
from handlers.turn import HOUR, Changes, Turn

JUST_NOW = HOUR
"""So long what was sent counts as running, also where the client's side has not taken it yet."""

IN, OUT = "in", "out"
Chosen = dict[str, str]
"""Whom the therapist put in or left out, by client id; the others as it comes: out with what they have."""

HINTS = ("at", "asked_for", "cut_note", "load", "stage", "capacity")
"""What of a single assignment's card is one person's own."""

changes = Changes()


@changes.change()
def draw_group(turn: Turn, members: list[list[str]], draft: Draft, chosen: Chosen) -> dict[str, Any]:
    """What the card says: what everybody gets, and a line for each."""
    draft = nobodys_partner(draft)
    people = [_person(turn, client, name, draft, chosen) for client, name in members]
    activity = shelf.activity(turn, draft["activity"])
    words = card_words(draft, activity)
    return {
        **words,
        "blanks": [one for one in words["blanks"] if one[0] != PARTNER],
        "needs_yes": activity.needs_yes,
        "avoidance_sensitive": is_sensitive(draft, activity),
        "urge": urge_level(turn, draft),
        "carrier": turn.house.content.asked_for(draft["note"]),
        "people": people,
        "getting": sum(not one["out"] for one in people),
    }


def nobodys_partner(draft: Draft) -> Draft:
    """Without a partner's name: in a group each has their own, or none that is known here."""
    return {**draft, "fill": {name: said for name, said in draft["fill"].items() if name != PARTNER}}


def _person(turn: Turn, client: str, name: str, draft: Draft, chosen: Chosen) -> dict[str, Any]:
    """How it would be for one of them. `can`: whether they can be put in or out at all."""
    case = case_of(turn, client)
    if case is None:
        return {**NOBODY, "client": client, "name": name, "out": True, "can": False}
    following, has_it = what_happens_next(turn, case), has(turn, case, draft["activity"])
    can = following["outcome"] not in NOTHING
    drawn = draw_card(turn, client, draft)
    missed = look_for_unexplored(turn, client, draft["activity"])
    return {
        **NOBODY,
        **{part: drawn[part] for part in HINTS},
        **following,
        "client": client,
        "name": name_of(turn, client),
        "has_it": has_it,
        "missed": missed.get("title", ""),
        "can": can,
        "out": not can or chosen.get(client, OUT if has_it else IN) == OUT,
    }


NOBODY: dict[str, Any] = {
    "at": "",
    "asked_for": "",
    "cut_note": False,
    "load": {},
    "stage": "",
    "capacity": None,
    "outcome": "gone",
    "until_at": 0,
    "has_it": False,
    "missed": "",
}
"""The line of somebody who is not with this therapist any more."""


NO_ONES: dict[str, Any] = {
    "asked_for": "",
    "cut_note": False,
    "load": {},
    "stage": "",
    "instead": [],
    "capacity": None,
}
"""What a couple's card says of nobody above the lines of the two."""


@changes.change()
def stand_of_two(turn: Turn, client: str, also: str, draft: Draft) -> dict[str, Any]:
    """What a couple's card says of each of the two: hour, load, stage, note stand with each (CONTENT G-34).

    What is not said yet counts as known only where both have had the activity.
    """
    draft, chosen = draft | PERSONAL, {client: IN, also: IN}
    cases = [case for id in chosen if (case := case_of(turn, id)) is not None]
    gaps = [hints_of(turn, case, draft, for_two=True)["gaps"] for case in cases]
    people = [_person(turn, id, name_of(turn, id), draft, chosen) for id in chosen]
    return {
        **NO_ONES,
        "at": draft["at"],
        "gaps": max(gaps, key=len, default=[]),
        "people": people,
        "replaces": any(one["has_it"] for one in people),
    }


def has(turn: Turn, case: Case, activity: str) -> bool:
    """Whether they have this activity: it runs, or was sent just now."""
    just = case.given[:1] == [activity] and turn.now - case.given[1] < JUST_NOW
    return just or runs_already(turn, case, activity)


@changes.change(undo="bar")
def send_group(turn: Turn, members: list[list[str]], draft: Draft, chosen: Chosen) -> dict[str, Any]:
    """Each who gets it is told by themself, as if it were for them alone; gives what became of it.

    Nobody gets it twice: who has it by now keeps what they have, unless they were put in on purpose.
    """
    draft = nobodys_partner(draft)
    lines: dict[tuple[str, int], list[str]] = {}
    for client, name in members:
        one = _person(turn, client, name, draft, chosen)
        outcome, until = one["outcome"], one["until_at"]
        case = case_of(turn, client)
        if case is not None and not one["out"]:
            give(turn, case, draft)
        elif one["can"]:
            outcome, until = "has_it" if one["has_it"] else "out", 0
        lines.setdefault((outcome, until), []).append(one["name"])
    return {"lines": outcome_lines(lines)}
