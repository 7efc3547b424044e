"""Events that wait, as plain data; those beyond the limit are read together, so that nothing is lost."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.channels.text import INBOUND_CAP
from handlers import events
from handlers.client.commands import parse
from handlers.events import Event, Text
from handlers.therapist.commands import TABLE
from storage.rows import InboxRow

MARKS = ("type", "held", "alone", "raised")
MOST = 100
"""Messages of one sender that wait at a time. Beyond it nothing more is kept, and the sender hears so."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one turn takes: the event, the rows it came from, and whether they waited for the limit.

    `event` is None for a row that this version of the program cannot read.
    """

    event: Event | None
    rows: Sequence[InboxRow]
    held: bool


def kept(event: Event, held: bool = False, alone: bool = False, raised: str = "") -> dict[str, Any]:
    """An event as plain data. `held`: its sender is over the limit; `alone`: never read with others.

    `raised` names what its turn raised.
    """
    marks = {"held": held, "alone": alone, "raised": raised}
    doc = asdict(event)
    doc.pop("heard", None)  # a reading of the words, made again when they are taken
    return {"type": type(event).__name__, **doc, **{mark: value for mark, value in marks.items() if value}}


def restored(doc: dict[str, Any]) -> Event:
    """The event again, from plain data."""
    fields = {name: value for name, value in doc.items() if name not in MARKS}
    made: Event = getattr(events, doc["type"])(**fields)
    return made


def is_held(row: InboxRow) -> bool:
    """Whether this event waits because its sender was over the limit."""
    return bool(row.doc.get("held"))


def next_group(rows: Sequence[InboxRow]) -> Group:
    """The first of these rows, with those behind it that are read as one with it."""
    try:
        return _together(rows)
    except (TypeError, AttributeError):  # kept by another version
        return Group(None, rows[:1], False)


def _together(rows: Sequence[InboxRow]) -> Group:
    event, taken = restored(rows[0].doc), 1
    alone = bool(rows[0].doc.get("alone"))
    while is_held(rows[0]) and taken < len(rows) and is_held(rows[taken]):
        other = restored(rows[taken].doc)
        joined = _same(event, other) if alone or rows[taken].doc.get("alone") else _joined(event, other)
        if joined is None:
            break
        event, taken = joined, taken + 1
    return Group(event, rows[:taken], is_held(rows[0]))


def _joined(first: Event, second: Event) -> Event | None:
    """Words go on with words; the same command or button once more is the same; all else stands alone."""
    if isinstance(first, Text) and isinstance(second, Text) and not (_alone(first) or _alone(second)):
        whole = f"{first.text}\n{second.text}"
        fits = len(whole) <= INBOUND_CAP and not first.cut
        return replace(second, text=whole) if fits else None
    return _same(first, second)


def _same(first: Event, second: Event) -> Event | None:
    if isinstance(first, Text | events.Tap) and isinstance(second, Text | events.Tap):
        return second if replace(first, sent_at=second.sent_at) == second else None
    return None


def _alone(event: Text) -> bool:
    """Whether a text may be a command, of a client or of a therapist."""
    word = event.text.split(None, 1)[:1]
    return bool(word) and (parse(event.text) is not None or word[0].casefold() in TABLE)
