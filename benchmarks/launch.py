"""Every measurement, ours or a peer's, is a process of its own that prints one JSON line."""

import hashlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PEERS = HERE / "peers"
LIMIT = 1200
"""Seconds after which a measurement is given up."""


class Failed(Exception):
    """A measurement did not come to an end; the text says how."""


def ours(module: str, *args: object) -> dict[str, Any]:
    """Run one of our benchmarks."""
    return _run(module, [sys.executable, "-m", f"benchmarks.{module}", *map(str, args)], HERE.parent)


def peer(script: str, *args: object) -> dict[str, Any]:
    """Run a peer in the peers' own environment."""
    return _run(script, [str(peers_python()), script, *map(str, args)], PEERS)


def _run(name: str, command: list[str], folder: Path) -> dict[str, Any]:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        raise Failed(f"{name}: no end after {LIMIT} s") from None
    if done.returncode:
        raise Failed(f"{name}: {(done.stderr.strip().splitlines() or ['no word'])[-1][:200]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def peers_python() -> Path:
    """The Python of the peers' environment, made at first use and kept in a temporary folder."""
    pins = PEERS / "requirements.txt"
    mark = hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / "interlude-bench" / f"peers-{mark}"
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        for command in ([sys.executable, "-m", "venv", str(folder)], [*pip, "install", "-r", str(pins)]):
            _install(command)
        ready.touch()
    return python


def _install(command: list[str]) -> None:
    try:
        failed = subprocess.run(command, capture_output=True, timeout=LIMIT).returncode
    except (subprocess.TimeoutExpired, OSError):
        failed = 1
    if failed:
        raise Failed("the peers could not be installed")


@contextmanager
def redis_port() -> Iterator[int]:
    """A Redis of our own on a free port, keeping nothing. Raises Failed where there is none."""
    server = shutil.which("redis-server")
    if server is None:
        raise Failed("no redis-server on this machine")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        options += ["--save", "", "--appendonly", "no"]
        with subprocess.Popen([server, *options], stdout=subprocess.DEVNULL) as redis:
            try:
                _wait_for(port)
                yield port
            finally:
                redis.terminate()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise Failed("redis-server did not answer")
