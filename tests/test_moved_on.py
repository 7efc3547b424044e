"""What may have gone out is over only for who wrote on since: not by the clock, and never with a file."""

from tests.core_stage import ADA, playing
from tests.test_core_steps import doing
from tests.world import Line, client

DOUBT: Line = {"refuse": "telegram", "how": "ambiguous", "times": 1}


async def test_a_timer_does_not_end_a_step_in_doubt() -> None:
    """What a timer says next stands behind the step before it, and that step goes again."""
    async with playing(*doing("telegram", "dbt-breath")) as play:
        await play(DOUBT)
        assert await play({"who": "sam", "text": "6"}) == []
        assert await play({"wait": "5m"}) == []
        step, _, then = await play({"wait": "15m"})
        assert step["text"].startswith("In for a count of four")
        assert "tense" in then["text"]


async def test_a_word_of_its_person_ends_a_step_in_doubt() -> None:
    """Who writes on is answered at once, and the step before that is not said behind it."""
    async with playing(*doing("telegram", "dbt-breath")) as play:
        await play(DOUBT, {"who": "sam", "text": "6"})
        *_, then = await play({"who": "sam", "text": "done"})
        assert then["kind"] == "completion"
        assert await play({"wait": "20m"}) == []


async def test_an_answer_in_parts_is_an_answer() -> None:
    """Words that were gathered before they were answered are their person's own: the answer comes at once."""
    *before, start = doing("sms", "cbt-record")
    async with playing(*before) as play:
        await play({**DOUBT, "refuse": "sms"}, start)
        assert await play({"who": "sam", "text": "at the bus stop", "more": True}) == []
        (asked,) = await play({"wait": "3m"})
        assert asked["kind"] == "step"
        assert await play({"wait": "20m"}) == []


async def test_a_file_in_doubt_goes_again() -> None:
    """Somebody's copy of their own data comes, whatever they write meanwhile."""
    async with playing(ADA, client("sam", "telegram")) as play:
        await play({"who": "sam", "text": "export"}, DOUBT)
        assert await play({"who": "sam", "tap": "Send it here"}) == []
        assert len(await play({"who": "sam", "text": "menu"})) == 1
        (came,) = await play({"wait": "20m"})
        assert came["media"] == ["application/zip"]
