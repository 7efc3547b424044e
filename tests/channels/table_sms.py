"""Every case of the SMS door."""

from dataclasses import replace
from typing import Any

from bot.channels.base import Failure, Inbound, NotSent, Sent
from tests.channels.cases import ACCOUNT, CANARY, NOW, NUMBER, Call, IncomingCase, OutgoingCase, Reply, out

SAM = "+447700900123"
SID = "SM" + "1" * 32
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
FIELDS = {"AccountSid": ACCOUNT, "MessageSid": SID, "From": SAM, "To": NUMBER, "Body": "", "NumMedia": "0"}
SAID = Inbound("sms", SAM, f"sms:{SID}:in", "text", NOW, receipt=SID)
STATUS = {"AccountSid": ACCOUNT, "MessageSid": SID, "To": SAM, "From": NUMBER}


def case(name: str, fields: Any, *inbound: Inbound, **more: Any) -> IncomingCase:
    """One call of the webhook for texts."""
    body = list(({**FIELDS, **fields}).items()) if isinstance(fields, dict) else fields
    return IncomingCase(name, "/twilio/sms", body, inbound=inbound, **{"reply": EMPTY, **more})


def told(status: str, code: str = "", ref: str = "?ref=o1", **expected: Any) -> IncomingCase:
    """One call of the webhook for what became of a text."""
    fields = {**STATUS, "MessageStatus": status, **({"ErrorCode": code} if code else {})}
    event = Inbound("sms", SAM, f"sms:{SID}:{status}", "status", NOW, receipt=SID, ref="o1" if ref else "")
    return IncomingCase(
        f"{status} {code}".strip(),
        f"/twilio/status{ref}",
        list(fields.items()),
        inbound=(replace(event, **expected),),
        reply=EMPTY,
    )


FETCHED = "https://api.twilio.com/m"
PICTURE = {"NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": FETCHED, "Body": "look"}

INCOMING = [
    case("text", {"Body": f"{CANARY} hi"}, replace(SAID, text=f"{CANARY} hi")),
    case("blanks are not trimmed", {"Body": " hi \n", "FromCity": ""}, replace(SAID, text=" hi \n")),
    case("repeated fields", [*FIELDS.items(), ("x", "2"), ("x", "2")], status=403, reply=""),
    case("emoji and plus", {"Body": "1+1=2 & 👍🏽 é"}, replace(SAID, text="1+1=2 & 👍🏽 é")),
    case("cleaned", {"Body": "a\u202eb\u0000c"}, replace(SAID, text="abc")),
    case("cut", {"Body": "x" * 8_001}, replace(SAID, text="x" * 8_000, cut=True)),
    case("picture", PICTURE, replace(SAID, kind="media", text="look", media="image/jpeg", file=FETCHED)),
    case("opted out", {"Body": "Stopp", "OptOutType": "STOP"}, replace(SAID, text="STOP")),
    case("no message id", {"MessageSid": "x"}),
    case("no sender", {"From": ""}),
    case("another account", {"AccountSid": "AC" + "b" * 32}, status=403, reply=""),
    case("not a form", b"\xff\xfe", status=403, reply=""),
    case("too many fields", [(f"f{i}", "") for i in range(300)], status=403, reply=""),
    case("too large", b"x" * 65_537, status=413, reply=""),
    told("queued"),
    told("sent"),
    told("delivered", delivered=True),
    told("delivered", ref="", delivered=True),
    told("undelivered", "30003", failure=Failure.UNREACHABLE),
    told("undelivered", "30005", failure=Failure.UNREACHABLE),
    told("failed", "21610", failure=Failure.BLOCKED),
    told("undelivered", "30007", failure=Failure.REFUSED),
    told("failed", "30036", failure=Failure.UNAVAILABLE),
    told("undelivered", "30008", failure=Failure.AMBIGUOUS),
    told("failed", "٣", failure=Failure.AMBIGUOUS),
    told("delivered", ref="?ref=o1&part=1", part=1, receipt=""),
    told("sent", ref="?ref=o1&part=12", part=12, receipt=""),
    told("undelivered", "30005", ref="?ref=o1&part=1", part=1, receipt="", failure=Failure.UNREACHABLE),
    told("delivered", ref="?ref=o1&part=x", delivered=True),
    told("delivered", ref="?ref=o1&part=9999999", delivered=True),
    IncomingCase(
        "no such status", "/twilio/status", list({**STATUS, "MessageStatus": "lost"}.items()), reply=EMPTY
    ),
]

CALLBACK = "https://bot.example.org/twilio/status?ref=o1"
SENT_TEXT = {"To": SAM, "From": NUMBER, "Body": f"{CANARY} hello", "StatusCallback": CALLBACK}
PATH = "/Messages.json"
TAKEN = Reply({"sid": SID, "status": "queued", "body": f"{CANARY} hello"}, 201)
TO_SAM = out(address=SAM)
LONG = f"{CANARY} " + "word " * 400
FIRST, SECOND = LONG[:1597].rstrip(), LONG[1597:].strip()


def no(status: int, code: int | None = None) -> Reply:
    """How Twilio says no; it repeats the text in its words."""
    return Reply({"status": status, "code": code, "message": f"cannot send {CANARY} hello"}, status)


def failing(name: str, reply: Reply, failure: Failure, code: str) -> OutgoingCase:
    """The same text, met by another fault."""
    return OutgoingCase(
        name, lambda c: c.send(TO_SAM), (reply,), (Call(PATH, SENT_TEXT),), NotSent(failure, code=code)
    )


def sends(name: str, changed: dict[str, Any], **fields: Any) -> OutgoingCase:
    """The usual text, changed, that Twilio takes with these fields."""
    message = replace(TO_SAM, **changed)
    return OutgoingCase(name, lambda c: c.send(message), (TAKEN,), (texted(**fields),), Sent(SID))


def forgets(name: str, reply: Reply, gone: bool) -> OutgoingCase:
    """A message that is to be deleted at Twilio."""
    call = Call(f"/Messages/{SID}.json", {}, "DELETE")
    return OutgoingCase(name, lambda c: c.forget(SID), (reply,), (call,), gone)


def texted(**fields: Any) -> Call:
    """The usual text, with other fields."""
    return Call(PATH, {**SENT_TEXT, **fields})


RECORD = {
    "sid": SID,
    "from": SAM,
    "to": NUMBER,
    "body": f"{CANARY} hi",
    "direction": "inbound",
    "num_media": "0",
    "date_sent": "Mon, 02 Mar 2026 09:00:00 +0000",
}
OURS: dict[str, Any] = {
    **RECORD,
    "sid": "SM" + "2" * 32,
    "direction": "outbound-api",
    "from": NUMBER,
    "to": SAM,
}
LOST = {**OURS, "sid": "SM" + "3" * 32, "status": "undelivered", "error_code": 30005}
UNTOLD = {**OURS, "sid": "SM" + "4" * 32, "status": "failed", "error_code": None}
PAGE = {"page": 0, "page_size": 50, "next_page_uri": None}
JPEG = {"sid": "ME" + "1" * 32, "parent_sid": SID, "content_type": "image/jpeg"}
LISTED = {"messages": [OURS, RECORD], **PAGE}
ASKED = Call(PATH, {"To": NUMBER, "DateSent>": "2026-03-02T08:00:00Z", "PageSize": "1000"}, "GET")
FOUND = replace(SAID, text=f"{CANARY} hi", sent_at=1_772_442_000_000)
LEARNED = Inbound(
    "sms", SAM, f"sms:{LOST['sid']}:undelivered", "status", 1_772_442_000_000, receipt=LOST["sid"],
    failure=Failure.UNREACHABLE,
)  # fmt: skip
NAMELESS = replace(
    LEARNED, key=f"sms:{UNTOLD['sid']}:failed", receipt=UNTOLD["sid"], failure=Failure.AMBIGUOUS
)

PICTURES = ["https://x.example/a.png", "https://x.example/b.png"]
ESCAPED = "https://bot.example.org/twilio/status?ref=a%26b%3D%2F"

OUTGOING = [
    sends("plain", {}),
    sends("typography costs nothing", {"text": "“It’s” – fine…"}, Body='"It\'s" - fine...'),
    sends("a deadline", {"expires_in": 90}, ValidityPeriod="90"),
    sends("a far deadline", {"expires_in": 99_999}, ValidityPeriod="36000"),
    sends("a deadline just passed", {"expires_in": 0}, ValidityPeriod="1"),
    sends("pictures to fetch", {"media": tuple(PICTURES)}, MediaUrl=PICTURES),
    sends("bytes are not for SMS", {"media": ("data:text/csv;base64,YSxi",)}),
    sends("a ref is escaped", {"ref": "a&b=/"}, StatusCallback=ESCAPED),
    OutgoingCase(
        "two parts",
        lambda c: c.send(replace(TO_SAM, text=LONG)),
        (TAKEN, TAKEN),
        (texted(Body=FIRST, StatusCallback=f"{CALLBACK}&part=1"), texted(Body=SECOND)),
        Sent(SID),
    ),
    OutgoingCase(
        "two parts, the second later",
        lambda c: c.send(replace(TO_SAM, text=LONG)),
        (TAKEN, no(429, 20429)),
        (texted(Body=FIRST, StatusCallback=f"{CALLBACK}&part=1"), texted(Body=SECOND)),
        NotSent(Failure.THROTTLED, code="20429", done=1),
    ),
    OutgoingCase(
        "the second of two parts",
        lambda c: c.send(replace(TO_SAM, text=LONG, done=1, media=tuple(PICTURES))),
        (TAKEN,),
        (texted(Body=SECOND),),
        Sent(SID),
    ),
    OutgoingCase(
        "nothing to say",
        lambda c: c.send(replace(TO_SAM, text=" \n")),
        result=NotSent(Failure.REFUSED, code="empty"),
    ),
    failing("opted out", no(400, 21610), Failure.BLOCKED, "21610"),
    failing("not a number", no(400, 21211), Failure.UNREACHABLE, "21211"),
    failing("not mobile", no(400, 21614), Failure.UNREACHABLE, "21614"),
    failing("throttled", no(429, 20429), Failure.THROTTLED, "20429"),
    failing("throttled, no code", Reply(b"<html>", 429), Failure.THROTTLED, "429"),
    failing("refused", no(400, 21617), Failure.REFUSED, "21617"),
    failing("wrong token", no(401, 20003), Failure.UNAVAILABLE, "401"),
    failing("server error", no(500, None), Failure.AMBIGUOUS, "500"),
    failing("bad gateway in HTML", Reply(b"<html>", 502), Failure.AMBIGUOUS, "502"),
    failing("no answer", Reply(act="hang"), Failure.AMBIGUOUS, "TimeoutError"),
    failing("line dropped", Reply(act="drop"), Failure.AMBIGUOUS, "ServerDisconnectedError"),
    failing("answer cut short", Reply(b'{"sid": "S', 201), Failure.AMBIGUOUS, "JSONDecodeError"),
    failing("answer of another shape", Reply([CANARY], 201), Failure.AMBIGUOUS, "AttributeError"),
    failing("answer without an id", Reply({"status": "queued"}, 201), Failure.AMBIGUOUS, "no_sid"),
    OutgoingCase(
        "after an outage, a picture",
        lambda c: c.list_inbound(1_772_438_400_000),
        (Reply({"messages": [{**RECORD, "num_media": "1"}], **PAGE}), Reply({"media_list": [JPEG], **PAGE})),
        (ASKED, Call(f"/Messages/{SID}/Media.json", {"PageSize": "1"}, "GET")),
        [replace(FOUND, kind="media", media="image/jpeg")],
    ),
    OutgoingCase(
        "after an outage", lambda c: c.list_inbound(1_772_438_400_000), (Reply(LISTED),), (ASKED,), [FOUND]
    ),
    OutgoingCase(
        "what did not arrive",
        lambda c: c.list_failed(1_772_438_400_000),
        (Reply({"messages": [LOST, UNTOLD, OURS, RECORD], **PAGE}),),
        (Call(PATH, {"From": NUMBER, "DateSent>": "2026-03-02T08:00:00Z", "PageSize": "1000"}, "GET"),),
        [LEARNED, NAMELESS],
    ),
    forgets("forget", Reply(b"", 204), True),
    forgets("forget what is gone", no(404, 20404), True),
    forgets("forget, refused", no(500), False),
]
