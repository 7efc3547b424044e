"""Virtual days in one process, on the rehearsal's engine: prints what memory it held after each, in MiB.

`python -m tests.figures._virtual_days DAYS CLIENTS`
"""

import asyncio
import gc
import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

from bot.config import default_config
from bot.stage import Stage
from tests.world import ADA, client

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
A_DAY = ("todo", "win walked round the block, day {day}", "note slept badly, day {day}", "menu")


async def lived(days: int, clients: int) -> list[float]:
    """Memory after each day of everybody writing, being cued, and meeting every week."""
    names, found = [f"client{n}" for n in range(clients)], []

    def unseen(_: dict[str, Any]) -> None:
        return None

    async with Stage(default_config(), unseen, None, START) as stage:
        await stage.take(ADA)
        for name in names:
            await stage.take(client(name, "telegram"))
            await stage.take({"who": "ada", "text": f"/assign {name} thought record daily at 19:00"})
            await stage.take({"who": "ada", "tap": "Send"})
        for day in range(days):
            for name in names:
                for said in A_DAY:
                    await stage.take({"who": name, "text": said.format(day=day)})
            await stage.take({"wait": "1d"})
            found.append(_resident())
    return found


def _resident() -> float:
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    print(json.dumps(asyncio.run(lived(int(sys.argv[1]), int(sys.argv[2])))))
