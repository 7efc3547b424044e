"""What Twilio keeps of texts: asked for after an outage or a doubt, deleted for an erasure.

Of an account that others text with as well, only what our own numbers sent and got is ever asked for.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import Inbound, Outgoing
from bot.channels.sms_service import NoNumbers, messaging_url, numbers_of
from bot.channels.sms_webhooks import parse_message, parse_status
from bot.channels.sms_wire import Session, make_client
from bot.channels.text import clean, gsm7, split_sms
from bot.channels.their_clock import TheirClock

_log = logging.getLogger(__name__)

_PAGE = 1_000  # messages asked for at a time
_MOST = 100_000  # messages looked through after an outage: a list without end ends
_RECENT = 100  # texts to one number looked through for one that may have gone out
_FORGOTTEN = 1_000  # messages of one direction found at once for an erasure


class SmsRecords:
    """One number (`+…`) or messaging service (`MG…`) of a Twilio account, and the SDK's client for it."""

    def __init__(self, account_sid: str, auth_token: str, sender: str, base_url: str, timeout: float) -> None:
        self._account, self._token, self._sender = account_sid, auth_token, sender
        self._base_url, self._timeout = base_url.rstrip("/"), timeout
        self.theirs = TheirClock()
        self.ours: set[str] = set()
        """Every number known to be, or to have been, one we text with: texts to it were meant for us."""
        self._lately: set[str] = set()
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

    async def list_inbound(self, since: int) -> list[Inbound]:
        """Texts that reached our numbers from `since` (epoch ms) on, oldest first, with the keys of webhooks.

        For the gap after an outage: every page. Raises `ConnectionError` when Twilio cannot be asked.
        """
        found = [one for number in await self._numbers() for one in await self._since(since, to=number)]
        listed = [inbound for record in found if (inbound := await self._backfilled(record))]
        listed.reverse()  # Twilio names the newest first, and its times are whole seconds
        return sorted(listed, key=lambda one: one.sent_at)

    async def list_failed(self, since: int) -> list[Inbound]:
        """What did not arrive of the texts our numbers sent from `since` (epoch ms) on, as callbacks say it.

        Raises `ConnectionError` when Twilio cannot be asked.
        """
        found = [one for number in await self._numbers() for one in await self._since(since, from_=number)]
        told = [report for record in found if (report := _report(record))]
        return [report for report in told if report.failure is not None]

    async def sent_since(self, address: str, text: str, since: int) -> list[str]:
        """The receipts of texts with these words that Twilio took for this number from `since` on.

        For a send nobody knows the end of. Raises `ConnectionError` when Twilio cannot be asked.
        """
        last, start = texts(Outgoing("", address, text))[-1], _instant(since).replace(microsecond=0)
        return [
            str(record.sid)
            for record in await self._asked(to=address, limit=_RECENT, **self._from)
            if record.body == last and self._is_ours(record)
            if (at := record.date_sent or record.date_created) and at >= start
        ]

    async def forget(self, receipt: str) -> bool:
        """Delete one message at Twilio, for an erasure. Whether it is gone there."""
        try:
            return bool(await self._client.messages(receipt).delete_async())
        except Exception as error:
            _log.warning("twilio delete failed: %s", type(error).__name__)
            return getattr(error, "status", 0) == 404

    async def forget_all(self, address: str, receipts: Sequence[str]) -> bool:
        """Delete what Twilio keeps of the texts to and from a number, those with these receipts first.

        Also those to numbers that were ours once, as far as that is known or seen from what we sent.
        Whether nothing is left: a full list may have more behind it, which the next try finds.
        """
        try:
            listed, complete = await self._listed(address) if address else ([], True)
        except ConnectionError as error:
            _log.warning("twilio list failed: %s", type(error).__name__)
            listed, complete = [], False
        gone = [await self.forget(sid) for sid in dict.fromkeys((*receipts, *listed))]
        return complete and all(gone)

    async def _listed(self, address: str) -> tuple[list[str], bool]:
        """The ids of the texts between this number and ours, and whether these are all."""
        with suppress(NoNumbers):  # it may have had some
            self.ours.update(await self._numbers())
        ways = [{}] if self._is_service else [{"from_": one} for one in sorted(self.ours)]
        there = [await self._asked(to=address, limit=_FORGOTTEN, **way) for way in ways]
        sent = [record for one in there for record in one if self._is_ours(record)]
        self.ours.update(str(record.from_) for record in sent if record.from_)
        came = [await self._asked(from_=address, to=one, limit=_FORGOTTEN) for one in sorted(self.ours)]
        complete = max(len(one) for one in (*there, *came)) < _FORGOTTEN
        if self._is_service:
            await self._tell_of_others(address)
        return [str(record.sid) for one in (*came, sent) for record in one], complete

    async def _tell_of_others(self, address: str) -> None:
        """A text to a number that nobody knows as ours may be another program's: it stays, and is told of."""
        listed = await self._asked(from_=address, limit=_FORGOTTEN)
        if others := [record for record in listed if record.to not in self.ours]:
            _log.warning("twilio texts left: %s", str(len(others)))

    @property
    def _is_service(self) -> bool:
        return self._sender.startswith("MG")

    @property
    def _from(self) -> dict[str, str]:
        """How a list of what went to somebody is held to what we sent, as far as Twilio can."""
        return {} if self._is_service else {"from_": self._sender}

    def _is_ours(self, record: Any) -> bool:
        """Whether this text, which went to somebody, is one of ours: others may have texted them as well."""
        ours = {self._sender} if self._is_service else {self._sender, *self.ours}
        by: str | None = record.messaging_service_sid if self._is_service else record.from_
        return by in ours and record.direction != "inbound"

    async def _numbers(self) -> list[str]:
        """The numbers we text with now. Raises `ConnectionError` where nobody knows those of a service."""
        found = await self._of_service() if self._is_service else [self._sender]
        self.ours.update(found)
        return found

    def _heard_of(self, number: str) -> None:
        """It is one of ours now."""
        self.ours.add(number)
        self._lately.add(number)

    async def _of_service(self) -> list[str]:
        """Twilio's host for services may be out of reach: then those of late."""
        try:
            found = await numbers_of(self._client, self._sender, self._base_url)
        except NoNumbers:
            raise
        except ConnectionError as error:
            sent = [record for record in await self._asked(limit=_PAGE) if self._is_ours(record)]
            known = self._lately.union(str(record.from_) for record in sent if record.from_)
            if not known:
                raise
            _log.warning("twilio numbers unknown: %s", type(error).__name__)
            return sorted(known)
        self._lately = set(found)
        return found

    async def _since(self, since: int, **end: str) -> list[Any]:
        return await self._asked(limit=_MOST, page_size=_PAGE, date_sent_after=_instant(since), **end)

    async def _asked(self, **query: Any) -> list[Any]:
        try:
            return list(await self._client.messages.list_async(**query))
        except Exception as error:
            raise ConnectionError(type(error).__name__) from None

    @property
    def _client(self) -> Any:
        """The SDK's client, made inside the running loop at its first use."""
        if self._made is None:
            hosts = {self._base_url, messaging_url(self._base_url) if self._is_service else self._base_url}
            self._session = Session(self._timeout, *hosts, theirs=self.theirs)
            self._made = make_client(self._account, self._token, self._base_url, self._session)
        return self._made

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


def texts(message: Outgoing) -> list[str]:
    """The parts a text goes in."""
    return split_sms(gsm7(clean(message.text)))


def _report(record: Any) -> Inbound | None:
    """What became of a text of ours, as a callback would have told."""
    at = record.date_updated or record.date_sent or record.date_created
    if record.direction == "inbound" or at is None:
        return None
    fields = {"MessageSid": record.sid, "MessageStatus": record.status, "To": record.to or ""}
    if record.error_code is not None:
        fields["ErrorCode"] = str(record.error_code)
    return parse_status(fields, "", int(at.timestamp() * 1000))


def _instant(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
