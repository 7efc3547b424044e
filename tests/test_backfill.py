"""What reached Twilio while we were away is asked for afterwards, through the same door, and counts once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import backfill as filling
from bot.backfill import HOUR, Backfill
from bot.channels.sms import SmsChannel
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, NUMBER
from tests.figures import hostdown
from tests.gap_providers import PAGE, Providers, providers
from tests.spool_stage import PEOPLE, Outage, outage
from tests.world import Line

MINUTE = 60_000


class Gone:
    """An outage of ours: providers went on taking texts. Kim texts by SMS."""

    def __init__(self, stage: Outage, held: Providers, sms: SmsChannel) -> None:
        self.stage, self.held, self.sms = stage, held, sms
        self.inner = stage.play.stage
        self.backfill = Backfill(
            self.inner.engine.door,
            self.inner.engine.store,
            {(self.inner.practice, "sms"): sms},
            self.inner.clock,
        )

    def texts(self, text: str, ago: int = MINUTE, who: str = "kim") -> str:
        """Somebody texts while nobody here listens."""
        at = self.inner.clock.now() - ago
        return self.held.sms(self.inner.figures[who].address, text, at)

    async def look(self) -> int:
        """Ask Twilio once."""
        return await self.backfill.look(self.inner.practice, "sms")


@asynccontextmanager
async def gone(tmp_path: Path, people: tuple[Line, ...] = PEOPLE) -> AsyncIterator[Gone]:
    """The stage, Twilio, and the real channel between them."""
    async with outage(tmp_path, people=people) as stage, providers() as held:
        sms = SmsChannel(ACCOUNT, AUTH_TOKEN, NUMBER, held.url)
        try:
            yield Gone(stage, held, sms)
        finally:
            await sms.stop()


async def test_what_was_missed_is_taken_once_and_in_order(tmp_path: Path) -> None:
    """Three texts nobody brought here are applied, oldest first; asking again brings nothing."""
    async with gone(tmp_path) as there:
        for number, word in enumerate(("one", "two", "three")):
            there.texts(f"win {word}", ago=(30 - number) * MINUTE)
        assert await there.look() == 3
        assert await there.look() == 0
        assert await there.stage.wins("kim") == ["one", "two", "three"]
        assert there.inner.engine.door.backfilled == {"asked": 2, "taken": 3}


async def test_what_a_webhook_brought_is_not_taken_again(tmp_path: Path) -> None:
    """A text that came by itself has the same key in the list, and so counts once."""
    async with gone(tmp_path) as there:
        sid = there.texts("win one")
        inbound = there.inner._inbound(there.inner.figures["kim"], {"text": "win one"})
        object.__setattr__(inbound, "key", f"sms:{sid}:in")
        await there.inner.engine.door.receive(there.inner.practice, inbound)
        assert await there.look() == 0
        assert await there.stage.wins("kim") == ["one"]


async def test_every_page_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More texts than one page holds are all found, those of texts we sent are not among them."""
    async with gone(tmp_path) as there:
        for number in range(PAGE + 5):
            there.held.sms(f"+44770090{number:04}", "hello", there.inner.clock.now() - MINUTE)
        there.held.sms(there.inner.figures["kim"].address, "ours", there.inner.clock.now(), ours=True)
        there.texts("win one", ago=2 * MINUTE)
        assert await there.look() == PAGE + 6
        assert there.held.looks == 2
        assert await there.stage.wins("kim") == ["one"]


async def test_it_asks_from_the_last_look_with_an_hour_to_spare(tmp_path: Path) -> None:
    """How far was asked outlives a restart: a text of three days ago is found if the last look was before."""
    async with gone(tmp_path) as there:
        await there.look()
        clock = there.inner.clock
        clock.advance_to(clock.now() + 72 * HOUR)
        there.texts("win old", ago=71 * HOUR)
        await there.stage.begin()
        fresh = Gone(there.stage, there.held, there.backfill._channels[there.inner.practice, "sms"])  # type: ignore[arg-type]  # it is the SMS channel
        assert await fresh.look() == 1
        assert await there.stage.wins("kim") == ["old"]
        asked = await there.inner.engine.store.asked_until(there.inner.practice, "sms")
        assert asked == clock.now()


async def test_what_cannot_be_taken_is_asked_for_again(tmp_path: Path) -> None:
    """A look during which the store is away fails, and the next one begins where it did."""
    async with gone(tmp_path) as there:
        await there.look()
        before = await there.inner.engine.store.asked_until(there.inner.practice, "sms")
        there.inner.clock.advance_to(there.inner.clock.now() + MINUTE)
        there.texts("win one")
        there.stage.away()
        with pytest.raises(Exception, match="on request"):
            await there.look()
        there.stage.back()
        assert await there.inner.engine.store.asked_until(there.inner.practice, "sms") == before
        assert await there.look() == 1


async def test_a_failed_look_is_repeated_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that does not answer is counted and asked for again after half a minute, not after an hour."""
    async with gone(tmp_path) as there:
        there.texts("win one")
        there.held.broken, waits = 2, list[float]()

        class Enough(Exception):
            pass

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 4:
                raise Enough

        there.backfill._sleep = sleep
        with pytest.raises(Enough):
            await there.backfill.run()
        assert waits == [30.0, 60.0, filling.EVERY, filling.EVERY]
        assert there.inner.engine.door.backfilled["failed"] == 2
        assert await there.stage.wins("kim") == ["one"]


async def test_distress_in_a_late_text_gets_card_and_flag(tmp_path: Path) -> None:
    """Words of danger sent half an hour before they were read are answered, and a human is told."""
    async with gone(tmp_path) as there:
        there.texts("i want to die", ago=30 * MINUTE)
        await there.look()
        before = len(there.stage.play.printed)
        await there.stage.play({"wait": "1m"})
        said = [(e["to"], e["kind"]) for e in there.stage.printed(before)]
        assert ("kim", "safety") in said
        assert ("ada", "alert") in said


async def test_a_late_answer_is_a_journal_entry(tmp_path: Path) -> None:
    """Words sent before the question they would answer are kept as a note, never applied."""
    async with gone(tmp_path) as there:
        there.texts("2", ago=3 * HOUR)
        there.texts("it was a hard day", ago=3 * HOUR)
        await there.stage.play(
            {"who": "ada", "text": "/assign Kim cbt-record daily at 12:00"}, {"who": "ada", "tap": "Send"}
        )
        await there.stage.play({"who": "kim", "tap": "Start"})
        await there.inner.engine.store.ask_from(
            there.inner.practice, "sms", there.inner.clock.now() - 3 * HOUR
        )
        assert await there.look() == 2
        await there.stage.play({"wait": "1m"})
        kept = [one["words"] for one in await there.stage.play.records("kim") if one["kind"] == "journal"]
        assert kept == ["2", "it was a hard day"] or kept == ["2\nit was a hard day"]


async def test_who_was_erased_is_not_taken_in_again(tmp_path: Path) -> None:
    """Texts of somebody erased since, found in the list, bring nothing and nobody back."""
    async with gone(tmp_path) as there:
        sid = there.texts("i want to die", ago=2 * MINUTE)
        inbound = there.inner._inbound(there.inner.figures["kim"], {"text": "i want to die"})
        object.__setattr__(inbound, "key", f"sms:{sid}:in")
        await there.inner.engine.door.receive(there.inner.practice, inbound)
        await there.stage.play({"wait": "1m"})
        there.texts("win after")
        engine = there.inner.engine
        await engine.eraser.erase(there.inner.practice, await there.stage.play.id("kim"), "operator")
        before, people = len(there.stage.play.printed), await engine.store.people(there.inner.practice)
        await there.look()
        await there.stage.play({"wait": "1m"})
        assert [e for e in there.stage.printed(before) if e["channel"] == "sms"] == []
        assert await engine.store.people(there.inner.practice) == people


async def test_a_strangers_distress_is_answered_once(tmp_path: Path) -> None:
    """Distress of somebody unknown in the list is answered, once over any looks and starts; no small talk."""
    async with gone(tmp_path) as there:
        for words in ("hello", "i want to die"):
            there.held.sms("+447700900999", words, there.inner.clock.now() - MINUTE)
        before = len(there.stage.play.printed)
        await there.look()
        await there.stage.begin()
        again = Gone(there.stage, there.held, there.backfill._channels[there.inner.practice, "sms"])  # type: ignore[arg-type]  # it is the SMS channel
        await again.look()
        assert [e["kind"] for e in there.stage.printed(before)] == ["safety"]


async def test_half_an_hour_away_loses_nothing(tmp_path: Path) -> None:
    """Texts on both channels during half an hour without us are all here afterwards, in order, once."""
    total, here, more, _ = await hostdown.recovered(tmp_path, *hostdown.SIZES["quick"])
    assert (here, more) == (total, 0)


async def test_the_first_look_comes_before_anything_unasked(tmp_path: Path) -> None:
    """A STOP that lies with Twilio at a start is read before anything unasked leaves, and asked for once."""
    async with gone(tmp_path) as there:
        there.texts("stop texting me")
        waits = list[float]()

        class Enough(Exception):
            pass

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            raise Enough

        there.backfill._sleep = sleep
        await there.backfill.first()
        assert (await there.stage.play.person("kim")).stopped_at > 0
        with pytest.raises(Enough):
            await there.backfill.run()
        assert (waits, there.held.looks) == ([filling.EVERY], 1)


async def test_a_first_look_that_takes_long_is_not_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start does not wait for it, and it goes on beside: cut off, it might say what it says twice."""
    async with gone(tmp_path) as there:
        looked: list[str] = []

        async def slowly(practice: str, channel: str) -> int:
            await asyncio.sleep(0.05)
            looked.append(channel)
            return 0

        monkeypatch.setattr(there.backfill, "look", slowly)
        monkeypatch.setattr(filling, "FIRST", 0.01)
        await there.backfill.first()
        assert looked == []
        await asyncio.sleep(0.2)
        assert looked == ["sms"]


async def test_whoever_takes_over_looks_by_the_time_of_the_last_look(tmp_path: Path) -> None:
    """A process whose own first look is an hour old asks at once when the looking becomes its task."""
    async with gone(tmp_path) as there:

        class Enough(Exception):
            pass

        async def sleep(seconds: float) -> None:
            raise Enough

        there.backfill._sleep = sleep
        await there.backfill.first()
        there.inner.clock.advance_to(there.inner.clock.now() + HOUR)
        with pytest.raises(Enough):
            await there.backfill.run()
        assert there.held.looks == 2


async def test_what_webhooks_should_have_brought_is_counted_apart(tmp_path: Path) -> None:
    """What came while nothing ran is no fault of the webhooks, nor is what may still be on its way."""
    async with gone(tmp_path) as there:
        counts, clock = there.inner.engine.door.backfilled, there.inner.clock
        there.texts("win one", ago=30 * MINUTE)
        assert await there.look() == 1
        assert counts["missed"] == 0
        clock.advance_to(clock.now() + HOUR)
        there.texts("win late", ago=90 * MINUTE)
        there.texts("win two", ago=30 * MINUTE)
        there.texts("win now", ago=MINUTE // 2)
        assert await there.look() == 3
        assert (counts["taken"], counts["missed"]) == (4, 1)


async def test_a_first_look_that_fails_is_not_the_first(tmp_path: Path) -> None:
    """While Twilio cannot be asked nobody knows what it holds: webhooks are judged from its answer on."""
    async with gone(tmp_path) as there:
        there.held.broken = 1
        with pytest.raises(ConnectionError):
            await there.look()
        there.inner.clock.advance_to(there.inner.clock.now() + HOUR)
        there.texts("win one", ago=30 * MINUTE)
        assert await there.look() == 1
        assert there.inner.engine.door.backfilled["missed"] == 0
