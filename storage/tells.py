"""Tells to other people, events waiting to be tried again, and the keys of events already applied."""

TELL = """
INSERT INTO tell (id, practice_id, person_id, about_id, doc, created_at) VALUES (?, ?, ?, ?, ?, ?)
"""

# `job_at`: when a process took it up; after a try that failed, until when it rests. Further away than any
# rest is only what was written before a clock was set back.
WAITING_TELLS = """
SELECT tell.id, tell.person_id, tell.practice_id, tell.doc, tell.about_id, tell.tries,
    person.key_id, person.wrapped_key
FROM tell JOIN person ON person.id = tell.about_id
WHERE tell.tries < ? AND (tell.job_at IS NULL OR tell.job_at <= ? OR tell.job_at > ?)
    AND (? = '' OR tell.practice_id IN (SELECT value FROM json_each(?)))
ORDER BY tell.created_at, tell.id LIMIT ?
"""

# For processes that share the work: whoever is told something takes all of it, in order.
CLAIM = """
UPDATE tell SET job_at = ? FROM (
    SELECT id FROM tell WHERE tries < ? AND (job_at IS NULL OR job_at <= ?)
        AND practice_id IN (SELECT value FROM json_each(?))
    ORDER BY created_at, id LIMIT ? /*postgresql FOR UPDATE SKIP LOCKED*/) AS picked
WHERE tell.id = picked.id RETURNING tell.practice_id, tell.person_id
"""

OF = """
SELECT tell.id, tell.person_id, tell.practice_id, tell.doc, tell.about_id, tell.tries,
    person.key_id, person.wrapped_key
FROM tell JOIN person ON person.id = tell.about_id
WHERE tell.practice_id = ? AND tell.person_id = ? AND tell.tries < ?
    AND (tell.job_at IS NULL OR tell.job_at <= ?) ORDER BY tell.created_at, tell.id LIMIT ?
"""

INBOX_WAITS = """
SELECT 1 FROM inbox WHERE practice_id = ? AND person_id = ? AND state = 'waiting' LIMIT ?
"""

DONE_TELL = "DELETE FROM tell WHERE id = ? AND practice_id = ? AND person_id = ?"

FAIL_TELL = """
UPDATE tell SET tries = ?, job_at = ? WHERE id = ? AND practice_id = ? AND person_id = ? AND tries <= ?
"""

DROP_PERSON_TELLS = "DELETE FROM tell WHERE practice_id = ? AND (person_id = ? OR about_id = ?)"

PUT_INBOX = """
INSERT INTO inbox (id, practice_id, person_id, doc, state, created_at) VALUES (?, ?, ?, ?, 'waiting', ?)
"""

WAITING_INBOX = """
SELECT inbox.id, inbox.practice_id, inbox.person_id, inbox.doc, inbox.tries, inbox.created_at,
    person.key_id, person.wrapped_key
FROM inbox JOIN person ON person.id = inbox.person_id
WHERE inbox.state = 'waiting' ORDER BY inbox.created_at, inbox.id LIMIT ?
"""

ASIDE_INBOX = """
SELECT inbox.id, inbox.practice_id, inbox.person_id, inbox.doc, inbox.tries, inbox.created_at,
    person.key_id, person.wrapped_key
FROM inbox JOIN person ON person.id = inbox.person_id
WHERE inbox.state = 'aside' AND inbox.practice_id = ? ORDER BY inbox.created_at, inbox.id LIMIT ?
"""

RETRY_INBOX = """
UPDATE inbox SET state = 'waiting', tries = 0
WHERE practice_id = ? AND state = 'aside' AND id IN (SELECT value FROM json_each(?))
"""

FAIL_INBOX = """
UPDATE inbox SET tries = tries + 1, state = CASE WHEN tries + 1 >= ? THEN 'aside' ELSE 'waiting' END
WHERE id = ? AND practice_id = ? AND person_id = ?
"""

INBOX_STATE = "SELECT state FROM inbox WHERE id = ? AND practice_id = ? AND person_id = ?"

DONE_INBOX = "DELETE FROM inbox WHERE id = ? AND practice_id = ? AND person_id = ?"

DROP_PERSON_INBOX = "DELETE FROM inbox WHERE practice_id = ? AND person_id = ?"

TELLS_THERE = "SELECT id FROM tell WHERE id IN (SELECT value FROM json_each(?))"

INBOX_THERE = "SELECT id FROM inbox WHERE id IN (SELECT value FROM json_each(?))"

SEEN = "SELECT key FROM seen WHERE key IN (SELECT value FROM json_each(?))"

SEE = "INSERT INTO seen (key, practice_id, at) VALUES (?, ?, ?)"

SEE_ONCE = "INSERT INTO seen (key, practice_id, at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING"
