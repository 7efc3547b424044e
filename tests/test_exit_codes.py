"""What a supervisor is told by the exit code: try again, or do not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import IN_USE, main
from storage.lock import StoreLock
from tests.configs import a_practice
from tests.house import ROOT
from tests.running import running


async def test_a_second_bot_is_not_tried_again(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    """Beside a running bot another ends with 2; while a command has the store, with the code to try again."""
    async with running(tmp_path, unused_tcp_port_factory()) as bot:
        code, _, said = await bot.ran("run", "--port", "0")
        assert (code, "which is a running bot" in said) == (2, True)
        assert await bot.status("/health") == 200
        assert await bot.stop() == 0
        command = StoreLock(tmp_path / "interlude.db")
        code, _, said = await bot.ran("run", "--port", "0")
        command.release()
    assert (code, "is in use by process" in said) == (IN_USE, True)


def test_the_unit_knows_the_codes() -> None:
    """After 2 a unit is not started again; after every other code it is, so also when the store is in use."""
    for name in ("interlude.service", "interlude@.service"):
        text = (ROOT / "deploy" / name).read_text("utf-8")
        (prevented,) = [line for line in text.splitlines() if line.startswith("RestartPreventExitStatus=")]
        assert prevented.partition("=")[2].split() == ["2"]
        assert "\nRestart=on-failure\n" in text
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert f"\n| {IN_USE} | " in page


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A practice whose store is to lie in a folder that nobody made."""
    monkeypatch.chdir(tmp_path)
    a_practice(tmp_path, "nowhere/store.db")
    return tmp_path


@pytest.mark.parametrize("words", [["restore", "copy.db"], ["audit", "verify"], ["backup", "copy.db"]])
def test_a_folder_that_is_not_there(
    practice: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """A store in a folder nobody made: one line that names the folder, exit code 2, and no folder made."""
    (practice / "copy.db").write_bytes(b"hello")
    assert main(words) == 2
    said = capsys.readouterr().err
    assert said == f"interlude: {practice}/nowhere is not there; make the folder, or change storage.url\n"
    assert not (practice / "nowhere").exists()


def test_a_copy_that_is_not_there(practice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy that is absent, or another user's, is not called no backup; nothing is left in its place."""
    (practice / "nowhere").mkdir()
    assert main(["restore", "copy.db"]) == 2
    assert capsys.readouterr().err == "interlude: copy.db is not there, or not for this user to read\n"
    assert list((practice / "nowhere").iterdir()) == []


@pytest.mark.parametrize("port", ["65536", "-1", "web"])
def test_a_port_is_a_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`run --port` takes what can be a port, and says so otherwise."""
    with pytest.raises(SystemExit) as left:
        main(["run", f"--port={port}"])
    assert left.value.code == 2
    assert "0 to 65535" in capsys.readouterr().err
