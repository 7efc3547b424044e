"""A number that said STOP gets no invitation, whosever it was, before it says START (SAFETY §2, §4)."""

from bot.channels.base import Inbound
from tests.consent_stage import JOINING, PHONE, invited, says, taps
from tests.core_stage import Play, playing
from tests.world import ADA, events, play, texts


async def test_a_number_that_said_stop_is_not_invited_before_it_says_start() -> None:
    """A number that said STOP gets no invitation and no request to be a backup before it says START."""
    stranger = {"who": "sam", "channel": "sms", "phone": PHONE}
    ask = says(f"/invite Sam {PHONE}", who="ada")
    shut = await play([ADA, {**stranger, "text": "stop"}, *ask, *says(f"/backup Lee {PHONE}", who="ada")])
    assert [e["kind"] for e in events(shut, "sam")] == ["optout"]
    assert [text.split(".")[0] for text in texts(shut, "ada")][-2:] == [
        "This number can't be invited",
        "This number can't be asked",
    ]
    opened = await play(
        [ADA, {**stranger, "text": "stop"}, {**stranger, "text": "start"}, *ask, *taps("Yes")]
    )
    assert events(opened, "sam")[-1]["kind"] == "invite"


async def test_who_said_stop_and_was_erased_is_not_invited() -> None:
    """The hash of a number that had said STOP outlives the erasure, and means what it meant."""
    async with playing(*invited(), *JOINING, *says("stop")) as stage:
        await stage.stage.engine.eraser.erase(stage.stage.practice, await stage.id(), "operator")
        got = await stage(*says(f"/invite Sam {PHONE}", who="ada"))
        assert [one["text"].split(".")[0] for one in got] == ["This number can't be invited"]


async def test_a_stop_after_a_no_is_kept_until_a_start() -> None:
    """Who said no and then STOP is not invited; after START the number is nobody's, and may be."""
    shut = [*invited(), *says("no", "stop"), {"wait": "1h"}]
    ask = says(f"/invite Sam {PHONE}", who="ada")
    assert texts(await play([*shut, *ask]), "ada")[-1].startswith("This number can't be invited")
    back = [*shut, *says("start", "start"), {"wait": "1h"}, *ask, *taps("Yes")]
    came = events(await play(back), "sam")
    assert [e["kind"] for e in came] == ["invite", "reply", "optout", "reply", "reply", "invite"]
    assert came[3]["text"].startswith("The practice may invite this number now")


async def bring(play: Play, text: str, at: int, *, listed: bool = False) -> None:
    """A stranger's text of so many minutes ago reaches the door; `listed`: found when it was asked for."""
    stage = play.stage
    sent = stage.clock.now() - at * 60_000
    inbound = Inbound("sms", PHONE, f"sms:{text}:{at}", "text", sent, text=text)
    await stage.engine.door.receive(stage.practice, inbound, listed=listed)


async def refused(play: Play) -> bool:
    """Whether the number counts as one that said STOP."""
    return await play.stage.engine.store.address_of(play.stage.practice, "sms", PHONE) is not None


async def test_a_start_that_was_missed_counts_when_it_is_found() -> None:
    """STOP then START, both found later: the number may be invited, though the START gets no answer."""
    async with playing(ADA) as play:
        await bring(play, "stop", 50, listed=True)
        assert await refused(play)
        before = len(play.printed)
        await bring(play, "start", 40, listed=True)
        assert (await refused(play), play.printed[before:]) == (False, [])


async def test_a_stop_that_was_missed_does_not_outdo_the_start_after_it() -> None:
    """START came, the STOP before it is found later, the list names the START again: it is the last word."""
    async with playing(ADA) as play:
        await bring(play, "start", 40)
        await bring(play, "stop", 50, listed=True)
        await bring(play, "start", 40, listed=True)
        assert not await refused(play)


async def test_a_start_found_late_does_not_outdo_the_stop_after_it() -> None:
    """STOP came, the START before it is found later: the number stays refused."""
    async with playing(ADA) as play:
        await bring(play, "stop", 60)
        await bring(play, "stop", 40)
        await bring(play, "start", 50, listed=True)
        assert await refused(play)


async def test_a_start_sent_before_the_stop_and_read_after_it_changes_nothing() -> None:
    """What waited on our side may come in another order than it was sent; the STOP stands."""
    async with playing(*invited(), *JOINING) as play:
        stage = play.stage
        early = stage._inbound(stage.figures["sam"], {"text": "start"})
        await play(*says("stop"))
        await stage.engine.door.receive(stage.practice, early)
        assert (await play.person()).stopped_at
        assert "consent" in [e["kind"] for e in await play(*says("start"))]
