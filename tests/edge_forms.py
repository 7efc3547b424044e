"""Everything that may arrive at a webhook: words, broken words, broken JSON, broken forms; from a seed."""

import json
import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from bot.channels.base import WebRequest
from tests.edge_house import sms_text, telegram_text, telegram_update, twilio_form

ORDINARY = (
    "6|0|10|yes|no|1|2|3|done|later|skip|small|back|menu|todo|why|how|sees|progress|help|dots|resume|start|"
    "did the breathing, felt a bit lighter|slept badly again|19:00|tomorrow 8am|tuesday|win went outside|"
    "note the bus was late|private not for anybody|ask is one line enough?|pause 3d|time 19:00|language es|"
    "discreet on|discreet off|word heron|heron|as client|export|delete|wrong|it was raining, 10 min, ok"
).split("|")
HEAVY = ("i want to die", "sos", "stop", "STOP texting me", "unstop", "start ABCDEFGHJK", "crisis")
COMMANDS = (
    "/assign c0 mood daily|/clients|/client c1|/session c1 tue 15:00|/summary c0|"
    "/recap c0 it went well|"
    "/note c2 keep|/letter c0|/library sleep|/preview cbt-record|/questions|/answer 1 yes|"
    "/invite Zo +447700900999|/away 3 march 9 march|"
    "/pause c1 10d|/new|/pathway|/measure c3 phq8|/release c0|/export c1|/nonsense|/"
).split("|")
EMOJI = (
    "👩‍❤️‍💋‍👨",
    "🏳️‍🌈",
    "👍🏽",
    "🇬🇧",
    "❤️",
    "\U0001f9d1‍\U0001f680",
    "\u200d",
    "🏴\U000e0067\U000e0062\U000e007f",
)
INVISIBLE = (
    "\u202e",
    "\u2066",
    "\u2069",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u061c",
)
CONTROL = (*map(chr, range(32)), "\x7f", *map(chr, range(0x80, 0xA0)), "\u2028", "\u2029")
HOMOGLYPH_STOP = ("ЅТОР", "ＳＴＯＰ", "S\u200bT\u200bO\u200bP", "ŚTÖP", "stoр", "st0p", "ꓢꓔꓳꓑ")
LENGTHS = (0, 1, 69, 70, 160, 161, 4_095, 4_096, 4_097, 8_000, 8_001, 20_000)
OTHER = (
    "edited_message channel_post business_message poll inline_query my_chat_member chat_join_request new"
).split()
BIG = (2**63, -(2**63) - 1, 10**30, 2**31, -1, 0, 1.5, 1e308, True, None)
ANYTHING: tuple[Any, ...] = (*BIG, "", "x", [], {}, [[]], {"a": {}}, "\ud800", "9" * 400)
BROKEN = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"0",
    b'"x"',
    b"\xff\xfe",
    b'{"update_id":',
    b"NaN",
    b"\x00",
    b"[" * 10_000,
)


class Forms:
    """A stream of requests. The same seed gives the same stream."""

    def __init__(self, seed: int, people: Sequence[tuple[str, str]]) -> None:
        self.chance = random.Random(seed)
        self._chats = [int(a) for channel, a in people if channel == "telegram"] + [990_001]
        self._phones = [a for channel, a in people if channel == "sms"] + ["+447700909999"]
        self.buttons: deque[tuple[int, str]] = deque(maxlen=300)
        """Buttons that were shown: (chat, data)."""
        self._number = seed * 10_000_000
        self._shapes: tuple[tuple[Callable[[int], WebRequest], int], ...] = (
            (self._text, 46),
            (self._sms, 24),
            (self._tap, 12),
            (self._media, 4),
            (self._mms, 2),
            (self._misshapen, 5),
            (self._other_update, 2),
            (self._broken, 1),
            (self._broken_form, 2),
            (self._status, 2),
        )

    def next(self, at: int) -> WebRequest:
        """One more request, dated `at` (epoch ms)."""
        self._number += 1
        shapes, weights = zip(*self._shapes, strict=True)
        shape: Callable[[int], WebRequest] = self.chance.choices(shapes, weights)[0]
        return shape(at)

    def words(self) -> str:
        """What somebody may type, paste or be made to send."""
        pick = self.chance.choice
        kind = self.chance.random()
        if kind < 0.55:
            return pick(ORDINARY)
        if kind < 0.62:
            return pick(COMMANDS)
        if kind < 0.63:
            return pick(HEAVY)
        return pick((self._spoilt, self._piled, self._long, self._mixed, self._lookalike))()

    def _spoilt(self) -> str:
        """Ordinary words with something invisible, forbidden or broken inside."""
        found = list(self.chance.choice(ORDINARY))
        for _ in range(self.chance.randint(1, 4)):
            bad = self.chance.choice(
                self.chance.choice((INVISIBLE, CONTROL, EMOJI, ("\ud800", "\udfff", "\0")))
            )
            found.insert(self.chance.randint(0, len(found)), bad)
        return "".join(found)

    def _piled(self) -> str:
        return "a" + "\u0301" * 200 + self.chance.choice(("", "b", "\u20e3" * 200))

    def _long(self) -> str:
        """Every length a limit stands at; rarely the very long."""
        size = self.chance.choices(LENGTHS, (4, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1))[0]
        piece = self.chance.choice(
            ("x", "word ", "é", "😀", "{{7*7}} ", "https://x.example/a?b=c ", "[", "\n", "1 ")
        )
        return (piece * (size // len(piece) + 1))[:size]

    def _mixed(self) -> str:
        alphabet = "شكرا مرحبا", "привет", "日本語", "שלום", "ñandú", "*_`[x](y)<b>&amp;", "€^{}[]~|\\"
        return " ".join(self.chance.choices(alphabet, k=3)) + self.chance.choice(EMOJI)

    def _lookalike(self) -> str:
        return self.chance.choice(HOMOGLYPH_STOP)

    def _chat(self) -> int:
        return self.chance.choice(self._chats)

    def _phone(self) -> str:
        return self.chance.choice(self._phones)

    def _text(self, at: int) -> WebRequest:
        return telegram_text(self._chat(), self._number, self.words(), at)

    def _sms(self, at: int) -> WebRequest:
        words = self.words().encode("utf-8", "replace").decode()  # a form cannot spell a lone surrogate
        more = {"OptOutType": "STOP"} if self.chance.random() < 0.002 else {}
        return sms_text(self._phone(), self._number, words, **more)

    def _tap(self, at: int) -> WebRequest:
        data = self.chance.choice(("x.1.0", "x.99.9", "", "a.b.c", "\ud800", "x" * 70, f"t.{10**20}.0", ".."))
        number = self._chat()
        if self.buttons and self.chance.random() < 0.8:
            number, data = self.chance.choice(self.buttons)
        chat = {"id": number, "type": "private"}
        message = {"message_id": 1, "date": at // 1000, "chat": chat, "text": self.words()}
        tap = {"id": str(self._number), "from": {"id": 1, "first_name": self.words()[:90]}, "data": data}
        return telegram_update({"update_id": self._number, "callback_query": {**tap, "message": message}})

    def _media(self, at: int) -> WebRequest:
        kind = self.chance.choice(
            ("voice", "document", "video", "audio", "animation", "video_note", "sticker")
        )
        item: Any = {"file_id": self.chance.choice(("f", "\ud800", "x" * 900)), "mime_type": self.words()}
        item |= {"duration": self.chance.choice(BIG), "emoji": self.words(), "file_name": "bomb.zip"}
        more = (
            {kind: item} if self.chance.random() < 0.7 else {"photo": self.chance.choice(([], [item], item))}
        )
        if self.chance.random() < 0.4:
            more["caption"] = self.words()
        return telegram_text(self._chat(), self._number, "", at, **more)

    def _mms(self, at: int) -> WebRequest:
        link = self.chance.choice(
            ("http://169.254.169.254/", "file:///etc/passwd", "https://api.twilio.com/x")
        )
        more = {"NumMedia": self.chance.choice(("1", "10", "x", "-1")), "MediaUrl0": link}
        return sms_text(self._phone(), self._number, "look", MediaContentType0=self._mixed(), **more)

    def _misshapen(self, at: int) -> WebRequest:
        """A real update of which one value, anywhere, is of another type or size."""
        whole = json.loads(telegram_text(self._chat(), self._number, self.words(), at).body)
        spots = [(whole, key) for key in whole] + [(whole["message"], key) for key in whole["message"]]
        spots += [(whole["message"][k], key) for k in ("chat", "from") for key in whole["message"][k]]
        holder, key = self.chance.choice(spots)
        holder[key] = self.chance.choice(ANYTHING)
        return telegram_update(whole)

    def _other_update(self, at: int) -> WebRequest:
        kind = self.chance.choice(("private", "group", "channel", "supergroup", 7))
        status = {"status": self.chance.choice(("member", "left", "administrator", "", 3))}
        body = {"chat": {"id": self._chat(), "type": kind}, "date": at // 1000, "new_chat_member": status}
        body |= {"text": self.words(), "message_id": 1}
        return telegram_update({"update_id": self._number, self.chance.choice(OTHER): body})

    def _broken(self, at: int) -> WebRequest:
        deep = b'{"update_id":1,"message":' + b'{"reply_to_message":' * 10_000 + b"1" + b"}" * 10_001
        return telegram_update(self.chance.choice((*BROKEN, deep, b'{"message":%s}' % (b"9" * 5_000))))

    def _broken_form(self, at: int) -> WebRequest:
        """A form that is signed for what it means or not at all: bad escapes, doubled fields, no form."""
        good = sms_text(self._phone(), self._number, self.words().encode("utf-8", "replace").decode())
        tail = self.chance.choice(
            (b"%", b"%zz", b"&Body=x&Body=y", b"&=&&", b"\xff", b"%00%ff", b"&a" * 300, b";")
        )
        return WebRequest(good.path, good.headers, good.body + tail)

    def _status(self, at: int) -> WebRequest:
        status = self.chance.choice(("delivered", "failed", "undelivered", "sent", "read", "weird", ""))
        ref = self.words()[:40].encode("utf-8", "replace").decode()
        code = self.chance.choice(("", "30003", "x"))
        fields = {"MessageSid": f"SM{self._number:032x}", "MessageStatus": status, "ErrorCode": code}
        return twilio_form(fields, f"/twilio/status?{urlencode({'ref': ref})}")
