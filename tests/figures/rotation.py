"""Changing the master key under ten thousand clients: how long it takes (SAFETY §6, Rotation)."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from storage.rows import TurnWrites
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.figures import Figure

OLD, NEW = b"o" * 32, b"n" * 32
SECONDS = 5.0


def measure(size: str) -> list[Figure]:
    """One rotation, from opening the store to its last commit."""
    clients = 10_000 if size == "full" else 500
    with tempfile.TemporaryDirectory() as name:
        seconds, wrapped = asyncio.run(rotation(Path(name) / "store.db", clients))
    shown = f"{seconds:.2f} s ({wrapped} keys)"
    return [Figure("key rotation", shown, f"< {SECONDS:.0f} s", seconds < SECONDS and wrapped == clients)]


async def rotation(path: Path, clients: int) -> tuple[float, int]:
    """Seconds taken, and how many keys were wrapped anew; the new key alone opens what the old one wrote."""
    store = await _open(path, Vault(OLD))
    await asyncio.gather(*(store.commit(_client(number)) for number in range(clients)))
    await store.close()
    began = time.perf_counter()
    store = await _open(path, Vault(NEW, previous=[OLD]))
    wrapped = await store.rewrap()
    seconds = time.perf_counter() - began
    await store.close()
    store = await _open(path, Vault(NEW))
    assert (await store.load("here", [f"p{clients - 1}"]))[f"p{clients - 1}"].doc == {"name": "somebody"}
    await store.close()
    return seconds, wrapped


async def _open(path: Path, vault: Vault) -> SqliteStore[Any]:
    return await SqliteStore.open(f"sqlite:{path}", vault, person_type=dict, talk_type=dict, clock=lambda: 1)


def _client(number: int) -> TurnWrites:
    return TurnWrites(
        person_id=f"p{number}", practice_id="here", expected_version=None, at=1, person={"name": "somebody"}
    )
