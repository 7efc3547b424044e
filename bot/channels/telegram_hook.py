"""Whether Telegram brings us what people write: in webhook mode nothing arriving looks like nothing said."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from telegram import Bot, WebhookInfo

from bot.channels.base import Bringing

_log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two questions."""

_TIMEOUT = 15.0


class HookWatch:
    """Asks Telegram how delivering to our address goes; one process at a time does."""

    def __init__(self, bot: Bot, ours: str, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._bot, self._ours, self._sleep = bot, ours, sleep
        self._confirmed: float | None = None
        self._waiting, self._failed_at = 0, 0.0

    async def run(self) -> None:
        """Ask until cancelled."""
        self._confirmed = time.monotonic()
        try:
            while True:
                await self._ask()
                await self._sleep(EVERY)
        finally:
            self._confirmed = None

    @property
    def bringing(self) -> Bringing | None:
        """As `Watched.bringing`."""
        if self._confirmed is None:
            return None
        return Bringing(time.monotonic() - self._confirmed, self._waiting, self._failed_at)

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(_TIMEOUT):
                self._heard(await self._bot.get_webhook_info())
        except Exception as error:  # whatever it is, asking must go on
            _log.warning("webhook unknown: %s", type(error).__name__)

    def _heard(self, found: WebhookInfo) -> None:
        if found.url == self._ours:
            self._confirmed = time.monotonic()
        else:
            _log.warning("webhook elsewhere")
        self._waiting = found.pending_update_count
        self._failed_at = found.last_error_date.timestamp() if found.last_error_date else 0.0
