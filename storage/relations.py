"""Who may see whom. A therapist reads a client through a relation that is open now, or not at all."""

# Only a client's own turn opens a relation: nobody makes themselves somebody's therapist. A therapist ends
# theirs, or passes an open one to a colleague for a time (`cover`), which never narrows what is open anyway.
RELATE = """
INSERT INTO relation (practice_id, therapist_id, client_id, state, since, until)
SELECT wish.practice, wish.therapist, wish.client, wish.state, wish.since, wish.until
FROM (SELECT ? AS practice, ? AS therapist, ? AS client, ? AS state,
    CAST(? AS BIGINT) AS since, CAST(? AS BIGINT) AS until, ? AS writer) AS wish
WHERE wish.writer = wish.client OR (wish.writer = wish.therapist AND wish.state = 'ended')
    OR (wish.state = 'cover' AND wish.until > wish.since AND EXISTS (
        SELECT 1 FROM relation AS own WHERE own.practice_id = wish.practice
        AND own.therapist_id = wish.writer AND own.client_id = wish.client AND own.state = 'open'))
ON CONFLICT (therapist_id, client_id) DO UPDATE SET
    state = CASE WHEN relation.state || excluded.state = 'opencover' THEN 'open' ELSE excluded.state END,
    since = CASE WHEN relation.state || excluded.state = 'opencover' THEN relation.since
        ELSE excluded.since END,
    until = CASE WHEN relation.state || excluded.state = 'opencover' THEN NULL ELSE excluded.until END
WHERE relation.practice_id = excluded.practice_id
"""

CLIENTS = """
SELECT therapist_id, client_id, state, since, until FROM relation
WHERE practice_id = ? AND therapist_id = ? ORDER BY since, client_id
"""

THERAPISTS = """
SELECT therapist_id, client_id, state, since, until FROM relation
WHERE practice_id = ? AND client_id = ? ORDER BY since, therapist_id
"""

# `open` until it is ended; `cover` and `former` only between their two instants.
VIEWS = """
SELECT person.id, person.practice_id, version, key_id, wrapped_key, doc FROM relation
JOIN person ON person.practice_id = relation.practice_id AND person.id = relation.client_id
WHERE relation.practice_id = ? AND relation.therapist_id = ? AND person.erased_at IS NULL
    AND (relation.state = 'open' OR (
        relation.state IN ('cover', 'former') AND relation.since <= ? AND relation.until > ?))
ORDER BY relation.since, person.id
"""

RECORDS = """
SELECT record.id, about_id, kind, at, doc FROM relation
JOIN record ON record.practice_id = relation.practice_id AND record.person_id = relation.client_id
WHERE relation.practice_id = ? AND relation.therapist_id = ? AND relation.client_id = ?
    AND (relation.state = 'open' OR (
        relation.state IN ('cover', 'former') AND relation.since <= ? AND relation.until > ?))
    AND record.at >= ?
ORDER BY record.at, record.id
"""

DROP_AS_CLIENT = "DELETE FROM relation WHERE practice_id = ? AND client_id = ?"

DROP_RELATIONS = "DELETE FROM relation WHERE practice_id = ? AND (therapist_id = ? OR client_id = ?)"
