"""What a therapist notes about the work with a client: stage, phase, capacity, minutes (CONTENT A-42, I-19).

`/client NAME stage contemplation`, `phase ending`, `capacity 4`, `minutes 60`, `resources a line`; `off`
takes each away. Never shown to the client, and never worked out by the program. `goal calmer Mondays` is the
client's own, in their words: it stands in what they read (CONTENT A-14, B1, D1).
"""

from collections.abc import Callable
from typing import Any

from handlers.names import nearest
from handlers.records import THERAPIST_NOTE
from handlers.spoken_after import setting
from handlers.state import Case
from handlers.therapist.whom import name_of
from handlers.turn import Turn

STAGES = ("precontemplation", "contemplation", "preparation", "action", "maintenance")
MOST_CAPACITY = 10
MOST_MINUTES = 1000
LONGEST = 200
LONGEST_GOAL = 44
"""Characters: it stands inside a sentence of a letter (prompts/en/letter.j2)."""
RESOURCES = "resources"
OFF = ("off", "none")


def sets(turn: Turn, case: Case, words: str) -> bool:
    """Take `FIELD VALUE`; False when the first word is no field. A value that does not fit is said kindly."""
    field, _, value = words.partition(" ")
    name = setting(field, turn.person.language)
    if name not in FIELDS:
        return False
    said = FIELDS[name](turn, case, value.strip())
    about: dict[str, Any] = {"name": name_of(turn, case.client), "field": name}
    if said is None:
        turn.say("reply", "stage/form", **about)
    else:
        turn.audit(f"client_{name}", case.client)
        turn.say("reply", "stage/set", about=case.client, **about, value=said)
    return True


def _stage(turn: Turn, case: Case, value: str) -> Any:
    """One of the stages, also by its beginning or with a slip; "" for off."""
    word = setting(value, turn.person.language).replace("-", "").replace(" ", "")
    if word in OFF:
        case.stage = ""
        return ""
    begun = [stage for stage in STAGES if word and stage.startswith(word)]
    near = begun or list(nearest(word, STAGES, limit=1))
    if not near:
        return None
    case.stage = near[0]
    return case.stage


def _phase(turn: Turn, case: Case, value: str) -> Any:
    word = setting(value, turn.person.language)
    if word not in ("ending", *OFF):
        return None
    case.ending = word == "ending"
    return "ending" if case.ending else ""


def _capacity(turn: Turn, case: Case, value: str) -> Any:
    found = _number(turn, value, MOST_CAPACITY)
    if found is not None:
        case.capacity = None if found == "" else int(found)
    return found


def _minutes(turn: Turn, case: Case, value: str) -> Any:
    found = _number(turn, value, MOST_MINUTES)
    if found is not None:
        case.minutes_agreed = int(found or 0)
    return found


def _number(turn: Turn, value: str, most: int) -> Any:
    """The number, "" for off; None for anything else."""
    word = value.strip()
    if setting(word, turn.person.language) in OFF:
        return ""
    fits = word.isascii() and word.isdecimal() and len(word) <= 4 and int(word) <= most
    return int(word) if fits else None


def _resources(turn: Turn, case: Case, value: str) -> Any:
    """A line of the therapist's about the client: it lies under the client's key, as notes do."""
    if not value:
        return None
    words = "" if setting(value, turn.person.language) in OFF else value[:LONGEST]
    turn.tell(case.client, THERAPIST_NOTE, therapist=turn.person.id, words=words, about=RESOURCES)
    return words


def _goal(turn: Turn, case: Case, value: str) -> Any:
    """What the two work on, as the client says it: it lies with the client, who reads it."""
    words = " ".join(value.split()).strip(" .,;:\"'“”«»")
    off = setting(words, turn.person.language) in OFF
    if not words or (len(words) > LONGEST_GOAL and not off):
        return None
    turn.tell(case.client, "goal", therapist=turn.person.id, words="" if off else words)
    return "" if off else words


FIELDS: dict[str, Callable[[Turn, Case, str], Any]] = {
    "stage": _stage,
    "phase": _phase,
    "capacity": _capacity,
    "minutes": _minutes,
    RESOURCES: _resources,
    "goal": _goal,
}
"""What can be noted; each gives the value as it is said ("" for off), or None when it does not fit."""
