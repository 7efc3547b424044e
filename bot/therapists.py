"""`interlude therapist add|list|remove|unlock|revoke`."""

import argparse
import asyncio
import sys

from bot.config import Config, ConfigError, load_config
from bot.records import operate


def main(args: argparse.Namespace) -> int:
    """Let a therapist join, list them, or end their access. Raises ConfigError, CommandError, StoreError."""
    config = _config(args)
    arguments = {key: getattr(args, key) for key in ("name", "practice") if getattr(args, key, None)}
    lines = asyncio.run(operate(config, f"therapist {args.action}", arguments))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _config(args: argparse.Namespace) -> Config:
    """With the channels' secrets if they are at hand: a join link names the bot."""
    try:
        return load_config(args.config)
    except ConfigError:
        return load_config(args.config, live=False)
