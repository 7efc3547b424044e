"""Peer: python-telegram-bot's JobQueue. STORED DUE: how long DUE jobs take to fire beside STORED later ones.

Jobs are kept in memory and lost at a restart.
"""

import asyncio
import json
import os
import sys
import time
from typing import Any

import psutil
from ptb_wire import NoNetwork
from telegram.ext import Application

DAY = 86_400


async def main() -> None:
    stored, due = int(sys.argv[1]), int(sys.argv[2])
    builder = Application.builder().token("1:x").request(NoNetwork()).get_updates_request(NoNetwork())
    application = builder.build()
    await application.initialize()
    queue, fired, all_fired = application.job_queue, 0, asyncio.Event()

    async def later(context: Any) -> None:
        """Not in this run."""

    async def now(context: Any) -> None:
        nonlocal fired
        fired += 1
        if fired == due:
            all_fired.set()

    await queue.start()
    memory = psutil.Process().memory_info().rss
    for number in range(stored):
        queue.run_once(later, DAY + number % DAY, chat_id=number)
    memory = psutil.Process().memory_info().rss - memory
    queue.scheduler.pause()
    for number in range(due):
        queue.run_once(now, 0, chat_id=number, job_kwargs={"misfire_grace_time": 3600})
    begun = time.perf_counter()
    queue.scheduler.resume()
    await asyncio.wait_for(all_fired.wait(), 120)
    took = time.perf_counter() - begun
    print(json.dumps({"value": took * 1000, "unit": "ms", "stored": stored, "memory_mb": memory / 1e6}))


asyncio.run(main())
os._exit(0)
