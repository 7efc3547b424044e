"""`interlude therapist add|list|remove`."""

import argparse
import asyncio
import sys

from bot.config import load_config
from bot.records import operate


def main(args: argparse.Namespace) -> int:
    """Let a therapist join, list them, or end their access. Raises ConfigError, CommandError, StoreError."""
    config = load_config(args.config, live=False)
    arguments = {key: getattr(args, key) for key in ("name", "practice") if getattr(args, key, None)}
    lines = asyncio.run(operate(config, f"therapist {args.action}", arguments))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
