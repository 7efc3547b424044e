"""Texts of our own making in a store, and every lease anybody ever took on one, as the database saw it."""

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

from bot.clock import SystemClock
from bot.entropy import Entropy
from handlers.state import Person
from handlers.talk import Talk
from storage.rows import CommitResult, OutboxRow, TurnWrites
from storage.stores import open_store
from storage.vault import Vault
from tests.cluster.fleet import KEY
from tests.cluster.practice import populated
from tests.postgres import ask

CLOCKS = 100
"""Milliseconds by which the clocks of a process and of its database may differ."""

TRAVEL = 1000
"""Milliseconds a text may take from its last look at the clock to its provider."""

SEEN = "SELECT id, fence, until, at FROM lease_seen ORDER BY number"
ENDS = "SELECT id, state, failure FROM outbox"
TO_DO = """
SELECT COUNT(*) FROM outbox
WHERE state = 'sending' OR (state = 'queued' AND COALESCE(failure, '') <> 'ambiguous')
"""
"""What may have gone out is held for a quarter of an hour: for that no figure waits."""

SQLITE = """
CREATE TABLE lease_seen (number INTEGER PRIMARY KEY, id TEXT, fence TEXT, until INTEGER, at INTEGER);
CREATE TRIGGER lease_watch AFTER UPDATE ON outbox
WHEN NEW.fence IS NOT OLD.fence OR NEW.lease_until IS NOT OLD.lease_until BEGIN
    INSERT INTO lease_seen (id, fence, until, at) VALUES (NEW.id, NEW.fence, NEW.lease_until,
        CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));
END
"""
POSTGRESQL = (
    "CREATE TABLE lease_seen (number BIGSERIAL PRIMARY KEY, id TEXT, fence TEXT, until BIGINT, at BIGINT)",
    """
    CREATE FUNCTION lease_watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO lease_seen (id, fence, until, at) VALUES (NEW.id, NEW.fence, NEW.lease_until,
            (extract(epoch FROM clock_timestamp()) * 1000)::bigint);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER lease_watch AFTER UPDATE ON outbox FOR EACH ROW
    WHEN (NEW.fence IS DISTINCT FROM OLD.fence OR NEW.lease_until IS DISTINCT FROM OLD.lease_until)
    EXECUTE FUNCTION lease_watch()
    """,
)

Change = tuple[str, str | None, int | None, int]
"""Of one change: which text, under which fence now, until when, and when that was written (epoch ms)."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A text nobody asked for, to one client; its words are those of no other."""

    id: str
    words: str
    not_after: int


class Lease(NamedTuple):
    """From when until when one fence held one text (epoch ms)."""

    fence: str
    begin: int
    end: int


async def furnished(url: str, clients: int, last: Sequence[int], many: int | None = None) -> list[Cue]:
    """Clients, so many of them (else all) with a cue that may go at once, until `last` (ms, in turn)."""
    await populated(url, clients)
    clock = SystemClock()
    store = await open_store(
        url, Vault(bytes.fromhex(KEY)), person_type=Person, talk_type=Talk, clock=clock.now
    )
    entropy, cues, now = Entropy(clock), list[Cue](), clock.now()
    try:
        for id in await store.people("practice"):
            if len(cues) == many:
                break
            one = (await store.load("practice", [id]))[id]
            if one.doc.client is None:
                continue
            cue = Cue(entropy.fresh_id(), f"cue {len(cues):05}", now + last[len(cues) % len(last)])
            doc = {"text": cue.words, "buttons": [], "media": []}
            row = OutboxRow(cue.id, "telegram", "cue", False, now, cue.not_after, id, doc)
            done = await store.commit(
                TurnWrites(
                    person_id=id, practice_id="practice", expected_version=one.version, at=now, outbox=[row]
                )
            )
            assert done is CommitResult.COMMITTED
            cues.append(cue)
    finally:
        await store.close()
    return cues


async def watched(url: str) -> None:
    """From now on the database notes every lease."""
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:"))) as plain:
            plain.executescript(SQLITE)
        return
    for sql in POSTGRESQL:
        await ask(url, sql)


async def rows(url: str, sql: str) -> list[tuple[object, ...]]:
    """What the database says, past the program."""
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:"))) as plain:
            return list(plain.execute(sql))
    return [tuple(row) for row in await ask(url, sql)]


def leases(seen: Iterable[Change]) -> tuple[dict[str, list[Lease]], int]:
    """Every text's leases in their order; and how often one was taken while another's still lasted."""
    held, open_now, doubled = dict[str, list[Lease]](), dict[str, Lease](), 0
    for id, fence, until, at in seen:
        before = open_now.pop(id, None)
        if before and before.fence == fence:
            open_now[id] = Lease(before.fence, before.begin, until or at)
            continue
        if before:
            doubled += fence is not None and before.end > at + CLOCKS
            held.setdefault(id, []).append(before._replace(end=min(before.end, at)))
        if fence is not None:
            open_now[id] = Lease(fence, at, until or at)
    for id, last in open_now.items():
        held.setdefault(id, []).append(last)
    return held, doubled


def unleased(cues: Sequence[Cue], came: Mapping[str, Sequence[int]], held: Mapping[str, list[Lease]]) -> int:
    """How many texts came (epoch ms, by words) at a moment at which nobody held them."""
    return sum(
        not any(one.begin - CLOCKS <= at <= one.end + TRAVEL for one in held.get(cue.id, ()))
        for cue in cues
        for at in came.get(cue.words, ())
    )


def since_epoch(came: Iterable[tuple[float, str, str]]) -> dict[str, list[int]]:
    """When each text came (epoch ms), by its words; of moments counted by this process's steady timer."""
    ahead, found = time.time() - time.perf_counter(), dict[str, list[int]]()
    for at, _, words in came:
        found.setdefault(words, []).append(round(1000 * (at + ahead)))
    return found
