"""Asks the providers for the doctor: ten seconds each, no redirects, and never an address in a fault."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp

from bot.channels.outward import Outward, OutwardConnector
from bot.channels.their_clock import TheirClock
from bot.clock import Clock

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_LARGEST = 1_000_000


class Answer(NamedTuple):
    """What a provider said. `status` 0 means that it could not be reached; `fault` then says how."""

    status: int
    body: Mapping[str, Any]
    fault: str = ""

    @property
    def words(self) -> str:
        """The answer in two or three words."""
        return f"answers {self.status}" if self.status else f"cannot be reached ({self.fault})"


class Asker:
    """Asks, and compares clocks."""

    def __init__(self, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._session, self._clock, self._theirs = session, clock, TheirClock()

    @property
    def ahead(self) -> float | None:
        """How many seconds our clock is ahead of theirs; None before any answer."""
        return self._theirs.ahead(self._clock.now())

    @staticmethod
    def session(*base_urls: str) -> aiohttp.ClientSession:
        """A session with the doctor's patience, that leads to these addresses only."""
        return aiohttp.ClientSession(timeout=_TIMEOUT, connector=OutwardConnector(Outward.of(*base_urls)))

    async def get(self, url: str, basic: tuple[str, str] | None = None, **query: str) -> Answer:
        """The answer to a GET. A fault is named by its type: its message would hold address and token."""
        headers = {"Authorization": aiohttp.encode_basic_auth(*basic)} if basic else {}
        try:
            async with self._session.get(url, headers=headers, params=query, allow_redirects=False) as reply:
                self._theirs.heard(reply.headers.get("Date", ""))
                return Answer(reply.status, await _json(reply))
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            return Answer(0, {}, type(fault).__name__)


async def _json(reply: aiohttp.ClientResponse) -> Mapping[str, Any]:
    """The JSON object a reply holds, or an empty one: a proxy's page is as good as nothing."""
    try:
        body = json.loads(await reply.content.read(_LARGEST))
    except ValueError:
        return {}
    return body if isinstance(body, Mapping) else {}
