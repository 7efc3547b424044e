"""A whole house behind both real channels: real webhooks in, real rendering and splitting out, no network.

People are cast on a rehearsal's stage and left in the middle of things; then the same store is opened
behind a Telegram and an SMS channel of which only the last step, the HTTP request, is replaced.
"""

import itertools
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from bot.channels.base import Channel, Inbound, SendResult, Sent, WebReply, WebRequest
from bot.channels.files import read_attachment
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, VirtualClock
from bot.config import default_config
from bot.engine import Engine, build_engine
from bot.entropy import seeded
from bot.metrics import Metrics
from bot.rehearsal import START
from bot.spool import Spool
from bot.stage import REHEARSAL_KEY, Stage
from bot.surroundings import build_houses
from bot.web import Door as WebDoor
from bot.web import build_app
from handlers.state import Person
from handlers.talk import Talk
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, BOT_SECRET, BOT_TOKEN, NUMBER, PUBLIC_URL

Line = dict[str, Any]
SECRET_HEADER, SIGNATURE_HEADER = "X-Telegram-Bot-Api-Secret-Token", "X-Twilio-Signature"
ADA: Line = {"role": "therapist", "channel": "telegram", "name": "Ada Okafor"}

COUNTS = {
    "person": "SELECT COUNT(*) FROM person",
    "talk": "SELECT COUNT(*) FROM talk",
    "record": "SELECT COUNT(*) FROM record",
    "outbox": "SELECT COUNT(*) FROM outbox",
    "inbox": "SELECT COUNT(*) FROM inbox",
    "seen": "SELECT COUNT(*) FROM seen",
    "audit": "SELECT COUNT(*) FROM audit",
    "tell": "SELECT COUNT(*) FROM tell",
}

ASSIGNED = ("ada: /assign {name} mood check daily at 19:00", "ada! Send")
SCENES: tuple[tuple[str, ...], ...] = (
    (),
    ASSIGNED,
    (*ASSIGNED, "me! Start"),
    (*ASSIGNED, "me! Start", "me: 6"),
    (*ASSIGNED, "me! Later"),
    (*ASSIGNED, "me: skip"),
    ("ada: /assign {name} thought record 3x", "ada! Send", "me! Start"),
    ("ada: /measure {name} phq8",),
    ("me: slept badly again, the bus was late",),
    ("me: pause 10d",),
    ("me: i want to die",),
    ("me: delete",),
    ("me: word heron", "me: heron"),
    ("me: stop",),
    ("me: wrong",),
)
"""What happened before, for each client in turn; `!` presses a button."""


@dataclass
class Heard:
    """What left the house: (channel, address, text), in order."""

    texts: list[tuple[str, str, str]] = field(default_factory=list)
    markup: list[Any] = field(default_factory=list)


class HeardTelegram(TelegramChannel):
    """The real channel up to the request itself."""

    heard: Heard

    async def _say(self, chat: int, text: str, markup: Any) -> SendResult:
        self.heard.texts.append(("telegram", str(chat), text))
        self.heard.markup.append(markup)
        return Sent(str(len(self.heard.texts)))

    async def _show(self, chat: int, address: str) -> SendResult:
        read_attachment(address)
        return Sent("file")

    async def _quietly(self, call: Awaitable[object]) -> bool:
        getattr(call, "close", lambda: None)()
        return True


class HeardSms(SmsChannel):
    """The real channel up to the request itself."""

    heard: Heard

    async def _create(self, message: Any, text: str, part: int, last: bool) -> SendResult:
        self.heard.texts.append(("sms", message.address, text))
        return Sent(f"SM{len(self.heard.texts):032d}")


@dataclass
class EdgeHouse:
    """The doors, the engine behind them, and what was heard."""

    engine: Engine
    clock: Any
    telegram: TelegramChannel
    sms: SmsChannel
    practice: str
    heard: Heard
    people: Sequence[tuple[str, str]]
    """(channel, address) of everybody known."""
    path: Path

    async def knock(self, request: WebRequest) -> tuple[WebReply, int]:
        """One webhook call as the web server hands it over: verify, parse, take. How many things it held."""
        reply = await self._receive(request)
        for inbound in reply.inbound:
            await self.take(inbound)
        return reply, len(reply.inbound)

    async def _receive(self, request: WebRequest) -> WebReply:
        if request.path.startswith("/telegram"):
            return await self.telegram.receive(request)
        if request.path.startswith("/twilio/status"):
            return await self.sms.receive_status(request)
        return await self.sms.receive_message(request)

    async def take(self, inbound: Inbound) -> None:
        """Behind the doors: one turn, or whatever else becomes of it."""
        await self.engine.door.receive(self.practice, inbound)

    def app(self) -> Any:
        """The real web application over these doors."""
        metrics = Metrics(self.engine, self.clock)
        routes = {
            "/telegram": WebDoor(self.telegram.receive, self.take),
            "/twilio/sms": WebDoor(self.sms.receive_message, self.take),
            "/twilio/status": WebDoor(self.sms.receive_status, self.take),
        }
        return build_app(routes, metrics.healthy, metrics.text, metrics.tally)

    async def rows(self, table: str) -> int:
        """How many rows a table has."""
        return int((await self.engine.store._pump.read(COUNTS[table]))[0][0])

    async def exports(self) -> dict[str, Any]:
        """Everything stored about everybody, as `export` gives it, by address."""
        store, found = self.engine.store, {}
        for channel, address in self.people:
            id = await store.person_of(self.practice, channel, address)
            found[f"{channel}:{address}"] = await store.export_person(self.practice, id) if id else None
        return found


def telegram_update(update: Any) -> WebRequest:
    """A webhook call of Telegram's."""
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    return WebRequest("/telegram", {SECRET_HEADER: BOT_SECRET}, body)


def telegram_text(chat: int, number: int, text: str, at: int, **more: Any) -> WebRequest:
    """Somebody's private text."""
    who = {"id": chat, "is_bot": False, "first_name": "Sam"}
    message = {"message_id": number, "date": at // 1000, "chat": {"id": chat, "type": "private"}, "from": who}
    return telegram_update({"update_id": number, "message": {**message, "text": text, **more}})


_signer = RequestValidator(AUTH_TOKEN)


def twilio_form(fields: dict[str, str], path: str = "/twilio/sms") -> WebRequest:
    """A signed webhook call of Twilio's."""
    fields = {"AccountSid": ACCOUNT, **fields}
    signature = _signer.compute_signature(PUBLIC_URL + path, fields)
    return WebRequest(path, {SIGNATURE_HEADER: signature}, urlencode(fields).encode())


def sms_text(sender: str, number: int, text: str, **more: str) -> WebRequest:
    """Somebody's text message."""
    sid = f"SM{number:032x}"
    return twilio_form(
        {"MessageSid": sid, "From": sender, "To": NUMBER, "Body": text, "NumMedia": "0", **more}
    )


async def furnished(folder: Path, copies: int = 1) -> list[tuple[str, str]]:
    """A store in `folder` with everybody in the middle of something; gives their addresses."""
    url, shown = f"sqlite:{folder / 'house.db'}", list[Line]()
    async with Stage(default_config(), shown.append, url, datetime.fromisoformat(START)) as stage:
        number = itertools.count()
        for ada in (f"ada{copy}" for copy in range(copies)):
            await stage.take({"cast": ada, **ADA})
            for channel, scene in itertools.product(("telegram", "sms"), SCENES):
                await _play(stage, ada, f"c{next(number)}", channel, scene)
            await stage.take({"who": ada, "text": "/assign c"})
        return [(figure.channel, figure.address) for figure in stage.figures.values()]


async def _play(stage: Stage, ada: str, name: str, channel: str, scene: tuple[str, ...]) -> None:
    line: Line = {"cast": name, "role": "client", "of": ada, "channel": channel, "session": "fri 15:00"}
    await stage.take({**line, "name": f"{name} Reed"})
    for step in scene:
        press = step.partition(":")[0].isalnum() is False
        who, _, words = step.partition("! " if press else ": ")
        act = {"tap" if press else "text": words.format(name=name)}
        await stage.take({"who": name if who == "me" else ada, **act})


def _channels(heard: Heard, outside: str, clock: Any) -> tuple[TelegramChannel, SmsChannel]:
    base = outside or "http://127.0.0.1:9"
    telegram = (TelegramChannel if outside else HeardTelegram)(
        BOT_TOKEN, base, BOT_SECRET, "webhook", timeout=30, now=clock.now
    )
    sms = (SmsChannel if outside else HeardSms)(
        ACCOUNT, AUTH_TOKEN, NUMBER, base, PUBLIC_URL, timeout=30, now=clock.now
    )
    for channel in (telegram, sms):
        if isinstance(channel, HeardTelegram | HeardSms):
            channel.heard = heard
    return telegram, sms


@cache
def _surroundings() -> Any:
    return build_houses(default_config())


@asynccontextmanager
async def edge_house(
    made: Path,
    people: Sequence[tuple[str, str]],
    *,
    throw_away: bool = True,
    clock: Clock | None = None,
    outside: str = "",
) -> AsyncIterator[EdgeHouse]:
    """A copy of a furnished store, opened behind both channels.

    `throw_away`: in one thread, not synced. `outside`: the channels are real to their end, and this is
    the provider.
    """
    with tempfile.TemporaryDirectory(prefix="interlude-edge-") as folder:
        path = Path(shutil.copy(made / "house.db", Path(folder) / "house.db"))
        clock = clock or VirtualClock(int(datetime.fromisoformat(START).timestamp() * 1000) + 3_600_000)
        houses, renderer = _surroundings()
        store: SqliteStore[Person] = await SqliteStore.open(
            f"sqlite:{path}",
            Vault(REHEARSAL_KEY),
            person_type=Person,
            talk_type=Talk,
            clock=clock.now,
            throw_away=throw_away,
        )
        practice, heard = next(iter(houses)), Heard()
        telegram, sms = _channels(heard, outside, clock)
        channels: dict[tuple[str, str], Channel] = {(practice, "telegram"): telegram, (practice, "sms"): sms}
        spool = Spool(path.with_name("house.db.spool"), Vault(REHEARSAL_KEY), clock)
        engine = build_engine(store, houses, renderer, channels, clock, seeded(clock, 7), spool, None)
        await engine.inbox.start()
        await engine.door.start()
        try:
            yield EdgeHouse(engine, clock, telegram, sms, practice, heard, people, path)
        finally:
            await store.close()
            await telegram.stop()
            await sms.stop()
