"""Cues due at one moment, out through the sender at the channel's pace: rate, refusals, order per person."""

import argparse
import asyncio
import json
import sqlite3
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.setting import FIRST_CHAT, Setting, copied, setting
from benchmarks.telegram_double import TelegramDouble
from bot.sending_loop import SendingLoop

ASKING = 50
"""People who write twice while everybody's cue is on its way: their texts must come in order."""


class Shifted:
    """The machine's clock, set to begin at another moment."""

    def __init__(self) -> None:
        self._shift = 0

    def begin_at(self, at_ms: int) -> None:
        """It is this moment (epoch ms) now."""
        self._shift = at_ms - time.time_ns() // 1_000_000

    def now(self) -> int:
        """The present moment in epoch milliseconds."""
        return time.time_ns() // 1_000_000 + self._shift


async def drain(cues: int) -> dict[str, Any]:
    """Texts a second at the provider from the first to the last."""
    double = TelegramDouble()
    address = await double.start()
    with tempfile.TemporaryDirectory(prefix="interlude-bench-") as folder:
        path, clock = await copied(cues, folder), Shifted()
        clock.begin_at(_due_at(path))
        async with setting(path, clock, address) as made:
            sending = SendingLoop(made.engine, {(made.practice, "telegram"): made.telegram}, clock)
            task = asyncio.create_task(sending.run())
            asked = await _all_due(made, cues)
            await double.until(cues + asked)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await made.telegram.stop()
    await double.stop()
    times = [at for at, _, _ in double.came]
    assert not _out_of_order(double), f"{_out_of_order(double)} people read their texts in another order"
    rate = (len(times) - 1) / (times[-1] - times[0])
    return {
        "value": rate,
        "unit": "texts/s",
        "texts": len(times),
        "refused": double.refused,
        "p99_gap_ms": _gap(times),
    }


async def _all_due(made: Setting, cues: int) -> int:
    """Take every cue, as ticks do, while some people write twice; gives how many replies that makes."""
    left, number = cues, 0
    while left:
        left -= await made.engine.runner.due_side_by_side()
        for client in range(min(ASKING, cues // 2)) if not number else ():
            for text in ("why", "todo"):
                number += 1
                await made.receive(FIRST_CHAT + client, number, text)
    return number


def _out_of_order(double: TelegramDouble) -> int:
    """Whose texts were not the cue, then the answers in the order they were asked for.

    Everybody has the same activity, so everybody who asked must have read the same texts in the same order.
    """
    by_chat: dict[str, list[str]] = {}
    for _, chat, text in double.came:
        by_chat.setdefault(chat, []).append(text.replace(f"Client {int(chat) - FIRST_CHAT}", "Client"))
    orders = Counter(tuple(texts) for texts in by_chat.values())
    cue = next(texts for texts in orders if len(texts) == 1)
    right = {texts for texts in orders if texts[0] == cue[0]}
    usual = orders.most_common(2)
    return sum(count for texts, count in orders.items() if texts not in right or (texts, count) not in usual)


def _gap(times: list[float]) -> float:
    gaps = sorted(after - before for before, after in pairwise(times))
    return 1000 * gaps[int(len(gaps) * 0.99)]


def _due_at(path: Path) -> int:
    """Everything but the first day's cue is moved away; gives that cue's moment."""
    with sqlite3.connect(path) as db:
        scope, at = db.execute("SELECT scope, MIN(due_at) FROM agenda WHERE kind = 'cue'").fetchone()
        db.execute(
            "UPDATE agenda SET due_at = due_at + 86400000 WHERE due_at <= ? AND scope <> ?", (at, scope)
        )
    db.close()
    return int(at)


def main() -> None:
    """One JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cues", type=int, default=5_000)
    print(json.dumps(asyncio.run(drain(parser.parse_args().cues))))


if __name__ == "__main__":
    main()
