"""A few facts about the store itself: schema version, the store key, the send-hold."""

from storage.vault import WrappedKey

MAKE = "CREATE TABLE IF NOT EXISTS meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT"

GET = "SELECT value FROM meta WHERE key = ?"

PUT = """
INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""

DROP = "DELETE FROM meta WHERE key = ?"

SCHEMA = "schema"
STORE_KEY = "store_key"
HOLD = "hold"
PING = "ping"
PLACE = "place"
"""Which database this is, on PostgreSQL; a copy finds another one's here."""
BACKUP = "backup"
AUDITED = "audited"
AUDIT_FAULTS = "audit_faults"


def print_key(key: WrappedKey) -> str:
    """A wrapped key as one line of text."""
    return f"{key.key_id}:{key.wrapped.hex()}"


def parse_key(text: str) -> WrappedKey:
    """The wrapped key `print_key` wrote."""
    key_id, wrapped = text.split(":")
    return WrappedKey(key_id, bytes.fromhex(wrapped))
