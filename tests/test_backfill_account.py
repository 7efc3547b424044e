"""What else lies in Twilio's account: what did not arrive, and what is none of ours."""

from pathlib import Path

import pytest

from bot.backfill import HOUR
from bot.channels.sms import SmsChannel
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, NUMBER
from tests.gap_providers import SERVICE
from tests.test_backfill import MINUTE, Gone, gone


async def test_what_failed_while_nobody_listened_is_learned(tmp_path: Path) -> None:
    """A text that did not arrive, of which no callback told, has failed; its therapist hears, once."""
    async with gone(tmp_path) as there:
        inner, clock = there.inner, there.inner.clock
        there.held.now = clock.now
        inner._channels[inner.practice, "sms"] = there.sms  # type: ignore[assignment]  # a real one in place of the printing one
        await there.stage.begin()
        await there.stage.says("kim", "menu")
        await inner.engine.settle()
        (sid,) = [one["sid"] for one in there.held.texts if one["to"] == inner.figures["kim"].address]
        clock.advance_to(clock.now() + 12 * HOUR)
        await inner.engine.store.ask_from(inner.practice, "sms", clock.now() - HOUR)
        there.held.fails(sid, 30007)
        fresh = Gone(there.stage, there.held, there.sms)
        before = len(there.stage.play.printed)
        for _ in range(2):
            await fresh.look()
            await inner.engine.settle()
        assert [e["kind"] for e in there.stage.printed(before) if e["to"] == "ada"] == ["notice"]
        assert (await inner.engine.store.outbox_counts())["failed"] == 1


async def test_with_a_service_only_its_own_numbers_are_looked_at(tmp_path: Path) -> None:
    """A client's text to another number of the account is no answer here; a look without numbers fails."""
    async with gone(tmp_path) as there:
        sms = SmsChannel(ACCOUNT, AUTH_TOKEN, SERVICE, there.held.url)
        service = Gone(there.stage, there.held, sms)
        at, kim = there.inner.clock.now() - MINUTE, there.inner.figures["kim"].address
        there.held.sms(kim, "win here", at)
        there.held.sms(kim, "win at the reception", at, by="+15550009999")
        there.held.numbers = None
        with pytest.raises(ConnectionError):
            await service.look()
        assert there.held.looks == 0
        there.held.numbers = [NUMBER]
        assert await service.look() == 1
        assert await there.stage.wins("kim") == ["here"]
        await sms.stop()
