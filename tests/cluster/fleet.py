"""Several real `interlude run` processes on one real PostgreSQL, and the people whose bot they are."""

import asyncio
import time
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.cluster.bot_api import BotApi
from tests.postgres import ask
from tests.program import SECRET, SECRETS, Program, free_port, until

KEY = "ab" * 32

CONFIG = """
[practice]
id = "practice"
name = "Riverside Practice"
zone = "Europe/London"
region = "GB"
[telegram]
token = "env:TELEGRAM_TOKEN"
base_url = "{api}"
mode = "webhook"
webhook_secret = "env:TELEGRAM_WEBHOOK_SECRET"
messages_per_second = {rate}
[server]
port = {port}
public_url = "https://bot.example.org"
[storage]
url = "env:STORE"
key = "file:interlude.key"
[hours]
client = ["00:00", "23:59"]
"""


class Process(Program):
    """One of them: its port, its folder, its log."""

    def __init__(self, folder: Path, store: str, config: str = CONFIG, **settings: Any) -> None:
        port = free_port()
        super().__init__(folder, port, config.format(port=port, **settings), KEY, SECRETS | {"STORE": store})


class Fleet:
    """The processes over one database and one far side."""

    def __init__(self, folder: Path, url: str, api: BotApi, many: int, rate: float = 30.0) -> None:
        self.url, self.api = url, api
        self.all = [Process(folder / str(n), url, api=api.seen_by(n), rate=rate) for n in range(many)]
        self._session = ClientSession()

    async def __aenter__(self) -> "Fleet":
        for one in self.all:
            await one.launch()
        await asyncio.gather(*(one.ready() for one in self.all))
        return self

    async def __aexit__(self, *_: object) -> None:
        for one in self.all:
            await one.close()
        await self._session.close()

    async def webhook(self, process: int, chat: int, number: int, text: str) -> int:
        """Telegram brings a text to one of the processes; the answer's status, 0 when there was none."""
        who = {"id": chat, "is_bot": False, "first_name": "u"}
        message = {"message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": "private"}}
        body = {"update_id": number, "message": {**message, "from": who, "text": text}}
        url = f"{self.all[process].url}/telegram"
        try:
            async with self._session.post(
                url, json=body, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}
            ) as answer:
                return answer.status
        except ClientError:
            return 0

    async def count(self, sql: str, *params: Any) -> int:
        """One number from the database."""
        return int((await ask(self.url, sql, *params))[0][0])

    async def sent(self, texts: int) -> None:
        """Wait until the far side has so many texts and the outbox has settled them."""

        async def done() -> bool:
            waiting = "SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')"
            return len(self.api.came) >= texts and not await self.count(waiting)

        await until(done)
