"""Every byte that could be handed over: what each column holds, and that nothing in the clear is a word.

A new column fails this test until it is listed here and on docs/privacy.md.
"""

import re
from pathlib import Path
from typing import Any

from storage.connection import Connection
from storage.moving import TABLES
from tests.privacy_stage import CANARY, lived

CLEAR = {
    "practice": "id",
    "person": "id practice_id version last_number key_id therapist created_at updated_at erased_at",
    "address": "practice_id channel person_id state since",
    "relation": "practice_id therapist_id client_id state since until",
    "invite": "practice_id person_id role expires_at used_at",
    "talk": "id practice_id person_id about_id script state updated_at",
    "record": "id practice_id person_id about_id kind at",
    "agenda": "practice_id person_id kind scope due_at not_after version job_at",
    "tell": "id practice_id person_id about_id created_at tries job_at",
    "lane": "practice_id channel free_at silent_until",
    "outbox": "id practice_id person_id about_id number channel kind rank state not_before not_after next_at"
    " tries lease_until fence failure created_at answers parts",
    "inbox": "id practice_id person_id tries state created_at",
    "seen": "practice_id at",
    "audit": "practice_id number at actor action subject",
    "leftover": "id practice_id tries next_at created_at",
    "erased_address": "practice_id channel at",
    "activity": "practice_id id part owner_id shared updated_at",
    "meta": "key",
}
"""Opaque ids, codes from fixed lists, times, counts."""

HASHED = {
    "address": "blind",
    "erased_address": "blind",
    "invite": "code_hash",
    "outbox": "receipt",
    "seen": "key",
    "audit": "prev hash",
}
"""Keyed hashes: they say whether a value one already knows is the same, to whoever has the key."""

SEALED = {
    "person": "wrapped_key doc",
    "address": "cipher",
    "talk": "doc",
    "record": "doc",
    "tell": "doc",
    "outbox": "receipt_cipher doc",
    "inbox": "doc",
    "leftover": "doc",
    "activity": "doc",
    "meta": "value",
}
"""Ciphertext (in `meta`: the wrapped key of the hashes, and plain facts about the store itself)."""

CODE = re.compile(r"[a-z0-9_:.#-]{0,60}", re.IGNORECASE)


async def test_every_column_is_accounted_for(tmp_path: Path) -> None:
    """Each column of each table is an id, a code, a time or a count; a keyed hash; or ciphertext."""
    listed = {
        (table, column)
        for kind in (CLEAR, HASHED, SEALED)
        for table, columns in kind.items()
        for column in columns.split()
    }
    async with lived(tmp_path) as play:
        store = play.stage.engine.store
        tables = await store._pump.read("SELECT name FROM sqlite_schema WHERE type = 'table'")
        found = set()
        for (table,) in tables:
            rows = await store._pump.read("SELECT name FROM pragma_table_info(?)", (table,))
            found |= {(table, name) for (name,) in rows}
    assert found == listed


async def test_what_is_in_the_clear_is_no_word(tmp_path: Path) -> None:
    """After a week of use every clear value is a code or a number; no name, no number of a phone, no zone."""
    async with lived(tmp_path) as play:
        store = play.stage.engine.store
        addresses = [figure.address for figure in play.stage.figures.values()]
        dump = await store._pump.apart(_dump)
    for table, columns in CLEAR.items():
        for row in dump[table]:
            for column in columns.split():
                text = str(row[column] if row[column] is not None else "")
                assert CODE.fullmatch(text), (table, column, text)
                assert CANARY.lower() not in text.lower()
                assert text not in addresses, (table, column)


async def _dump(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for table in CLEAR:
        names = [row[0] for row in await _rows(connection, "SELECT name FROM pragma_table_info(?)", table)]
        found[table] = [dict(zip(names, row, strict=True)) for row in await _rows(connection, _ALL[table])]
    return found


async def _rows(connection: Connection, sql: str, *params: str) -> list[Any]:
    return list(await connection.execute_fetchall(sql, params))


_ALL = TABLES | {"meta": "SELECT * FROM meta"}
