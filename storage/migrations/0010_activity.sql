-- Activities of the practice's own. `part`: what may be given ('published'), or what is being worked on ('draft').
-- `shared` ones are sealed under the practice's own key; the others, and every draft, under their owner's, and go
-- with their owner. owner_id NULL: whose it was is erased.
CREATE TABLE activity (
    practice_id TEXT NOT NULL REFERENCES practice (id),
    id TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('draft', 'published')),
    owner_id TEXT,
    shared INTEGER NOT NULL,
    doc BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (practice_id, id, part),
    FOREIGN KEY (practice_id, owner_id) REFERENCES person (practice_id, id)
) STRICT;
CREATE INDEX activity_owner ON activity (owner_id);
