"""The master key: made once, replaced without losing anybody, whatever interrupts it."""

import asyncio
import stat
from typing import Any

import pytest

from bot.__main__ import main
from bot.config import load_config
from bot.keys import vault_of
from storage.errors import WrongMasterKey
from storage.keys import read_key
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.configs import PRACTICE


@pytest.fixture
def keys(tmp_path, monkeypatch):
    """A folder with a configuration; runs `interlude keys …` there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(PRACTICE)
    return lambda action: main(["keys", action])


async def _open(url: str, vault: Vault) -> SqliteStore[Any]:
    return await SqliteStore.open(url, vault, person_type=dict, talk_type=dict, clock=lambda: 1)


async def _opens(config) -> str:
    """Open the store with the configuration's vault; the hash of a word, which the store's key makes."""
    vault = vault_of(config)
    await (await _open(config.storage.url, vault)).close()
    return vault.blind("address", "word")


def test_a_new_key_is_its_owners_alone(keys, tmp_path, capsys):
    """`keys new` writes a key of mode 0600, does not print it, and never overwrites one."""
    assert keys("new") == 0
    file = tmp_path / "interlude.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = file.read_text()
    assert keys("new") == 1
    assert file.read_text() == made
    said = capsys.readouterr()
    assert made.strip() not in said.out + said.err
    assert "is there already" in said.err


def test_a_key_from_elsewhere_is_not_ours_to_make(keys, tmp_path, capsys):
    """With the key in an environment variable the command says where to change it."""
    (tmp_path / "config.toml").write_text(PRACTICE + '[storage]\nkey = "env:KEY"\n')
    assert keys("new") == 1
    assert "where it is kept" in capsys.readouterr().err


def test_a_folder_that_is_not_there(keys, tmp_path, capsys):
    """A key that cannot be written is answered in one line."""
    (tmp_path / "config.toml").write_text(PRACTICE + '[storage]\nkey = "file:nowhere/k"\n')
    assert keys("new") == 1
    assert "cannot be written (No such file or directory)" in capsys.readouterr().err


async def test_rotation_keeps_the_store_readable(keys, tmp_path, monkeypatch):
    """After `keys rotate` the store opens with the new key only, and its contents are the same."""
    config, file = _made(keys, tmp_path)
    before, old = await _opens(config), read_key(file)
    assert await _in_thread(keys, "rotate") == 0
    assert read_key(file) != old
    assert await _opens(config) == before
    with pytest.raises(WrongMasterKey):
        await _open(config.storage.url, Vault(old))
    assert sorted(path.name for path in tmp_path.glob("interlude.key*")) == [
        "interlude.key", f"interlude.key.{Vault(old).key_id}",
    ]  # fmt: skip


async def test_a_credentials_own_file_is_rotated(keys, tmp_path, monkeypatch):
    """With the key as a credential `--file` names the file it is made from, which is replaced."""
    config, file = _made(keys, tmp_path)
    before, old = await _opens(config), read_key(file)
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "interlude.key").write_bytes(file.read_bytes())
    (tmp_path / "credentials" / "interlude.key").chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    assert await asyncio.to_thread(main, ["keys", "rotate"]) == 1
    assert await asyncio.to_thread(main, ["keys", "rotate", "--file", str(file)]) == 0
    assert read_key(file) != old
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    assert await _opens(config) == before


@pytest.mark.parametrize("step", ["storage.sqlite.SqliteStore.rewrap", "bot.keys._replace", "os.replace"])
async def test_a_rotation_that_stops_goes_on(keys, tmp_path, monkeypatch, step):
    """Stopped before wrapping, or before or between the files: the store opens, a second try finishes."""
    config, file = _made(keys, tmp_path)
    before, old = await _opens(config), read_key(file)

    def stop(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(step, stop)
        assert await _in_thread(keys, "rotate") == 130
    assert read_key(file) == old
    assert await _opens(config) == before
    assert await _in_thread(keys, "rotate") == 0
    assert await _opens(config) == before
    assert read_key(file) != old
    assert not (tmp_path / "interlude.key.new").exists()


def _made(keys, tmp_path):
    assert keys("new") == 0
    return load_config(tmp_path / "config.toml", live=False), tmp_path / "interlude.key"


async def _in_thread(keys, action: str) -> int:
    """The command starts a loop of its own, so it needs a thread of its own."""
    return await asyncio.to_thread(keys, action)
