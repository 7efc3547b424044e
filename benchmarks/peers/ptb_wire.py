"""A Bot API that answers at once, for python-telegram-bot."""

import json
from typing import Any

from telegram.request import BaseRequest

ME = {"id": 1, "is_bot": True, "first_name": "bot", "username": "a_bot"}
SENT = {"message_id": 1, "date": 1_772_445_600, "chat": {"id": 1, "type": "private"}, "text": "ok"}


class NoNetwork(BaseRequest):
    """Every call succeeds."""

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        result: Any = {"getMe": ME, "sendMessage": SENT}.get(url.rpartition("/")[2], True)
        return 200, json.dumps({"ok": True, "result": result}).encode()
