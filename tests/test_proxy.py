"""The proxy in front: webhooks reach a bot, nothing else passes, and a bot that is gone is passed over."""

import asyncio
import os
import re
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientTimeout, web

from tests.house import ROOT
from tests.program import until

SITE = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
OWN = re.compile(r"^\t\treverse_proxy \{\n.*?^\t\t\}\n", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^( +)reverse_proxy [\d.: ]+\{\n.*?^\1\}\n", re.MULTILINE | re.DOTALL)
ONE, SEVERAL = (found[0] for found in SHOWN.finditer(PAGE))
"""What the page puts in the place of the file's own block, for one process and for several."""

Ports = Callable[[], int]


def test_nothing_of_the_site_stands_beside_the_blocks() -> None:
    """Every directive is in a `handle`: beside a `reverse_proxy`, Caddy takes a bare `respond` first."""
    outer = re.findall(r"^\t(\S.*)", SITE, re.MULTILINE)
    assert [line for line in outer if not re.match(r"#|\}|@webhooks \{|handle (@webhooks )?\{", line)] == []


def test_several_are_treated_alike_wherever_they_run() -> None:
    """Containers and units have the same rules; none asks /health, which is 503 while the store is away."""
    (own,) = OWN.findall(SITE)
    inside = re.sub(r"dynamic a \{.*?\}", "", own, flags=re.DOTALL)
    assert inside.split()[2:] == SEVERAL.split()[4:]
    assert "health_" not in SITE + ONE + SEVERAL


async def _bot(port: int) -> web.AppRunner:
    """Answers every call with the path and the body that came."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.path} {await request.text()}")

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


@asynccontextmanager
async def _proxy(folder: Path, port: int, block: str) -> AsyncIterator[ClientSession]:
    """Caddy with the site, and this block in it; calls begin at its address."""
    tool = shutil.which("caddy")
    if tool is None:
        pytest.skip("caddy is not here (apt-get install caddy)")
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + OWN.sub(block, SITE), "utf-8")
    address = f"http://127.0.0.1:{port}"
    places = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
    caddy = await asyncio.create_subprocess_exec(
        tool, "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile",
        env=os.environ | places | {"PUBLIC_HOST": address}, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await until(lambda: _listens(port))
        async with ClientSession(address, timeout=ClientTimeout(total=20)) as session:
            yield session
    finally:
        caddy.terminate()
        await caddy.wait()


async def _listens(port: int) -> bool:
    with suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        return True
    return False


async def _status(session: ClientSession, method: str, path: str) -> int:
    async with session.request(method, path) as answer:
        return answer.status


async def test_webhooks_pass_and_nothing_else_does(tmp_path: Path, unused_tcp_port_factory: Ports) -> None:
    """A webhook reaches the bot as it came; health, metrics and other methods are 404 outside."""
    port, bot = unused_tcp_port_factory(), unused_tcp_port_factory()
    runner = await _bot(bot)
    async with _proxy(tmp_path, port, ONE.replace("8080", str(bot))) as session:
        for path in ("/telegram", "/riverside/twilio/sms", "/twilio/status"):
            async with session.post(path, data="words") as answer:
                assert (answer.status, await answer.text()) == (200, f"{path} words")
        for method, path in (("GET", "/telegram"), ("GET", "/health"), ("GET", "/metrics"), ("POST", "/")):
            assert await _status(session, method, path) == 404
    await runner.cleanup()


async def test_a_bot_that_is_being_started_is_waited_for(
    tmp_path: Path, unused_tcp_port_factory: Ports
) -> None:
    """A webhook that comes while the only bot is away for a moment is answered by it a moment later."""
    port, bot = unused_tcp_port_factory(), unused_tcp_port_factory()
    async with _proxy(tmp_path, port, ONE.replace("8080", str(bot))) as session:
        call = asyncio.create_task(_status(session, "POST", "/telegram"))
        await asyncio.sleep(0.5)
        assert not call.done()
        runner = await _bot(bot)
        assert await call == 200
        await runner.cleanup()


async def test_a_bot_that_is_gone_is_passed_over(tmp_path: Path, unused_tcp_port_factory: Ports) -> None:
    """Of two bots one is gone: every webhook is answered, by the other."""
    port, gone, there = (unused_tcp_port_factory() for _ in range(3))
    runner = await _bot(there)
    block = SEVERAL.replace("8081", str(gone)).replace("8082", str(there))
    async with _proxy(tmp_path, port, block) as session:
        calls = [_status(session, "POST", "/telegram") for _ in range(40)]
        assert await asyncio.gather(*calls) == [200] * 40
    await runner.cleanup()


async def test_a_bot_that_hangs_gets_next_to_nothing(tmp_path: Path, unused_tcp_port_factory: Ports) -> None:
    """Of two bots one takes calls and never answers: of thirty webhooks, one after another, it gets one."""
    port, hangs, there = (unused_tcp_port_factory() for _ in range(3))
    waiting: list[asyncio.Task[int]] = []
    holding = socket.create_server(("127.0.0.1", hangs))  # the system takes the calls, nobody reads them
    runner = await _bot(there)
    block = SEVERAL.replace("8081", str(hangs)).replace("8082", str(there))
    async with _proxy(tmp_path, port, block) as session:
        for _ in range(30):
            call = asyncio.create_task(_status(session, "POST", "/telegram"))
            if not (await asyncio.wait({call}, timeout=0.5))[0]:
                waiting.append(call)
        assert len(waiting) == 1
        waiting[0].cancel()
    holding.close()
    await runner.cleanup()
