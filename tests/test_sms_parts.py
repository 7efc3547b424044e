"""A long SMS goes in parts: none twice, none lost without a word, whoever sends and whatever is reported."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.sms import SmsChannel
from bot.channels.sms_webhooks import parse_status
from bot.doubt import HOLD_LISTED
from storage.rows import OutboxRow, TurnWrites
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, NUMBER, PUBLIC_URL
from tests.gap_providers import Providers, providers
from tests.spool_stage import outage
from tests.test_ambiguous import Doubt

MINUTE = 60_000
SAID = [word * 1_500 for word in "abc"]
WORDS = "\n\n".join(SAID)
"""Three parts."""


class Long(Doubt):
    """Kim is to get a text in three parts."""

    sms: SmsChannel | None = None

    async def queue(self) -> None:
        """It waits to be sent."""
        id, at = await self.stage.play.id("kim"), self.inner.clock.now()
        store = self.inner.engine.store
        version = (await store.load(self.inner.practice, [id]))[id].version
        doc = {"text": WORDS, "buttons": [], "media": []}
        row = OutboxRow("long", "sms", "reply", False, at, at + 86_400_000, id, doc)
        await store.commit(
            TurnWrites(
                person_id=id, practice_id=self.inner.practice, expected_version=version, at=at, outbox=[row]
            )
        )

    async def goes(self) -> None:
        """It is sent, as far as Twilio lets it."""
        await self.queue()
        await self.inner.engine.settle()

    async def told(self, part: int, status: str, code: str = "") -> None:
        """Twilio calls back about one part, to the address it was given for it."""
        query = parse_qs(urlsplit(self.held.callbacks[part - 1]).query)
        sid = next(one["sid"] for one in self.held.texts if one["body"] == SAID[part - 1])
        fields = {"MessageSid": sid, "MessageStatus": status, "To": self.address, "ErrorCode": code}
        report = parse_status(fields, query["ref"][0], 0, int(query.get("part", ["0"])[0]))
        assert report is not None
        await self.inner.engine.door.receive(self.inner.practice, report)

    async def elsewhere(self) -> None:
        """Another process does the sending from now on."""
        await self.stop()
        self.sms = channel(self.held)
        self.inner._channels[self.inner.practice, "sms"] = self.sms  # type: ignore[assignment]  # a real one
        await self.stage.begin()

    async def stop(self) -> None:
        """Nobody sends any more."""
        if self.sms is not None:
            await self.sms.stop()

    async def state(self) -> str:
        """What the text is in."""
        rows = await self.inner.engine.store._pump.read("SELECT state FROM outbox WHERE id = 'long'")
        return str(rows[0][0])

    async def heard(self) -> list[str]:
        """What Ada was told meanwhile."""
        before = len(self.stage.play.printed)
        await self.later(MINUTE)
        return [one["kind"] for one in self.stage.printed(before) if one["to"] == "ada"]


def channel(held: Providers) -> SmsChannel:
    """The real channel, as one process has it."""
    return SmsChannel(ACCOUNT, AUTH_TOKEN, NUMBER, held.url, PUBLIC_URL, segments_per_second=1_000)


@asynccontextmanager
async def long(tmp_path: Path) -> AsyncIterator[Long]:
    """The stage with its SMS channel replaced by the real one."""
    async with outage(tmp_path) as stage, providers() as held:
        held.now = stage.play.stage.clock.now
        there = Long(stage, held)
        await there.elsewhere()
        try:
            yield there
        finally:
            await there.stop()


async def test_another_process_goes_on_where_one_stopped(tmp_path: Path) -> None:
    """Parts that went before a 429 do not go again, though another process sends the rest."""
    async with long(tmp_path) as it:
        it.held.throttles = 3
        await it.goes()
        assert it.went() == SAID[:2]
        it.held.throttles = 0
        await it.elsewhere()
        await it.later(MINUTE)
        assert it.went() == SAID
        assert await it.state() == "sent"


@pytest.mark.parametrize("status", ["sent", "delivered"])
async def test_a_first_part_that_arrived_does_not_stand_for_the_rest(tmp_path: Path, status: str) -> None:
    """A callback about the first part, while the second meets a 429, leaves the rest to be sent."""
    async with long(tmp_path) as it:

        async def report() -> None:
            await it.told(1, status)

        it.held.throttles = 2
        it.held.meanwhile["refuse"] = report
        await it.goes()
        assert await it.state() == "queued"
        it.held.throttles = 0
        await it.later(MINUTE)
        assert it.went() == SAID
        await it.told(2, "delivered")
        assert await it.state() == "sent"
        await it.told(3, "delivered")
        assert await it.state() == "delivered"


@pytest.mark.parametrize("first", ["failure", "arrival"])
async def test_an_earlier_part_that_did_not_arrive_is_told_of(tmp_path: Path, first: str) -> None:
    """The text has failed and its therapist hears, once, also when its last part arrived before."""
    async with long(tmp_path) as it:
        await it.goes()
        if first == "arrival":
            await it.told(3, "delivered")
        await it.told(1, "undelivered", "30005")
        await it.told(2, "undelivered", "30005")
        await it.told(3, "delivered")
        assert await it.state() == "failed"
        assert await it.heard() == ["notice"]


async def test_the_rest_of_a_text_that_failed_does_not_go(tmp_path: Path) -> None:
    """While the rest waits, a first part that did not arrive ends the text; its therapist hears."""
    async with long(tmp_path) as it:
        it.held.throttles = 2
        await it.goes()
        await it.told(1, "undelivered", "30007")
        it.held.throttles = 0
        assert await it.heard() == ["notice"]
        assert it.went() == SAID[:1]
        assert await it.state() == "failed"


async def test_a_part_in_doubt_that_was_told_of_does_not_go_again(tmp_path: Path) -> None:
    """Nobody knows whether the first part went until its callback says so: the text goes on after it."""
    async with long(tmp_path) as it:
        it.held.creating = "takes_silently"
        await it.goes()
        await it.told(1, "sent")
        it.held.creating = "takes"
        await it.later(HOLD_LISTED + MINUTE)
        assert it.went() == SAID
        assert it.counts() == {"met": 1, "resent": 1}
