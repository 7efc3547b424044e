"""`interlude rehearse`: JSON lines in, JSON lines out, on a virtual clock (DESIGN §7)."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from bot.stage import BadLine, Stage

START = "2026-03-02T09:00:00+00:00"


def main(args: argparse.Namespace) -> int:
    """Run the lines of standard input; 1 when any could not be read."""
    from bot.config import default_config, load_config
    from bot.log import start_log

    start_log()
    config = load_config(args.config, live=False) if args.config else default_config()
    start = datetime.fromisoformat(args.start or START)
    if start.tzinfo is None:
        start = start.replace(tzinfo=UTC)
    return asyncio.run(run(sys.stdin, print_line, config, args.store, start))


def print_line(line: dict[str, Any]) -> None:
    """One JSON object on a line of its own, at once."""
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


async def run(
    lines: Iterable[str],
    show: Callable[[dict[str, Any]], None],
    config: Any,
    store: str | None,
    start: datetime,
) -> int:
    """Take each line in turn: its events, then exactly one `done`."""
    failed = False
    async with Stage(config, show, store, start) as stage:
        for number, line in enumerate(lines, 1):
            try:
                await stage.take(parse(line))
            except BadLine as error:
                failed = True
                show({"error": str(error), "line": number})
            show({"done": number, "at": stage.at()})
    return 1 if failed else 0


def parse(line: str) -> dict[str, Any]:
    """One input line. Raises BadLine."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not a line of JSON: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise BadLine("a line is one JSON object")
    return found
