"""Both real channels over a wire that is a provider's in name only: what fails, fails as HTTP does."""

import asyncio
import json
from contextvars import ContextVar
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx

from bot.channels.base import Failure, Inbound, NotSent, Outgoing, SendResult
from bot.channels.sms import SmsChannel
from bot.channels.sms_webhooks import number_in, parse_status
from bot.channels.sms_wire import make_client
from bot.channels.telegram import TelegramChannel
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, BOT_TOKEN, NUMBER, PUBLIC_URL
from tests.faults.asked import ListedSide, PolledSide
from tests.faults.machine import Machine
from tests.faults.phones import FarSide, Phone, Shown
from tests.faults.twilio_wire import HTML, SILENT, Answer, TwilioWire

PROVIDER_DOWN = ("429", "500", "hang", "reset", "truncated", "html", "refused")
NAMES = {"throttled": "429", "error_500": "500", "no_connection": "refused", "accepted_timeout": "too late"}
"""What the weather calls otherwise."""

TIMEOUT = 15
FILES = ("sendDocument", "sendPhoto")

TAKEN_ANYWAY = frozenset(("truncated", "html", "too late"))
"""The provider took it; only its answer is spoilt. Of `500`, `hang` and `reset` every third was taken."""

IN_DOUBT = frozenset(("500", "hang", "reset"))


class Sending(NamedTuple):
    """Which text the request at hand belongs to; the far side cannot know, the count of its copies must."""

    message: Outgoing
    begun: int


SENDING: ContextVar[Sending] = ContextVar("sending")


class Wired(FarSide):
    """A far side reached through the real channel's own code, up to the request."""

    real: Any

    def cost(self, message: Outgoing) -> int:
        """As the real channel counts."""
        cost: int = self.real.cost(message)
        return cost

    async def send(self, message: Outgoing) -> SendResult:
        machine, begun = self._machine, self._machine.watch.true()
        self.watcher.sending(message)
        await machine.point("before send")
        SENDING.set(Sending(message, begun))
        sent: SendResult = await self.real.send(message)
        machine.note("send", self.name, message.ref, message.kind, sent)
        if isinstance(sent, NotSent):
            if sent.failure is Failure.AMBIGUOUS:
                self.watcher.doubtful(message)
            self.watcher.not_sent(message, begun, sent)
        await machine.point("after send")
        return sent

    async def meets(self) -> str:
        """What goes wrong with the request at hand, as it is called here; it takes its time."""
        (message, begun), machine = SENDING.get(), self._machine
        fault = self._fault()
        await self._takes_its_time()
        if self.watcher.stopped_since(message, begun) and machine.nature.happens("fails_at_stop"):
            fault = "no_connection"
        if fault:
            machine.struck()
        return NAMES.get(fault, fault)

    async def answer(self, down: str, text: str, shown: Shown, receipt: str, good: str) -> Answer:
        """What the provider does with one text, and says of it."""
        third = self._machine.nature.stream("third").random() < 1 / 3
        if not down or down in TAKEN_ANYWAY or (down in IN_DOUBT and third):
            self._arrive(SENDING.get().message, text, shown, receipt)
        if down in SILENT:
            await asyncio.sleep(TIMEOUT)
            self._machine.struck()
        spoilt = {"429": Answer(429, self._throttled()), "500": Answer(500, "{}"), "html": Answer(200, HTML)}
        return spoilt.get(down, Answer(200, good[: len(good) // 2] if down == "truncated" else good))

    def _throttled(self) -> str:
        """Telegram's words for it; Twilio gives a code."""
        return json.dumps({"ok": False, "code": 20429, "parameters": {"retry_after": self._retry_after()}})


class WiredTelegram(Wired):
    """Telegram brings webhooks, and can be asked whether it is there."""

    async def answers(self) -> bool:
        """As the real channel says."""
        there: bool = await self.real.answers()
        return there


class WiredPolled(WiredTelegram, PolledSide):
    """Telegram is asked for news."""


class WiredSms(Wired, ListedSide):
    """Twilio can be asked what came and what went."""

    wire: TwilioWire

    def key(self, number: int) -> str:
        """As the real channel makes it of the message's own id."""
        return f"sms:{_inbound_sid(number)}:in"

    async def list_inbound(self, since: int) -> list[Inbound]:
        """As the real channel reads them. Raises ConnectionError."""
        await self._machine.point("before list")
        found: list[Inbound] = await self.real.list_inbound(since)
        await self._machine.point("after list")
        return found

    async def list_failed(self, since: int) -> list[Inbound]:
        """As the real channel reads them. Raises ConnectionError."""
        found: list[Inbound] = await self.real.list_failed(since)
        return found

    async def sent_since(self, address: str, text: str, since: int) -> list[str]:
        """As the real channel reads them. Raises ConnectionError."""
        await self._machine.point("before list")
        found: list[str] = await self.real.sent_since(address, text, since)
        await self._machine.point("after list")
        return found

    def _report(self, phone: Phone, message: Outgoing, receipt: str) -> None:
        """As the real channel reads what Twilio tells of its own accord."""
        self.wire.takes(receipt)
        status = "sent" if self._machine.nature.happens("delivery_untold") else "delivered"
        query = parse_qs(urlsplit(self.wire.callback).query)
        fields = {"MessageSid": receipt, "MessageStatus": status, "To": phone.address}
        ref, part = query.get("ref", [""])[0], number_in(query.get("part", [""])[0])
        told = parse_status(fields, ref, self._machine.watch.true(), part)
        if self.reports and told is not None and message.ref:
            self.reports(told)


def _inbound_sid(number: int) -> str:
    return f"MM{number:032d}"


class TelegramWire(httpx.AsyncBaseTransport):
    """Where the Bot API would be."""

    def __init__(self, side: Wired) -> None:
        self._side, self._count = side, 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        if method not in ("sendMessage", *FILES):
            return self._of_the_bot()
        fields = {"chat_id": SENDING.get().message.address, "text": f"({method})"}
        if method not in FILES:
            fields = {key: values[0] for key, values in parse_qs((await request.aread()).decode()).items()}
        down = await self._side.meets()
        if down == "refused":
            raise httpx.ConnectError("refused")
        self._count += 1
        chat = {"id": int(fields["chat_id"]), "type": "private"}
        message = {"message_id": self._count, "date": 1, "chat": chat, "text": fields["text"]}
        good = json.dumps({"ok": True, "result": message})
        said = fields["text"], _shown(fields), f"telegram-{self._count}"
        answer = await self._side.answer(down, *said, good)
        if down in SILENT:
            raise httpx.ReadTimeout("nothing came")
        if down == "reset":
            raise httpx.ReadError("connection reset by peer")
        return httpx.Response(answer.status, text=answer.body)

    def _of_the_bot(self) -> httpx.Response:
        if self._side.outage:
            return httpx.Response(500, text=HTML)
        bot = {"id": 1, "is_bot": True, "first_name": "Interlude", "username": "interlude_bot"}
        return httpx.Response(200, json={"ok": True, "result": bot})


def _shown(fields: dict[str, str]) -> Shown:
    rows = json.loads(fields.get("reply_markup", "{}")).get("inline_keyboard", ())
    return tuple((button["text"], button["callback_data"]) for row in rows for button in row)


def wired(name: Any, machine: Machine, *, polled: bool = False) -> Wired:
    """This channel with its real code. It must be made inside the running loop."""
    if name == "sms":
        return _sms(machine)
    side = (WiredPolled if polled else WiredTelegram)("telegram", machine, 30.0)
    side.real = TelegramChannel(BOT_TOKEN, timeout=TIMEOUT, now=machine.watch.now)
    side.real._sending._client = httpx.AsyncClient(transport=TelegramWire(side), timeout=TIMEOUT)
    return side


def _sms(machine: Machine) -> WiredSms:
    side = WiredSms("sms", machine, 1.0)
    side.wire = TwilioWire(side, machine)
    sms = SmsChannel(
        ACCOUNT, AUTH_TOKEN, NUMBER, public_url=PUBLIC_URL, timeout=TIMEOUT, now=machine.watch.now
    )
    wire: Any = side.wire
    sms._session, sms._made = wire, make_client(ACCOUNT, AUTH_TOKEN, "https://api.twilio.com", wire)
    side.real = sms
    return side
