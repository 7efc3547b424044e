"""Away for hours and for days with many things due: one text a client afterwards, none at night."""

from pathlib import Path

import pytest

from tests.core_stage import ADA, playing
from tests.test_core_outage import by_client
from tests.world import Line, client

PEOPLE = (ADA, client("sam", "telegram", "thu 15:00"), client("kim", "sms", "thu 10:00"))
MUCH: tuple[Line, ...] = (
    {"who": "ada", "text": "/assign Sam sa-mood daily at 12:30"},
    {"who": "ada", "tap": "Send"},
    {"who": "ada", "text": "/assign Sam cbt-record daily at 13:00"},
    {"who": "ada", "tap": "Send"},
    {"who": "ada", "text": "/assign Kim cbt-record 3x at 13:30"},
    {"who": "ada", "tap": "Send"},
    {"who": "sam", "text": "ask is it ok?"},
    {"until": "2026-03-03T12:00:00+00:00"},
    {"who": "ada", "text": "/session Sam move 5 march 16:00"},
    {"who": "ada", "text": "/answer 1 yes of course"},
)
OUTAGES = {"3 h": "2026-03-03T15:00", "3 d": "2026-03-06T12:00", "3 d, at night": "2026-03-06T23:30"}


@pytest.mark.parametrize("back", OUTAGES.values(), ids=OUTAGES)
async def test_one_text_a_client_and_none_at_night(tmp_path: Path, back: str) -> None:
    """Cues, follow-ups, letters and evening talks fell due; each client has one text at most after."""
    store = f"sqlite:{tmp_path / 'kept.db'}"
    async with playing(*PEOPLE, *MUCH, store=store):
        pass
    async with playing(start=f"{back}:00+00:00", store=store) as play:
        due = await play.stage.engine.store.due(play.stage.clock.now(), 1000)
        clients = {person for person, _, row in due if row.kind in ("cue", "letter", "followup", "evening")}
        said = await play({"wait": "55m"})
        brought = by_client(said)
    assert clients
    assert all(len(kinds) <= 1 for kinds in brought.values())
    assert not (back.endswith("23:30") and brought)
