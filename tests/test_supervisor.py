"""A bot that stands still is ended, whoever started it."""

import subprocess
import sys

from tests.house import ROOT

STANDS_STILL = """
import asyncio, time
import bot.supervisor
bot.supervisor.EVERY = 0.05
async def main():
    beating = asyncio.create_task(bot.supervisor.Supervisor().beat())
    await asyncio.sleep(1)
    print("went on", flush=True)
    time.sleep(20)
asyncio.run(main())
"""


def test_an_event_loop_that_stands_still_ends_the_process() -> None:
    """While it goes on nothing happens; when it stands still the process ends, and says at which line."""
    done = subprocess.run(
        [sys.executable, "-c", STANDS_STILL],
        capture_output=True, text=True, cwd=ROOT, env={"WATCHDOG_USEC": "500000"}, timeout=15,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "went on\n")
    assert "line 9 in main" in done.stderr
