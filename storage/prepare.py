"""One turn's writes as rows for each table, sealed and ready for `executemany`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from storage import activities, addresses, agenda, outbox, people, relations, talks, tells
from storage.codec import Codec
from storage.errors import AddressTaken, InviteUsed, NotTheirs, RowTaken, StoreError, VersionMoved
from storage.recent import Plain
from storage.rows import BindAddress, TurnWrites
from storage.vault import WrappedKey

# Tables in the order of their foreign keys; within a table, drops before sets.
ORDER = (
    people.ADD_PRACTICE,
    people.ADD,
    people.CHANGE,
    tells.SEE,
    addresses.UNBIND,
    addresses.BIND,
    relations.RELATE,
    addresses.DROP_INVITES,
    addresses.INVITE,
    addresses.USE_INVITE,
    addresses.VOID_INVITES,
    activities.DROP,
    activities.SAVE,
    talks.DROP,
    talks.SAVE,
    talks.DROP_RECORD,
    talks.ADD_RECORD,
    agenda.DROP,
    agenda.SET,
    tells.DONE_TELL,
    tells.DONE_INBOX,
    tells.TELL,
    outbox.DROP_QUEUED,
    outbox.CALL_OFF,
    outbox.PUT_OFF,
    outbox.ADD,
)

# Every row of these must have taken effect, or the turn fails with this name.
CERTAIN: dict[str, type[StoreError]] = {
    people.CHANGE: VersionMoved,
    addresses.BIND: AddressTaken,
    addresses.USE_INVITE: InviteUsed,
    relations.RELATE: NotTheirs,
    activities.SAVE: RowTaken,
    talks.SAVE: RowTaken,
    agenda.SET: RowTaken,
}

Rows = Iterator[tuple[str, tuple[Any, ...]]]


class Facts(NamedTuple):
    """What the store knows of a person when a turn is written."""

    practice_id: str
    version: int
    last_number: int
    key: WrappedKey


def about_ids(turn: TurnWrites) -> set[str]:
    """Everyone whose key this turn needs."""
    found = {turn.person_id}
    found.update(talk.about_id for talk in turn.talks)
    found.update(record.about_id for record in turn.records)
    found.update(text.about_id for text in turn.outbox)
    found.update(tell.about_id or tell.person_id for tell in turn.tells)
    found.discard("")
    return found


def encoded(turn: TurnWrites, codec: Codec) -> Plain:
    """The documents of this turn that are both stored and remembered."""
    person = None if turn.person is None else codec.encode(turn.person)
    return Plain(person, tuple(codec.encode(talk.doc) for talk in turn.talks))


def prepare(
    turn: TurnWrites, seen: str, plain: Plain, facts: Facts | None, codec: Codec
) -> list[tuple[str, tuple[Any, ...]]]:
    """The rows of one turn (audit apart). Raises what makes this turn alone impossible.

    `seen` is the stored form of its event's key, "" without one.
    """
    return [
        *_person(turn, seen, plain, facts, codec),
        *_addresses(turn, codec),
        *_activities(turn, codec),
        *_talks(turn, plain, codec),
        *_agenda(turn),
        *_tells(turn, codec),
        *_outbox(turn, facts.last_number if facts else 0, codec),
    ]


def _person(turn: TurnWrites, seen: str, plain: Plain, facts: Facts | None, codec: Codec) -> Rows:
    numbers = len(turn.outbox) + (facts.last_number if facts else 0)
    therapist = None if turn.therapist is None else int(turn.therapist)
    if facts is None:
        key = codec.vault.new_key(turn.person_id)
        data = codec.encode(None) if plain.person is None else plain.person
        doc = codec.seal_encoded("person", turn.person_id, turn.person_id, data)
        yield people.ADD_PRACTICE, (turn.practice_id,)
        who = (turn.person_id, turn.practice_id, 1, numbers, key.key_id, key.wrapped, doc)
        yield people.ADD, (*who, therapist, turn.at, turn.at)
    else:
        sealed = None  # stays as it is
        if plain.person is not None:
            sealed = codec.seal_encoded("person", turn.person_id, turn.person_id, plain.person)
        whom = (turn.person_id, turn.practice_id, facts.version)
        yield people.CHANGE, (numbers, sealed, therapist, turn.at, *whom)
    if seen:
        yield tells.SEE, (seen, turn.practice_id, turn.at)


def seen_key(codec: Codec, turn: TurnWrites) -> str:
    """The stored form of an event's key: keyed, because provider keys carry chat ids."""
    return codec.vault.blind("seen", turn.practice_id, turn.seen or "")


def _addresses(turn: TurnWrites, codec: Codec) -> Rows:
    practice, vault = turn.practice_id, codec.vault
    for row in turn.addresses:
        blind = vault.blind("address", practice, row.channel, row.address)
        if isinstance(row, BindAddress):
            cipher = codec.seal_address(turn.person_id, row.channel, blind, row.address)
            yield (
                addresses.BIND,
                (practice, row.channel, blind, turn.person_id, cipher, row.state, turn.at),
            )
        else:
            yield addresses.UNBIND, (practice, row.channel, blind, turn.person_id)
    for relation in turn.relations:
        pair, times = (relation.therapist_id, relation.client_id), (relation.since, relation.until)
        yield relations.RELATE, (practice, *pair, relation.state, *times, turn.person_id)
    if turn.drop_invites:
        yield addresses.DROP_INVITES, (practice, turn.person_id)
    for invite in turn.invites:
        code = vault.blind("invite", practice, invite.code)
        yield addresses.INVITE, (code, practice, invite.person_id, invite.role, invite.expires_at)
    if turn.used_invite is not None:
        code = vault.blind("invite", practice, turn.used_invite)
        yield addresses.USE_INVITE, (turn.at, code, practice, turn.person_id, turn.at)
        yield addresses.VOID_INVITES, (turn.at, practice, turn.person_id)


def _activities(turn: TurnWrites, codec: Codec) -> Rows:
    practice, owner = turn.practice_id, turn.person_id
    for row_id, part in turn.drop_activities:
        yield activities.DROP, (practice, row_id, part, owner)
    for row in turn.activities:
        doc = activities.sealed(codec, practice, owner, row)
        yield activities.SAVE, (practice, row.id, row.part, owner, int(row.shared), doc, turn.at)


def _talks(turn: TurnWrites, plain: Plain, codec: Codec) -> Rows:
    person, practice = turn.person_id, turn.practice_id
    for talk_id in turn.drop_talks:
        yield talks.DROP, (talk_id, practice, person)
    for talk, doc in zip(turn.talks, plain.talks, strict=True):
        about = talk.about_id or person
        sealed = codec.seal_encoded("talk", talk.id, about, doc)
        yield talks.SAVE, (talk.id, practice, person, about, talk.script, talk.state, sealed, turn.at)
    for record_id in turn.drop_records:
        yield talks.DROP_RECORD, (record_id, practice, person)
    for record in turn.records:
        about = record.about_id or person
        sealed = codec.seal("record", record.id, about, record.doc)
        yield talks.ADD_RECORD, (record.id, practice, person, about, record.kind, record.at, sealed)


def _agenda(turn: TurnWrites) -> Rows:
    for kind, scope in turn.agenda_drop:
        yield agenda.DROP, (turn.practice_id, turn.person_id, kind, scope)
    for row in turn.agenda_set:
        times = (row.due_at, row.not_after, row.version)
        yield agenda.SET, (turn.practice_id, turn.person_id, row.kind, row.scope, *times)


def _tells(turn: TurnWrites, codec: Codec) -> Rows:
    if turn.done_tell is not None:
        yield tells.DONE_TELL, (turn.done_tell, turn.practice_id, turn.person_id)
    for done in turn.done_inbox:
        yield tells.DONE_INBOX, (done, turn.practice_id, turn.person_id)
    for tell in turn.tells:
        about = tell.about_id or tell.person_id
        sealed = codec.seal("tell", tell.id, about, tell.doc)
        yield tells.TELL, (tell.id, tell.practice_id, tell.person_id, about, sealed, turn.at)


def _outbox(turn: TurnWrites, last: int, codec: Codec) -> Rows:
    person = turn.person_id
    for kind in turn.drop_queued:
        for sql in (outbox.DROP_QUEUED, outbox.CALL_OFF):
            yield sql, (turn.practice_id, person, kind, kind)
    for kind in turn.put_off:
        yield outbox.PUT_OFF, (turn.practice_id, person, kind)
    for number, row in enumerate(turn.outbox, last + 1):
        about = row.about_id or person
        sealed = codec.seal("outbox", row.id, about, row.doc)
        who = (row.id, turn.practice_id, person, about, number)
        rank = 2 if row.urgent else int(row.reply)
        times = (row.not_before, row.not_after, row.not_before)
        yield outbox.ADD, (*who, row.channel, row.kind, rank, int(row.answers), *times, sealed, turn.at)
