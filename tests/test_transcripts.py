"""Whole conversations as both phones show them, line by line, and again with crashes between."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from bot.config import default_config
from bot.stage import Stage
from tests.postgres import fresh_database
from tests.transcripts import form
from tests.transcripts.form import CHANNELS, FOLDER, Line, Memory, Page, Script

CASES = [(name, channel) for name in form.names() for channel in CHANNELS]


async def play(script: Script, crashing: bool = False, store: str | None = None) -> str:
    """The transcript of a script; with `crashing`, all memory is lost between every two lines.

    `store` is a url; without one a throw-away file.
    """
    events: list[Line] = []
    page, memory = Page(ZoneInfo(script.zone)), Memory()
    async with Stage(default_config(), events.append, store, script.start.astimezone(UTC)) as stage:
        for step in script.steps:
            events.clear()
            if step.line is not None:
                if crashing and "cast" not in step.line:
                    await stage.take({"crash": True})
                await stage.take(_with_code(step.line, memory))
                memory.read(events)
            page.add(step, events)
    return page.text()


def _with_code(line: Line, memory: Memory) -> Line:
    return {**line, "text": line["text"].replace("{code}", memory.code)} if "text" in line else line


@pytest.mark.parametrize(("name", "channel"), CASES)
async def test_transcript(name: str, channel: str, request: pytest.FixtureRequest) -> None:
    """What both phones show is, to the last line, what the transcript says."""
    expected = FOLDER / f"{name}.{channel}.txt"
    found = await play(form.read(name, channel))
    if request.config.getoption("--update-transcripts"):
        expected.write_text(found, "utf-8")
    assert found.splitlines() == expected.read_text("utf-8").splitlines()


@pytest.mark.parametrize(("name", "channel"), CASES)
async def test_transcript_with_crashes(name: str, channel: str) -> None:
    """A crash between every two lines changes no text, no time and no button."""
    expected = (FOLDER / f"{name}.{channel}.txt").read_text("utf-8")
    found = await play(form.read(name, channel), crashing=True)
    assert found.splitlines() == expected.splitlines()


ON_POSTGRESQL = [("week", "telegram"), ("week", "sms"), ("couple", "sms"), ("supporter", "telegram")]


@pytest.mark.parametrize(("name", "channel"), ON_POSTGRESQL)
async def test_transcript_on_postgresql(name: str, channel: str) -> None:
    """On PostgreSQL, with a crash between every two lines, both phones show the same as on SQLite."""
    expected = (FOLDER / f"{name}.{channel}.txt").read_text("utf-8")
    found = await play(form.read(name, channel), crashing=True, store=await fresh_database())
    assert found.splitlines() == expected.splitlines()


def test_no_page_without_a_script() -> None:
    """Every page belongs to a script, and every script has both pages."""
    pages = {path.name for path in FOLDER.glob("*.txt")}
    assert pages == {f"{name}.{channel}.txt" for name, channel in CASES}
