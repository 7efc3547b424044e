"""What a Telegram update means to us: one `Inbound`, or nothing. Pure; never raises.

Only private chats speak to the bot. Edited messages, groups, channels, business chats and every
type not named here are nothing.
"""

from collections.abc import Mapping
from typing import Any

from bot.channels.base import Inbound
from bot.channels.text import cap_inbound, clean

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")

_NAME_CAP = 64
_ID_CAP = 256
_BIGGEST = 2**63 - 1  # ids and dates beyond this are not Telegram's

# Attachment -> the type to assume where the update names none.
_MEDIA = {
    "document": "application/octet-stream",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "animation": "video/mp4",
    "audio": "audio/mpeg",
}


def parse_update(update: object, bot_id: str, now: int) -> Inbound | None:
    """The one thing `update` says, or None.

    `now` (epoch ms) dates a tap: Telegram gives the date of the message, not of the tap.
    """
    if message := _table(update, "message"):
        return _message(message, bot_id)
    if tap := _table(update, "callback_query"):
        return _tap(tap, bot_id, now)
    if change := _table(update, "my_chat_member"):
        return _membership(change, bot_id)
    return None


def parse_shown(update: object) -> tuple[str, str]:
    """The tap's id and the text its buttons stand under, both empty where there is none."""
    tap = _table(update, "callback_query")
    return clean(_text(tap, "id"))[:_ID_CAP], _text(_table(tap, "message"), "text")


def parse_group(update: object) -> int | None:
    """The chat to leave, where somebody has put the bot into a group or a channel."""
    change = _table(update, "my_chat_member")
    chat = _table(change, "chat") or _table(_table(update, "message"), "chat")
    if _text(chat, "type") not in ("group", "supergroup", "channel"):
        return None
    gone = _text(_table(change, "new_chat_member"), "status") in ("left", "kicked")
    return None if gone else _number(chat, "id")


def parse_update_id(update: object) -> int | None:
    """The number that the next request for updates must be above."""
    return _number(update, "update_id")


def _message(message: Mapping[str, Any], bot_id: str) -> Inbound | None:
    where, number, date = _private_chat(message), _number(message, "message_id"), _number(message, "date")
    sender = _table(message, "from")
    if where is None or number is None or date is None or sender.get("is_bot") is True:
        return None
    content = _content(message)
    if content is None:
        return None
    return Inbound(
        channel="telegram",
        address=str(where),
        key=f"tg:{bot_id}:{where}:{number}",
        sent_at=date * 1000,
        receipt=str(number),
        name=_name(sender),
        **content,
    )


def _content(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of `Inbound` that differ by what was sent."""
    words = _text(message, "text")
    text, cut = cap_inbound(words or _text(message, "caption"))
    said: dict[str, Any] = {"text": text, "cut": cut}
    if words:  # a message has either words or something else
        return {**said, "kind": "text"}
    if voice := _table(message, "voice"):
        seconds = max(_number(voice, "duration") or 0, 0)
        return {**said, "kind": "voice", "seconds": seconds, "file": _file(voice)}
    if photo := _largest(message.get("photo")):
        return {**said, "kind": "media", "media": "image/jpeg", "file": _file(photo)}
    for field, assumed in _MEDIA.items():
        if item := _table(message, field):
            mime = clean(_text(item, "mime_type"))[:100] or assumed
            title, size = clean(_text(item, "file_name"))[:_NAME_CAP], max(_number(item, "file_size") or 0, 0)
            return {**said, "kind": "media", "media": mime, "file": _file(item), "title": title, "size": size}
    if sticker := _table(message, "sticker"):
        return {"kind": "text", "text": clean(_text(sticker, "emoji"))}
    return None


def _tap(tap: Mapping[str, Any], bot_id: str, now: int) -> Inbound | None:
    message, tap_id = _table(tap, "message"), clean(_text(tap, "id"))[:_ID_CAP]
    where, number = _private_chat(message), _number(message, "message_id")
    if where is None or number is None or not tap_id:
        return None
    return Inbound(
        channel="telegram",
        address=str(where),
        key=f"tg:{bot_id}:cb:{tap_id}",
        kind="tap",
        sent_at=now,
        text=clean(_text(tap, "data")),
        tap_id=tap_id,
        receipt=str(number),
        name=_name(_table(tap, "from")),
    )


def _membership(change: Mapping[str, Any], bot_id: str) -> Inbound | None:
    where, date = _private_chat(change), _number(change, "date")
    status = _text(_table(change, "new_chat_member"), "status")
    if where is None or date is None or status not in ("kicked", "member"):
        return None
    return Inbound(
        channel="telegram",
        address=str(where),
        key=f"tg:{bot_id}:{where}:member:{date}:{status}",
        kind="blocked" if status == "kicked" else "unblocked",
        sent_at=date * 1000,
    )


def _private_chat(holder: Mapping[str, Any]) -> int | None:
    chat = _table(holder, "chat")
    return _number(chat, "id") if _text(chat, "type") == "private" else None


def _name(sender: Mapping[str, Any]) -> str:
    full = f"{_text(sender, 'first_name')} {_text(sender, 'last_name')}"
    return " ".join(clean(full).split())[:_NAME_CAP]


def _file(item: Mapping[str, Any]) -> str:
    """The provider's handle, as something that can be stored."""
    return clean(_text(item, "file_id"))[:_ID_CAP]


def _largest(sizes: object) -> Mapping[str, Any]:
    found = [size for size in sizes if isinstance(size, dict)] if isinstance(sizes, list) else []
    return max(found, key=lambda size: _number(size, "width") or 0, default={})


def _table(holder: object, key: str) -> Mapping[str, Any]:
    value = holder.get(key) if isinstance(holder, dict) else None  # what JSON gives, and quick to tell
    return value if isinstance(value, dict) else {}


def _text(holder: object, key: str) -> str:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""


def _number(holder: object, key: str) -> int | None:
    value = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _BIGGEST:
        return None
    return value
