"""A process that stands still (SIGSTOP) at the worst moment: the others go on, and woken it does no harm."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from storage.errors import StoreContended
from storage.rows import CommitResult, OutgoingClaim
from storage.stores import open_store
from storage.vault import Vault
from tests.house import ROOT
from tests.postgres import fresh_database
from tests.program import PATIENCE, until
from tests.storage.kit import MASTER, Person, Store, Talk, born, text, turn


@pytest.fixture
async def url() -> str:
    return await fresh_database()


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    vault = Vault(MASTER)
    found: Store = await open_store(url, vault, person_type=Person, talk_type=Talk, clock=lambda: 5)
    yield found
    await found.close()


@asynccontextmanager
async def stopped(url: str, where: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process, standing still there."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.cluster._stops", url, where), cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        await until(lambda: _stands(process))
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _stands(process: asyncio.subprocess.Process) -> bool:
    assert process.returncode is None, "it ended before it came there"
    return _state(process.pid) == "T"


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]


async def woken(process: asyncio.subprocess.Process) -> str:
    """What came of it, once it goes on."""
    process.send_signal(signal.SIGCONT)
    async with asyncio.timeout(PATIENCE):
        said, _ = await process.communicate()
    return said.decode().strip()


async def test_who_stands_still_inside_a_turn_gives_its_people_back(url: str, store: Store) -> None:
    """Others are refused after two seconds, not held up, and go on after five; the old turn never lands."""
    await born(store, "sam")
    refused: list[StoreContended] = []

    async def through() -> bool:
        taken = turn("sam", 1, person=Person("new"), seen="new", outbox=[text(words="new")])
        try:
            return await store.commit(taken) is CommitResult.COMMITTED
        except StoreContended as error:
            refused.append(error)
            return False

    async with stopped(url, "inside") as process:
        await until(through)
        assert await _stands(process)
        assert refused
        assert await woken(process) == "conflict"
    found = (await store.load("here", ["sam"]))["sam"]
    assert (found.doc, found.version) == (Person("new"), 2)
    assert (await store.outbox_counts())["queued"] == 1
    assert await store.known("here", ["old", "new"]) == {"new"}


async def test_who_stands_still_before_sending_sends_nothing_of_another(url: str, store: Store) -> None:
    """A text whose lease ran out is taken over; its first process, woken, neither sends nor settles it."""
    last = time.time_ns() // 1_000_000 + 3_600_000
    row = replace(text(not_after=last), doc={"text": "hello", "buttons": [], "media": []})
    await born(store, "sam", outbox=[row])

    async def taken_over() -> list[OutgoingClaim]:
        return await store.claim_outgoing(await store.moment(), 5, 60_000, "mine")

    async with stopped(url, "sending") as process:
        (claim,) = await until(taken_over)
        assert claim.ambiguous
        assert await woken(process) == "nothing"
    assert (await store.outbox_counts())["sending"] == 1
    assert await store.settle(claim.id, "mine", "sent")
