"""Where Twilio would be: takes texts, lists what came and went, and answers as its SDK reads it."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import aiohttp

from bot.channels.base import Inbound
from tests.channels.cases import ACCOUNT, NUMBER
from tests.faults.machine import Machine

SILENT = frozenset(("hang", "too late"))
"""No answer comes."""

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as the SDK of either provider reads it."""

    status: int
    body: str

    @property
    def headers(self) -> dict[str, str]:
        return {"content-type": "application/json"}

    async def text(self) -> str:
        return self.body


class TwilioWire:
    """Where Twilio would be: takes texts and lists them."""

    def __init__(self, side: Any, machine: Machine) -> None:
        self._side, self._machine = side, machine
        self._taken = list[dict[str, Any]]()
        self._offered = dict[str, dict[str, Any]]()
        self._count = 0
        self.callback = ""
        """Where the text at hand is to be reported."""

    async def request(self, **asked: Any) -> Answer:
        """One call of the SDK."""
        if asked["method"] == "GET":
            return await self._list(asked["url"], asked["params"] or {})
        down, data = await self._side.meets(), asked["data"]
        if down == "refused":
            raise _refused()
        self._count += 1
        record = self._record(f"SM{self._count:032d}", NUMBER, data["To"], data["Body"])
        self._offered[record["sid"]], self.callback = record, data.get("StatusCallback", "")
        answer: Answer = await self._side.answer(down, data["Body"], (), record["sid"], json.dumps(record))
        if down in SILENT:
            raise TimeoutError
        if down == "reset":
            raise aiohttp.ClientOSError(104, "connection reset by peer")
        return answer

    def takes(self, sid: str) -> None:
        """It goes to its phone, and is listed from now on, whatever becomes of who sent it."""
        self._taken.append(self._offered.pop(sid))

    async def _list(self, url: str, wanted: dict[str, Any]) -> Answer:
        await asyncio.sleep(0.05)
        await self._machine.alive()
        if self._side.outage == "refused":
            raise _refused()
        if self._side.outage or self._machine.nature.happens("list_failed"):
            self._machine.struck()
            return Answer(500, HTML)
        if url.endswith("/Media.json"):
            return Answer(200, json.dumps({"media_list": [{"content_type": "image/jpeg"}], "page_size": 50}))
        since = _epoch_ms(wanted.get("DateSent>"))
        came = [self._of(inbound) for inbound in self._side._came if inbound.sent_at >= since]
        went = [record for record in self._taken if _epoch_ms(record["date_sent"]) >= since]
        found = [one for one in (*came, *went) if _is_wanted(one, wanted)]
        return Answer(200, json.dumps({"messages": found, "next_page_uri": None, "page_size": 1000}))

    def _of(self, inbound: Inbound) -> dict[str, Any]:
        sid, media = inbound.key.split(":")[1], str(int(inbound.kind == "media"))
        record = self._record(sid, inbound.address, NUMBER, inbound.text, inbound.sent_at)
        return {**record, "direction": "inbound", "status": "received", "num_media": media}

    def _record(self, sid: str, sender: str, to: str, body: str, at: int | None = None) -> dict[str, Any]:
        at = self._machine.watch.true() if at is None else at
        now = format_datetime(datetime.fromtimestamp(at // 1000, UTC))
        return {
            "sid": sid, "account_sid": ACCOUNT, "to": to, "from": sender, "body": body, "status": "sent",
            "direction": "outbound-api", "num_media": "0", "num_segments": "1", "date_created": now,
            "date_sent": now, "date_updated": now, "error_code": None, "error_message": None, "uri": "",
            "price": None, "price_unit": "USD", "api_version": "2010-04-01", "messaging_service_sid": None,
            "subresource_uris": {},
        }  # fmt: skip

    async def close(self) -> None:
        """Nothing to close."""


def _is_wanted(record: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(wanted.get(key) in (None, record[key.lower()]) for key in ("To", "From"))


def _epoch_ms(said: str | None) -> int:
    """Twilio asks in one form and answers in another."""
    if said is None:
        return 0
    at = parsedate_to_datetime(said) if "," in said else datetime.fromisoformat(said)
    return round(at.timestamp() * 1000)


def _refused() -> aiohttp.ClientConnectorError:
    return aiohttp.ClientConnectorError(None, OSError("refused"))  # type: ignore[arg-type]  # no key here
