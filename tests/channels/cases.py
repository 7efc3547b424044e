"""The shape of every case of every door, and the far side they talk to.

An incoming case is a webhook call and what it must lead to; an outgoing case is something a channel
does, what the provider answers, and the exact requests it must have got.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.channels.base import Inbound, Outgoing

CANARY = "quiet-heron"  # stands in every text; may never stand in a log
BOT_TOKEN = "4242:AAtelegram-token-for-tests"
BOT_SECRET = "webhook-secret-for-tests"
ACCOUNT = "AC" + "a" * 32
AUTH_TOKEN = "twilio-auth-token-for-tests"
NUMBER = "+15017122661"
PUBLIC_URL = "https://bot.example.org"
SECRETS = (BOT_TOKEN, BOT_TOKEN.partition(":")[2], BOT_SECRET, AUTH_TOKEN, CANARY)
NOW = 1_772_442_000_000

_JSON_FIELDS = ("reply_markup", "link_preview_options", "allowed_updates", "commands", "scope")


@dataclass(frozen=True)
class IncomingCase:
    """A webhook call. `body` is an update (a dict), form fields (pairs) or the bytes themselves.

    `key` changes the secret or signature that goes with it; None leaves it out.
    """

    name: str
    path: str
    body: Any
    status: int = 200
    inbound: tuple[Inbound, ...] = ()
    key: str | None = "right"
    reply: str = ""


@dataclass(frozen=True)
class Reply:
    """What the provider answers: a status and JSON, or bytes, or it hangs or drops the line."""

    body: Any = None
    status: int = 200
    act: Literal["answer", "hang", "drop"] = "answer"


@dataclass(frozen=True)
class Call:
    """One request as the provider saw it: which method, with which fields."""

    path: str
    fields: Mapping[str, Any]
    method: str = "POST"


@dataclass(frozen=True)
class OutgoingCase:
    """Something a channel does against a provider that answers with `replies`, in order."""

    name: str
    do: Callable[[Any], Awaitable[Any]]
    replies: tuple[Reply, ...] = ()
    requests: tuple[Call, ...] = ()
    result: Any = None


@dataclass
class FarSide:
    """A provider on this machine: keeps what it was asked, answers what it was told to."""

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    requests: list[Call] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await _call(request))
        if not self.replies:
            self.strays.append(request.path)
            return web.Response(status=599)
        reply = self.replies.pop(0)
        if reply.act == "hang":
            await self.gone.wait()
        if reply.act != "answer" and request.transport:
            request.transport.close()
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        return web.Response(status=reply.status, body=body, content_type="application/json")


async def _call(request: web.Request) -> Call:
    """Fields from the query and the form; those that carry JSON are read as JSON."""
    pairs = [*request.query.items(), *[(k, v) for k, v in (await request.post()).items()]]
    seen: dict[str, Any] = {}
    for name, value in pairs:
        if isinstance(value, web.FileField):
            value = f"file {value.filename}: {value.file.read().decode()}"
        value = json.loads(value) if name in _JSON_FIELDS else value
        seen[name] = [*seen.get(name, []), value] if name == "MediaUrl" else value
    path = request.path.removeprefix(f"/bot{BOT_TOKEN}").removeprefix(f"/2010-04-01/Accounts/{ACCOUNT}")
    return Call(path, seen, request.method)


def out(text: str = f"{CANARY} hello", **more: Any) -> Outgoing:
    """A text on its way to the usual person."""
    return replace(Outgoing(ref="o1", address="77", text=text), **more)


def form(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form, blank ones too."""
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


def query_of(path: str) -> str:
    """The query string of a path."""
    return urlsplit(path).query
