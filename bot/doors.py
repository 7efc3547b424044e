"""The channels of every practice, and the addresses their webhooks arrive at."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.channels.base import Channel, Inbound
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.config import Config, Practice
from bot.door import Door
from bot.web import Door as WebDoor


@dataclass(frozen=True, slots=True)
class Doors:
    """What is open to the outside. Keys are (practice id, channel name)."""

    channels: dict[tuple[str, str], Channel]
    prefixes: dict[str, str]
    polling: frozenset[str]

    async def start(self, stack: AsyncExitStack) -> None:
        """Open every channel; each is closed with the stack."""
        for channel in self.channels.values():
            await channel.start()
            stack.push_async_callback(channel.stop)

    async def username(self, practice: str) -> str:
        """The username of a practice's Telegram bot, "" when there is none or it cannot be asked."""
        channel = self.channels.get((practice, "telegram"))
        if not isinstance(channel, TelegramChannel):
            return ""
        with suppress(ConnectionError):
            return (await channel.me())[1]
        return ""

    def routes(self, door: Door) -> dict[str, WebDoor]:
        """The webhook addresses: `/telegram`, `/twilio/sms`, `/twilio/status`, with `/ID` before listed ones.

        A list of one answers at both: its providers need not be told when a second practice comes. A bot
        that asks for its updates itself has no address.
        """
        found: dict[str, WebDoor] = {}
        for (practice, _), channel in self.channels.items():
            take, own = _taking(door, practice), self.prefixes[practice]
            for prefix in {own, "" if len(self.prefixes) == 1 else own}:
                if isinstance(channel, TelegramChannel) and practice not in self.polling:
                    found[f"{prefix}/telegram"] = WebDoor(channel.receive, take)
                if isinstance(channel, SmsChannel):
                    found[f"{prefix}/twilio/sms"] = WebDoor(channel.receive_message, take)
                    found[f"{prefix}/twilio/status"] = WebDoor(channel.receive_status, take)
        return found

    async def caught_up(self, seconds: float, asking: Collection[str]) -> None:
        """Wait, for so long at most, until the bots of these practices have taken what was kept for them."""
        waiting = [
            channel.caught_up.wait()
            for (practice, _), channel in self.channels.items()
            if isinstance(channel, TelegramChannel) and practice in asking
        ]
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.gather(*waiting)

    def poll(self, door: Door, alone: "Alone | None" = None) -> list[asyncio.Task[None]]:
        """A task for every bot: it asks for its updates, or else whether its webhook brings them.

        `alone`: while no other process does.
        """
        asking: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            practice: partial(channel.poll, _taking(door, practice))
            if practice in self.polling
            else channel.hook.run
            for (practice, _), channel in self.channels.items()
            if isinstance(channel, TelegramChannel)
        }
        return [
            asyncio.create_task(alone(polling(practice), ask) if alone else ask())
            for practice, ask in asking.items()
        ]


def polling(practice: str) -> str:
    """The name under which one process at a time asks for a practice's updates."""
    return f"poll {practice}"


Take = Callable[[Inbound], Awaitable[None]]
Alone = Callable[[str, Callable[[], Coroutine[Any, Any, None]]], Coroutine[Any, Any, None]]
"""Does what it is given under a name, while no other process does."""


def _taking(door: Door, practice: str) -> Take:
    async def take(inbound: Inbound) -> None:
        await door.receive(practice, inbound)

    return take


def build_doors(config: Config, clock: Clock) -> Doors:
    """The channels this configuration names, where it was read with their secrets."""
    channels: dict[tuple[str, str], Channel] = {}
    prefixes: dict[str, str] = {}
    polling: set[str] = set()
    for practice in config.practices:
        prefix = prefixes[practice.id] = config.prefix(practice)
        if practice.telegram and practice.telegram.token:
            channels[practice.id, "telegram"] = _telegram(practice, config, prefix)
            if practice.telegram.mode == "polling":
                polling.add(practice.id)
        if practice.twilio and practice.twilio.auth_token:
            channels[practice.id, "sms"] = _sms(practice, config, prefix, clock)
    return Doors(channels, prefixes, frozenset(polling))


def _telegram(practice: Practice, config: Config, prefix: str) -> TelegramChannel:
    settings = practice.telegram
    assert settings is not None
    return TelegramChannel(
        settings.token,
        settings.base_url,
        settings.webhook_secret,
        settings.mode,
        per_second=settings.messages_per_second,
        webhook_url=f"{config.server.public_url}{prefix}/telegram",
    )


def _sms(practice: Practice, config: Config, prefix: str, clock: Clock) -> SmsChannel:
    settings = practice.twilio
    assert settings is not None
    return SmsChannel(
        settings.account_sid,
        settings.auth_token,
        settings.sender or settings.messaging_service_sid,
        settings.base_url,
        config.server.public_url,
        settings.segments_per_second,
        prefix=prefix,
        now=clock.now,
    )
