"""Who is not of the house when a run begins: two strangers, and somebody whom a therapist invites."""

import random
from collections.abc import Iterator

from tests.faults.life import DAY, DISTRESS, HOUR, MINUTE, Act, Role, sittings

FAY = Role("fay", "sms", "Europe/London", "", "ada", "qfayx")
"""Invited by Ada on the first morning; she says yes, unless what goes wrong is in the way."""

STRANGERS = (
    Role("pat", "telegram", "Europe/London", ""),
    Role("quin", "sms", "Europe/London", ""),
)
GUESTS = (FAY, *STRANGERS)
ADDRESSES = {"fay": "+447700900777", "pat": "7771", "quin": "+447700900555"}
ASKING = ("hello?", "who is this", "is this the therapy thing", "what can you do")


def guests(start: int, days: int, chance: random.Random) -> list[Act]:
    """What they do and what is done with them, in order of time."""
    acts = [
        *_invited(start, days, chance),
        *(act for who in STRANGERS for act in _asks(who, start, days, chance)),
    ]
    return [*acts, *_cries(chance.choice(STRANGERS), start + chance.randrange(days * DAY), chance)]


def cry(role: Role, at: int, chance: random.Random) -> Act:
    """Somebody nobody knows writes in distress."""
    return Act(at, role.name, "text", chance.choice(DISTRESS))


def _cries(role: Role, at: int, chance: random.Random) -> Iterator[Act]:
    yield cry(role, at, chance)
    if chance.random() < 0.3:
        yield cry(role, at + chance.randint(1_000, 10 * MINUTE), chance)


def _asks(role: Role, start: int, days: int, chance: random.Random) -> Iterator[Act]:
    yield Act(start + chance.randrange(days * DAY), role.name, "text", chance.choice(ASKING))


def _invited(start: int, days: int, chance: random.Random) -> Iterator[Act]:
    at = start + chance.randrange(3 * HOUR)
    yield Act(at, FAY.of, "text", f"/invite {FAY.name.capitalize()} Reed {ADDRESSES['fay']} tue 15:00")
    for wait in (20_000, 2 * MINUTE):  # again, should the question have come late
        yield Act(at + wait, FAY.of, "tap", "Yes")
    yes = at + chance.randint(10 * MINUTE, 3 * HOUR)
    yield Act(yes, FAY.name, "text", "yes")
    for step in range(1, 6):
        yield Act(yes + step * chance.randint(20_000, 40_000), FAY.name, "tap")
    yield from sittings(FAY, start + DAY, days - 1, chance)
