"""What goes on beside the doors ends when it is told to, whatever it is at."""

import asyncio

from tests.core_stage import ADA, SAM, playing
from tests.work_stage import Tallies, work_of

STEPS = 60
"""More turns of the loop than taking one tell needs."""

PATIENCE = 30.0


async def test_passing_on_hears_of_the_end_at_every_step() -> None:
    """Cancelled after any number of steps of taking a tell it ends, and the tell is taken once in the end."""
    async with playing(ADA, SAM) as play:
        work = work_of(play, Tallies())
        for steps in range(STEPS):
            await play.deliver("sam", text=f"ask question {steps}?")
            task = asyncio.create_task(work._pass_on())
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait({task}, timeout=PATIENCE)
            assert task.cancelled()
        await play({"wait": "1m"})
        asked = [one["text"] for one in await play({"who": "ada", "text": "/questions"})]
        assert [asked[0].count(f"question {steps}?") for steps in range(5)] == [1] * 5
        assert await play.stage.engine.store.tells(play.stage.clock.now(), 1) == []
