"""SQL injection: whatever is typed, wherever, stays a value (SAFETY §5, row 12)."""

import asyncio
import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.access_matrix import command_of, commands
from tests.access_world import OWNED, ROLES, World, world, wrongly_changed

PIECES = (
    *(
        "'",
        '"',
        "`",
        ";",
        "--",
        "/*",
        "*/",
        "\\",
        "%",
        "_",
        "?",
        ":now",
        "\x00",
        "\x1a",
        "\n",
        ")",
        "(",
        "||",
    ),
    *(
        "' OR 1=1 --",
        "'; DROP TABLE person; --",
        '"; DELETE FROM record; --',
        "') UNION SELECT doc FROM person --",
    ),
    *(
        "x'; ATTACH DATABASE 'a' AS b; --",
        "1); PRAGMA writable_schema = ON; --",
        "{{7*7}}",
        "${x}",
        "[1,2]",
        '{"a":1}',
    ),
    *("ʼ", "＇", "\u202e", "\ud800", "sam", "Sam zqsamname", "tue 15:00", "+447700900123"),
)
"""What ends a string, a statement or a path somewhere, between ordinary words."""

SETTINGS = ("PRAGMA user_version", "PRAGMA writable_schema")
LEADS = ("", "start ", "/start ", "/")


def schema_of(made: World) -> str:
    """A hash of everything the database is made of."""
    rows = made.connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
    ).fetchall()
    settings_now = [made.connection.execute(sql).fetchone() for sql in SETTINGS]
    return hashlib.sha256(repr((rows, settings_now)).encode()).hexdigest()


async def said(made: World, actor: str, text: str) -> None:
    """Somebody sends this: the schema stands, and nobody's rows change but theirs and their own people's."""
    schema = schema_of(made)
    await made.send(actor, "text", text)
    await made.send(actor, "tap", text[:64])
    assert schema_of(made) == schema
    assert wrongly_changed(made, actor, command_of(f"{text} x")) == []
    assert {row[0] for row in made.connection.execute("SELECT id FROM practice")} == {"practice", "elsewhere"}
    made.put_back()


def test_whatever_is_typed_stays_a_value() -> None:
    """Strings made to end a statement, as names, codes, answers and button data, change no schema."""
    with asyncio.Runner() as runner:
        practice = world()
        made = runner.run(practice.__aenter__())
        words = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), min_size=1, max_size=5).map(
            "".join
        )

        @settings(max_examples=150)
        @given(st.data(), st.sampled_from(sorted(ROLES)), words)
        def typed(data: st.DataObject, actor: str, text: str) -> None:
            lead = data.draw(st.sampled_from((*LEADS, *(f"/{one} " for one in commands(actor)))))
            runner.run(said(made, actor, lead + text))

        typed()
        runner.run(practice.__aexit__(None, None, None))


def test_every_table_of_peoples_rows_is_looked_at() -> None:
    """The tables compared here are the tables there are: a new one cannot be forgotten."""
    with asyncio.Runner() as runner:
        practice = world()
        made = runner.run(practice.__aenter__())
        rows = made.connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
        runner.run(practice.__aexit__(None, None, None))
    assert {name for name, sql in rows if "person_id" in sql or "client_id" in sql} | {"person"} == set(OWNED)
