"""Encryption: keys, places, padding, and that nothing readable reaches the disk."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import (
    CannotOpen,
    KeyFileBad,
    KeyFileTooOpen,
    NoKey,
    StoreError,
    WrongMasterKey,
)
from storage.keys import new_key_file, parse_key, read_key
from storage.rows import (
    AuditRow,
)
from storage.vault import Vault
from tests.storage.kit import MASTER, Person, born, fill, on_disk, opened

CANARY = "zanzibar-marmalade"


def vault_of(*people: str) -> Vault:
    """A vault that knows these people."""
    vault = Vault(MASTER)
    for person_id in people:
        vault.new_key(person_id)
    return vault


@given(st.binary(max_size=500))
def test_what_was_sealed_opens(plaintext: bytes):
    """Any bytes come back from where they were sealed, and only bucket sizes show."""
    vault = vault_of("sam")
    sealed = vault.seal("sam", "talk", "doc", "t1", plaintext)
    assert vault.open("sam", "talk", "doc", "t1", sealed) == plaintext
    assert (len(sealed) - 17 - 16) % 64 == 0


@pytest.mark.parametrize(
    ("table", "column", "row"), [("talk", "doc", "t2"), ("record", "doc", "t1"), ("talk", "cipher", "t1")]
)
def test_a_sealed_value_opens_in_its_place_only(table: str, column: str, row: str):
    """Another row, table or column refuses it."""
    vault = vault_of("sam", "kim")
    sealed = vault.seal("sam", "talk", "doc", "t1", b"words")
    with pytest.raises(CannotOpen):
        vault.open("sam", table, column, row, sealed)
    with pytest.raises(CannotOpen):
        vault.open("kim", "talk", "doc", "t1", sealed)


def test_every_changed_byte_is_noticed():
    """No byte of a sealed value can be changed, none cut off."""
    vault = vault_of("sam")
    sealed = vault.seal("sam", "talk", "doc", "t1", b"words")
    spoilt = [sealed[:i] + bytes([sealed[i] ^ 1]) + sealed[i + 1 :] for i in range(len(sealed))]
    for value in (*spoilt, *(sealed[:i] for i in range(len(sealed)))):
        with pytest.raises(CannotOpen):
            vault.open("sam", "talk", "doc", "t1", value)


def test_without_the_key_nothing_opens():
    """A forgotten key seals and opens nothing."""
    vault = vault_of("sam")
    sealed = vault.seal("sam", "talk", "doc", "t1", b"words")
    vault.forget("sam")
    for attempt in (
        lambda: vault.open("sam", "talk", "doc", "t1", sealed),
        lambda: vault.seal("sam", "", "", "", b""),
    ):
        with pytest.raises(NoKey):
            attempt()


def test_a_wrapped_key_is_its_person_s_only():
    """A wrapped key put beside another person does not unwrap, nor does a key of another master."""
    vault = Vault(MASTER)
    key = vault.new_key("sam")
    with pytest.raises(CannotOpen):
        vault.admit("kim", key)
    with pytest.raises(WrongMasterKey):
        Vault(b"x" * 32).admit("sam", key)


def test_the_cache_drops_the_person_not_met_for_longest():
    """The cache is bounded and keeps who was used last."""
    vault = Vault(MASTER, cache=2)
    for person_id in ("a", "b"):
        vault.new_key(person_id)
    vault.seal("a", "t", "c", "r", b"")
    vault.new_key("c")
    assert [vault.holds(i) for i in "abc"] == [True, False, True]


def test_a_key_that_was_asked_for_is_there_when_it_is_used():
    """Asking whether a key is at hand keeps it there, whoever is met before it is used."""
    vault = vault_of("sam", "kim")
    vault._cache = 2
    assert vault.holds("sam")
    vault.new_key("lee")
    assert vault.seal("sam", "t", "c", "r", b"")


def test_a_run_with_given_randomness_repeats():
    """All randomness comes from the callable given."""
    sealed = []
    for _ in range(2):
        vault = Vault(MASTER, random=bytes)
        vault.new_key("sam")
        sealed.append(vault.seal("sam", "t", "c", "r", b"words"))
    assert sealed[0] == sealed[1]


def test_a_key_file_is_made_once_and_private(tmp_path: Path):
    """A new key file has mode 0600, reads back, and is never overwritten."""
    path = tmp_path / "interlude.key"
    new_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    key = read_key(path)
    assert len(key) == 32
    with pytest.raises(FileExistsError):
        new_key_file(path)
    assert read_key(path) == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o700, 0o644])
def test_a_key_file_open_to_others_is_refused(tmp_path: Path, mode: int):
    """Any mode wider than 0600 is refused by name, and the key is not in the message."""
    path = tmp_path / "interlude.key"
    new_key_file(path)
    path.chmod(mode)
    with pytest.raises(KeyFileTooOpen) as refusal:
        read_key(path)
    assert path.read_text().strip() not in str(refusal.value)


@pytest.mark.parametrize("words", ["", "short", "zz" * 32, "ab" * 31, "ab" * 33])
def test_a_key_that_is_none_is_refused(words: str):
    """Anything but 64 hexadecimal digits is refused, without being repeated."""
    with pytest.raises(KeyFileBad) as refusal:
        parse_key(words, "env:KEY")
    assert str(refusal.value) == "env:KEY: expected 64 hexadecimal digits"


def test_a_missing_key_file_is_named(tmp_path: Path):
    """A key file that is not there is one clear error."""
    with pytest.raises(KeyFileBad, match=r"none\.key"):
        read_key(tmp_path / "none.key")


async def test_nothing_readable_reaches_the_disk(tmp_path: Path):
    """A marker in every field a person fills is in no file beside the database, while open or closed."""
    store = await opened(tmp_path / "a.db")
    await fill(store, CANARY)
    for moment in ("open", "closed"):
        found = on_disk(tmp_path)
        assert CANARY.encode() not in found, moment
        assert len(found) > 10_000
        if moment == "open":
            await store.close()
    assert (tmp_path / "a.db").stat().st_mode & 0o777 == 0o600


async def test_a_backup_is_whole_and_holds_no_key(tmp_path: Path):
    """A copy made while open passes the check, opens with the key, and is never written over."""
    store = await opened(tmp_path / "a.db")
    await born(store, "sam", audits=[AuditRow("sam", "join", "sam")])
    await store.backup(tmp_path / "copy.db")
    with pytest.raises(FileExistsError):
        await store.backup(tmp_path / "copy.db")
    await store.close()
    copy = (tmp_path / "copy.db").read_bytes()
    assert MASTER not in copy
    assert MASTER.hex().encode() not in copy
    restored = await opened(tmp_path / "copy.db")
    assert (await restored.load("here", ["sam"]))["sam"].doc == Person("sam")
    await restored.close()


async def test_a_backup_that_cannot_be_checked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A copy the integrity check does not pass raises."""

    class Spoilt(sqlite3.Connection):
        def execute(self, sql, *args):
            return super().execute("SELECT 'page 3 is broken'" if "integrity" in sql else sql, *args)

    store = await opened(tmp_path / "a.db")
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, **k, factory=Spoilt))
    with pytest.raises(StoreError, match="page 3"):
        await store.backup(tmp_path / "copy.db")
    await store.close()
