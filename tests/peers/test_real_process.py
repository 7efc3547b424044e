"""The real program against strangers' servers: people join, work, leave; it is stopped and killed."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from aiohttp import ClientSession
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from tests.peers import peers
from tests.peers.peers import Carrier, Gate, Phone
from tests.peers.process import Interlude, SmsScreen, TelegramScreen

_people = count(920_001)
_numbers = count(10_001)
MODES = ("polling", "webhook")


@pytest.fixture(params=MODES)
async def interlude(
    request: pytest.FixtureRequest, tmp_path: Path, session: ClientSession, gate: Gate
) -> AsyncIterator[Interlude]:
    """A practice that has just been set up, and is running; whatever it did kept to the providers' rules."""
    found = Interlude(tmp_path, request.param)
    await found.command("keys", "new")
    await found.start()
    yield found
    await found.close()
    logged = found.log.read_text("utf-8")
    assert "Traceback" not in logged
    assert "failed" not in logged


@pytest.fixture
async def ada(interlude: Interlude, session: ClientSession) -> TelegramScreen:
    """A therapist who has joined by the link an operator made."""
    screen = TelegramScreen(Phone(session, next(_people)))
    link = re.search(
        rf"https://t\.me/{peers.USERNAME}\?start=(\S+)",
        await interlude.command("therapist", "add", "Ada Okafor"),
    )
    assert link
    await screen.says(f"/start {link[1]}")
    await screen.reads("/invite")
    await screen.says("skip")
    return screen


@pytest.fixture
def mia(session: ClientSession) -> TelegramScreen:
    return TelegramScreen(Phone(session, next(_people)))


@pytest.fixture
def sam(session: ClientSession, carrier: Carrier) -> SmsScreen:
    return SmsScreen(session, carrier, f"+4477009{next(_numbers)}")


async def sam_joins(ada: TelegramScreen, sam: SmsScreen) -> None:
    """Sam is invited by number, says yes to everything, and wants full texts."""
    await ada.says(f"/invite Sam {sam.number} tue 15:00 weekly")
    await ada.taps("Yes")
    word = (await ada.reads(r"Tell Sam this word: (\w+)"))[1]
    await sam.reads(rf"your word: {word}\b.*Reply YES")
    for question, answer in (("Thank you", "yes"), ("Which do you prefer", "2"), ("Shall we go on", "1")):
        await sam.says(answer)
        await sam.reads(question)
    await sam.says("1")
    await sam.reads("SOS brings numbers")
    await ada.reads("Sam has joined")


async def sam_starts(ada: TelegramScreen, sam: SmsScreen) -> None:
    """A thought record is sent and begun: its first question is open."""
    await ada.says("/assign sam thought record daily at 12:00")
    await ada.taps("Send")
    await sam.reads("1 Start")
    await sam.says("1")
    await sam.reads("what, where, when")


async def a_moment() -> None:
    """People think before they answer: what comes within four seconds belongs to the answer before."""
    await asyncio.sleep(4.2)


async def test_a_practice(
    interlude: Interlude, ada: TelegramScreen, mia: TelegramScreen, sam: SmsScreen
) -> None:
    """From the operator's first command to a client's STOP and a clean end."""
    await ada.says("/invite Mia wed 10:00")
    await ada.taps("Yes")
    code = (await ada.reads(rf"https://t\.me/{peers.USERNAME}\?start=(\w+)"))[1]
    await mia.says(f"/start {code}")
    for question, button in (
        ("Which do you prefer", "Full"),
        ("Shall we go on", "Agree"),
        ("suit you", "It does"),
    ):
        await mia.reads(question)
        await mia.taps(button)
    await ada.reads("Mia has joined")
    await sam_joins(ada, sam)

    await ada.says("/assign mia thought record daily at 12:00")
    await ada.taps("Send")
    await mia.taps("Start")
    await mia.reads("what, where, when")
    await mia.says("at the bus stop")
    await mia.reads("word for word")

    await sam_starts(ada, sam)
    await sam.says("STOP")
    await sam.reads("stopped, and nothing more is sent.*116 123")
    await ada.reads("Sam ended the messages")
    assert await interlude.stop() == 0


async def test_killed(interlude: Interlude, ada: TelegramScreen, sam: SmsScreen) -> None:
    """Killed in mid-conversation, it goes on with the next answer; no text is lost or repeated."""
    await sam_joins(ada, sam)
    await sam_starts(ada, sam)
    before = await sam.texts()
    assert await interlude.kill() == -9
    await interlude.start()
    await sam.says("at the bus stop")
    await sam.says("done")
    await sam.reads("word for word")
    await a_moment()
    await sam.says("they all looked at me")
    await sam.reads("How much did you believe it")
    assert (await sam.texts())[: len(before)] == before
    assert len(await sam.texts()) == len(before) + 2
    await interlude.kill()
    await interlude.start()
    await a_moment()
    await sam.says("7")
    await sam.reads("speaks for it")
    assert await interlude.stop() == 0


@pytest.mark.parametrize("interlude", ["webhook"], indirect=True)
async def test_twice_and_forged(
    interlude: Interlude, ada: TelegramScreen, sam: SmsScreen, session: ClientSession
) -> None:
    """The same signed text has one effect, however often it comes; one with a wrong signature has none."""
    await sam_joins(ada, sam)
    await sam_starts(ada, sam)
    url = f"{peers.PUBLIC_URL}/twilio/sms"
    said = {"From": sam.number, "To": peers.NUMBER, "Body": "at the bus stop", "MessageSid": "SM" + "7" * 32}
    said |= {"AccountSid": peers.ACCOUNT, "NumMedia": "0"}
    signed = {"X-Twilio-Signature": RequestValidator(peers.AUTH_TOKEN).compute_signature(url, said)}
    for _ in range(3):
        async with session.post(url, data=said, headers=signed) as answer:
            assert answer.status == 200
    await sam.says("done")
    await sam.reads("word for word")
    forged = [{}, {"X-Twilio-Signature": "AAAA"}, {"X-Twilio-Signature": signed["X-Twilio-Signature"][::-1]}]
    for headers in forged:
        async with session.post(url, data=said | {"Body": "STOP"}, headers=headers) as answer:
            assert answer.status == 403
    async with session.post(url, data=said | {"Body": "STOP"}, headers=signed) as answer:
        assert answer.status == 403
    await a_moment()
    await sam.says("they all looked at me")
    await sam.reads("How much did you believe it")
    assert ["word for word" in text for text in await sam.texts()].count(True) == 1
    assert not any("stopped" in text for text in await sam.texts())
    kept = json.loads(await interlude.command("export", "Sam"))["json"]["records"]
    assert [one["doc"]["words"] for one in kept if "at the bus stop" in json.dumps(one)] == [
        "at the bus stop"
    ]
    assert await interlude.stop() == 0
