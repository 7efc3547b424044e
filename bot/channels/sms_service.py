"""A messaging service of Twilio: the numbers it texts with are its own affair, and may change."""

from typing import Any
from urllib.parse import urlsplit

_PAGE = 1_000


def messaging_url(base_url: str) -> str:
    """Where services are asked about: Twilio has a host for them beside that of its texts."""
    host = urlsplit(base_url).hostname or ""
    twilio = host.startswith("api.") and host.endswith(".twilio.com")
    return base_url.replace("://api.", "://messaging.", 1) if twilio else base_url


class NoNumbers(ConnectionError):
    """The service has none now."""


async def numbers_of(client: Any, service: str, base_url: str) -> list[str]:
    """The numbers and short codes it texts with now.

    Raises `ConnectionError` when Twilio cannot be asked; `NoNumbers`: then nobody's texts would be ours.
    """
    client.messaging.base_url = messaging_url(base_url)
    asked = client.messaging.v1.services(service)
    try:
        numbers = [one.phone_number for one in await asked.phone_numbers.list_async(page_size=_PAGE)]
        codes = [one.short_code for one in await asked.short_codes.list_async(page_size=_PAGE)]
    except Exception as error:
        raise ConnectionError(type(error).__name__) from None
    if found := [str(one) for one in (*numbers, *codes) if one]:
        return found
    raise NoNumbers("no_numbers")
