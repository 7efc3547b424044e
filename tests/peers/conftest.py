"""The peers for a whole run, and both channels against them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count

import pytest
from aiohttp import ClientSession

from bot.channels.base import Inbound
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.web import Door, Tally, build_app, serve
from tests.peers import peers
from tests.peers.peers import Carrier, Gate, Phone
from tests.program import PATIENCE

_numbers = count(910_001)


@pytest.fixture(scope="module")
def _peers() -> Iterator[None]:
    """Both peers, or a skip that says why not; with fixed ports, one module uses them at a time."""
    up = peers.program()
    if up is None:
        pytest.skip("no peers: set INTERLUDE_PEERS to the program that starts them")
    try:
        with peers.running(up):
            yield
    except RuntimeError as error:
        pytest.skip(str(error))


@pytest.fixture
async def session(_peers: None) -> AsyncIterator[ClientSession]:
    async with ClientSession() as found:
        yield found


@pytest.fixture
def sam(session: ClientSession) -> Phone:
    """A person's Telegram that nobody used before."""
    return Phone(session, next(_numbers))


@pytest.fixture
def carrier(session: ClientSession) -> Carrier:
    return Carrier(session)


@pytest.fixture
async def gate(session: ClientSession) -> AsyncIterator[Gate]:
    """The checks in front of Telegram, which must have found nothing when the test is over."""
    found = Gate(session)
    before = len(await found.violations())
    yield found
    assert (await found.violations())[before:] == []


class Arrivals:
    """What came through the webhooks, in order; `next` waits for it."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Inbound] = asyncio.Queue()

    async def take(self, inbound: Inbound) -> None:
        """Called by the web side for each thing that arrived."""
        await self._queue.put(inbound)

    async def next(self, wanted: Callable[[Inbound], bool]) -> Inbound:
        """The next arrival of this sort, or TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while not wanted(found := await self._queue.get()):
                pass
        return found


@pytest.fixture
async def telegram(_peers: None) -> AsyncIterator[TelegramChannel]:
    """The Telegram channel, asking for updates; those of earlier tests are let go of."""
    channel = TelegramChannel(peers.BOT_TOKEN, peers.TELEGRAM)
    await channel.start()
    while old := await channel.updates(None, 0):
        await channel.updates(max(item["update_id"] for item in old) + 1, 0)
    yield channel
    await channel.stop()


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


@pytest.fixture
async def doors(_peers: None, arrivals: Arrivals) -> AsyncIterator[tuple[TelegramChannel, SmsChannel]]:
    """Both channels with webhooks, served where the peers bring them."""
    address = f"{peers.PUBLIC_URL}/telegram"
    telegram = TelegramChannel(peers.BOT_TOKEN, peers.TELEGRAM, "s3cret", "webhook", webhook_url=address)
    sms = SmsChannel(peers.ACCOUNT, peers.AUTH_TOKEN, peers.NUMBER, peers.TWILIO, peers.PUBLIC_URL)
    routes = {
        "/telegram": Door(telegram.receive, arrivals.take),
        "/twilio/sms": Door(sms.receive_message, arrivals.take),
        "/twilio/status": Door(sms.receive_status, arrivals.take),
    }

    async def well() -> bool:
        return True

    async def nothing() -> str:
        return ""

    runner = await serve(build_app(routes, well, nothing, Tally()), "127.0.0.1", 9072)
    await telegram.start()
    yield telegram, sms
    await runner.cleanup()
    await telegram.stop()
    await sms.stop()
