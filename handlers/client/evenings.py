"""What comes by itself of an evening: what waited for it, and the talk before a meeting.

One unasked text an evening (DESIGN §4.1, G-38): where both fall on one day, what waited opens it, and the
talk about the week follows as soon as that is answered.
"""

from collections.abc import Iterator

from handlers.client import afterwards, snapshots, week, wrapup
from handlers.client.delivering import prompt
from handlers.client.people import active, assignment, bonds, client_of
from handlers.events import Due
from handlers.state import Bond
from handlers.talk import Talk
from handlers.talking import begin
from handlers.times import local
from handlers.turn import Turn
from handlers.week_parts import Assignment


def rest(turn: Turn, due: Due) -> None:
    """The part of a doing that waited for this evening: the client was told when it comes, so it does.

    It is the prompt of the day: a cue gives way to it.
    """
    client = client_of(turn.person)
    item = assignment(client, due.scope)
    if client.stage == "joined" and item is not None and item.state == "active" and item.rest is not None:
        _open(turn, item, _meets(turn))


def _open(turn: Turn, item: Assignment, meets: Bond | None) -> None:
    """With the talk about the week behind it, where that would come this evening."""
    then = ""
    if meets is not None:
        upcoming = week.meeting(meets, turn.person.zone, turn.now)
        assert upcoming is not None, "the evening before a meeting that there is not"
        meets.evening_for, then = upcoming[0], meets.therapist
    client_of(turn.person).prompted_on = snapshots.today_of(turn)
    opened = afterwards.opened(turn, item)
    prompt(turn, "rest_of_it", snapshots.running(turn, item) | opened | {"then": then})


def too_late_for_rest(turn: Turn, due: Due) -> None:
    """Its evening has passed."""
    item = assignment(client_of(turn.person), due.scope)
    if item is not None:
        afterwards.too_late(item)


def evening(turn: Turn, due: Due) -> None:
    """The evening before a meeting: the wrap-up, or the barrier talk, in the place of the day's cue."""
    bond = _bond(turn, due.scope)
    upcoming = week.meeting(bond, turn.person.zone, turn.now) if bond else None
    if bond is None or upcoming is None:
        return
    if waits := next(_waiting_tonight(turn), None):
        _open(turn, waits, bond)
        return
    bond.evening_for = upcoming[0]
    found = wrapup.evening(turn.house, turn.person, bond, turn.now)
    if found is not None:
        client_of(turn.person).prompted_on = snapshots.today_of(turn)
        prompt(turn, *found)


def _waiting_tonight(turn: Turn) -> Iterator[Assignment]:
    """What would come by itself later today; a time the client named is left to them."""
    today = local(turn.now, turn.person.zone).date()
    for item in active(client_of(turn.person)):
        if item.rest is not None and ":" not in item.rest.moment:
            due = afterwards.due_at(turn.person, item, item.rest)
            if due and local(due, turn.person.zone).date() == today:
                yield item


def follows(turn: Turn, talk: Talk) -> bool:
    """The talk about the week, once what waited is answered and the meeting is still ahead."""
    bond = _bond(turn, talk.args.get("then", "")) if talk.script == "rest_of_it" else None
    if bond is None or client_of(turn.person).held or turn.open_talk() or turn.now >= bond.evening_for:
        return False
    found = wrapup.evening(turn.house, turn.person, bond, turn.now)
    if found is not None:
        begin(turn, *found)
    return found is not None


def too_late_for_evening(turn: Turn, due: Due) -> None:
    """The window has closed: that meeting comes without an evening talk."""
    bond = _bond(turn, due.scope)
    upcoming = week.meeting(bond, turn.person.zone, turn.now) if bond else None
    if bond is not None and upcoming:
        bond.evening_for = upcoming[0]


def _meets(turn: Turn) -> Bond | None:
    """The relation whose talk comes this evening."""
    today = snapshots.today_of(turn)
    row = next(
        (
            row
            for row in turn.person.agenda
            if row.kind == "evening" and local(row.due_at, turn.person.zone).date().isoformat() == today
        ),
        None,
    )
    return _bond(turn, row.scope) if row else None


def _bond(turn: Turn, therapist: str) -> Bond | None:
    return next((b for b in bonds(client_of(turn.person)) if b.therapist == therapist), None)
