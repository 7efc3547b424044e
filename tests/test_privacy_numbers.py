"""A number that was the practice's once: what came to it is found for an erasure, also after years."""

from pathlib import Path
from typing import Any

import pytest

from bot.channels.sms import SmsChannel
from bot.forgetting import Forgetter
from storage.leftovers import Leftover
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, NUMBER
from tests.gap_providers import SERVICE
from tests.test_backfill import MINUTE, Gone, gone

OLD = "+15550000007"


@pytest.mark.parametrize("sender", [SERVICE, NUMBER])
async def test_numbers_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    """What a client texted to a number we had before is deleted, though we have another, and began anew."""
    async with gone(tmp_path) as there:
        inner, held = there.inner, there.held
        kim, at = inner.figures["kim"].address, inner.clock.now() - MINUTE
        before = SmsChannel(ACCOUNT, AUTH_TOKEN, SERVICE if sender == SERVICE else OLD, held.url)
        now = SmsChannel(ACCOUNT, AUTH_TOKEN, sender, held.url)
        held.numbers = [OLD]
        old = held.sms(kim, "win one", at, by=OLD)
        assert await Gone(there.stage, held, before).look() == 1
        held.numbers = [NUMBER]
        new = held.sms(kim, "win two", at)
        other = held.sms(kim, "an appointment please", at, by="+15550009999")
        deleted = list[str]()

        async def forget(sid: str) -> bool:
            deleted.append(sid)
            return True

        monkeypatch.setattr(now, "forget", forget)
        channels: Any = {(inner.practice, "sms"): now}
        forgetter = Forgetter(inner.engine.store, channels, inner.clock)
        assert await forgetter._try(Leftover("x", inner.practice, "sms", kim))
        assert (sorted(deleted), other in deleted) == (sorted([old, new]), False)
        await before.stop()
        await now.stop()
