"""Schema, lock, audit trail, erasure."""

from pathlib import Path

import pytest

from storage.errors import RowRefused
from storage.rows import (
    AuditRow,
    RelationRow,
)
from tests.storage.kit import BOTH, Store, born, opened, poke, turn

ENGINES = BOTH


async def test_the_store_can_say_that_it_commits(store: Store):
    """`ping` writes the clock's time."""
    await store.ping()
    assert await store._pump.read("SELECT value FROM meta WHERE key = 'ping'") == [("5",)]


async def audited(store: Store) -> None:
    """Three entries here, one there."""
    await born(store, "sam", audits=[AuditRow("sam", "join", "sam"), AuditRow("sam", "consent", "sam")])
    await born(store, "kim", practice="there", audits=[AuditRow("kim", "join", "kim")])
    await store.note("here", AuditRow("operator", "export", "sam"))


async def test_an_untouched_trail_verifies(store: Store):
    """Each practice has its own unbroken chain, in the order of the commits."""
    await audited(store)
    report = await store.audit_verify()
    assert (report.entries, report.broken) == (4, None)
    assert {practice: number for practice, (number, _) in report.heads.items()} == {"here": 3, "there": 1}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET actor = 'ada' WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET action = 'consenu' WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET subject = 'san' WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET at = at + 1 WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET actor = 'samc', action = 'onsent' WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET prev = hash WHERE practice_id = 'here' AND number = 2",
        "UPDATE audit SET hash = prev WHERE practice_id = 'here' AND number = 2",
    ],
)
async def test_a_changed_entry_is_found_at_its_row(store: Store, change: str):
    """Whatever column is changed, verifying names that entry."""
    await audited(store)
    await poke(store, change)
    assert (await store.audit_verify()).broken == ("here", 2)


@pytest.mark.parametrize("number", [1, 2])
async def test_a_removed_entry_is_found(store: Store, number: int):
    """A missing entry is named itself, not the one after it."""
    await audited(store)
    await poke(store, "DELETE FROM audit WHERE practice_id = 'here' AND number = ?", number)
    assert (await store.audit_verify()).broken == ("here", number)


async def test_the_trail_goes_on_after_a_restart_and_a_failed_turn(tmp_path: Path):
    """A turn that was rolled back leaves no gap, and the next process continues the chain."""
    store = await opened(tmp_path / "a.db")
    await audited(store)
    relation = RelationRow("nobody", "sam", "open", 1)
    bad = turn("sam", 1, audits=[AuditRow("sam", "x", "sam")], relations=[relation])
    with pytest.raises(RowRefused):
        await store.commit(bad)
    await store.close()
    store = await opened(tmp_path / "a.db")
    await store.commit(turn("sam", 1, audits=[AuditRow("sam", "y", "sam")]))
    report = await store.audit_verify()
    assert (report.entries, report.broken) == (5, None)
    await store.close()


async def test_people_of_a_practice_are_listed(store: Store):
    """Only those of the practice who are not erased."""
    await born(store, "sam")
    await born(store, "kim", practice="there")
    await born(store, "ada")
    await store.erase_person("here", "ada", 1)
    assert await store.people("here") == ["sam"]
