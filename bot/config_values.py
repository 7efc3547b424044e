"""What single values of the configuration may be: words, numbers, addresses, zones, hours."""

import re
import tomllib
from datetime import time
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

_RESERVED = {"telegram", "twilio", "health", "metrics"}  # an id is the first part of a webhook's path
_NOT_ZONES = {"localtime", "Factory"}  # names of files, not of places


def is_id(text: str) -> bool:
    """Whether this can be a practice's id: part of a webhook's path, not one of our own paths."""
    return re.fullmatch(r"[a-z][a-z0-9-]{0,29}", text) is not None and text not in _RESERVED


def is_line(text: str, longest: int) -> bool:
    """Whether this is one printable line with something on it."""
    return bool(text.strip()) and len(text) <= longest and text.isprintable()


def is_word(text: str) -> bool:
    """Whether this can stand inside a sentence: letters, single spaces and hyphens."""
    return len(text) <= 30 and all(part.isalpha() for part in re.split(r"[ -]", text))


def is_number(text: str) -> bool:
    """Whether this is a telephone number with its country code (E.164)."""
    return re.fullmatch(r"\+[1-9][0-9]{6,14}", text) is not None


def is_sid(text: str, prefix: str) -> bool:
    """Whether this is one of Twilio's ids of that kind."""
    return re.fullmatch(prefix + "[0-9a-fA-F]{32}", text) is not None


def is_token(text: str) -> bool:
    """Whether this looks like a bot token: its number, a colon, its secret."""
    return re.fullmatch(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,200}", text) is not None


def is_webhook_secret(text: str) -> bool:
    """Whether Telegram takes this as a webhook's secret token."""
    return re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text) is not None


def is_host(text: str) -> bool:
    """Whether this can be a host name or an address to listen on."""
    return re.fullmatch(r"[A-Za-z0-9_.:-]{1,253}", text) is not None


def is_store(text: str) -> bool:
    """Whether this names a store: a file for SQLite, an address for PostgreSQL."""
    if text.startswith("sqlite:"):
        path = text.removeprefix("sqlite:")
        return bool(path) and path.isprintable() and not path.startswith(("//", ":"))
    return text.startswith(("postgresql://", "postgres://")) and text.isprintable() and " " not in text


def is_url(text: str) -> bool:
    """Whether this is a plain web address: no user, no query, nothing after a `#`."""
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"}
            and is_host(parts.hostname or "")
            and parts.port != 0
            and not (parts.username or parts.password or parts.query or parts.fragment)
            and re.fullmatch(r"[A-Za-z0-9._~:/%\[\]-]+", text) is not None
        )
    except ValueError:  # a port or an address that cannot be one
        return False


def is_zone(text: str) -> bool:
    """Whether this is a time zone of the IANA database."""
    try:
        return text not in _NOT_ZONES and ZoneInfo(text).key == text
    except (ValueError, OSError, KeyError):  # a path, a folder, an unknown name
        return False


def zones() -> set[str]:
    """Every time zone's name; slow, for suggestions only."""
    return available_timezones() - _NOT_ZONES


def clock_time(text: object) -> time:
    """A time of day written as HH:MM. Raises ValueError."""
    match = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("not a time of day")
    return time(int(match[1]), int(match[2]))


@cache
def languages() -> tuple[str, ...]:
    """The languages there are prompts in."""
    folders = (entry for entry in files("prompts").iterdir() if entry.is_dir())
    return tuple(sorted(f.name for f in folders if re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", f.name)))


@cache
def regions() -> tuple[str, ...]:
    """The regions there are crisis lines for."""
    return tuple(sorted(tomllib.loads(files("prompts").joinpath("regions.toml").read_text("utf-8"))))
