"""Ada and her clients, for the acceptance checks: what is done on a phone, and what is read there."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.config import default_config
from bot.stage import Stage
from tests.letter_week import Week
from tests.world import ADA, Line, client

__all__ = ["ADA", "CHANNELS", "client"]

CHANNELS = ("telegram", "sms")
RECORD = "/assign sam thought record daily at 19:00"
LONDON = ZoneInfo("Europe/London")


class Life(Week):
    """The letter's week with the words a test of a whole life needs. Moments are London's."""

    async def till(self, moment: str) -> list[Line]:
        """Time passes until then (`2026-03-09 18:05`); gives what was printed meanwhile."""
        at = datetime.fromisoformat(moment).replace(tzinfo=LONDON).isoformat()
        return await self.does({"until": at})

    async def does(self, *lines: Line) -> list[Line]:
        """Play these lines; gives the texts they brought."""
        before = len(self.printed)
        await self.play(*lines)
        return [e for e in self.printed[before:] if "kind" in e]

    async def say(self, who: str, *words: str) -> list[Line]:
        """One text after another; gives what came back, to whomever."""
        return await self.does(*({"who": who, "text": text} for text in words))

    async def tap(self, who: str, *labels: str) -> list[Line]:
        """One button after another; gives what came of it."""
        return await self.does(*({"who": who, "tap": label} for label in labels))

    async def assign(self, what: str = RECORD) -> list[Line]:
        """Ada assigns it and sends it."""
        return [*await self.say("ada", what), *await self.tap("ada", "Send")]

    def newest(self, who: str = "sam") -> Line:
        """The newest text on somebody's phone."""
        return [e for e in self.printed if e.get("to") == who][-1]

    def all(self, who: str = "sam", kind: str = "") -> list[str]:
        """Everything somebody read, in order."""
        return [e["text"] for e in self.printed if e.get("to") == who and kind in ("", e["kind"])]

    def printed_events(self) -> list[Line]:
        """Every text anybody got."""
        return [e for e in self.printed if "kind" in e]

    def clients(self) -> list[Line]:
        """Every text that went to anybody but Ada."""
        return [e for e in self.printed_events() if e["to"] not in ("ada", "kay")]

    async def store(self, who: str = "sam") -> dict[str, Any]:
        """What is stored of somebody, as an export shows it."""
        await self.play({"who": who, "sees": "store"})
        found: dict[str, Any] = self.printed[-1]["store"]
        return found


@asynccontextmanager
async def life(
    channel: str,
    *lines: Line,
    start: str = "2026-03-03 16:30",
    session: str | None = "tue 15:00",
    **more: Any,
) -> AsyncIterator[Life]:
    """Ada, Sam on this channel, on the day after they met; and whatever these lines bring."""
    printed: list[Line] = []
    begin = datetime.fromisoformat(start).replace(tzinfo=LONDON)
    async with Stage(default_config(), printed.append, None, begin) as stage:
        made = Life(stage, printed)
        sam = client("sam", channel, **more)
        if session is None:
            del sam["session"]
        else:
            sam["session"] = session
        await made.play(ADA, sam, *lines)
        yield made


def said(events: Sequence[Line], to: str = "sam", kind: str = "") -> list[str]:
    """The words of the texts to somebody among these."""
    return [e["text"] for e in events if e["to"] == to and kind in ("", e["kind"])]
