"""A channel that leads nowhere: rehearsals and the terminal read what would have gone out."""

import dataclasses
from collections.abc import Callable

from bot.channels.base import ChannelName, Failure, Inbound, NotSent, Outgoing, SendResult, Sent
from bot.channels.text import clean, gsm7


class ConsoleChannel:
    """Collects texts in `sent` and hands each to `show`. `name` lets it stand for a real channel."""

    per_second = 1_000_000.0

    def __init__(self, name: ChannelName = "console", show: Callable[[Outgoing], None] | None = None) -> None:
        self.name: ChannelName = name
        self.sent: list[Outgoing] = []
        self.taps: list[tuple[str, str]] = []
        self.files: dict[str, bytes] = {}
        self._show = show
        self._refusal: tuple[Failure, int] | None = None
        self._count = 0

    def cost(self, message: Outgoing) -> int:
        """A screen takes anything."""
        return 1

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        """Nothing to close."""

    def refuse(self, failure: Failure, times: int) -> None:
        """Let the next `times` sends fail so; -1 until told otherwise, 0 ends it."""
        self._refusal = (failure, times) if times else None

    async def send(self, message: Outgoing) -> SendResult:
        """Collect the text as the real channel would have sent it, or fail as told."""
        if self._refusal:
            failure, times = self._refusal
            self.refuse(failure, times if times < 0 else times - 1)
            return NotSent(failure, code="refuse")
        text = clean(message.text)
        shown = dataclasses.replace(message, text=gsm7(text) if self.name == "sms" else text)
        self.sent.append(shown)
        if self._show:
            self._show(shown)
        self._count += 1
        return Sent(f"{self.name}-{self._count}")

    async def fetch(self, inbound: Inbound, most: int) -> bytes | None:
        """What a rehearsal's line said stands in the file."""
        content = self.files.get(inbound.file)
        return content if content is not None and len(content) <= most else None

    async def after_tap(self, tap: Inbound, chosen: str) -> None:
        """Remember which choice would stay visible."""
        self.taps.append((tap.tap_id, chosen))
