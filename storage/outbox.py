"""The outbox: texts on their way out, in the order each person is to read them."""

ADD = """
INSERT INTO outbox (id, practice_id, person_id, about_id, number, channel, kind, rank, answers, state,
    not_before, not_after, next_at, doc, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?)
"""

# Both conditions on `state`: SQLite uses a partial index only where its own condition is repeated.
DROP_QUEUED = """
UPDATE outbox SET state = 'dropped', doc = NULL
WHERE practice_id = ? AND person_id = ? AND state IN ('queued', 'sending') AND state = 'queued' AND rank < 2
    AND (kind = ? OR ? = '*')
"""

# What is on its way cannot be called back; should it fail, it does not come again.
CALL_OFF = """
UPDATE outbox SET not_after = -1
WHERE practice_id = ? AND person_id = ? AND state IN ('queued', 'sending') AND state = 'sending' AND rank < 2
    AND (kind = ? OR ? = '*')
"""

# Not now: its last moment has passed, so that it expires and whoever has to know is told. On its way it may
# still arrive.
PUT_OFF = """
UPDATE outbox SET not_after = 0
WHERE practice_id = ? AND person_id = ? AND state IN ('queued', 'sending') AND rank < 2 AND kind = ?
    AND not_after > 0
"""

ON_ITS_WAY = "SELECT 1 FROM outbox WHERE id = ? AND state = 'sending' AND not_after > 0"

EXPIRE = """
UPDATE outbox SET state = 'expired' WHERE id IN (
    SELECT id FROM outbox WHERE state = 'queued' AND not_after < ?
    /*postgresql FOR NO KEY UPDATE SKIP LOCKED*/)
"""

# What another process is claiming at this moment is passed over, so that a text is claimed once and
# nobody waits. A text whose time has not come is not in line yet; one waiting for its retry still is.
# One that may have gone out holds nobody up once an answer to what its person wrote since waits behind it.
READY = """
SELECT id, number, rank, next_at FROM outbox AS mine
WHERE practice_id = ? AND channel = ? AND state = 'queued' AND rank = ? AND next_at <= ? AND created_at >= ?
    AND (rank = 2 OR NOT EXISTS (
        SELECT 1 FROM outbox AS before WHERE before.person_id = mine.person_id
        AND before.channel = mine.channel AND before.number < mine.number
        AND before.state IN ('queued', 'sending') AND before.not_before <= ?
        AND NOT (
            (before.state = 'queued' AND COALESCE(before.failure, '') = 'ambiguous'
                OR before.state = 'sending' AND before.lease_until <= ?)
            AND EXISTS (
                SELECT 1 FROM outbox AS since WHERE since.person_id = before.person_id
                AND since.channel = before.channel AND since.number > before.number
                AND since.state IN ('queued', 'sending') AND since.state = 'queued'
                AND since.rank = 1 AND since.answers = 1 AND since.created_at > before.created_at))))
ORDER BY next_at LIMIT ? /*postgresql FOR NO KEY UPDATE OF mine SKIP LOCKED*/
"""

# No retry of an urgent text is so far off, and none was written later than now: the clock was set back.
MISTIMED = """
SELECT id, number, rank, next_at FROM outbox
WHERE practice_id = ? AND channel = ? AND state = 'queued' AND rank = ? AND next_at > ? AND created_at >= ?
    AND (failure IS NOT NULL OR created_at > ?)
ORDER BY next_at LIMIT ? /*postgresql FOR NO KEY UPDATE SKIP LOCKED*/
"""

LANES = """
SELECT practice_id, channel FROM outbox WHERE state = 'queued'
UNION SELECT practice_id, channel FROM outbox WHERE state = 'sending'
"""

# What was being sent when its process died; what nobody waits for not before its time, should the clock
# have been set back.
STALE = """
SELECT id, number, rank, next_at FROM outbox
WHERE practice_id = ? AND channel = ? AND state = 'sending' AND lease_until <= ? AND created_at >= ?
    AND rank >= ? AND (rank > 0 OR not_before <= ?)
ORDER BY lease_until LIMIT ? /*postgresql FOR NO KEY UPDATE SKIP LOCKED*/
"""

# Who held these is dead, where only one process can have the store.
LEFT_SENDING = """
UPDATE outbox SET lease_until = 0, fence = NULL WHERE state = 'sending' AND lease_until > 0
"""

TAKE = "UPDATE outbox SET state = 'sending', lease_until = ?, fence = ? WHERE id = ?"

MINE = "SELECT id FROM outbox WHERE state = 'sending' AND fence = ? LIMIT 1"

EXTEND = "UPDATE outbox SET lease_until = ? WHERE id = ? AND fence = ? AND state = 'sending'"

SPOILT = """
UPDATE outbox SET state = 'failed', failure = 'unreadable', lease_until = NULL, fence = NULL WHERE id = ?
"""

# The last: whether a reply that may have gone out was followed by an answer to what its person wrote since.
CLAIMED = """
SELECT id, practice_id, person_id, about_id, number, channel, kind, rank, tries, not_after, failure, doc,
    created_at, lease_until, parts, CASE WHEN failure = 'ambiguous' AND rank = 1 THEN EXISTS (
        SELECT 1 FROM outbox AS later WHERE later.person_id = mine.person_id
        AND later.number > mine.number AND later.channel = mine.channel
        AND later.answers = 1 AND later.created_at > mine.created_at
        AND later.state IN ('queued', 'sending', 'sent', 'delivered')) ELSE FALSE END
FROM outbox AS mine WHERE id IN (SELECT value FROM json_each(?))
"""

# Nobody has been told of it yet: afterwards `failure` says `expired`. Of `moved_on` nobody is told.
EXPIRED = """
SELECT id, practice_id, person_id, about_id, channel, kind, created_at, state FROM outbox
WHERE state = 'expired' AND (failure IS NULL OR failure NOT IN ('expired', 'moved_on')) LIMIT ?
"""

EXPIRED_HEARD = """
UPDATE outbox SET failure = 'expired'
WHERE id = ? AND practice_id = ? AND person_id = ? AND state = 'expired'
"""

# A delivery report may have overtaken us; the state then stays, the receipt is still kept. What a provider
# has told of does not go again: a receipt is the proof that it went.
SETTLE = """
UPDATE outbox SET
    state = CASE WHEN state <> 'sending' THEN state
        WHEN NOT ? THEN ? WHEN receipt IS NOT NULL THEN 'sent' WHEN not_after < 0 THEN 'dropped'
        ELSE 'queued' END,
    receipt = COALESCE(?, receipt), receipt_cipher = COALESCE(?, receipt_cipher),
    failure = COALESCE(?, failure), next_at = COALESCE(?, next_at),
    parts = CASE WHEN parts < ? THEN ? ELSE parts END,
    tries = tries + ?, lease_until = NULL, fence = NULL
WHERE id = ? AND practice_id = ? AND fence = ? AND state IN ('sending', 'delivered', 'failed')
RETURNING state
"""

FIND_SENT = """
SELECT id, practice_id, person_id, about_id, channel, kind, created_at, state FROM outbox
WHERE (id = ? OR receipt = ?) AND practice_id = ?
"""

# A text that failed in part is over, whether its rest waits or its last part arrived.
REPORT = """
UPDATE outbox SET state = ?, failure = COALESCE(?, failure)
WHERE id = ? AND practice_id = ? AND (state IN ('sending', 'sent')
    OR (? AND (state = 'delivered' OR (state = 'queued' AND (failure = 'ambiguous' OR parts > 0)))))
"""

# Rank 0: what nobody waits for. A copy does not know what was sent after it was made.
UNSURE = """
UPDATE outbox SET state = 'expired', lease_until = NULL, fence = NULL
WHERE state IN ('queued', 'sending') AND (rank = 0 OR created_at < ?)
"""

NEXT = """
SELECT MIN(at) FROM (
    SELECT MIN(next_at) AS at FROM outbox WHERE state = 'queued' AND next_at > ?
    UNION ALL
    SELECT MIN(lease_until) AS at FROM outbox WHERE state = 'sending' AND lease_until > ?)
AS times
"""

COUNTS = """
SELECT state, COUNT(*) FROM outbox WHERE state = 'queued' GROUP BY state
UNION ALL SELECT state, COUNT(*) FROM outbox WHERE state = 'sending' GROUP BY state
UNION ALL SELECT state, COUNT(*) FROM outbox WHERE state IN ('failed', 'expired') GROUP BY state
"""

EXPORT = """
SELECT id, about_id, kind, state, created_at, doc FROM outbox
WHERE practice_id = ? AND person_id = ? ORDER BY number
"""

DROP_PERSON = """
DELETE FROM outbox WHERE practice_id = ? AND (person_id = ? OR (about_id = ? AND about_id <> person_id))
"""
