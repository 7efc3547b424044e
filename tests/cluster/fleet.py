"""Several real `interlude run` processes on one real PostgreSQL, and the people whose bot they are."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.cluster.bot_api import BotApi
from tests.house import ROOT
from tests.postgres import ask

PATIENCE = 45.0
SECRET = "s3cret"  # of a webhook that exists only here
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


class Process:
    """One of them: its port, its folder, its log."""

    def __init__(self, folder: Path, url: str, config: str = CONFIG, **settings: Any) -> None:
        self.folder, self.url, self.port = folder, url, _free_port()
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(config.format(port=self.port, **settings), "utf-8")
        (folder / "interlude.key").write_text(KEY, "utf-8")
        (folder / "interlude.key").chmod(0o600)
        self._running: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Of the running process; 0 when it does not run."""
        return self._running.pid if self._running else 0

    async def start(self) -> None:
        """Begin, without waiting until it is ready."""
        with (self.folder / "log").open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"), cwd=self.folder, env=self.env(), stdout=log, stderr=log
            )

    async def ready(self) -> None:
        """Wait until it is well."""
        async with ClientSession() as session:
            await until(lambda: self._well(session))

    async def end(self, how: signal.Signals) -> int:
        """Send it a signal; its exit code."""
        running, self._running = self._running, None
        assert running
        if running.returncode is None:
            running.send_signal(how)
        async with asyncio.timeout(PATIENCE):
            return await running.wait()

    async def close(self) -> None:
        """Leave nothing running."""
        if self._running is not None:
            await self.end(signal.SIGKILL)

    def env(self) -> dict[str, str]:
        """What its configuration names."""
        secrets = {"TELEGRAM_TOKEN": "111:AAA", "TELEGRAM_WEBHOOK_SECRET": SECRET, "STORE": self.url}
        return {**os.environ, **secrets, "PYTHONPATH": str(ROOT)}

    async def command(self, *words: str) -> tuple[int, str]:
        """Run another command beside it; exit code, and what it printed and complained."""
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            cwd=self.folder,
            env=self.env(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said, _ = await program.communicate()
        return program.returncode or 0, said.decode()

    async def _well(self, session: ClientSession) -> bool:
        assert self._running
        if self._running.returncode is not None:
            raise AssertionError(f"it stopped: {(self.folder / 'log').read_text('utf-8')[-3000:]}")
        try:
            async with session.get(f"http://127.0.0.1:{self.port}/health") as answer:
                return answer.status == 200
        except ClientError:
            return False


class Fleet:
    """The processes over one database and one far side."""

    def __init__(self, folder: Path, url: str, api: BotApi, many: int, rate: float = 30.0) -> None:
        self.url, self.api = url, api
        self.all = [Process(folder / str(n), url, api=api.url, rate=rate) for n in range(many)]
        self._session = ClientSession()

    async def __aenter__(self) -> "Fleet":
        for one in self.all:
            await one.start()
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
        url = f"http://127.0.0.1:{self.all[process].port}/telegram"
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


async def until(happened: Callable[[], Awaitable[Any]]) -> Any:
    """Look again and again until it has happened; gives what it found."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await happened()):  # noqa: ASYNC110  # it happens in another process
            await asyncio.sleep(0.05)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
