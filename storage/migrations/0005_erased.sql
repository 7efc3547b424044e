-- Who was erased is asked after every erasure, also where there are millions.
CREATE INDEX person_erased ON person (id) WHERE erased_at IS NOT NULL;
