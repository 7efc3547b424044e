"""Forged webhooks: a changed request is refused, and no bytes at all can make a door fall over."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from bot.channels.base import WebReply, WebRequest
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_updates import parse_group, parse_shown, parse_update, parse_update_id
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, BOT_SECRET, NOW, PUBLIC_URL, form
from tests.channels.table_sms import FIELDS, INCOMING
from tests.channels.table_telegram_in import INCOMING as UPDATES
from tests.channels.table_telegram_in import update

PATH = "/twilio/sms"
TEXT = {**FIELDS, "Body": "on the bus, 10 min", "FromCity": ""}
BODY = urlencode(TEXT).encode()
SIGNATURE = RequestValidator(AUTH_TOKEN).compute_signature(PUBLIC_URL + PATH, TEXT)
HEADER = "X-Twilio-Signature"


def door() -> SmsChannel:
    return SmsChannel(ACCOUNT, AUTH_TOKEN, "+15017122661", public_url=PUBLIC_URL, now=lambda: NOW)


async def knock(body: bytes = BODY, path: str = PATH, signature: str = SIGNATURE) -> WebReply:
    return await door().receive_message(WebRequest(path, {HEADER: signature}, body))


async def test_genuine() -> None:
    """The request the forgeries start from is taken, whatever the case of its header's name."""
    whole = await knock()
    assert [inbound.text for inbound in whole.inbound] == ["on the bus, 10 min"]
    assert await door().receive_message(WebRequest(PATH, {HEADER.lower(): SIGNATURE}, BODY)) == whole


async def test_a_number_whose_texts_come_here_is_ours() -> None:
    """A genuine webhook names one more number to look at for an erasure; a forged one names nothing."""
    channel = door()
    await channel.receive_message(WebRequest(PATH, {HEADER: SIGNATURE[::-1]}, BODY))
    assert channel.ours == set()
    await channel.receive_message(WebRequest(PATH, {HEADER: SIGNATURE}, BODY))
    assert channel.ours == {TEXT["To"]}


@pytest.mark.parametrize("bit", range(8))
async def test_every_bit_of_the_body(bit: int) -> None:
    """Turning any one bit of the body is refused, unless it spells the same fields another way."""
    for i in range(len(BODY)):
        body = BODY[:i] + bytes([BODY[i] ^ 1 << bit]) + BODY[i + 1 :]
        reply = await knock(body)
        assert reply == (await knock() if form(body) == form(BODY) else WebReply(403))


@pytest.mark.parametrize("bit", range(7))
async def test_every_bit_of_the_address_and_signature(bit: int) -> None:
    """Turning any one bit of the path or of the signature is refused."""
    for i in range(len(PATH)):
        assert await knock(path=PATH[:i] + chr(ord(PATH[i]) ^ 1 << bit) + PATH[i + 1 :]) == WebReply(403)
    for i in range(len(SIGNATURE)):
        changed = SIGNATURE[:i] + chr(ord(SIGNATURE[i]) ^ 1 << bit) + SIGNATURE[i + 1 :]
        assert await knock(signature=changed) == WebReply(403)


@pytest.mark.parametrize("name", TEXT)
async def test_dropped_fields(name: str) -> None:
    """A request with one field less, blank ones included, is refused."""
    rest = {key: value for key, value in TEXT.items() if key != name}
    assert await knock(urlencode(rest).encode()) == WebReply(403)


@pytest.mark.parametrize("more", ["&x=", "&x", "&Body=STOP", "&Body=", "%20", "+", "%0A", "&OptOutType=STOP"])
async def test_added_fields_and_space(more: str) -> None:
    """A request with a field, a second value or a space more is refused."""
    assert await knock(BODY + more.encode()) == WebReply(403)


@pytest.mark.parametrize(
    "path", ["/twilio/sms?x=1", "/twilio/sms/", "//twilio/sms", "/twilio/status", "/[", ""]
)
async def test_other_addresses(path: str) -> None:
    """A signature for one address opens no other."""
    assert await knock(path=path) == WebReply(403)


async def test_wrong_token_and_account() -> None:
    """Another account's genuine signature, and another account under ours, are refused."""
    theirs = RequestValidator("another-token").compute_signature(PUBLIC_URL + PATH, TEXT)
    assert await knock(signature=theirs) == WebReply(403)
    other = {**TEXT, "AccountSid": "AC" + "b" * 32}
    ours = RequestValidator(AUTH_TOKEN).compute_signature(PUBLIC_URL + PATH, other)
    assert await knock(urlencode(other).encode(), signature=ours) == WebReply(403)


async def test_unset_secret() -> None:
    """A bot without a webhook secret takes no webhook at all, not even one with an empty secret."""
    open_bot = TelegramChannel("1:a", "http://127.0.0.1:1", "", now=lambda: NOW)
    body = json.dumps(update(text="x")).encode()
    request = WebRequest("/telegram", {"X-Telegram-Bot-Api-Secret-Token": ""}, body)
    assert await open_bot.receive(request) == WebReply(403)
    await open_bot.stop()


@given(body=st.binary(max_size=300), path=st.text(max_size=30), signature=st.text(max_size=30))
async def test_noise_at_the_sms_door(body: bytes, path: str, signature: str) -> None:
    """Whatever bytes arrive unsigned, the answer is 403."""
    assert await knock(body, path, signature) == WebReply(403)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place inside a JSON value, as its container and key."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@st.composite
def spoilt(draw: Callable[[Any], Any]) -> Any:
    """A real update with some of its values replaced by anything."""
    rows = [case.body for case in UPDATES if isinstance(case.body, dict)]
    found = json.loads(json.dumps(draw(st.sampled_from(rows))))
    for _ in range(draw(st.integers(1, 3))):
        container, key = draw(st.sampled_from(places(found)))
        container[key] = draw(JSON)
    return found


@settings(max_examples=400)
@given(spoilt() | JSON)
def test_noise_in_updates(found: Any) -> None:
    """Whatever an update holds, reading it never fails, and what comes of it has the right types."""
    parse_group(found), parse_shown(found), parse_update_id(found)
    inbound = parse_update(found, "4242", NOW)
    if inbound:
        assert inbound.address.lstrip("-").isdecimal()
        assert inbound.key.startswith("tg:4242:")
        assert all(
            isinstance(text, str) for text in (inbound.text, inbound.media, inbound.file, inbound.name)
        )
        assert isinstance(inbound.sent_at, int)
        assert inbound.seconds >= 0


@cache
def bot() -> TelegramChannel:
    return TelegramChannel("1:a", "http://127.0.0.1:1", BOT_SECRET, now=lambda: NOW)


@given(body=st.binary(max_size=200))
async def test_noise_at_the_telegram_door(body: bytes) -> None:
    """Whatever bytes arrive with the secret, the answer is 200 or 400 and nothing is taken."""
    reply = await bot().receive(
        WebRequest("/telegram", {"X-Telegram-Bot-Api-Secret-Token": BOT_SECRET}, body)
    )
    assert reply in (WebReply(200), WebReply(400))


def test_every_field_is_signed() -> None:
    """The table's rows use the same account the forgeries do, so that they start from genuine calls."""
    accounts = {dict(case.body).get("AccountSid") for case in INCOMING if case.name == "text"}
    assert accounts == {ACCOUNT}
