"""Both doors against forgers, repeaters and broken messages: small sizes of tests/figures."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
import structlog
from aiohttp.test_utils import TestClient, TestServer

from bot import web as bot_web
from bot.channels import sms, telegram
from bot.channels.base import WebRequest
from bot.web import BODY_CAP
from tests.channels.cases import BOT_SECRET
from tests.edge_forms import Forms
from tests.edge_house import SECRET_HEADER, edge_house, furnished, sms_text, telegram_text
from tests.figures.forgery import REFUSED, forge, genuine
from tests.figures.fuzz import Meter, play, quiet
from tests.figures.replay import compared

Made = tuple[Path, Sequence[tuple[str, str]]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A store with everybody in the middle of something; each test opens a copy."""
    folder = tmp_path_factory.mktemp("house")
    return folder, asyncio.run(furnished(folder))


@pytest.fixture
def meter() -> Iterator[Meter]:
    found = Meter()
    quiet(found)
    yield found
    structlog.reset_defaults()


async def test_forgeries(made: Made) -> None:
    """A changed call of either channel is refused unread, leaves no row and no log line, and is counted."""
    async with edge_house(*made) as house:
        seen = await forge(house, 400, 2)
    assert seen.accepted == []
    assert set(seen.statuses) == set(REFUSED)
    assert (seen.read, seen.rows, seen.logged) == (0, 0, 0)
    assert seen.counted == seen.statuses[403] > 200


async def test_genuine_calls_are_read(made: Made) -> None:
    """The calls the forgeries start from are taken: what refuses the others is the change."""
    async with edge_house(*made) as house:
        before = await house.rows("seen")
        replies = [(await house.knock(request))[0].status for request in genuine(house)]
        assert replies == [200, 200, 200]
        assert await house.rows("seen") == before + 2


async def test_verified_before_it_is_read(made: Made) -> None:
    """Neither parser is called for a call whose key is wrong, and both are for a right one."""
    read: Counter[str] = Counter()

    def reader(name: str) -> object:
        return lambda *_: read.update([name])

    async with edge_house(*made) as house:
        calls = genuine(house)[:2]
        with (
            patch.object(telegram, "parse_update", reader("telegram")),
            patch.object(sms, "parse_message", reader("sms")),
        ):
            for call in calls:
                await house.knock(WebRequest(call.path, dict.fromkeys(call.headers, "no"), call.body))
            assert read == {}
            for call in calls:
                await house.knock(call)
    assert read == {"telegram": 1, "sms": 1}


async def test_keys_are_compared_to_their_end(made: Made) -> None:
    """Both doors compare what was given with a comparison whose time tells nothing."""
    async with edge_house(*made) as house:
        calls = genuine(house)[:2]
        for module, call in zip((telegram, sms), calls, strict=True):
            with patch.object(module, "compare_digest", return_value=False) as compared_with:
                assert (await house.knock(call))[0].status == 403
            assert compared_with.called


@pytest.mark.parametrize("chunked", [False, True])
async def test_too_large(made: Made, chunked: bool) -> None:
    """A body over 64 KiB is refused before all of it has come, whether or not it says its length."""
    sent = 0

    async def pieces() -> object:
        nonlocal sent
        while sent < 40 * BODY_CAP:
            sent += 8_192
            yield b"x" * 8_192
            await asyncio.sleep(0)

    async with edge_house(*made) as house, TestClient(TestServer(house.app())) as client:
        data = pieces() if chunked else b"x" * (BODY_CAP + 1)
        answer = await client.post("/telegram", data=data, headers={SECRET_HEADER: BOT_SECRET})
        assert answer.status == 413
    assert sent < 40 * BODY_CAP


async def test_packed_bodies_stay_packed(made: Made) -> None:
    """A body that says it is packed is not unpacked: a few bytes cannot become a gigabyte."""
    async with edge_house(*made) as house:
        runner = await bot_web.serve(house.app(), "127.0.0.1", 0)
        headers = {SECRET_HEADER: BOT_SECRET, "Content-Encoding": "gzip"}
        async with TestClient(TestServer(house.app())) as client:
            host, port = runner.addresses[0][:2]
            with patch("zlib.decompressobj", side_effect=AssertionError("unpacked")):
                url = f"http://{host}:{port}/telegram"
                async with client.session.post(url, data=b"\x1f\x8b\x08\x00", headers=headers) as answer:
                    assert answer.status == 400
        await runner.cleanup()


async def test_a_call_that_never_ends(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends half a body and waits is let go."""
    monkeypatch.setattr(bot_web, "READ_SECONDS", 0.05)
    async with edge_house(*made) as house, TestClient(TestServer(house.app())) as client:
        reader, writer = await asyncio.open_connection(client.host, client.port)
        writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        async with asyncio.timeout(30):
            assert b" 408 " in await reader.readline()
        writer.close()


async def test_replay(made: Made) -> None:
    """Texts, pictures, presses and reports, each brought six times in any order: nothing is doubled."""
    calls, brought, same = await compared(*made, times=6, seeds=[5])
    assert same == [True]
    assert brought == 6 * calls > 600


async def test_broken_messages(made: Made, meter: Meter) -> None:
    """A thousand of every form: nothing raises, what is stored is clean, and so is what is sent."""
    async with edge_house(*made) as house:
        await play(house, Forms(7, made[1]), 1_000, meter)
    assert meter.broken == {}
    assert meter.sent > 100
    assert meter.turns > 300


async def test_broken_messages_over_http(made: Made, meter: Meter) -> None:
    """The same through the web server: whatever is sent, the answer is one of those we give."""
    async with edge_house(*made) as house, TestClient(TestServer(house.app())) as client:
        forms, statuses = Forms(8, made[1]), Counter[int]()
        for _ in range(300):
            request = forms.next(house.clock.now())
            house.clock.advance_to(house.clock.now() + 3_000)
            async with client.post(request.path, data=request.body, headers=request.headers) as answer:
                statuses[answer.status] += 1
    assert set(statuses) == {200, 400, 403}
    assert meter.broken == {}


async def test_words_are_kept_as_they_are_shown(made: Made) -> None:
    """What comes with invisible and forbidden characters is stored without them."""
    chance = random.Random(3)
    forms = Forms(9, made[1])
    async with edge_house(*made) as house:
        channel, address = made[1][1]
        for number in range(1, 40):
            words = forms._spoilt() if chance.random() < 0.5 else forms._mixed()
            house.clock.advance_to(house.clock.now() + 60_000)
            await house.knock(telegram_text(int(address), number, f"win {words}", house.clock.now()))
        stored = await house.exports()
        records = stored[f"{channel}:{address}"]["records"]
        wins = [one["doc"]["words"] for one in records if one["kind"] == "win"]
    assert len(wins) > 20
    assert all(not set(win) & set("\u202e\u200b\0\ud800\u2066") for win in wins)


async def test_sms_with_a_field_twice_is_refused(made: Made) -> None:
    """A field repeated with the same value would pass the provider's signature: it does not pass ours."""
    async with edge_house(*made) as house:
        call = sms_text("+447700900016", 1, "hello")
        again = WebRequest(call.path, call.headers, call.body + b"&Body=hello")
        assert [(await house.knock(one))[0].status for one in (call, again)] == [200, 403]
