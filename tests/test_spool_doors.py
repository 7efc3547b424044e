"""The spool behind every door: taps, reports, strangers, webhooks and polling, and a store that hangs."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Failure, Inbound, WebRequest
from bot.channels.polling import Poller
from bot.gap import Patience
from bot.runner import Contended
from bot.web import Door as WebDoor
from bot.web import _answer
from storage.errors import StoreContended
from tests.core_stage import failing, words_of
from tests.spool_stage import outage


async def test_taps_and_delivery_reports_wait_as_well(tmp_path: Path) -> None:
    """A tap and a failed delivery during the outage have their effect after it."""
    async with outage(tmp_path) as stage:
        await stage.play(
            {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"}, {"who": "ada", "tap": "Send"}
        )
        inner, figure = stage.play.stage, stage.play.stage.figures["sam"]
        rows = await inner.engine.store._pump.read(
            "SELECT id FROM outbox WHERE kind = 'assignment' AND state = 'sent'"
        )
        stage.away()
        tap = inner._tap(figure, "Start", "tap:1")
        report = Inbound(
            "telegram", figure.address, "r:1", "status", 0, ref=rows[0][0], failure=Failure.UNREACHABLE
        )
        for inbound in (tap, report):
            await inner.engine.door.receive(inner.practice, inbound)
        assert len(stage.files()) == 2
        stage.back()
        said = await stage.play({"wait": "1m"})
        assert "step" in [e["kind"] for e in said if e["to"] == "sam"]
        assert "notice" in [e["kind"] for e in said if e["to"] == "ada"]


async def test_strangers_are_answered_when_it_is_not_too_late(tmp_path: Path) -> None:
    """A stranger's words wait too; after an hour only distress still gets an answer, and that once."""
    async with outage(tmp_path) as stage:
        await stage.play({"who": "nobody", "channel": "telegram", "text": "hello", "more": True})
        stage.away()
        await stage.says("nobody", "hello?")
        before = len(stage.play.printed)
        await stage.says("nobody", "i want to die")
        assert [e["kind"] for e in stage.printed(before)] == ["safety"]
        stage.back()
        assert [e["kind"] for e in await stage.play({"wait": "1m"})] == ["reply"]
        stage.away()
        await stage.says("nobody", "still there?")
        clock = stage.play.stage.clock
        clock.advance_to(clock.now() + 2 * 3_600_000)
        stage.back()
        assert await stage.play({"wait": "1m"}) == []


async def test_a_store_that_hangs_does_not_hang_the_door(tmp_path: Path) -> None:
    """A turn that does not come to its end in time is kept on the disk and acknowledged all the same."""
    async with outage(tmp_path, patience=Patience(0.01, 0.01)) as stage:
        pump: Any = stage.play.stage.engine.store._pump
        never = asyncio.Event()

        async def hangs(*_: Any, **__: Any) -> Any:
            await never.wait()

        pump.look_up = pump.read = pump.load = hangs
        await stage.says("sam", "win one")
        assert stage.play.stage.engine.door.gap.away
        assert len(stage.files()) == 1
        stage.back()
        await stage.play({"wait": "1m"})
        assert await stage.wins() == ["one"]


@pytest.mark.parametrize("fault", [StoreContended, Contended])
async def test_one_contended_row_is_no_outage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    """Of whom another process holds waits in the spool; everybody else is answered as ever."""
    async with outage(tmp_path) as stage:

        def held(_: object, event: Any) -> bool:
            if words_of(event) == "win one":
                raise fault("sam")
            return False

        with monkeypatch.context() as patched:
            failing(patched, held)
            await stage.says("sam", "win one")
            await stage.says("kim", "win hers")
            assert (len(stage.files()), await stage.wins("kim")) == (1, ["hers"])
            with pytest.raises(fault):
                await stage.play.stage.engine.door.gap.replay()
            assert not stage.play.stage.engine.door.gap.away
        await stage.play({"wait": "1m"})
        assert await stage.wins() == ["one"]


async def test_a_fault_of_one_event_is_no_outage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that raises goes to the inbox, and nobody else waits for it."""
    async with outage(tmp_path) as stage:
        failing(monkeypatch, lambda _, event: words_of(event) == "win one")
        await stage.says("sam", "win one")
        await stage.says("kim", "win hers")
        assert (stage.files(), await stage.wins("kim")) == ([], ["hers"])


async def test_a_webhook_is_answered_200_when_spooled_and_503_when_not(tmp_path: Path) -> None:
    """The provider hears 200 only for what is on the disk."""
    async with outage(tmp_path) as stage:
        inner = stage.play.stage
        inbound = inner._inbound(inner.figures["sam"], {"text": "win one"})

        async def receive(_: WebRequest) -> Any:
            return type(
                "Reply",
                (),
                {
                    "status": 200,
                    "inbound": (inbound,),
                    "body": "",
                    "content_type": "text/plain",
                    "headers": {},
                },
            )

        async def take(one: Inbound) -> None:
            await inner.engine.door.receive(inner.practice, one)

        request: Any = type(
            "Request", (), {"raw_path": "/x", "headers": {}, "content_length": 0, "read": _nothing}
        )()
        stage.away()
        assert (await _answer("/x", WebDoor(receive, take), request)).status == 200
        stage.spool._files._folder = tmp_path / "nowhere"
        inbound = replace(inbound, key="another")
        assert (await _answer("/x", WebDoor(receive, take), request)).status == 503


async def _nothing(_: object) -> bytes:
    return b""


async def test_polling_moves_on_only_past_what_is_kept(tmp_path: Path) -> None:
    """The offset passes updates that are in the spool, and none that could be kept nowhere."""
    async with outage(tmp_path) as stage:
        inner, asked = stage.play.stage, list[int | None]()

        async def fetch(offset: int | None) -> list[int]:
            asked.append(offset)
            if len(asked) == 2:
                stage.spool._files._folder = tmp_path / "nowhere"
            if len(asked) == 4:
                raise asyncio.CancelledError
            return [7] if offset is None else [8]

        async def read(update: int) -> Inbound:
            return replace(inner._inbound(inner.figures["sam"], {"text": f"win {update}"}), key=f"u:{update}")

        async def handle(inbound: Inbound) -> None:
            await inner.engine.door.receive(inner.practice, inbound)

        async def sleep(_: float) -> None:
            return None

        stage.away()
        with pytest.raises(asyncio.CancelledError):
            await Poller(fetch, read, lambda update: update, lambda _: None, sleep).run(handle)
        assert asked == [None, 8, 8, 8]
