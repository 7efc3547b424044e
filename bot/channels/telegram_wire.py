"""The library's HTTP client and error classes, read as our own names for failures."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.base import Button, Failure, NotSent
from bot.channels.keyboard import rows
from bot.channels.outward import REFUSED, Outward, leads_astray
from bot.channels.their_clock import TheirClock

# Telegram's words for "this person or chat is not there"; there is no code for it.
_NOT_THERE = ("chat not found", "user not found", "peer_id_invalid", "chat_id_invalid")
# What Telegram calls an error and is none: the tap was answered, the message looks as wanted.
_HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
# What the HTTP library calls it when no connection was made, so that the request never left.
_NEVER_LEFT = ("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError")
_LONGEST_WAIT = 86_400  # seconds; a longer `retry_after` is not believed


class StatusError(TelegramError):
    """An answer the library would fold into a general network error: 429 and 5xx."""

    def __init__(self, status: int, retry_after: float | None = None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.retry_after = retry_after


class Way(httpx.AsyncHTTPTransport):
    """An httpx transport that leads to one host; every request and every redirect passes here.

    Proxies named in the environment are not used: httpx asks for them only where it has no transport.
    """

    def __init__(self, outward: Outward, limits: httpx.Limits, theirs: TheirClock) -> None:
        super().__init__(limits=limits)
        self._outward, self._theirs = outward, theirs

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As in the library. Raises `ConnectError` for any other host."""
        if self._outward.refuses(str(request.url)):
            raise httpx.ConnectError(REFUSED)

        async def watch(event: str, info: Mapping[str, Any]) -> None:
            if event == "connection.connect_tcp.complete":
                await _check(request.url.host, info["return_value"])

        request.extensions = {**request.extensions, "trace": watch}
        answer = await super().handle_async_request(request)
        self._theirs.heard(answer.headers.get("Date", ""))
        return answer


async def _check(host: str, stream: Any) -> None:
    """Let go of a connection to where a provider cannot be, before a word is said on it."""
    if leads_astray(host, stream.get_extra_info("server_addr")[0]):
        await stream.aclose()
        raise httpx.ConnectError(REFUSED)


class Wire(HTTPXRequest):
    """The library's HTTP client, to one host, keeping the status of throttled and failed requests."""

    def __init__(
        self, base_url: str, connections: int = 256, seconds: float = 5.0, theirs: TheirClock | None = None
    ) -> None:
        self.theirs = theirs or TheirClock()
        way = Way(Outward.of(base_url), httpx.Limits(max_connections=connections), self.theirs)
        super().__init__(
            connections, seconds, seconds, pool_timeout=seconds, httpx_kwargs={"transport": way}
        )  # redirects are not followed: httpx does so only when asked

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As in the library; raises `StatusError` for 429 and 5xx."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == 429 or status >= 500:
            raise StatusError(status, _retry_after(payload))
        return status, payload


def not_sent(error: TelegramError) -> NotSent:
    """The failure's name. What may have reached the person is ambiguous, never repeated blindly."""
    if isinstance(error, StatusError):
        throttled = error.status == 429
        failure = Failure.THROTTLED if throttled else Failure.AMBIGUOUS
        return NotSent(failure, error.retry_after if throttled else None, str(error.status))
    if isinstance(error, Forbidden):
        return NotSent(Failure.BLOCKED, code="403")
    if isinstance(error, ChatMigrated):  # a group now: only private chats are spoken to
        return NotSent(Failure.UNREACHABLE, code="400")
    if isinstance(error, BadRequest):
        gone = any(words in str(error).lower() for words in _NOT_THERE)
        return NotSent(Failure.UNREACHABLE if gone else Failure.REFUSED, code="400")
    if isinstance(error, InvalidToken):
        return NotSent(Failure.UNAVAILABLE, code="401")
    code = type(error.__cause__ or error).__name__
    return NotSent(Failure.UNAVAILABLE if code in _NEVER_LEFT else Failure.AMBIGUOUS, code=code)


def is_harmless(error: BaseException) -> bool:
    """Whether this "error" only says that everything is already as wanted."""
    return any(words in str(error).lower() for words in _HARMLESS)


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """The buttons as Telegram wants them, or None."""
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in rows(buttons)]
    )


def wanted_pause(error: Exception) -> float | None:
    """How many seconds of silence a failed question asks for, if it says so."""
    return error.retry_after if isinstance(error, StatusError) else None


def hush() -> None:
    """Silence what would log addresses with the token in them and, on a fault, whole messages."""
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _retry_after(payload: bytes) -> float | None:
    try:
        seconds = json.loads(payload)["parameters"]["retry_after"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    return float(seconds) if 0 <= seconds < _LONGEST_WAIT else None
