-- Many processes on one store. `job_at`: when a process took the row up to have it done; NULL when none has.
ALTER TABLE agenda ADD COLUMN job_at INTEGER;
ALTER TABLE tell ADD COLUMN job_at INTEGER;

-- A channel's rate is kept by all processes together: until when its time is given away, and until when its
-- provider asked for silence (epoch ms).
CREATE TABLE lane (
    practice_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    free_at INTEGER NOT NULL DEFAULT 0,
    silent_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (practice_id, channel)
) STRICT;
CREATE INDEX inbox_person ON inbox (person_id) WHERE state = 'waiting';
CREATE INDEX tell_person ON tell (person_id);
