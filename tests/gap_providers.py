"""A Twilio and a Telegram that keep what people sent while nobody asked, over real HTTP on this machine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from tests.channels.cases import ACCOUNT, BOT_TOKEN, NUMBER

PAGE = 200
"""So many messages a page, whatever is asked for: more than one page is to be read."""

SERVICE = "MG" + "c" * 32


class Providers:
    """What each holds, and how often it was asked. `broken`: answers 500 to so many calls."""

    def __init__(self) -> None:
        self.url = ""
        self.now: Callable[[], int] | None = None
        self.texts: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.fetched = asyncio.Event()
        """Set once every update was asked for and confirmed."""
        self.broken = 0
        self.meanwhile: dict[str, Callable[[], Awaitable[None]]] = {}
        """What happens once while a request waits for its answer: `create`, `list`, a 429 (`refuse`)."""
        self.creating = "takes"
        """What a request to send meets: `takes`, `takes_silently` (then 500), `refuses` (500 at once)."""
        self.throttles = 0
        """The request from which on everything to be sent meets 429; 0 for none."""
        self.callbacks: list[str] = []
        """Where each text that was taken is to be reported about."""
        self.numbers: list[str] | None = [NUMBER]
        """Those of the messaging service; None: they cannot be asked for."""

    def sms(self, number: str, text: str, at: int, *, ours: bool = False, by: str = NUMBER) -> str:
        """A text as Twilio keeps it, newest first; its id. `by`: the number of the account."""
        sid = f"SM{len(self.texts):032d}"
        sent = format_datetime(datetime.fromtimestamp(at // 1000, UTC))
        way = {"from": by, "to": number} if ours else {"from": number, "to": by}
        direction = "outbound-api" if ours else "inbound"
        kept = {"sid": sid, "body": text, "direction": direction, "num_media": "0", "date_sent": sent, **way}
        status = "sent" if ours else "received"
        self.texts.insert(0, {**kept, "date_created": sent, "status": status, "at": at})
        return sid

    def fails(self, sid: str, code: int) -> None:
        """A text of ours did not arrive, and Twilio tells nobody of its own accord."""
        text = next(one for one in self.texts if one["sid"] == sid)
        text |= {"status": "undelivered", "error_code": code}

    def telegram(self, chat: int, text: str, at: int) -> None:
        """An update that waits to be asked for."""
        who, number = {"id": chat, "is_bot": False, "first_name": "Sam"}, len(self.updates) + 1
        message = {"message_id": number, "date": at // 1000, "chat": {"id": chat, "type": "private"}}
        self.updates.append({"update_id": number, "message": {**message, "from": who, "text": text}})

    @property
    def looks(self) -> int:
        """How often, and for how many pages, it was asked for what came."""
        return sum(query.startswith("To=") for query in self.asked)

    async def messages(self, request: web.Request) -> web.Response:
        """Twilio's list: filtered by time, number and page."""
        self.asked.append(request.query_string)
        await self._meanwhile("list")
        if self.broken:
            self.broken -= 1
            return web.Response(status=500)
        since = datetime.fromisoformat(request.query.get("DateSent>", "1970-01-01T00:00:00Z"))
        ends, start = (
            (request.query.get("To"), request.query.get("From")),
            int(request.query.get("Page", 0)) * PAGE,
        )
        found = [one for one in self.texts if one["at"] >= since.timestamp() * 1000 - 999]
        found = [one for one in found if ends[0] in (None, one["to"]) and ends[1] in (None, one["from"])]
        query = {**request.query, "Page": str(start // PAGE + 1)}
        more = str(request.rel_url.with_query(query)) if len(found) > start + PAGE else None
        page = {"messages": found[start : start + PAGE], "page": start // PAGE, "page_size": PAGE}
        return web.json_response({**page, "next_page_uri": more, "uri": str(request.rel_url)})

    async def service(self, request: web.Request) -> web.Response:
        """The numbers of the messaging service; it has no short codes."""
        what = request.match_info["what"]
        if self.numbers is None or request.match_info["service"] != SERVICE:
            return web.Response(status=404)
        key, numbers = ("short_codes", []) if what == "ShortCodes" else ("phone_numbers", self.numbers)
        found = [{"phone_number": one} for one in numbers]
        return web.json_response({key: found, "meta": {"key": key, "next_page_url": None}})

    async def _meanwhile(self, request: str) -> None:
        if happens := self.meanwhile.pop(request, None):
            await happens()

    async def create(self, request: web.Request) -> web.Response:
        """Twilio takes a text; or does, and fails to say so; or fails."""
        form = await request.post()
        if self.throttles and len(self.callbacks) + 1 >= self.throttles:
            await self._meanwhile("refuse")
            return web.json_response({"code": 20429}, status=429)
        if self.creating != "refuses":
            now = int(datetime.now(UTC).timestamp() * 1000) if self.now is None else self.now()
            sid = self.sms(str(form["To"]), str(form["Body"]), now, ours=True)
            self.texts[0]["messaging_service_sid"] = form.get("MessagingServiceSid")
            self.callbacks.append(str(form.get("StatusCallback", "")))
            await self._meanwhile("create")
        if self.creating == "takes":
            return web.json_response({"sid": sid, "status": "queued"}, status=201)
        return web.Response(status=500)

    async def bot(self, request: web.Request) -> web.Response:
        """Telegram's Bot API as far as it is used here; updates below the offset are forgotten."""
        method = request.match_info["method"]
        result: Any = True
        if method == "getUpdates":
            offset = int(request.query.get("offset", 0))
            self.updates = [one for one in self.updates if one["update_id"] >= offset]
            result = self.updates[:100]
            if not result:
                self.fetched.set()
        elif method == "getMe":
            result = {
                "id": int(BOT_TOKEN.partition(":")[0]),
                "is_bot": True,
                "first_name": "B",
                "username": "b",
            }
        return web.json_response({"ok": True, "result": result})


@asynccontextmanager
async def providers() -> AsyncIterator[Providers]:
    """Both, listening."""
    held = Providers()
    app = web.Application()
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    app.router.add_get(path, held.messages)
    app.router.add_post(path, held.create)
    app.router.add_get("/v1/Services/{service}/{what}", held.service)
    app.router.add_route("*", f"/bot{BOT_TOKEN}/{{method}}", held.bot)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    held.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield held
    finally:
        await runner.cleanup()
