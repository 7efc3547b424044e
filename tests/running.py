"""The real program with one Telegram bot on this machine, told what people write; nothing stays behind."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

from benchmarks.telegram_double import TelegramDouble
from tests.configs import ALL_DAY, by_webhook
from tests.program import SECRET, Program, until


class Running(Program):
    """`interlude run` over one folder, and webhooks to it."""

    def __init__(self, folder: Path, port: int, double: TelegramDouble, telegram: str) -> None:
        super().__init__(folder, port, by_webhook(telegram, port) + ALL_DAY)
        self.double = double
        self._updates = 0

    async def refuses(self) -> None:
        """Wait until it takes no new connection."""

        async def refused() -> bool:
            return await self.status("/health") == 0

        await until(refused)

    def sockets(self) -> list[Path]:
        """The sockets that stand in its folder."""
        return sorted(path for path in self.folder.iterdir() if path.is_socket())

    async def says(self, chat: int, text: str, secret: str = SECRET) -> int:
        """A private text arrives by webhook; the status it was answered with."""
        self._updates += 1
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with ClientSession() as session:
            body = update(chat, self._updates, text)
            async with session.post(f"{self.url}/telegram", data=body, headers=headers) as answer:
                return answer.status


def update(chat: int, number: int, text: str, date: int = 1_900_000_000) -> bytes:
    """A Bot API update for one private text."""
    who = {"id": chat, "is_bot": False, "first_name": "u"}
    message = {"message_id": number, "date": date, "chat": {"id": chat, "type": "private"}}
    return json.dumps({"update_id": number, "message": {**message, "from": who, "text": text}}).encode()


@asynccontextmanager
async def running(folder: Path, port: int) -> AsyncIterator[Running]:
    """A bot that was set up and started; killed at the end, if it still runs."""
    double = TelegramDouble()
    found = Running(folder, port, double, await double.start())
    try:
        await found.command("keys", "new")
        await found.start()
        yield found
    finally:
        await found.close()
        await double.stop()
