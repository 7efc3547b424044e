"""Machines whose clocks differ by minutes share one store: they go by the database's clock."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.clock import VirtualClock
from bot.cluster.shared_clock import DIFFERS, SAY_AGAIN, SLOW, SharedClock
from storage.moment import moments
from tests.cluster.bot_api import BotApi
from tests.cluster.fleet import Fleet
from tests.cluster.practice import FIRST, populated
from tests.postgres import fresh_database
from tests.program import until

TEN_MINUTES = 600_000
START = 1_000_000

IN_DOUBT = "SELECT COUNT(*) FROM outbox WHERE failure IS NOT NULL OR tries <> 1"
IN_THE_FUTURE = """
SELECT COUNT(*) FROM outbox WHERE created_at > extract(epoch FROM clock_timestamp()) * 1000 + 2000
"""


class Machine:
    """A clock that its owner set wrong by `shift` milliseconds; it runs as the steady timer does."""

    def __init__(self, steady: VirtualClock | None, shift: int) -> None:
        self._steady, self._shift = steady, shift

    def now(self) -> int:
        true = time.time_ns() // 1_000_000 if self._steady is None else START + self._steady.now()
        return true + self._shift


class Server:
    """A database's clock, which answers after `took` milliseconds of the steady timer."""

    def __init__(self, steady: VirtualClock) -> None:
        self.steady, self.ahead, self.took = steady, 0, [0]

    async def __call__(self) -> int:
        took = self.took.pop() if len(self.took) > 1 else self.took[0]
        self.steady.advance_to(self.steady.now() + took // 2)
        at = START + self.steady.now() + self.ahead
        self.steady.advance_to(self.steady.now() + took // 2)
        return at


async def looked(shift: int) -> tuple[SharedClock, Server]:
    """The clock of a machine that is wrong by so much, after its first look."""
    steady = VirtualClock(0)
    clock, server = SharedClock(Machine(steady, shift), steady.now), Server(steady)
    await clock.look(server)
    return clock, server


@pytest.mark.parametrize("shift", [-TEN_MINUTES, 0, TEN_MINUTES])
async def test_the_time_is_the_database_s(shift: int) -> None:
    """Whatever the machine's clock says, now is what the database says, and goes on by the steady timer."""
    clock, server = await looked(shift)
    assert (clock.now(), clock.ahead) == (START, shift)
    server.steady.advance_to(5000)
    assert clock.now() == START + 5000


async def test_a_slow_answer_moves_nothing() -> None:
    """After a long wait it is counted on as before; of several answers the quickest counts."""
    clock, server = await looked(0)
    server.ahead, server.took = 400, [2 * SLOW]
    await clock.look(server)
    assert clock.now() == START + server.steady.now()
    server.took = [2 * SLOW, 20, 2 * SLOW]
    await clock.look(server)
    assert clock.now() == START + server.steady.now() + 400


@pytest.mark.parametrize(("shift", "said"), [(DIFFERS, 0), (DIFFERS + 1, 1), (-DIFFERS - 1, 1)])
async def test_a_machine_that_differs_is_named(shift: int, said: int) -> None:
    """More than two seconds between the clocks are a warning, once a minute and not at every look."""
    with capture_logs() as lines:
        clock, server = await looked(shift)
        await clock.look(server)
    server.steady.advance_to(SAY_AGAIN)
    with capture_logs() as later:
        await clock.look(server)
    told = [("clock_differs", shift)] * said
    assert [(line["event"], line["ms"]) for line in lines] == told
    assert [(line["event"], line["ms"]) for line in later] == told


async def test_a_real_server_is_asked() -> None:
    """Two machines ten minutes apart agree once each has asked the database they share."""
    url, found = await fresh_database(), []
    for shift in (0, TEN_MINUTES):
        clock = SharedClock(Machine(None, shift))
        async with moments(url) as ask:
            await clock.look(ask)
        found.append(clock)
    assert abs(found[0].now() - found[1].now()) < SLOW


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    found = await BotApi().start()
    yield found
    await found.stop()


async def test_no_lease_is_taken_early_and_nothing_is_sent_twice(tmp_path: Path, api: BotApi) -> None:
    """Of two processes whose clocks are ten minutes apart neither takes up what the other is sending."""
    url = await fresh_database()
    await populated(url, 2)
    api.open.clear()
    fleet = Fleet(tmp_path, url, api, 2)
    fleet.all[1].module = ("tests.figures._shifted_bot", "config.toml", str(TEN_MINUTES))
    async with fleet:
        for number, process in enumerate((0, 1), 1):
            assert await fleet.webhook(process, FIRST + number - 1, number, "todo") == 200

            async def claimed(begun: int = number) -> bool:  # and looked for what others left behind
                return api.begun.total() >= begun

            await until(claimed)
        api.open.set()
        await fleet.sent(2)
        found = [await fleet.count(sql) for sql in (IN_DOUBT, IN_THE_FUTURE)]
        logs = [(one.folder / "log").read_text("utf-8") for one in fleet.all]
    assert found == [0, 0]
    assert sorted(map(len, api.by_chat().values())) == [1, 1]
    assert ["clock_differs" in log for log in logs] == [False, True]
