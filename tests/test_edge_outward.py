"""The way out leads to the configured hosts only; pictures, files and links are never fetched."""

import ast
from collections.abc import Iterator
from typing import Any

import aiohttp
import httpx
import pytest
from aiohttp import web
from telegram.request import HTTPXRequest

from bot.channels import outward, telegram_wire
from bot.channels.outward import Outward, OutwardConnector, leads_astray
from bot.channels.sms_wire import Session
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_wire import Wire
from tests.channels.cases import BOT_TOKEN, out
from tests.core_stage import ADA, SAM, playing
from tests.house import OURS, sources
from tests.world import client

BASE = "https://api.telegram.org"
SSRF = (
    *(
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:22/",
        "http://localhost/",
        "http://[::1]/",
    ),
    *(
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://2130706433/",
    ),
    *("http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "https://api.telegram.org.evil.example/"),
    *(
        "https://evil.example/api.telegram.org",
        "https://api.telegram.org@evil.example/",
        "http://api.telegram.org/",
    ),
    *("https://api.telegram.org:8443/", "https://api.telegram.org:22/", "file:///etc/passwd", "gopher://x/"),
    *("ftp://api.telegram.org/", "https://metadata.google.internal/", "https://[::ffff:169.254.169.254]/"),
    *(
        "https://api.twilio.com.evil.example/",
        "https://xn--api-telegram-org.example/",
        "https://api.telegram.orq/",
    ),
    *(
        "https://telegram.org/",
        "https://evil.example#api.telegram.org",
        "https://evil.example?https://api.telegram.org",
    ),
    *("https:///api.telegram.org", "//api.telegram.org", "https://api%2etelegram.org/", "data:text/plain,x"),
)


@pytest.mark.parametrize("url", SSRF)
def test_other_addresses_are_refused(url: str) -> None:
    """Nothing but the configured scheme, host and port is allowed, however it is dressed up."""
    assert Outward.of(BASE, "https://api.twilio.com").refuses(url)


def test_the_configured_host_is_allowed() -> None:
    """The host itself, with and without its usual port, in any case."""
    here = Outward.of(BASE, "http://127.0.0.1:9065/")
    urls = (f"{BASE}/bot1:a/getMe", f"{BASE}:443/", "https://API.telegram.org./x", "http://127.0.0.1:9065/x")
    assert [here.refuses(url) for url in urls] == [False] * 4


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0", "192.168.0.1", "100.64.0.1"],
)
def test_a_providers_name_does_not_lead_inside(address: str) -> None:
    """A provider's own name is never at a private address; a host the operator chose may be."""
    assert all(leads_astray(host, address) for host in outward.PROVIDERS)
    assert not leads_astray("bot-api.internal", address)
    assert not leads_astray("api.telegram.org", "149.154.167.220")


class Elsewhere:
    """A server on this machine that answers with a redirect and counts who came."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.to = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.came.append(request.path)
        return web.Response(status=302, headers={"Location": self.to})


@pytest.fixture
async def servers() -> Any:
    """Two servers; the first sends everybody to the second."""
    first, second, runners, urls = Elsewhere(), Elsewhere(), [], []
    for one in (first, second):
        app = web.Application()
        app.router.add_route("*", "/{any:.*}", one.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        runners.append(runner)
        urls.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
    first.to = second.to = f"{urls[1]}/stolen"
    yield first, second, urls
    for runner in runners:
        await runner.cleanup()


async def test_redirects_are_not_followed(servers: Any) -> None:
    """A provider that answers with another address is not followed there, by either library."""
    first, second, (here, there) = servers
    channel = TelegramChannel(BOT_TOKEN, here)
    assert not hasattr(await channel.send(out()), "receipt")
    session = Session(5, here)
    async with await session.request(method="GET", url=f"{here}/x", allow_redirects=True) as answer:
        assert answer.status == 302
    assert len(first.came) == 2
    assert second.came == []
    with pytest.raises(aiohttp.ClientConnectorError):
        await session.request(method="GET", url=f"{there}/x")
    await session.close()
    await channel.stop()
    async with aiohttp.ClientSession(connector=OutwardConnector(Outward.of(here))) as asking:
        with pytest.raises(aiohttp.ClientConnectorError):
            await asking.get(f"{here}/x", allow_redirects=True)
    assert second.came == []


async def test_the_wire_refuses_other_hosts(servers: Any) -> None:
    """Whatever asks the Telegram library's client for another host gets no connection."""
    _, second, (here, there) = servers
    wire = Wire(here)
    with pytest.raises(Exception, match="does not name") as refused:
        await wire.do_request(f"{there}/file", "GET")
    assert isinstance(refused.value.__cause__ or refused.value, Exception)
    await wire.shutdown()
    assert second.came == []


async def test_a_name_that_leads_inside(servers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name that resolves to this machine is let go of before a word is said, by either library."""
    first, _, (here, _) = servers
    local = here.replace("127.0.0.1", "localhost")
    monkeypatch.setattr(outward, "PROVIDERS", ("localhost",))
    session, wire = Session(5, local), Wire(local)
    with pytest.raises(aiohttp.ClientError):
        await session.request(method="GET", url=f"{local}/x")
    with pytest.raises(Exception, match="does not name"):
        await wire.do_request(f"{local}/x", "GET")
    await session.close()
    await wire.shutdown()
    assert first.came == []


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch, servers: Any) -> None:
    """A proxy named in the environment is no host of the configuration."""
    first, second, (here, there) = servers
    monkeypatch.setenv("HTTP_PROXY", there)
    monkeypatch.setenv("ALL_PROXY", there)
    wire = Wire(here)
    assert (await wire.do_request(f"{here}/x", "GET"))[0] == 302
    await wire.shutdown()
    assert (len(first.came), second.came) == (1, [])


CLIENTS = {"ClientSession", "HTTPXRequest", "AsyncClient", "urlopen", "create_connection", "open_connection"}


def _connects() -> Iterator[tuple[str, str]]:
    for source in sources():
        if source.path.startswith(tuple(f"{folder}/" for folder in OURS)):
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Call):
                    name = ast.unparse(node.func).rpartition(".")[2]
                    if name in CLIENTS or name.endswith("Connector"):
                        yield source.path, ast.unparse(node)


def test_one_way_out() -> None:
    """Every HTTP client of the program is made with the guarded way; nothing connects beside it."""
    found = dict(_connects())
    assert {"bot/channels/sms_wire.py", "bot/doctor_asker.py"} <= found.keys()
    assert all("OutwardConnector" in call for call in found.values()), found
    assert issubclass(Wire, HTTPXRequest)
    assert isinstance(Wire(BASE)._client_kwargs["transport"], telegram_wire.Way)
    assert issubclass(telegram_wire.Way, httpx.AsyncHTTPTransport)


@pytest.mark.parametrize("sent", [{"media": "image/jpeg"}, {"media": "application/zip"}, {"voice": 12}])
@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_media_is_refused_kindly(sent: dict[str, Any], channel: str) -> None:
    """A picture, a file or a voice note outside a question gets one kind text, and nothing of it is kept."""
    sam = client("sam", channel)
    async with playing(ADA, sam) as play:
        said = await play({"who": "sam", **sent})
        assert len([one for one in said if one["to"] == "sam"]) == 1
        assert await play.records() == []


FETCHING = {"get_file", "download", "download_as_bytearray", "zipfile", "tarfile", "PIL", "gzip", "zlib"}


def test_nothing_can_fetch() -> None:
    """No conversation can fetch a file, or open pictures or archives; one channel fetches small texts."""
    inward = ("bot/channels/", "bot/door", "bot/inbox", "bot/runner", "bot/web", "handlers/")
    found = []
    for source in sources():
        if source.path.startswith(inward):
            tree = source.tree
            named = {
                ast.unparse(node).rpartition(".")[2]
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute)
            }
            named |= {taken.top for taken in source.imports()}
            found += [f"{source.path}: {word}" for word in named & FETCHING]
    assert found == [
        "bot/channels/telegram_files.py: get_file"
    ]  # what it takes: tests/channels/test_files.py


async def test_sam_is_answered_without_any_connection() -> None:
    """A rehearsal opens no connection at all; nor does reading a link somebody sent."""
    async with playing(ADA, SAM) as play:
        said = await play({"who": "sam", "text": "note http://169.254.169.254/latest/ is what I read"})
    assert said
