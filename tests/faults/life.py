"""What people do: a script from the seed alone, the same whatever goes wrong meanwhile."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

DAY = 86_400_000
MINUTE = 60_000
HOUR = 60 * MINUTE

DISTRESS = (
    "i want to die",
    "i am going to kill myself tonight",
    "sos",
    "i cant do this anymore i want to end my life",
)
WORDS = (
    *("menu", "todo", "done", "later", "small", "skip", "back", "why", "how", "dots", "progress", "sees"),
    *("1", "2", "3", "0", "7", "10", "yes", "no", "help", "export", "pause 1d", "resume", "time 18:00"),
    *("discreet on", "hours 8:00-21:00", "19:45", "tomorrow", "win", "note", "thanks", "🙂"),
)
SAID = (
    *("the bus was late", "they all looked at me", "half of it is written down", "slept badly again"),
    *("rang my sister", "it rained and i went anyway", "the usual thought, less loud"),
)
DESK = (
    *("/clients", "/summary", "/questions", "/summary {client}", "/client {client}", "/letter {client}"),
    *("/assign {client} mood check daily at 12:00", "/assign {client} thought record 3x at 18:00"),
    *("/assign {client} breathing daily at 19:00", "/recap {client} we slowed down", "/release {client}"),
    *("/session {client} move 6 march friday 10:00", "/measure {client} phq8", "/shrink {client}"),
    *("/note {client} seems tired", "/pause {client} 1d", "1", "yes", "skip", "/insession {client}"),
)

Doing = Literal["text", "tap", "picture"]


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something at a true moment. A tap names the nth newest button, `words`: that says so."""

    at: int
    who: str
    doing: Doing
    words: str = ""
    nth: int = 0
    token: str = ""
    """A word nobody else ever writes, found in `words`."""
    burst: bool = False

    @property
    def distress(self) -> bool:
        return in_distress(self.words)


@dataclass(frozen=True, slots=True)
class Role:
    """Who is who."""

    name: str
    channel: Literal["telegram", "sms"]
    zone: str
    session: str
    of: str = ""
    """Whose client; nobody's for a therapist."""
    canary: str = ""


def in_distress(words: str) -> bool:
    """Whether these are among what people here write in distress."""
    return any(words.startswith(cry) for cry in DISTRESS)


def acts(roles: list[Role], start: int, days: int, chance: random.Random) -> list[Act]:
    """The whole script, in order of time."""
    found = [act for role in roles for act in _acts(role, roles, start, days, chance)]
    return sorted(found, key=lambda act: (act.at, act.who))


def _acts(role: Role, roles: list[Role], start: int, days: int, chance: random.Random) -> Iterator[Act]:
    clients = [other.name for other in roles if other.of == role.name]
    if not clients:
        yield from sittings(role, start, days, chance)
    for at in _moments(start, days, chance) if clients else ():
        yield from _desk(role.name, chance.choice(clients), at, chance)


def sittings(role: Role, start: int, days: int, chance: random.Random) -> Iterator[Act]:
    """A client's days; each of their own words is marked as theirs."""
    number = 0
    for at in _moments(start, days, chance):
        for act in _sitting(role, at, chance):
            number += 1
            yield _marked(role, act, number)


def _moments(start: int, days: int, chance: random.Random) -> Iterator[int]:
    for day in range(days):
        for _ in range(chance.randint(1, 3)):
            yield start + day * DAY + chance.randrange(14 * HOUR)


def _desk(who: str, client: str, at: int, chance: random.Random) -> Iterator[Act]:
    yield Act(at, who, "text", chance.choice(DESK).format(client=client))
    for step in range(chance.randint(1, 2)):
        yield Act(at + (step + 1) * chance.randint(5_000, 40_000), who, "tap", nth=chance.randint(0, 4))


def _sitting(role: Role, at: int, chance: random.Random) -> Iterator[Act]:
    """A client with the phone in hand: some of it considered, some of it in bursts."""
    kind = chance.random()
    if kind < 0.06:
        yield Act(at, role.name, "text", chance.choice(DISTRESS))
        if chance.random() < 0.4:
            yield Act(at + chance.randint(1_000, 9 * HOUR), role.name, "text", chance.choice(DISTRESS))
    elif kind < 0.13:
        if chance.random() < 0.6:  # an answer is on its way when they think better of it
            yield _one(role, at - chance.randint(100, 30_000), chance)
        yield Act(at, role.name, "text", "stop")
        yield Act(at + chance.randint(3 * HOUR, 20 * HOUR), role.name, "text", "start")
        yield from _joins_again(role, at + 20 * HOUR, chance)
    elif kind < 0.15:
        yield Act(at, role.name, "text", "delete")
        yield Act(at + 2 * MINUTE, role.name, "text", "yes")
        yield Act(at + 3 * MINUTE, role.name, "tap", nth=0)
    elif kind < 0.33:
        for step in range(chance.randint(2, 5)):
            words = chance.choice(SAID)
            yield Act(at + step * chance.randint(300, 4_000), role.name, "text", words, burst=True)
    else:
        for step in range(chance.randint(1, 5)):
            yield _one(role, at + step * chance.randint(3_000, 60_000), chance)


def _joins_again(role: Role, at: int, chance: random.Random) -> Iterator[Act]:
    for step in range(6):
        yield Act(at + step * chance.randint(20_000, 60_000), role.name, "tap", nth=1)


def _one(role: Role, at: int, chance: random.Random) -> Act:
    kind = chance.random()
    if kind < 0.45:
        return Act(at, role.name, "tap", nth=0 if chance.random() < 0.7 else chance.randint(0, 12))
    if kind < 0.65:
        return Act(at, role.name, "text", chance.choice(WORDS))
    if kind < 0.70:
        return Act(at, role.name, "picture")
    return Act(at, role.name, "text", chance.choice(("note ", "win ", "", "")) + chance.choice(SAID))


def _marked(role: Role, act: Act, number: int) -> Act:
    """With a word in it that nobody else ever writes, where these are a person's own words."""
    if not any(words in act.words for words in SAID):
        return act
    token = f"{role.canary}{number}z"
    return Act(act.at, act.who, act.doing, f"{act.words} {token}", act.nth, token, act.burst)
