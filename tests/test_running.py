"""What only shows when the program runs for real: the wheel, delivery reports, commands beside it."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import agenda
from bot.agenda import Wheel
from bot.channels.base import Failure, Inbound
from bot.config import default_config
from bot.stage import Stage
from tests.configs import PRACTICE, SERVER, TELEGRAM, TWILIO
from tests.peers.peers import ROOT
from tests.world import ADA, Line, client


async def test_wheel_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due is looked at again and again, also when it is given as a plain function of a coroutine."""
    monkeypatch.setattr(agenda, "TICK", 0.01)
    enough, turns = asyncio.Event(), 0

    async def tick() -> None:
        nonlocal turns
        turns += 1
        if turns == 3:
            enough.set()

    wheel = Wheel(lambda: tick(), _nothing, _nothing)
    wheel.start()
    async with asyncio.timeout(30):
        await enough.wait()
    await wheel.stop()
    assert turns >= 3


async def _nothing() -> None:
    pass


class Long:
    """A tick that takes until it is let go."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.ends: list[str] = []

    async def tick(self) -> None:
        """In work until then; how it ended is noted."""
        self.begun.set()
        try:
            await self.may_end.wait()
            self.ends.append("whole")
        except asyncio.CancelledError:
            self.ends.append("cut off")
            self.ended.set()
            raise

    async def stopped(self) -> asyncio.Task[None]:
        """A wheel with this tick that is told to stop in the middle of it."""
        wheel = Wheel(self.tick, _nothing, _nothing)
        wheel.start()
        async with asyncio.timeout(30):
            await self.begun.wait()
        stopping = asyncio.create_task(wheel.stop())
        await asyncio.sleep(0.05)
        return stopping


async def test_a_stop_lets_a_tick_finish(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due and in work when the process is told to end is done to its end; nothing begins after it."""
    monkeypatch.setattr(agenda, "TICK", 0.01)
    long = Long()
    stopping = await long.stopped()
    assert (stopping.done(), long.ends) == (False, [])
    long.may_end.set()
    async with asyncio.timeout(30):
        await stopping
    await asyncio.sleep(0.05)
    assert long.ends == ["whole"]


async def test_a_stop_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick that does not end in its time is cut off: the process ends all the same."""
    monkeypatch.setattr(agenda, "TICK", 0.01)
    monkeypatch.setattr(agenda, "END_SECONDS", 0.02)
    long = Long()
    async with asyncio.timeout(30):
        await (await long.stopped())
        await long.ended.wait()
    assert long.ends == ["cut off"]


@pytest.mark.parametrize(
    ("delivered", "failure", "failed"), [(False, None, 0), (True, None, 0), (False, Failure.UNREACHABLE, 1)]
)
async def test_delivery_reports(delivered: bool, failure: Failure | None, failed: int) -> None:
    """A text on its way is no lost text: only a named failure is one, and only then the therapist hears."""
    shown: list[Line] = []
    async with Stage(default_config(), shown.append, None, datetime(2026, 3, 2, 9, tzinfo=UTC)) as stage:
        for line in (ADA, client("sam"), {"who": "sam", "text": "menu"}):
            await stage.take(line)
        status = Inbound("sms", "", "s1", "status", 0, receipt="sms-1", delivered=delivered, failure=failure)
        await stage.engine.door.receive(stage.practice, status)
        await stage.engine.settle()
        counts = await stage.engine.store.outbox_counts()
    assert counts["failed"] == failed
    assert [event["kind"] for event in shown if event.get("to") == "ada"] == ["notice"] * failed


def test_commands_alone(tmp_path: Path) -> None:
    """Before the bot ever ran, and without its secrets, an operator can set up, look, copy and export."""
    (tmp_path / "config.toml").write_text(PRACTICE + TELEGRAM + TWILIO + SERVER, "utf-8")
    commands = ("keys new", "therapist add Ada", "therapist list", "export Ada", "backup copy.db")
    said = {}
    for command in commands:
        run = subprocess.run(
            [sys.executable, "-m", "bot", *command.split()],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
        said[command] = run.stdout
    assert "start " in said["therapist add Ada"]
    assert "Ada  not joined yet" in said["therapist list"]
    assert '"name": "Ada"' in said["export Ada"]
