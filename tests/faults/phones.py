"""The far side: people's phones, and the provider between them and us, which fails as providers do."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.channels.base import ChannelName, Failure, Inbound, NotSent, Outgoing, SendResult, Sent
from bot.channels.text import clean, gsm7
from tests.faults.machine import Machine
from tests.faults.watcher import Watcher, mark

HANG_SECONDS = 30
LATENCY = (0.03, 0.4)


Shown = tuple[tuple[str, str], ...]
"""The buttons under a text: what they say and what comes back."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One text on a phone."""

    at: int
    ref: str
    text: str
    kind: str
    buttons: Shown
    mark: str
    """Its `ref`; of what was said past the store, which message it answers."""


@dataclass(slots=True)
class Phone:
    """Somebody's phone with everything that ever arrived on it."""

    name: str
    channel: ChannelName
    address: str
    texts: list[Arrived] = field(default_factory=list)

    def buttons(self, label: str = "") -> list[tuple[str, str]]:
        """Every button ever shown, newest first; with `label` only those that say that."""
        shown = [button for text in reversed(self.texts) for button in text.buttons]
        return [button for button in shown if not label or button[0] == label]


# What the real channels call each of these, and how likely the text arrived all the same
# (tests/channels/table_telegram_out.py, tests/channels/table_sms.py).
OUTCOMES: dict[str, tuple[Failure, float]] = {
    "throttled": (Failure.THROTTLED, 0.0),
    "no_connection": (Failure.UNAVAILABLE, 0.0),
    "error_500": (Failure.AMBIGUOUS, 0.3),
    "hang": (Failure.AMBIGUOUS, 0.5),
    "reset": (Failure.AMBIGUOUS, 0.5),
    "html": (Failure.AMBIGUOUS, 0.5),
    "accepted_timeout": (Failure.AMBIGUOUS, 1.0),
}


class FarSide:
    """A channel to the phones."""

    def __init__(self, name: ChannelName, machine: Machine, per_second: float) -> None:
        self.name, self.per_second = name, per_second
        self._machine = machine
        self.phones: dict[str, Phone] = {}
        self.outage = ""
        self.away: list[tuple[int, int]] = []
        """From when until when it was (true time)."""
        self._since = 0
        self.reports: Callable[[Inbound], None] | None = None
        self.watcher: Watcher
        self._receipts = count(1)

    def goes(self, how: str) -> None:
        """It is away from now on, in this way; "": it is back."""
        now = self._machine.watch.true()
        if self.outage:
            self.away.append((self._since, now))
        self.outage, self._since = how, now

    def cost(self, message: Outgoing) -> int:
        """One text, one place."""
        return 1

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        """Nothing to close."""

    async def after_tap(self, tap: Inbound, chosen: str) -> None:
        """The spinner stops."""
        await self._machine.point("after tap")

    async def send(self, message: Outgoing) -> SendResult:
        """Take a text to its phone, or fail as named; the process may die before, meanwhile and after."""
        machine, begun = self._machine, self._machine.watch.true()
        self.watcher.sending(message)  # handed over: from here on nobody knows
        await machine.point("before send")
        fault = self._fault()
        if fault:
            machine.struck()
        await self._takes_its_time()
        if self.watcher.stopped_since(message, begun) and machine.nature.happens("fails_at_stop"):
            fault = "no_connection"
            machine.struck()
        failure, arrives = OUTCOMES.get(fault, (None, 1.0))
        machine.note("send", self.name, message.ref, message.kind, fault or "ok")
        receipt = f"{self.name}-{next(self._receipts)}"
        if machine.nature.stream("arrives").random() < arrives:
            text = clean(message.text)
            shown = tuple((button.label, button.data) for button in message.buttons)
            self._arrive(message, gsm7(text) if self.name == "sms" else text, shown, receipt)
        if failure is Failure.AMBIGUOUS:
            self.watcher.doubtful(message)
        if fault in ("hang", "accepted_timeout"):
            await asyncio.sleep(HANG_SECONDS)
        await machine.point("after send")
        if failure is None:
            return Sent(receipt)
        result = NotSent(failure, self._retry_after() if fault == "throttled" else None, code=fault)
        self.watcher.not_sent(message, begun, result)
        return result

    async def _takes_its_time(self) -> None:
        """As long as a request takes; a process may die meanwhile."""
        low, high = LATENCY
        await asyncio.sleep(low + (high - low) * self._machine.nature.stream("latency").random())
        await self._machine.alive()

    def key(self, number: int) -> str:
        """What makes the message of this number unique for ever."""
        return f"{self.name}:{number}"

    def _retry_after(self) -> int | None:
        """Telegram says how long to wait, Twilio does not."""
        wait = self._machine.nature.stream("retry").choice((1, 5, 30, 120))
        return None if self.name == "sms" else wait

    def _fault(self) -> str:
        nature = self._machine.nature
        if self.outage:
            nature.counts[self.outage] += 1
            return self.outage
        return next((what for what in OUTCOMES if nature.happens(what)), "")

    def _arrive(self, message: Outgoing, text: str, shown: Shown, receipt: str) -> None:
        """A text, or a part of one, is on its phone."""
        machine, phone = self._machine, self.phones[message.address]
        now = machine.watch.true()
        phone.texts.append(Arrived(now, message.ref, text, message.kind, shown, mark(message)))
        machine.note("arrived", phone.name, message.ref, message.kind, text)
        self._report(phone, message, receipt)

    def _report(self, phone: Phone, message: Outgoing, receipt: str) -> None:
        """The provider took it; a plain one tells nobody."""
