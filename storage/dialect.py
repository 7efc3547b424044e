"""The store's statements as PostgreSQL reads them.

They are written once, for SQLite. What differs is little and stands here; a part that only a database
of many processes needs is written as a comment: `/*postgresql FOR UPDATE SKIP LOCKED*/`.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

_STATEMENT = (
    (r"/\*postgresql (.*?)\*/", r"\1"),
    (r"\bBEGIN IMMEDIATE\b", "BEGIN"),
    (
        r"\bNOT IN \(SELECT value FROM json_each\(\?\)\)",
        "<> ALL (ARRAY(SELECT json_array_elements_text(?::json)))",
    ),
    (
        r"\bIN \(SELECT value FROM json_each\(\?\)\)",
        "= ANY (ARRAY(SELECT json_array_elements_text(?::json)))",
    ),
    (
        r"\bjson_each\(\?\) AS wanted\b",
        "unnest(ARRAY(SELECT json_array_elements(?::json))) WITH ORDINALITY AS wanted (value, place)",
    ),
    (r"\bwanted\.key\b", "wanted.place - 1"),
    (r"\bjson_extract\(wanted\.value, '\$\[(\d)\]'\)", r"(wanted.value ->> \1)"),
)

# Texts compare byte by byte in both. STRICT is what PostgreSQL always is.
_SCHEMA = (
    (r"\bINTEGER\b", "BIGINT"),
    (r"\bBLOB\b", "BYTEA"),
    (r"\bTEXT\b", 'TEXT COLLATE "C"'),
    (r"\)\s*STRICT\b(,\s*WITHOUT ROWID)?", ")"),
)

_PLACE = re.compile(r"'[^']*'|\?|(?<!:):([a-z_]+)")
_COUNTED = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b")


class Statement(NamedTuple):
    """A statement with `$1`-style places, and the names of its parameters in that order, if they have any."""

    text: str
    names: tuple[str, ...]

    def bind(self, parameters: Sequence[Any] | Mapping[str, Any]) -> Sequence[Any]:
        """The parameters in the order of their places."""
        if isinstance(parameters, Mapping):
            return [parameters[name] for name in self.names]
        return parameters


@cache
def statement(sql: str) -> Statement:
    """One statement with its parameters, `?` or `:name`."""
    for pattern, said in _STATEMENT:
        sql = re.sub(pattern, said, sql)
    names: list[str] = []
    count = 0

    def number(found: re.Match[str]) -> str:
        nonlocal count
        if found[0][0] == "'":
            return found[0]
        if found[1] in names:
            return f"${names.index(found[1]) + 1}"
        count += 1
        if found[1]:
            names.append(found[1])
        return f"${count}"

    return Statement(_PLACE.sub(number, sql), tuple(names))


@cache
def counted(sql: str) -> str:
    """A writing statement that gives a row for each row it wrote: how the driver can count them."""
    text = statement(sql).text
    return f"{text} RETURNING 1" if _COUNTED.match(text) and "RETURNING" not in text else text


def schema(sql: str) -> str:
    """One statement of a migration."""
    for pattern, said in _SCHEMA:
        sql = re.sub(pattern, said, sql)
    return sql
