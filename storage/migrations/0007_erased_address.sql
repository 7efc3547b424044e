-- Where erased people wrote from, as a keyed hash, while an event of theirs may lie set aside on some machine.
CREATE TABLE erased_address (
    practice_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    blind TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (practice_id, channel, blind)
) STRICT;
