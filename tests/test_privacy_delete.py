"""`delete` in the chat deletes: asked once, said truly, done without an operator."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import ConfigError, default_config, load_config
from tests.configs import PRACTICE
from tests.core_stage import playing
from tests.privacy_stage import DELETE, lived, openable, started
from tests.safety_stage import INVITE
from tests.supervision_stage import BEA, BEA_OF_ADA
from tests.world import ADA, Line, client, events, play, texts

BY_HAND = replace(default_config(), practices=(replace(default_config().practices[0], erase="practice"),))
LET_GO = (
    "You are not needed as supporter any more; that can have many reasons. Thank you."
    " Nothing more comes from here, and nothing of you is kept."
)
SEES: Line = {"who": "sam", "sees": "store"}


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_delete_and_one_confirmation_leave_nothing(channel: str) -> None:
    """The client and the therapist each read one text about it, and the store holds nothing of the client."""
    printed = await play([*started(channel), *DELETE, SEES, {"who": "sam", "text": "hello"}])
    asked, done, stranger = [e["text"] for e in events(printed, "sam")][-3:]
    assert "can't be brought back" in asked
    assert done.startswith("It's deleted")
    assert "own notes" in done
    assert stranger.startswith("This is an automatic program used by a practice.")
    assert events(printed, "ada")[-1]["text"].startswith("Sam asked for everything kept here to be deleted")
    assert {"store": {}} in printed


async def test_a_second_thought_keeps_everything() -> None:
    """The other button changes nothing; the week goes on."""
    lines = [*started(), DELETE[0], {"who": "sam", "tap": "Leave things"}, SEES, {"wait": "11h"}]
    printed = await play(lines)
    assert events(printed, "sam", "cue")
    assert next(line for line in printed if "store" in line)["store"]["person"]["name"] == "Sam"


async def test_nothing_is_sent_afterwards() -> None:
    """For four weeks nothing more goes to the client, and nothing about them to the therapist."""
    printed = await play([*started(), *DELETE, {"wait": "28d"}])
    assert events(printed, "sam")[-1]["text"].startswith("It's deleted")
    assert events(printed, "ada")[-1]["text"].startswith("Sam asked")


async def test_an_open_flag_is_said_first_and_outlives_the_name() -> None:
    """The therapist reads whose flag is open before the name goes; one nobody took comes again, nameless."""
    lines = [*started("telegram"), {"who": "sam", "text": "i want to die"}, *DELETE, {"wait": "2h"}]
    printed = await play([*lines, {"who": "ada", "tap": "Show me"}, {"who": "ada", "tap": "I'm taking it"}])
    to_ada = [e["text"] for e in events(printed, "ada", "alert")]
    assert to_ada[1].startswith("A flag about Sam, Monday, 09:00, is still open. Sam asked")
    assert to_ada[2].startswith("A flag has waited since 09:00")
    assert to_ada[3].startswith("Whose it was isn't known here any more")
    assert to_ada[4].startswith("It's yours.")
    assert not any("Sam" in text for text in to_ada[2:])
    assert "116 123" in events(printed, "sam")[-1]["text"]


async def test_a_practice_may_erase_by_hand(tmp_path: Path) -> None:
    """The request is recorded and said so; RESUME undoes it; after a day the therapist hears who does it."""
    async with lived(tmp_path, started(), BY_HAND) as stage:
        (asked,) = await stage(DELETE[0])
        assert "asks the practice to erase" in asked["text"]
        assert "Recorded" in (await stage({"who": "sam", "tap": "End and erase"}))[0]["text"]
        assert "Undone" in (await stage({"who": "sam", "text": "resume"}))[0]["text"]
        await stage(DELETE[0], {"who": "sam", "tap": "End and erase"})
        (told,) = events(await stage({"wait": "25h"}), "ada", "notice")
        assert "The practice does that with interlude erase" in told["text"]
        found = await stage.stage.engine.store.people(stage.stage.practice)
        assert len(found) == 2


async def test_a_therapist_who_is_also_a_client_is_erased_as_one() -> None:
    """Their one yes must not take their own clients' therapist away: only the client in them goes."""
    async with playing(ADA, client("sam", "telegram")) as stage:
        ada_too = {"cast": "ada", "role": "client", "of": "sam", "channel": "telegram", "name": "Ada"}
        sam_too = {"cast": "sam", "role": "therapist", "channel": "telegram", "name": "Sam"}
        await stage(sam_too, {**ada_too, "session": "wed 10:00", "zone": "Europe/London"})
        await stage({"who": "ada", "text": "/as client"})
        assert "of you as a client" in (await stage({"who": "ada", "text": "delete"}))[-1]["text"]
        await stage({"who": "ada", "tap": "Delete everything"}, {"wait": "25h"})
        assert (await stage.person("ada")).client is None
        assert (await stage({"who": "ada", "text": "/clients"}))[-1]["text"].startswith("Sam")


async def test_somebody_who_never_joined_is_erased_with_every_trace() -> None:
    """Somebody invited has no relation yet; the therapist's case and every mention go all the same."""
    async with playing(ADA, *INVITE, {"who": "ada", "text": "/clients"}) as stage:
        store, practice = stage.stage.engine.store, stage.stage.practice
        (kim,) = [id for id in await store.people(practice) if id != await stage.id("ada")]
        await stage.stage.engine.eraser.erase(practice, kim, "operator")
        kept = b"".join(await openable(store))
        assert b"Kim" not in kept
        assert kim.encode() not in kept


@pytest.mark.parametrize(("value", "fits"), [('"practice"', True), ('"at once"', True), ('"later"', False)])
def test_the_configuration_says_who_erases(tmp_path: Path, value: str, fits: bool) -> None:
    """`practice.erase` takes its two values and refuses any other in one line."""
    (tmp_path / "config.toml").write_text(PRACTICE + f"erase = {value}\n")
    if fits:
        config = load_config(tmp_path / "config.toml", live=False)
        assert f'"{config.practices[0].erase}"' == value
        return
    with pytest.raises(ConfigError, match=r"practice\.erase"):
        load_config(tmp_path / "config.toml", live=False)


async def _beside_bea(*lines: Line) -> list[Line]:
    """Bea works here and is Ada's client; Sam is linked with her, and Lee supports her."""
    async with playing(ADA, BEA, client("sam", "telegram"), client("lee", "sms", joined=False)) as stage:
        await stage(
            BEA_OF_ADA, {"who": "ada", "text": "/couple sam bea"}, {"who": "ada", "tap": "Asked each"}
        )
        await stage({"who": "bea", "text": "as client"}, {"who": "bea", "tap": "Yes, link them"})
        await stage({"who": "sam", "tap": "Yes, link them"}, {"wait": "1d"})
        await stage({"who": "ada", "text": "/assign sam + bea one exact thank-you once at 19:00"})
        await stage({"who": "ada", "tap": "Send"}, {"who": "bea", "text": "/supporter"})
        (way_in, *_) = [e["text"] for e in await stage({"who": "bea", "text": "Lee"})]
        code = way_in.rsplit("start=", 1)[1].split()[0]
        await stage({"who": "lee", "channel": "telegram", "text": f"/start {code}"})
        await stage({"who": "lee", "tap": "I agree"})
        return await stage(*lines)


async def test_a_therapist_who_deletes_as_a_client_leaves_nobody_linked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The partner and the supporter hear of the end; no turn fails at the moment of the card."""
    deletes: list[Line] = [{"who": "bea", "text": "/delete"}, {"who": "bea", "tap": "Delete everything"}]
    came = await _beside_bea(*deletes, {"wait": "9d"}, {"who": "sam", "text": "couple"})
    assert [e["text"] for e in events(came, "lee")] == [LET_GO]
    assert any(text.startswith("The link between your two chats has ended") for text in texts(came, "sam"))
    assert texts(came, "sam")[-1] == "No other chat is linked with yours."
    assert "tell_failed" not in capsys.readouterr().out


async def test_a_request_to_be_erased_ends_the_link_and_the_supporter(tmp_path: Path) -> None:
    """Where the practice erases by hand, nothing of who asked goes to anybody from the request on."""
    cast = [ADA, client("sam", "sms"), client("mia", "telegram"), client("lee", "sms", joined=False)]
    yes = [{"who": who, "tap": "Yes, link them"} for who in ("sam", "mia")]
    asked = [{"who": "ada", "text": "/couple sam mia"}, {"who": "ada", "tap": "Asked each"}, *yes]
    async with lived(tmp_path, (*cast, *asked, {"wait": "1d"}), BY_HAND) as stage:
        await stage({"who": "sam", "text": "supporter"})
        way_in = (await stage({"who": "sam", "text": "Lee"}))[-1]["text"]
        await stage({"who": "lee", "text": f"start {way_in.split('start ')[1].split()[0]}"})
        await stage({"who": "lee", "tap": "I agree"}, DELETE[0])
        came = await stage({"who": "sam", "tap": "End and erase"})
        assert "The link with another chat ends now. You have no supporter" in texts(came, "sam")[0]
        assert texts(came, "lee") == [LET_GO]
        sam = (await stage.person("sam")).client
        assert sam is not None
        near = sam.near
        assert (near.pair, near.supporter) == (None, None)


async def test_a_therapist_who_stops_as_a_client_leaves_nobody_linked() -> None:
    """STOP ends what stands beside their side as a client too."""
    came = await _beside_bea({"who": "bea", "text": "stop"}, {"wait": "2d"}, {"who": "sam", "text": "couple"})
    assert [e["text"] for e in events(came, "lee")] == [LET_GO]
    assert texts(came, "sam")[-1] == "No other chat is linked with yours."
