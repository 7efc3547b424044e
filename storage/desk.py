"""What the parts of the store share: the queue to the connection, the codec, the loader."""

from collections.abc import Callable, Iterable
from typing import Any

from storage.codec import Codec
from storage.connection import Connection
from storage.loads import Loader
from storage.pump import Pump
from storage.reading import Row
from storage.recent import Recent
from storage.rows import RecordRow
from storage.turns import TurnWriter
from storage.vault import Vault


class Desk:
    """The common ground of the store's parts; each store fills it in."""

    _connection: Connection
    _pump: Pump
    _codec: Codec
    _loader: Loader
    _writer: TurnWriter
    """Of `Pump.slow`."""
    _recent: Recent
    _clock: Callable[[], int]
    _in_flight: dict[str, tuple[str, str, str]]
    _shared = False
    """Whether other processes write to the same database: then nothing of it is remembered here."""

    @property
    def _vault(self) -> Vault:
        return self._codec.vault

    async def _one(self, sql: str, params: tuple[Any, ...] = ()) -> Row | None:
        rows = await self._pump.read(sql, params)
        return rows[0] if rows else None

    async def _opened(self, rows: list[Row]) -> list[RecordRow]:
        """Rows of `id, about_id, kind, at, doc` as records. Raises CannotOpen."""
        await self._keys(row[1] for row in rows)
        return [
            RecordRow(row[0], row[2], row[3], self._codec.open("record", row[0], row[1], row[4]), row[1])
            for row in rows
        ]

    async def _empty_log(self) -> None:
        """Leave nothing of what was deleted beside the tables, where the database allows it."""

    async def _keys(self, ids: Iterable[str]) -> None:
        """Have these people's keys at hand before opening what is about them."""
        missing = {person_id for person_id in ids if not self._vault.holds(person_id)}
        if missing:
            await self._pump.apart(lambda connection: self._loader.keys(connection, missing))
