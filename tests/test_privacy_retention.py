"""How long words are kept: a practice's own time, a dry run, an audit entry, and what never goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.config import Config, default_config
from bot.retention import Purged, purge
from tests.configs import PRACTICE
from tests.core_stage import Play
from tests.privacy_stage import lived
from tests.safety_stage import INVITE, PHONE
from tests.world import ADA, Line, client

DAYS = 30
CONFIG: Config = replace(
    default_config(), practices=(replace(default_config().practices[0], retention_days=DAYS),)
)
LEFT: tuple[Line, ...] = (
    ADA,
    client("sam", "telegram"),
    client("kim", "telegram", "wed 10:00"),
    {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
    {"who": "ada", "tap": "Send"},
    {"who": "sam", "text": "private a word i keep"},
    {"who": "sam", "text": "win i called back"},
    {"who": "kim", "text": "private a word of kim's"},
    {"who": "ada", "text": "/note sam he looked tired"},
    {"who": "ada", "text": "/discharge sam"},
    {"who": "ada", "tap": "Send"},
)


@asynccontextmanager
async def discharged(folder: Path, *lines: Line) -> AsyncIterator[Play]:
    """Sam, who was discharged, and Kim, who goes on."""
    async with lived(folder, (*LEFT, *lines), CONFIG) as play:
        yield play


async def kept_of(play: Play, name: str) -> dict[str, Any]:
    """What the store has of somebody."""
    return await play.stage.engine.store.export_person(play.stage.practice, await play.id(name))


async def purged(play: Play, *, dry_run: bool = False) -> Purged:
    """One night's work."""
    return (await purge(CONFIG, play.stage.engine.eraser, dry_run=dry_run))[play.stage.practice]


async def test_nothing_goes_before_its_time(tmp_path: Path) -> None:
    """A day before the practice's time is over every word is still there."""
    async with discharged(tmp_path, {"wait": f"{DAYS - 1}d"}) as play:
        before = await kept_of(play, "sam")
        assert await purged(play) == Purged(0, 0)
        assert await kept_of(play, "sam") == before


async def test_after_it_the_words_of_who_left_go_and_proof_stays(tmp_path: Path) -> None:
    """Words of the discharged client go, the therapist's note too; consents and the other client stay."""
    async with discharged(tmp_path, {"wait": f"{DAYS + 1}d"}) as play:
        consents = (await kept_of(play, "sam"))["person"]["client"]["consents"]
        kim = await kept_of(play, "kim")
        would = await purged(play, dry_run=True)
        assert (await kept_of(play, "sam"))["records"]
        assert await purged(play) == would
        assert would.clients == 1
        sam = await kept_of(play, "sam")
        assert {record["kind"] for record in sam["records"]} <= {"consent"}
        assert (sam["talks"], sam["person"]["client"]["wins"], sam["person"]["client"]["assignments"]) == (
            [],
            [],
            [],
        )
        assert sam["person"]["client"]["consents"] == consents
        assert (await kept_of(play, "kim"))["records"] == kim["records"]
        rows = await play.stage.engine.store._pump.read(
            "SELECT kind FROM record WHERE kind = 'therapist_note'"
        )
        assert rows == []
        assert await purged(play) == Purged(0, 0)


async def test_old_texts_go_for_everybody(tmp_path: Path) -> None:
    """Texts older than the practice keeps them go, newer ones and those on their way stay."""
    async with discharged(tmp_path, {"wait": f"{DAYS + 1}d"}, {"who": "kim", "text": "todo"}) as play:
        assert (await purged(play)).texts > 5
        since = play.stage.clock.now() - DAYS * 86_400_000
        texts = (await kept_of(play, "kim"))["texts"]
        assert texts
        assert all(text["at"] >= since for text in texts)


async def test_an_open_flag_keeps_its_evidence(tmp_path: Path) -> None:
    """The words of a flag nobody released outlast the purge, and the flag stays open."""
    async with discharged(
        tmp_path, {"who": "sam", "text": "i want to die"}, {"wait": f"{DAYS + 30}d"}
    ) as play:
        stage, sam = play.stage, await play.id("sam")
        sql = "UPDATE relation SET state = 'ended', since = 0 WHERE client_id = ?"
        await stage.engine.store._pump.job(lambda c: c.execute(sql, (sam,)))
        assert (await purged(play)).clients == 1
        left = await kept_of(play, "sam")
        assert [r["doc"]["words"] for r in left["records"] if r["kind"] == "journal"] == ["i want to die"]
        assert [f["released_at"] for f in left["person"]["client"]["flags"]] == [0]


async def test_who_never_joined_is_erased_whole(tmp_path: Path) -> None:
    """A number invited long ago that never answered is nobody's in the end, on the therapist's side too."""
    lines: tuple[Line, ...] = (ADA, *INVITE, {"wait": f"{DAYS + 9}d"})
    async with lived(tmp_path, lines, CONFIG) as play:
        store, practice = play.stage.engine.store, play.stage.practice
        assert len(await store.people(practice)) == 2
        assert (await purged(play)).clients == 1
        assert await store.people(practice) == [await play.id("ada")]


@pytest.mark.parametrize("said", ["", "no", "yes", "yes|stop"])
async def test_a_backup_contact_goes_when_they_are_nobodys(tmp_path: Path, said: str) -> None:
    """Who never answered, said no or stopped is erased whole in time; who agreed and still is one stays."""
    lee = {"who": PHONE, "channel": "sms", "phone": PHONE}
    answers = [{**lee, "text": text} for text in said.split("|") if text]
    lines: tuple[Line, ...] = (ADA, {"who": "ada", "text": f"/backup Lee {PHONE}"}, *answers)
    async with lived(tmp_path, (*lines, {"wait": f"{DAYS + 9}d"}), CONFIG) as play:
        store, practice = play.stage.engine.store, play.stage.practice
        assert len(await store.people(practice)) == 2
        await purged(play)
        assert len(await store.people(practice)) == (2 if said == "yes" else 1)


async def test_what_went_stands_in_the_audit(tmp_path: Path) -> None:
    """Each practice's purge is an audit entry with numbers and no names; a dry run writes none."""
    async with discharged(tmp_path, {"wait": f"{DAYS + 1}d"}) as play:
        store, sql = play.stage.engine.store, "SELECT actor, subject FROM audit WHERE action = 'purge'"
        await purged(play, dry_run=True)
        assert await store._pump.read(sql) == []
        done = await purged(play)
        assert await store._pump.read(sql) == [("retention", f"{done.texts}-{done.clients}")]
        assert (await store.audit_verify()).broken is None


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """`interlude COMMAND …` beside a configuration and a store in which Sam is a client."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(PRACTICE + f"retention_days = {DAYS}\n")
    assert main(["keys", "new"]) == 0

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(words))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


async def test_the_command_says_what_would_go(command: Any) -> None:
    """`interlude purge --dry-run` names the practice, the days and the numbers, and changes nothing."""
    code, out, _ = await asyncio.to_thread(command, "purge", "--dry-run")
    assert (code, out) == (
        0, "practice: would delete 0 texts older than 30 days,"
        " and the words of 0 clients who left that long ago\n",
    )  # fmt: skip
