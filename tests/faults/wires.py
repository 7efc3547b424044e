"""Both real channels over a wire that is a provider's in name only: what fails, fails as HTTP does."""

import asyncio
import json
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import httpx

from bot.channels.base import NotSent, Outgoing, SendResult
from bot.channels.sms import SmsChannel
from bot.channels.sms_wire import make_client
from bot.channels.telegram import TelegramChannel
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, BOT_TOKEN, NUMBER
from tests.faults.machine import Machine
from tests.faults.phones import Arrived, FarSide
from tests.faults.watcher import mark

PROVIDER_DOWN = ("429", "500", "hang", "reset", "truncated", "html", "refused")
TIMEOUT, RETRY_AFTER = 15, 45
HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"
SENDING: ContextVar[Outgoing] = ContextVar("sending")
"""Which text the request at hand belongs to; the far side cannot know, the count of its copies must."""

TAKEN_ANYWAY = frozenset(("truncated", "html"))
"""The provider took it; only its answer is spoilt. Of `500`, `hang` and `reset` every third was taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as the SDK of either provider reads it."""

    status: int
    body: str

    @property
    def headers(self) -> dict[str, str]:
        return {"content-type": "application/json"}

    async def text(self) -> str:
        return self.body


class WiredSide(FarSide):
    """A far side reached through the real channel's own code, up to the request."""

    real: Any

    async def send(self, message: Outgoing) -> SendResult:
        begun = self._machine.watch.true()
        self.watcher.sending(self.name, message)
        SENDING.set(message)
        sent: SendResult = await self.real.send(message)
        if isinstance(sent, NotSent):
            self._machine.struck()
            self.watcher.not_sent(message, begun, sent.retry_after or 0)
        self._machine.note("send", self.name, message.ref, message.kind, sent)
        return sent

    async def answer(self, address: str, text: str, good: str) -> Answer:
        """What the provider does with one text now."""
        await asyncio.sleep(0.05)
        down, message = self.outage, SENDING.get()
        if down:
            self._machine.nature.counts[f"down_{down}"] += 1
        third = self._machine.nature.stream("third").random() < 1 / 3
        if not down or down in TAKEN_ANYWAY or (down in ("500", "hang", "reset") and third):
            self._take(address, text, message)
        if down in ("500", "hang", "reset", *TAKEN_ANYWAY):
            self.watcher.doubtful(message)
        if down == "hang":
            await asyncio.sleep(TIMEOUT)
        spoilt = {"429": Answer(429, throttled()), "500": Answer(500, "{}"), "html": Answer(200, HTML)}
        return spoilt.get(down, Answer(200, good[: len(good) // 2] if down == "truncated" else good))

    def _take(self, address: str, text: str, message: Outgoing) -> None:
        at, phone = self._machine.watch.true(), self.phones[address]
        phone.texts.append(Arrived(at, message.ref, text, message.kind, (), mark(message)))
        self._machine.note("arrived", phone.name, message.ref, message.kind, text)


def throttled() -> str:
    """Telegram's words for it; Twilio gives a code."""
    return json.dumps({"ok": False, "code": 20429, "parameters": {"retry_after": RETRY_AFTER}})


class WiredTelegram(WiredSide):
    """Telegram can be asked whether it is there."""

    async def answers(self) -> bool:
        """As the real channel says."""
        there: bool = await self.real.answers()
        return there


class TelegramWire(httpx.AsyncBaseTransport):
    """Where the Bot API would be."""

    def __init__(self, side: WiredSide) -> None:
        self._side, self._count = side, 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/sendMessage"):
            return self._of_the_bot()
        fields = {key: values[0] for key, values in parse_qs((await request.aread()).decode()).items()}
        self._count += 1
        chat = {"id": int(fields["chat_id"]), "type": "private"}
        message = {"message_id": self._count, "date": 1, "chat": chat, "text": fields["text"]}
        good = json.dumps({"ok": True, "result": message})
        if self._side.outage == "refused":
            raise httpx.ConnectError("refused")
        down = self._side.outage
        answer = await self._side.answer(fields["chat_id"], fields["text"], good)
        if down == "hang":
            raise httpx.ReadTimeout("nothing came")
        if down == "reset":
            raise httpx.ReadError("connection reset by peer")
        return httpx.Response(answer.status, text=answer.body)

    def _of_the_bot(self) -> httpx.Response:
        if self._side.outage:
            return httpx.Response(500, text=HTML)
        bot = {"id": 1, "is_bot": True, "first_name": "Interlude", "username": "interlude_bot"}
        return httpx.Response(200, json={"ok": True, "result": bot})


class TwilioWire:
    """Where Twilio would be: takes texts and lists them."""

    def __init__(self, side: WiredSide) -> None:
        self._side, self._taken, self._count = side, list[dict[str, Any]](), 0

    async def request(self, **asked: Any) -> Answer:
        """One call of the SDK."""
        down = self._side.outage
        if down == "refused":
            raise aiohttp.ClientConnectorError(None, OSError("refused"))  # type: ignore[arg-type]  # no key here
        if asked["method"] == "GET":
            return await self._list(asked["params"] or {})
        data = asked["data"]
        self._count += 1
        record = self._record(f"SM{self._count:032d}", data["To"], data["Body"])
        before = len(self._side.phones[data["To"]].texts)
        answer = await self._side.answer(data["To"], data["Body"], json.dumps(record))
        if len(self._side.phones[data["To"]].texts) > before:
            self._taken.append(record)
        if down == "hang":
            raise TimeoutError
        if down == "reset":
            raise aiohttp.ClientOSError(104, "connection reset by peer")
        return answer

    async def _list(self, wanted: dict[str, Any]) -> Answer:
        await asyncio.sleep(0.05)
        if self._side.outage:
            return Answer(500, HTML)
        found = [one for one in self._taken if wanted.get("To") in (None, one["to"])]
        return Answer(200, json.dumps({"messages": found, "next_page_uri": None, "page_size": 1000}))

    def _record(self, sid: str, to: str, body: str) -> dict[str, Any]:
        now = format_datetime(datetime.fromtimestamp(self._side._machine.watch.true() / 1000, UTC))
        return {
            "sid": sid, "account_sid": ACCOUNT, "to": to, "from": NUMBER, "body": body, "status": "sent",
            "direction": "outbound-api", "num_media": "0", "num_segments": "1", "date_created": now,
            "date_sent": now, "date_updated": now, "error_code": None, "error_message": None, "uri": "",
            "price": None, "price_unit": "USD", "api_version": "2010-04-01", "messaging_service_sid": None,
            "subresource_uris": {},
        }  # fmt: skip

    async def close(self) -> None:
        """Nothing to close."""


def wired(name: Any, machine: Machine) -> WiredSide:
    """This channel with its real code. It must be made inside the running loop."""
    made = WiredTelegram if name == "telegram" else WiredSide
    side = made(name, machine, 30.0 if name == "telegram" else 1.0)
    if name == "telegram":
        telegram = TelegramChannel(BOT_TOKEN, timeout=TIMEOUT, now=machine.watch.now)
        telegram._sending._client = httpx.AsyncClient(transport=TelegramWire(side), timeout=TIMEOUT)
        side.real = telegram
    else:
        sms = SmsChannel(ACCOUNT, AUTH_TOKEN, NUMBER, timeout=TIMEOUT, now=machine.watch.now)
        wire: Any = TwilioWire(side)
        sms._session, sms._made = wire, make_client(ACCOUNT, AUTH_TOKEN, "https://api.twilio.com", wire)
        side.real = sms
    return side
