"""What shows of secrets: nothing in reprs, errors or arguments; lengths only in buckets."""

import traceback
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import main
from bot.cli_parser import build_parser
from bot.config import load_config
from bot.keys import vault_of
from storage.errors import CannotOpen, WrongMasterKey
from storage.vault import BUCKET, Vault
from tests.configs import PRACTICE, TELEGRAM
from tests.storage.kit import MASTER

SECRETS = {"TELEGRAM_TOKEN": "123456789:AAH" + "s" * 32, "KEY": "c1" * 32}


def sealed(text: bytes) -> bytes:
    """Some words of Sam's, sealed."""
    vault = Vault(MASTER)
    vault.new_key("sam")
    return vault.seal("sam", "record", "doc", "r1", text)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_texts_of_one_bucket_are_of_one_length(first: int, second: int) -> None:
    """How long a text is shows in steps of 64 bytes and no finer."""
    together = (first + 4 + BUCKET - 1) // BUCKET == (second + 4 + BUCKET - 1) // BUCKET
    assert (len(sealed(b"a" * first)) == len(sealed(b"b" * second))) == together


def test_the_same_words_never_look_the_same() -> None:
    """Ten thousand seals of one text give ten thousand nonces."""
    vault = Vault(MASTER)
    vault.new_key("sam")
    heads = {vault.seal("sam", "record", "doc", "r1", b"same")[5:17] for _ in range(10_000)}
    assert len(heads) == 10_000


def test_every_practice_and_purpose_has_its_own_index() -> None:
    """One number gives unrelated hashes in two practices, for two purposes, and in two stores."""
    store, other = Vault(MASTER), Vault(MASTER)
    store.new_store_key()
    other.new_store_key()
    hashes = [
        store.blind("address", "a", "sms", "+447700900001"),
        store.blind("address", "b", "sms", "+447700900001"),
        store.blind("seen", "a", "sms", "+447700900001"),
        other.blind("address", "a", "sms", "+447700900001"),
    ]
    assert len(set(hashes)) == 4
    assert store.blind("address", "a", "sms", "+447700900001") == hashes[0]


def test_the_index_does_not_follow_from_the_master_key() -> None:
    """The master key without the store does not tell who is in it; a rotation changes no hash."""
    vault = Vault(MASTER)
    key = vault.new_store_key()
    before = vault.blind("address", "a", "sms", "+447700900001")
    rotated = Vault(b"n" * 32, previous=[MASTER])
    rotated.admit_store_key(rotated.rewrap("store", key))
    assert rotated.blind("address", "a", "sms", "+447700900001") == before
    assert Vault(MASTER)._blind == b""


def test_a_practice_s_rows_open_with_its_own_key_only() -> None:
    """What belongs to a practice and no person is sealed apart from people and other practices."""
    vault = Vault(MASTER)
    vault.new_store_key()
    words = vault.seal(vault.of_practice("a"), "leftover", "doc", "r1", b"number")
    assert vault.open(vault.of_practice("a"), "leftover", "doc", "r1", words) == b"number"
    with pytest.raises(Exception, match="sealed with another key"):
        vault.open(vault.of_practice("b"), "leftover", "doc", "r1", words)


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration whose secrets stand in the environment."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "config.toml"
    file.write_text(PRACTICE + TELEGRAM + '[storage]\nkey = "env:KEY"\n')
    return file


def test_no_secret_shows_in_a_repr_or_a_traceback(configured: Path) -> None:
    """The configuration and the vault print without keys and tokens, also when something breaks near them."""
    config = load_config(configured)
    vault = vault_of(config)
    vault.new_key("sam")
    with pytest.raises(CannotOpen) as met:
        vault.admit("kim", vault.new_key("sam"))
    shown = "".join(traceback.format_exception(met.value))
    shown += repr(config) + str(config) + repr(vault) + repr(vault._keys) + repr(vars(vault).keys())
    for secret in (*SECRETS.values(), bytes.fromhex(SECRETS["KEY"]).decode("latin1")):
        assert secret not in shown


def test_no_command_takes_a_secret_as_an_argument() -> None:
    """Arguments are seen by every user of the machine: secrets are named by reference only."""
    parser = build_parser()
    text = parser.format_help()
    assert parser._subparsers is not None
    for commands in parser._subparsers._group_actions:
        choices: Any = commands.choices
        text += "".join(one.format_help() for one in choices.values())
    for word in ("--token", "--key", "--secret", "--password"):
        assert word not in text


def test_a_wrong_key_is_one_clear_line(configured: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another master key every command ends with code 2 and names the keys by id, not by bytes."""
    assert main(["backup", "first.db"]) == 0
    capsys.readouterr()
    monkeypatch.setenv("KEY", "ab" * 32)
    for command in (["purge"], ["backup", "copy.db"], ["run"]):
        assert main(command) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert "written with master key" in error
        assert "ab" * 32 not in error
    with pytest.raises(WrongMasterKey):
        Vault(MASTER).admit("sam", Vault(b"x" * 32).new_key("sam"))
