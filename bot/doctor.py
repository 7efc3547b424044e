"""`interlude doctor`: tries out what `check` can only read; each line is ok, warning or problem."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from textwrap import indent

from bot.clock import SystemClock
from bot.config import Config, load_config
from bot.doctor_local import local_notes
from bot.doctor_notes import Note

_WIDTH = 22


def main(args: argparse.Namespace) -> int:
    """Print what was found and what to do; 1 when there is a problem, else 0. Raises ConfigError."""
    config = load_config(args.config, silent=True)
    return _registration(config) if args.registration else asyncio.run(_examine(config))


def _registration(config: Config) -> int:
    from bot.registration import pack

    for practice in config.practices:
        print(f"[{practice.id}]")
        for heading, words in pack(practice):
            print(f"{heading}:\n{indent(words, '    ')}")
    return 0


async def _examine(config: Config) -> int:
    problems = 0
    async for note in _notes(config):
        problems += note.level == "problem"
        print(f"{note.level:8} {note.what:{_WIDTH}} {note.words}")
        if note.do:
            print(f"{'':8} {'':{_WIDTH}} -> {note.do}")
    return 1 if problems else 0


async def _notes(config: Config) -> AsyncIterator[Note]:
    from bot.doctor_online import online_notes
    from bot.doctor_safety import safety_notes
    from bot.doctor_store import store_notes

    clock = SystemClock()
    for note in local_notes(config, clock.now()):
        yield note
    async for note in store_notes(config, clock):
        yield note
    async for note in safety_notes(config):
        yield note
    async for note in online_notes(config, clock):
        yield note
