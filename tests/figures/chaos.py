"""Fifty thousand webhooks, each brought up to five times within a virtual day: the state of the single run.

Providers promise to bring everything at least once and nothing about when. What is kept here is what the bot
promises in return: of one person, what is new is taken in the order in which it comes, each thing once, and
every second delivery, however late and between whatever else, changes nothing. So a run in which everything
comes up to five times, everybody's calls mixed, ends in the same stored state, the same texts and the same
outbox as the run in which each comes once, at the moment of its first delivery.

Reports of delivery come in any order: sent after delivered, queued last. The end of a text never changes.
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
SETTLES = 60_000
"""Texts are sent once in so many virtual milliseconds."""

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
    request: WebRequest


def calls(house: EdgeHouse, count: int, chance: random.Random) -> Iterator[tuple[int, WebRequest]]:
    """What everybody sends within a day, each at its own moment."""
    people, begun = house.people, house.clock.now()
    for number in range(count):
        channel, address = chance.choice(people)
        at, text = begun + chance.randrange(DAY_MS), chance.choice(WORDS).format(number)
        if channel == "sms":
            yield at, sms_text(address, 10_000 + number, text)
        elif chance.random() < 0.2:
            chat = int(address)
            where = {
                "message_id": 1,
                "date": at // 1000,
                "chat": {"id": chat, "type": "private"},
                "text": "?",
            }
            tap = {"id": f"c{number}", "from": {"id": chat}, "data": f"gone.{number % 9}.0", "message": where}
            yield at, telegram_update({"update_id": number, "callback_query": tap})
        else:
            yield at, telegram_text(int(address), 10_000 + number, text, at)


def reports(house: EdgeHouse, count: int, chance: random.Random) -> Iterator[tuple[int, WebRequest]]:
    """What becomes of texts that left by SMS, step by step, but not in the order of the steps."""
    begun, left = house.clock.now(), count
    for number, (channel, address, _) in enumerate(house.heard.texts, 1):
        steps = BROKEN if int(address[-2:]) % 3 == 0 else LADDER
        for status in steps if channel == "sms" and left > 0 else ():
            left -= 1
            fields = {"MessageSid": f"SM{number:032d}", "MessageStatus": status, "To": address}
            request = twilio_form({**fields, "ErrorCode": "30003"}, "/twilio/status?ref=")
            yield begun + chance.randrange(DAY_MS), request


def stream(once: Sequence[tuple[int, WebRequest]], chance: random.Random | None) -> list[Brought]:
    """The deliveries in order of time; with `chance` each call up to five times, later ones at any time."""
    end = min(at for at, _ in once) + DAY_MS
    found = [Brought(at, 0, request) for at, request in once]
    for at, request in once if chance else ():
        assert chance is not None
        times = chance.randint(1, MOST) - 1
        found += [Brought(chance.randrange(at, max(at + 1, end)), nth + 1, request) for nth in range(times)]
    return sorted(found, key=lambda one: (one.at, one.nth))


async def bring(house: EdgeHouse, deliveries: Sequence[Brought]) -> Counter[str]:
    """All of them at their time; texts leave in between. Gives what went back though it had ended."""
    wrong, ends = Counter[str](), dict[str, str]()
    waiting = deque(deliveries)
    for due in range(house.clock.now(), house.clock.now() + 2 * DAY_MS, SETTLES):
        while waiting and waiting[0].at < due:
            one = waiting.popleft()
            house.clock.advance_to(max(house.clock.now(), one.at))
            reply, _ = await house.knock(one.request)
            wrong["refused"] += reply.status != 200
        house.clock.advance_to(due)
        await settled(house)
        wrong.update(await _went_back(house, ends))
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
    """How many deliveries there were, whether both runs ended alike, and what was wrong."""
    hashes, wrong, brought = list[str](), Counter[str](), 0
    for again in (False, True):
        async with edge_house(made, people) as house:
            script, chance = random.Random(5), random.Random(6) if again else None
            texts = count - round(count * REPORTS)
            for once in (calls(house, texts, script), None):
                told = once or reports(house, count - texts, script)
                deliveries = stream(sorted(told, key=lambda one: one[0]), chance)
                brought += len(deliveries)
                wrong.update(await bring(house, deliveries))
            hashes.append(await state(house))
    return brought, hashes[0] == hashes[1], wrong


def measure(size: str) -> list[Figure]:
    """Both channels, every kind of call."""
    copies, count = SIZES[size]
    with tempfile.TemporaryDirectory(prefix="interlude-chaos-") as folder:
        people = asyncio.run(furnished(Path(folder), copies))
        brought, same, wrong = asyncio.run(compared(Path(folder), people, count))
    ends = wrong["changed end"]
    value = f"{'equal' if same else 'different'} after {brought:,} deliveries of {count:,} events"
    return [
        Figure("chaos: state hash against the single run", value, "equal", same and not wrong["refused"]),
        Figure("chaos: ends of texts that changed again", str(ends), "0", ends == 0),
    ]
