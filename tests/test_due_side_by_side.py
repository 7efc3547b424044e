import pytest

from benchmarks import setting as bench
from handlers.client import due as client_due

CLIENTS = 12


@pytest.fixture
async def made(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with bench.setting(await bench.seeded(CLIENTS)) as opened:
        opened.clock.advance_to(await opened.engine.store.next_due())
        yield opened


async def cues(made):
    """Whose next text is a cue, and who still has something due."""
    claims = await made.engine.sender.claim(None, None, 100)
    left = await made.engine.store.due(made.clock.now(), 100)
    return {claim.person_id for claim in claims if claim.kind == "cue"}, {person for person, _, _ in left}


async def test_everybody_due_is_taken(made):
    """People due at one moment are all taken, each once."""
    due = await made.engine.store.due(made.clock.now(), 100)
    assert await made.engine.runner.due_side_by_side(at_once=4) == len(due) == CLIENTS
    taken, left = await cues(made)
    assert (len(taken), left) == (CLIENTS, set())


async def test_a_turn_that_raises_keeps_nobody_else_waiting(made, monkeypatch):
    """A fault in one person's turn lets that row rest for later; the others get their cue."""
    broken = (await made.engine.store.due(made.clock.now(), 1))[0][0]
    usual = client_due.TABLE["cue"]

    def sometimes(turn, event):
        if turn.person.id == broken:
            raise RuntimeError
        usual(turn, event)

    monkeypatch.setitem(client_due.TABLE, "cue", sometimes)
    await made.engine.runner.due_side_by_side(at_once=4)
    taken, left = await cues(made)
    assert broken not in taken
    assert (len(taken), left) == (CLIENTS - 1, set())
    later = await made.engine.store.next_due()
    rows = await made.engine.store.due(later, 100)
    assert (broken, "cue") in {(person, row.kind) for person, _, row in rows}
