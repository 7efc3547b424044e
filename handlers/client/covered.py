"""A colleague covers while the therapist is away: told first, for those days, with a no (DESIGN §8).

Until the client has said yes, and after a no, the colleague hears only that a text sounded like danger.
"""

from collections.abc import Iterator
from typing import Any

from handlers.client.agreed import keep
from handlers.client.people import bonds, client_of
from handlers.client.welcome import wording
from handlers.events import Due
from handlers.state import Bond, Client, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.turn import Changes, Relate, Turn
from handlers.week_parts import Consent, Cover

changes = Changes()


def set_cover(turn: Turn, bond: Bond, found: dict[str, Any] | None, since: int, until: int) -> None:
    """Who covers in these days, or nobody; what was arranged for the same days is over."""
    for old in [c for c in bond.covers if c.since < until and since < c.until]:
        bond.covers.remove(old)
        if old.therapist not in {own.therapist for own in bonds(client_of(turn.person))}:
            turn.relates.append(Relate(old.therapist, turn.person.id, "ended"))
    bond.covers = [c for c in bond.covers if c.until > turn.now]
    if found:
        bond.covers.append(Cover(found["id"], found["name"], since, until))


def rows(client: Client) -> Iterator[Timed]:
    """The colleague may see from the first day on; the store ends it with the last."""
    for bond in bonds(client):
        for one in bond.covers:
            if not one.begun:
                yield Timed("cover", f"{bond.therapist}/{one.since}", one.since, one.until, 0)


def begin_due(turn: Turn, due: Due) -> None:
    """The days begin: a relation with its own end."""
    for bond in bonds(client_of(turn.person)):
        for one in bond.covers:
            if due.scope == f"{bond.therapist}/{one.since}":
                one.begun = True
                turn.relates.append(Relate(one.therapist, turn.person.id, "cover", one.until, one.since))
                turn.audit("cover_begins", one.therapist)


def now(client: Client, at: int) -> list[tuple[Bond, Cover]]:
    """Who covers at this moment, and for whom; a therapist of the client's own needs no cover to hear."""
    own = {b.therapist for b in bonds(client)}
    mine = [(b, c) for b in bonds(client) for c in b.covers if c.therapist not in own]
    return [(b, c) for b, c in mine if c.begun and c.since <= at < c.until]


def may_read(cover: Cover) -> bool:
    """Whether the client was asked and has said yes: silence is none."""
    return cover.agreed and not cover.refused


def read_since(client: Client, therapist: str, at: int) -> int:
    """From when on this colleague may read what is shared: when the client was told; 0 without a yes."""
    since = [c.told_at for _, c in now(client, at) if c.therapist == therapist and may_read(c)]
    return min(since, default=0)


def read_for(client: Client, therapist: str, at: int) -> str:
    """Through whose eyes this therapist reads now: their own, or those of the one they cover for."""
    through = (b.therapist for b, c in now(client, at) if c.therapist == therapist and may_read(c))
    return next(through, therapist)


def cover(ctx: Ctx) -> Script:
    """Who covers, what they get, and whether that is all right."""
    args = ctx.args
    which = {"of": args["of"], "since": args["since"]}
    yield Do("told_of_cover", which)
    answer = yield Ask("away/covered", "choice", "notice", args, ("fine", "not_mine"))
    yield Do("answer_cover", {**which, "agreed": answer.value == "fine"})
    yield Say("away/cover_kept" if answer.value == "fine" else "away/cover_refused", "reply", args)


@changes.change()
def told_of_cover(turn: Turn, of: str, since: int) -> None:
    """From now on the client knows; what they wrote before stays unread, whatever they answer."""
    if found := found_of(turn, of, since):
        found.told_at = turn.now
        turn.audit("cover_told", found.therapist)


@changes.change(undo="bar")
def answer_cover(turn: Turn, of: str, since: int, agreed: bool) -> None:
    """The answer holds for these days; it is kept with the wording it answered."""
    found, person = found_of(turn, of, since), turn.person
    if found is None:
        return
    found.agreed, found.refused = agreed, not agreed
    asked = turn.talk.asked if turn.talk else None
    what = "cover" if agreed else "no_cover"
    shown = wording(asked.message if asked else "")
    keep(turn, Consent(what, turn.now, shown, person.channel, person.id))
    if not agreed:
        turn.tell(of, "cover_refused", client=person.id, cover=found.name)


def found_of(turn: Turn, of: str, since: int) -> Cover | None:
    """This client's cover for that therapist from that instant on, if it was not replaced."""
    mine = (
        c for b in client_of(turn.person).bonds if b.therapist == of for c in b.covers if c.since == since
    )
    return next(mine, None)


SCRIPTS = {"cover": cover}
