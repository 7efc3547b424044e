"""The real program in its own process, in a folder of its own, and what people see on their phones."""

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.peers import peers
from tests.peers.peers import Carrier, Phone
from tests.program import SECRETS, Program, until

PORT = 9072
"""Where the peers look for it."""

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
port = {port}
public_url = "{public}"

[storage]
url = "sqlite:interlude.db"
key = "file:interlude.key"

[hours]
client = ["00:00", "23:59"]
"""


class Interlude(Program):
    """`interlude run` and the commands beside it, over one folder."""

    def __init__(self, folder: Path, mode: str) -> None:
        config = _CONFIG.format(
            telegram=peers.TELEGRAM,
            mode=mode,
            account=peers.ACCOUNT,
            number=peers.NUMBER,
            twilio=peers.TWILIO,
            port=PORT,
            public=peers.PUBLIC_URL,
        )
        tokens = {"TELEGRAM_TOKEN": peers.BOT_TOKEN, "TWILIO_AUTH_TOKEN": peers.AUTH_TOKEN}
        super().__init__(folder, PORT, config, secrets=SECRETS | tokens)


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
