"""What only one process may do: who has it, who follows, and how soon."""

import asyncio

import pytest

from storage import alone
from storage.alone import Alone
from tests.postgres import ask, fresh_database
from tests.program import until

SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


NOWHERE = "postgresql://127.0.0.1:1/none"


async def test_one_at_a_time() -> None:
    """What one holds another does not get; what it lets go of the other gets. Other names are free."""
    url = await fresh_database()
    one, two = Alone(url), Alone(url)
    assert await one.holds("poll a")
    assert await one.holds("poll a")
    assert not await two.holds("poll a")
    assert await two.holds("poll b")
    await one.close()
    await until(lambda: two.holds("poll a"))
    await two.close()


async def test_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a turn has it when the other's is over; who waits too long goes on without."""
    monkeypatch.setattr(alone, "ASK_AGAIN", 0.01)
    url, done = await fresh_database(), list[str]()
    one, two = Alone(url), Alone(url)

    async def second() -> None:
        async with two.turn("catching up", 20):
            done.append("second")

    async with one.turn("catching up", 20):
        waiting = asyncio.create_task(second())
        assert not await two.holds("catching up")
        async with two.turn("catching up", 0.05):
            done.append("without")
        done.append("first")
    await waiting
    assert done == ["without", "first", "second"]
    assert await one.holds("catching up")
    await one.close()
    await two.close()


async def test_whoever_loses_the_server_stops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the holder's connection is gone its work is cancelled, and begins again when it is held again."""
    monkeypatch.setattr(alone, "WORD", 0.05)
    monkeypatch.setattr(alone, "ASK_AGAIN", 0.05)
    url, begun, ended = await fresh_database(), asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def works() -> None:
        begun.release()
        try:
            await asyncio.Event().wait()
        finally:
            ended.release()

    holder = Alone(url)
    task = asyncio.create_task(holder.while_held("poll a", works))
    async with asyncio.timeout(20):
        await begun.acquire()
        await ask(url, SESSIONS)
        await ended.acquire()
        await begun.acquire()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await holder.close()


async def test_what_goes_on_without_a_server_ends_when_another_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It goes on while the server is away, and when it is held again; not once another holds it."""
    monkeypatch.setattr(alone, "WORD", 0.05)
    monkeypatch.setattr(alone, "ASK_AGAIN", 0.05)
    url, begun, ended = await fresh_database(), asyncio.Event(), asyncio.Event()

    async def works() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    holder, other = Alone(url), Alone(url)
    task = asyncio.create_task(holder.until_followed("poll a", works))
    async with asyncio.timeout(20):
        await begun.wait()
        await away(holder, url)
        holder._url = url
        await until(lambda: holder.holds("poll a"))
        assert not ended.is_set()
        await away(holder, url)
        assert await other.holds("poll a")
        assert not ended.is_set()
        holder._url = url
        await ended.wait()
        begun.clear()
        await other.close()
        await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await holder.close()


async def away(holder: Alone, url: str) -> None:
    """The server is out of this one's reach, which has found that out, and that it stays so."""
    asked = asyncio.Semaphore(0)
    really = holder._connect

    async def connect() -> bool:
        asked.release()
        return await really()

    holder._url = NOWHERE
    holder._connect = connect  # type: ignore[method-assign]  # of this one alone
    await ask(url, SESSIONS)
    for _ in range(3):
        await asked.acquire()


async def test_a_holder_that_falls_silent_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is paused or cut off loses what it holds: the server closes a silent connection."""
    monkeypatch.setattr(alone, "SILENCE", 1)
    url = await fresh_database()
    silent, other = Alone(url), Alone(url)
    monkeypatch.setattr(alone, "WORD", 60.0)
    assert await silent.holds("upkeep")
    monkeypatch.setattr(alone, "WORD", 0.1)
    await until(lambda: other.holds("upkeep"))
    await silent.close()
    await other.close()


async def test_who_lost_it_meanwhile_does_not_think_it_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a pause the first question has the server's answer, not what was so before."""
    monkeypatch.setattr(alone, "WORD", 60.0)
    url = await fresh_database()
    paused, other = Alone(url), Alone(url)
    assert await paused.holds("upkeep")
    await ask(url, SESSIONS)
    assert await other.holds("upkeep")
    assert not await paused.holds("upkeep")
    await paused.close()
    await other.close()


async def test_one_speaks_however_often_it_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """What watched over a lost connection ends with it: one speaks to the server, none after the close."""
    monkeypatch.setattr(alone, "WORD", 60.0)
    url = await fresh_database()
    holder = Alone(url)
    for _ in range(3):
        await until(lambda: holder.holds("upkeep"))
        await ask(url, SESSIONS)
    await until(lambda: holder.holds("upkeep"))
    assert watching() == 1
    await holder.close()
    assert watching() == 0


def watching() -> int:
    """How many speak to a server, of all there are in this process."""
    return sum(task.get_name() == "alone" for task in asyncio.all_tasks())


async def test_without_a_server_nothing_is_held() -> None:
    """A database that is away is no error and no yes."""
    nowhere = Alone(NOWHERE)
    assert not await nowhere.holds("upkeep")
    await nowhere.close()
