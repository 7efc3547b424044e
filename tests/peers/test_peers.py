"""Both channels against servers nobody here wrote; every call must keep the providers' own rules."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels.base import Button, Command, Failure, Inbound, NotSent, Outgoing, Sent
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from tests.peers import peers
from tests.peers.conftest import Arrivals
from tests.peers.peers import Carrier, Gate, Phone
from tests.program import PATIENCE

SAM = "+447700900123"
CHOICES = (Button("Start", "t:1"), Button("Later", "t:2"))
Doors = tuple[TelegramChannel, SmsChannel]


async def arrived(telegram: TelegramChannel, wanted: int) -> list[Inbound]:
    """What a poll hands over, until there is enough of it."""
    found: list[Inbound] = []
    enough = asyncio.Event()

    async def handle(inbound: Inbound) -> None:
        found.append(inbound)
        if len(found) == wanted:
            enough.set()

    polling = asyncio.create_task(telegram.poll(handle))
    async with asyncio.timeout(PATIENCE):
        await enough.wait()
    polling.cancel()
    await asyncio.wait([polling])
    return found


def shown(responses: list[dict[str, Any]], method: str) -> list[Any]:
    return [found["text"] for found in responses if found["method"] == method]


async def test_telegram_there_and_back(telegram: TelegramChannel, sam: Phone, gate: Gate) -> None:
    """A text is polled, answered with buttons, the tap arrives, and only the choice stays visible."""
    await sam.update(command="/start ABC")
    (start,) = await arrived(telegram, 1)
    assert (start.text, start.address, start.name) == ("/start ABC", str(sam.number), "Sam")

    sent = await telegram.send(Outgoing("o1", start.address, "Shall we?", CHOICES))
    assert isinstance(sent, Sent)
    await sam.update(callback_data="t:2", callback_message_id=int(sent.receipt))
    (tap,) = [found for found in await arrived(telegram, 2) if found.kind == "tap"]
    assert (tap.text, tap.receipt) == ("t:2", sent.receipt)

    await telegram.after_tap(tap, "Later")
    await telegram.after_tap(tap, "Later")
    edited = [f["reply_markup"] for f in await sam.seen() if f["method"] == "editMessageReplyMarkup"]
    assert edited == [{"inline_keyboard": [[{"text": "Later", "callback_data": "t:2"}]]}]


async def test_telegram_shapes(telegram: TelegramChannel, sam: Phone, gate: Gate) -> None:
    """Long texts, markup characters, scales, files and the command menu keep to the specification."""
    await sam.update(text="hi")
    scale = tuple(Button(str(n), f"s:{n}") for n in range(11))
    here = Outgoing("o1", str(sam.number), "<b>*_[x](http://x.example) \u202e&amp;", scale)
    files = ("data:text/csv;name=a.csv;base64,YSxi", "data:image/png;name=a.png;base64,iVBORw0KGgo=")
    for message in (here, replace(here, text="👍 word " * 1_000), replace(here, text="x", media=files)):
        assert isinstance(await telegram.send(message), Sent)
    await telegram.set_commands(str(sam.number), (Command("menu", "What there is"),))
    texts = shown(await sam.seen(), "sendMessage")
    assert texts[0] == "<b>*_[x](http://x.example) &amp;"
    assert [len(text.encode("utf-16-le")) // 2 <= 4_096 for text in texts] == [True] * 4
    assert (await telegram.me())[1]


async def test_telegram_faults(telegram: TelegramChannel, sam: Phone, gate: Gate) -> None:
    """Each fault is named; a throttled text goes out, once, when it is tried again."""
    await sam.update(text="hi")
    message = Outgoing("o1", str(sam.number), "only once")
    await gate.fault(method="sendMessage", code=429, retry_after=2, times=1)
    assert await telegram.send(message) == NotSent(Failure.THROTTLED, 2.0, "429")
    await gate.fault(method="sendMessage", code=403, description="Forbidden: bot was blocked by the user")
    assert await telegram.send(message) == NotSent(Failure.BLOCKED, code="403")
    await gate.fault(method="sendMessage", code=502, description="Bad Gateway")
    assert await telegram.send(message) == NotSent(Failure.AMBIGUOUS, code="502")
    assert isinstance(await telegram.send(message), Sent)
    assert shown(await sam.seen(), "sendMessage") == ["only once"]


async def test_telegram_poll_survives(telegram: TelegramChannel, sam: Phone, gate: Gate) -> None:
    """Asking goes on after a fault, and an update that could not be committed comes again."""
    await gate.fault(method="getUpdates", code=500, times=1)
    await sam.update(text="one")
    tries: list[str] = []
    done = asyncio.Event()

    async def handle(inbound: Inbound) -> None:
        tries.append(inbound.text)
        if len(tries) == 1:
            raise OSError("the store is away")
        done.set()

    polling = asyncio.create_task(telegram.poll(handle))
    async with asyncio.timeout(PATIENCE):
        await done.wait()
    polling.cancel()
    await asyncio.wait([polling])
    assert tries == ["one", "one"]


async def test_telegram_webhook(doors: Doors, arrivals: Arrivals, sam: Phone, gate: Gate) -> None:
    """In webhook mode an update arrives with the secret; the same call without it is refused."""
    update = await sam.update(text="over the web")
    found = await arrivals.next(lambda inbound: inbound.channel == "telegram")
    assert (found.text, found.address) == ("over the web", str(sam.number))
    async with ClientSession() as session:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "s3cret2"}):
            async with session.post(f"{peers.PUBLIC_URL}/telegram", json=update, headers=headers) as answer:
                assert answer.status == 403


async def test_sms_there_and_back(doors: Doors, arrivals: Arrivals, carrier: Carrier) -> None:
    """A text arrives signed; the answer goes out, and its statuses come back with our own reference."""
    _, sms = doors
    sid = await carrier.text(SAM, "hi – “there” 👍🏽 +1&2=3")
    found = await arrivals.next(lambda inbound: inbound.kind == "text")
    assert (found.key, found.address, found.text) == (f"sms:{sid}:in", SAM, "hi – “there” 👍🏽 +1&2=3")

    sent = await sms.send(Outgoing("ref/1&2", SAM, "Hello – it’s here…", expires_in=600))
    assert isinstance(sent, Sent)
    queued = await arrivals.next(lambda inbound: inbound.kind == "status")
    assert (queued.ref, queued.receipt, queued.delivered) == ("ref/1&2", sent.receipt, False)
    await carrier.status(sent.receipt, "delivered")
    done = await arrivals.next(lambda inbound: inbound.key.endswith(":delivered"))
    assert (done.ref, done.receipt, done.delivered) == ("ref/1&2", sent.receipt, True)


async def test_sms_failure_comes_back(doors: Doors, arrivals: Arrivals, carrier: Carrier) -> None:
    """A text the network could not deliver comes back as a named failure."""
    _, sms = doors
    sent = await sms.send(Outgoing("o2", SAM, "hello"))
    assert isinstance(sent, Sent)
    await carrier.status(sent.receipt, "undelivered")
    lost = await arrivals.next(lambda inbound: inbound.failure is not None)
    assert (lost.ref, lost.failure, lost.delivered) == ("o2", Failure.AMBIGUOUS, False)


@pytest.mark.parametrize("text", ["x" * 1_600, "€" * 1_600, "👍🏽 word " * 400, "a\n\nb"])
async def test_sms_shapes(doors: Doors, text: str) -> None:
    """Every part of a long text keeps to Twilio's own description of the request."""
    _, sms = doors
    for ref, expires_in in (("o3", None), ("o4", 0), ("o5", 99_999)):
        assert isinstance(await sms.send(Outgoing(ref, SAM, text, expires_in=expires_in)), Sent)


async def test_sms_service(doors: Doors) -> None:
    """A messaging service can stand in for the number."""
    sms = SmsChannel(peers.ACCOUNT, peers.AUTH_TOKEN, peers.SERVICE, peers.TWILIO, peers.PUBLIC_URL)
    assert isinstance(await sms.send(Outgoing("o6", SAM, "hello")), Sent)
    await sms.stop()


async def test_sms_after_an_outage(doors: Doors, arrivals: Arrivals, carrier: Carrier) -> None:
    """What came by webhook is listed again with the same key, and only what came in is."""
    _, sms = doors
    sid = await carrier.text(SAM, "while you were away")
    live = await arrivals.next(lambda inbound: inbound.key == f"sms:{sid}:in")
    listed = [found for found in await sms.list_inbound(0) if found.key == live.key]
    assert [replace(found, sent_at=live.sent_at) for found in listed] == [live]


async def test_sms_forget(doors: Doors) -> None:
    """A message can be deleted at Twilio, and is then gone."""
    _, sms = doors
    sent = await sms.send(Outgoing("o7", SAM, "hello"))
    assert isinstance(sent, Sent)
    assert await sms.forget(sent.receipt)
    assert await sms.forget(sent.receipt)


async def test_sms_forget_all(doors: Doors, arrivals: Arrivals, carrier: Carrier) -> None:
    """Everything between two numbers can be deleted at Twilio, both ways; then nothing of it is listed."""
    _, sms = doors
    sent = await sms.send(Outgoing("o9", SAM, "hello"))
    sid = await carrier.text(SAM, "hello back")
    await arrivals.next(lambda inbound: inbound.key == f"sms:{sid}:in")
    assert isinstance(sent, Sent)
    assert await sms.forget_all(SAM, [sent.receipt])
    assert await sms._listed(SAM) == ([], True)
    assert [found for found in await sms.list_inbound(0) if found.address == SAM] == []


async def test_telegram_forgets(telegram: TelegramChannel, sam: Phone) -> None:
    """What the bot said can be deleted in the chat; asking again does no harm."""
    sent = await telegram.send(Outgoing("o10", str(sam.number), "hello"))
    assert isinstance(sent, Sent)
    assert await telegram.forget_all(str(sam.number), [sent.receipt])
    assert await telegram.forget_all(str(sam.number), [sent.receipt])


async def test_sms_wrong_account(doors: Doors) -> None:
    """A wrong token is named and never taken for a sent text."""
    sms = SmsChannel(peers.ACCOUNT, "wrong", peers.NUMBER, peers.TWILIO)
    result = await sms.send(Outgoing("o8", SAM, "hello"))
    assert isinstance(result, NotSent)
    assert result.failure is Failure.UNAVAILABLE
    await sms.stop()
