"""A rotation may be killed anywhere, and a power cut may take every name not yet synced (SAFETY §6)."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from bot.__main__ import main
from bot.config import load_config
from bot.keys import vault_of
from storage.rows import TurnWrites
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.configs import PRACTICE
from tests.figures.rotation import NEW, OLD, SECONDS, _client, rotation
from tests.privacy_stage import bytes_in

DIED = 77
FILE_STEPS = ("open", "link", "replace", "unlink", "fsync")
STATEMENTS = ("execute", "executemany", "execute_fetchall", "close")


class Names:
    """The folder as a power cut would leave it: what was not synced is taken back."""

    def __init__(self) -> None:
        self.undo: list[Callable[[], None]] = []

    def link(self, old: Any, new: Any) -> None:
        os_link(old, new)
        self.undo.append(lambda: os_unlink(new))

    def replace(self, old: Any, new: Any) -> None:
        spare = Path(f"{new}.spare")
        spare.unlink(missing_ok=True)
        os_link(new, spare)
        os_replace(old, new)
        self.undo.append(lambda: self._back(Path(old), Path(new), spare))

    def _back(self, old: Path, new: Path, spare: Path) -> None:
        os_link(new, old)
        os_replace(spare, new)

    def synced(self) -> None:
        self.undo.clear()

    def lose(self) -> None:
        for back in reversed(self.undo):
            back()


os_link, os_replace, os_unlink, os_fsync = os.link, os.replace, os.unlink, os.fsync


def rotate_and_die(step: int, power_cut: bool) -> bool:
    """Run the command in a child that dies before its `step`-th step; whether it got so far."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os._exit(_dying(step, power_cut))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIED


def _dying(step: int, power_cut: bool) -> int:
    names, left = Names(), iter(range(step, -1, -1))

    def counted(do: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **more: Any) -> Any:
            if next(left, 1) == 0:
                if power_cut:
                    names.lose()
                os._exit(DIED)
            return do(*args, **more)

        return wrapped

    def fsync(handle: int) -> None:
        os_fsync(handle)
        if Path(f"/proc/self/fd/{handle}").resolve().is_dir():
            names.synced()

    for name, instead in (("link", names.link), ("replace", names.replace), ("fsync", fsync)):
        setattr(os, name, instead)
    for name in FILE_STEPS:
        setattr(os, name, counted(getattr(os, name)))
    for name in STATEMENTS:
        setattr(aiosqlite.Connection, name, counted(getattr(aiosqlite.Connection, name)))
    return main(["keys", "rotate"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key, a configuration, and a store with somebody in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(PRACTICE)
    assert main(["keys", "new"]) == 0
    asyncio.run(_born())
    return tmp_path


async def _open() -> SqliteStore[Any]:
    config = load_config("config.toml", live=False)
    return await SqliteStore.open(
        config.storage.url, vault_of(config), person_type=dict, talk_type=dict, clock=lambda: 1
    )


async def _born() -> None:
    store = await _open()
    await store.commit(
        TurnWrites(
            person_id="sam", practice_id="practice", expected_version=None, at=1, person={"words": "kept"}
        )
    )
    await store.close()


async def _reads() -> Any:
    store = await _open()
    try:
        return (await store.load("practice", ["sam"]))["sam"].doc
    finally:
        await store.close()


@pytest.mark.parametrize("power_cut", [False, True], ids=["killed", "power cut"])
def test_wherever_a_rotation_dies_everything_still_opens(folder: Path, power_cut: bool) -> None:
    """Died before each of its steps: the bot reads all it had, and the next rotation goes through."""
    step = 0
    while rotate_and_die(step, power_cut):
        assert asyncio.run(_reads()) == {"words": "kept"}, step
        step += 1
    assert step > 20
    assert asyncio.run(_reads()) == {"words": "kept"}
    assert not (folder / "interlude.key.new").exists()


async def test_a_rotation_is_quick_and_leaves_nothing_for_the_old_key(tmp_path: Path) -> None:
    """The figure's own code on 500 clients; no key wrapped by the old master key is left in any file."""
    store = await SqliteStore.open(
        f"sqlite:{tmp_path / 'one.db'}", Vault(OLD), person_type=dict, talk_type=dict, clock=lambda: 1
    )
    await store.commit(_client(0))
    before = (await store._pump.read("SELECT wrapped_key FROM person"))[0][0]
    await store.close()
    store = await SqliteStore.open(
        f"sqlite:{tmp_path / 'one.db'}", Vault(NEW, previous=[OLD]), person_type=dict, talk_type=dict,
        clock=lambda: 1,
    )  # fmt: skip
    assert await store.rewrap() == 1
    assert not any(before in content for content in bytes_in(tmp_path).values())
    await store.close()
    seconds, wrapped = await rotation(tmp_path / "many.db", 500)
    assert (wrapped, seconds < SECONDS) == (500, True)
