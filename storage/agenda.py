"""The agenda: what is due for whom. A table, not a scheduler."""

SET = """
INSERT INTO agenda (practice_id, person_id, kind, scope, due_at, not_after, version)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (person_id, kind, scope) DO UPDATE SET
    due_at = excluded.due_at, not_after = excluded.not_after, version = excluded.version, job_at = NULL
WHERE agenda.practice_id = excluded.practice_id
"""

DROP = "DELETE FROM agenda WHERE practice_id = ? AND person_id = ? AND kind = ? AND scope = ?"

DUE = """
SELECT person_id, practice_id, kind, scope, due_at, not_after, version FROM agenda
WHERE due_at <= ? AND kind <> 'erase' AND (? = '' OR practice_id IN (SELECT value FROM json_each(?)))
ORDER BY due_at, person_id LIMIT ?
"""

# What is due and was taken up by nobody, or too long ago: for processes that share the work.
CLAIM = """
UPDATE agenda SET job_at = ? FROM (
    SELECT person_id, kind, scope FROM agenda
    WHERE due_at <= ? AND kind <> 'erase' AND (job_at IS NULL OR job_at <= ?)
        AND practice_id IN (SELECT value FROM json_each(?))
    ORDER BY due_at, person_id LIMIT ? /*postgresql FOR UPDATE SKIP LOCKED*/) AS picked
WHERE agenda.person_id = picked.person_id AND agenda.kind = picked.kind AND agenda.scope = picked.scope
RETURNING agenda.person_id, agenda.practice_id, agenda.kind, agenda.scope, agenda.due_at, agenda.not_after,
    agenda.version
"""

# Taken by no turn: afterwards there is nobody whose turn it could be.
ERASURES = """
SELECT person_id, practice_id, kind, scope, due_at, not_after, version FROM agenda
WHERE due_at <= ? AND kind = 'erase' ORDER BY due_at, person_id LIMIT ?
"""

REST = """
UPDATE agenda SET due_at = ?, job_at = NULL
WHERE practice_id = ? AND person_id = ? AND kind = ? AND scope = ? AND version = ?
"""

DROP_VERSION = """
DELETE FROM agenda WHERE practice_id = ? AND person_id = ? AND kind = ? AND scope = ? AND version = ?
"""

NEXT = "SELECT MIN(due_at) FROM agenda"

# What waits at a moment: cheaper to ask than to look five times and find nothing.
BUSY = """
SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'waiting'),
    EXISTS (SELECT 1 FROM agenda WHERE due_at <= :now), EXISTS (SELECT 1 FROM tell),
    EXISTS (SELECT 1 FROM outbox WHERE state = 'queued' AND (next_at <= :now OR not_after < :now))
    OR EXISTS (SELECT 1 FROM outbox WHERE state = 'sending' AND lease_until <= :now)
"""

OF_PERSON = """
SELECT kind, scope, due_at, not_after, version FROM agenda
WHERE practice_id = ? AND person_id = ? ORDER BY due_at, kind, scope
"""

DROP_PERSON = "DELETE FROM agenda WHERE practice_id = ? AND person_id = ?"
