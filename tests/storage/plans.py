"""How both databases would run the statements of the store, and which rows they would walk through."""

import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import asyncpg

from storage.dialect import statement
from tests.house import ROOT
from tests.storage.kit import Store
from tests.test_access_store import constants, tables

BIG = frozenset("person address relation invite talk record agenda outbox seen audit".split())
"""Tables that grow with people and years. The others hold only what waits, or a row a channel."""

WAITING = frozenset(
    "outbox_expiry outbox_lease outbox_line outbox_ready outbox_untold outbox_trouble person_erased"
    " person_therapist".split()
)
"""Indexes with few of a table's rows: a walk through one is short, unless only one person is wanted."""

_LINE = re.compile(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?(?: \((.*)\))?$")
_COLUMN = re.compile(r"\(*(?:\w+\.)?(\w+) (?:=|<|>|<=|>=) ")


class Walk(NamedTuple):
    """One step of a plan: a table, the index it is reached by ("" for none), the columns that lead there."""

    table: str
    way: str
    by: frozenset[str]

    def is_long(self, sql: str) -> bool:
        """Whether this statement walks through a big table, or through all that a practice has in it."""
        short = self.way in WAITING and "person_id = ?" not in sql
        return self.table in BIG and not short and self.by <= {"practice_id"}


@cache
def statements() -> dict[str, str]:
    """Every statement of the storage package that touches a big table, by module and name."""
    found = {}
    for path in sorted((ROOT / "storage").glob("*.py")):
        module = importlib.import_module(f"storage.{path.stem}")
        for name, _ in constants(path):
            if tables(sql := getattr(module, name)) & BIG:
                found[f"{path.stem}.{name}"] = sql
    return found


async def on_sqlite(store: Store, sql: str) -> list[Walk]:
    """Its plan as SQLite makes it without statistics, which the store never collects."""
    names = statement(sql).names
    params: Any = dict.fromkeys(names) if names else [None] * sql.count("?")
    called = {alias: table for table, alias in re.findall(r"\b(\w+) AS (\w+)", sql)}
    walks = []
    for row in await store._pump.read("EXPLAIN QUERY PLAN " + sql, params):
        if found := _LINE.match(row[3]):
            columns = frozenset(re.findall(r"(\w+)[=<>]", found[4] or ""))
            walks.append(Walk(called.get(str(found[2]), str(found[2])), found[3] or "", columns))
    return walks


async def on_postgresql(connection: "asyncpg.Connection[Any]", sql: str) -> list[Walk]:
    """Its plan for whatever is asked, with the statistics of what is in the tables."""
    text = statement(sql).text
    count = len(set(re.findall(r"\$\d+", text)))
    await connection.execute("PREPARE looked_at AS " + text)
    said = await connection.fetchval(
        "EXPLAIN (FORMAT JSON) EXECUTE looked_at" + f"({', '.join(['NULL'] * count)})" * bool(count)
    )
    await connection.execute("DEALLOCATE looked_at")
    return [*_walks(json.loads(said)[0]["Plan"])]


def _walks(node: dict[str, Any], index_of: str = "") -> Iterator[Walk]:
    table = node.get("Relation Name", index_of)
    if node["Node Type"] == "Seq Scan" or "Index Name" in node:
        yield Walk(table, node.get("Index Name", ""), frozenset(_COLUMN.findall(node.get("Index Cond", ""))))
    for part in node.get("Plans", ()):
        yield from _walks(part, table if node["Node Type"].startswith("Bitmap") else "")
