"""The web side: webhooks in, health and metrics out. Knows doors, not the engine behind them.

Every webhook is verified by its channel, then taken (which commits), and only then answered.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from aiohttp import web

from bot.channels.base import Inbound, WebReply, WebRequest
from bot.exposition import CONTENT_TYPE, Histogram

BODY_CAP = 64 * 1024  # bytes
READ_SECONDS = 10.0
"""How long a request may take to arrive."""

ALWAYS_SHOWN = ("200", "403", "503")
"""Statuses that are counted from zero: what appears late cannot be seen to grow."""

_log = logging.getLogger(__name__)

END_SECONDS = 10.0
"""How long a request that is being answered may still take once the process is told to end."""


@dataclass(frozen=True, slots=True)
class Door:
    """One webhook address: `receive` verifies and parses, `take` commits one thing that arrived."""

    receive: Callable[[WebRequest], Awaitable[WebReply]]
    take: Callable[[Inbound], Awaitable[None]]


class Tally:
    """How webhooks were answered, by (door, status) without the practice, and how long it took."""

    def __init__(self) -> None:
        self.replies: Counter[tuple[str, str]] = Counter()
        self.took = Histogram()
        self._open = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """One webhook is being answered; until then `idle` waits."""
        began = time.perf_counter()
        self._open += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._open -= 1
            self.took.observe(time.perf_counter() - began)
            if not self._open:
                self._idle.set()

    async def idle(self) -> None:
        """Wait until none is being answered."""
        await self._idle.wait()


def build_app(
    routes: Mapping[str, Door],
    health: Callable[[], Awaitable[bool]],
    metrics: Callable[[], Awaitable[str]],
    tally: Tally,
) -> web.Application:
    """The application. `routes` maps paths (`/telegram`, `/ID/twilio/sms`) to doors.

    `health` says whether the store can commit, `metrics` is Prometheus text, `tally` counts answers.
    """
    app = web.Application(client_max_size=BODY_CAP)
    for path, door in routes.items():
        app.router.add_post(path, _webhook(path, door, tally))
    app.router.add_get("/health", _health(health))
    app.router.add_get("/metrics", _metrics(metrics))
    return app


async def serve(app: web.Application, host: str, port: int, *, shared: bool = False) -> web.AppRunner:
    """Listen; `finish` or `runner.cleanup()` ends it. No access log: paths and addresses stay out of it.

    `shared`: other processes may listen at the same port, and the system spreads the calls. Bodies are not
    unpacked: what a signature covers is what came, and a packed bomb stays packed.
    """
    runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, host, port, reuse_port=shared or None).start()
    return runner


async def finish(runner: web.AppRunner, tally: Tally) -> None:
    """Take no further connection, answer what has begun to arrive, then close.

    Closing at once would drop the rest of a body that is half here, and its sender would wait in vain.
    """
    for site in list(runner.sites):
        await site.stop()
    with suppress(TimeoutError):
        async with asyncio.timeout(END_SECONDS):
            await tally.idle()
    await runner.cleanup()


Handler = Callable[[web.Request], Awaitable[web.Response]]


def _webhook(path: str, door: Door, tally: Tally) -> Handler:
    name = path[max(path.rfind("/telegram"), path.rfind("/twilio/")) :]

    for status in ALWAYS_SHOWN:
        tally.replies[name, status] += 0

    async def handler(request: web.Request) -> web.Response:
        with tally.answering():
            response = await _answer(path, door, request)
        tally.replies[name, str(response.status)] += 1
        return response

    return handler


async def _answer(path: str, door: Door, request: web.Request) -> web.Response:
    body = await _body(request)
    if isinstance(body, web.Response):
        return body
    try:
        reply = await door.receive(WebRequest(request.raw_path, request.headers, body))
        for inbound in reply.inbound:
            await door.take(inbound)
    except Exception as error:  # not taken: the provider brings it again
        _log.error("webhook %s failed: %s", path, type(error).__name__)
        return web.Response(status=503)
    return web.Response(
        status=reply.status, text=reply.body, content_type=reply.content_type, headers=reply.headers
    )


async def _body(request: web.Request) -> bytes | web.Response:
    """What was sent, or why no more of it is read."""
    status = 413
    if (request.content_length or 0) <= BODY_CAP:
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await request.read()
        except web.HTTPRequestEntityTooLarge:
            pass
        except TimeoutError:
            status = 408
    refused = web.Response(status=status)
    refused.force_close()
    return refused


def _health(health: Callable[[], Awaitable[bool]]) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        try:
            well = await health()
        except Exception as error:
            _log.error("health check failed: %s", type(error).__name__)
            well = False
        return web.Response(status=200 if well else 503, text="ok\n" if well else "cannot commit\n")

    return handler


def _metrics(metrics: Callable[[], Awaitable[str]]) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=(await metrics()).encode(), headers={"Content-Type": CONTENT_TYPE})

    return handler
