"""One person in two roles: what comes by itself switches to the role it speaks to, and says so."""

from handlers.state import Therapist
from storage.rows import TurnWrites
from tests.core_stage import ADA, SAM, Play, playing
from tests.world import client


async def two_roles(play: Play) -> None:
    """Sam is a therapist as well, and active as one."""
    store, id = play.stage.engine.store, await play.id()
    loaded = (await store.load(play.stage.practice, [id]))[id]
    loaded.doc.therapist, loaded.doc.role = Therapist(joined_at=1), "therapist"
    written = TurnWrites(
        person_id=id,
        practice_id=play.stage.practice,
        expected_version=loaded.version,
        at=play.stage.clock.now(),
        person=loaded.doc,
    )
    await store.commit(written)


async def test_a_scheduled_text_switches_the_role_and_says_so() -> None:
    """An assignment reaches somebody who is here as a therapist: first for which role, then the text."""
    async with playing(ADA, SAM) as play:
        await two_roles(play)
        said = await play(
            {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"}, {"who": "ada", "tap": "Send"}
        )
        mine = [e for e in said if e["to"] == "sam"]
        assert [e["kind"] for e in mine] == ["notice", "assignment"]
        assert "client" in mine[0]["text"]
        assert (await play.person()).role == "client"
        answered = await play({"who": "sam", "tap": "Start"})
        assert [e["kind"] for e in answered] == ["step"]


async def test_what_says_nothing_switches_nothing() -> None:
    """Bookkeeping in one role leaves the other one active."""
    async with playing(ADA, client("sam", "telegram", "tue 15:00")) as play:
        await play(
            {"who": "ada", "text": "/assign Sam sa-mood daily at 19:00"}, {"who": "ada", "tap": "Send"}
        )
        await two_roles(play)
        await play({"until": "2026-03-02T09:30:00+00:00"})
        assert (await play.person()).role == "therapist"
