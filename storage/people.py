"""People: one aggregate document each, its version and its wrapped key."""

ADD_PRACTICE = "INSERT INTO practice (id) VALUES (?) ON CONFLICT (id) DO NOTHING"

# No words: the practice and key of the ids a turn names, so that one of another practice is refused by name.
FACTS = """
SELECT id, practice_id, version, last_number, key_id, wrapped_key FROM person
WHERE id IN (SELECT value FROM json_each(?)) AND erased_at IS NULL
"""

# In one order for everybody, so that no two wait for each other; what is locked is read afterwards.
LOCK = """
SELECT id FROM person WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
/*postgresql FOR NO KEY UPDATE*/
"""

# Wanted are [practice, person] pairs: an id of another practice is nobody here. CROSS JOIN: they lead.
LOAD = """
SELECT person.id, practice_id, version, key_id, wrapped_key, doc, last_number
FROM json_each(?) AS wanted CROSS JOIN person
WHERE person.id = json_extract(wanted.value, '$[1]') AND practice_id = json_extract(wanted.value, '$[0]')
    AND erased_at IS NULL
"""

ADD = """
INSERT INTO person
    (id, practice_id, version, last_number, key_id, wrapped_key, doc, therapist, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

CHANGE = """
UPDATE person SET version = version + 1, last_number = ?, doc = COALESCE(?, doc),
    therapist = COALESCE(?, therapist), updated_at = ?
WHERE id = ? AND practice_id = ? AND version = ?
"""

OF_PRACTICE = "SELECT id FROM person WHERE practice_id = ? AND erased_at IS NULL ORDER BY created_at, id"

THERAPISTS = """
SELECT id FROM person
WHERE practice_id = ? AND erased_at IS NULL AND (therapist IS NULL OR therapist = 1) ORDER BY created_at, id
"""

EXPORT = """
SELECT practice_id, version, created_at, updated_at, doc FROM person
WHERE practice_id = ? AND id = ? AND erased_at IS NULL
"""

ERASE = """
UPDATE person SET doc = NULL, wrapped_key = NULL, key_id = NULL, therapist = NULL, erased_at = ?,
    updated_at = ?, version = version + 1
WHERE practice_id = ? AND id = ? AND erased_at IS NULL
"""

OTHER_KEYS = """
SELECT id, key_id, wrapped_key FROM person
WHERE wrapped_key IS NOT NULL AND key_id <> ? AND id > ? ORDER BY id LIMIT ?
"""

REWRAP = "UPDATE person SET key_id = ?, wrapped_key = ? WHERE id = ?"
