"""After a discharge: nothing of the client is left to read, but distress finds the therapist it knew."""

from tests.core_stage import ADA, SAM, Play, playing

ENDED = ({"who": "ada", "text": "/discharge sam"}, {"who": "ada", "tap": "Send"})
RISK = {"who": "sam", "text": "I want to kill myself"}


async def readable(play: Play) -> set[str]:
    """Whom Ada may read now, and whose records."""
    store, stage = play.stage.engine.store, play.stage
    ada, sam, now = await play.id("ada"), await play.id("sam"), stage.clock.now()
    records = await store.client_records(stage.practice, ada, sam, now)
    found = await store.clients(stage.practice, ada, now)
    return {*found, *(record.id for record in records)}


async def test_a_discharged_client_is_out_of_sight() -> None:
    """From the discharge on neither the client nor one of their records reaches the therapist's turns."""
    async with playing(ADA, SAM, {"who": "sam", "text": "/note it rained"}) as play:
        assert await play.id("sam") in await readable(play)
        await play(*ENDED)
        assert await readable(play) == set()
        await play({"wait": "10d"})
        assert await readable(play) == set()


async def test_distress_opens_a_window_that_closes_by_itself() -> None:
    """The former therapist sees whose flag it is for seven days, by the flag alone; the audit has it."""
    async with playing(ADA, SAM, *ENDED, RISK) as play:
        shown = await play({"who": "ada", "tap": "Show"})
        assert any("Sam" in event["text"] for event in shown if event["to"] == "ada")
        assert await play.id("sam") in await readable(play)
        refused = await play({"who": "ada", "text": "/client sam"})
        assert "Nobody" in refused[0]["text"] or "no clients" in refused[0]["text"]
        store, place, sam = play.stage.engine.store, play.stage.practice, await play.id("sam")
        done = {(e.actor, e.action) for e in await store.audit_latest(place, 0, 99, sam)}
        assert {(sam, "flag_1"), (await play.id("ada"), "read_alert")} <= done
        await play({"wait": "8d"})
        assert await readable(play) == set()
