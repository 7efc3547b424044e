"""The real program in a process of its own, with one Telegram bot on this machine; nothing stays behind."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import PIPE
from typing import Any

from aiohttp import ClientError, ClientSession

from benchmarks.telegram_double import TelegramDouble
from tests.configs import ALL_DAY, TOKEN, by_webhook
from tests.house import ROOT

PATIENCE = 30.0
"""Seconds until something that should have happened counts as not happening."""

SECRET = "hook-secret"  # of a webhook that exists only on this machine


class Running:
    """`interlude run` over one folder, and webhooks to it."""

    def __init__(self, folder: Path, port: int, double: TelegramDouble, telegram: str) -> None:
        self.folder, self.double = folder, double
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "log"
        self.process: asyncio.subprocess.Process | None = None
        self._updates = 0
        (folder / "config.toml").write_text(by_webhook(telegram, port) + ALL_DAY, "utf-8")

    @property
    def env(self) -> Mapping[str, str]:
        """What the program is given: its two secrets, and where it lies."""
        secrets = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": SECRET}
        return {**os.environ, **secrets, "PYTHONPATH": str(ROOT)}

    async def command(self, *words: str) -> str:
        """Run one command to its end; what it printed."""
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=self.folder, env=self.env, stdout=PIPE, stderr=PIPE
        )
        said, complained = await program.communicate()
        assert program.returncode == 0, complained.decode()
        return said.decode()

    async def start(self) -> None:
        """Start it and wait until it says it is well."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self.folder, env=self.env, stdout=log, stderr=log
            )
        await self._until(200)

    async def refuses(self) -> None:
        """Wait until it takes no new connection."""
        await self._until(0)

    async def _until(self, status: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.status("/health") != status:  # it happens in another process
                assert not self.process or self.process.returncode is None, self.log.read_text("utf-8")
                await asyncio.sleep(0.05)

    def sockets(self) -> list[Path]:
        """The sockets that stand in its folder."""
        return sorted(path for path in self.folder.iterdir() if path.is_socket())

    async def status(self, path: str) -> int:
        """The status of a GET; 0 when nobody listens."""
        try:
            async with ClientSession() as session, session.get(self.url + path) as answer:
                return answer.status
        except ClientError:
            return 0

    async def text(self, path: str) -> str:
        """The body of a GET."""
        async with ClientSession() as session, session.get(self.url + path) as answer:
            return await answer.text()

    async def says(self, chat: int, text: str, secret: str = SECRET) -> int:
        """A private text arrives by webhook; the status it was answered with."""
        self._updates += 1
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with ClientSession() as session:
            body = update(chat, self._updates, text)
            async with session.post(f"{self.url}/telegram", data=body, headers=headers) as answer:
                return answer.status

    async def stop(self) -> int:
        """Ask it to end (SIGTERM) and wait for it; its exit code."""
        self.terminate()
        return await self.stopped()

    def terminate(self) -> None:
        """Ask it to end."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)

    async def stopped(self) -> int:
        """Wait for its end; its exit code."""
        assert self.process
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    def lines(self) -> list[dict[str, Any]]:
        """Every line it logged."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


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
        if found.process is not None and found.process.returncode is None:
            found.process.kill()
            await found.process.wait()
        await double.stop()
