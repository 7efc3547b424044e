"""A text that may have gone out: asked about, reported, or sent once more; each end is counted."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.channels.base import Failure, Inbound
from bot.channels.sms import SmsChannel
from bot.doubt import HOLD_AMBIGUOUS, HOLD_LISTED
from tests.channels.cases import ACCOUNT, AUTH_TOKEN, NUMBER
from tests.gap_providers import Providers, providers
from tests.spool_stage import Outage, outage

MENU = "menu"


class Doubt:
    """Kim on SMS, with the real channel and a Twilio that may fail after it took a text."""

    def __init__(self, stage: Outage, held: Providers) -> None:
        self.stage, self.held, self.inner = stage, held, stage.play.stage
        self.address = self.inner.figures["kim"].address

    async def asks(self, text: str = MENU) -> None:
        """Kim writes; her answer meets whatever Twilio does now."""
        await self.stage.says("kim", text)
        await self.inner.engine.settle()

    def went(self) -> list[str]:
        """What Twilio took for Kim, oldest first."""
        return [one["body"] for one in reversed(self.held.texts) if one["to"] == self.address]

    def sid(self) -> str:
        """The id of the newest of them."""
        return str(next(one["sid"] for one in self.held.texts if one["to"] == self.address))

    async def reports(self, **how: object) -> None:
        """Twilio calls back about the newest text."""
        rows = await self.inner.engine.store._pump.read(
            "SELECT id FROM outbox ORDER BY created_at DESC, number DESC"
        )
        inbound = Inbound("sms", self.address, f"cb:{how}", "status", 0, receipt=self.sid(), ref=rows[0][0])
        for name, value in how.items():
            object.__setattr__(inbound, name, value)
        await self.inner.engine.door.receive(self.inner.practice, inbound)

    def counts(self) -> dict[str, int]:
        """What became of texts that may have gone out."""
        return {outcome: count for (_, outcome), count in self.inner.engine.sender.ambiguous.items()}

    async def dies(self, *, taken: bool, then: Callable[[], Awaitable[None]] | None = None) -> None:
        """The process dies over its next text, before or after Twilio has it; it starts again at once.

        `then` is done in between, still in its life.
        """
        sender = self.inner.engine.sender
        (claim,) = await sender.claim(self.inner.practice, "sms", 9)
        if taken:
            await self.inner._channels[self.inner.practice, "sms"].send(sender.outgoing(claim))
        if then is not None:
            await then()
        await self.inner.engine.store.abandon()
        await self.inner._open()
        await self.stage.begin()
        await self.inner.engine.settle()

    async def later(self, by: int) -> None:
        """Time passes and everything due happens."""
        await self.inner.pass_until(self.inner.clock.now() + by)
        await self.inner.engine.settle()


@asynccontextmanager
async def doubt(tmp_path: Path) -> AsyncIterator[Doubt]:
    """The stage with its SMS channel replaced by the real one."""
    async with outage(tmp_path) as stage, providers() as held:
        inner = stage.play.stage
        held.now = inner.clock.now
        sms = SmsChannel(ACCOUNT, AUTH_TOKEN, NUMBER, held.url, segments_per_second=1_000)
        inner._channels[inner.practice, "sms"] = sms  # type: ignore[assignment]  # a real one in place of the printing one
        await stage.begin()
        yield Doubt(stage, held)
        await sms.stop()


async def test_what_the_list_has_is_not_sent_again(tmp_path: Path) -> None:
    """A text Twilio took without saying so is found in its list two minutes later and not repeated."""
    async with doubt(tmp_path) as it:
        it.held.creating = "takes_silently"
        await it.asks()
        it.held.creating = "takes"
        await it.later(HOLD_LISTED - 1_000)
        assert len(it.went()) == 1
        await it.later(2_000)
        await it.later(HOLD_AMBIGUOUS)
        assert len(it.went()) == 1
        assert it.counts() == {"met": 1, "found": 1}
        await it.asks()
        assert len(it.went()) == 2  # the next text is not held up


async def test_what_the_list_has_not_goes_once_more(tmp_path: Path) -> None:
    """A text that is not in the list goes again, once, and that is counted."""
    async with doubt(tmp_path) as it:
        it.held.creating = "refuses"
        await it.asks()
        it.held.creating = "takes"
        await it.later(HOLD_LISTED + 1_000)
        assert len(it.went()) == 1
        assert it.counts() == {"met": 1, "resent": 1}


async def test_an_older_text_with_the_same_words_is_not_taken_for_it(tmp_path: Path) -> None:
    """The same words sent before, and known here, do not stand for the text in doubt."""
    async with doubt(tmp_path) as it:
        await it.asks()
        it.held.creating = "refuses"
        await it.asks()
        it.held.creating = "takes"
        await it.later(HOLD_LISTED + 1_000)
        first, second = it.went()
        assert first == second
        assert it.counts() == {"met": 1, "resent": 1}


@pytest.mark.parametrize("how", [{}, {"delivered": True}, {"failure": Failure.UNREACHABLE}])
async def test_a_report_settles_it(tmp_path: Path, how: dict[str, object]) -> None:
    """A delivery report of any kind says that Twilio has the text: it is not sent again, nor asked about."""
    async with doubt(tmp_path) as it:
        it.held.creating = "takes_silently"
        await it.asks()
        it.held.creating = "takes"
        asked = len(it.held.asked)
        await it.reports(**how)
        await it.later(HOLD_AMBIGUOUS)
        mine = [body for body in it.went() if body == it.went()[0]]
        assert len(mine) == 1
        assert len(it.held.asked) == asked
        assert it.counts() == {"met": 1, "reported": 1}


async def test_a_list_that_does_not_answer_is_asked_again(tmp_path: Path) -> None:
    """While the list cannot be read nothing is sent on a guess; it is asked again two minutes later."""
    async with doubt(tmp_path) as it:
        it.held.creating = "takes_silently"
        await it.asks()
        it.held.creating, it.held.broken = "takes", 1
        await it.later(HOLD_LISTED + 1_000)
        assert it.counts() == {"met": 1}
        await it.later(HOLD_LISTED + 1_000)
        assert it.counts() == {"met": 1, "found": 1}
        assert len(it.went()) == 1


async def test_its_last_moment_ends_the_waiting(tmp_path: Path) -> None:
    """When the list never answers, the text expires at its last moment, counted, and is not sent late."""
    async with doubt(tmp_path) as it:
        it.held.creating, it.held.broken = "refuses", 10_000
        await it.asks()
        it.held.creating = "takes"
        await it.later(13 * 3_600_000)
        assert it.counts() == {"met": 1, "expired": 1}
        assert [body for body in it.went() if "what you can say" in body.lower()] == []


async def test_a_card_is_said_again_at_once(tmp_path: Path) -> None:
    """What comforts in danger asks no list and waits for no report: it goes again at once."""
    async with doubt(tmp_path) as it:
        it.held.creating = "takes_silently"
        await it.stage.says("kim", "i want to die")
        claims = await it.inner.engine.sender.claim(it.inner.practice, "sms", 1, urgent_only=True)
        await it.inner.engine.sender.send(claims[0])
        it.held.creating = "takes"
        await it.inner.engine.settle()
        assert len(it.went()) == 2
        assert it.held.asked == []
        assert it.counts() == {"met": 1, "resent": 1}


async def test_telegram_holds_a_quarter_of_an_hour(tmp_path: Path) -> None:
    """Telegram can be asked nothing: fifteen minutes, then once more, then it is given up and counted."""
    async with doubt(tmp_path) as it:
        play = it.stage.play
        await play({"refuse": "telegram", "how": "ambiguous", "times": 2}, {"who": "sam", "text": MENU})
        assert it.counts() == {"met": 1}
        await it.later(HOLD_AMBIGUOUS + 1_000)
        assert it.counts() == {"met": 2, "given_up": 1}


async def test_nothing_goes_once_more_to_a_provider_that_gives_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Telegram does not even say who the bot is, a text in doubt waits: one more try would be lost."""
    there: list[bool] = []

    async def answers() -> bool:
        return bool(there)

    async with doubt(tmp_path) as it:
        channel = it.inner._channels[it.inner.practice, "telegram"]
        monkeypatch.setattr(channel, "answers", answers, raising=False)
        await it.stage.play(
            {"refuse": "telegram", "how": "ambiguous", "times": 1}, {"who": "sam", "text": MENU}
        )
        await it.later(3 * HOLD_AMBIGUOUS)
        assert it.counts() == {"met": 1}
        there.append(True)
        await it.later(HOLD_LISTED)
        assert it.counts() == {"met": 1, "resent": 1}


async def test_after_a_kill_the_list_is_asked_at_once(tmp_path: Path) -> None:
    """What Twilio took from a process that died is found at the next start; nothing waits behind it."""
    async with doubt(tmp_path) as it:
        await it.stage.says("kim", MENU)
        await it.dies(taken=True)
        assert it.counts() == {"met": 1, "found": 1}
        await it.asks()
        assert len(it.went()) == 2
        assert len(it.held.asked) == 1


async def test_after_a_kill_what_the_list_has_not_is_asked_about_again(tmp_path: Path) -> None:
    """The list may be behind: not found at the start, a text is held as ever, looked up again, then sent."""
    async with doubt(tmp_path) as it:
        await it.stage.says("kim", MENU)
        await it.dies(taken=False)
        await it.later(HOLD_LISTED - 1_000)
        assert (it.went(), len(it.held.asked)) == ([], 1)
        await it.later(2_000)
        assert (len(it.went()), len(it.held.asked)) == (1, 2)
        assert it.counts() == {"met": 1, "resent": 1}


@pytest.mark.parametrize("taken", [True, False])
async def test_an_answer_does_not_wait_for_it(tmp_path: Path, taken: bool) -> None:
    """Kim, who writes on, is answered at once; the text in doubt is found or over, never sent behind that."""
    async with doubt(tmp_path) as it:
        it.held.creating = "takes_silently" if taken else "refuses"
        await it.asks()
        it.held.creating = "takes"
        await it.later(5_000)
        await it.asks("todo")
        assert len(it.went()) == 1 + taken
        await it.later(HOLD_AMBIGUOUS)
        assert len(it.went()) == 1 + taken
        assert it.counts() == {"met": 1, "found" if taken else "moved_on": 1}


async def test_of_one_that_moved_on_nobody_is_told(tmp_path: Path) -> None:
    """On Telegram too an answered answer is over: not sent again, no word of it to the therapist."""
    async with doubt(tmp_path) as it:
        play = it.stage.play
        said = await play(
            {"refuse": "telegram", "how": "ambiguous", "times": 1}, {"who": "sam", "text": MENU}
        )
        assert said == []
        assert [one["to"] for one in await play({"who": "sam", "text": "todo"})] == ["sam"]
        assert await play({"wait": "14h"}) == []
        assert it.counts() == {"met": 1, "moved_on": 1}
        assert (await it.inner.engine.store.outbox_counts())["expired"] == 1


async def test_a_list_that_is_away_keeps_no_answered_answer(tmp_path: Path) -> None:
    """What would not be sent again in any case is over although Twilio does not say whether it went."""
    async with doubt(tmp_path) as it:
        it.held.creating, it.held.broken = "takes_silently", 10_000
        await it.asks()
        it.held.creating = "takes"
        await it.later(5_000)
        await it.asks("todo")
        await it.later(HOLD_LISTED + 1_000)
        assert it.counts() == {"met": 1, "moved_on": 1}
