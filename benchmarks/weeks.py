"""Rehearsed client-weeks: in one process, on the virtual clock, a whole week of several clients scripted."""

import argparse
import asyncio
import json
import time
from datetime import datetime
from typing import Any

from bot.config import default_config
from bot.rehearsal import START
from bot.stage import Stage

KINDS = {"assignment", "cue", "step", "completion", "letter", "wrapup", "summary", "recap"}
"""What a week must have shown, or it was none."""

CASELOAD = 3
"""Clients of one therapist; with more, their letters wait for a card instead of going by themselves."""


def script(clients: int) -> list[dict[str, Any]]:
    """The lines of one week: cast, assign, do, put off, say no, answer the evening, meet."""
    names = [f"c{n}" for n in range(clients)]
    lines: list[dict[str, Any]] = []
    for n, name in enumerate(names):
        therapist = f"ada{n // CASELOAD}"
        if n % CASELOAD == 0:
            lines.append(
                {"cast": therapist, "role": "therapist", "channel": "telegram", "name": "Ada Okafor"}
            )
        cast = {"cast": name, "role": "client", "of": therapist, "channel": ("telegram", "sms")[n % 2]}
        lines.append({**cast, "session": "mon 15:00"})
        lines.append({"who": therapist, "text": f"/assign {name} sa-mood 3x at 19:00"})
        lines.append({"who": therapist, "tap": "Send"})
    for day in range(2, 9):
        lines.append({"until": f"2026-03-{day:02}T19:05:00+00:00"})
        for n, name in enumerate(names):
            lines += _evening(name, (n + day) % 3)
    return lines


def _evening(name: str, what: int) -> list[dict[str, Any]]:
    """Done with an answer to each question, put off, or nothing at all."""
    if what == 0:
        answers = ("6", "1", "a long day", "skip")
        return [{"who": name, "tap": "Start"}, *({"who": name, "text": text} for text in answers)]
    return [{"who": name, "tap": "Not today"}] if what == 1 else []


async def play(clients: int) -> dict[str, Any]:
    """Client-weeks a minute, the building of the stage included."""
    shown: list[dict[str, Any]] = []
    begun = time.perf_counter()
    async with Stage(default_config(), shown.append, None, datetime.fromisoformat(START)) as stage:
        for line in script(clients):
            await stage.take(line)
        await stage.pass_until(stage.clock.now() + 86_400_000)
    took = time.perf_counter() - begun
    missing = KINDS - {event["kind"] for event in shown}
    assert not missing, f"a week without {', '.join(sorted(missing))}"
    return {"value": 60 * clients / took, "unit": "client-weeks/min", "texts": len(shown)}


def main() -> None:
    """One JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=60)
    print(json.dumps(asyncio.run(play(parser.parse_args().clients))))


if __name__ == "__main__":
    main()
