"""Fifty thousand webhooks in a virtual day, people and repeats shuffled: the state of the ordered single run.

Providers promise to bring everything at least once and nothing about when. What the bot promises in return:
of one person, what is new is taken in the order in which it comes, each thing once, and every second
delivery, however late and between whatever else, changes nothing; and nobody's words depend on whether
another's came first. So each run of the second kind, in which all calls of five minutes come in any order
of people, and everything up to five times, ends in the same stored state, the same texts to everybody and
the same outbox as the run in which each comes once and in order. Each person's own new words keep their
order in both: exchanged, they would mean something else.

Reports of delivery have no such order: sent after delivered, queued last. The end of a text never changes.
"""

import asyncio
import random
import tempfile
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.base import WebRequest
from tests.edge_house import (
    COUNTS,
    EdgeHouse,
    edge_house,
    furnished,
    sms_text,
    telegram_text,
    telegram_update,
    twilio_form,
)
from tests.figures import Figure
from tests.figures.replay import BROKEN, LADDER, settled, state

SIZES = {"quick": (1, 1_500), "full": (4, 50_000)}
"""Copies of everybody, and how many events."""

DAY_MS = 86_400_000
MOST = 5
WINDOW = 300_000
"""What comes within so many virtual milliseconds comes at their end, then texts are sent."""

REPORTS = 0.4
"""Of all events so many are reports of delivery."""

WORDS = (
    *("note the bus was late {}", "win rang my sister {}", "menu", "1", "2", "6", "done", "later", "todo"),
    *("half of it is written down {}", "slept badly {}", "skip", "10", "yes", "no", "ask about sleep {}"),
)
FINAL = ("delivered", "failed")
STATES = "SELECT id, state FROM outbox WHERE state IN ('delivered', 'failed')"


@dataclass(frozen=True, slots=True)
class Brought:
    """One delivery of one call; `nth` 0 is the first."""

    at: int
    nth: int
    whose: str
    request: WebRequest


@dataclass(frozen=True, slots=True)
class Event:
    """What one person did, or what became of one text, and when."""

    at: int
    whose: str
    request: WebRequest


def calls(house: EdgeHouse, count: int, chance: random.Random) -> Iterator[Event]:
    """What everybody sends within a day, each at its own moment."""
    people, begun = house.people, house.clock.now()
    for number in range(count):
        channel, address = chance.choice(people)
        at, text = begun + chance.randrange(DAY_MS), chance.choice(WORDS).format(number)
        if channel == "sms":
            yield Event(at, address, sms_text(address, 10_000 + number, text))
        elif chance.random() < 0.2:
            chat = int(address)
            where = {
                "message_id": 1,
                "date": at // 1000,
                "chat": {"id": chat, "type": "private"},
                "text": "?",
            }
            tap = {"id": f"c{number}", "from": {"id": chat}, "data": f"gone.{number % 9}.0", "message": where}
            yield Event(at, address, telegram_update({"update_id": number, "callback_query": tap}))
        else:
            yield Event(at, address, telegram_text(int(address), 10_000 + number, text, at))


def reports(house: EdgeHouse, count: int, chance: random.Random) -> Iterator[Event]:
    """What becomes of texts that left by SMS, step by step, but not in the order of the steps.

    By person: between two people the order in which texts left is one of the things that may differ.
    """
    begun, left = house.clock.now(), count
    numbered = enumerate(house.heard.texts, 1)
    for address, number in sorted((to, number) for number, (channel, to, _) in numbered if channel == "sms"):
        steps = BROKEN if int(address[-2:]) % 3 == 0 else LADDER
        for status in steps if left > 0 else ():
            left -= 1
            fields = {"MessageSid": f"SM{number:032d}", "MessageStatus": status, "To": address}
            request = twilio_form({**fields, "ErrorCode": "30003"}, "/twilio/status?ref=")
            yield Event(begun + chance.randrange(DAY_MS), f"report {number} {status}", request)


def stream(once: Sequence[Event], chance: random.Random | None) -> list[Brought]:
    """The deliveries in order of time; with `chance` each call up to five times, later ones at any time."""
    end = min(one.at for one in once) + DAY_MS
    found = [Brought(one.at, 0, one.whose, one.request) for one in once]
    for one in once if chance else ():
        assert chance is not None
        for nth in range(1, chance.randint(1, MOST)):
            at = chance.randrange(one.at, max(one.at + 1, end))
            found.append(Brought(at, nth, one.whose, one.request))
    return sorted(found, key=lambda one: (one.at, one.nth))


def shuffled(window: Sequence[Brought], chance: random.Random) -> list[Brought]:
    """In any order, but that everybody's own calls keep theirs."""
    waiting: dict[str, deque[Brought]] = {}
    for one in window:
        waiting.setdefault(one.whose, deque()).append(one)
    whose = [one.whose for one in window]
    chance.shuffle(whose)
    return [waiting[next_one].popleft() for next_one in whose]


async def bring(
    house: EdgeHouse, deliveries: Sequence[Brought], chance: random.Random | None
) -> Counter[str]:
    """All of them at the end of their window. Gives what went back though it had ended, and what moved."""
    wrong, ends = Counter[str](), dict[str, str]()
    waiting = deque(deliveries)
    for due in range(house.clock.now(), house.clock.now() + 2 * DAY_MS, WINDOW):
        house.clock.advance_to(due)
        window = list[Brought]()
        while waiting and waiting[0].at < due:
            window.append(waiting.popleft())
        order = shuffled(window, chance) if chance else window
        wrong["moved"] += sum(now is not then for now, then in zip(order, window, strict=True))
        for one in order:
            reply, _ = await house.knock(one.request)
            wrong["refused"] += reply.status != 200
        await settled(house)
        wrong.update(await _went_back(house, ends))
    wrong["left"] += len(waiting)
    return wrong


async def _went_back(house: EdgeHouse, ends: dict[str, str]) -> list[str]:
    now: dict[str, Any] = dict(await house.engine.store._pump.read(STATES))
    changed = ["changed end" for id, end in ends.items() if now.get(id) != end]
    ends.clear()
    ends.update(now)
    return changed


async def compared(
    made: Path, people: Sequence[tuple[str, str]], count: int
) -> tuple[int, bool, Counter[str]]:
    """How many deliveries there were, whether both runs ended alike, and what was wrong or moved."""
    hashes, wrong, brought = list[str](), Counter[str](), 0
    for again in (False, True):
        async with edge_house(made, people) as house:
            script, chance = random.Random(5), random.Random(6) if again else None
            texts = count - round(count * REPORTS)
            for once in (calls(house, texts, script), None):
                told = once or reports(house, count - texts, script)
                deliveries = stream(sorted(told, key=lambda one: one.at), chance)
                brought += len(deliveries)
                wrong.update(await bring(house, deliveries, chance))
            hashes.append(await state(house) + str({table: await house.rows(table) for table in COUNTS}))
    return brought, hashes[0] == hashes[1], wrong


def measure(size: str) -> list[Figure]:
    """Both channels, every kind of call."""
    copies, count = SIZES[size]
    with tempfile.TemporaryDirectory(prefix="interlude-chaos-") as folder:
        people = asyncio.run(furnished(Path(folder), copies))
        return judged(count, *asyncio.run(compared(Path(folder), people, count)))


def judged(count: int, brought: int, same: bool, found: Counter[str]) -> list[Figure]:
    """The same end, of everything brought, in another order."""
    ends = found["changed end"]
    value = (
        f"{'equal' if same else 'different'} after {brought:,} deliveries of {count:,} events,"
        f" {found['moved']:,} out of their place, {found['refused'] + found['left']} not taken"
    )
    whole = found["moved"] > 0 and brought > 2 * count and not found["refused"] + found["left"]
    return [
        Figure(
            "chaos: whole state, people and repeats shuffled, each one's own order kept",
            value, "equal to the ordered single run", same and whole,
        ),
        Figure("chaos: ends of texts that changed again", str(ends), "0", ends == 0),
    ]  # fmt: skip
