-- 1: it answers what its person wrote or tapped. A reply by the clock (a timer step) is none.
ALTER TABLE outbox ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;
