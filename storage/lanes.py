"""A channel's rate and a provider's silence, one row per practice and channel; what lines have to send."""

MAKE = "INSERT INTO lane (practice_id, channel) VALUES (?, ?) ON CONFLICT (practice_id, channel) DO NOTHING"

FIND = "SELECT free_at, silent_until FROM lane WHERE practice_id = ? AND channel = ?"

RESERVE = """
UPDATE lane SET free_at = CASE WHEN free_at > ? THEN free_at ELSE ? END + ?
WHERE practice_id = ? AND channel = ? RETURNING free_at
"""

SILENCE = "UPDATE lane SET silent_until = ? WHERE practice_id = ? AND channel = ? AND silent_until < ?"

# One look into the index for each rank, however many texts wait; silence is not for urgent ones.
READY = """
SELECT practice_id, channel FROM lane
WHERE EXISTS (
        SELECT 1 FROM outbox WHERE outbox.practice_id = lane.practice_id AND outbox.channel = lane.channel
        AND state = 'queued' AND rank = 2 AND next_at <= :now)
    OR silent_until <= :now AND (EXISTS (
        SELECT 1 FROM outbox WHERE outbox.practice_id = lane.practice_id AND outbox.channel = lane.channel
        AND state = 'queued' AND rank = 1 AND next_at <= :now)
    OR EXISTS (
        SELECT 1 FROM outbox WHERE outbox.practice_id = lane.practice_id AND outbox.channel = lane.channel
        AND state = 'queued' AND rank = 0 AND next_at <= :now)
    OR EXISTS (
        SELECT 1 FROM outbox WHERE outbox.practice_id = lane.practice_id AND outbox.channel = lane.channel
        AND state = 'sending' AND lease_until <= :now))
ORDER BY practice_id, channel
"""
