"""The real program in a process of its own, over one folder: the one way in which tests start it."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from subprocess import PIPE
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.configs import TOKEN, key_in
from tests.house import ROOT

PATIENCE = 60.0
"""Seconds until something that should have happened counts as not happening, on a slow machine too."""

LOOK = 0.02
"""Seconds between two looks at what happens in another process."""

SECRET = "hook-secret"  # of a webhook that exists only on this machine
SECRETS = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": SECRET}


class Program:
    """`interlude run` and the commands beside it: started, killed and started again on the same files."""

    module: tuple[str, ...] = ("bot", "run")
    """What Python is given to run."""

    def __init__(
        self, folder: Path, port: int, config: str, key: str = "", secrets: Mapping[str, str] = SECRETS
    ) -> None:
        """Its configuration and what that names, and its master key (hex) where the test gives one."""
        self.folder, self.port, self.secrets = folder, port, secrets
        self.log = folder / "log"
        self.process: asyncio.subprocess.Process | None = None
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").write_text(config, "utf-8")
        if key:
            key_in(folder, key)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the running process; 0 when it does not run."""
        return self.process.pid if self.process else 0

    def env(self) -> dict[str, str]:
        """What the program is given: its secrets, and where it lies."""
        return {**os.environ, **self.secrets, "PYTHONPATH": str(ROOT)}

    async def ran(self, *words: str) -> tuple[int, str, str]:
        """Run one command to its end: its exit code, what it printed, what it complained."""
        command = (sys.executable, "-m", "bot", *words)
        program = await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=self.env(), stdout=PIPE, stderr=PIPE
        )
        said, complained = await program.communicate()
        return program.returncode or 0, said.decode(), complained.decode()

    async def command(self, *words: str) -> str:
        """Run one command, which must end well; what it printed."""
        code, said, complained = await self.ran(*words)
        assert code == 0, complained
        return said

    async def launch(self) -> None:
        """Begin, without waiting until it is ready."""
        command = (sys.executable, "-m", *self.module)
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=self.folder, env=self.env(), stdout=log, stderr=log
            )

    async def ready(self) -> float:
        """Wait until it says it is well; the seconds since this call."""
        began = time.perf_counter()
        await until(self._well)
        return time.perf_counter() - began

    async def start(self) -> None:
        """Begin, and wait until it is ready."""
        await self.launch()
        await self.ready()

    def send(self, sign: signal.Signals) -> None:
        """A signal to the process."""
        assert self.process
        self.process.send_signal(sign)

    async def ended(self) -> int:
        """Wait for its end; its exit code."""
        process, self.process = self.process, None
        assert process
        async with asyncio.timeout(PATIENCE):
            return await process.wait()

    async def end(self, sign: signal.Signals) -> int:
        """End it by this signal; its exit code."""
        assert self.process
        if self.process.returncode is None:
            self.send(sign)
        return await self.ended()

    async def stop(self) -> int:
        """Ask it to end; its exit code."""
        return await self.end(signal.SIGTERM)

    async def kill(self) -> int:
        """End it where it stands; its exit code."""
        return await self.end(signal.SIGKILL)

    async def close(self) -> None:
        """Nothing stays behind, whatever the test did."""
        if self.process is not None:
            await self.kill()

    async def status(self, path: str) -> int:
        """The status of a GET; 0 when nobody listens."""
        try:
            async with ClientSession() as session, session.get(self.url + path) as answer:
                return answer.status
        except ClientError:
            return 0

    async def text(self, path: str) -> str:
        """The body of a GET."""
        async with ClientSession() as session, session.get(self.url + path) as answer:
            return await answer.text()

    def lines(self) -> list[dict[str, Any]]:
        """Every line it logged."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    async def _well(self) -> bool:
        assert self.process
        if self.process.returncode is not None:
            raise AssertionError(f"it stopped: {self.log.read_text('utf-8')[-3000:]}")
        return await self.status("/health") == 200


async def until(happened: Callable[[], Awaitable[Any]], patience: float = PATIENCE) -> Any:
    """Look again and again until it has happened; gives what it found."""
    async with asyncio.timeout(patience):
        while not (found := await happened()):  # noqa: ASYNC110  # it happens in another process
            await asyncio.sleep(LOOK)
    return found


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
