"""Covering for a colleague: their flags and questions in these days, and what their clients agreed to share.

Only through a relation the client was told of, which ends by itself (DESIGN §8; minimum necessary, 45 CFR
164.502(b)). Every reading is audited, as every reading of a therapist is.
"""

from typing import Any

from handlers.answers_words import fold
from handlers.client import covered
from handlers.names import whom_named
from handlers.state import Client, Covering
from handlers.therapist.whom import name_of, therapist_of
from handlers.turn import DAY, Turn

SHOWN = 6
"""The newest things a client shared that fit a text."""

WRITTEN = frozenset(("response", "journal", "win"))
LONGEST = 120  # characters of one of them


def covering(turn: Turn) -> list[Covering]:
    """For whom this therapist covers now, as far as the store lets them see."""
    side = therapist_of(turn.person)
    own = {case.client for case in side.cases if not case.ended_at}
    now = [one for one in side.covers if one.since <= turn.now < one.until]
    return [one for one in now if one.client in turn.views and one.client not in own]


def covers(turn: Turn, client: str) -> bool:
    """Whether this client is theirs for these days."""
    return any(one.client == client for one in covering(turn))


def readable(turn: Turn, client: str) -> Client | None:
    """The client's side, if they have said yes."""
    person = turn.views[client].person if client in turn.views else None
    if person is None or person.client is None or not covers(turn, client):
        return None
    return person.client if covered.read_since(person.client, turn.person.id, turn.now) else None


def command(turn: Turn, rest: str) -> None:
    """`/cover`: for whom, until when; `/cover NAME`: what this client shared in the last days."""
    known = {one.client: name_of(turn, one.client) for one in covering(turn)}
    if not rest.strip() or not known:
        _list(turn)
        return
    found, _ = whom_named(rest.split(), known, turn.person.language)
    if len(found) != 1:
        names = [name for id, name in known.items() if readable(turn, id)]
        turn.refuse(fold(rest.split()[0]))
        turn.say("reply", "therapist/no_such_client", words=rest.split()[0], names=names)
        return
    _show(turn, found[0], known[found[0]])


def _list(turn: Turn) -> None:
    """Names only of those who have said yes; the others are counted."""
    everybody = covering(turn)
    told = [one for one in everybody if readable(turn, one.client)]
    lines = [
        {"name": name_of(turn, one.client), "of": one.name, "until_at": one.until - 1, "tags": one.tags}
        for one in told
    ]
    turn.say("reply", "cover/list", lines=lines, others=len(everybody) - len(told))


def _show(turn: Turn, client: str, name: str) -> None:
    side = readable(turn, client)
    shared = side is not None
    told_at = covered.read_since(side, turn.person.id, turn.now) if side else 0
    since = max(turn.now - 7 * DAY, told_at)
    entries = [e for e in turn.views[client].records if e.at >= since and e.kind in WRITTEN] if shared else []
    words = [
        str(e.doc["words"])[:LONGEST] for e in entries if e.doc.get("words") and not e.doc.get("private")
    ]
    turn.say("reply", "cover/client", about=client, name=name, shared=shared, words=words[-SHOWN:])


def told_covers(turn: Turn, data: dict[str, Any]) -> None:
    """A colleague goes away and named this therapist; what was arranged before for the same days is over."""
    side = therapist_of(turn.person)
    since, until = data["since"], data["until"]
    overlaps = [c for c in side.covers if c.of == data["of"] and c.since < until and since < c.until]
    side.covers = [c for c in side.covers if c not in overlaps and c.until > turn.now]
    clients, tags = data["clients"], data.get("tags", {})
    days = (data["of"], data["name"], since, until)
    side.covers += [Covering(client, *days, tags=list(tags.get(client, ()))) for client in clients]
    turn.audit("cover", data["of"])
    if clients:
        shown = {"from_at": since, "to_at": until - 1}
        turn.say("notice", "cover/begins", of=data["name"], clients=len(clients), **shown)
    elif overlaps:
        turn.say("notice", "cover/off", of=data["name"])


def told_tags(turn: Turn, data: dict[str, Any]) -> None:
    """The one they cover for put this client into other groups."""
    for one in therapist_of(turn.person).covers:
        if (one.client, one.of) == (data["client"], data["of"]) and turn.now < one.until:
            one.tags = list(data["tags"])


TOLD = {"covers": told_covers, "cover_tags": told_tags}
