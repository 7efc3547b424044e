"""What every store is opened with, whichever database keeps it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, Required, TypedDict

from storage.codec import Codec
from storage.rows import P
from storage.vault import Vault


class Options(TypedDict, Generic[P], total=False):
    """Given by name, as `open_store(url, vault, person_type=…, …)`."""

    person_type: Required[type[P]]
    talk_type: Required[Any]

    clock: Required[Callable[[], int]]
    """Gives epoch ms."""

    types: dict[str, Any]
    """The types of further documents by table (`record`, `tell`, `outbox`, `inbox`), else plain JSON."""

    throw_away: bool
    """For rehearsals: quick, and outlives a crash of the program, not of the machine."""

    alone: bool
    """Nobody else has it open meanwhile; on SQLite that is always so."""

    as_it_is: bool
    """An older schema is refused: processes of the program that made it may be at work. On SQLite none is."""

    erased: Path
    """The file that is to remember, outside PostgreSQL, who was erased; SQLite has its own beside it."""


def codec_of(vault: Vault, options: Options[P]) -> Codec:
    """What turns documents of these types into rows and back."""
    types = {"person": options["person_type"], "talk": options["talk_type"]}
    return Codec(vault, {**options.get("types", {}), **types})
