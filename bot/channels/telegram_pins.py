"""A message that stays on top of a chat: the part of the channel that pins."""

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

_log = logging.getLogger(__name__)

_SECONDS = 5
"""A text that stands in line waits for it."""


class Pins:
    """Pinning matters less than the text, which has gone: a failure is logged by its name only."""

    _bot: Bot

    async def pin(self, address: str, receipt: str) -> None:
        """As `CanPin.pin`, without a sound."""
        if not (address.isdecimal() and receipt.isdecimal()):
            return
        try:
            async with asyncio.timeout(_SECONDS):
                await self._bot.pin_chat_message(int(address), int(receipt), disable_notification=True)
        except (TelegramError, TimeoutError) as error:
            _log.info("telegram pin failed: %s", type(error).__name__)
