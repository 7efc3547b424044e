"""The audit trail in the store: what the process knows of it, and what it keeps of refused words."""

from storage.rows import AuditRow
from tests.storage.kit import BOTH, Store, born, count, poke, turn

ENGINES = BOTH


async def test_the_running_bot_notices_a_cut_by_itself(sam: Store) -> None:
    """The process knows what it has committed, so a tail cut off under it is found without a printed head."""
    for _ in range(3):
        await sam.note("here", AuditRow("operator", "export", "sam"))
    await poke(sam, "DELETE FROM audit WHERE number = (SELECT MAX(number) FROM audit)")
    assert (await sam.audit_verify()).broken == ("here", 3)


async def test_a_refused_word_is_kept_as_a_mark(sam: Store) -> None:
    """The word somebody was refused by is nowhere in the store, but who holds its key can try names on it."""
    await born(sam, "ada")
    await sam.commit(turn("ada", 1, refusals=["kim", "kim", "zoe"]))
    marks = await sam._pump.read("SELECT subject FROM audit WHERE action = 'refused'")
    assert len({mark for (mark,) in marks}) == 2
    assert not any("kim" in mark for (mark,) in marks)
    found = await sam.audit_latest("here", 0, 9, "kims-id", ["k", "ki", "kim"])
    assert [(entry.actor, entry.action) for entry in found] == [("ada", "refused")] * 2
    assert await sam.audit_latest("there", 0, 9, "kims-id", ["k", "ki", "kim"]) == []
    assert await count(sam, "audit") == 3
