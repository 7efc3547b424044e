"""Files that somebody sent to the bot: read from the Bot API server alone, and only small ones."""

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.base import Inbound
from bot.channels.telegram_wire import Wire

_log = logging.getLogger(__name__)

_SECONDS = 5
"""A turn waits for it."""


class Files:
    """The part of the channel that fetches."""

    _bot: Bot
    _sending: Wire

    async def fetch(self, inbound: Inbound, most: int) -> bytes | None:
        """As `Fetches.fetch`. Wherever the server's answer points, nothing is read from anywhere else."""
        try:
            async with asyncio.timeout(_SECONDS):
                found = await self._bot.get_file(inbound.file)
                place = found.file_path or ""
                if (found.file_size or 0) > most or not place.startswith(f"{self._bot.base_file_url}/"):
                    return None
                content = await self._sending.retrieve(place)
        except (TelegramError, TimeoutError) as error:
            _log.warning("telegram file not fetched: %s", type(error).__name__)
            return None
        return content if len(content) <= most else None
