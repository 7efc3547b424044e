"""A marker in everything that can come in, and a fault at every call that is made for it: where it leaks.

Faults carry the marker in their message, as a driver's or a parser's often do. Afterwards the log (ours and
every library's, down to DEBUG), standard error, what the web server answers, metrics, and every file of the
store are searched for the marker, for the phone number and for both tokens.
"""

import asyncio
import contextlib
import inspect
import io
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.base import WebRequest
from bot.log import start_log
from tests.channels.cases import AUTH_TOKEN, BOT_SECRET, BOT_TOKEN
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

CANARY = "qxheron7731"
PHONE = "+447700953117"
NEEDLES = (CANARY, PHONE, PHONE[1:], BOT_TOKEN, BOT_TOKEN.partition(":")[2], BOT_SECRET, AUTH_TOKEN)
STRANGER = 953_117_042
SIZES = {"quick": (12, 240), "full": (1, 20)}
"""Every how many calls one is broken: within the house, and with channels that are real to their end."""

People = Sequence[tuple[str, str]]
OURS = ("store", "channel", "clock", "entropy", "statement", "render")


@dataclass
class Breaker:
    """Counts calls, and lets one of them raise."""

    at: int = 0
    count: int = 0
    names: list[str] = field(default_factory=list)

    def step(self, name: str) -> None:
        self.count += 1
        if not self.at:
            self.names.append(name)
        if self.count == self.at:
            raise RuntimeError(f"{CANARY} {PHONE} at {name}")


def wrap(owner: Any, name: str, breaker: Breaker, label: str) -> None:
    """Let this method of this one object count, and break before or after its work."""
    really = getattr(owner, name)

    async def called(*args: Any, **named: Any) -> Any:
        breaker.step(label)
        result = await really(*args, **named)
        breaker.step(f"{label} done")
        return result

    def called_now(*args: Any, **named: Any) -> Any:
        breaker.step(label)
        return really(*args, **named)

    replaced = called if inspect.iscoroutinefunction(really) else called_now
    object.__setattr__(owner, name, replaced)


def wrap_all(house: EdgeHouse, breaker: Breaker) -> None:
    """Every port of the path from door to sender."""
    store, runner = house.engine.store, house.engine.runner
    for name, method in inspect.getmembers(store, inspect.iscoroutinefunction):
        if not name.startswith("_") and name not in ("close", "abandon"):
            wrap(store, name, breaker, f"store.{name}")
            assert method
    for name in ("execute", "executemany", "execute_fetchall"):
        wrap(store._connection, name, breaker, f"statement.{name}")
    for channel in (house.telegram, house.sms):
        for name in ("send", "after_tap"):
            wrap(channel, name, breaker, f"channel.{channel.name}.{name}")
    wrap(house.telegram, "_read", breaker, "channel.telegram.read")
    wrap(runner.renderer, "render", breaker, "render")
    wrap(runner.entropy, "fresh_id", breaker, "entropy.fresh_id")
    wrap(runner, "take", breaker, "runner.take")


def calls(house: EdgeHouse, number: int) -> Iterator[WebRequest]:
    """One of each kind of webhook, the marker in every field that takes words."""
    at, chat = house.clock.now(), int(house.people[2][1])
    who = {"first_name": CANARY, "last_name": CANARY, "username": CANARY, "id": chat}
    item = [{"file_id": CANARY, "file_unique_id": CANARY, "width": 1}]
    attached = {"file_id": CANARY, "file_name": f"{CANARY}.zip", "mime_type": CANARY}
    marked = {"FromCity": CANARY, "ProfileName": CANARY, CANARY: "1"}
    yield telegram_text(chat, number, f"note {CANARY}", at, **{"from": who, "author_signature": CANARY})
    yield telegram_text(chat, number + 1, f"win {CANARY} {PHONE}", at)
    yield telegram_text(chat, number + 2, "", at, photo=item, caption=CANARY)
    yield telegram_text(chat, number + 3, "", at, document=attached, caption=CANARY)
    yield telegram_text(STRANGER, number + 4, f"hello {CANARY}", at)
    yield telegram_text(STRANGER, number + 5, f"i want to die {CANARY}", at)
    yield telegram_text(int(house.people[0][1]), number + 6, f"/note c2 {CANARY}", at)
    message = {"message_id": 1, "date": at // 1000, "chat": {"id": chat, "type": "private"}, "text": CANARY}
    yield telegram_update({"callback_query": {"id": CANARY, "data": CANARY, "from": who, "message": message}})
    yield telegram_update({"message": {**message, "text": [CANARY], "from": CANARY}})
    yield telegram_update(b'{"message": "' + CANARY.encode())
    phone = next(a for channel, a in house.people if channel == "sms")
    yield sms_text(phone, number + 7, f"sos {CANARY}", **marked)
    yield sms_text(PHONE, number + 8, f"start {CANARY}", **marked)
    picture = {"NumMedia": "1", "MediaContentType0": CANARY, "MediaUrl0": f"https://{CANARY}.example/"}
    yield sms_text(phone, number + 9, CANARY, **picture)
    failed = {"MessageSid": f"SM{1:032d}", "MessageStatus": "failed", "ErrorCode": CANARY, "To": PHONE}
    yield twilio_form(failed, f"/twilio/status?ref={CANARY}")
    good = sms_text(phone, number + 10, CANARY)
    yield WebRequest(good.path + f"?{CANARY}", good.headers, good.body)


@dataclass
class Leaks:
    """What was found where. `calls` were counted, `points` different ones of them broken."""

    calls: int = 0
    points: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    example: str = ""

    def look(self, place: str, text: str) -> None:
        for needle in NEEDLES:
            if needle in text:
                self.places[place] += 1
                self.example = self.example or f"{place}: {text[max(0, text.find(needle) - 200) :][:400]}"


async def scenario(house: EdgeHouse, client: TestClient[web.Request, web.Application], number: int) -> str:
    """Everything comes in once, is told, sent, tried again; what the web server said to it."""
    said, headers = "", {"X-Request": CANARY, "User-Agent": CANARY}
    for request in calls(house, number):
        async with client.post(
            request.path, data=request.body, headers={**headers, **request.headers}
        ) as answer:
            said += await answer.text() + str(answer.headers)
    engine = house.engine
    for work in (
        engine.door.gap.replay,
        engine.dispatch,
        engine.sender.drain,
        engine.inbox.retry,
        engine.runner.due,
        engine.dispatch,
    ):
        with contextlib.suppress(Exception):
            await work()
    for path in ("/health", "/metrics", f"/{CANARY[:3]}"):
        said += await (await client.get(path)).text()
    return said


async def leaks(made: Path, people: People, every: int, outside: str = "") -> Leaks:
    """Break every `every`th call of the scenario in turn; search everything that was written."""
    found, log, raw = Leaks(), io.StringIO(), io.StringIO()
    with _listening(log), contextlib.redirect_stderr(raw):
        async with _open(made, people, outside) as (house, client):
            counting = Breaker()
            wrap_all(house, counting)
            found.look("answers", await scenario(house, client, 1))
        found.calls = counting.count
        for start in range(1, found.calls + 1, every * 40):
            async with _open(made, people, outside) as (house, client):
                breaker = Breaker()
                wrap_all(house, breaker)
                for at in range(start, min(start + every * 40, found.calls + 1), every):
                    breaker.at, breaker.count = at, 0
                    found.look("answers", await scenario(house, client, 1_000 * at))
                    if breaker.count >= at:
                        found.points += 1
                        found.kinds[counting.names[at - 1].partition(".")[0]] += 1
                    house.clock.advance_to(house.clock.now() + 70_000)
                for file in house.path.parent.rglob("*"):
                    found.look("files", file.name)
                    if file.is_file():
                        found.look("files", file.read_bytes().decode("latin-1"))
    found.look("log", log.getvalue())
    found.look("stderr", raw.getvalue())
    found.lines = log.getvalue().count("\n")
    return found


@asynccontextmanager
async def _open(
    made: Path, people: People, outside: str
) -> AsyncIterator[tuple[EdgeHouse, TestClient[web.Request, web.Application]]]:
    async with (
        edge_house(made, people, outside=outside) as house,
        TestClient(TestServer(house.app())) as client,
    ):
        yield house, client


@contextlib.contextmanager
def _listening(stream: io.StringIO) -> Iterator[None]:
    """The bot's own log, with every library told to say all it can."""
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook)
    before = root.handlers[:], root.level
    start_log(stream, logging.DEBUG)
    names = ("httpx", "httpcore", "aiohttp", "asyncio", "telegram", "twilio", "apscheduler", "aiosqlite")
    levels = {name: logging.getLogger(name).level for name in names}
    root.setLevel(logging.DEBUG)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.handlers[:], root.level = before
        sys.excepthook, sys.unraisablehook = hooks
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        logging.captureWarnings(False)
        structlog.reset_defaults()


def measure(size: str) -> list[Figure]:
    """The calls of the path; then some once more with channels that are real to their end."""
    sizes = SIZES[size]
    with tempfile.TemporaryDirectory(prefix="interlude-canary-") as folder:
        people = asyncio.run(furnished(Path(folder)))
        runs: list[Callable[[], Leaks]] = [
            lambda: asyncio.run(leaks(Path(folder), people, sizes[0])),
            lambda: asyncio.run(leaks(Path(folder), people, sizes[1], "http://127.0.0.1:9")),
        ]
        found = [run() for run in runs]
    for one in found:
        if one.example:
            print(one.example, file=sys.stderr)
    points, hits = sum(one.points for one in found), sum(one.places.total() for one in found)
    wanted = [len(range(0, one.calls, every)) for one, every in zip(found, sizes, strict=True)]
    target = f"{sum(wanted):,}: every {_nth(sizes[0])}, every {_nth(sizes[1])} with real channels"
    broken = all(one.points >= least > 0 for one, least in zip(found, wanted, strict=True))
    kinds = ", ".join(
        f"{count} {kind}" for kind, count in sum((one.kinds for one in found), Counter()).items()
    )
    lines = sum(one.lines for one in found)
    return [
        Figure("canary: calls broken", f"{points:,} ({kinds})", target, broken),
        Figure(
            "canary: hits in log, stderr, answers, files", f"{hits} in {lines:,} log lines", "0", hits == 0
        ),
    ]


def _nth(every: int) -> str:
    return "one" if every == 1 else f"{every}th"
