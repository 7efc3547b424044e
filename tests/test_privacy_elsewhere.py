"""What providers keep of an erased person is deleted there, as often as it takes, and holds nothing up."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram.error import BadRequest, TimedOut

from bot.channels.console import ConsoleChannel
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.forgetting import GIVE_UP, Forgetter
from tests.core_stage import Play
from tests.privacy_stage import WEEK, bytes_in, lived
from tests.world import ADA, client

MINUTE = 60_000


class Provider(ConsoleChannel):
    """A channel whose provider keeps messages; `away` lets deleting fail."""

    def __init__(self, name: Any) -> None:
        super().__init__(name)
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.away = False

    async def forget_all(self, address: str, receipts: Sequence[str]) -> bool:
        self.asked.append((address, tuple(receipts)))
        return not self.away


def forgetter(play: Play, provider: Provider) -> Forgetter:
    """The work after erasures on this stage, with this provider for both channels."""
    stage = play.stage
    channels = {(stage.practice, name): provider for name in ("telegram", "sms")}
    return Forgetter(stage.engine.store, channels, stage.clock)


async def erased(play: Play) -> str:
    """Erase Sam; gives the address."""
    stage = play.stage
    await stage.engine.eraser.erase(stage.practice, await play.id("sam"), "operator")
    return stage.figures["sam"].address


async def test_what_a_provider_keeps_is_deleted_with_its_receipts(tmp_path: Path) -> None:
    """The address and the receipts of what was sent reach the channel once, then nothing of them is kept."""
    async with lived(tmp_path, (ADA, client("sam", "sms"), *WEEK[7:8])) as play:
        await play({"who": "sam", "text": "note it rained"}, {"who": "sam", "tap": "Ada may"})
        sent = [f"sms-{n + 1}" for n in range(len(play.stage._channels["practice", "sms"].sent))]
        provider, store = Provider("sms"), play.stage.engine.store
        work, address = forgetter(play, provider), await erased(play)
        assert address.encode() not in b"".join(bytes_in(tmp_path).values())
        await work.work()
        assert provider.asked == [(address, tuple(sent))]
        assert sent
        assert await store.leftover_count() == 0
        assert work.counts["failed"] == 0


async def test_a_provider_that_is_away_is_asked_again_then_given_up(tmp_path: Path) -> None:
    """Each failure waits longer; after two weeks the row goes too, and both are counted."""
    async with lived(tmp_path, (ADA, client("sam", "sms"))) as play:
        provider, clock = Provider("sms"), play.stage.clock
        work = forgetter(play, provider)
        await erased(play)
        provider.away = True
        assert await work.work() == 2
        assert await work.work() == 0
        clock.advance_to(clock.now() + MINUTE)
        assert await work.work() == 1
        assert work.counts == {"deleted": 1, "failed": 2}
        clock.advance_to(clock.now() + GIVE_UP)
        await work.work()
        assert work.counts["given_up"] == 1
        assert await play.stage.engine.store.leftover_count() == 0


async def test_what_does_not_open_is_given_up_and_told(tmp_path: Path) -> None:
    """A spoilt row is no success: it is counted, logged by its id and gone, and the others are done."""
    async with lived(tmp_path, (ADA, client("sam", "sms"))) as play:
        provider, store = Provider("sms"), play.stage.engine.store
        work = forgetter(play, provider)
        await erased(play)
        (row,) = [one.id for one in await store.leftovers(play.stage.clock.now()) if one.channel]
        await store._pump.job(lambda c: c.execute("UPDATE leftover SET doc = X'00' WHERE id = ?", (row,)))
        with capture_logs() as logs:
            assert await work.work() == 2
        assert (work.counts, provider.asked) == ({"deleted": 1, "given_up": 1}, [])
        (line,) = [one for one in logs if one["event"] == "not_deleted_elsewhere"]
        assert (line["row"], line["state"]) == (row, "unreadable")
        assert await store.leftover_count() == 0


async def test_what_is_left_to_do_survives_a_crash_and_opens_with_the_practice_s_key(tmp_path: Path) -> None:
    """A restart knows the address and the receipts still."""
    async with lived(tmp_path, (ADA, client("sam", "sms"))) as play:
        address = await erased(play)
        await play({"crash": True})
        (one,) = [
            row for row in await play.stage.engine.store.leftovers(play.stage.clock.now()) if row.channel
        ]
        assert (one.channel, one.address) == ("sms", address)


class Twilio:
    """The part of the SDK's client that deletes and lists."""

    def __init__(self, there: list[str]) -> None:
        self.there = there
        self.listed: list[dict[str, Any]] = []
        self.messages = self

    def __call__(self, sid: str) -> Any:
        async def delete_async() -> bool:
            self.there.remove(sid)
            return True

        return SimpleNamespace(delete_async=delete_async)

    async def list_async(self, **query: Any) -> list[Any]:
        self.listed.append({key: value for key, value in query.items() if key != "limit"})
        found = [sid for sid in self.there if sid.startswith("SM") and "from_" in query]
        ours = {"from_": "+15017122661", "messaging_service_sid": None, "direction": "outbound-api"}
        return [SimpleNamespace(sid=sid, **ours) for sid in found[: query["limit"]]]


async def test_twilio_forgets_both_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Known receipts go first, then every text between the two numbers."""
    channel = SmsChannel("AC1", "token", "+15017122661")
    twilio = Twilio(["known", "SM1", "SM2"])
    monkeypatch.setattr(SmsChannel, "_client", twilio)
    monkeypatch.setattr(twilio, "list_async", _once(twilio))
    assert await channel.forget_all("+447700900001", ["known"])
    assert twilio.there == []
    assert twilio.listed == [
        {"to": "+447700900001", "from_": "+15017122661"},
        {"from_": "+447700900001", "to": "+15017122661"},
    ]


async def test_a_full_list_at_twilio_is_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """With more texts than are listed at once nothing counts as deleted until a list was not full."""
    monkeypatch.setattr("bot.channels.sms_records._FORGOTTEN", 2)
    channel, twilio = SmsChannel("AC1", "token", "+15017122661"), Twilio([f"SM{n}" for n in range(5)])
    monkeypatch.setattr(SmsChannel, "_client", twilio)
    monkeypatch.setattr(twilio, "list_async", _once(twilio))
    left = []
    for gone in (False, False, True):
        assert await channel.forget_all("+447700900001", []) is gone
        left.append(len(twilio.there))
    assert left == [3, 1, 0]


async def test_a_full_list_of_what_was_sent_is_no_end_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each direction has its own limit: texts of ours fill theirs alone."""
    monkeypatch.setattr("bot.channels.sms_records._FORGOTTEN", 2)
    channel, twilio = SmsChannel("AC1", "token", "+15017122661"), Twilio(["SM1", "SM2", "SM3"])
    monkeypatch.setattr(SmsChannel, "_client", twilio)
    monkeypatch.setattr(twilio, "list_async", _once(twilio, "to"))
    assert not await channel.forget_all("+447700900001", [])
    assert await channel.forget_all("+447700900001", [])
    assert twilio.there == []


def _once(twilio: Twilio, side: str = "from_") -> Any:
    really = Twilio.list_async

    async def listing(**query: Any) -> list[Any]:
        found = await really(twilio, **query)
        return found if query[side] == "+447700900001" else []

    return listing


@pytest.mark.parametrize(
    ("fault", "gone"), [(None, True), (BadRequest("message can't be deleted"), True), (TimedOut(), False)]
)
async def test_telegram_forgets_what_it_may(
    fault: Exception | None, gone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is too old is let be; when Telegram is away it is worth another try."""
    channel, asked = TelegramChannel("1:token"), []

    async def delete_message(chat: int, message: int) -> bool:
        asked.append((chat, message))
        if fault is not None:
            raise fault
        return True

    monkeypatch.setattr(channel, "_bot", SimpleNamespace(delete_message=delete_message))
    assert await channel.forget_all("9001", ["7", "8"]) is gone
    assert asked == [(9001, 7), (9001, 8)]
