-- Ways to rows that were else looked for among all. `outbox_ready` begins with the channel: what is asked of
-- one person is not to be looked for in the practice's backlog.
DROP INDEX outbox_ready;
CREATE INDEX outbox_ready ON outbox (channel, practice_id, rank, next_at) WHERE state = 'queued';
-- Of two alike SQLite takes the younger: `outbox_line` is made anew, for it holds only what waits.
DROP INDEX outbox_line;
CREATE INDEX outbox_person ON outbox (person_id, channel, number);
CREATE INDEX outbox_line ON outbox (person_id, channel, number) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_about ON outbox (about_id) WHERE about_id <> person_id;
CREATE INDEX outbox_untold ON outbox (state)
    WHERE state = 'expired' AND (failure IS NULL OR failure NOT IN ('expired', 'moved_on'));
CREATE INDEX record_about ON record (about_id) WHERE about_id <> person_id;
CREATE INDEX talk_about ON talk (about_id) WHERE about_id <> person_id;
CREATE INDEX invite_person ON invite (person_id);
DROP INDEX person_erased;
CREATE INDEX person_erased ON person (practice_id, erased_at, id) WHERE erased_at IS NOT NULL;
CREATE INDEX audit_subject ON audit (practice_id, subject, number);

-- Who is a therapist, without opening everybody. NULL: nobody has looked since there is this column.
ALTER TABLE person ADD COLUMN therapist INTEGER;
CREATE INDEX person_therapist ON person (practice_id)
    WHERE erased_at IS NULL AND (therapist IS NULL OR therapist = 1);
