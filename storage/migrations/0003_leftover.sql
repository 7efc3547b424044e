-- What is still to be done elsewhere after an erasure: messages at a provider, texts on their way to a
-- therapist. `doc` is sealed under the practice's own key; the row goes when it is done or given up.
CREATE TABLE leftover (
    id TEXT NOT NULL PRIMARY KEY,
    practice_id TEXT NOT NULL REFERENCES practice (id),
    doc BLOB NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX leftover_next ON leftover (next_at);
