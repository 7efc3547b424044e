"""From a finished `Turn` to the rows of its one transaction."""

from typing import TYPE_CHECKING, Any

from bot.outgoing import OutboxText
from bot.render import Renderer
from handlers.client.agreement import is_pinned
from handlers.events import Due, Event, Media, Tap, Text
from handlers.own import parts
from handlers.sending import last_moment, may_go
from handlers.talk import Talk
from handlers.turn import HOUR, Bind, Message, Tell, Turn
from storage.rows import (
    ActivityRow,
    AgendaRow,
    AuditRow,
    BindAddress,
    InviteRow,
    OutboxRow,
    RecordRow,
    RelationRow,
    TalkRow,
    TellRow,
    TurnWrites,
    UnbindAddress,
)

if TYPE_CHECKING:
    from bot.runner import Source

Mark = tuple[Any, ...]

SEALED_BY_SENDER = frozenset(
    (
        *("backup_invited", "backup_asked", "backup_ended", "flag_backup", "flag_over"),
        *("backup_known", "backup_declined", "backup_gone", "backup_acked", "backup_unreached"),
        *("supporter_invited", "supporter_asked", "supporter_rests", "supporter_over"),
        *("supporter_known", "supporter_gone", "supporter_cheer"),
        *("couple_card", "couple_over", "couple_left", "couple_answer"),
    )
)
"""Tells between two of whom either may have been erased meanwhile: the sender's key seals them."""


def talk_mark(talk: Talk) -> Mark:
    """What tells whether a talk changed during a turn."""
    return (
        talk.state,
        talk.turn,
        len(talk.answers),
        len(talk.emitted),
        tuple(talk.gathered),
        talk.gather_until,
        talk.touched_at,
        talk.timer_until,
        talk.answers[-1].words if talk.answers else "",
        talk.args.get("words"),  # a note grows within its arguments
        talk.asked,
    )


def writes_of(
    turn: Turn,
    event: Event,
    source: "Source",
    renderer: Renderer,
    version: int | None,
    marks: dict[str, Mark],
    before: list[tuple[str, str, int]],
) -> TurnWrites:
    """Render what is said and collect everything the turn changed."""
    outbox = [
        row
        for message in turn.said
        if may_go(turn, message)
        for row in _outbox(turn, message, renderer, answers=_is_own(event))
    ]
    agenda_set, agenda_drop = _agenda(turn, event, before)
    changed = [t for t in turn.talks if t.state != "done" and marks.get(t.id) != talk_mark(t)]
    return TurnWrites(
        person_id=turn.person.id,
        practice_id=turn.person.practice,
        expected_version=version,
        at=turn.now,
        person=turn.person,
        therapist=turn.person.therapist is not None,
        talks=[TalkRow(t.id, t.about or turn.person.id, t.script, t.state, t) for t in changed],
        drop_talks=[t.id for t in turn.talks if t.state == "done" and t.id in marks],
        records=[RecordRow(e.id, e.kind, e.at, e.doc, _about(turn, e.doc)) for e in turn.kept],
        agenda_set=agenda_set,
        agenda_drop=agenda_drop,
        outbox=outbox,
        drop_queued=turn.withdrawn,
        put_off=turn.put_off,
        tells=[
            TellRow(next(turn.ids), t.person, turn.person.practice, {"what": t.what, "data": t.data}, about)
            for t, about in _tells(turn)
        ],
        audits=[AuditRow(turn.person.id, *entry) for entry in dict.fromkeys((*turn.audits, *_reads(turn)))],
        refusals=turn.refused,
        seen=source.seen,
        addresses=_addresses(turn, source),
        relations=[
            RelationRow(r.therapist, r.client, r.state, r.since or turn.now, r.until or None)
            for r in turn.relates
        ],
        invites=[InviteRow(i.code, i.person, i.role, i.expires_at) for i in turn.invites],
        drop_invites=turn.uninvited,
        used_invite=source.invite,
        done_tell=source.tell,
        done_inbox=source.inbox,
        **_activities(turn),
    )


def _activities(turn: Turn) -> dict[str, Any]:
    """The practice's own activities that changed: the parts that are there, and those that are no more."""
    changed = [turn.own[id] for id in sorted(turn.own_changed)]
    each = [(own, part, doc) for own in changed for part, doc in parts(own).items()]
    there = [
        ActivityRow(own.id, part, part == "published" and own.scope != "mine", doc)
        for own, part, doc in each
        if doc is not None
    ]
    return {"activities": there, "drop_activities": [(o.id, part) for o, part, doc in each if doc is None]}


def _reads(turn: Turn) -> list[tuple[str, str]]:
    """Whatever a therapist is shown about a client is a reading of it (45 CFR 164.312(b), audit controls)."""
    shown = [message for message in turn.said if may_go(turn, message)] if turn.person.therapist else []
    return [(f"read_{m.kind}", m.about) for m in shown if m.about not in ("", turn.person.id)]


def _is_own(event: Event) -> bool:
    """Whether it is what the person wrote or tapped, be it gathered."""
    return isinstance(event, Text | Tap | Media) or (isinstance(event, Due) and event.kind == "gather")


def _outbox(turn: Turn, message: Message, renderer: Renderer, *, answers: bool) -> list[OutboxRow]:
    rendered = renderer.render(message, turn.person)
    talk = next((t for t in turn.talks if t.id == message.talk), None)
    asked = rendered.asked
    first = message.asked is not None and not message.asked.message
    if talk and talk.asked and asked and first and talk.asked.turn == asked.turn:
        talk.asked = asked
    text = renderer.said_late(rendered.text, turn.person) if message.late else rendered.text
    pin = is_pinned(turn.person, message.prompt)
    doc = OutboxText(text, list(rendered.buttons), list(rendered.media), pin=pin)
    urgent = message.urgent or message.kind == "safety"
    row = OutboxRow(
        next(turn.ids),
        message.channel or turn.person.channel,
        message.kind,
        urgent,
        max(turn.now, message.not_before),
        last_moment(turn, message),
        message.about or turn.person.id,
        doc,
        reply=not message.unprompted,
        answers=answers and not message.unprompted,
    )
    return [row]


def _agenda(
    turn: Turn, event: Event, before: list[tuple[str, str, int]]
) -> tuple[list[AgendaRow], list[tuple[str, str]]]:
    """The rows that changed. A row that was just taken and would come again at once rests for an hour."""
    if isinstance(event, Due):
        for row in turn.person.agenda:
            if (row.kind, row.scope, row.version) == (event.kind, event.scope, event.version):
                turn.person.agenda_version += 1
                row.version, row.due_at = turn.person.agenda_version, max(row.due_at, turn.now + HOUR)
                turn.person.postponed[f"{row.kind}:{row.scope}"] = row.due_at
    known, current = set(before), {(r.kind, r.scope) for r in turn.person.agenda}
    fresh = [r for r in turn.person.agenda if (r.kind, r.scope, r.version) not in known]
    gone = [(kind, scope) for kind, scope, _ in before if (kind, scope) not in current]
    if isinstance(event, Due) and (event.kind, event.scope) not in current:
        gone.append((event.kind, event.scope))
    return [AgendaRow(r.kind, r.scope, r.due_at, r.not_after, r.version) for r in fresh], gone


def _tells(turn: Turn) -> list[tuple[Tell, str]]:
    """Each with whose key seals it: an invited client may not be there yet, so then its sender's."""
    if not turn.tells:
        return []
    cases = turn.person.therapist.cases if turn.person.therapist else ()
    absent = {case.client for case in cases} - turn.views.keys() - turn.former
    absent |= {t.person for t in turn.tells if t.what in SEALED_BY_SENDER}
    return [(t, turn.person.id if t.person in absent else _about(turn, t.data)) for t in turn.tells]


def _about(turn: Turn, data: dict[str, Any]) -> str:
    """Whose key seals what names a client: the client's, wherever it stands (SAFETY §4); "" otherwise."""
    client = str(data.get("client", ""))
    return client if client in turn.views or client == turn.person.id else ""


def _addresses(turn: Turn, source: "Source") -> list[BindAddress | UnbindAddress]:
    binds = [_bound(bind) for bind in turn.binds]
    if source.address is not None:
        binds.append(BindAddress(source.address[0], source.address[1], "active"))
    return binds


def _bound(bind: Bind) -> BindAddress | UnbindAddress:
    if bind.state == "gone":
        return UnbindAddress(bind.channel, bind.address)
    return BindAddress(bind.channel, bind.address, bind.state)
