"""A million broken messages at both doors: how many a second, what they broke, what they left in memory.

Real: verification, parsing, the door, the limits, the runner, every conversation, rendering, the store
(SQLite, encrypted, one transaction a turn), the sender, cleaning and splitting. Not real: the HTTP server
in front (a request is handed over as the web server does it), syncing to disk and the thread of the store,
and the provider behind. Time is virtual; the house is put back every ROUND messages, so that not everybody
ends up stopped or erased.
"""

import asyncio
import gc
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from bot.channels.base import WebRequest
from bot.channels.text import clean
from storage.rows import CommitResult, TurnWrites
from tests.edge_forms import Forms
from tests.edge_house import EdgeHouse, edge_house, furnished
from tests.figures import Figure

SIZES = {"quick": 20_000, "full": 1_000_000}
ROUND = 5_000
AT_ONCE = 32
COPIES = 4
"""Of everybody, so that few are over their limit at this pace."""

PACE = 60
"""Virtual milliseconds between two messages; the limit per sender is met now and then."""

SPEAKS_AFTER_STOP = {"safety", "optout", "help"}
EXPECTED = {"stranger_answered", "over_limit"}
ALLOWED_MARKS = "\n\u200d"


@dataclass
class Meter:
    """What was seen. `broken` holds an example of each kind of finding."""

    messages: int = 0
    turns: int = 0
    sent: int = 0
    own: float = 0.0
    """Processor seconds that making the messages and looking at what left took."""
    answers: Counter[int] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: dict[str, str] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)

    def found(self, what: str, example: object) -> None:
        self.count[what] += 1
        if what not in self.broken:
            self.broken[what] = repr(example)[:400]
            print(f"{what}: {self.broken[what]}", file=sys.stderr)


async def play(house: EdgeHouse, forms: Forms, messages: int, meter: Meter) -> None:
    """Let so many requests arrive, some at a time, with everything that follows from them."""
    _watch(house, meter)
    for number in range(0, messages, AT_ONCE):
        begun = time.process_time()
        requests = [forms.next(house.clock.now()) for _ in range(min(AT_ONCE, messages - number))]
        meter.own += time.process_time() - begun
        house.clock.advance_to(house.clock.now() + PACE * len(requests))
        await asyncio.gather(*(_arrive(house, request, meter) for request in requests))
        await _follow(house, forms, meter)
        if number % (AT_ONCE * 128) == 0:
            await house.engine.runner.due()
    await _follow(house, forms, meter)
    for address, export in (await house.exports()).items():
        for text in _texts(export):
            if clean(text) != text or _forbidden(text):
                meter.found("stored is not shown", (address, text))


async def _arrive(house: EdgeHouse, request: WebRequest, meter: Meter) -> None:
    meter.messages += 1
    try:
        reply, _ = await house.knock(request)
        meter.statuses[reply.status] += 1
    except Exception as error:
        meter.found(f"raised {type(error).__name__}", (error, request.body[:200]))


async def _follow(house: EdgeHouse, forms: Forms, meter: Meter) -> None:
    """Whatever waits is told and sent; what left is looked at."""
    await house.engine.inbox.retry()
    while await house.engine.dispatch() or await house.engine.sender.drain(200):
        pass
    begun = time.process_time()
    _look(house, forms, meter)
    meter.own += time.process_time() - begun


def _look(house: EdgeHouse, forms: Forms, meter: Meter) -> None:
    """Everything that left is clean and fits; its buttons may be pressed from now on."""
    for channel, _, text in house.heard.texts:
        size = len(text.encode("utf-16-le")) // 2
        if clean(text) != text or _forbidden(text) or not text.strip():
            meter.found("sent is not clean", text)
        if size > (4_096 if channel == "telegram" else 1_600):
            meter.found("sent too long", (channel, size))
    for (_, chat, _), markup in zip(
        [one for one in house.heard.texts if one[0] == "telegram"], house.heard.markup, strict=True
    ):
        for row in markup.inline_keyboard if markup else ():
            forms.buttons.extend((int(chat), str(button.callback_data)) for button in row)
    meter.sent += len(house.heard.texts)
    house.heard.texts.clear()
    house.heard.markup.clear()


def _watch(house: EdgeHouse, meter: Meter) -> None:
    """See every transaction on its way to the store."""
    store = house.engine.store
    really = store.commit

    async def commit(writes: TurnWrites) -> CommitResult:
        result = await really(writes)
        if result is CommitResult.COMMITTED:
            meter.turns += 1
            _judge(writes, meter)
        return result

    store.commit = commit  # type: ignore[method-assign]  # looks on, changes nothing


def _judge(writes: TurnWrites, meter: Meter) -> None:
    if (writes.seen or "").startswith(("tg:", "sms:")):
        kinds = [row.kind for row in writes.outbox if row.kind != "alert"]  # what waited during a stop
        meter.answers[len(kinds)] += 1
        if len(kinds) > 2:
            meter.found("more than two texts for one", kinds)
    person = writes.person
    if person is not None and 0 < person.stopped_at < writes.at and person.therapist is None:
        spoken = {row.kind for row in writes.outbox} - SPEAKS_AFTER_STOP
        if spoken:
            meter.found("spoke after STOP", spoken)


def _texts(value: Any) -> list[str]:
    """Every text inside what an export gives."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in (*value, *value.values()) for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list | tuple) else []


def _forbidden(text: str) -> bool:
    return any(unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in ALLOWED_MARKS for c in text)


def rss() -> float:
    """Memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4_096 / 1e6


async def run(messages: int, meter: Meter, first_seed: int = 1) -> tuple[float, list[float]]:
    """So many messages in rounds; gives processor seconds and the memory after each round."""
    spent, memory = 0.0, list[float]()
    with tempfile.TemporaryDirectory(prefix="interlude-fuzz-") as folder:
        people = await furnished(Path(folder), COPIES)
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)  # as the running bot does
        for number in range((messages + ROUND - 1) // ROUND):
            async with edge_house(Path(folder), people) as house:
                begun = time.process_time() - meter.own
                await play(house, Forms(first_seed + number, people), min(ROUND, messages), meter)
                spent += time.process_time() - meter.own - begun
            memory.append(rss())
            done = f"{meter.messages} {meter.messages / spent:.0f}/s {memory[-1]:.0f} MB {dict(meter.count)}"
            print(done, file=sys.stderr)
    return spent, memory


def quiet(meter: Meter) -> None:
    """Count what is logged instead of writing it; an event nobody expects here is a finding."""

    def keep(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if event["event"] not in EXPECTED:
            meter.found(f"logged {event['event']}", (dict(event), sys.exc_info()[1]))
        raise structlog.DropEvent

    structlog.configure(processors=[keep])


def measure(size: str) -> list[Figure]:
    """The whole stream; every line of it is checked."""
    meter = Meter()
    quiet(meter)
    spent, memory = asyncio.run(run(SIZES[size], meter))
    rate, grown = meter.messages / spent, max(memory) - memory[min(1, len(memory) - 1)]
    detail = f"{meter.turns:,} turns, {meter.sent:,} texts sent"
    return [
        Figure("fuzz: messages", f"{meter.messages:,} ({detail})", f"{SIZES[size]:,}", True),
        Figure("fuzz: exceptions and broken rules", str(meter.count.total()), "0", not meter.count),
        Figure("fuzz: messages a processor second", f"{rate:,.0f}", "2,000", rate >= 2_000),
        Figure(
            "fuzz: memory, peak against round 2",
            f"{grown:+.0f} MB of {max(memory):.0f}",
            "20 MB",
            grown <= 20,
        ),
    ]
