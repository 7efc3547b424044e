"""The small parts of the doors: rows of buttons, files, the console, what cannot be reached."""

import subprocess
import sys

import pytest

from bot.channels.base import Button, ChannelName, Failure, NotSent, Sent
from bot.channels.console import ConsoleChannel
from bot.channels.files import Attachment, read_attachment
from bot.channels.keyboard import rows
from bot.channels.parts import send_parts
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, BOT_TOKEN, NUMBER, FarSide, Reply, out
from tests.channels.table_sms import TO_SAM
from tests.channels.table_telegram_in import TAP, tapped
from tests.channels.table_telegram_out import YES
from tests.gap_providers import SERVICE


def labels(*words: str) -> list[list[str]]:
    return [[button.label for button in row] for row in rows([Button(word, word) for word in words])]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", []),
        ("a", ["a"]),
        ("a b c", ["a b", "c"]),
        ("a something-much-longer b c", ["a", "something-much-longer", "b c"]),
        ("0 1 2 3 4 5 6 7 8 9 10", ["0 1 2 3 4 5", "6 7 8 9 10"]),
        ("1 2 3 4 5 Skip", ["1 2 3 4 5", "Skip"]),
        ("1 2 3 4 5 6 7 Skip Back", ["1 2 3 4", "5 6 7", "Skip Back"]),
        ("1 2 3", ["1 2", "3"]),
    ],
)
def test_rows(words: str, expected: list[str]) -> None:
    """Scales stand in one or two rows, short labels in pairs, long ones alone, all in their order."""
    assert labels(*words.split()) == [row.split() for row in expected]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("data:text/csv;name=a.csv;base64,YSxi", Attachment("text/csv", "a.csv", b"a,b")),
        ("data:image/png;base64,YQ==", Attachment("image/png", "file", b"a")),
        ("https://x.example/a.png", Attachment("image/png", "a.png", "https://x.example/a.png")),
        ("https://x.example/a", Attachment("application/octet-stream", "a", "https://x.example/a")),
    ],
)
def test_attachments(address: str, expected: Attachment) -> None:
    """Bytes in an address are read; an https address is left to the provider."""
    assert read_attachment(address) == expected


@pytest.mark.parametrize(
    "address",
    ["", "/etc/passwd", "file:///etc/passwd", "http://x.example", "data:text/csv,a", "data:a;base64,?"],
)
def test_strange_attachments(address: str) -> None:
    """Nothing else is ever opened."""
    with pytest.raises(ValueError, match=r"media|base64|Only"):
        read_attachment(address)


@pytest.mark.parametrize(("name", "text"), [("telegram", "“a”"), ("sms", '"a"'), ("console", "“a”")])
async def test_console(name: ChannelName, text: str) -> None:
    """The console collects and shows what the channel it stands for would have sent."""
    shown: list[str] = []
    console = ConsoleChannel(name, lambda message: shown.append(message.text))
    await console.start()
    assert await console.send(out("“a”\u202e")) == Sent(f"{name}-1")
    assert shown == [message.text for message in console.sent] == [text]
    await console.after_tap(TAP, "Later")
    assert console.taps == [("9", "Later")]
    await console.stop()


async def test_console_refuses() -> None:
    """It fails as often as told and shows nothing meanwhile; without an end until told otherwise."""
    console = ConsoleChannel()
    refused = NotSent(Failure.BLOCKED, code="refuse")
    console.refuse(Failure.BLOCKED, 2)
    assert [await console.send(out()) for _ in range(3)] == [refused, refused, Sent("console-1")]
    console.refuse(Failure.BLOCKED, -1)
    assert [await console.send(out()) for _ in range(5)] == [refused] * 5
    console.refuse(Failure.BLOCKED, 0)
    assert await console.send(out()) == Sent("console-2")
    assert len(console.sent) == 2


async def test_nobody_there(far_side: FarSide) -> None:
    """Where no connection is made the text was certainly not sent."""
    gone = "http://127.0.0.1:1"
    telegram = TelegramChannel(BOT_TOKEN, gone)
    sms = SmsChannel(ACCOUNT, AUTH_TOKEN, NUMBER, gone)
    assert await telegram.send(out()) == NotSent(Failure.UNAVAILABLE, code="ConnectError")
    assert await sms.send(TO_SAM) == NotSent(Failure.UNAVAILABLE, code="ClientConnectorError")
    with pytest.raises(ConnectionError):
        await sms.list_inbound(0)
    with pytest.raises(ConnectionError):
        await telegram.me()
    await telegram.stop()
    await sms.stop()


async def test_service_instead_of_number(far_side: FarSide) -> None:
    """With a messaging service its id is named instead of a number, and no callback without an address."""
    far_side.replies = [Reply({"sid": "SM1"}, 201)]
    sms = SmsChannel(ACCOUNT, AUTH_TOKEN, SERVICE, far_side.url)
    await sms.start()
    assert await sms.send(TO_SAM) == Sent("SM1")
    await sms.after_tap(TAP, "x")
    await sms.stop()
    fields = {"To": TO_SAM.address, "Body": TO_SAM.text, "MessagingServiceSid": SERVICE}
    assert far_side.requests[0].fields == fields


async def test_webhook_mode(far_side: FarSide) -> None:
    """In webhook mode a start names the address, the secret and the kinds of updates wanted."""
    far_side.replies = [YES]
    bot = TelegramChannel(BOT_TOKEN, far_side.url, "s3cret", "webhook", webhook_url="https://b.example/t")
    await bot.start()
    await bot.stop()
    kinds = ["message", "callback_query", "my_chat_member"]
    call = far_side.requests[0]
    assert call.path == "/setWebhook"
    assert call.fields == {"url": "https://b.example/t", "allowed_updates": kinds, "secret_token": "s3cret"}


async def test_costs(telegram: TelegramChannel, sms: SmsChannel) -> None:
    """A text costs as many sends, or segments, as it will take."""
    assert [telegram.cost(out("x" * n)) for n in (1, 4_096, 4_097)] == [1, 1, 2]
    assert [sms.cost(out("x" * n)) for n in (160, 161, 1_601)] == [1, 2, 12]
    assert sms.cost(out("“" * 160)) == 1


@pytest.mark.parametrize(
    ("done", "met", "expected"),
    [
        (0, "ab", NotSent(Failure.THROTTLED, done=1)),
        (1, "b", NotSent(Failure.THROTTLED, done=1)),
        (2, "b", NotSent(Failure.THROTTLED, done=1)),
        (9, "b", NotSent(Failure.THROTTLED, done=1)),
    ],
)
async def test_parts_go_on_where_they_stopped(done: int, met: str, expected: NotSent) -> None:
    """What went before does not go again, the last part always goes, and a failure says how far it came."""
    tried: list[str] = []

    async def first() -> Sent:
        tried.append("a")
        return Sent("1")

    async def second() -> NotSent:
        tried.append("b")
        return NotSent(Failure.THROTTLED)

    assert await send_parts([first, second], done) == expected
    assert tried == list(met)


async def test_old_taps_are_forgotten(telegram: TelegramChannel, far_side: FarSide) -> None:
    """Of the texts under tapped buttons only so many are kept in mind."""
    for i in range(1_001):
        await telegram._read(tapped(id=f"t{i}"))
    assert len(telegram._shown) == 1_000
    assert "t0" not in telegram._shown


def test_the_sdk_is_not_loaded_early() -> None:
    """Importing the SMS door does not import the provider's SDK, which would slow every command."""
    code = "import sys, bot.channels.sms; sys.exit('twilio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
