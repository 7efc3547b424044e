"""What the doctor asks the store about distress: who has no backup, and which flags wait (SAFETY S3)."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from bot.config import Config
from bot.doctor_notes import Note, ok, problem, warning
from bot.doctor_store import PATIENCE, refused, store_there
from bot.errors import CommandError
from handlers.state import Person
from handlers.turn import HOUR
from storage.errors import StoreError

SHOWN = 5
"""Names on one line."""

_NOW = "reach them now, by other means than this program"
_FLAGS = (
    ("lost", "a flag reaches nobody at {}'s", _NOW),
    ("untold", "what is urgent could not be told to {}: a bug", _NOW),
    ("passed", "a flag does not reach {}; their backup was told", _NOW),
    ("late", "waiting longer than an hour at {}'s", "do they know? Only they or a cover can take it"),
)
"""In the order of how grave it is; who was named once is not named again."""


async def safety_notes(config: Config) -> AsyncIterator[Note]:
    """Through the running bot, or from the store itself; nothing before the first start."""
    from bot.records import operate

    if not await store_there(config):
        return
    try:
        lines = await operate(config, "safety", {}, PATIENCE)
    except (CommandError, StoreError) as refusal:
        yield refused("flags and backups", refusal)
        return
    for found in map(json.loads, lines):
        for note in notes_of(found):
            yield note


def report(practice: str, people: Iterable[Person], untold: Iterable[str], now: int) -> str:
    """One practice as one line of JSON: its therapists, whose backup is missing, whose flags wait.

    `untold`: the names of those whose own turn raised when something urgent was to be told them.
    """
    therapists = [p for p in people if p.therapist is not None and p.therapist.joined_at]
    deaf = [p for p in therapists if _waits(p, now, since=0) and _deaf(p)]
    found = {
        "practice": practice,
        "therapists": len(therapists),
        "alone": [p.name for p in therapists if not _backed(p)],
        "untold": sorted(untold),
        "lost": [p.name for p in deaf if not _backed(p)],
        "passed": [p.name for p in deaf if _backed(p)],
        "late": [p.name for p in therapists if _waits(p, now)],
    }
    return json.dumps(found, ensure_ascii=False)


def _waits(person: Person, now: int, since: int = HOUR) -> bool:
    """Whether a flag at this therapist's has waited longer than this without anybody taking it."""
    assert person.therapist is not None
    return any(not a["taken_at"] and now - a["at"] >= since for a in person.therapist.alerts)


def _deaf(person: Person) -> bool:
    """Whether no texts reach this therapist: they stopped them, or the last alert did not arrive."""
    assert person.therapist is not None
    return bool(person.stopped_at or person.therapist.alert_again_at)


def _backed(person: Person) -> bool:
    """Whether somebody agreed to be told in this therapist's place."""
    return person.therapist is not None and bool(person.therapist.backup_id)


def notes_of(found: dict[str, Any]) -> Iterator[Note]:
    """The lines about one practice."""
    where, alone = f"{found['practice']} ", found["alone"]
    if alone:
        words = f"{len(alone)} of {found['therapists']} therapists have none who agreed: {_names(alone)}"
        yield warning(where + "backups", words, "each writes /backup to the bot")
    elif found["therapists"]:
        yield ok(where + "backups", f"all {found['therapists']} therapists have one who agreed")
    said = set[str]()
    for how, words, do in _FLAGS:
        if names := [name for name in found.get(how, ()) if name not in said]:
            yield problem(where + "flags", words.format(_names(names)), do)
            said |= set(names)


def _names(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
