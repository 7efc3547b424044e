"""The web side: what is answered when, and that nothing is answered before it is committed."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.base import Inbound, WebReply, WebRequest
from bot.exposition import CONTENT_TYPE
from bot.web import BODY_CAP, Door, Tally, build_app, serve
from tests.channels.cases import CANARY

Client = TestClient[web.Request, web.Application]
THINGS = tuple(Inbound("sms", "1", f"k{i}", "text", 0, CANARY) for i in range(2))


class Practice:
    """A door that can fail at either step, and what happened at it."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.fail = ""

    async def receive(self, request: WebRequest) -> WebReply:
        self.log.append(f"receive {request.path} {request.header('x-test')} {len(request.body)}")
        if self.fail == "receive":
            raise RuntimeError(CANARY)
        return WebReply(200, THINGS, "<Response/>", "application/xml", {"X-Own": "1"})

    async def take(self, inbound: Inbound) -> None:
        if self.fail == inbound.key:
            raise OSError(CANARY)
        self.log.append(f"take {inbound.key}")

    async def health(self) -> bool:
        if self.fail == "health":
            raise OSError(CANARY)
        return self.fail != "sick"

    async def metrics(self) -> str:
        return "a 1\n"


@pytest.fixture
def practice() -> Practice:
    return Practice()


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
async def client(practice: Practice, tally: Tally) -> AsyncIterator[Client]:
    door = Door(practice.receive, practice.take)
    routes = {"/telegram": door, "/north/twilio/sms": door}
    app = build_app(routes, practice.health, practice.metrics, tally)
    async with TestClient(TestServer(app)) as found:
        yield found


async def test_taken_before_answered(client: Client, practice: Practice) -> None:
    """A webhook is received, each thing in it is taken in order, and only then comes the channel's answer."""
    answer = await client.post("/north/twilio/sms?ref=a%26b", data=b"x=1", headers={"X-Test": "yes"})
    assert practice.log == ["receive /north/twilio/sms?ref=a%26b yes 3", "take k0", "take k1"]
    assert (answer.status, await answer.text()) == (200, "<Response/>")
    assert (answer.content_type, answer.headers["X-Own"]) == ("application/xml", "1")


@pytest.mark.parametrize(
    ("fail", "taken"), [("receive", []), ("k0", []), ("k1", ["take k0"])], ids=["receive", "first", "second"]
)
async def test_failures(
    client: Client, practice: Practice, fail: str, taken: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever fails, the answer is 503, so that it comes again; the log has the error's name only."""
    practice.fail = fail
    answer = await client.post("/telegram", data=b"{}")
    assert (answer.status, await answer.text()) == (503, "")
    assert practice.log[1:] == taken
    assert [
        record.getMessage().rsplit(" ", 1)[0] for record in caplog.records if record.name == "bot.web"
    ] == ["webhook /telegram failed:"]


@pytest.mark.parametrize(("size", "status"), [(BODY_CAP, 200), (BODY_CAP + 1, 413)])
async def test_body_cap(client: Client, practice: Practice, size: int, status: int) -> None:
    """64 KiB are read; one byte more is refused before any channel sees it."""
    assert (await client.post("/telegram", data=b"x" * size)).status == status
    assert len(practice.log) == (3 if status == 200 else 0)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/telegram", 405), ("POST", "/", 404), ("POST", "/health", 405), ("POST", "/telegram/", 404)],
)
async def test_nothing_else(client: Client, method: str, path: str, status: int) -> None:
    """No other method or path is served."""
    assert (await client.request(method, path)).status == status


@pytest.mark.parametrize(("fail", "status"), [("", 200), ("sick", 503), ("health", 503)])
async def test_health(client: Client, practice: Practice, fail: str, status: int) -> None:
    """Health is 200 only while the store can commit."""
    practice.fail = fail
    assert (await client.get("/health")).status == status


async def test_metrics(client: Client, practice: Practice, tally: Tally) -> None:
    """Metrics are text for Prometheus; answers are counted by status and door, whatever the practice."""
    await client.post("/telegram", data=b"{}")
    await client.post("/north/twilio/sms", data=b"{}")
    practice.fail = "receive"
    await client.post("/telegram?a=b", data=b"{}")
    answer = await client.get("/metrics")
    assert (await answer.text(), answer.content_type) == ("a 1\n", "text/plain")
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    assert +tally.replies == {("/telegram", "200"): 1, ("/telegram", "503"): 1, ("/twilio/sms", "200"): 1}
    assert [sample.value for sample in tally.took.samples][-1] == 3


def test_a_first_failure_can_be_seen_to_grow(client: Client, tally: Tally) -> None:
    """Answers of each door are counted from zero before the first came."""
    doors = ("/telegram", "/twilio/sms")
    assert set(tally.replies) == {(door, status) for door in doors for status in ("200", "403", "503")}


async def test_serve(practice: Practice, unused_tcp_port_factory: Callable[[], int]) -> None:
    """The server listens where it is told, logs no access, and ends when it is told."""
    port = unused_tcp_port_factory()
    app = build_app({}, practice.health, practice.metrics, Tally())
    runner = await serve(app, "127.0.0.1", port)
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/health") as answer:
        assert answer.status == 200
    await runner.cleanup()
    assert runner.addresses == []
