"""Erasing: how long it takes for a year of data, and what is left afterwards in any file (SAFETY §6)."""

import asyncio
import io
import tempfile
import time
from pathlib import Path

from bot.forgetting import Forgetter
from bot.log import start_log
from storage.rows import OutboxRow, RecordRow, TurnWrites
from tests.core_stage import Play
from tests.figures import Figure
from tests.privacy_stage import CANARY, SAM, bytes_in, key_of, lived, openable
from tests.world import ADA

DAY = 86_400_000
TEXTS_A_DAY, RECORDS_A_DAY = 4, 6
SECONDS = 5.0


def measure(size: str) -> list[Figure]:
    """The week with a marker everywhere, erased; and a year of data (a month when quick), erased."""
    days = 365 if size == "full" else 30
    with tempfile.TemporaryDirectory() as name:
        left, seconds = asyncio.run(_week(Path(name))), asyncio.run(_year(Path(name), days))
    return [
        Figure("erase residues", f"{len(left)} {' '.join(left)}".strip(), "0", not left),
        Figure(
            "erase time", f"{seconds:.2f} s ({days} days of data)", f"< {SECONDS:.0f} s", seconds < SECONDS
        ),
    ]


async def _week(folder: Path) -> list[str]:
    log, here = io.StringIO(), folder / "week"
    here.mkdir()
    start_log(log)
    async with lived(here) as play:
        return await residues(play, here, log)


async def residues(play: Play, folder: Path, log: io.StringIO) -> list[str]:
    """Erase the client with the marker and look everywhere; gives where something of them was found."""
    store, stage = play.stage.engine.store, play.stage
    person = await play.id("sam")
    wrapped, head = await key_of(store, person)
    assert any(CANARY.encode() in words for words in await openable(store))
    assert any(head in content for content in bytes_in(folder).values())
    await stage.engine.eraser.erase(stage.practice, person, "operator")
    found = ["openable"] * sum(CANARY.lower().encode() in words.lower() for words in await openable(store))
    await Forgetter(store, stage._channels, stage.clock).work()
    await store.backup(folder / "backup.db")
    marks = {"words": CANARY.encode(), "key": wrapped, "sealed": head, "name": CANARY.lower().encode()}
    found += [
        f"{name}:{what}"
        for name, content in bytes_in(folder).items()
        for what, mark in marks.items()
        if mark in content
    ]
    return found + ["log"] * (CANARY.lower() in log.getvalue().lower())


async def _year(folder: Path, days: int) -> float:
    here = folder / "year"
    here.mkdir()
    async with lived(here, (ADA, SAM)) as play:
        stage, person = play.stage, await play.id("sam")
        await fill(play, person, days)
        began = time.perf_counter()
        report = await stage.engine.eraser.erase(stage.practice, person, "operator")
        seconds = time.perf_counter() - began
        assert report["rows"] >= days * (TEXTS_A_DAY + RECORDS_A_DAY)
        return seconds


async def fill(play: Play, person: str, days: int) -> None:
    """Give a client this many days of records and texts, half of them to their therapist."""
    store, practice, ada = play.stage.engine.store, play.stage.practice, await play.id("ada")
    for day in range(days):
        for who, made in ((person, RECORDS_A_DAY), (ada, 0)):
            version = (await store.load(practice, [who]))[who].version
            await store.commit(_a_day(practice, who, person, version, day, made))


def _a_day(practice: str, who: str, about: str, version: int, day: int, records: int) -> TurnWrites:
    at, doc = day * DAY, {"words": "one more line about how it went today " * 3}
    sent = {"text": "a text of the day " * 6, "buttons": [], "media": []}
    texts = [
        OutboxRow(f"{who}-{day}-{n}", "telegram", "cue", False, at, at + DAY, about, sent)
        for n in range(TEXTS_A_DAY // 2)
    ]
    return TurnWrites(
        person_id=who, practice_id=practice, expected_version=version, at=at, outbox=texts,
        records=[RecordRow(f"r{day}-{n}", "journal", at, doc) for n in range(records)],
    )  # fmt: skip
