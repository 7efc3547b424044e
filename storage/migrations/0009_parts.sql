-- How many parts of a long text have gone: the next try, in whatever process, goes on after them.
ALTER TABLE outbox ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;
