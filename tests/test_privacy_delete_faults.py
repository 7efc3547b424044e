"""An erasure is done whatever happens on the way: sends that fail, a disk that fails, a process that dies."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.erasing import Eraser
from storage.erasing import Erasing
from storage.errors import StoreUnavailable
from storage.inline import InlineConnection
from tests.core_stage import playing
from tests.privacy_stage import DELETE, bytes_in, key_of, lived, started
from tests.world import events


async def test_the_last_texts_are_waited_for_but_not_for_ever() -> None:
    """While the last text cannot leave, the erasure waits; after twenty minutes it is done all the same."""
    refused = {"refuse": "sms", "how": "unavailable", "times": -1}
    async with playing(*started(), DELETE[0], refused) as stage:
        await stage(DELETE[1], {"wait": "19m"})
        assert (await stage.person()).client is not None
        said = await stage({"wait": "2m"}, {"refuse": "sms", "times": 0}, {"wait": "1h"})
        assert await stage.stage._person("sam") is None
        assert events(said, "sam") == []


async def test_numbers_to_call_are_waited_for_anew() -> None:
    """Who writes in distress while the erasure waits gets the card first, although its time is up."""
    refused = {"refuse": "sms", "how": "unavailable", "times": -1}
    async with playing(*started(), DELETE[0], refused) as stage:
        await stage(DELETE[1], {"wait": "19m"}, {"who": "sam", "text": "i want to die"}, {"wait": "5m"})
        said = events(await stage({"refuse": "sms", "times": 0}, {"wait": "30m"}), "sam")
        assert "safety" in [text["kind"] for text in said]
        assert await stage.stage._person("sam") is None


async def test_a_last_text_that_may_have_gone_goes_once_more() -> None:
    """The erasure waits as long as a text in doubt rests: whoever asked hears that it is done."""
    async with playing(*started(), DELETE[0], {"refuse": "sms", "how": "ambiguous", "times": 1}) as stage:
        said = events(await stage(DELETE[1], {"wait": "25m"}), "sam")
        assert [text["text"].startswith("It's deleted") for text in said] == [True]


async def test_a_crash_in_between_only_delays_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the confirmation was committed and before the erasure: the next start erases."""

    async def nothing(self: Eraser) -> int:
        return 0

    async with playing(*started()) as stage:
        with monkeypatch.context() as patched:
            patched.setattr(Eraser, "due", nothing)
            await stage(*DELETE)
            assert await stage.stage._person("sam") is not None
        await stage({"crash": True})
        assert await stage.stage._person("sam") is None


@pytest.mark.parametrize("fault", [RuntimeError, StoreUnavailable])
async def test_an_erasure_that_fails_is_tried_again(
    fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stops it, a few seconds later it is done."""
    really, met = Erasing.erase_person, []

    async def once(self: Erasing, *args: Any, **more: Any) -> Any:
        met.append(args)
        if len(met) == 1:
            raise fault("on request")
        return await really(self, *args, **more)

    monkeypatch.setattr(Erasing, "erase_person", once)
    async with playing(*started(), DELETE[0]) as stage:
        try:
            await stage(DELETE[1])
        except StoreUnavailable:
            assert fault is StoreUnavailable
        await stage({"wait": "1m"})
        assert await stage.stage._person("sam") is None
        assert len(met) == 2


async def test_every_statement_of_an_erasure_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its n-th statement on the disk fails, for every n: nothing is half gone, the next start erases."""
    really, due, left = InlineConnection.execute, Eraser.due, [0]

    async def execute(self: InlineConnection, *args: Any) -> Any:
        left[0] -= 1
        if left[0] <= 0:
            raise sqlite3.OperationalError("disk I/O error")
        return await really(self, *args)

    async def failing(self: Eraser) -> int:
        monkeypatch.setattr(InlineConnection, "execute", execute)
        try:
            return await due(self)
        finally:
            monkeypatch.setattr(InlineConnection, "execute", really)

    monkeypatch.setattr(Eraser, "due", failing)
    failed = 0
    for step in range(1, 100):
        left[0] = 1_000
        async with playing(*started("telegram"), DELETE[0]) as stage:
            left[0] = step
            with contextlib.suppress(StoreUnavailable):
                await stage(DELETE[1])
            if left[0] > 0:  # it did not get so far: every statement has failed once
                break
            if await stage.stage._person("sam") is not None:
                failed += 1
                assert (await stage.person()).name == "Sam"
            left[0] = 1_000
            await stage({"crash": True}, {"wait": "1m"})
            assert await stage.stage._person("sam") is None, step
            assert (await stage.stage.engine.store.audit_verify()).broken is None
    assert failed > 15


async def test_a_crash_before_the_log_is_emptied_leaves_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the erasure's commit and the emptying of the log: the next start empties it."""

    async def dies(store: Any) -> None:
        raise OSError("the machine is off")

    async with lived(tmp_path, started()) as stage:
        store, sam = stage.stage.engine.store, await stage.id()
        wrapped, _ = await key_of(store, sam)
        monkeypatch.setattr("storage.sqlite.SqliteStore._empty_log", dies)
        with pytest.raises(OSError, match="off"):
            await stage.stage.engine.eraser.erase(stage.stage.practice, sam, "operator")
        assert any(wrapped in content for content in bytes_in(tmp_path).values())
        await stage({"crash": True})
        assert not any(wrapped in content for content in bytes_in(tmp_path).values())
