"""Addresses (encrypted, found by a blind index), relations and invites."""

OF_PEOPLE = """
SELECT person_id, channel, blind, cipher, state FROM address
WHERE person_id IN (SELECT value FROM json_each(?)) ORDER BY channel, since
"""

# The keys are [practice, channel, blind] each; CROSS JOIN keeps them the outer loop.
FIND = """
SELECT wanted.key, person_id, state FROM json_each(?) AS wanted CROSS JOIN address
WHERE practice_id = json_extract(wanted.value, '$[0]') AND channel = json_extract(wanted.value, '$[1]')
    AND blind = json_extract(wanted.value, '$[2]')
"""

# A suppressed address (of nobody) may be taken again: its owner has come back and asked.
BIND = """
INSERT INTO address (practice_id, channel, blind, person_id, cipher, state, since)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (practice_id, channel, blind) DO UPDATE SET
    person_id = excluded.person_id, cipher = excluded.cipher, state = excluded.state,
    since = CASE WHEN address.state = excluded.state THEN address.since ELSE excluded.since END
WHERE address.person_id = excluded.person_id OR address.person_id IS NULL
"""

UNBIND = "DELETE FROM address WHERE practice_id = ? AND channel = ? AND blind = ? AND person_id = ?"

SUPPRESS = "UPDATE address SET person_id = NULL, cipher = NULL WHERE person_id = ? AND state = ?"

DROP_PERSON = "DELETE FROM address WHERE person_id = ?"

RELATE = """
INSERT INTO relation (practice_id, therapist_id, client_id, state, since) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (therapist_id, client_id) DO UPDATE SET state = excluded.state, since = excluded.since
"""

CLIENTS = """
SELECT therapist_id, client_id, state, since FROM relation WHERE therapist_id = ? ORDER BY since, client_id
"""

THERAPISTS = """
SELECT therapist_id, client_id, state, since FROM relation WHERE client_id = ? ORDER BY since, therapist_id
"""

DROP_RELATIONS = "DELETE FROM relation WHERE therapist_id = ? OR client_id = ?"

INVITE = """
INSERT INTO invite (code_hash, practice_id, person_id, role, expires_at) VALUES (?, ?, ?, ?, ?)
"""

USE_INVITE = """
UPDATE invite SET used_at = ? WHERE code_hash = ? AND practice_id = ? AND used_at IS NULL
"""

FIND_INVITE = (
    "SELECT person_id, role, expires_at, used_at FROM invite WHERE code_hash = ? AND practice_id = ?"
)

PURGE_INVITES = "DELETE FROM invite WHERE expires_at < ?"

DROP_INVITES = "DELETE FROM invite WHERE person_id = ?"
