-- Text ids come from the app, instants are epoch milliseconds UTC, every `doc` and `cipher` is ciphertext.
-- (practice_id, person_id) is a foreign key everywhere, so no row can point across a practice.

CREATE TABLE practice (
    id TEXT NOT NULL PRIMARY KEY
) STRICT;

-- One aggregate per person. Erased: doc and wrapped_key are gone, the id stays as a tombstone.
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    practice_id TEXT NOT NULL REFERENCES practice (id),
    version INTEGER NOT NULL,
    last_number INTEGER NOT NULL DEFAULT 0,
    key_id TEXT,
    wrapped_key BLOB,
    doc BLOB,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    erased_at INTEGER,
    UNIQUE (practice_id, id)
) STRICT;

-- person_id NULL: a suppressed address, kept after erasure so that nobody texts it again.
CREATE TABLE address (
    practice_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    blind TEXT NOT NULL,
    person_id TEXT,
    cipher BLOB,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (practice_id, channel, blind),
    FOREIGN KEY (practice_id, person_id) REFERENCES person (practice_id, id)
) STRICT;
CREATE INDEX address_person ON address (person_id);

CREATE TABLE relation (
    practice_id TEXT NOT NULL,
    therapist_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (therapist_id, client_id),
    FOREIGN KEY (practice_id, therapist_id) REFERENCES person (practice_id, id),
    FOREIGN KEY (practice_id, client_id) REFERENCES person (practice_id, id)
) STRICT;
CREATE INDEX relation_client ON relation (client_id);

CREATE TABLE invite (
    code_hash TEXT NOT NULL PRIMARY KEY,
    practice_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    role TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    FOREIGN KEY (practice_id, person_id) REFERENCES person (practice_id, id)
) STRICT;

CREATE TABLE talk (
    id TEXT NOT NULL PRIMARY KEY,
    practice_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    about_id TEXT NOT NULL,
    script TEXT NOT NULL,
    state TEXT NOT NULL,
    doc BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    FOREIGN KEY (practice_id, person_id) REFERENCES person (practice_id, id),
    FOREIGN KEY (practice_id, about_id) REFERENCES person (practice_id, id)
) STRICT;
CREATE INDEX talk_person ON talk (person_id);

CREATE TABLE record (
    id TEXT NOT NULL PRIMARY KEY,
    practice_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    about_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    doc BLOB NOT NULL,
    FOREIGN KEY (practice_id, person_id) REFERENCES person (practice_id, id),
    FOREIGN KEY (practice_id, about_id) REFERENCES person (practice_id, id)
) STRICT;
CREATE INDEX record_person ON record (person_id, at);

CREATE TABLE agenda (
    practice_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind, scope),
    FOREIGN KEY (practice_id, person_id) REFERENCES person (practice_id, id)
) STRICT;
CREATE INDEX agenda_due ON agenda (due_at);

-- What a turn means for somebody else; taken later as that person's own turn. Whom it is for may only
-- come to be by it (an invitation), so `person_id` refers to nobody yet.
CREATE TABLE tell (
    id TEXT NOT NULL PRIMARY KEY,
    practice_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    about_id TEXT NOT NULL,
    doc BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    FOREIGN KEY (practice_id, about_id) REFERENCES person (practice_id, id)
) STRICT;
CREATE INDEX tell_created ON tell (created_at);

-- `rank`: 0 unprompted, 1 a reply, 2 urgent (skips its person's line). `receipt` is a blind index.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    practice_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    about_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    rank INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('queued', 'sending', 'sent', 'delivered', 'failed', 'expired', 'dropped')),
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER,
    fence TEXT,
    receipt TEXT,
    receipt_cipher BLOB,
    failure TEXT,
    doc BLOB,
    created_at INTEGER NOT NULL,
    FOREIGN KEY (practice_id, person_id) REFERENCES person (practice_id, id),
    FOREIGN KEY (practice_id, about_id) REFERENCES person (practice_id, id)
) STRICT;
CREATE INDEX outbox_line ON outbox (person_id, channel, number) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_ready ON outbox (practice_id, channel, rank DESC, next_at) WHERE state = 'queued';
CREATE INDEX outbox_expiry ON outbox (not_after) WHERE state = 'queued';
CREATE INDEX outbox_lease ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_trouble ON outbox (state) WHERE state IN ('failed', 'expired');
CREATE INDEX outbox_receipt ON outbox (receipt) WHERE receipt IS NOT NULL;

-- Events whose turn raised, waiting to be tried again.
CREATE TABLE inbox (
    id TEXT NOT NULL PRIMARY KEY,
    practice_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    doc BLOB NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'aside')),
    created_at INTEGER NOT NULL,
    FOREIGN KEY (practice_id, person_id) REFERENCES person (practice_id, id)
) STRICT;
CREATE INDEX inbox_waiting ON inbox (created_at) WHERE state = 'waiting';

-- Every inbound event ever applied, as a keyed hash: the replay control. Kept for ever.
CREATE TABLE seen (
    key TEXT NOT NULL PRIMARY KEY,
    practice_id TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    practice_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (practice_id, number)
) STRICT;
