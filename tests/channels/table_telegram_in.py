"""Every case of the Telegram door, in."""

from dataclasses import replace
from typing import Any

from bot.channels.base import Inbound
from tests.channels.cases import CANARY, NOW, IncomingCase

CHAT = {"id": 77, "type": "private", "first_name": "Sam"}
SAM = {"id": 77, "is_bot": False, "first_name": "Sam", "last_name": "Lee"}
GROUP = {"id": -100, "type": "supergroup", "title": "a group"}
DATE = 1_772_441_990


def update(**content: Any) -> dict[str, Any]:
    """A message of Sam's in their private chat."""
    message = {"message_id": 5, "date": DATE, "chat": CHAT, "from": SAM, **content}
    return {"update_id": 1, "message": message}


def tapped(**change: Any) -> dict[str, Any]:
    """A tap of Sam's on a button under a text of ours."""
    message = {"message_id": 5, "date": DATE, "chat": CHAT, "text": f"{CANARY} now?"}
    return {
        "update_id": 1,
        "callback_query": {"id": "9", "from": SAM, "data": "t:1", "message": message, **change},
    }


def member(chat: dict[str, Any], status: str) -> dict[str, Any]:
    """The bot's own standing in a chat has changed."""
    return {
        "update_id": 1,
        "my_chat_member": {"chat": chat, "from": SAM, "date": DATE, "new_chat_member": {"status": status}},
    }


SAID = Inbound("telegram", "77", "tg:4242:77:5", "text", DATE * 1000, receipt="5", name="Sam Lee")
TAP = Inbound("telegram", "77", "tg:4242:cb:9", "tap", NOW, "t:1", "9", "5", name="Sam Lee")
PHOTOS = [{"file_id": "small", "width": 90}, {"file_id": "big", "width": 900}]


def said(**content: Any) -> Inbound:
    """The usual message, as we know it."""
    return replace(SAID, **content)


def membership(status: str, kind: Any) -> Inbound:
    """What a change of the bot's standing in Sam's chat means."""
    return Inbound("telegram", "77", f"tg:4242:77:member:{DATE}:{status}", kind, DATE * 1000)


def case(name: str, body: Any, *inbound: Inbound, **more: Any) -> IncomingCase:
    """One call of the Telegram webhook."""
    return IncomingCase(name, "/telegram", body, inbound=inbound, **more)


INCOMING = [
    case("text", update(text=f"{CANARY} hi"), said(text=f"{CANARY} hi")),
    case("start code", update(text="/start ABC"), said(text="/start ABC")),
    case("cleaned", update(text="a\u202eb\u0000c\ud800"), said(text="abc")),
    case("cut", update(text="x" * 8_001), said(text="x" * 8_000, cut=True)),
    case(
        "photo",
        update(photo=PHOTOS, caption="look"),
        said(kind="media", text="look", media="image/jpeg", file="big"),
    ),
    case(
        "document",
        update(document={"file_id": "d", "mime_type": "text/csv"}),
        said(kind="media", media="text/csv", file="d"),
    ),
    case(
        "document with a name",
        update(document={"file_id": "d", "file_name": "after.toml\u202e", "file_size": 900}),
        said(kind="media", media="application/octet-stream", file="d", title="after.toml", size=900),
    ),
    case(
        "document of no size",
        update(document={"file_id": "d", "file_name": 7, "file_size": -3}),
        said(kind="media", media="application/octet-stream", file="d"),
    ),
    case(
        "unnamed document",
        update(document={"file_id": "d"}),
        said(kind="media", media="application/octet-stream", file="d"),
    ),
    case(
        "video",
        update(video={"file_id": "v", "mime_type": "video/mp4"}),
        said(kind="media", media="video/mp4", file="v"),
    ),
    case("voice", update(voice={"file_id": "o", "duration": 12}), said(kind="voice", seconds=12, file="o")),
    case("sticker", update(sticker={"file_id": "s", "emoji": "🙏"}), said(text="🙏")),
    case("tap", tapped(), TAP),
    case("tap on an old message", tapped(message={"message_id": 5, "date": 0, "chat": CHAT}), TAP),
    case("tap without a message", tapped(message=None)),
    case("blocked", member(CHAT, "kicked"), membership("kicked", "blocked")),
    case("unblocked", member(CHAT, "member"), membership("member", "unblocked")),
    case("left a group", member(GROUP, "left")),
    case("edited", {"update_id": 1, "edited_message": update(text="x")["message"]}),
    case("business", {"update_id": 1, "business_message": update(text="x")["message"]}),
    case("unknown type", {"update_id": 1, "chat_boost": {}}),
    case("unknown content", update(dice={"value": 3})),
    case("another bot", update(text="x", **{"from": {**SAM, "is_bot": True}})),
    case("beyond 64 bits", update(text="x", message_id=2**63)),
    case("wrong types", update(text=["x"], photo={"a": 1}, voice=3, date="soon")),
    case("not an object", [1, 2]),
    case("not JSON", b"{", status=400),
    case("not text", b"\xff\xfe\x00", status=400),
    case("too deep", b"[" * 10_000, status=400),
    case("a number too long", b'{"update_id":' + b"9" * 5_000 + b"}", status=400),
    case("too large", b" " * 65_537, status=413),
]
