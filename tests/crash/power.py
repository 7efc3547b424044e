"""Lives of the real store on a disk that forgets, each ended by many possible power cuts."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from storage.near import NearConnection
from storage.rows import AuditRow, RecordRow, TurnWrites
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.crash.disk import Done, Platter, read_folder
from tests.crash.one_thread import near_over
from tests.crash.recorder import RecordedDatabase, Recorder
from tests.storage.kit import MASTER, Person, Store, Talk, text, turn

PEOPLE = tuple(f"p{number}" for number in range(6))
TURNS = 40
DATABASE = "kept.db"
LEFT = "SELECT id FROM record"
QUEUED = "SELECT id FROM outbox"
WHOLE = "PRAGMA integrity_check"
TICK = 0.07
"""Seconds at each look at the clock: transactions begin in one half, go on in the other."""

_names = count()


class Toll(NamedTuple):
    """Of so many cuts: turns that were acknowledged and are gone, databases that are not whole."""

    cuts: int
    lost: int
    broken: int
    half: int
    """Turns of which a part is there."""

    def __add__(self, other: Any) -> "Toll":
        return Toll(*(mine + more for mine, more in zip(self, other, strict=True)))


async def tolls(lives: int, cuts: int, seed: int, *, weak: bool = False) -> Toll:
    """So many lives one after another, each on what a power cut left of the one before."""
    chance, total = random.Random(seed), Toll(0, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="interlude-power-") as name:
        folder, acked = _fresh(Path(name), {DATABASE: b""}), set[str]()
        for _ in range(lives):
            before = read_folder(folder)
            log = await _life(folder, chance, weak=weak)
            at = sorted(chance.sample(range(len(log) + 1), cuts))
            found, folder, acked = await _cut_at(at, log, before, acked, Path(name), chance)
            total += found
    return total


def _fresh(parent: Path, files: Mapping[str, bytes]) -> Path:
    folder = parent / f"life{next(_names)}"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


async def _life(folder: Path, chance: random.Random, *, weak: bool) -> list[Done]:
    """Turns of several people, some together; what was acknowledged stands in the log where it was."""
    recorder = Recorder(f"recorder{next(_names)}")

    made: list[RecordedDatabase] = []

    async def connect(path: Path) -> NearConnection:
        made.append(RecordedDatabase(path, recorder))
        return near_over(made[0], count(0, TICK).__next__)

    with patch("storage.opening.connect_near", connect):
        store = await _opened(folder)
    if weak:
        made[0].weaken()
    try:
        for _ in range(TURNS):
            people = chance.sample(PEOPLE, chance.choice((1, 1, 1, 3, 5)))
            await asyncio.gather(*(_turn(store, one, recorder.log) for one in people))
            if chance.random() < 0.05:
                await store.ping()
    finally:
        await store.abandon()
        recorder.unregister()
    return recorder.log


async def _opened(folder: Path, **more: Any) -> Store:
    store: Store = await SqliteStore.open(
        f"sqlite:{folder / DATABASE}", Vault(MASTER), person_type=Person, talk_type=Talk,
        clock=lambda: 5, **more,
    )  # fmt: skip
    return store


async def _turn(store: Store, person: str, log: list[Done]) -> None:
    loaded = (await store.load("here", [person])).get(person)
    mark = f"turn{next(_names)}"
    writes = _writes(person, loaded.version if loaded else None, mark)
    await store.commit(writes)
    log.append(Done("acked", mark))


def _writes(person: str, version: int | None, mark: str) -> TurnWrites:
    """A turn that leaves its mark in several tables."""
    return turn(
        person,
        version,
        person=Person(person, days=[mark] * 40),
        records=[RecordRow(mark, "note", 5, {"words": mark})],
        outbox=[replace(text(), id=mark)],
        audits=[AuditRow(person, "turn", person)],
        seen=mark,
    )


async def _cut_at(
    at: Sequence[int], log: list[Done], before: Platter, acked: set[str], parent: Path, chance: random.Random
) -> tuple[Toll, Path, set[str]]:
    """Cut the power at each of these moments of one life; the folder and what is owed after the last cut."""
    files: Mapping[str, bytes] = {}
    platter, total, position, owed = before, Toll(0, 0, 0, 0), 0, set(acked)
    for moment in at:
        for done in log[position:moment]:
            platter.take(done)
            if done.what == "acked":
                owed.add(done.file)
        position, files = moment, platter.without_power(chance)
        total += await _toll(_fresh(parent, files), owed)
    return total, _fresh(parent, files), owed


async def _toll(folder: Path, owed: set[str]) -> Toll:
    """Start again on what is left; what is missing, and whether the rest is whole."""
    async with _restarted(folder) as store:
        records = {row[0] for row in await store._pump.read(LEFT)}
        queued = {row[0] for row in await store._pump.read(QUEUED)}
        whole = (await store._pump.read(WHOLE))[0][0] == "ok" and not (await store.audit_verify()).broken
        await store.load("here", PEOPLE)
        return Toll(1, len(owed - records), int(not whole), len(records ^ queued))


@asynccontextmanager
async def _restarted(folder: Path) -> AsyncIterator[Store]:
    store = await _opened(folder, throw_away=True)
    try:
        yield store
    finally:
        await store.close()
