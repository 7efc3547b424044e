-- Access that ends by itself: a colleague's cover, a former therapist told of distress. NULL: no end is set.
ALTER TABLE relation ADD COLUMN until INTEGER;
