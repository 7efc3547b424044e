"""The web side: webhooks in, health and metrics out. Knows doors, not the engine behind them.

Every webhook is verified by its channel, then taken (which commits), and only then answered.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.channels.base import Inbound, WebReply, WebRequest

BODY_CAP = 64 * 1024  # bytes
READ_SECONDS = 10.0
"""How long a request may take to arrive."""

_log = logging.getLogger(__name__)

_COUNTER = "interlude_webhook_replies_total"


@dataclass(frozen=True, slots=True)
class Door:
    """One webhook address: `receive` verifies and parses, `take` commits one thing that arrived."""

    receive: Callable[[WebRequest], Awaitable[WebReply]]
    take: Callable[[Inbound], Awaitable[None]]


def build_app(
    routes: Mapping[str, Door],
    health: Callable[[], Awaitable[bool]],
    metrics: Callable[[], str],
) -> web.Application:
    """The application. `routes` maps paths (`/telegram`, `/ID/twilio/sms`) to doors.

    `health` says whether the store can commit; `metrics` is Prometheus text, to which the number
    of webhook answers by door and status is added.
    """
    answered: Counter[tuple[str, int]] = Counter()
    app = web.Application(client_max_size=BODY_CAP)
    for path, door in routes.items():
        app.router.add_post(path, _webhook(path, door, answered))
    app.router.add_get("/health", _health(health))
    app.router.add_get("/metrics", _metrics(metrics, answered))
    return app


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen; `await runner.cleanup()` ends it. No access log: paths and addresses stay out of it.

    Bodies are not unpacked: what a signature covers is what came, and a packed bomb stays packed.
    """
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner


Handler = Callable[[web.Request], Awaitable[web.Response]]


def _webhook(path: str, door: Door, answered: Counter[tuple[str, int]]) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        response = await _answer(path, door, request)
        answered[path, response.status] += 1
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


def _metrics(metrics: Callable[[], str], answered: Counter[tuple[str, int]]) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        lines = [f"# TYPE {_COUNTER} counter"]
        for (path, status), count in sorted(answered.items()):
            lines.append(f'{_COUNTER}{{door="{path}",status="{status}"}} {count}')
        return web.Response(text=metrics() + "\n".join(lines) + "\n")

    return handler
