"""The practice's own activities inside a turn: what may be given, and how a therapist's own one changes."""

from collections.abc import Mapping

from handlers import reading
from handlers.content import Activity
from handlers.content_bench import Shape
from handlers.content_shape import activity_of
from handlers.own import Own, may_use
from handlers.turn import Turn

MOST_UNDONE = 20
"""So many changes can be taken back."""

MOST_KEPT = 200
"""So many of one therapist's own are kept: the list stays one that can be read."""


def library(turn: Turn, pathway: str = "") -> Mapping[str, Activity]:
    """What this therapist may give, by itself or in this pathway: what ships, and the practice's own."""
    usable = (own for own in turn.own.values() if may_use(own, turn.person.id, pathway))
    mine = {own.id: activity_of(own.published) for own in usable if own.published}
    shipped = reading.library(turn.house.content, turn.person)
    return {**shipped, **mine} if mine else shipped


def activity(turn: Turn, id: str) -> Activity:
    """The activity with this id, as it is given; an archived one too, for what began before.

    Raises KeyError.
    """
    own = turn.own.get(id)
    return activity_of(own.published) if own and own.published else turn.house.activity(id, turn.person)


def known(turn: Turn, id: str) -> Activity | None:
    """The activity with this id, as it is given; None where there is none any more."""
    try:
        return activity(turn, id)
    except KeyError:
        return None


def of_own(turn: Turn, id: str) -> Shape | None:
    """What an assignment takes with it: the activity itself, where it is the practice's own."""
    own = turn.own.get(id)
    return own.published if own else None


def mine(turn: Turn) -> list[Own]:
    """Those this therapist made, by title."""
    made = [own for own in turn.own.values() if own.owner == turn.person.id]
    return sorted(made, key=lambda own: (own.title.casefold(), own.id))


def drafts(turn: Turn) -> dict[str, Activity]:
    """This therapist's own as they stand now, published or not."""
    return {own.id: activity_of(own.shape) for own in mine(turn) if own.shape}


def my(turn: Turn, id: str) -> Own | None:
    """This one, where this therapist made it: nobody changes what somebody else made."""
    own = turn.own.get(id)
    return own if own and own.owner == turn.person.id else None


def begin_own(turn: Turn, shape: Shape, todo: str = "") -> Own:
    """A new draft. Its id is short enough to be typed."""
    own = Own(f"own-{next(turn.ids)[-8:]}", turn.person.id, todo=todo)
    own.draft = {**shape, "id": own.id}
    turn.own[own.id] = own
    put(turn, own)
    return own


def change(turn: Turn, own: Own, shape: Shape) -> None:
    """A new state of the draft; the one before can be had back."""
    own.undo = [*own.undo, own.shape][-MOST_UNDONE:]
    own.draft = {**shape, "id": own.id}
    put(turn, own)


def undo(turn: Turn, own: Own) -> bool:
    """The draft as it was before the last change; False when there is none before."""
    if not own.undo:
        return False
    before, own.undo = own.undo[-1], own.undo[:-1]
    own.draft = None if before == own.published else before
    put(turn, own)
    return True


def publish(turn: Turn, own: Own) -> None:
    """The draft becomes what is given; whoever has an earlier version keeps that one."""
    own.version += 1
    own.published = {**own.shape, "version": own.version}
    own.draft, own.undo, own.todo, own.archived = None, [], "", False
    put(turn, own)


def put(turn: Turn, own: Own) -> None:
    """Keep it as it is now."""
    turn.own_changed.add(own.id)


def throw_away(turn: Turn, own: Own) -> None:
    """Let the draft go; what was published stays."""
    own.draft, own.undo, own.todo = None, [], ""
    put(turn, own)
