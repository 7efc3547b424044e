"""`interlude audit verify|list`."""

import argparse
import asyncio
import sys

from bot.config import load_config
from bot.records import operate


def main(args: argparse.Namespace) -> int:
    """Verify or list. Raises ConfigError, CommandError, StoreError."""
    given = {key: getattr(args, key) for key in ("head", "person", "since", "practice") if hasattr(args, key)}
    lines = asyncio.run(operate(load_config(args.config, live=False), f"audit {args.action}", given))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
