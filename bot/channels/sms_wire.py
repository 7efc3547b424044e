"""The SDK's client with its gaps closed: a timeout that holds, a host of our choosing, no chatter."""

import logging
from base64 import b64encode
from typing import Any

import aiohttp

from bot.channels.outward import Outward, OutwardConnector
from bot.channels.their_clock import TheirClock


def make_client(account: str, token: str, base_url: str, session: "Session") -> Any:
    """The SDK's REST client; it must be made inside the running loop. Imports the SDK."""
    from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]  # ships no types
    from twilio.rest import Client  # type: ignore[import-untyped]  # ships no types

    logging.getLogger("twilio").setLevel(logging.WARNING)  # it logs addresses and numbers
    wire = AsyncTwilioHttpClient(pool_connections=False)
    wire.session = session
    client = Client(
        account_sid=account,
        http_client=wire,
        credential_provider=_Login(account, token),
        environment={"TWILIO_REGION": ""},  # `base_url` alone decides the host
    )
    client.api.base_url = base_url
    return client


class _Login:
    """Basic authentication as a header: the SDK's own way is deprecated by aiohttp."""

    def __init__(self, account: str, token: str) -> None:
        self._header = "Basic " + b64encode(f"{account}:{token}".encode()).decode()

    def to_auth_strategy(self) -> "_Login":
        return self

    def get_auth_string(self) -> str:
        return self._header


class Session:
    """An HTTP session that leads to these hosts and whose timeout holds: the SDK's client passes none on.

    https://github.com/twilio/twilio-python/issues/925
    """

    def __init__(self, seconds: float, *base_urls: str, theirs: TheirClock | None = None) -> None:
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=seconds / 2)
        self._session = aiohttp.ClientSession(connector=OutwardConnector(Outward.of(*base_urls)))
        self._theirs = theirs or TheirClock()

    async def request(self, **request: Any) -> aiohttp.ClientResponse:
        kept = {**request, "timeout": self._timeout, "allow_redirects": False}
        answer = await self._session.request(**kept)
        self._theirs.heard(answer.headers.get("Date", ""))
        return answer

    async def close(self) -> None:
        await self._session.close()
