"""Sealed rows in the store: what does not open, whose keys they are, a new master key."""

import asyncio
from pathlib import Path

import pytest

from storage import upkeep
from storage.errors import CannotOpen, WrongMasterKey
from storage.rows import RecordRow
from storage.vault import Vault, WrappedKey
from tests.storage.kit import BOTH, MASTER, Person, Store, born, opened, poke, turn

ENGINES = BOTH


async def test_swapped_documents_do_not_open(sam: Store):
    """Ciphertext moved from one row to another is noticed, between people and within one."""
    await born(sam, "kim")
    records = [RecordRow(i, "k", 1, {"n": i}) for i in ("r1", "r2")]
    await sam.commit(turn("sam", 1, records=records))
    await poke(sam, "UPDATE person SET doc = (SELECT doc FROM person WHERE id = 'kim') WHERE id = 'sam'")
    await poke(sam, "UPDATE record SET doc = (SELECT doc FROM record WHERE id = 'r2') WHERE id = 'r1'")
    with pytest.raises(CannotOpen):
        await sam.load("here", ["sam"])
    with pytest.raises(CannotOpen):
        await sam.records("here", "sam")


async def test_somebody_s_spoilt_row_fails_only_them(sam: Store):
    """Of two people loaded at once, the one whose rows are whole is loaded."""
    await born(sam, "kim")
    await poke(sam, "UPDATE person SET doc = ? WHERE id = 'sam'", b"\0")
    loads = (sam.load("here", ["sam"]), sam.load("here", ["kim"]))
    spoilt, whole = await asyncio.gather(*loads, return_exceptions=True)
    assert isinstance(spoilt, CannotOpen)
    assert isinstance(whole, dict)
    assert whole["kim"].doc == Person("kim")


async def test_a_database_of_another_key_is_refused(tmp_path: Path):
    """Opening with the wrong master key is one clear error, and the store is free again."""
    await (await opened(tmp_path / "a.db")).close()
    with pytest.raises(WrongMasterKey):
        await opened(tmp_path / "a.db", Vault(b"x" * 32))
    await (await opened(tmp_path / "a.db")).close()


async def test_a_new_master_key_rewraps_and_the_old_one_is_done(tmp_path: Path):
    """After rotation the new key alone opens everything, addresses are still found, the old is refused."""
    fresh = b"y" * 32
    store = await opened(tmp_path / "a.db")
    await born(store, "sam")
    await store.close()
    store = await opened(tmp_path / "a.db", Vault(fresh, previous=[MASTER]))
    assert await store.rewrap() == 1
    await store.close()
    store = await opened(tmp_path / "a.db", Vault(fresh))
    assert await store.person_of("here", "sms", "+44sam") == "sam"
    assert (await store.load("here", ["sam"]))["sam"].doc == Person("sam")
    await store.close()
    with pytest.raises(WrongMasterKey):
        await opened(tmp_path / "a.db")


async def test_others_have_their_turn_between_pages_of_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Wrapping everybody's key anew never holds the rest up for longer than one page, on any connection."""
    monkeypatch.setattr(upkeep, "PAGE", 2)
    url = f"sqlite:{tmp_path / 'a.db'}"  # throw-away: nothing is handed to a thread, so nothing else waits
    store = await opened(url, throw_away=True)
    for n in range(6):
        await born(store, f"p{n}")
    await store.close()
    store = await opened(url, Vault(b"y" * 32, previous=[MASTER]), throw_away=True)
    passed, met = 0, list[int]()
    really = store._vault.rewrap

    def rewrap(person_id: str, key: WrappedKey) -> WrappedKey:
        met.append(passed)
        return really(person_id, key)

    monkeypatch.setattr(store._vault, "rewrap", rewrap)
    work = asyncio.create_task(store.rewrap())
    while not work.done():
        await asyncio.sleep(0)
        passed += 1
    assert met[0] == met[1] < met[2] == met[3] < met[4] == met[5]


async def test_every_key_is_wrapped_anew_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """However many people there are beyond one page, nobody's key is left with the old master key."""
    monkeypatch.setattr(upkeep, "PAGE", 2)
    store = await opened(tmp_path / "a.db")
    for n in range(5):
        await born(store, f"p{n}")
    await store.close()
    store = await opened(tmp_path / "a.db", Vault(b"y" * 32, previous=[MASTER]))
    assert [await store.rewrap(), await store.rewrap()] == [5, 0]
    await store.close()
    store = await opened(tmp_path / "a.db", Vault(b"y" * 32))
    assert len(await store.load("here", [f"p{n}" for n in range(5)])) == 5
