"""How long starting takes: the bot with a full store until `/health` says it is well, and `--help`."""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.setting import KEY, SECRET, copied
from benchmarks.telegram_double import TelegramDouble
from storage.keys import new_key_file

CONFIG = """\
[practice]
name = "Benchmark"
zone = "Europe/London"
language = "en"
region = "GB"

[telegram]
token = "env:BENCH_TOKEN"
base_url = "{telegram}"
mode = "webhook"
webhook_secret = "env:BENCH_SECRET"

[server]
host = "127.0.0.1"
port = {port}
public_url = "https://bench.invalid"

[storage]
url = "sqlite:{folder}/work.db"
key = "file:{folder}/bench.key"
"""
ROOT = Path(__file__).parents[1]
PATIENCE = 60
"""Seconds after which a start is given up."""


async def start(clients: int) -> dict[str, Any]:
    """Seconds from starting the process to the first 200 of `/health`; the median of three."""
    double = TelegramDouble()
    address = await double.start()
    with tempfile.TemporaryDirectory(prefix="interlude-bench-") as folder:
        await copied(clients, folder)
        port = _free_port()
        _write(Path(folder), CONFIG.format(telegram=address, port=port, folder=folder))
        took = [await asyncio.to_thread(_run_once, Path(folder), port) for _ in range(3)]
    await double.stop()
    return {"value": statistics.median(took), "unit": "s", "worst": max(took)}


def _write(folder: Path, config: str) -> None:
    (folder / "config.toml").write_text(config)
    new_key_file(folder / "bench.key", lambda _: KEY)


def _run_once(folder: Path, port: int) -> float:
    command = [sys.executable, "-m", "bot", "run", "-c", str(folder / "config.toml")]
    env = {**os.environ, "BENCH_TOKEN": "1:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "BENCH_SECRET": SECRET}
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as bot:
        try:
            while not _well(port):
                if bot.poll() is not None or time.perf_counter() - begun > PATIENCE:
                    raise RuntimeError(
                        f"did not start: {bot.stderr.read().decode()[-400:] if bot.stderr else ''}"
                    )
                time.sleep(0.005)
            return time.perf_counter() - begun
        finally:
            bot.terminate()
            bot.wait(30)


def _well(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:  # this machine
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def help_start(times: int) -> dict[str, Any]:
    """Seconds `interlude --help` takes, the median."""
    own = Path(sys.executable).with_name("interlude")
    command = [str(own)] if own.exists() else [sys.executable, "-m", "bot"]
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        subprocess.run([*command, "--help"], cwd=ROOT, check=True, capture_output=True)
        took.append(time.perf_counter() - begun)
    return {"value": statistics.median(took), "unit": "s"}


def main() -> None:
    """`run --clients N` or `help`; one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("run", "help"))
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=9)
    args = parser.parse_args()
    print(json.dumps(help_start(args.times) if args.what == "help" else asyncio.run(start(args.clients))))


if __name__ == "__main__":
    main()
