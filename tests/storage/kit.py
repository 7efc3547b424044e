"""What the storage tests share: small people, short turns, a store on a real file."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import storage.store
from storage.rows import (
    BindAddress,
    CommitResult,
    InboxRow,
    InviteRow,
    OutboxRow,
    RecordRow,
    TalkRow,
    TellRow,
    TurnWrites,
)
from storage.stores import open_store
from storage.vault import Vault
from tests.postgres import emptied, fresh_database

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


Store = storage.store.Store[Person]

SQLITE = ("sqlite",)
POSTGRESQL = ("postgresql",)
BOTH = SQLITE + POSTGRESQL
"""A module of tests names the stores it runs on: `ENGINES = BOTH`."""

left_open: list[Store] = []
"""Stores of the running test: one left open would keep the test process from ending."""


class Places:
    """Where the stores of the running test are: a file each, or a database each."""

    def __init__(self) -> None:
        self.engine = "sqlite"
        self._databases: dict[Path, str] = {}
        self._spare: list[str] = []

    async def url(self, path: Path) -> str:
        """The store that this file name means, the same for the whole test."""
        if self.engine == "sqlite":
            return f"sqlite:{path}"
        if path not in self._databases:
            self._databases[path] = self._spare.pop() if self._spare else await fresh_database()
        return self._databases[path]

    async def clear(self) -> None:
        """Empty the databases of this test for the next."""
        for url in self._databases.values():
            await emptied(url)
            self._spare.append(url)
        self._databases = {}


places = Places()


async def opened(path: Path | str, vault: Vault | None = None, **more: Any) -> Store:
    """A store at this place, or at this url."""
    url = path if isinstance(path, str) else await places.url(path)
    store: Store = await open_store(
        url, vault or Vault(MASTER), person_type=Person, talk_type=Talk, clock=lambda: 5, **more
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
        "inbox": "SELECT COUNT(*) FROM inbox",
        "person": "SELECT COUNT(*) FROM person",
        "seen": "SELECT COUNT(*) FROM seen",
        "talk": "SELECT COUNT(*) FROM talk",
        "tell": "SELECT COUNT(*) FROM tell",
        "activity": "SELECT COUNT(*) FROM activity",
    }
    return int((await store._pump.read(statements[table]))[0][0])


async def poke(store: Store, sql: str, *params: Any) -> None:
    """Change the database behind the store's back."""
    await store._pump.job(lambda connection: connection.execute(sql, params))


def on_disk(folder: Path) -> bytes:
    """Every byte of every file in a folder: database, log, lock."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


async def fill(store: Store, words: str) -> None:
    """A person with these words in every field a person fills."""
    await born(store, "sam")
    writes = turn(
        "sam",
        1,
        person=Person(words),
        talks=[TalkRow("t", "", "s", "open", Talk([words]))],
        records=[RecordRow("r", "journal", 1, words)],
        outbox=[text(words=words)],
        tells=[TellRow("x", "sam", "here", words)],
        invites=[InviteRow(words, "sam", "client", 9)],
        addresses=[BindAddress("telegram", words, "active")],
        seen=words,
    )
    assert await store.commit(writes) is CommitResult.COMMITTED
    await store.inbox_put(InboxRow("i", "here", "sam", words), 1, seen=f"{words}2")
    (claimed,) = await store.claim_outgoing(1, 9, 9, "f")
    assert await store.settle(claimed.id, "f", "sent", receipt=words)
