"""Who a therapist may name as a colleague: found without opening the practice's clients."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.colleagues import colleagues
from storage.erasing import STOPPED
from tests.core_stage import Play, playing
from tests.storage.kit import poke
from tests.world import ADA, Line, client

LEE: Line = {**ADA, "cast": "lee", "name": "Lee Marsh"}
CAST: tuple[Line, ...] = (ADA, LEE, client("sam"), client("kim", "telegram"))


async def opened_for(play: Play, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], set[str]]:
    """Ada's colleagues by name, and who was opened to find them."""
    store, opened = play.stage.engine.store, set[str]()
    load = store.load

    async def noted(practice: str, ids: Sequence[str]) -> Any:
        opened.update(ids)
        return await load(practice, ids)

    with monkeypatch.context() as patched:
        patched.setattr(store, "load", noted)
        found = await colleagues(store, play.stage.practice, await play.id("ada"))
    return sorted(found.values()), opened


async def test_only_therapists_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ada's colleague is found, and no client is read for it."""
    async with playing(*CAST) as play:
        names, opened = await opened_for(play, monkeypatch)
        assert names == ["Lee Marsh"]
        assert opened == {await play.id("ada"), await play.id("lee")}


async def test_a_client_who_becomes_a_therapist_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what a person has that counts, not which of two roles is active."""
    async with playing(*CAST, {**LEE, "cast": "sam", "name": "Sam", "channel": "sms"}) as play:
        names, _ = await opened_for(play, monkeypatch)
        assert names == ["Lee Marsh", "Sam"]
        await play({"who": "sam", "text": "as client"})
        assert (await play.person("sam")).role == "client"
        names, _ = await opened_for(play, monkeypatch)
        assert names == ["Lee Marsh", "Sam"]


async def test_a_store_from_before_is_asked_until_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody wrote down who is a therapist everybody is looked at; each turn writes it for one."""
    async with playing(*CAST) as play:
        await poke(play.stage.engine.store, "UPDATE person SET therapist = NULL")  # type: ignore[arg-type]  # another person type
        names, opened = await opened_for(play, monkeypatch)
        assert (names, len(opened)) == (["Lee Marsh"], 4)
        await play({"who": "sam", "text": "menu"})
        names, opened = await opened_for(play, monkeypatch)
        assert (names, await play.id("sam") in opened) == (["Lee Marsh"], False)


async def test_who_was_erased_is_not_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of somebody erased not even this is kept."""
    async with playing(*CAST) as play:
        lee = await play.id("lee")
        store = play.stage.engine.store
        await store.erase_person(play.stage.practice, lee, 9, keep=(STOPPED,))
        names, opened = await opened_for(play, monkeypatch)
        assert (names, lee in opened) == ([], False)
        assert await store._pump.read("SELECT therapist FROM person WHERE id = ?", (lee,)) == [(None,)]
