"""Forged webhooks against the real web application of both channels: every one refused, nothing read."""

import asyncio
import json
import logging
import random
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode

from aiohttp import ClientConnectionError, web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot.channels import sms
from bot.channels.base import WebRequest
from tests.channels.cases import CANARY, SECRETS
from tests.edge_house import (
    COUNTS,
    EdgeHouse,
    edge_house,
    furnished,
    sms_text,
    telegram_text,
    twilio_form,
)
from tests.figures import Figure

Client = TestClient[web.Request, web.Application]
SIZES = {"quick": 1_000, "full": 10_000}
REFUSED = (403, 404, 405, 413)


@dataclass
class Seen:
    """What forgeries came to: answers, and how often one was read, stored or logged."""

    statuses: Counter[int] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)
    read: int = 0
    rows: int = 0
    logged: int = 0
    counted: int = 0


Change = Callable[[WebRequest, random.Random], WebRequest]


def body_bit(request: WebRequest, chance: random.Random) -> WebRequest:
    body = bytearray(request.body)
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return replace(request, body=bytes(body))


def path_bit(request: WebRequest, chance: random.Random) -> WebRequest:
    spot = chance.randrange(1, len(request.path))
    near = [chr(ord(request.path[spot]) ^ 1 << bit) for bit in range(5)]
    changed = chance.choice([one for one in near if one.isprintable()])
    return replace(request, path=request.path[:spot] + changed + request.path[spot + 1 :])


def query_added(request: WebRequest, chance: random.Random) -> WebRequest:
    joint = "&" if "?" in request.path else "?"
    return replace(request, path=f"{request.path}{joint}x{chance.randrange(99)}={chance.randrange(99)}")


def key_bit(request: WebRequest, chance: random.Random) -> WebRequest:
    name, value = next(iter(request.headers.items()))
    spot = chance.randrange(len(value))
    return replace(request, headers={name: value[:spot] + chr(ord(value[spot]) ^ 1) + value[spot + 1 :]})


def key_nearly(request: WebRequest, chance: random.Random) -> WebRequest:
    name, value = next(iter(request.headers.items()))
    near = (value[:-1], value + "=", value + value[-1], value.swapcase(), value[::-1], "", "x" * 900)
    return replace(request, headers={name: chance.choice([one for one in near if one != value])})


def key_missing(request: WebRequest, chance: random.Random) -> WebRequest:
    name, value = next(iter(request.headers.items()))
    return replace(request, headers=chance.choice(({}, {name + "s": value}, {"Authorization": value})))


def field_dropped(request: WebRequest, chance: random.Random) -> WebRequest:
    fields = parse_qsl(request.body.decode(), keep_blank_values=True)
    fields.pop(chance.randrange(len(fields)))
    return replace(request, body=urlencode(fields).encode())


def field_added(request: WebRequest, chance: random.Random) -> WebRequest:
    fields = parse_qsl(request.body.decode(), keep_blank_values=True)
    more = (("Body", "STOP"), ("OptOutType", "STOP"), ("x", ""), chance.choice(fields), ("From", "+441"))
    fields.insert(chance.randint(0, len(fields)), chance.choice(more))
    return replace(request, body=urlencode(fields).encode())


def space(request: WebRequest, chance: random.Random) -> WebRequest:
    more = chance.choice((b" ", b"+", b"%20", b"\n", b"\r\n", b"\t", b"%0A", b"\x00"))
    return replace(request, body=more + request.body if chance.random() < 0.5 else request.body + more)


def oversize(request: WebRequest, chance: random.Random) -> WebRequest:
    return replace(request, body=request.body + b"&p=" + b"x" * chance.choice((65_536, 70_000, 200_000)))


def other_door(request: WebRequest, chance: random.Random) -> WebRequest:
    doors = ("/telegram", "/twilio/sms", "/twilio/status", "/", "/health")
    return replace(request, path=chance.choice([door for door in doors if door != request.path]))


KEYED: tuple[Change, ...] = (key_bit, key_nearly, key_missing, path_bit, other_door, oversize)
SIGNED: tuple[Change, ...] = (*KEYED, body_bit, query_added, field_dropped, field_added, space)
"""Telegram's secret says who calls and covers nothing; Twilio's signature covers address and fields."""

FORM = "application/x-www-form-urlencoded"
KINDS = (FORM, "application/json", "text/plain", "multipart/form-data; boundary=x", "")


def genuine(house: EdgeHouse) -> list[WebRequest]:
    """Real calls for both doors of both channels, with words that must not be seen in a log."""
    at = house.clock.now()
    phone = next(a for channel, a in house.people if channel == "sms")
    failed = {"MessageSid": "SM" + "1" * 32, "MessageStatus": "failed", "ErrorCode": "30003"}
    status = twilio_form(failed, "/twilio/status?ref=o1")
    texts = [telegram_text(1002, 1, CANARY, at), sms_text(phone, 2, f"{CANARY} 1+1=2 & é", FromCity="")]
    return [*texts, status]


def same_meaning(changed: WebRequest, request: WebRequest) -> bool:
    """Whether a change spells the same fields another way (%2B and %2b), which is no forgery."""
    bodies = [one.body.decode("utf-8", "replace") for one in (changed, request)]
    first, second = (parse_qsl(body, keep_blank_values=True) for body in bodies)
    return (changed.path, changed.headers) == (request.path, request.headers) and first == second


async def forge(house: EdgeHouse, times: int, seed: int) -> Seen:
    """Send so many forgeries of genuine calls; see what became of them."""
    seen, chance, calls = Seen(), random.Random(seed), genuine(house)
    before = [await house.rows(table) for table in COUNTS]
    with ExitStack() as stack:
        for place, name in ((json, "loads"), (sms, "parse_message"), (sms, "parse_status")):
            stack.enter_context(patch.object(place, name, side_effect=lambda *_: _read(seen)))
        ear, root = _Ear(seen), logging.getLogger()
        root.addHandler(ear)
        stack.callback(root.removeHandler, ear)
        async with TestClient(TestServer(house.app())) as client:
            while seen.statuses.total() < times:
                request = chance.choice(calls)
                changes = KEYED if request.path == "/telegram" else SIGNED
                change = chance.choice(changes)
                changed = change(request, chance)
                if same_meaning(changed, request):
                    continue
                await _send(client, changed, chance, seen, change.__name__)
            seen.counted = await _counted(client)
    seen.rows = sum([await house.rows(table) for table in COUNTS]) - sum(before)
    return seen


def _read(seen: Seen) -> None:
    seen.read += 1
    raise ValueError("read before it was verified")


async def _send(client: Client, request: WebRequest, chance: random.Random, seen: Seen, change: str) -> None:
    headers = {**request.headers, "Content-Type": chance.choice(KINDS)}
    url = URL(str(client.make_url("/")).rstrip("/") + request.path, encoded=True)
    body = _pieces(request.body) if chance.random() < 0.2 else request.body
    method = "PUT" if chance.random() < 0.03 else "POST"
    try:
        async with client.session.request(method, url, data=body, headers=headers) as answer:
            seen.statuses[answer.status] += 1
            if answer.status not in REFUSED:
                seen.accepted.append(f"{change} {request.path} {answer.status}")
    except ClientConnectionError:  # hung up on while still sending what is too large
        seen.statuses[413] += 1


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    """The body without its length said before."""
    for start in range(0, len(body), 8_192):
        yield body[start : start + 8_192]


async def _counted(client: Client) -> int:
    """How many calls the metrics say were refused at a door."""
    lines = (await (await client.get("/metrics")).text()).splitlines()
    refused = [line for line in lines if line.startswith("interlude_webhook") and 'status="403"' in line]
    return sum(int(line.rpartition(" ")[2]) for line in refused)


class _Ear(logging.Handler):
    """Counts the log lines in which something of a call stands."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(0)
        self._seen = seen

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage() + str(record.exc_info or "")
        self._seen.logged += any(word in said for word in (*SECRETS, CANARY))


async def forged(times: int) -> Seen:
    """So many forgeries at the doors of a furnished house."""
    with tempfile.TemporaryDirectory(prefix="interlude-forgery-") as folder:
        people = await furnished(Path(folder))
        async with edge_house(Path(folder), people) as house:
            return await forge(house, times, 1)


def measure(size: str) -> list[Figure]:
    """Every forgery must be refused unread, uncounted nowhere, and leave no row."""
    seen = asyncio.run(forged(SIZES[size]))
    sent, told = (
        seen.statuses.total(),
        ", ".join(f"{n} x {code}" for code, n in sorted(seen.statuses.items())),
    )
    left = f"{seen.read} read, {seen.rows} rows, {seen.logged} log lines"
    whole = seen.counted == seen.statuses[403]
    return [
        Figure(
            "forged webhooks refused",
            f"{sent - len(seen.accepted):,} ({told})",
            f"all of {sent:,}",
            not seen.accepted,
        ),
        Figure("left by forgeries", left, "nothing", not (seen.read or seen.rows or seen.logged)),
        Figure("counted as refused", f"{seen.counted:,}", f"{seen.statuses[403]:,}", whole),
    ]
