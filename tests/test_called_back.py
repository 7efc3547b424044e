"""Twilio tells of a text whose request it never answered: that is the proof that it has it."""

from pathlib import Path

import pytest

from bot.doubt import HOLD_AMBIGUOUS, HOLD_LISTED
from tests.test_ambiguous import MENU, doubt


async def test_a_callback_during_the_request_settles_it(tmp_path: Path) -> None:
    """Twilio tells that it sends a text and then does not answer the request: it has it, it goes no more."""
    async with doubt(tmp_path) as it:
        it.held.creating, it.held.meanwhile["create"] = "takes_silently", it.reports
        await it.asks()
        it.held.creating = "takes"
        assert it.counts() == {"met": 1, "reported": 1}
        await it.asks("todo")
        await it.later(HOLD_AMBIGUOUS)
        assert len(it.went()) == 2  # the two answers, once each
        assert it.held.asked == []


async def test_a_callback_before_a_death_settles_it(tmp_path: Path) -> None:
    """What Twilio has told of before the process died is not sent again, also while its list is away."""
    async with doubt(tmp_path) as it:
        it.held.broken = 10_000
        await it.stage.says("kim", MENU)
        await it.dies(taken=True, then=it.reports)
        await it.later(HOLD_AMBIGUOUS)
        assert len(it.went()) == 1
        assert it.counts() == {"met": 1, "reported": 1}


@pytest.mark.parametrize("behind", [True, False])
async def test_a_callback_while_the_list_is_read_settles_it(tmp_path: Path, behind: bool) -> None:
    """A receipt that comes while the list is asked is this text's own, whether or not the list has it yet."""
    async with doubt(tmp_path) as it:
        it.held.creating = "takes_silently"
        await it.asks()
        it.held.creating = "takes"

        async def calls_back() -> None:
            await it.reports()
            if behind:
                it.held.texts[0]["body"] = ""

        it.held.meanwhile["list"] = calls_back
        await it.later(HOLD_AMBIGUOUS)
        assert len(it.went()) == len(it.held.asked) == 1
        assert it.counts() == {"met": 1, "reported": 1}


async def test_a_callback_in_the_second_doubt_is_no_loss(tmp_path: Path) -> None:
    """What Twilio has told of is not given up after a second doubt, and no therapist hears that it was."""
    async with doubt(tmp_path) as it:
        it.held.creating = "refuses"
        await it.asks()
        it.held.creating, it.held.meanwhile["create"] = "takes_silently", it.reports
        await it.later(HOLD_LISTED + 1_000)
        assert len(it.went()) == 1
        assert it.counts() == {"met": 2, "reported": 1}
        assert (await it.inner.engine.store.outbox_counts())["failed"] == 0
