"""What the doctor asks the store about distress: who has no backup, and which flags wait (SAFETY S3)."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from bot.config import Config
from bot.doctor_notes import Note, ok, problem, warning
from bot.doctor_store import store_there
from bot.errors import CommandError
from handlers.state import Person
from handlers.turn import HOUR
from storage.errors import StoreError

SHOWN = 5
"""Names on one line."""


async def safety_notes(config: Config) -> AsyncIterator[Note]:
    """Through the running bot, or from the store itself; nothing before the first start."""
    from bot.records import operate

    if not await store_there(config):
        return
    try:
        lines = await operate(config, "safety", {})
    except (CommandError, StoreError) as refusal:
        yield warning("backup contacts", f"could not be looked at ({type(refusal).__name__})", "try again")
        return
    for found in map(json.loads, lines):
        for note in notes_of(found):
            yield note


def report(practice: str, people: Iterable[Person], now: int) -> str:
    """One practice as one line of JSON: its therapists, whose backup is missing, whose flags wait."""
    therapists = [p for p in people if p.therapist is not None and p.therapist.joined_at]
    alone = [p.name for p in therapists if p.therapist and not p.therapist.backup_id]
    late = [p.name for p in therapists if _waits(p, now)]
    lost = [p.name for p in therapists if _waits(p, now, since=0) and _unheard(p)]
    found = {"practice": practice, "therapists": len(therapists), "alone": alone, "late": late, "lost": lost}
    return json.dumps(found, ensure_ascii=False)


def _waits(person: Person, now: int, since: int = HOUR) -> bool:
    """Whether a flag at this therapist's has waited longer than this without anybody taking it."""
    assert person.therapist is not None
    return any(not a["taken_at"] and now - a["at"] >= since for a in person.therapist.alerts)


def _unheard(person: Person) -> bool:
    """Whether nobody at all can be told: no texts reach the therapist, and there is no backup."""
    side = person.therapist
    assert side is not None
    return bool(person.stopped_at or side.alert_again_at) and not side.backup_id


def notes_of(found: dict[str, Any]) -> Iterator[Note]:
    """The lines about one practice."""
    where, alone = f"{found['practice']} ", found["alone"]
    if alone:
        words = f"{len(alone)} of {found['therapists']} therapists have none who agreed: {_names(alone)}"
        yield warning(where + "backups", words, "each writes /backup to the bot")
    elif found["therapists"]:
        yield ok(where + "backups", f"all {found['therapists']} therapists have one who agreed")
    if found["lost"]:
        words = f"a flag reaches nobody at {_names(found['lost'])}'s"
        yield problem(where + "flags", words, "reach them now, by other means than this program")
    elif found["late"]:
        words = f"waiting longer than an hour at {_names(found['late'])}'s"
        yield problem(where + "flags", words, "ask whether they know; only they or a cover can take it")


def _names(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
