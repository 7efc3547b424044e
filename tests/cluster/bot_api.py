"""The far side of Telegram: notes what each chat was sent and when, and by which process."""

import asyncio
import time
from collections import Counter, defaultdict
from typing import Any

from aiohttp import web

PLAIN = {"getMe": {"id": 1, "is_bot": True, "first_name": "bot", "username": "a_bot"}}


class BotApi:
    """Serves `/bot<token>/<method>`; `came` holds (seconds, bot, chat, text) of every text taken."""

    def __init__(self) -> None:
        self.came: list[tuple[float, str, str, str]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.begun = Counter[int]()
        """Sends that have arrived, by process, whether or not they were let through."""
        self.polls = self.polling = self.at_once = 0
        """Calls for news in all, at this moment, and most of them at one moment."""
        self.news: list[dict[str, Any]] = []
        """Updates not yet acknowledged."""
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> "BotApi":
        """Listen on a free port."""
        app = web.Application()
        for path in ("/{bot}/{method}", "/{process}/{bot}/{method}"):
            app.router.add_post(path, self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def stop(self) -> None:
        """Stop listening."""
        self.open.set()
        if self._runner is not None:
            await self._runner.cleanup()

    def seen_by(self, process: int) -> str:
        """Where the process of this number finds it."""
        return f"{self.url}/{process}"

    def by_chat(self) -> dict[str, list[str]]:
        """The texts of each chat in the order they came."""
        found: dict[str, list[str]] = defaultdict(list)
        for _, _, chat, text in self.came:
            found[chat].append(text)
        return found

    async def _poll(self, offset: int) -> web.Response:
        """What is new from this number on; nothing, after a moment, as a long poll ends."""
        self.news = [one for one in self.news if one["update_id"] >= offset]
        self.polls += 1
        self.polling += 1
        self.at_once = max(self.at_once, self.polling)
        try:
            await asyncio.sleep(0.3)
        finally:
            self.polling -= 1
        return web.json_response({"ok": True, "result": self.news})

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "getUpdates":
            return await self._poll(int(request.query.get("offset", 0)))
        if method != "sendMessage":
            return web.json_response({"ok": True, "result": PLAIN.get(method, True)})
        said: Any = await request.post()
        self.begun[int(request.match_info.get("process", 0))] += 1
        await self.open.wait()
        bot = request.match_info["bot"]
        self.came.append((time.monotonic(), bot, said["chat_id"], said["text"]))
        chat = {"id": int(said["chat_id"]), "type": "private"}
        message = {"message_id": len(self.came), "date": int(time.time()), "chat": chat, "text": "ok"}
        return web.json_response({"ok": True, "result": message})
