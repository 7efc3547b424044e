"""Addresses (encrypted, found by a blind index) and invites."""

OF_PEOPLE = """
SELECT person_id, channel, blind, cipher, state FROM json_each(?) AS wanted CROSS JOIN address
WHERE person_id = json_extract(wanted.value, '$[1]') AND practice_id = json_extract(wanted.value, '$[0]')
ORDER BY channel, since
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

SUPPRESS = """
UPDATE address SET person_id = NULL, cipher = NULL WHERE practice_id = ? AND person_id = ? AND state = ?
"""

DROP_PERSON = "DELETE FROM address WHERE practice_id = ? AND person_id = ?"

INVITE = """
INSERT INTO invite (code_hash, practice_id, person_id, role, expires_at) VALUES (?, ?, ?, ?, ?)
"""

USE_INVITE = """
UPDATE invite SET used_at = ?
WHERE code_hash = ? AND practice_id = ? AND person_id = ? AND used_at IS NULL AND expires_at > ?
"""

# The other code of the same invitation, or one that was taken back.
VOID_INVITES = "UPDATE invite SET used_at = ? WHERE practice_id = ? AND person_id = ? AND used_at IS NULL"

FIND_INVITE = (
    "SELECT person_id, role, expires_at, used_at FROM invite WHERE code_hash = ? AND practice_id = ?"
)

DROP_INVITES = "DELETE FROM invite WHERE practice_id = ? AND person_id = ?"
