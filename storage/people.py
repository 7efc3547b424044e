"""People: one aggregate document each, its version and its wrapped key."""

ADD_PRACTICE = "INSERT INTO practice (id) VALUES (?) ON CONFLICT (id) DO NOTHING"

FACTS = """
SELECT id, practice_id, version, last_number, key_id, wrapped_key FROM person
WHERE id IN (SELECT value FROM json_each(?)) AND erased_at IS NULL
"""

LOAD = """
SELECT id, practice_id, version, key_id, wrapped_key, doc FROM person
WHERE id IN (SELECT value FROM json_each(?)) AND erased_at IS NULL
"""

ADD = """
INSERT INTO person
    (id, practice_id, version, last_number, key_id, wrapped_key, doc, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

CHANGE = """
UPDATE person SET version = version + 1, last_number = ?, doc = COALESCE(?, doc), updated_at = ?
WHERE id = ? AND version = ?
"""

OF_PRACTICE = "SELECT id FROM person WHERE practice_id = ? AND erased_at IS NULL ORDER BY created_at, id"

EXPORT = """
SELECT practice_id, version, created_at, updated_at, doc FROM person WHERE id = ? AND erased_at IS NULL
"""

ERASE = """
UPDATE person SET doc = NULL, wrapped_key = NULL, key_id = NULL, erased_at = ?, updated_at = ?,
    version = version + 1
WHERE id = ? AND erased_at IS NULL
"""

ALL_KEYS = "SELECT id, key_id, wrapped_key FROM person WHERE wrapped_key IS NOT NULL AND key_id <> ?"

REWRAP = "UPDATE person SET key_id = ?, wrapped_key = ? WHERE id = ?"
