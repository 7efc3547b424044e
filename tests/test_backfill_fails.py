"""A look at Twilio that does not come to its end: what it had is kept, and somebody hears when it lasts."""

from pathlib import Path

import pytest

from bot.backfill import HOUR, LONGEST, OVERLAP
from bot.metrics import Metrics
from tests.test_backfill import MINUTE, gone
from tests.test_metrics import parsed, value

AGE = "interlude_backfill_age_seconds"


def samples(text: str) -> set[str]:
    """The names that have a value."""
    return {sample.name for family in parsed(text).values() for sample in family.samples}


async def _broken(since: int) -> list[object]:
    raise ConnectionError


async def test_what_came_is_noted_though_what_failed_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Day after day one half of the look fails: the other does not fetch everything again, and counts."""
    async with gone(tmp_path) as there:
        clock, counts = there.inner.clock, there.inner.engine.door.backfilled
        await there.look()
        begun, asked = clock.now(), list[int]()
        really = there.sms.list_inbound

        async def inbound(since: int) -> list[object]:
            asked.append(clock.now() - since)
            return list(await really(since))

        monkeypatch.setattr(there.sms, "list_inbound", inbound)
        with monkeypatch.context() as patched:
            patched.setattr(there.sms, "list_failed", _broken)
            for _ in range(30):
                clock.advance_to(clock.now() + HOUR)
                with pytest.raises(ConnectionError):
                    await there.look()
        assert set(asked) == {HOUR + OVERLAP}
        there.texts("win one", ago=30 * MINUTE)
        since = list[int]()

        async def failed(at: int) -> list[object]:
            since.append(at)
            return []

        monkeypatch.setattr(there.sms, "list_failed", failed)
        await there.look()
        assert since == [begun - OVERLAP - LONGEST]
        assert counts["missed"] == 1


async def test_a_fresh_process_listens_though_what_failed_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From its first half look on a process knows which texts its webhooks should have brought."""
    async with gone(tmp_path) as there:
        monkeypatch.setattr(there.sms, "list_failed", _broken)
        for _ in range(2):
            with pytest.raises(ConnectionError):
                await there.look()
            there.inner.clock.advance_to(there.inner.clock.now() + HOUR)
            there.texts("win one", ago=30 * MINUTE)
        with pytest.raises(ConnectionError):
            await there.look()
        assert there.inner.engine.door.backfilled["missed"] == 2


async def test_how_long_no_look_came_to_its_end_is_told(tmp_path: Path) -> None:
    """While looks fail the age grows, a good one ends that; who does not look, or no more, says nothing."""
    async with gone(tmp_path) as there:
        clock, ages = there.inner.clock, list[float]()
        begun, metrics = clock.now(), Metrics(there.inner.engine, clock)

        class Enough(Exception):
            pass

        async def sleep(seconds: float) -> None:
            clock.advance_to(clock.now() + round(seconds * 1000))
            ages.append(value(await metrics.text(), AGE))
            there.held.broken = 1 if clock.now() < begun + 3 * HOUR else 0
            if clock.now() > begun + 5 * HOUR:
                raise Enough

        there.backfill._sleep, there.held.broken = sleep, 1
        assert AGE not in samples(await metrics.text())
        with pytest.raises(Enough):
            await there.backfill.run()
        assert max(ages) >= 3 * HOUR / 1000
        assert ages[-2:] == [HOUR / 1000] * 2
        assert AGE not in samples(await metrics.text())
