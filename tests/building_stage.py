"""A therapist at the bench: what is typed and tapped as short lines, and activities as they are stored."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from handlers.own import Own, assembled
from tests.core_stage import Play, playing
from tests.world import ADA, Line, client

SAM = client("sam", "telegram")
LEE: Line = {**ADA, "cast": "lee", "name": "Lee Park"}
RECORD = (Path(__file__).parent.parent / "prompts/activities/cbt-record.toml").read_text("utf-8")

QUICK = (
    *("/new After the call", "[Leave it so]", "[Leave it so]", "[Leave it so]"),
    *("How was the call?", "[In their words]", "[That's all]"),
    *("[Leave it so]", "[Leave it so]", "skip", "[Leave it so]", "[No note]"),
    *("[Nothing]", "[Three times a week]"),
)
"""The shortest way through `/new`."""


class Bench:
    """Ada, her phone, and what she makes."""

    def __init__(self, play: Play) -> None:
        self.play = play

    async def __call__(self, *lines: str, who: str = "ada") -> list[Line]:
        """`[Label]` taps, anything else is typed; gives the texts that followed."""
        return await self.play(*({"who": who, **_does(line)} for line in lines))

    async def says(self, *lines: str, who: str = "ada") -> str:
        """The words of the last text they got."""
        got = [one for one in await self(*lines, who=who) if one["to"] == who]
        return str(got[-1]["text"])

    async def sends(self, content: str, name: str = "after.toml", who: str = "ada") -> str:
        """A document is sent; gives what was said to it."""
        return str((await self.play({"who": who, "document": name, "content": content}))[-1]["text"])

    async def made(self, who: str = "ada") -> list[Own]:
        """The activities this therapist may read, as stored."""
        stage = self.play.stage
        rows = await stage.engine.store.activities(stage.practice, await self.play.id(who))
        return list(assembled((one.id, one.part, one.owner, one.doc) for one in rows).values())

    async def one(self) -> Own:
        """The only one there is."""
        (own,) = await self.made()
        return own


def _does(line: str) -> Line:
    return {"tap": line[1:-1]} if line.startswith("[") and line.endswith("]") else {"text": line}


@asynccontextmanager
async def bench(*more: Line, channel: str = "telegram", language: str = "en") -> AsyncIterator[Bench]:
    """A stage with Ada and Sam."""
    async with playing({**ADA, "channel": channel, "language": language}, SAM, *more) as play:
        yield Bench(play)
