"""The one way out: this process connects to the hosts its configuration names, and to no other.

A provider's answer may name another host (a redirect, a file, a link somebody sent), and a name may be
made to lead into the practice's own network; neither is followed (SAFETY, threat 19).
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

PROVIDERS = ("api.telegram.org", "api.twilio.com", "messaging.twilio.com")
"""Public names: never a private address. A host of the operator's own choice may be anywhere."""

REFUSED = "a host that the configuration does not name"


@dataclass(frozen=True, slots=True)
class Outward:
    """The hosts behind some `base_url`s, each with its scheme and port."""

    allowed: frozenset[tuple[str, str, int | None]]

    @classmethod
    def of(cls, *base_urls: str) -> "Outward":
        """The hosts of these addresses."""
        return cls(frozenset(_place(base_url) for base_url in base_urls))

    def refuses(self, url: str) -> bool:
        """Whether this address is on none of the hosts."""
        return _place(url) not in self.allowed


def leads_astray(host: str, address: str) -> bool:
    """Whether a provider's name has led to an address that is not on the public internet."""
    return host in PROVIDERS and not ip_address(address.partition("%")[0]).is_global


def _place(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower().rstrip("."), parts.port or usual


class OutwardConnector(aiohttp.TCPConnector):
    """An aiohttp connector that leads to these hosts only; every request and every redirect passes here."""

    def __init__(self, outward: Outward) -> None:
        super().__init__(resolver=_Resolver(), ttl_dns_cache=10)
        self._outward = outward

    async def connect(self, req: Any, *rest: Any, **named: Any) -> Any:
        """As in the library. Raises `ClientConnectorError` for any other host."""
        if self._outward.refuses(str(req.url.origin())):
            raise aiohttp.ClientConnectorError(req.connection_key, OSError(REFUSED))
        return await super().connect(req, *rest, **named)


class _Resolver(AbstractResolver):
    """Names as the system knows them, without those that lead where a provider cannot be."""

    def __init__(self) -> None:
        self._system = DefaultResolver()

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        found = await self._system.resolve(host, port, family)
        if any(leads_astray(host, one["host"]) for one in found):
            raise OSError(REFUSED)
        return found

    async def close(self) -> None:
        await self._system.close()
