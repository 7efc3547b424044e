"""After an erasure nothing of the person is left anywhere, and what is left opens to nothing."""

import io
from pathlib import Path

import pytest

from bot.log import start_log
from bot.writes import _tells
from tests.client_states import in_state
from tests.figures import erase
from tests.privacy_stage import CANARY, bytes_in, lived, openable


@pytest.fixture
def log(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything logged during the test; temporary files go to a folder of their own."""
    stream = io.StringIO()
    start_log(stream)
    monkeypatch.setenv("TMPDIR", str(tmp_path_factory.mktemp("tmp")))
    monkeypatch.setattr("tempfile.tempdir", None)
    return stream


async def test_no_file_no_log_and_no_backup_holds_anything_of_them(
    tmp_path: Path, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """A marker in every field, erased: no trace in database, log of it, lock, backup, log, output, temp."""
    async with lived(tmp_path) as play:
        assert await erase.residues(play, tmp_path, log) == []
        assert (await play.stage.engine.store.audit_verify()).broken is None
    shown = capfd.readouterr()
    assert CANARY not in shown.out + shown.err
    assert not any(CANARY.encode() in content for content in bytes_in(Path(_temp())).values())


def _temp() -> str:
    import tempfile

    return tempfile.gettempdir()


async def test_before_it_the_marker_is_nowhere_in_the_clear(tmp_path: Path, log: io.StringIO) -> None:
    """While the client is here their words open with the keys, and no byte of any file shows them."""
    async with lived(tmp_path) as play:
        assert sum(CANARY.encode() in words for words in await openable(play.stage.engine.store)) > 20
        assert not any(CANARY.encode() in content for content in bytes_in(tmp_path).values())
    assert CANARY not in log.getvalue()


async def test_erasing_a_month_is_quick(tmp_path: Path) -> None:
    """The same code as the figure, on thirty days: well under its target."""
    assert await erase._year(tmp_path, 30) < erase.SECONDS


async def test_other_people_lose_nothing(tmp_path: Path) -> None:
    """The other client's words, assignments and place in the therapist's list are as they were."""
    async with lived(tmp_path) as play:
        tom, stage = await play.id("tom"), play.stage
        before = await stage.engine.store.export_person(stage.practice, tom)
        await stage.engine.eraser.erase(stage.practice, await play.id("sam"), "operator")
        assert await stage.engine.store.export_person(stage.practice, tom) == before
        (clients,) = await play({"who": "ada", "text": "/clients"})
        assert clients["text"].startswith("Tom ░░░░░ 0/7 · next")


async def test_nothing_else_of_the_therapist_names_them(tmp_path: Path) -> None:
    """Cases, alerts, notices, letters and open talks about the client are gone from the therapist's side."""
    async with lived(tmp_path) as play:
        stage, sam = play.stage, await play.id("sam")
        await stage.engine.eraser.erase(stage.practice, sam, "operator")
        kept = b"".join(await openable(stage.engine.store))
        assert sam.encode() not in kept
        rows = await stage.engine.store._pump.read("SELECT 1 FROM relation WHERE client_id = ?", (sam,))
        assert rows == []


def test_what_one_person_is_told_about_another_is_sealed_for_the_other() -> None:
    """A tell that names a client opens with the client's key, so that it goes with it, taken or not."""
    desk = in_state("assigned")
    desk.say("ask is one line enough?")
    assert desk.turn is not None
    assert [(tell.what, about) for tell, about in _tells(desk.turn)] == [("question", desk.person.id)]
