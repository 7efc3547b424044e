"""Plays a story line by line through the real engine, and stops at the first line that no longer fits."""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from bot.config import default_config
from bot.demo_story import Line, Scene, Story
from bot.screens import Shown, digit_of, find_button
from bot.stage import STEP, Stage

_CODE = re.compile(r"\?start=([\w-]+)")

THOUGHT = 20_000
"""People read and think before they answer, in virtual milliseconds."""

Event = Mapping[str, Any]


class Broken(Exception):
    """The story cannot go on as it is written; says where. A broken demo is a bug."""


class Screen(Protocol):
    """Where the week is shown; `at` is ISO 8601, `did` is "writes" or "taps"."""

    def shown(self, event: Event) -> None: ...
    def own(self, who: str, did: str, words: str, at: str) -> None: ...
    def caption(self, text: str) -> None: ...


async def perform(
    story: Story, screen: Screen, pace: float = 0.0, trouble: Callable[[], str] = lambda: ""
) -> None:
    """Play the whole story. `pace` 1 pauses for as long as reading takes; `trouble` gives what was logged.

    Raises Broken, or BadLine for a line the stage cannot read.
    """
    waiting: list[Event] = []
    async with Stage(default_config(), waiting.append, None, story.start) as stage:
        player = _Player(stage, screen, waiting, pace, trouble)
        for casting in story.casting:
            await player.take(casting)
        for scene in story.scenes:
            await player.scene(scene)


class _Player:
    def __init__(
        self, stage: Stage, screen: Screen, waiting: list[Event], pace: float, trouble: Callable[[], str]
    ) -> None:
        self._stage, self._screen, self._waiting = stage, screen, waiting
        self._pace, self._trouble = pace, trouble
        self._got: dict[str, list[str]] = {}  # kinds, since they last did something
        self._typing = False  # somebody has more to say
        self._seen: dict[str, int] = {}  # texts on their screen when they last did something

    async def scene(self, scene: Scene) -> None:
        """Play one scene, its caption last."""
        if scene.until:
            await self.take({"until": scene.until})
        if scene.cast:
            await self.take(dict(scene.cast))
        for line in scene.lines:
            await (self._expect(line) if line.verb == "gets" else self._act(line))
        self._screen.caption(scene.caption)
        await self._pause(scene.caption)

    async def take(self, line: dict[str, Any]) -> None:
        """One line of a rehearsal, and everything it brings about, shown."""
        await self._stage.take(line)
        await self._show()
        if found := self._trouble():
            raise Broken(f"{line}: {found}")

    async def _expect(self, line: Line) -> None:
        got = self._got.get(line.who, [])
        if line.words not in got:
            raise Broken(f"at {self._stage.at()} {line.who} should get {line.words!r}, got {got}")

    async def _act(self, line: Line) -> None:
        if not self._typing:
            await self._stage.pass_until(self._stage.clock.now() + THOUGHT)
            await self._show()
        self._typing = line.verb == "begins"
        self._got[line.who] = []
        screen = self._stage.figures[line.who].screen
        fresh = screen[self._seen.get(line.who, 0) :]
        if line.verb == "taps" or _offered(line.words, fresh):
            taken, did, words = self._tap(line, fresh)
        else:
            did, words = "writes", line.words.replace("{code}", self._code())
            taken = {"who": line.who, "text": words, "more": self._typing}
        self._seen[line.who] = len(screen)
        self._screen.own(line.who, did, words, self._soon())
        await self._pause(words)
        await self.take(taken)

    def _tap(self, line: Line, fresh: list[Shown]) -> tuple[dict[str, Any], str, str]:
        """What is played, and how it looks: on SMS a button is a digit somebody writes."""
        message, data = find_button(fresh, line.words)
        if message is None:
            raise Broken(f"at {self._stage.at()} {line.who} has no new button {line.words!r}; {_last(fresh)}")
        taken = {"who": line.who, "tap": line.words}
        if message.channel == "sms":
            return taken, "writes", digit_of(message, line.words)
        return taken, "taps", next(label for label, found in message.buttons if found == data)

    def _code(self) -> str:
        """The one-use code of the newest link on anybody's phone."""
        texts = (shown.text for figure in self._stage.figures.values() for shown in reversed(figure.screen))
        return next((found[1] for text in texts if (found := _CODE.search(text))), "{code}")

    def _soon(self) -> str:
        """When the next line will have been said."""
        return datetime.fromtimestamp((self._stage.clock.now() + STEP) / 1000, UTC).isoformat()

    async def _show(self) -> None:
        for event in self._waiting:
            self._screen.shown(event)
            self._got.setdefault(event["to"], []).append(event["kind"])
            await self._pause(event["text"])
        self._waiting.clear()

    async def _pause(self, text: str) -> None:
        if self._pace:
            await asyncio.sleep(self._pace * min(3.0, 0.35 + 0.014 * len(text)))


def _offered(words: str, fresh: list[Shown]) -> bool:
    """Whether the newest text has a button with just these words, a number on a scale above all."""
    return bool(fresh) and words in [label for label, _ in fresh[-1].buttons]


def _last(screen: list[Shown]) -> str:
    return f"{screen[-1].text!r} {[label for label, _ in screen[-1].buttons]}" if screen else "nothing new"
