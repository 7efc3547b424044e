"""An alert that is not delivered is not lost: the backup, the operator, again while the flag is open."""

from typing import Any

import pytest

from handlers.events import Event
from handlers.turn import Turn
from tests.core_stage import Play, failing, is_told, playing
from tests.safety_stage import DARK, says
from tests.test_safety_backup import BY_TEXT, COLLEAGUE, NUMBER, TAKE, ada, press
from tests.world import ADA, Line, client, events, texts


def refuse(how: str, times: int = -1, channel: str = "telegram") -> Line:
    """From now on the channel's sends fail so."""
    return {"refuse": channel, "how": how, "times": times}


async def test_blocked() -> None:
    """A therapist who has blocked the bot: the backup hears at once; the next card names nobody."""
    async with playing(*BY_TEXT) as play:
        await _only_to(play, "ada", "blocked")
        came = await play(says(DARK))
        assert [e["to"] for e in events(came, kind="alert")] == [NUMBER]
        assert play.stage.engine.faults["alert_lost"] == 1
        await play({"wait": "7h"})
        assert "A notice goes to the practice" in texts(await play(says(DARK)), "kim", "safety")[0]


async def _only_to(play: Play, who: str, how: str, times: int = -1) -> None:
    """Sends to this one person fail so; gives it back to normal after `times`."""
    from bot.channels.base import Failure, NotSent

    channel = play.stage._channels[play.stage.practice, play.stage.figures[who].channel]
    address, really, left = play.stage.figures[who].address, channel.send, [times]

    async def send(message: Any) -> Any:
        if message.address == address and left[0]:
            left[0] -= 1
            return NotSent(Failure(how), code="refuse")
        return await really(message)

    channel.send = send  # type: ignore[method-assign]  # one address only


@pytest.mark.parametrize(("how", "times"), [("unavailable", 4), ("throttled", 200)])
async def test_held_up(how: str, times: int) -> None:
    """An alert the channel holds up for a minute: the backup hears within two, the operator's count rises."""
    async with playing(*BY_TEXT) as play:
        await _only_to(play, "ada", how, times)
        came = await play(says(DARK), {"wait": "2m"})
        assert len(events(came, NUMBER, "alert")) == 1
        assert play.stage.engine.faults["alert_late"] >= 1
        came = await play({"wait": "4h"})
        assert events(came, "ada", "alert"), "it arrives in the end"


async def test_unreachable_comes_again() -> None:
    """An alert refused for good is said again on a ladder while the flag is open, and reaches them then."""
    async with playing(*BY_TEXT) as play:
        await _only_to(play, "ada", "unreachable", 3)
        came = await play(says(DARK), {"wait": "50m"})
        assert len(events(came, NUMBER, "alert")) == 1
        assert not events(came, "ada", "alert")
        assert play.stage.engine.faults["alert_lost"] == 3
        came = await play({"wait": "40m"})
        assert events(came, "ada", "alert")
        came = await play(press(TAKE), {"wait": "2d"})
        assert len(events(came, "ada", "alert")) == 1


async def test_the_ladder_ends_with_the_flag() -> None:
    """Once somebody has released it nothing is tried again."""
    async with playing(*BY_TEXT) as play:
        await _only_to(play, "ada", "unreachable", 1)
        await play(says(DARK), ada("/release kim"))
        assert not events(await play({"wait": "2d"}), "ada", "alert")


async def test_the_backup_is_unreachable() -> None:
    """A text to the backup that does not arrive is said to the therapist, and they are tried again later."""
    async with playing(*BY_TEXT, ada("/alerts 8 to 8:30"), refuse("unreachable", 1, "sms")) as play:
        came = await play(says(DARK))
        assert any("could not be reached" in text for text in texts(came, "ada", "alert"))
        assert len(events(await play({"wait": "61m"}), NUMBER, "alert")) == 1


async def test_stopping_with_a_flag_open() -> None:
    """A therapist who stops the texts while a flag waits: the backup hears at once; START says it again."""
    async with playing(*BY_TEXT, says(DARK)) as play:
        came = await play(ada("stop"), press("Stop all"))
        assert len(events(came, NUMBER, "alert")) == 1
        assert not events(await play({"wait": "2d"}), "ada", "alert")
        assert len(events(await play(ada("start")), "ada", "alert")) == 1


def fails_to_tell(turn: Turn, event: Event) -> bool:
    """The therapist's own turn raises when the flag comes."""
    return is_told(event, "flag") and turn.person.therapist is not None


@pytest.mark.parametrize("who", ["kay", NUMBER])
async def test_a_turn_that_raises(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flag whose therapist's turn raises three times goes to the backup, is kept and tried again."""
    async with playing(*(COLLEAGUE if who == "kay" else BY_TEXT)) as play:
        with monkeypatch.context() as patch:
            met = failing(patch, fails_to_tell)
            came = await play(says(DARK))
            assert [e["kind"] for e in events(came, "kim")] == ["safety"]
            assert len(events(came, who, "alert")) == 1
            assert len(met) == 3
            assert play.stage.engine.faults["flag_untold"] == 1
        came = await play({"wait": "2m"})
        assert events(came, "ada", "alert")[0]["text"].startswith("A flag is waiting, 09:00.")


async def test_two_therapists() -> None:
    """Both are told; who takes it is said to the other, whose alert ends; either may release."""
    kay = {**ADA, "cast": "kay", "name": "Kay Obi"}
    both = client("kim", "telegram", "thu 10:00")
    async with playing(ADA, kay, client("kim", "telegram"), {**both, "of": "kay"}) as play:
        came = await play(says(DARK))
        assert sorted(e["to"] for e in events(came, kind="alert")) == ["ada", "kay"]
        assert "A notice goes to Ada and Kay" in texts(came, "kim", "safety")[0]
        came = await play(press(TAKE))
        assert texts(came, "kay") == ["Ada Okafor has taken the flag of 09:00."]
        assert not events(await play({"wait": "2d"}), kind="alert")
        came = await play({"who": "kay", "text": "/release kim"})
        assert any("Kay Obi has ended Kim's hold" in text for text in texts(came, "ada", "notice"))
        assert [e["kind"] for e in events(came, "kim")] == ["notice"]


async def test_a_backup_who_is_this_clients_therapist_hears_once() -> None:
    """A backup with a relation of their own has the flag as their own, and gets no second text about it."""
    kay = {**ADA, "cast": "kay", "name": "Kay Obi"}
    shared = [client("kim", "telegram"), {**client("kim", "telegram", "thu 10:00"), "of": "kay"}]
    named = [ada("/backup kay"), press("I agree", "kay"), ada("/alerts 8 to 8:30")]
    async with playing(ADA, kay, *shared, *named) as play:
        assert len(events(await play(says(DARK)), "kay")) == 1


async def test_a_phone_that_may_be_somebody_elses() -> None:
    """After WRONG, and before any yes, a flag is told; the card on that phone names nobody."""
    async with playing(ADA, client("kim", "sms"), says("wrong")) as play:
        came = await play(says(DARK))
        assert len(events(came, "ada", "alert")) == 1
        assert "Ada" not in texts(came, "kim")[0]


AWAY = [ada("/away 2 march 6 march cover kay"), press("Send")]


async def test_a_colleague_who_covers() -> None:
    """Who covers, and whose client was told so, has the flag too: takes it, and may release."""
    kay = {**ADA, "cast": "kay", "name": "Kay Obi"}
    async with playing(ADA, kay, client("kim", "telegram"), *AWAY, {"wait": "1m"}) as play:
        came = await play(says(DARK))
        assert sorted(e["to"] for e in events(came, kind="alert")) == ["ada", "kay"]
        came = await play(press(TAKE, "kay"))
        assert texts(came, "ada") == ["Kay Obi has taken the flag of 09:01."]
        assert not events(await play({"wait": "2d"}), kind="alert")
        came = await play({"who": "kay", "text": "/release kim"})
        assert texts(came, "kim") == ["Kay has asked me to pick things up again, at your pace."]


async def test_a_release_by_a_cover_is_said_to_who_is_away() -> None:
    """The client's own therapist hears at once who has ended the hold, like a flag, also while away."""
    kay = {**ADA, "cast": "kay", "name": "Kay Obi"}
    async with playing(ADA, kay, client("kim", "telegram"), *AWAY, {"wait": "1m"}, says(DARK)) as play:
        came = await play({"who": "kay", "text": "/release kim"})
        assert any("Kay Obi has ended Kim's hold" in text for text in texts(came, "ada", "notice"))


async def test_unfreezing_is_said_to_the_other_therapist() -> None:
    """Who has made sure of a phone after WRONG is said to the client's other therapist."""
    kay = {**ADA, "cast": "kay", "name": "Kay Obi"}
    shared = [client("kim", "telegram"), {**client("kim", "telegram", "thu 10:00"), "of": "kay"}]
    async with playing(ADA, kay, *shared, says("wrong"), ada("/release kim")) as play:
        came = await play(press("Yes"))
        assert any("Ada Okafor has made sure of Kim's phone" in text for text in texts(came, "kay"))


async def test_one_flag_taken_leaves_the_others() -> None:
    """Taking one client's flag settles that client's alone; an old button settles nothing."""
    two = [client("kim", "telegram"), client("lou", "telegram")]
    async with playing(ADA, *two, says(DARK), {"who": "lou", "text": DARK}) as play:
        await play(press(TAKE), press(TAKE))
        side = (await play.person("ada")).therapist
        assert side is not None
        assert [bool(alert["taken_at"]) for alert in side.alerts] == [False, True]
        assert len(events(await play({"wait": "61m"}), "ada", "alert")) == 1


async def test_a_backup_who_was_erased() -> None:
    """A backup whose data was erased holds up no flag; the therapist hears that nobody backs them."""
    async with playing(*BY_TEXT, ada("/alerts 8 to 8:30")) as play:
        lee, at = await play.id(NUMBER), play.stage.clock.now()
        await play.stage.engine.store.erase_person(play.stage.practice, lee, at, "operator")
        came = await play(says(DARK), {"wait": "5m"})
        assert len(events(came, "ada", "alert")) == 1
        assert any("no longer your backup" in text for text in texts(came, "ada"))
        came = await play({"wait": "1h"})
        assert "No backup is set." in texts(came, "ada", "alert")[0]


async def test_stop_after_the_therapist_was_erased() -> None:
    """A backup's STOP works also when the therapist they backed is not there any more."""
    async with playing(*BY_TEXT) as play:
        therapist, at = await play.id("ada"), play.stage.clock.now()
        await play.stage.engine.store.erase_person(play.stage.practice, therapist, at, "operator")
        came = await play({"who": NUMBER, "channel": "sms", "text": "STOP"})
        assert [e["kind"] for e in events(came, NUMBER)] == ["optout"]


async def test_a_card_that_does_not_arrive() -> None:
    """Each therapist hears in minutes that the numbers have not arrived; the card is tried for hours."""
    async with playing(ADA, client("kim", "sms"), refuse("unavailable", channel="sms")) as play:
        came = await play(says("i want to die"), {"wait": "3h"})
        said = texts(came, "ada", "alert")
        assert said[1].startswith("A flag is waiting, 09:00. The numbers have not arrived, messages rest.")
        assert len(said) == 3
        assert "The numbers may not have arrived" in said[2]
        assert not events(came, "ada", "notice")
        came = await play(refuse("unavailable", 0, "sms"), {"wait": "8h"})
        assert len(events(came, "kim", "safety")) == 1


async def test_a_blocked_therapist_who_writes_again() -> None:
    """A therapist whose texts were refused as blocked hears what waits with their next words."""
    phone = {**ADA, "channel": "sms", "phone": "+447700900555"}
    async with playing(phone, client("kim", "telegram"), refuse("blocked", channel="sms")) as play:
        await play(says(DARK), {"wait": "10m"})
        came = await play(refuse("blocked", 0, "sms"), ada("hello"))
        assert len(events(came, "ada", "alert")) == 1
        assert events(await play({"wait": "2h"}), "ada", "alert")


async def test_the_backup_of_a_blocked_therapist() -> None:
    """A backup is not told that the therapist hears what they answer, while no text reaches them."""
    async with playing(*BY_TEXT) as play:
        await _only_to(play, "ada", "blocked")
        came = await play(says(DARK), {"who": NUMBER, "channel": "sms", "text": "1"})
        assert "Texts do not reach Ada at present" in texts(came, NUMBER, "alert")[1]
