"""An event loop whose time is virtual: when nobody has anything to do, it is the next timer's moment."""

import asyncio
import selectors
from collections.abc import Callable
from typing import Any


class Stuck(Exception):
    """Everybody waits for somebody, and no timer is set: nothing would ever happen again."""


class _Still(selectors.SelectSelector):
    """Never waits for the outside: instead of sleeping it moves the loop's time."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stuck("nothing to do and nothing to wait for")
        self.loop.pass_seconds(max(0.0, timeout))
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """One thread, no real time: callbacks run in the order in which they came or come due."""

    def __init__(self) -> None:
        self._virtual = 0.0
        self.owned: dict[asyncio.Task[Any], None] = {}
        """Tasks of the process under test, with all that they began, in the order in which they began."""
        still = _Still()
        still.loop = self
        super().__init__(still)
        self._clock_resolution = 1e-6  # beyond 2**24 s a nanosecond no longer moves this clock

    def time(self) -> float:
        """Virtual seconds since this loop began."""
        return self._virtual

    def create_task(self, coro: Any, **named: Any) -> asyncio.Task[Any]:
        """A task begun by a task of the process is the process's."""
        task: asyncio.Task[Any] = super().create_task(coro, **named)
        if asyncio.current_task(self) in self.owned:
            self.own(task)
        return task

    def own(self, task: asyncio.Task[Any]) -> asyncio.Task[Any]:
        """This task belongs to the process under test."""
        self.owned[task] = None
        task.add_done_callback(lambda done: self.owned.pop(done, None))
        return task

    def run_in_executor(  # type: ignore[override]  # what is said of it there says too much
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """No other thread: what is handed to one is done here and now."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass; what comes due meanwhile runs afterwards, in its order (a suspended machine)."""
        self._virtual += seconds


class Watch:
    """The machine's wall clock over the loop's time: may be wrong, and may go back."""

    def __init__(self, loop: VirtualLoop, start: int) -> None:
        self._loop, self._start, self.wrong_by = loop, start, 0

    def now(self) -> int:
        """What the machine shows, in epoch milliseconds UTC."""
        return self.true() + self.wrong_by

    def true(self) -> int:
        """What everybody else's clock shows."""
        return self._start + round(self._loop.time() * 1000)
