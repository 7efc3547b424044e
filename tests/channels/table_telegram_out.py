"""Every case of the Telegram door, out."""

import json
from dataclasses import replace
from typing import Any

from bot.channels.base import Button, Command, Failure, NotSent, Outgoing, Sent
from tests.channels.cases import CANARY, Call, OutgoingCase, Reply, out
from tests.channels.table_telegram_in import CHAT, DATE, GROUP, TAP, member, tapped, update

NO_PREVIEW = {"is_disabled": True}
TAKEN = Reply(
    {"ok": True, "result": {"message_id": 8, "date": DATE, "chat": CHAT, "text": f"{CANARY} hello"}}
)
YES = Reply({"ok": True, "result": True})
HELLO = Call("/sendMessage", {"chat_id": "77", "text": f"{CANARY} hello", "link_preview_options": NO_PREVIEW})


def error(status: int, words: str, **parameters: Any) -> Reply:
    """How Telegram says no."""
    extra = {"parameters": parameters} if parameters else {}
    return Reply({"ok": False, "error_code": status, "description": words, **extra}, status)


def failing(
    name: str, reply: Reply, failure: Failure, wait: float | None = None, code: str = ""
) -> OutgoingCase:
    """The same text, met by another fault."""
    return OutgoingCase(name, lambda c: c.send(out()), (reply,), (HELLO,), NotSent(failure, wait, code))


def said(text: str, buttons: list[list[tuple[str, str]]] | None = None) -> Call:
    """A text as Telegram must see it."""
    fields: dict[str, Any] = {"chat_id": "77", "text": text, "link_preview_options": NO_PREVIEW}
    if buttons:
        rows = [[{"text": label, "callback_data": data} for label, data in row] for row in buttons]
        fields["reply_markup"] = {"inline_keyboard": rows}
    return Call("/sendMessage", fields)


def sends(name: str, message: Outgoing, *calls: Call) -> OutgoingCase:
    """A text that Telegram takes."""
    return OutgoingCase(name, lambda c: c.send(message), (TAKEN,) * len(calls), calls, Sent("8"))


def cannot(name: str, message: Outgoing, failure: Failure) -> OutgoingCase:
    """A text that never reaches Telegram."""
    return OutgoingCase(name, lambda c: c.send(message), result=NotSent(failure, code=name))


def after_tap(name: str, do: Any, replies: tuple[Reply, ...], *calls: Call) -> OutgoingCase:
    """What happens to a message whose button was tapped."""
    return OutgoingCase(f"after a tap, {name}", do, replies, (ANSWERED, *calls))


def uploaded(method: str, field: str, name: str) -> Call:
    """A file as Telegram must see it."""
    return Call(method, {"chat_id": "77", field: f"file {name}: a,b"})


async def tap_then(channel: Any, chosen: str, update: dict[str, Any] | None = None) -> None:
    """A tap arrives, is handled, and is shown as handled."""
    if update:
        await channel._read(update)
    await channel.after_tap(TAP, chosen)


async def in_two_tries(channel: Any, message: Outgoing) -> list[Any]:
    """Sent, and sent again from where that stopped, as another process would."""
    first = await channel.send(message)
    return [first, await channel.send(replace(message, done=first.done))]


SCALE = tuple(Button(str(n), f"s:{n}") for n in range(11))
PAIR = (Button("Start", "a"), Button("Later", "b"), Button("Something a good deal longer", "c"))
LONG = f"{CANARY} " + "word " * 1_000
FIRST, SECOND = LONG[:4096], LONG[4097:].strip()
WHERE = {"chat_id": "77", "message_id": "5"}
ANSWERED = Call("/answerCallbackQuery", {"callback_query_id": "9"})
ONE_LEFT = Call(
    "/editMessageReplyMarkup",
    {**WHERE, "reply_markup": {"inline_keyboard": [[{"text": "Later", "callback_data": "t:1"}]]}},
)
OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
SAME = "Bad Request: message is not modified"
MENU = (Command("menu", "What there is"),)
DATA = "data:text/csv;name=week.csv;base64,YSxi"
PICTURE = "data:image/png;name=week.png;base64,YSxi"

FEW = [[("Start", "a"), ("Later", "b")], [("Something a good deal longer", "c")]]
ELEVEN = [[(str(n), f"s:{n}") for n in half] for half in (range(6), range(6, 11))]
SHOWN = {**WHERE, "text": f"{CANARY} now?\n\n→ Later", "link_preview_options": NO_PREVIEW}
ME = {"id": 4242, "is_bot": True, "first_name": "I", "username": "interlude_bot"}
LEFT = Call("/leaveChat", {"chat_id": "-100"})
SCOPED = {"scope": {"type": "chat", "chat_id": 77}}
KINDS = ["message", "callback_query", "my_chat_member"]
SLOWER = error(429, "Too Many Requests", retry_after=3)

OUTGOING = [
    sends("plain", out(), HELLO),
    sends("cleaned", out("a\u202eb\u200b"), said("ab")),
    sends("markup is text", out("<b>*_[x](y)"), said("<b>*_[x](y)")),
    sends("buttons", out("?", buttons=PAIR), said("?", FEW)),
    sends("scale", out("?", buttons=SCALE), said("?", ELEVEN)),
    sends(
        "two parts, buttons last", out(LONG, buttons=PAIR[:1]), said(FIRST), said(SECOND, [[("Start", "a")]])
    ),
    sends("a file", out(media=(DATA,)), uploaded("/sendDocument", "document", "week.csv"), HELLO),
    sends("a picture", out(media=(PICTURE,)), uploaded("/sendPhoto", "photo", "week.png"), HELLO),
    OutgoingCase(
        "a message pinned",
        lambda c: c.pin("77", "8"),
        (YES,),
        (Call("/pinChatMessage", {"chat_id": "77", "message_id": "8", "disable_notification": "true"}),),
    ),
    OutgoingCase(
        "a pin that fails raises nothing",
        lambda c: c.pin("77", "8"),
        (error(400, "Bad Request: not enough rights to manage pinned messages in the chat"),),
        (Call("/pinChatMessage", {"chat_id": "77", "message_id": "8", "disable_notification": "true"}),),
    ),
    OutgoingCase("nothing to pin", lambda c: c.pin("77", "")),
    cannot("media", out(media=("file:///etc/passwd",)), Failure.REFUSED),
    cannot("empty", out(" \u200b "), Failure.REFUSED),
    cannot("address", out(address="@somebody"), Failure.UNREACHABLE),
    OutgoingCase(
        "a retry goes on behind the parts that went out",
        lambda c: in_two_tries(c, out(LONG)),
        (TAKEN, SLOWER, TAKEN),
        (said(FIRST), said(SECOND), said(SECOND)),
        [NotSent(Failure.THROTTLED, 3.0, "429", done=1), Sent("8")],
    ),
    OutgoingCase(
        "a file does not go twice",
        lambda c: in_two_tries(c, out(media=(DATA,))),
        (TAKEN, SLOWER, TAKEN),
        (uploaded("/sendDocument", "document", "week.csv"), HELLO, HELLO),
        [NotSent(Failure.THROTTLED, 3.0, "429", done=1), Sent("8")],
    ),
    failing("blocked", error(403, "Forbidden: bot was blocked by the user"), Failure.BLOCKED, code="403"),
    failing("deactivated", error(403, "Forbidden: user is deactivated"), Failure.BLOCKED, code="403"),
    failing("no such chat", error(400, "Bad Request: chat not found"), Failure.UNREACHABLE, code="400"),
    failing(
        "became a group",
        error(400, "Bad Request: group upgraded", migrate_to_chat_id=-5),
        Failure.UNREACHABLE,
        code="400",
    ),
    failing("refused", error(400, "Bad Request: BUTTON_DATA_INVALID"), Failure.REFUSED, code="400"),
    failing(
        "throttled",
        error(429, "Too Many Requests: retry after 7", retry_after=7),
        Failure.THROTTLED,
        7.0,
        "429",
    ),
    failing("throttled without a time", error(429, "Too Many Requests"), Failure.THROTTLED, code="429"),
    failing("throttled, strange time", error(429, "", retry_after=True), Failure.THROTTLED, code="429"),
    failing("throttled in HTML", Reply(b"<html>", 429), Failure.THROTTLED, code="429"),
    failing("wrong token", error(401, "Unauthorized"), Failure.UNAVAILABLE, code="401"),
    failing("server error", error(500, "Internal Server Error"), Failure.AMBIGUOUS, code="500"),
    failing("bad gateway in HTML", Reply(b"<html>", 502), Failure.AMBIGUOUS, code="502"),
    failing("no answer", Reply(act="hang"), Failure.AMBIGUOUS, code="ReadTimeout"),
    failing("line dropped", Reply(act="drop"), Failure.AMBIGUOUS, code="RemoteProtocolError"),
    failing(
        "answer cut short",
        Reply(json.dumps(TAKEN.body).encode()[:60]),
        Failure.AMBIGUOUS,
        code="JSONDecodeError",
    ),
    failing(
        "answer of another shape",
        Reply({"ok": True, "result": [CANARY]}),
        Failure.AMBIGUOUS,
        code="TypeError",
    ),
    after_tap(
        "shown", lambda c: tap_then(c, "Later", tapped()), (YES, TAKEN), Call("/editMessageText", SHOWN)
    ),
    after_tap("text not known", lambda c: tap_then(c, "Later"), (YES, TAKEN), ONE_LEFT),
    after_tap("nothing chosen", lambda c: tap_then(c, ""), (YES,)),
    after_tap(
        "too late, already so", lambda c: tap_then(c, "Later"), (error(400, OLD), error(400, SAME)), ONE_LEFT
    ),
    after_tap("blocked", lambda c: tap_then(c, "Later"), (error(403, "Forbidden"),) * 2, ONE_LEFT),
    OutgoingCase(
        "a message with a code goes",
        lambda c: c.forget(TAP),
        (YES,),
        (Call("/deleteMessage", {"chat_id": "77", "message_id": TAP.receipt}),),
    ),
    OutgoingCase(
        "a message that cannot go stays",
        lambda c: c.forget(TAP),
        (error(400, "Bad Request: message can't be deleted"),),
        (Call("/deleteMessage", {"chat_id": "77", "message_id": TAP.receipt}),),
    ),
    OutgoingCase(
        "commands",
        lambda c: c.set_commands("77", MENU),
        (YES,),
        (
            Call(
                "/setMyCommands",
                {"commands": [{"command": "menu", "description": "What there is"}], **SCOPED},
            ),
        ),
    ),
    OutgoingCase(
        "who am I",
        lambda c: c.me(),
        (Reply({"ok": True, "result": ME}),),
        (Call("/getMe", {}),),
        ("4242", "interlude_bot"),
    ),
    OutgoingCase(
        "is it there: it is",
        lambda c: c.answers(),
        (Reply({"ok": True, "result": ME}),),
        (Call("/getMe", {}),),
        True,
    ),
    OutgoingCase(
        "is it there: it fails",
        lambda c: c.answers(),
        (Reply({"ok": False}, 502),),
        (Call("/getMe", {}),),
        False,
    ),
    OutgoingCase(
        "start", lambda c: c.start(), (YES,), (Call("/deleteWebhook", {"drop_pending_updates": "false"}),)
    ),
    OutgoingCase(
        "ask for updates",
        lambda c: c.updates(7, 0),
        (Reply({"ok": True, "result": [{"update_id": 7}, "odd"]}),),
        (Call("/getUpdates", {"timeout": "0", "offset": "7", "allowed_updates": KINDS}),),
        [{"update_id": 7}],
    ),
    OutgoingCase("leave a group", lambda c: c._read(member(GROUP, "member")), (YES,), (LEFT,)),
    OutgoingCase(
        "leave a group that talks", lambda c: c._read(update(text="x", chat=GROUP)), (YES,), (LEFT,)
    ),
]
