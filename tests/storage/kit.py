"""What the storage tests share: small people, short turns, a store on a real file."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.rows import BindAddress, CommitResult, OutboxRow, TurnWrites
from storage.sqlite import SqliteStore
from storage.vault import Vault

MASTER = bytes(range(32))
DAY = 86_400_000
_ids = itertools.count()


@dataclass(slots=True)
class Person:
    """A stand-in for the real aggregate: the store must not care."""

    name: str
    count: int = 0
    days: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Talk:
    """A stand-in for a saved talk."""

    answers: list[str]


Store = SqliteStore[Person]

left_open: list[Store] = []
"""Stores of the running test: one left open would keep the test process from ending."""


async def opened(path: Path, vault: Vault | None = None) -> Store:
    """A store on this file."""
    vault = vault or Vault(MASTER)
    store: Store = await SqliteStore.open(
        f"sqlite:{path}", vault, person_type=Person, talk_type=Talk, clock=lambda: 5
    )
    left_open.append(store)
    return store


def turn(person_id: str, version: int | None, **more: Any) -> TurnWrites:
    """A turn of one person in practice `here`, at 1000 unless said otherwise."""
    fixed: dict[str, Any] = {"practice_id": "here", "at": 1000, "person": None}
    return TurnWrites(person_id=person_id, expected_version=version, **(fixed | more))


def text(channel: str = "sms", words: str = "hello", **more: Any) -> OutboxRow:
    """A text that may go at once and for a day."""
    fixed: dict[str, Any] = {
        "kind": "reply",
        "urgent": False,
        "not_before": 0,
        "not_after": DAY,
        "about_id": "",
    }
    return OutboxRow(id=f"text-{next(_ids)}", channel=channel, doc={"text": words}, **(fixed | more))


async def born(store: Store, person_id: str, practice: str = "here", **more: Any) -> None:
    """A new person with an SMS address."""
    address = BindAddress("sms", f"+44{person_id}", "active")
    writes = turn(
        person_id, None, practice_id=practice, person=Person(person_id), addresses=[address], **more
    )
    assert await store.commit(writes) is CommitResult.COMMITTED


async def count(store: Store, table: str) -> int:
    """How many rows a table has."""
    statements = {
        "record": "SELECT COUNT(*) FROM record",
        "outbox": "SELECT COUNT(*) FROM outbox",
        "audit": "SELECT COUNT(*) FROM audit",
        "person": "SELECT COUNT(*) FROM person",
        "seen": "SELECT COUNT(*) FROM seen",
        "talk": "SELECT COUNT(*) FROM talk",
        "tell": "SELECT COUNT(*) FROM tell",
    }
    return int((await store._pump.read(statements[table]))[0][0])


async def poke(store: Store, sql: str, *params: Any) -> None:
    """Change the database behind the store's back."""
    await store._pump.job(lambda connection: connection.execute(sql, params))


def on_disk(folder: Path) -> bytes:
    """Every byte of every file in a folder: database, log, lock."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
