"""The one entrance: an event of a person is taken here, whatever its kind and door."""

from handlers import inbound, roles, spoken, supporting
from handlers.agenda import refresh
from handlers.answering import close_gathering
from handlers.client import catching_up, shared_card, still_me, unsaid
from handlers.client import commands as client_commands
from handlers.client import due as client_due
from handlers.client import told as client_told
from handlers.client.opened import shut
from handlers.events import Blocked, Due, Event, Joined, Media, NotDelivered, Tap, Text, Told
from handlers.safety import flags_asked, flags_backup
from handlers.state import Person, Timed
from handlers.talk import Talk
from handlers.talking import is_fresh
from handlers.therapist import away, backup, former, invite, lock_shut, room_rests
from handlers.therapist import due as therapist_due
from handlers.therapist import told as therapist_told
from handlers.turn import MINUTE, Turn

OWN = frozenset(("set_aside", "nothing", "many", "too_many"))
"""Tells that concern a person in whatever role they are."""

MAKES_A_CLIENT = frozenset(("supervised", "cast_as_client"))
"""Tells after which somebody has a client's side; the others are nothing to who has none (any more)."""

OF_BACKUPS = {**flags_asked.TOLD, **flags_backup.TOLD}
"""Tells to a backup contact, who may be nothing else here."""

NEVER_WAITS = frozenset(
    (
        *("gather", "timer", "week", "silent", "resume", "home", "holiday", "invite_lapse", "notice", "pace"),
        *("alert", "alert_lost", "backup_invite", "cover", "couple_card", "couple_lapse", "couple_over"),
    )
)
"""Agenda kinds that interrupt nobody: they answer, count, are urgent, or a human has just decided them."""


def take(turn: Turn, event: Event) -> None:
    """Work out what this event means; everything that follows is left in the turn."""
    if still_me.look(turn, event):
        refresh(turn)
        return
    match event:
        case Text() | Tap() | Media():
            inbound.receive(turn, event)
        case Due():
            _due(turn, event)
        case Told():
            _told(turn, event)
        case Joined():
            inbound.joined(turn, event)
        case NotDelivered() | Blocked():
            inbound.unreachable(turn, event)
    catching_up.answer_late(turn, event)
    room_rests.keep_left(turn)
    unsaid.keep(turn)
    shut(turn)
    lock_shut.shut(turn)
    former.let_go(turn)
    refresh(turn)


def focus(person: Person, event: Event, talks: list[Talk]) -> set[str] | None:
    """Whose records a therapist's turn needs: those the event names; None means all of them."""
    assert person.therapist is not None
    if isinstance(event, Due):
        return {event.scope}
    if isinstance(event, Tap):
        meant = [t.args for t in talks if t.id == event.talk]
        return {str(id) for args in meant for id in (args.get("client", ""), *args.get("clients", ()))}
    if isinstance(event, Told):
        return {str(event.data.get("client", ""))}
    return None if isinstance(event, Text) else set()


def names_colleagues(person: Person, event: Event, talks: list[Talk]) -> bool:
    """Whether this text may name a colleague: only then the practice's therapists are looked up."""
    if person.therapist is None or not isinstance(event, Text):
        return False
    asking = any(talk.script in backup.ASKS and talk.state == "open" for talk in talks)
    said = event.text.lstrip(" /").casefold()
    word = (spoken.understood(event.text, "therapist", person.language) or (said.partition(" ")[0], ""))[0]
    return asking or word.startswith("backup") or (word == "away" and bool(away.COVER.search(said)))


def phone_meant(event: Event, talks: list[Talk]) -> str:
    """The number an answer of a therapist is about: that of the invitation it answers."""
    if not isinstance(event, Text | Tap):
        return ""
    about = (t for t in talks if t.script in invite.WITH_NUMBER and t.state in ("open", "suspended"))
    return next((str(t.args["phone"]) for t in about if isinstance(event, Text) or t.id == event.talk), "")


def reads_own_records(person: Person, event: Event, talks: list[Talk]) -> bool:
    """Whether a client's turn needs what they wrote before."""
    goes_on = isinstance(event, Due) and event.kind in ("gather", "timer")
    if person.client is None or not (goes_on or isinstance(event, Text | Tap)):
        return False
    if shared_card.open_cards(person.client):
        return True  # whatever ends a doing may ask what of it is to be shared
    said = client_commands.parse(event.text, person.language) if isinstance(event, Text) else None
    picking = any(t.state == "open" and t.script in client_commands.READ_BY for t in talks)
    return isinstance(event, Tap) or picking or (said is not None and said.name in client_commands.READS)


def _due(turn: Turn, event: Due) -> None:
    """Take a row that is still current; a stale or late one is dropped (DESIGN §3.3)."""
    row = next((r for r in turn.person.agenda if (r.kind, r.scope) == (event.kind, event.scope)), None)
    if row is None or row.version != event.version:
        return
    if event.kind not in NEVER_WAITS and _postpone(turn, row):
        return
    late = turn.now > row.not_after
    if event.kind == "gather":
        _close_gathering(turn, event.scope)
    elif event.kind == "timer":
        inbound.timer(turn, event.scope, late=late)
    elif late or not catching_up.waits(turn, row):
        turn.unprompted, turn.not_after = True, row.not_after
        of_client = event.kind in client_due.TABLE
        table = client_due.LATE if late else client_due.TABLE if of_client else therapist_due.TABLE
        take_row = table.get(event.kind, _nothing)
        roles.speaking_to(turn, "client" if of_client else "therapist", lambda: take_row(turn, event))
        catching_up.note(turn, event)


def _close_gathering(turn: Turn, talk_id: str) -> None:
    for talk in turn.talks:
        if talk.id == talk_id:
            close_gathering(turn, talk)


def _nothing(turn: Turn, event: Due) -> None:
    """Too late, and there is nothing to note."""


def _postpone(turn: Turn, row: Timed) -> bool:
    """While a talk is fresh nothing scheduled interrupts it: it waits, or expires (DESIGN §4.3)."""
    fresh = next((t for t in turn.talks if is_fresh(t, turn.now)), None)
    if fresh is None:
        turn.person.postponed.pop(f"{row.kind}:{row.scope}", None)
        return False
    turn.person.postponed[f"{row.kind}:{row.scope}"] = fresh.touched_at + 30 * MINUTE
    return True


def _told(turn: Turn, event: Told) -> None:
    turn.unprompted = True
    if event.what in OWN:
        client_told.TABLE[event.what](turn, event.data)
    elif event.what in supporting.TOLD:
        supporting.TOLD[event.what](turn, event.data)
    elif event.what in OF_BACKUPS:
        roles.speaking_to(turn, "therapist", lambda: OF_BACKUPS[event.what](turn, event.data))
    elif event.what in client_told.TABLE:
        if turn.person.client is None and event.what not in MAKES_A_CLIENT:
            return
        roles.speaking_to(turn, "client", lambda: client_told.TABLE[event.what](turn, event.data))
    elif event.what in therapist_told.TABLE:
        roles.speaking_to(turn, "therapist", lambda: therapist_told.TABLE[event.what](turn, event.data))
