"""What a supporter's side never does: outlive a hold or an end, speak another tongue, take somebody known."""

import re

import pytest

from tests.core_stage import playing
from tests.test_supporter import GONE, cheers, code_of, lee, sam, supported, taps
from tests.world import ADA, Line, client, texts

NIGHT: Line = {"until": "2026-03-02T22:00:00+00:00"}
MORNING: Line = {"until": "2026-03-03T12:00:00+00:00"}
SHARED: list[Line] = [*sam("/supporter"), *taps("sam", "Share one line", "I rang the bank", "Pass it on")]
OVERTAKES: dict[str, list[Line]] = {
    "distress": sam("i want to kill myself"),
    "ended": [*sam("/supporter"), *taps("sam", "No supporter")],
    "stop": sam("stop"),
}


@pytest.mark.parametrize("way", OVERTAKES)
@pytest.mark.parametrize("sent", ["cheer", "line"])
async def test_what_waits_for_the_day_is_called_off(way: str, sent: str) -> None:
    """A request or a line of the night never leaves once the client's messages rest, or it has ended (S4)."""
    async with supported() as stage:
        await stage(*sam("win I rang the bank"), NIGHT, *(sam("cheer") if sent == "cheer" else SHARED))
        came = texts(await stage(*OVERTAKES[way], MORNING, *lee("hello")), "lee")
        assert not [text for text in came if "passed on" in text]
        assert ("not needed" in came[0]) is (way != "distress")
        assert not [one for one in texts(stage.printed, "sam") if "hello" in one]


async def test_a_cheer_during_a_hold_comes_after_it() -> None:
    """It is kept, and given once the messages go on; nothing on the supporter's phone tells of the hold."""
    async with supported() as stage:
        await stage(*sam("cheer", "i want to kill myself"))
        said = texts(await stage(*cheers("You can do this."), {"wait": "6d"}), "lee")
        assert "that was your cheer" in said[1]
        assert not [one for one in texts(stage.printed, "sam") if "You can do this." in one]
        await stage({"who": "ada", "text": "/release sam"})
        came = await stage(*taps("sam", "As before"), {"wait": "1d"})
        assert '"You can do this."' in " ".join(texts(came, "sam"))


async def test_a_supporter_is_spoken_to_in_the_clients_language() -> None:
    """Consent, numbers and `borrar` are those of whoever named them; LANGUAGE or its name changes it."""
    async with playing(ADA, client("sam", "sms"), client("lee", "sms", joined=False)) as stage:
        await stage(*sam("place Madrid", "español", "apoyo", "Lee"))
        asked = await stage(*lee(f"start {code_of(stage.printed)}"))
        assert "persona de apoyo" in texts(asked, "lee")[0]
        assert "112" in texts(asked, "lee")[0]
        assert "is an automatic" not in texts(await stage(*lee("english")), "lee")[0]
        assert "would like you as supporter" in texts(stage.printed, "lee")[-1]
        assert "persona de apoyo" in texts(await stage(*lee("language es")), "lee")[0]
        assert texts(await stage(*lee("si")), "lee")[0].startswith("Gracias")
        card = texts(await stage(*lee("quiero morir")), "lee")[0]
        assert "112" in card
        assert "Parece que" in card
        assert texts(await stage(*lee("english")), "lee")[0].startswith("English from now on")
        assert texts(await stage(*lee("borrar")), "lee")[0].startswith("It has ended")


OPENERS = {"the client": "sam", "another client": "mia", "a therapist": "ada", "a supporter": "kim"}


@pytest.mark.parametrize("who", OPENERS)
async def test_somebody_known_here_opens_it(who: str) -> None:
    """They read one sentence, the code is spent, the client reads what a no brings; nobody is left over."""
    opener = OPENERS[who]
    async with playing(ADA, client("sam", "telegram"), client("mia", "telegram")) as stage:
        if opener == "kim":
            await stage({"who": "mia", "text": "/supporter"}, {"who": "mia", "text": "Kim"})
            found = re.findall(r"start=([A-Za-z0-9]{10,})", " ".join(texts(stage.printed, "mia")))
            await stage({"who": "kim", "channel": "telegram", "text": f"/start {found[-1]}"})
            await stage(*taps("kim", "I agree"))
        await stage(*sam("/supporter", "Lee"))
        code = code_of(stage.printed)
        came = await stage({"who": opener, "text": f"/start {code}"}, {"wait": "1h"})
        assert texts(came, opener)[0].startswith("This chat or number is in use here already")
        assert GONE in texts(came, "sam")
        other: Line = {"who": "lee", "channel": "telegram", "text": f"/start {code}"}
        assert "doesn't open anything here" in texts(await stage(other), "lee")[0]
        assert len(await stage.stage.engine.store.people(stage.stage.practice)) == 3 + (opener == "kim")


async def test_a_rest_keeps_a_cheer_until_it_is_over() -> None:
    """PAUSE says that nothing comes unasked: a cheer waits, and comes when the rest ends."""
    async with supported() as stage:
        await stage(*sam("cheer", "pause 5d"), *cheers("You can do this."), {"wait": "4d"})
        assert not [one for one in texts(stage.printed, "sam") if "You can do this." in one]
        assert [one for one in texts(await stage({"wait": "2d"}), "sam") if "You can do this." in one]


NO_CHEER = {
    "who is this please": "nobody reads here",
    "Is Sam all right?": "nobody reads here",
    "quien eres": "nobody reads here",
    "/supporter": "nobody reads here",
    "start ABCDE12345": "doesn't open anything here",
}


@pytest.mark.parametrize("words", NO_CHEER)
async def test_what_is_no_cheer_is_not_taken_for_one(words: str) -> None:
    """A question, a command and a code are answered, and nothing of them reaches the client."""
    async with supported() as stage:
        came = await stage(*sam("cheer"), *lee(words), {"wait": "2h"})
        assert NO_CHEER[words] in texts(came, "lee")[-1]
        assert not [one for one in texts(came, "sam") if "From Lee" in one]


async def test_a_cheer_is_seen_once_more() -> None:
    """It goes with a yes to the very words; a no passes nothing on, and other words take their place."""
    async with supported() as stage:
        came = await stage(*sam("cheer"), *lee("You loser", "You can do this."))
        assert texts(came, "lee")[-1].startswith('Pass this on to Sam?\n"You can do this."')
        assert not [one for one in texts(came, "sam") if "From Lee" in one]
        assert texts(await stage(*lee("no")), "lee")[0].startswith("Nothing was passed on")
        came = await stage(*lee("You did it."), *lee("yes"))
        assert texts(came, "sam")[0].startswith('From Lee: "You did it."')


async def test_a_cheer_is_muted_with_one_tap() -> None:
    """The button stands under each; what is typed afterwards is no answer to it, and one tap ends them."""
    async with supported("telegram") as stage:
        await stage(*sam("cheer"), *cheers("You can do this."))
        assert "Thank you." in texts(await stage(*sam("thanks")), "sam")[0]
        assert "is not passed on now" in texts(await stage(*taps("sam", "Not hear from Lee")), "sam")[0]
        assert not [
            one for one in texts(await stage(*sam("/cheer"), *lee("More")), "sam") if "From Lee" in one
        ]
