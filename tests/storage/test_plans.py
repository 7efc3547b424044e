"""No statement walks through all rows of a table that grows with people and years."""

import asyncpg

from tests.postgres import fresh_database
from tests.storage.kit import Store, opened
from tests.storage.plans import Walk, on_postgresql, on_sqlite, statements

MAY = {
    "agenda.BUSY": "asked by rehearsals, which have a few people",
    "agenda.CLAIM": "a thousand rows at once: what PostgreSQL takes for quicker, by how many are due",
    "agenda.NEXT": "the next: one look at the beginning of its index",
    "gauges.LEVELS": "the next that is due: one look at the beginning of its index",
    "audit.HEADS": "the newest entry of each practice: one look at the end of its index",
    "audit.HEADS_OF": "the newest entry of each practice: one look at the end of its index",
    "audit.AFTER": "a page of the whole trail, from where the last one ended",
    "audit.LATEST": "the operator's: the newest first, up to a limit",
    "people.OF_PRACTICE": "the operator's: everybody is what is asked for",
    "repair.NEWEST_SEEN": "once for a channel of a provider that lists; afterwards `meta` knows",
    "people.OTHER_KEYS": "a page of all keys in their order: a new master key wraps every one",
    "privacy.FINISHED_BEFORE": "the operator's dry run",
    "privacy.PURGE": "at night, a thousand texts at a time, the oldest first",
    "privacy.PURGE_INVITES": "at night, the few there are",
    "privacy.LEFT_BEFORE": "at night, once for a practice",
    "privacy.NEVER_RELATED": "at night, once for a practice",
}
"""Which may, and why nobody waits for it."""

# Ten practices, twenty thousand people, a hundred thousand texts of which one in a hundred waits.
ROWS = """
CREATE FUNCTION pg_temp.upto(last bigint) RETURNS TABLE (n bigint, who text, practice text) LANGUAGE sql
    AS $$ SELECT n, md5('p' || n % 20000), 'practice' || n % 10 FROM generate_series(0, last) AS n $$;
INSERT INTO practice SELECT practice FROM pg_temp.upto(9);
INSERT INTO person (id, practice_id, version, key_id, created_at, updated_at, erased_at, therapist)
    SELECT who, practice, 1, 'k', n, n, CASE n % 500 WHEN 7 THEN n END, CASE n % 50 WHEN 0 THEN 1 ELSE 0 END
    FROM pg_temp.upto(19999);
INSERT INTO address (practice_id, channel, blind, person_id, state, since)
    SELECT practice, CASE n % 2 WHEN 0 THEN 'sms' ELSE 'telegram' END, md5('a' || n), who, 'active', n
    FROM pg_temp.upto(19999);
INSERT INTO relation (practice_id, therapist_id, client_id, state, since)
    SELECT practice, md5('p' || (n / 500 * 50 + n % 10)), who, 'open', n FROM pg_temp.upto(19999);
INSERT INTO invite (code_hash, practice_id, person_id, role, expires_at)
    SELECT md5('i' || n), practice, who, 'client', n FROM pg_temp.upto(9999);
INSERT INTO talk SELECT md5('t' || n), practice, who, who, 's', 'open', '', n FROM pg_temp.upto(9999);
INSERT INTO record SELECT md5('r' || n), practice, who, who, 'win', n, '' FROM pg_temp.upto(59999);
INSERT INTO agenda (practice_id, person_id, kind, scope, due_at, not_after, version)
    SELECT practice, who, 'cue', 's' || n / 20000, n, n, 1 FROM pg_temp.upto(39999);
INSERT INTO outbox (id, practice_id, person_id, about_id, number, channel, kind, rank, state, not_before,
        not_after, next_at, lease_until, receipt, failure, created_at)
    SELECT md5('o' || n), practice, who, who, n / 20000, CASE n % 2 WHEN 0 THEN 'sms' ELSE 'telegram' END,
        'cue', n % 2, CASE WHEN n > 99500 THEN 'sending' WHEN n > 99000 THEN 'queued'
            WHEN n % 100 = 0 THEN 'expired' ELSE 'sent' END,
        n, n, n, CASE WHEN n > 99500 THEN n END, CASE WHEN n <= 99000 THEN md5('c' || n) END,
        CASE WHEN n % 100 = 0 THEN 'expired' END, n
    FROM pg_temp.upto(99999);
INSERT INTO seen SELECT md5('s' || n), practice, n FROM pg_temp.upto(59999);
INSERT INTO audit SELECT practice, n / 10, n, 'a', 'read', who, '', '' FROM pg_temp.upto(59999);
"""


def test_the_list_is_whole() -> None:
    """Every statement on a big table is looked at, and no exception outlives what it excused."""
    assert len(statements()) > 80
    assert not MAY.keys() - statements().keys()


def long(name: str, sql: str, walks: list[Walk]) -> list[str]:
    """What a statement may not do."""
    return [] if name in MAY else [f"{name}: {walk}" for walk in walks if walk.is_long(sql)]


async def test_on_sqlite(store: Store) -> None:
    """SQLite reaches every row by its person, its time or what waits."""
    found = []
    for name, sql in statements().items():
        if "pg_" not in sql:
            found += long(name, sql, await on_sqlite(store, sql))
    assert not found, "\n".join(found)


async def test_on_postgresql() -> None:
    """So does PostgreSQL, where there are enough rows for the difference to matter."""
    url = await fresh_database()
    await (await opened(url)).close()
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        await connection.execute(ROWS)
        await connection.execute("ANALYZE")
        found = []
        for name, sql in statements().items():
            found += long(name, sql, await on_postgresql(connection, sql))
    finally:
        await connection.close()
    assert not found, "\n".join(found)
