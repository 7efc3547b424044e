"""Where an invitation goes, when it may go there, and the link that stands for it."""

from typing import Any

from handlers.client.welcome import place
from handlers.dialling import likely_zone, next_shared, one_clock, zones_of
from handlers.turn import HOUR, Turn

CODE_LASTS = 72 * HOUR


def address(turn: Turn, phone: str, word: str) -> dict[str, Any]:
    """Where an invitation goes: by SMS to a number, or on Telegram to whoever brings the code."""
    channel = "sms" if phone else "telegram"
    return {"channel": channel, "phone": phone, "word": word, **place_of(turn, phone)}


def place_of(turn: Turn, phone: str) -> dict[str, Any]:
    """The zone to begin with, whether it can be named as a guess, and those the number may be in.

    The client is asked either way (SAFETY §2); until then the hours are those that all of them share.
    """
    plausible = zones_of(phone, turn.house.countries) if phone else ()
    zone, guessed = likely_zone(plausible, turn.now, turn.person.zone, turn.house.practice.zone)
    zones = [] if one_clock(plausible, turn.now) else list(plausible)
    return {"zone": zone, "guessed": guessed, "zones": zones}


def waits(turn: Turn, zones: list[str]) -> dict[str, Any]:
    """When the request goes out, if not now; whether the zone they meet in would let it go now."""
    hours = turn.house.practice.client_hours
    at = next_shared(zones or [turn.person.zone], turn.now, hours) or turn.now
    awake = next_shared([turn.person.zone], turn.now, hours) == turn.now
    here = at > turn.now and turn.person.zone in zones and awake
    return {"goes_at": at if at > turn.now else 0, "here": here, "place": place(turn.person.zone)}


def link_of(turn: Turn, code: str) -> str:
    """The link that opens the practice's bot with this code."""
    return f"https://t.me/{turn.house.practice.bot_name or 'interlude_bot'}?start={code}"
