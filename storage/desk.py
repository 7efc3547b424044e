"""What the parts of the store share: the queue to the connection, the codec, the loader."""

from collections.abc import Callable, Iterable
from typing import Any

from storage.codec import Codec
from storage.loads import Loader
from storage.pump import Pump, Row
from storage.turns import TurnWriter
from storage.vault import Vault


class Desk:
    """The common ground of the store's parts; `SqliteStore` fills it in."""

    _pump: Pump
    _codec: Codec
    _loader: Loader
    _writer: TurnWriter
    _clock: Callable[[], int]
    _in_flight: dict[str, tuple[str, str]]

    @property
    def _vault(self) -> Vault:
        return self._codec.vault

    async def _one(self, sql: str, params: tuple[Any, ...] = ()) -> Row | None:
        rows = await self._pump.read(sql, params)
        return rows[0] if rows else None

    async def _keys(self, ids: Iterable[str]) -> None:
        """Have these people's keys at hand before opening what is about them."""
        missing = {person_id for person_id in ids if not self._vault.holds(person_id)}
        if missing:
            await self._pump.apart(lambda _: self._loader.keys(missing))
