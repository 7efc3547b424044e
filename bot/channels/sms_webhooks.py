"""What a Twilio webhook means to us. Pure; the signature was checked before anything gets here."""

import re
from collections.abc import Mapping

from bot.channels.base import Failure, Inbound
from bot.channels.text import cap_inbound, clean

# https://www.twilio.com/docs/api/errors: what a code says about reaching the person.
ERRORS: Mapping[int, Failure] = {
    21610: Failure.BLOCKED,  # the person sent STOP
    21211: Failure.UNREACHABLE,  # not a phone number
    21614: Failure.UNREACHABLE,  # not a mobile number
    30003: Failure.UNREACHABLE,  # handset off or gone
    30004: Failure.UNREACHABLE,  # blocked on the way
    30005: Failure.UNREACHABLE,  # unknown handset
    30006: Failure.UNREACHABLE,  # landline or unreachable carrier
    30007: Failure.REFUSED,  # filtered as spam: repeating makes it worse
    30032: Failure.REFUSED,  # toll-free number not verified
    30034: Failure.REFUSED,  # number not registered for this traffic
    20429: Failure.THROTTLED,  # too many requests
    30001: Failure.UNAVAILABLE,  # their queue is full
    30002: Failure.UNAVAILABLE,  # account suspended
    30036: Failure.UNAVAILABLE,  # stayed in their queue longer than we allowed
}

_SID = re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{8,62}")
_LINK_CAP = 500
_DELIVERED = ("delivered", "read")
_FAILED = ("failed", "undelivered")
_STATUS = ("accepted", "scheduled", "queued", "sending", "sent", "canceled", *_DELIVERED, *_FAILED)


def parse_message(fields: Mapping[str, str], now: int) -> Inbound | None:
    """A text or picture somebody sent, or None if the fields are not one.

    Twilio names no time of sending here, so `now` (epoch ms) is taken.
    """
    sid, sender = fields.get("MessageSid", ""), fields.get("From", "")
    if not _SID.fullmatch(sid) or not sender:
        return None
    text, cut = cap_inbound(fields.get("OptOutType") or fields.get("Body", ""))
    media = fields.get("NumMedia", "0").strip("0") != ""
    return Inbound(
        channel="sms",
        address=clean(sender),
        key=f"sms:{sid}:in",
        kind="media" if media else "text",
        sent_at=now,
        text=text,
        cut=cut,
        receipt=sid,
        media=clean(fields.get("MediaContentType0", ""))[:100] if media else "",
        file=clean(fields.get("MediaUrl0", ""))[:_LINK_CAP] if media else "",
    )


def parse_status(fields: Mapping[str, str], ref: str, now: int, part: int = 0) -> Inbound | None:
    """What became of a text of ours. It may come before the request that created it was answered.

    Of an earlier part than the last (`part`) it proves nothing about the text, but that it failed.
    """
    sid, status = fields.get("MessageSid", ""), fields.get("MessageStatus", "")
    if not _SID.fullmatch(sid) or status not in _STATUS:
        return None
    return Inbound(
        channel="sms",
        address=clean(fields.get("To", "")),
        key=f"sms:{sid}:{status}",
        kind="status",
        sent_at=now,
        receipt="" if part else sid,
        ref=clean(ref),
        delivered=status in _DELIVERED and not part,
        failure=_failure(fields.get("ErrorCode", "")) if status in _FAILED else None,
        part=part,
    )


def number_in(text: str) -> int:
    """A small number from outside; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _failure(code: str) -> Failure:
    return ERRORS.get(number_in(code), Failure.AMBIGUOUS)
