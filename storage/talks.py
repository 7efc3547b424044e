"""Open talks, and the append-only records people leave behind."""

OF_PEOPLE = """
SELECT talk.id, person_id, about_id, script, state, doc, updated_at
FROM json_each(?) AS wanted CROSS JOIN talk
WHERE person_id = json_extract(wanted.value, '$[1]') AND practice_id = json_extract(wanted.value, '$[0]')
ORDER BY updated_at, talk.id
"""

SAVE = """
INSERT INTO talk (id, practice_id, person_id, about_id, script, state, doc, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET about_id = excluded.about_id, script = excluded.script,
    state = excluded.state, doc = excluded.doc, updated_at = excluded.updated_at
WHERE talk.practice_id = excluded.practice_id AND talk.person_id = excluded.person_id
"""

DROP = "DELETE FROM talk WHERE id = ? AND practice_id = ? AND person_id = ?"

ADD_RECORD = """
INSERT INTO record (id, practice_id, person_id, about_id, kind, at, doc) VALUES (?, ?, ?, ?, ?, ?, ?)
"""

DROP_RECORD = "DELETE FROM record WHERE id = ? AND practice_id = ? AND person_id = ?"

RECORDS = """
SELECT id, about_id, kind, at, doc FROM record
WHERE practice_id = ? AND person_id = ? AND at >= ? ORDER BY at, id
"""

RECORDS_OF_KINDS = """
SELECT id, about_id, kind, at, doc FROM record
WHERE practice_id = ? AND person_id = ? AND at >= ? AND kind IN (SELECT value FROM json_each(?))
ORDER BY at, id
"""

# The index of whom rows are about has only those about somebody else than their owner.
DROP_PERSON_TALKS = """
DELETE FROM talk WHERE practice_id = ? AND (person_id = ? OR (about_id = ? AND about_id <> person_id))
"""

DROP_PERSON_RECORDS = """
DELETE FROM record WHERE practice_id = ? AND (person_id = ? OR (about_id = ? AND about_id <> person_id))
"""

EXPORT = """
SELECT id, about_id, script, state, updated_at, doc FROM talk
WHERE practice_id = ? AND person_id = ? ORDER BY updated_at, id
"""

EXPORT_RECORDS = """
SELECT id, about_id, kind, '', at, doc FROM record
WHERE practice_id = ? AND person_id = ? AND kind <> 'therapist_note' ORDER BY at, id
"""

PURGE_RECORDS = """
DELETE FROM record WHERE practice_id = ? AND (person_id = ? OR (about_id = ? AND about_id <> person_id))
    AND id NOT IN (SELECT value FROM json_each(?))
"""
