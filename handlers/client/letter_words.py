"""What a letter's words may know, as plain data; the wording itself is in `prompts/en/letter.j2`.

Recollections come only from the therapist's own recap of a meeting marked held (DESIGN §4.5).
"""

from typing import Any

from handlers.client import week
from handlers.client.barrier_args import naming
from handlers.client.letter_state import letter_items, main_item
from handlers.client.people import client_of, counts, zone_on
from handlers.sessions import previous_planned, takes_place
from handlers.state import Bond, Client, Person
from handlers.times import instant, local
from handlers.turn import House
from handlers.week_parts import Assignment

OF_TWO = frozenset(("not_started", "partial", "done", "first"))
"""States in which a couple's letter says nothing of who did what."""

NEAR = 6
"""Days within which a weekday's name alone is clear."""


def letter_words(house: House, person: Person, bond: Bond, state: str, at: int, zone: str) -> dict[str, Any]:
    """The argument `l` of the prompts. `zone` is the reader's: `meet_at` is noon of the day, there."""
    client, letter = client_of(person), bond.letter
    item = main_item(client, bond)
    items = letter_items(client, bond)
    meet_at, far = _day(person, bond, at, zone)
    return {
        "state": state,
        "n": letter.number,
        "name": person.name,
        "therapist": bond.name,
        **_standing(house, person, item),
        "optional": bool(items) and all(a.optional for a in items),
        "sensitive": any(a.avoidance_sensitive for a in items),
        "goal": bond.goal,
        "recap": _recap(person, bond, at),
        "meet_at": meet_at,
        "far": far,
        "phone": house.practice.phone,
        "own": letter.words,
        "short": person.channel == "sms",
        "both": _both(client, item, state),
    }


def _both(client: Client, item: Assignment | None, state: str) -> str:
    """The other one's name, where the letter is about what a couple has in common (CONTENT D2).

    Then it is addressed to both, one each, and its words are the same whatever either did. A letter about
    silence, or about what this one said was hard, stays theirs alone.
    """
    pair = client.near.pair
    if item is None or pair is None or pair.state != "linked" or state not in OF_TWO:
        return ""
    return pair.name if any(card.assignment == item.id for card in pair.cards) else ""


def _standing(house: House, person: Person, item: Assignment | None) -> dict[str, Any]:
    if item is None:
        return {"title": "", "naming": "bare", "done": 0, "part": 0, "written": False}
    activity = house.assigned(item, person)
    title, standing = activity.client_title or item.title, counts(item)
    written = any(step.kind in ("text", "list") for step in activity.steps)
    words = {"title": title, "naming": naming(title), "written": written}
    return {**words, "done": standing.done, "part": standing.part}


def _day(person: Person, bond: Bond, at: int, zone: str) -> tuple[int, bool]:
    """Noon on the day they meet, on the reader's clock, and whether the weekday alone would mislead."""
    upcoming = week.meeting(bond, person.zone, at)
    if upcoming is None or not upcoming[1]:
        return 0, False
    day = local(upcoming[0], zone_on(person, upcoming[0])).date()
    return instant(day, "12:00", zone), (day - local(at, person.zone).date()).days > NEAR


def _recap(person: Person, bond: Bond, at: int) -> str:
    """The therapist's line about the last meeting, if it was marked held."""
    last = previous_planned(bond.session, person.zone, at) if bond.session else None
    if bond.session is None or last is None or bond.session.held.get(last.isoformat()) != "held":
        return ""
    return bond.recap if bond.recap_at >= takes_place(bond.session, last, person.zone) else ""
