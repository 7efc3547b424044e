"""One sender writes a thousand messages a second: how long everybody else waits, and that SOS is answered.

Everything is real but the network outside: HTTP server, limits, a store synced to disk, the sending loop.
"""

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.base import Channel, WebRequest
from bot.clock import SystemClock
from bot.sending_loop import SendingLoop
from tests.edge_house import EdgeHouse, edge_house, furnished, telegram_text
from tests.figures import Figure

SIZES = {"quick": (2.0, 1_000), "full": (15.0, 1_000)}
"""Seconds, and messages a second."""

STRANGER = 990_001
OTHERS_A_SECOND = 20
ANSWERED_WITHIN = 2.0

Client = TestClient[web.Request, web.Application]


@dataclass
class Waits:
    """Seconds each call took, and what became of the flood."""

    flood: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    sos: float = 0.0
    statuses: set[int] = field(default_factory=set)
    kept: int = 0
    given_up: int = 0
    answers: int = 0
    rate: float = 0.0

    @property
    def p99(self) -> float:
        """What 99 of 100 others waited at most."""
        return statistics.quantiles(self.others, n=100)[98]


async def flood(house: EdgeHouse, flooder: int, seconds: float, a_second: int) -> Waits:
    """Let one sender flood the doors, others write at their pace, and the flooder ask for help in between."""
    waits, numbers = Waits(), iter(range(1, 10_000_000))
    chats = [int(a) for channel, a in house.people[1:] if channel == "telegram" and int(a) != flooder]
    channels: dict[tuple[str, str], Channel] = {
        (house.practice, "telegram"): house.telegram,
        (house.practice, "sms"): house.sms,
    }
    sending = asyncio.create_task(SendingLoop(house.engine, channels, house.clock).run())
    ticking = asyncio.create_task(_tick(house))
    async with TestClient(TestServer(house.app())) as client:
        call = _caller(client, house, waits, numbers)
        for said in ("menu", "sos"):  # what is said for the first time is compiled
            await call(chats[0], said, [])
        begun = time.perf_counter()
        await asyncio.gather(
            _steady(seconds, a_second, lambda n: call(flooder, f"again and again {n}", waits.flood)),
            _steady(seconds, OTHERS_A_SECOND, lambda n: call(chats[n % len(chats)], "menu", waits.others)),
            _sos(house, flooder, seconds / 2, call, waits),
        )
        waits.rate = len(waits.flood) / (time.perf_counter() - begun)
    for task in (sending, ticking):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    waits.answers = sum(address == str(flooder) for _, address, _ in house.heard.texts)
    waits.kept, waits.given_up = await house.rows("inbox"), house.engine.faults["over_limit"]
    return waits


Call = Callable[[int, str, list[float]], "asyncio.Future[None]"]


def _caller(client: Client, house: EdgeHouse, waits: Waits, numbers: Iterator[int]) -> Call:
    session: ClientSession = client.session
    url = client.make_url("/telegram")

    async def post(request: WebRequest, planned: float, into: list[float]) -> None:
        async with session.post(url, data=request.body, headers=request.headers) as answer:
            waits.statuses.add(answer.status)
            await answer.read()
        into.append(time.perf_counter() - planned)

    def call(chat: int, text: str, into: list[float]) -> "asyncio.Future[None]":
        request = telegram_text(chat, next(numbers), text, house.clock.now())
        return asyncio.ensure_future(post(request, time.perf_counter(), into))

    return call


async def _steady(seconds: float, a_second: int, do: Callable[[int], "asyncio.Future[None]"]) -> None:
    """Begin so many calls a second, whether or not earlier ones are through; then wait for all of them."""
    begun, calls = time.perf_counter(), list[asyncio.Future[None]]()
    for number in range(round(seconds * a_second)):
        ahead = begun + number / a_second - time.perf_counter()
        if ahead > 0:
            await asyncio.sleep(ahead)
        calls.append(do(number))
    await asyncio.gather(*calls)


async def _sos(house: EdgeHouse, flooder: int, after: float, call: Call, waits: Waits) -> None:
    """In the midst of it the flooder writes SOS: seconds until the numbers have left for the provider."""
    await asyncio.sleep(after)
    begun, before = time.perf_counter(), len(house.heard.texts)
    await call(flooder, "sos", [])
    while time.perf_counter() - begun < 10:
        texts = [text for _, address, text in house.heard.texts[before:] if address == str(flooder)]
        if any("116 123" in text for text in texts):
            break
        await asyncio.sleep(0.01)
    waits.sos = time.perf_counter() - begun


async def _tick(house: EdgeHouse) -> None:
    while True:
        await asyncio.sleep(1)
        await house.engine.inbox.retry()
        await house.engine.dispatch()


async def flooded(seconds: float, a_second: int, *, known: bool) -> Waits:
    """A flood by a client or by somebody unknown, on a store that is synced to disk."""
    structlog.configure(processors=[_drop])
    with tempfile.TemporaryDirectory(prefix="interlude-flood-") as folder:
        people = await furnished(Path(folder), 2)
        async with edge_house(Path(folder), people, throw_away=False, clock=SystemClock()) as house:
            flooder = int(people[1][1]) if known else STRANGER
            return await flood(house, flooder, seconds, a_second)


def _drop(*_: object) -> dict[str, object]:
    raise structlog.DropEvent


def measure(size: str) -> list[Figure]:
    """A known sender and an unknown one."""
    figures = []
    for known in (True, False):
        waits = asyncio.run(flooded(*SIZES[size], known=known))
        who = "a client" if known else "a stranger"
        rate, a_second = f"{waits.rate:,.0f}/s from {who}", SIZES[size][1]
        figures += [
            Figure(f"flood: {rate}; others' p99", f"{waits.p99:.2f} s", "< 2 s", waits.p99 < ANSWERED_WITHIN),
            Figure(
                f"flood: SOS of {who} answered in", f"{waits.sos:.2f} s", "< 2 s", waits.sos < ANSWERED_WITHIN
            ),
            Figure(
                f"flood: answers {who} gets for {len(waits.flood):,}",
                f"{waits.answers}, {waits.kept} waiting, {waits.given_up:,} not kept",
                f"{a_second}/s asked, all 200",
                waits.statuses == {200},
            ),
        ]
    return figures
