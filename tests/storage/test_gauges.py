"""What waits is counted, on both databases, without reading what is stored."""

import re

import pytest

from storage.gauges import LEVELS, Levels
from storage.rows import AgendaRow, InboxRow
from tests.storage.kit import BOTH, Store, text, turn

ENGINES = BOTH


async def test_what_waits_is_counted(sam: Store) -> None:
    """Texts, events and the agenda by state, the oldest moments of each, a copy and a hold."""
    empty = await sam.levels()
    assert empty == Levels(0, 0, 0, 0, 0, 0, None, None, None, None, None, None)
    await sam.commit(
        turn("sam", 1, outbox=[text(), text()], agenda_set=[AgendaRow("cue", "a", 40_000, 50_000, 1)])
    )
    await sam.inbox_put(InboxRow("i1", "here", "sam", {"type": "Text"}), 2_000)
    await sam.note_backup(77)
    await sam.hold(88)
    await sam.note_audit(98, 1)
    await sam.note_audit(99, 0)
    found = await sam.levels()
    assert found._replace(first_text=None) == Levels(2, 0, 1, 0, 0, 0, 40_000, None, 77, 88, 99, 0)
    assert found.first_text is not None
    for _ in range(3):
        await sam.inbox_fail("here", "sam", "i1")
    await sam.release()
    found = await sam.levels()
    assert (found.inbox_waiting, found.inbox_aside, found.held_since) == (0, 1, None)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_table_is_read_through(sam: Store) -> None:
    """The big tables are looked up by an index that holds only what waits, or by its first entry."""
    plan = [row[3] for row in await sam._pump.read(f"EXPLAIN QUERY PLAN {LEVELS}", (3, 3))]
    touched = [line for line in plan if re.match(r"(SCAN|SEARCH) (outbox|agenda)", line)]
    assert len(touched) == 4
    assert [line for line in touched if "INDEX" not in line] == []
