"""A number that said STOP gets no invitation, whosever it was, before it says START (SAFETY §2, §4)."""

from tests.consent_stage import JOINING, PHONE, invited, says, taps
from tests.core_stage import playing
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
