"""What the tests of privacy share: a week full of one marker, and everything a thief or a court could read.

The marker stands in the client's name and in every field a person can type into, on both sides.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels.base import Inbound
from bot.config import Config, default_config
from bot.rehearsal import START
from bot.stage import Stage
from storage.vault import VERSION, Vault, WrappedKey
from tests.core_stage import Play
from tests.world import ADA, Line, client

CANARY = "Zqxkanary"

SAM = {**client("sam", "telegram"), "name": CANARY}
TOM = client("tom", "sms", "wed 10:00")

CLIENT_SAYS = (
    f"note {CANARY} sat with me on the bus",
    f"private {CANARY} is what i do not say",
    f"win {CANARY} called back",
    f"ask is {CANARY} enough for one line?",
    f"word {CANARY}",
    "word off",
)
THERAPIST_SAYS = (
    f"/note {CANARY} {CANARY} looked tired",
    f"/recap {CANARY} we spoke about {CANARY}",
    f"/answer 1 {CANARY} is enough",
    "/clients",
    "/questions",
    f"/client {CANARY}",
    f"/summary {CANARY}",
    f"/letter {CANARY}",
)
ASSIGNED: tuple[Line, ...] = (
    {"who": "ada", "text": f"/assign {CANARY} thought record daily at 19:00 note: for {CANARY}"},
    {"who": "ada", "tap": "Send"},
)
WEEK: tuple[Line, ...] = (
    ADA,
    SAM,
    TOM,
    *ASSIGNED,
    {"who": "ada", "text": "/assign tom thought record daily at 18:00 note: for tom"},
    {"who": "ada", "tap": "Send"},
    {"who": "tom", "text": "note the bus was late"},
    {"who": "sam", "tap": "Start"},
    {"who": "sam", "text": f"at work with {CANARY}"},
    *({"who": "sam", "text": text} for text in CLIENT_SAYS),
    *({"who": "ada", "text": text} for text in THERAPIST_SAYS),
    {"until": "2026-03-08T12:00:00+00:00"},
    {"who": "sam", "text": f"i do not want to be here any more, {CANARY}"},
    {"who": "ada", "text": "/clients"},
    {"who": "ada", "text": f"/client {CANARY.lower()}"},
    {"who": "ada", "text": f"/invite {CANARY} +447700900999 fri 15:00"},
)

DELETE: tuple[Line, ...] = ({"who": "sam", "text": "delete"}, {"who": "sam", "tap": "Delete everything"})


def started(channel: str = "sms") -> tuple[Line, ...]:
    """Ada, and Sam with an assignment."""
    return (
        ADA,
        client("sam", channel),
        {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
        {"who": "ada", "tap": "Send"},
    )


@asynccontextmanager
async def lived(
    folder: Path, lines: tuple[Line, ...] = WEEK, config: Config | None = None
) -> AsyncIterator[Play]:
    """A stage on a real file, after these lines and a photo whose caption is the marker."""
    printed: list[Line] = []
    url = f"sqlite:{folder / 'store.db'}"
    async with Stage(config or default_config(), printed.append, url, datetime.fromisoformat(START)) as stage:
        play = Play(stage, printed)
        await play(*lines)
        if "sam" in stage.figures:
            await _photo(play)
        yield play


async def _photo(play: Play) -> None:
    stage, figure = play.stage, play.stage.figures["sam"]
    sent = Inbound(
        "telegram", figure.address, "photo-1", "media", stage.clock.now(),
        text=f"{CANARY} at home", media="image/jpeg", file=f"file-{CANARY}", name=CANARY,
    )  # fmt: skip
    await stage.engine.door.receive(stage.practice, sent)
    await stage.engine.settle()


SEALED = {
    "person": ("SELECT id, id, doc FROM person WHERE doc IS NOT NULL", "doc"),
    "talk": ("SELECT id, about_id, doc FROM talk", "doc"),
    "record": ("SELECT id, about_id, doc FROM record", "doc"),
    "tell": ("SELECT id, about_id, doc FROM tell", "doc"),
    "inbox": ("SELECT id, person_id, doc FROM inbox", "doc"),
    "outbox": ("SELECT id, about_id, doc FROM outbox WHERE doc IS NOT NULL", "doc"),
    "leftover": ("SELECT id, 'practice/' || practice_id, doc FROM leftover", "doc"),
}
"""Every table with sealed words: row id, whose key, ciphertext. Receipts and addresses are read apart."""


async def openable(store: Any) -> list[bytes]:
    """Everything that opens with the master key and the keys that are left, whoever's it is."""
    vault: Vault = store._vault
    practices = [row[0] for row in await store._pump.read("SELECT id FROM practice")]
    rows = await store._pump.read("SELECT id, key_id, wrapped_key FROM person WHERE wrapped_key IS NOT NULL")
    found = []
    for table, (sql, column) in SEALED.items():
        for row_id, about, sealed in await store._pump.read(sql):
            for practice in practices:
                vault.of_practice(practice)
            for person, key_id, wrapped in rows:
                vault.admit(person, WrappedKey(key_id, wrapped))
            found.append(vault.open(about, table, column, row_id, sealed))
    return found


async def key_of(store: Any, person: str) -> tuple[bytes, bytes]:
    """A person's key as it lies in the file, and how everything sealed with it begins."""
    await store._keys([person])
    row = await store._pump.read("SELECT wrapped_key FROM person WHERE id = ?", (person,))
    return row[0][0], VERSION + store._vault._keys[person].id


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
