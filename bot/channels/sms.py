"""SMS through Twilio. The SDK is imported at the first use: it costs a third of a second."""

import time
from collections.abc import Callable, Mapping
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
from bot.channels.parts import send_parts
from bot.channels.sms_records import SmsRecords, texts
from bot.channels.sms_webhooks import ERRORS, number_in, parse_message, parse_status
from bot.channels.text import segments

_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
_VALIDITY = (1, 36_000)  # seconds Twilio accepts for ValidityPeriod (its error 90007)
_SIGNATURE = "X-Twilio-Signature"
_MOST_FIELDS = 200


class SmsChannel(SmsRecords):
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
        super().__init__(account_sid, auth_token, sender, base_url, timeout)
        self._public_url, self._prefix, self._now = public_url.rstrip("/"), prefix, now
        self.per_second = segments_per_second

    def cost(self, message: Outgoing) -> int:
        """How many segments sending this takes."""
        return sum(segments(part).count for part in texts(message))

    async def send(self, message: Outgoing) -> SendResult:
        """Hand `message` over, in parts where it is long. The digits of its buttons stand in its text."""
        said = texts(message)
        parts = [partial(self._create, message, text, i, i == len(said)) for i, text in enumerate(said, 1)]
        return await send_parts(parts, message.done)

    async def after_tap(self, tap: Inbound, chosen: str) -> None:
        """Nothing: a text message has no buttons."""

    async def receive_message(self, request: WebRequest) -> WebReply:
        """A webhook for a text somebody sent: verified, then parsed. The answer says nothing."""
        fields = self._verified(request)
        if fields is None:
            return WebReply(403)
        if number := fields.get("To"):  # it leads to this door
            self._heard_of(number)
        return _reply(parse_message(fields, self._now()))

    async def receive_status(self, request: WebRequest) -> WebReply:
        """A webhook for what became of a text of ours; its query carries our own `ref` and its part."""
        fields = self._verified(request)
        if fields is None:
            return WebReply(403)
        query = parse_qs(urlsplit(request.path).query)
        ref, part = query.get("ref", [""])[0], number_in(query.get("part", [""])[0])
        return _reply(parse_status(fields, ref, self._now(), part))

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

    async def _create(self, message: Outgoing, text: str, part: int, last: bool) -> SendResult:
        try:
            made = await self._client.messages.create_async(**self._request(message, text, part, last))
        except Exception as error:
            return _not_sent(error)
        return Sent(made.sid) if made.sid else NotSent(Failure.AMBIGUOUS, code="no_sid")

    def _request(self, message: Outgoing, text: str, part: int, last: bool) -> dict[str, Any]:
        fields: dict[str, Any] = {"to": message.address, "body": text}
        fields["messaging_service_sid" if self._is_service else "from_"] = self._sender
        if self._public_url:
            callback = f"{self._public_url}{self._prefix}/twilio/status?ref={quote(message.ref, safe='')}"
            fields["status_callback"] = callback if last else f"{callback}&part={part}"
        if message.expires_in is not None:
            fields["validity_period"] = min(max(message.expires_in, _VALIDITY[0]), _VALIDITY[1])
        if media := [item for item in message.media if part == 1 and item.startswith("https://")]:
            fields["media_url"] = media
        return fields


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
