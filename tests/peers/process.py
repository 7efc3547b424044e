"""The real program in its own process, in a folder of its own, and what people see on their phones."""

import asyncio
import base64
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.peers import peers
from tests.peers.peers import Carrier, Phone

PATIENCE = 20.0
"""Seconds until something that should have happened counts as not happening."""

_CONFIG = """
[practice]
name = "Riverside Practice"
zone = "Europe/London"
region = "GB"

[telegram]
token = "env:TELEGRAM_TOKEN"
base_url = "{telegram}"
mode = "{mode}"
webhook_secret = "env:TELEGRAM_WEBHOOK_SECRET"

[twilio]
account_sid = "{account}"
auth_token = "env:TWILIO_AUTH_TOKEN"
from = "{number}"
base_url = "{twilio}"
segments_per_second = 100.0

[server]
host = "127.0.0.1"
port = 9072
public_url = "{public}"

[storage]
url = "sqlite:interlude.db"
key = "file:interlude.key"

[hours]
client = ["00:00", "23:59"]
"""


class Interlude:
    """`interlude run` and the commands beside it, over one folder."""

    def __init__(self, folder: Path, mode: str) -> None:
        self.folder = folder
        written = _CONFIG.format(
            telegram=peers.TELEGRAM,
            mode=mode,
            account=peers.ACCOUNT,
            number=peers.NUMBER,
            twilio=peers.TWILIO,
            public=peers.PUBLIC_URL,
        )
        (folder / "config.toml").write_text(written, "utf-8")
        self._secrets = {
            "TELEGRAM_TOKEN": peers.BOT_TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": "s3cret",
            "TWILIO_AUTH_TOKEN": peers.AUTH_TOKEN,
        }
        self.said = folder / "log"
        self._process: asyncio.subprocess.Process | None = None

    async def command(self, *words: str) -> str:
        """Run one command to its end; what it printed."""
        program = await asyncio.create_subprocess_exec(
            *self._line(*words),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._env(),
            cwd=self.folder,
        )
        said, complained = await program.communicate()
        assert program.returncode == 0, complained.decode()
        return said.decode()

    async def start(self) -> None:
        """Start the bot and wait until it says it is well."""
        with self.said.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._line("run"), stdout=log, stderr=log, env=self._env(), cwd=self.folder
            )
        await until(self._well)

    async def stop(self) -> int:
        """Ask it to stop (SIGTERM); its exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> int:
        """End it where it stands (SIGKILL); its exit code."""
        return await self._end(signal.SIGKILL)

    async def close(self) -> None:
        """Nothing stays behind, whatever the test did."""
        if self._process is not None:
            await self.kill()

    async def _end(self, sign: signal.Signals) -> int:
        process, self._process = self._process, None
        assert process
        if process.returncode is None:
            process.send_signal(sign)
        async with asyncio.timeout(PATIENCE):
            return await process.wait()

    def _line(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "bot", *words]

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self._secrets, "PYTHONPATH": str(peers.ROOT)}

    async def _well(self) -> bool:
        assert self._process
        if self._process.returncode is not None:
            raise AssertionError(f"it stopped: {self.said.read_text('utf-8')[-2000:]}")
        try:
            async with ClientSession() as session, session.get(f"{peers.PUBLIC_URL}/health") as answer:
                return answer.status == 200
        except ClientError:
            return False


async def until(happened: Callable[[], Any]) -> Any:
    """Look again and again until it has happened; gives what it found."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await happened()):  # noqa: ASYNC110  # it happens in another process
            await asyncio.sleep(0.05)
    return found


class TelegramScreen:
    """What one person sees in Telegram, and their thumb."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    async def says(self, text: str) -> None:
        """Write to the bot; a leading slash makes it a command as Telegram marks it."""
        await self._phone.update(**({"command": text} if text.startswith("/") else {"text": text}))

    async def reads(self, pattern: str) -> re.Match[str]:
        """Wait for a text that fits."""
        return await _reads(pattern, self.texts)

    async def taps(self, label: str) -> None:
        """Press the button that begins so, once the newest text has it."""

        async def look() -> tuple[int, str] | None:
            sent = [one for one in await self._phone.seen() if one["method"] == "sendMessage"][-1:]
            found = (
                (one["message_id"], button["callback_data"])
                for one in sent
                for row in (one.get("reply_markup") or {}).get("inline_keyboard", ())
                for button in row
                if button["text"].startswith(label)
            )
            return next(found, None)

        message, data = await _told(look, f"[{label}]", self.texts)
        await self._phone.update(callback_data=data, callback_message_id=message)

    async def texts(self) -> list[str]:
        """Every text the bot sent here."""
        return [one["text"] for one in await self._phone.seen() if one["method"] == "sendMessage"]


class SmsScreen:
    """What one number got by SMS."""

    def __init__(self, session: ClientSession, carrier: Carrier, number: str) -> None:
        self._session, self._carrier, self.number = session, carrier, number
        login = base64.b64encode(f"{peers.ACCOUNT}:{peers.AUTH_TOKEN}".encode()).decode()
        self._headers = {"Authorization": f"Basic {login}"}

    async def says(self, text: str) -> None:
        """Text the practice's number."""
        await self._carrier.text(self.number, text)

    async def reads(self, pattern: str) -> re.Match[str]:
        """Wait for a text that fits."""
        return await _reads(pattern, self.texts)

    async def texts(self) -> list[str]:
        """Every text sent to this number, oldest first."""
        url = f"{peers.TWILIO}/2010-04-01/Accounts/{peers.ACCOUNT}/Messages.json"
        async with self._session.get(url, params={"To": self.number}, headers=self._headers) as answer:
            listed = (await answer.json())["messages"]
        mine = [one["body"] for one in listed if one["to"] == self.number and one["direction"] != "inbound"]
        return mine[::-1]


async def _reads(pattern: str, texts: Callable[[], Any]) -> re.Match[str]:
    async def look() -> re.Match[str] | None:
        return next((found for text in await texts() if (found := re.search(pattern, text, re.DOTALL))), None)

    found: re.Match[str] = await _told(look, pattern, texts)
    return found


async def _told(look: Callable[[], Any], wanted: str, texts: Callable[[], Any]) -> Any:
    """Wait for it; without it, say what was there instead."""
    try:
        return await until(look)
    except TimeoutError:
        raise AssertionError(f"no {wanted!r} in {await texts()}") from None
