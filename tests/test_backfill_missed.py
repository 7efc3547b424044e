"""What wakes an operator: texts that no webhook brought, and nothing that one did bring."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.backfill import HOUR
from bot.channels.base import Inbound
from bot.held import MOST
from tests.test_backfill import MINUTE, Gone, gone

STRANGER = "+447700900999"


def texted(there: Gone, text: str, address: str = "") -> Inbound:
    """Twilio has this text, sent now, and its webhook is about to bring it."""
    inner = there.inner
    address = address or inner.figures["kim"].address
    sid = there.held.sms(address, text, inner.clock.now())
    inbound = inner._inbound(inner.figures["kim"], {"text": text})
    return replace(inbound, key=f"sms:{sid}:in", address=address, sent_at=inner.clock.now())


async def listening(there: Gone) -> None:
    """The first look is over, and half an hour has passed."""
    await there.look()
    there.inner.clock.advance_to(there.inner.clock.now() + HOUR // 2)


async def brought(there: Gone, *texts: Inbound) -> None:
    """Their webhooks come."""
    for one in texts:
        await there.inner.engine.door.receive(there.inner.practice, one)


async def looks(there: Gone, times: int = 5) -> tuple[int, int]:
    """So many hourly looks; how many texts were taken, and counted as missed, in all of them."""
    counts, clock = there.inner.engine.door.backfilled, there.inner.clock
    for _ in range(times):
        clock.advance_to(clock.now() + HOUR)
        await there.look()
    return counts["taken"], counts["missed"]


@pytest.mark.parametrize("words", ["hi is this Bob?", "stop", "start", "i want to die", ""])
async def test_what_a_stranger_texted_was_not_missed(tmp_path: Path, words: str) -> None:
    """Whatever somebody unknown texts, once its webhook brought it no look finds it anew."""
    async with gone(tmp_path) as there:
        await listening(there)
        await brought(there, texted(there, words, STRANGER))
        assert await looks(there) == (0, 0)


async def test_nor_was_it_by_another_process(tmp_path: Path) -> None:
    """A look by a process that never saw the webhook knows it from the store; a START is known as well."""
    async with gone(tmp_path) as there:
        await listening(there)
        await brought(there, texted(there, "hi", STRANGER), texted(there, "start", STRANGER))
        await there.stage.begin()
        there.backfill._door = there.inner.engine.door
        there.backfill.counts = there.inner.engine.door.backfilled
        assert await looks(there) == (0, 0)


async def test_what_was_turned_away_was_not_missed(tmp_path: Path) -> None:
    """Beyond their limits nobody's text is brought back by a look: its sender heard that it is not kept."""
    async with gone(tmp_path) as there:
        await listening(there)
        await brought(there, *(texted(there, f"hi {n}", STRANGER) for n in range(40)))
        await brought(there, *(texted(there, f"win {n}") for n in range(MOST + 40)))
        assert there.inner.engine.faults["over_limit"] > 0
        assert await looks(there, 1) == (0, 0)


async def test_what_waits_in_the_spool_was_not_missed(tmp_path: Path) -> None:
    """A look that comes before the spool was gone through passes over what lies there."""
    async with gone(tmp_path) as there:
        inner = there.inner
        await listening(there)
        there.stage.away()
        await brought(there, texted(there, "win one"))
        there.stage.back()
        assert await looks(there, 1) == (0, 0)
        assert len(there.stage.files()) == 1
        await inner.engine.door.gap.replay()
        assert await there.stage.wins("kim") == ["one"]


async def test_what_could_be_kept_nowhere_is_taken_but_was_brought(tmp_path: Path) -> None:
    """A webhook that was refused is found by the look; it is no sign that webhooks go elsewhere."""
    async with gone(tmp_path) as there:
        await listening(there)
        spool, there.inner.engine.door.gap.spool = there.inner.engine.door.gap.spool, None
        there.stage.away()
        with pytest.raises(Exception, match="on request"):
            await brought(there, texted(there, "win one"))
        there.stage.back()
        there.inner.engine.door.gap.spool = spool
        assert await looks(there) == (1, 0)
        assert await there.stage.wins("kim") == ["one"]


async def test_a_strangers_text_no_webhook_brought_is_missed_once(tmp_path: Path) -> None:
    """What really was missed is counted by the look that finds it, and by no later one."""
    async with gone(tmp_path) as there:
        await listening(there)
        texted(there, "hi is this Bob?", STRANGER)
        assert await looks(there) == (1, 1)


async def test_a_stop_that_was_missed_leaves_a_known_start_standing(tmp_path: Path) -> None:
    """START came by webhook; the STOP before it is found by a look: the number may be invited."""
    async with gone(tmp_path) as there:
        await listening(there)
        there.held.sms(STRANGER, "stop", there.inner.clock.now() - 5 * MINUTE)
        await brought(there, texted(there, "start", STRANGER))
        assert await looks(there) == (1, 1)
        store, practice = there.inner.engine.store, there.inner.practice
        assert await store.address_of(practice, "sms", STRANGER) is None
