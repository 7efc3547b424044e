"""A Telegram Bot API on this machine that notes when each text came, and refuses what comes too fast."""

import asyncio
import time
from collections import deque
from typing import Any

from aiohttp import web

BURST = 35
"""Texts within one second beyond which it answers 429; the allowance is about 30."""


class TelegramDouble:
    """Serves `/bot<token>/<method>`; `came` holds (seconds, chat, text) of every text taken."""

    def __init__(self) -> None:
        self.came: list[tuple[float, str, str]] = []
        self.refused = 0
        self.answers = asyncio.Event()
        """While it is not set, texts are taken and nobody hears that they were."""
        self.answers.set()
        self._news = asyncio.Condition()
        self._recent: deque[float] = deque(maxlen=BURST)
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen on a free port; gives the address."""
        app = web.Application()
        app.router.add_post("/{bot}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def until(self, texts: int) -> None:
        """Wait until this many texts have come."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.came) >= texts)

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        if request.match_info["method"] != "sendMessage":
            return web.json_response({"ok": True, "result": _PLAIN.get(request.match_info["method"], True)})
        now = time.perf_counter()
        if len(self._recent) == BURST and now - self._recent[0] < 1:
            self.refused += 1
            return web.json_response(_TOO_MANY, status=429)
        self._recent.append(now)
        said: Any = await request.post()
        self.came.append((now, said["chat_id"], said["text"]))
        async with self._news:
            self._news.notify_all()
        await self.answers.wait()
        chat = {"id": int(said["chat_id"]), "type": "private"}
        message = {"message_id": len(self.came), "date": int(time.time()), "chat": chat, "text": "ok"}
        return web.json_response({"ok": True, "result": message})


_PLAIN = {"getMe": {"id": 1, "is_bot": True, "first_name": "bot", "username": "a_bot"}}
_TOO_MANY = {
    "ok": False,
    "error_code": 429,
    "description": "Too Many Requests",
    "parameters": {"retry_after": 1},
}
