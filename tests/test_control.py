"""Asking the running bot: one that stands still or ends meanwhile holds nobody up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import doctor_safety, doctor_store
from bot.clock import SystemClock
from bot.control import ask_running, runs_already, socket_path
from bot.errors import NoAnswer
from tests.configs import PRACTICE, TELEGRAM, TOKEN, load


@asynccontextmanager
async def answering(database: Path, *said: bytes, stays: bool) -> AsyncIterator[None]:
    """Somebody at the socket who says this and then keeps silent, or goes."""
    open_ = list[asyncio.StreamWriter]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.writelines(said)
        open_.append(writer)
        if not stays:
            writer.close()

    server = await asyncio.start_unix_server(answer, socket_path(database))
    try:
        yield
    finally:
        for writer in open_:
            writer.close()
        server.close()


async def test_a_bot_that_stands_still(tmp_path: Path) -> None:
    """Whoever only looks waits no longer than they have patience."""
    database = tmp_path / "a.db"
    async with answering(database, stays=True), asyncio.timeout(30):
        with pytest.raises(NoAnswer, match="does not answer"):
            await ask_running(database, "standing", {}, 0.05)


@pytest.mark.parametrize("said", [b"", b'{"lines": ["a'])
async def test_a_bot_that_ends_meanwhile(tmp_path: Path, said: bytes) -> None:
    """No answer, or half of one, is one clear line and no traceback; and it is no running bot."""
    database = tmp_path / "a.db"
    async with answering(database, said, stays=False), asyncio.timeout(30):
        with pytest.raises(NoAnswer, match="ended before it had answered"):
            await ask_running(database, "standing", {})
        assert not await runs_already(database)


async def test_nobody_there(tmp_path: Path) -> None:
    """Without a bot, or with the socket of one that was killed, the question is nobody's."""
    database = tmp_path / "a.db"
    assert await ask_running(database, "standing", {}) is None
    async with answering(database, stays=True):
        pass
    assert await ask_running(database, "standing", {}) is None


async def test_the_doctor_beside_a_bot_that_stands_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that stands still does not hold up the doctor, who calls it a problem."""
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    for place in (doctor_store, doctor_safety):
        monkeypatch.setattr(place, "PATIENCE", 0.05)
    config = load(tmp_path, PRACTICE + TELEGRAM)
    config.storage.path.touch()
    async with answering(config.storage.path, stays=True), asyncio.timeout(30):
        notes = [one async for one in doctor_store.store_notes(config, SystemClock()) if one.what == "store"]
        notes += [one async for one in doctor_safety.safety_notes(config)]
    assert [(one.level, one.words) for one in notes] == [("problem", "the bot runs but does not answer")] * 2
