"""The database's clock where it is asked once: at a start, and by a command beside running processes."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.records import operate
from storage import moment
from storage.errors import StoreUnavailable
from storage.moment import moments
from tests.configs import PRACTICE, TELEGRAM, TOKEN, load
from tests.postgres import ask, fresh_database

OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
END = "SELECT pg_terminate_backend($1)"
ID = "SELECT id FROM person"
SINCE_ERASED = """
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint - erased_at
FROM person WHERE erased_at IS NOT NULL
"""
TEN_MINUTES = 600_000


async def test_a_server_that_goes_is_named() -> None:
    """A connection that ends between two looks is an absent store, not a bare error of the driver."""
    url = await fresh_database()
    async with moments(url) as asks:
        await asks()
        ((backend,),) = await ask(url, OTHERS)
        await ask(url, END, backend)
        with pytest.raises(StoreUnavailable):
            await asks()


async def test_a_server_that_stands_still_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks a server that has stopped answering hears so in the end."""
    monkeypatch.setattr(moment, "PATIENCE", 0.5)
    url, backend = await fresh_database(), 0
    try:
        async with asyncio.timeout(20), moments(url) as asks:
            ((backend,),) = await ask(url, OTHERS)
            os.kill(backend, signal.SIGSTOP)
            with pytest.raises(StoreUnavailable):
                await asks()
    finally:
        if backend:
            os.kill(backend, signal.SIGCONT)


async def test_a_command_goes_by_the_shared_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is erased on a machine whose clock is behind was erased now: what was kept before that goes."""
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setattr(SystemClock, "now", lambda _: time.time_ns() // 1_000_000 - TEN_MINUTES)
    (tmp_path / "interlude.key").write_text("ab" * 32, "utf-8")
    (tmp_path / "interlude.key").chmod(0o600)
    url = await fresh_database()
    config = load(tmp_path, PRACTICE + TELEGRAM + f'[storage]\nurl = "{url}"\n')
    await operate(config, "therapist add", {"name": "Ada"})
    ((person,),) = await ask(url, ID)
    await operate(config, "erase", {"person": person})
    ((since,),) = await ask(url, SINCE_ERASED)
    assert 0 <= since < TEN_MINUTES // 2
