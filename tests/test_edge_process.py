"""The running program in a process of its own, watched at every socket."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from aiohttp import web

from tests.channels.cases import BOT_TOKEN
from tests.house import ROOT

HOOK = """
import os, sys
def watch(event, args):
    if event == "socket.getaddrinfo":
        open(os.environ["SEEN"], "a").write(f"{args[0]}\\n")
    elif event == "socket.connect" and isinstance(args[1], tuple):
        open(os.environ["SEEN"], "a").write(f"{args[1][0]}:{args[1][1]}\\n")
sys.addaudithook(watch)
"""

CONFIG = """
[practice]
name = "Riverside Practice"
zone = "Europe/London"
region = "GB"
[telegram]
token = "env:TELEGRAM_TOKEN"
base_url = "{url}"
[twilio]
account_sid = "AC{a}"
auth_token = "env:TWILIO_AUTH_TOKEN"
from = "+15017122661"
base_url = "{url}"
[server]
port = 0
public_url = "https://bot.example.org"
[storage]
url = "sqlite:interlude.db"
key = "file:interlude.key"
"""


async def test_the_running_process_speaks_to_its_hosts_only(tmp_path: Path) -> None:
    """`interlude run` in a process of its own: every host it looks up or connects to is a configured one."""
    came = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        came.set()
        return web.json_response(
            {"ok": False, "error_code": 429, "parameters": {"retry_after": 1}}, status=429
        )

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host = f"127.0.0.1:{runner.addresses[0][1]}"
    (tmp_path / "sitecustomize.py").write_text(HOOK, "utf-8")
    (tmp_path / "config.toml").write_text(CONFIG.format(url=f"http://{host}", a="a" * 32), "utf-8")
    (tmp_path / "interlude.key").write_text("ab" * 32, "utf-8")
    (tmp_path / "interlude.key").chmod(0o600)
    seen, path = tmp_path / "seen", f"{tmp_path}{os.pathsep}{ROOT}"
    secrets = {
        "TELEGRAM_TOKEN": BOT_TOKEN,
        "TWILIO_AUTH_TOKEN": "b" * 32,
        "SEEN": str(seen),
        "PYTHONPATH": path,
    }
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=tmp_path,
        env={**os.environ, **secrets},
        stderr=subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        await came.wait()
        came.clear()
        await came.wait()  # it asks again: by now every part has begun
        program.terminate()
        _, log = await program.communicate()
    await runner.cleanup()
    hosts = set(seen.read_text("utf-8").split())
    assert host in hosts
    assert hosts - {host, "127.0.0.1", "localhost"} == set()
    assert BOT_TOKEN.partition(":")[2] not in log.decode()
