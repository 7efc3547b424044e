"""What the tests of the core share: a stage with two people, turns that fail on request, a look inside."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import pytest

from bot.config import default_config
from bot.rehearsal import START
from bot.stage import Stage
from handlers import router
from handlers.events import Event, Told
from handlers.state import Person
from handlers.turn import House, Turn
from tests.world import ADA, Line, client, events

SAM = client("sam", "telegram")


class Play:
    """A stage, and everything it printed."""

    def __init__(self, stage: Stage, printed: list[Line]) -> None:
        self.stage, self.printed = stage, printed

    async def __call__(self, *lines: Line) -> list[Line]:
        """Play these lines; gives the texts they brought."""
        before = len(self.printed)
        for line in lines:
            await self.stage.take(line)
        return events(self.printed[before:])

    async def deliver(self, name: str, **line: Any) -> None:
        """Let somebody send something, and nothing else happen: no tick, no sending."""
        await self.stage._deliver(self.stage._inbound(self.stage.figures[name], line))

    async def id(self, name: str = "sam") -> str:
        """The person behind a name."""
        figure = self.stage.figures[name]
        found = await self.stage.engine.store.person_of(self.stage.practice, figure.channel, figure.address)
        assert found is not None
        return found

    async def person(self, name: str = "sam") -> Person:
        """The person as stored."""
        id = await self.id(name)
        return (await self.stage.engine.store.load(self.stage.practice, [id]))[id].doc

    async def talks(self, name: str = "sam") -> list[dict[str, Any]]:
        """What is stored of somebody's talks."""
        id = await self.id(name)
        rows = (await self.stage.engine.store.load(self.stage.practice, [id]))[id].talks
        return [asdict(row.doc) for row in rows]

    async def records(self, name: str = "sam") -> list[dict[str, Any]]:
        """What is recorded about somebody: kind and document, oldest first."""
        rows = await self.stage.engine.store.records(self.stage.practice, await self.id(name))
        return [{**row.doc, "kind": row.kind} for row in rows]


@asynccontextmanager
async def playing(*lines: Line, start: str = START, store: str | None = None) -> AsyncIterator[Play]:
    """A stage on which these lines have been played."""
    printed: list[Line] = []
    async with Stage(default_config(), printed.append, store, datetime.fromisoformat(start)) as stage:
        play = Play(stage, printed)
        await play(*lines)
        yield play


def failing(monkeypatch: pytest.MonkeyPatch, fails: Callable[[Turn, Event], bool]) -> list[Event]:
    """Let the turns of some events raise; gives the events that did."""
    met: list[Event] = []
    really = router.take

    def take(turn: Turn, event: Event) -> None:
        if fails(turn, event):
            met.append(event)
            raise RuntimeError("on request")
        really(turn, event)

    monkeypatch.setattr(router, "take", take)
    return met


def live_in(play: Play, houses: Mapping[str, House]) -> None:
    """From now on these are the rules, library and lists of the practices."""
    runner = play.stage.engine.runner
    runner.loading = replace(runner.loading, houses=houses)


def words_of(event: Event) -> str:
    """The words of a text, "" for anything else."""
    return getattr(event, "text", "")


def is_told(event: Event, what: str) -> bool:
    """Whether this is that tell."""
    return isinstance(event, Told) and event.what == what


__all__ = ["ADA", "SAM", "Play", "failing", "is_told", "playing", "words_of"]
