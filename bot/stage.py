"""The stage of a rehearsal: people by name do and say what the lines of a script tell."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.casting import Cast, cast_again, cast_person, their_therapist
from bot.channels.base import Failure, Inbound
from bot.config import Config
from bot.scene import Scene
from bot.screens import Figure, digit_of, find_button, still_shown
from handlers.events import Due
from handlers.times import read_span, to_ms

STEP = 5_000
"""Each inbound line happens this long after the line before, in virtual milliseconds."""

REHEARSAL_KEY = bytes(range(32))
"""Throw-away stores hold nobody's words."""


class BadLine(Exception):
    """An input line that cannot be read; the text says what is wrong with it."""


class Stage(Scene):
    """Takes input lines one by one; prints events through `show`."""

    def __init__(
        self, config: Config, show: Callable[[dict[str, Any]], None], store: str | None, start: datetime
    ) -> None:
        super().__init__(config, show, store, start, REHEARSAL_KEY)
        self._last: Inbound | None = None
        self._counter = 0

    async def take(self, line: dict[str, Any]) -> None:
        """Play one input line. Raises BadLine."""
        if "cast" in line:
            await self._cast(line)
        elif "who" in line:
            await self._act(line)
        elif "wait" in line or "until" in line:
            await self._pass_time(line)
        elif line.get("again"):
            await self._again()
        elif line.get("crash"):
            await self.crash()
        elif "refuse" in line:
            self._refuse(line)
        else:
            raise BadLine(f"nothing to do in a line with {', '.join(sorted(line)) or 'no keys'}")
        await self.engine.settle()

    # -- people ---------------------------------------------------------------------------------

    async def _cast(self, line: dict[str, Any]) -> None:
        cast = Cast.read(line, self._config.practices[0].zone, len(self.figures), self.clock.now())
        if isinstance(cast, str):
            raise BadLine(cast)
        id = await self._person(cast.of) if cast.of in self.figures else None
        of = await their_therapist(self.engine.store, self.practice, cast, id)
        if isinstance(of, str):
            raise BadLine(of)
        known = self.figures.get(cast.key)
        if known is None and any(f.address == cast.address for f in self.figures.values()):
            raise BadLine(f"{cast.address} is somebody else's here")
        figure = self.figures.setdefault(cast.key, Figure(cast.key, cast.channel, cast.address))
        id = await self._person(cast.key)
        if id is None:
            if cast.joined:
                await cast_person(self.engine.runner, self.houses[self.practice], cast, of.id if of else None)
            return
        if known is None:
            rows = (await self.engine.store.load(self.practice, [id]))[id].talks
            figure.screen.extend(still_shown(figure.channel, [row.doc for row in rows]))
        await cast_again(self.engine.runner, self.houses[self.practice], cast, id, of)

    def _figure(self, line: dict[str, Any]) -> Figure:
        name = str(line["who"])
        if name not in self.figures:
            channel = str(line.get("channel", "telegram"))
            if channel not in ("telegram", "sms"):
                raise BadLine(f"channel is telegram or sms, not {channel!r}")
            number = len(self.figures) + 1
            address = (
                str(line.get("phone") or f"+4477009008{number:02}")
                if channel == "sms"
                else str(9000 + number)
            )
            self.figures[name] = Figure(name, channel, address)
        return self.figures[name]

    # -- what people do ---------------------------------------------------------------------------

    async def _act(self, line: dict[str, Any]) -> None:
        figure = self._figure(line)
        if "sees" in line:
            await self._sees(figure)
            return
        await self.pass_until(self.clock.now() + STEP)
        await self._deliver(self._inbound(figure, line))
        if not line.get("more"):
            await self._close_gathering(figure)

    def _inbound(self, figure: Figure, line: dict[str, Any]) -> Inbound:
        channel: Any = figure.channel
        self._counter += 1
        key, now = f"{channel}:{figure.address}:{self._visit}{self._counter}", self.clock.now()
        if "text" in line:
            return Inbound(channel, figure.address, key, "text", now, text=str(line["text"]))
        if "tap" in line:
            return self._tap(figure, str(line["tap"]), key)
        if "media" in line:
            media = str(line["media"])
            return Inbound(
                channel, figure.address, key, "media", now, media=media, file=f"file-{self._counter}"
            )
        if "document" in line:
            name, content = str(line["document"]), str(line.get("content", "")).encode()
            self._channels[self.practice, figure.channel].files[name] = content
            about: dict[str, Any] = {"media": "application/octet-stream", "file": name, "title": name}
            return Inbound(channel, figure.address, key, "media", now, size=len(content), **about)
        if "voice" in line:
            seconds = int(line["voice"])
            return Inbound(
                channel, figure.address, key, "voice", now, media="audio/ogg", file="voice", seconds=seconds
            )
        raise BadLine("somebody does one of text, tap, media, voice, document, sees")

    def _tap(self, figure: Figure, label: str, key: str) -> Inbound:
        channel: Any = figure.channel
        message, data = find_button(figure.screen, label)
        if channel == "sms" and message is not None:
            return Inbound(
                "sms", figure.address, key, "text", self.clock.now(), text=digit_of(message, label)
            )
        return Inbound(channel, figure.address, key, "tap", self.clock.now(), text=data, tap_id=key)

    async def _deliver(self, inbound: Inbound) -> None:
        self._last = inbound
        await self.engine.door.receive(self.practice, inbound)

    async def _again(self) -> None:
        if self._last is None:
            raise BadLine("nothing was said yet that could come again")
        await self.engine.door.receive(self.practice, self._last)

    async def _close_gathering(self, figure: Figure) -> None:
        """What is being gathered is closed at once, as if it had been quiet long enough."""
        person = await self.engine.store.person_of(self.practice, figure.channel, figure.address)
        loaded = (await self.engine.store.load(self.practice, [person])).get(person) if person else None
        for row in loaded.doc.agenda if loaded else ():
            if row.kind == "gather" and person:
                due = Due(row.kind, row.scope, row.version, row.due_at)
                await self.engine.runner.take(self.practice, person, due)

    async def _sees(self, figure: Figure) -> None:
        person = await self.engine.store.person_of(self.practice, figure.channel, figure.address)
        self._show({"store": await self.engine.store.export_person(self.practice, person) if person else {}})

    # -- time ---------------------------------------------------------------------------------------

    async def _pass_time(self, line: dict[str, Any]) -> None:
        if "wait" in line:
            span = read_span(str(line["wait"]), datetime.fromtimestamp(self.clock.now() / 1000, UTC).date())
            if not isinstance(span, timedelta):
                raise BadLine(f"wait is a time like 2d4h30m, not {line['wait']!r}")
            target = self.clock.now() + round(span.total_seconds() * 1000)
        else:
            target = _instant(str(line["until"]))
        if target < self.clock.now():
            raise BadLine("time does not go back")
        await self.pass_until(target)

    def _refuse(self, line: dict[str, Any]) -> None:
        channel = self._channels.get((self.practice, str(line["refuse"])))
        if channel is None:
            raise BadLine("refuse is telegram or sms")
        try:
            times = int(line.get("times", 1))
            channel.refuse(Failure(str(line.get("how", "unavailable"))), times)
        except ValueError as error:
            raise BadLine("how is blocked, throttled, unavailable or ambiguous; times a number") from error


def _instant(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadLine(f"until is an ISO time, not {text!r}") from error
    return to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
