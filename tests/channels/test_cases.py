"""The runners of the one table: every row of both doors, in and out, and each incoming row forged."""

import json
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp.test_utils import TestClient, TestServer
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from bot.channels.base import Inbound
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.web import Door, Tally, build_app
from tests.channels import table_sms, table_telegram_in, table_telegram_out
from tests.channels.cases import (
    ACCOUNT,
    AUTH_TOKEN,
    BOT_SECRET,
    BOT_TOKEN,
    NOW,
    NUMBER,
    PUBLIC_URL,
    FarSide,
    IncomingCase,
    OutgoingCase,
)

INCOMING = [*table_telegram_in.INCOMING, *table_sms.INCOMING]
GENUINE = [case for case in INCOMING if case.status != 413]


def named(case: Any) -> str:
    return str(case.name).replace(" ", "-")


def encoded(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    is_form = isinstance(body, list) and body and isinstance(body[0], tuple)
    return (urlencode(body) if is_form else json.dumps(body)).encode()


def signature(case: IncomingCase, body: bytes) -> str:
    """As Twilio computes it, over every field with all its values."""
    fields = case.body if isinstance(case.body, list) else []
    values: dict[str, set[str]] = {}
    for name, value in fields:
        values.setdefault(name, set()).add(value)
    text = PUBLIC_URL + case.path + "".join(n + v for n in sorted(values) for v in sorted(values[n]))
    return str(RequestValidator(AUTH_TOKEN).compute_signature(text, {}))


def headers(case: IncomingCase, body: bytes) -> dict[str, str]:
    if case.path == "/telegram":
        return {"X-Telegram-Bot-Api-Secret-Token": BOT_SECRET}
    return {"X-Twilio-Signature": signature(case, body)}


@cache
def channels() -> tuple[TelegramChannel, SmsChannel]:
    """Both doors, made once: nothing that arrives here makes them ask a provider anything."""
    nowhere = "http://127.0.0.1:1"
    telegram = TelegramChannel(BOT_TOKEN, nowhere, BOT_SECRET, now=lambda: NOW)
    return telegram, SmsChannel(ACCOUNT, AUTH_TOKEN, NUMBER, nowhere, PUBLIC_URL, now=lambda: NOW)


async def post(case: IncomingCase, forged: Any = None) -> tuple[int, str, list[Inbound]]:
    telegram, sms = channels()
    taken: list[Inbound] = []

    async def take(inbound: Inbound) -> None:
        taken.append(inbound)

    async def well() -> bool:
        return True

    async def nothing() -> str:
        return ""

    doors = {
        "/telegram": Door(telegram.receive, take),
        "/twilio/sms": Door(sms.receive_message, take),
        "/twilio/status": Door(sms.receive_status, take),
    }
    body = encoded(case.body)
    sent = headers(case, body) if forged is None else forged(headers(case, body))
    async with TestClient(TestServer(build_app(doors, well, nothing, Tally()))) as client:
        answer = await client.post(
            case.path, data=body, headers={"Content-Type": "application/x-www-form-urlencoded", **sent}
        )
        return answer.status, await answer.text(), taken


@pytest.mark.parametrize("case", INCOMING, ids=named)
async def test_incoming(case: IncomingCase) -> None:
    """A genuine call is answered and taken exactly as its row says."""
    assert await post(case) == (case.status, case.reply, list(case.inbound))


def emptied(sent: dict[str, str]) -> dict[str, str]:
    return dict.fromkeys(sent, "")


def flipped(sent: dict[str, str]) -> dict[str, str]:
    return {name: value[:-2] + chr(ord(value[-2]) ^ 1) + value[-1] for name, value in sent.items()}


def lengthened(sent: dict[str, str]) -> dict[str, str]:
    return {name: value + "=" for name, value in sent.items()}


def foreign(sent: dict[str, str]) -> dict[str, str]:
    return dict.fromkeys(sent, "ключ")


@pytest.mark.parametrize("forge", [lambda _: {}, emptied, flipped, lengthened, foreign])
@pytest.mark.parametrize("case", GENUINE, ids=named)
async def test_forged(case: IncomingCase, forge: Any) -> None:
    """The same call without its secret or signature, or with a wrong one, is 403 and nothing is taken."""
    assert await post(case, forge) == (403, "", [])


async def run(case: OutgoingCase, channel: Any, far_side: FarSide) -> None:
    far_side.replies.extend(case.replies)
    result = await case.do(channel)
    assert far_side.requests == list(case.requests)
    assert result == case.result


@pytest.mark.parametrize("case", table_telegram_out.OUTGOING, ids=named)
async def test_telegram_outgoing(case: OutgoingCase, telegram: TelegramChannel, far_side: FarSide) -> None:
    """Telegram gets exactly the requests of the row, and its answer is named as the row says."""
    await run(case, telegram, far_side)


@pytest.mark.parametrize("case", table_sms.OUTGOING, ids=named)
async def test_sms_outgoing(case: OutgoingCase, sms: SmsChannel, far_side: FarSide) -> None:
    """Twilio gets exactly the requests of the row, and its answer is named as the row says."""
    await run(case, sms, far_side)
