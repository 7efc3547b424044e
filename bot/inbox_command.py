"""`interlude inbox list|retry`."""

import argparse
import asyncio
import sys

from bot.config import load_config
from bot.records import operate


def main(args: argparse.Namespace) -> int:
    """List what was set aside, or try it again. Raises ConfigError, CommandError, StoreError."""
    given = {key: getattr(args, key) for key in ("ids", "practice") if hasattr(args, key)}
    lines = asyncio.run(operate(load_config(args.config, live=False), f"inbox {args.action}", given))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
