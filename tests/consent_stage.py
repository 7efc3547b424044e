"""What the tests of consent share: people to invite, and what is shown to them and stored of them."""

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.config import default_config
from bot.rehearsal import START, run
from tests.world import ADA, Line, client, events, play, texts

PHONE = "+447700900123"
LEE: Line = {**ADA, "cast": "lee", "name": "Lee Park"}


def says(*said: str, who: str = "sam") -> list[Line]:
    """What one person writes."""
    return [{"who": who, "text": words} for words in said]


def taps(*labels: str, who: str = "ada") -> list[Line]:
    """What one person presses."""
    return [{"who": who, "tap": label} for label in labels]


def to_invite(name: str = "sam", channel: str = "sms", phone: str = PHONE) -> Line:
    """Somebody with nothing but an address."""
    return client(name, channel, phone=phone, joined=False)


def invited(phone: str = PHONE) -> list[Line]:
    """Sam, whom Ada has invited by SMS."""
    return [
        ADA,
        to_invite(phone=phone),
        *says(f"/invite Sam {phone} tue 15:00 weekly", who="ada"),
        *taps("Yes"),
    ]


JOINING = says("yes", "2", "1", "1")
"""Every question of the welcome answered: full texts, agreed, those hours."""

RECORD = [*says("/assign sam thought record daily at 19:00", who="ada"), *taps("Send")]
SAM = client("sam", "sms", "tue 15:00", phone=PHONE)


async def stored(lines: list[Line], who: str = "sam", **more: Any) -> dict[str, Any]:
    """What is kept of somebody after these lines, as their export has it."""
    printed = await play([*lines, {"who": who, "sees": "store"}], **more)
    found: dict[str, Any] = next(e["store"] for e in printed if "store" in e)
    return found


def side(found: dict[str, Any]) -> dict[str, Any]:
    """The client's side of a stored person."""
    kept: dict[str, Any] = found["person"]["client"]
    return kept


def after(printed: list[Line], number: int, who: str = "") -> list[Line]:
    """The texts that came after this many input lines."""
    at = next(i for i, one in enumerate(printed) if one.get("done") == number)
    return events(printed[at + 1 :], who)


async def word_told(lines: list[Line]) -> str:
    """The word the therapist was given last."""
    shown = "\n".join(texts(await play(lines), "ada"))
    found: list[str] = re.findall(r"(?:comes|this word|word is): (\w+)\b", shown)
    return found[-1]


async def with_minors(lines: list[Line]) -> list[Line]:
    """Play where the practice works with people under 18."""
    config, printed = default_config(), list[Line]()
    config = replace(config, practices=tuple(replace(p, minors=True) for p in config.practices))
    await run(map(json.dumps, lines), printed.append, config, None, datetime.fromisoformat(START))
    return printed
