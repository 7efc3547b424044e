"""Activities of the practice's own: drafts are their owner's alone, what is shared is everybody's there."""

from storage.codec import Codec
from storage.rows import ActivityRow

TABLE = "activity"

# Nobody changes what another person made, also not by an id they guessed.
SAVE = """
INSERT INTO activity (practice_id, id, part, owner_id, shared, doc, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (practice_id, id, part) DO UPDATE SET
    shared = excluded.shared, doc = excluded.doc, updated_at = excluded.updated_at
WHERE activity.owner_id = excluded.owner_id
"""

DROP = "DELETE FROM activity WHERE practice_id = ? AND id = ? AND part = ? AND owner_id = ?"

READABLE = """
SELECT id, part, owner_id, shared, doc FROM activity
WHERE practice_id = ? AND (owner_id = ? OR (part = 'published' AND shared = 1 AND EXISTS (
    SELECT 1 FROM person WHERE person.practice_id = activity.practice_id AND person.id = ?)))
ORDER BY id, part
"""

EVERY = """
SELECT id, part, owner_id, shared, doc FROM activity WHERE practice_id = ? ORDER BY id, part
"""

EXPORT = """
SELECT id, part, owner_id, shared, doc, updated_at FROM activity
WHERE practice_id = ? AND owner_id = ? ORDER BY id, part
"""

DROP_OWN = """
DELETE FROM activity WHERE practice_id = ? AND owner_id = ? AND (part = 'draft' OR shared = 0)
"""

LET_GO = "UPDATE activity SET owner_id = NULL WHERE practice_id = ? AND owner_id = ?"


def place(row_id: str, part: str) -> str:
    """The row's name inside its seal: a draft does not open as what was published."""
    return f"{row_id}/{part}"


def sealed(codec: Codec, practice: str, owner: str, row: ActivityRow) -> bytes:
    """The document under the key of whoever may read it."""
    return codec.seal(TABLE, place(row.id, row.part), key_of(codec, practice, owner, row.shared), row.doc)


def key_of(codec: Codec, practice: str, owner: str, shared: bool) -> str:
    """Whose key seals it: the practice's own, or its owner's."""
    return codec.vault.of_practice(practice) if shared else owner
