"""SMS through Twilio. The SDK is imported at the first use: it costs a third of a second."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlparse, urlsplit

import aiohttp

from bot.channels.base import (
    ChannelName,
    Failure,
    Inbound,
    NotSent,
    Outgoing,
    SendResult,
    Sent,
    WebReply,
    WebRequest,
)
from bot.channels.parts import Parts
from bot.channels.sms_webhooks import ERRORS, parse_message, parse_status
from bot.channels.sms_wire import Session, make_client
from bot.channels.text import clean, gsm7, segments, split_sms

_log = logging.getLogger(__name__)

_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
_VALIDITY = (1, 36_000)  # seconds Twilio accepts for ValidityPeriod (its error 90007)
_SIGNATURE = "X-Twilio-Signature"
_MOST_FIELDS = 200
_PAGE = 1_000  # messages asked for at a time
_MOST = 100_000  # messages looked through after an outage: a list without end ends
_RECENT = 100  # texts to one number looked through for one that may have gone out
_FORGOTTEN = 1_000  # messages of one direction found at once for an erasure


class SmsChannel:
    """One number (`+…`) or messaging service (`MG…`).

    `public_url` is where Twilio reaches us, as configured: signatures are checked against it and
    never against what a request says of itself. `prefix` is this practice's part of the path.
    """

    name: ChannelName = "sms"

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        base_url: str = "https://api.twilio.com",
        public_url: str = "",
        segments_per_second: float = 1.0,
        *,
        prefix: str = "",
        timeout: float = 15.0,
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._account, self._token, self._sender = account_sid, auth_token, sender
        self._base_url, self._public_url = base_url.rstrip("/"), public_url.rstrip("/")
        self._prefix, self._timeout, self._now = prefix, timeout, now
        self.per_second = segments_per_second
        self._parts = Parts()
        self._session: Session | None = None
        self._made: Any = None

    async def start(self) -> None:
        """Load the SDK now rather than under the first message."""
        _ = self._client

    async def stop(self) -> None:
        """Close every connection."""
        if self._session:
            await self._session.close()
        self._session = self._made = None

    def cost(self, message: Outgoing) -> int:
        """How many segments sending this takes."""
        return sum(segments(part).count for part in _texts(message))

    async def send(self, message: Outgoing) -> SendResult:
        """Hand `message` over, in parts where it is long. The digits of its buttons stand in its text."""
        parts = [partial(self._create, message, text, i == 0) for i, text in enumerate(_texts(message))]
        return await self._parts.send(message.ref, parts)

    async def after_tap(self, tap: Inbound, chosen: str) -> None:
        """Nothing: a text message has no buttons."""

    async def receive_message(self, request: WebRequest) -> WebReply:
        """A webhook for a text somebody sent: verified, then parsed. The answer says nothing."""
        fields = self._verified(request)
        if fields is None:
            return WebReply(403)
        return _reply(parse_message(fields, self._now()))

    async def receive_status(self, request: WebRequest) -> WebReply:
        """A webhook for what became of a text of ours; its query carries our own `ref`."""
        fields = self._verified(request)
        if fields is None:
            return WebReply(403)
        ref = parse_qs(urlsplit(request.path).query).get("ref", [""])[0]
        return _reply(parse_status(fields, ref, self._now()))

    async def list_inbound(self, since: int) -> list[Inbound]:
        """Texts that reached the number from `since` (epoch ms) on, oldest first, with the keys of webhooks.

        For the gap after an outage: every page. Raises `ConnectionError` when Twilio cannot be asked.
        """
        ours = {} if self._is_service else {"to": self._sender}
        found = await self._asked(limit=_MOST, page_size=_PAGE, date_sent_after=_instant(since), **ours)
        listed = [inbound for record in found if (inbound := await self._backfilled(record))]
        listed.reverse()  # Twilio names the newest first, and its times are whole seconds
        return sorted(listed, key=lambda one: one.sent_at)

    async def sent_since(self, address: str, text: str, since: int) -> list[str]:
        """The receipts of texts with these words that Twilio took for this number from `since` on.

        For a send nobody knows the end of. Raises `ConnectionError` when Twilio cannot be asked.
        """
        last, start = _texts(Outgoing("", address, text))[-1], _instant(since).replace(microsecond=0)
        return [
            str(record.sid)
            for record in await self._asked(to=address, limit=_RECENT)
            if record.body == last and record.direction != "inbound"
            if (at := record.date_sent or record.date_created) and at >= start
        ]

    async def _asked(self, **query: Any) -> list[Any]:
        try:
            return list(await self._client.messages.list_async(**query))
        except Exception as error:
            raise ConnectionError(type(error).__name__) from None

    async def forget(self, receipt: str) -> bool:
        """Delete one message at Twilio, for an erasure. Whether it is gone there."""
        try:
            return bool(await self._client.messages(receipt).delete_async())
        except Exception as error:
            _log.warning("twilio delete failed: %s", type(error).__name__)
            return getattr(error, "status", 0) == 404

    async def forget_all(self, address: str, receipts: Sequence[str]) -> bool:
        """Delete what Twilio keeps of the texts to and from a number, those with these receipts first.

        Whether nothing is left: a full list may have more behind it, which the next try finds.
        """
        gone = [await self.forget(receipt) for receipt in receipts]
        try:
            listed, complete = await self._listed(address) if address else ([], True)
        except Exception as error:
            _log.warning("twilio list failed: %s", type(error).__name__)
            return False
        gone += [await self.forget(sid) for sid in listed if sid not in receipts]
        return complete and all(gone)

    async def _listed(self, address: str) -> tuple[list[str], bool]:
        """The ids of the texts between this number and ours, and whether these are all."""
        ours = {} if self._is_service else {"to": self._sender}
        theirs = {} if self._is_service else {"from_": self._sender}
        received = await self._client.messages.list_async(from_=address, limit=_FORGOTTEN, **ours)
        sent = await self._client.messages.list_async(to=address, limit=_FORGOTTEN, **theirs)
        complete = max(len(received), len(sent)) < _FORGOTTEN
        return [record.sid for record in (*received, *sent)], complete

    @property
    def _is_service(self) -> bool:
        return self._sender.startswith("MG")

    @property
    def _client(self) -> Any:
        """The SDK's client, made inside the running loop at its first use."""
        if self._made is None:
            self._session = Session(self._timeout, self._base_url)
            self._made = make_client(self._account, self._token, self._base_url, self._session)
        return self._made

    def _verified(self, request: WebRequest) -> Mapping[str, str] | None:
        """The fields of a request Twilio signed for this account, untrimmed, or None.

        A field that comes twice is none of Twilio's, and its signature would cover it once only.
        """
        try:
            body = request.body.decode()
            pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
            fields = dict(pairs)
            genuine = self._signed(self._public_url + request.path, fields, request.header(_SIGNATURE))
        except ValueError:  # not a form at all
            return None
        once = len(fields) == len(pairs)
        return fields if genuine and once and fields.get("AccountSid") == self._account else None

    def _signed(self, url: str, fields: Mapping[str, str], signature: str) -> bool:
        """Whether this is Twilio's signature, made with or without the port; compared to its end."""
        from twilio.request_validator import (  # type: ignore[import-untyped]  # ships no types
            RequestValidator,
            add_port,
            remove_port,
        )

        signer, parsed = RequestValidator(self._token), urlparse(url)
        wanted = [signer.compute_signature(form(parsed), fields) for form in (remove_port, add_port)]
        given = signature.encode("utf-8", "replace")
        return sum(compare_digest(one.encode(), given) for one in wanted) > 0

    async def _create(self, message: Outgoing, text: str, first: bool) -> SendResult:
        try:
            made = await self._client.messages.create_async(**self._request(message, text, first))
        except Exception as error:
            return _not_sent(error)
        return Sent(made.sid) if made.sid else NotSent(Failure.AMBIGUOUS, code="no_sid")

    def _request(self, message: Outgoing, text: str, first: bool) -> dict[str, Any]:
        fields: dict[str, Any] = {"to": message.address, "body": text}
        fields["messaging_service_sid" if self._is_service else "from_"] = self._sender
        if self._public_url:
            callback = f"{self._public_url}{self._prefix}/twilio/status?ref={quote(message.ref, safe='')}"
            fields["status_callback"] = callback
        if message.expires_in is not None:
            fields["validity_period"] = min(max(message.expires_in, _VALIDITY[0]), _VALIDITY[1])
        if media := [item for item in message.media if first and item.startswith("https://")]:
            fields["media_url"] = media
        return fields

    async def _backfilled(self, record: Any) -> Inbound | None:
        at = record.date_sent or record.date_created
        if record.direction != "inbound" or at is None:
            return None
        fields = {"MessageSid": record.sid, "From": record.from_ or "", "Body": record.body or ""}
        if record.num_media not in (None, "0"):
            fields |= {"NumMedia": "1", "MediaContentType0": await self._media_type(record.sid)}
        return parse_message(fields, int(at.timestamp() * 1000))

    async def _media_type(self, sid: str) -> str:
        """What kind of file came with a text; "" when Twilio does not say (any more)."""
        try:
            listed = await self._client.messages(sid).media.list_async(limit=1)
        except Exception as error:
            _log.warning("twilio media failed: %s", type(error).__name__)
            return ""
        return str(listed[0].content_type) if listed else ""


def _texts(message: Outgoing) -> list[str]:
    return split_sms(gsm7(clean(message.text)))


def _instant(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)


def _reply(inbound: Inbound | None) -> WebReply:
    """Signed but unreadable is not an error of the sender's making: there is nothing to repeat."""
    return WebReply(200, (inbound,) if inbound else (), _EMPTY_TWIML, "application/xml")


def _not_sent(error: Exception) -> NotSent:
    """The failure's name. Whatever may have reached the person is ambiguous."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent(Failure.UNAVAILABLE, code=type(error).__name__)
    status, code = getattr(error, "status", 0), getattr(error, "code", None) or 0
    if code in ERRORS:
        return NotSent(ERRORS[code], code=str(code))
    if status == 429:
        return NotSent(Failure.THROTTLED, code="429")
    if status == 401:  # our token is wrong: the text can go once it is right
        return NotSent(Failure.UNAVAILABLE, code="401")
    if isinstance(status, int) and 400 <= status < 500:
        return NotSent(Failure.REFUSED, code=str(code or status))
    return NotSent(Failure.AMBIGUOUS, code=str(status or type(error).__name__))
