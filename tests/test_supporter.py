"""A supporter opts in alone, gets what the client picks and nothing else, and leaves at will (G-33)."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.core_stage import Play, playing
from tests.world import ADA, Line, client, events, texts

GONE = "Lee is not your supporter at present. There can be many reasons for that."
CHANNELS = ("telegram", "sms")


def sam(*words: str) -> list[Line]:
    """Sam writes."""
    return [{"who": "sam", "text": one} for one in words]


def lee(*words: str) -> list[Line]:
    """Lee writes."""
    return [{"who": "lee", "text": one} for one in words]


def taps(who: str, *labels: str) -> list[Line]:
    """Somebody presses."""
    return [{"who": who, "tap": one} for one in labels]


def cheers(words: str) -> list[Line]:
    """Lee writes, sees it once more, and passes it on."""
    return [*lee(words), *taps("lee", "Pass it on")]


def code_of(printed: list[Line]) -> str:
    """The code Sam was given last."""
    found = [m for text in texts(printed, "sam") for m in re.findall(r"start[= ]([A-Za-z0-9]{10,})", text)]
    return str(found[-1])


@asynccontextmanager
async def named(channel: str = "sms") -> AsyncIterator[Play]:
    """Sam has named Lee, who has an address and nothing else."""
    cast = [ADA, client("sam", channel), client("lee", channel, joined=False)]
    async with playing(*cast, *sam("supporter", "Lee")) as stage:
        yield stage


@asynccontextmanager
async def supported(channel: str = "sms") -> AsyncIterator[Play]:
    """Lee has said yes."""
    async with named(channel) as stage:
        await stage(*lee(f"start {code_of(stage.printed)}"), *taps("lee", "I agree"))
        yield stage


async def is_known(stage: Play) -> bool:
    """Whether anybody stands behind Lee's address."""
    figure = stage.stage.figures["lee"]
    found = await stage.stage.engine.store.person_of(stage.stage.practice, figure.channel, figure.address)
    return found is not None


@pytest.mark.parametrize("channel", CHANNELS)
async def test_nothing_goes_before_their_own_yes(channel: str) -> None:
    """No text reaches Lee before Lee has come and agreed, whatever Sam asks for (CONTENT A-76, H16)."""
    async with named(channel) as stage:
        await stage(*sam("cheer"), {"wait": "1h"})
        assert not events(stage.printed, "lee")
        came = await stage(*lee(f"start {code_of(stage.printed)}"))
        assert "not for emergencies" in texts(came, "lee", "consent")[0]
        assert not events(await stage(*sam("/cheer"), {"wait": "1h"}), "lee")


async def test_a_yes_is_kept_with_its_words() -> None:
    """The consent stands with the wording on the screen and the channel; Sam hears of the yes."""
    async with supported() as stage:
        (support,) = (await stage.person("lee")).supports
        assert support.agreed is not None
        assert (support.agreed.what, support.agreed.channel) == ("supporter", "sms")
        assert [r["what"] for r in await stage.records("lee") if r["kind"] == "consent"] == ["supporter"]
        assert any("Lee has said yes" in text for text in texts(stage.printed, "sam"))


@pytest.mark.parametrize("channel", CHANNELS)
async def test_only_what_was_picked_goes(channel: str) -> None:
    """Notes, answers, wins, silence and distress bring Lee nothing; a picked line comes as it was shown."""
    async with supported(channel) as stage:
        await stage(*sam("note it rained", "win I rang the bank", "private nobody knows"), {"wait": "1d"})
        assert not events(stage.printed, "lee", "notice")
        came = await stage(*sam("/supporter"), *taps("sam", "Share one line", "I rang the bank"))
        shown = texts(came, "sam")[-1].split("\n")[1]
        came = await stage(*taps("sam", "Pass it on"))
        assert [text.startswith(shown) for text in texts(came, "lee")] == [True]
        assert not events(await stage(*sam("i want to die"), {"wait": "2d"}), "lee")


async def test_dots_can_be_passed_on() -> None:
    """The number of dots is a line of its own, in words."""
    async with supported() as stage:
        run = [{"who": "ada", "text": "/assign sam one exact thank-you once at 19:00"}, *taps("ada", "Send")]
        done = sam("done", "skip")
        came = await stage(*run, *done, *sam("/supporter"), *taps("sam", "Share", "How many", "Pass it on"))
        assert texts(came, "lee")[0].startswith("Sam shares a line: One dot so far, one for each thing done.")


async def test_three_a_day_and_none_at_night() -> None:
    """A fourth request is declined kindly; one at night waits for the morning of the practice's hours."""
    async with supported() as stage:
        came = await stage({"until": "2026-03-02T23:00:00+00:00"}, *sam("cheer"))
        assert not events(came, "lee")
        came = await stage({"until": "2026-03-03T10:00:00+00:00"})
        assert [e["at"][:16] for e in events(came, "lee")] == ["2026-03-03T09:00"]
        came = await stage(*sam("cheer", "cheer", "cheer"))
        assert len(events(came, "lee")) == 2
        assert texts(came, "sam")[-1].startswith("Three in a day")


async def test_one_cheer_for_each_and_short() -> None:
    """A long one is asked for again; after one cheer the next words are nobody's, and say so."""
    async with supported() as stage:
        await stage(*sam("cheer"))
        assert not events(await stage(*lee("x" * 161)), "sam")
        (said,) = texts(await stage(*cheers("You can do this.")), "sam")
        assert said.startswith('From Lee: "You can do this."')
        came = await stage(*lee("and another thing"))
        assert not events(came, "sam")
        assert "nobody reads here" in texts(came, "lee")[0]


async def test_muted_or_not_is_one_to_the_supporter() -> None:
    """What a muted supporter writes is not passed on, and their phone shows the same."""
    shown = []
    for mute in (False, True):
        async with supported() as stage:
            await stage(*sam("cheer"))
            if mute:
                await stage(*sam("/supporter"), *taps("sam", "Not hear"))
            came = await stage(*cheers("You can do this."))
            assert ("You can do this." in " ".join(texts(came, "sam"))) is not mute
            shown.append(texts(came, "lee"))
    assert shown[0] == shown[1]


async def test_a_supporter_in_distress_gets_the_numbers() -> None:
    """The card as any stranger gets it: no flag, nobody told, and the words are passed to nobody."""
    async with supported() as stage:
        await stage(*sam("cheer"))
        came = await stage(*lee("i want to die"))
        assert [e["kind"] for e in came] == ["safety"]
        assert "notice goes to" not in texts(came, "lee")[0]
        assert not events(await stage({"wait": "2d"}), "ada", "alert")


async def test_on_hold_nothing_goes() -> None:
    """After distress the supporter is no crisis contact: a request goes nowhere, and SOS is named."""
    async with supported() as stage:
        await stage(*sam("i want to die"), {"wait": "7h"})
        came = await stage(*sam("cheer"))
        assert not events(came, "lee")
        assert "SOS" in texts(came, "sam")[0]


LEAVES: dict[str, list[Line]] = {
    "stop": lee("stop"),
    "leave me alone": lee("please stop texting me"),
    "delete": lee("delete"),
}


@pytest.mark.parametrize("way", LEAVES)
async def test_they_leave_at_will_and_nothing_of_them_stays(way: str) -> None:
    """One neutral sentence for Sam, and within the hour the person is erased."""
    async with supported() as stage:
        came = await stage(*LEAVES[way], {"wait": "1h"})
        assert [text for text in texts(came, "sam") if "supporter" in text] == [GONE]
        assert not await is_known(stage)
        assert not events(await stage(*sam("cheer"), {"wait": "1d"}), "lee")


@pytest.mark.parametrize("how", ["no", "never"])
async def test_a_no_and_silence_are_one_sentence(how: str) -> None:
    """Whether Lee said no or never came, Sam reads the same, and nothing of Lee is kept."""
    async with named() as stage:
        if how == "no":
            await stage(*lee(f"start {code_of(stage.printed)}"), *taps("lee", "Not for me"))
        await stage({"wait": "4d"})
        assert [text for text in texts(stage.printed, "sam") if "at present" in text] == [GONE]
        assert not await is_known(stage)
        people = await stage.stage.engine.store.people(stage.stage.practice)
        assert len(people) == 2


async def test_the_way_in_opens_once_and_not_for_ever() -> None:
    """A used, a run-out and a taken-back code answer like any unknown one, and name nobody."""
    async with named() as stage:
        code = code_of(stage.printed)
        await stage({"wait": "73h"})
        came = await stage(*lee(f"start {code}"))
        assert "Sam" not in texts(came, "lee")[0]
    async with named() as stage:
        code = code_of(stage.printed)
        await stage(*sam("/supporter"), *taps("sam", "Take it back"))
        assert "Sam" not in texts(await stage(*lee(f"start {code}")), "lee")[0]
    async with supported() as stage:
        other: Line = {"who": "kim", "channel": "sms", "text": f"start {code_of(stage.printed)}"}
        assert "doesn't open anything here" in (await stage(other))[0]["text"]


ENDS: dict[str, list[Line]] = {
    "end": [*sam("/supporter"), *taps("sam", "No supporter")],
    "stop": sam("stop"),
    "delete": [*sam("delete"), *taps("sam", "Delete everything")],
    "discharge": [{"who": "ada", "text": "/discharge sam"}, *taps("ada", "Send")],
}


@pytest.mark.parametrize("way", ENDS)
async def test_however_the_client_ends_it(way: str) -> None:
    """The supporter reads one sentence without a reason, and is erased with what was between the two."""
    async with supported() as stage:
        came = await stage(*ENDS[way], {"wait": "1h"})
        (said,) = texts(came, "lee")
        assert said.startswith("You are not needed as supporter any more")
        assert "Sam" not in said
        assert not await is_known(stage)


async def test_the_therapist_knows_only_if_the_client_says_so() -> None:
    """By default nothing shows; then that there is one, never who or what."""
    async with supported() as stage:
        look: Line = {"who": "ada", "text": "/client sam"}
        assert "supporter" not in texts(await stage(look), "ada")[0]
        await stage(*sam("/supporter"), *taps("sam", "Ada may know"))
        said = texts(await stage(look), "ada")[0]
        assert "Has a supporter" in said
        assert "Lee" not in said


COMMANDS = [("supporter", "en"), ("Cheer", "en"), ("couple", "en"), ("apoyo", "es"), ("aliento", "es")]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("word", "language"), COMMANDS)
async def test_a_command_is_nobodys_name(word: str, language: str, channel: str) -> None:
    """A command typed where a name is asked for is asked about first, and names nobody by itself."""
    cast = [ADA, {**client("sam", channel), "language": language}]
    first = "apoyo" if language == "es" else "supporter"
    async with playing(*cast, *sam(first)) as stage:
        came = await stage(*sam(word))
        assert word in texts(came, "sam")[-1]
        assert len(events(came, "sam")[-1]["buttons"]) == 2
        side = (await stage.person("sam")).client
        assert side is not None
        assert side.near.supporter is None
        await stage(*sam("Lee"))
        side = (await stage.person("sam")).client
        assert side is not None
        assert side.near.supporter is not None
        assert side.near.supporter.name == "Lee"


@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_consent_names_the_check(channel: str) -> None:
    """Before the yes it is said that a text is checked; one that sounds like danger is not passed on."""
    async with supported(channel) as stage:
        assert "checked for what sounds like danger" in texts(stage.printed, "lee", "consent")[0]
        await stage(*sam("cheer"))
        came = await stage(*lee("i want to kill myself"), {"wait": "1d"})
        assert [e["kind"] for e in events(came, "lee")][:1] == ["safety"]
        assert not [t for t in texts(came, "sam") if "kill" in t]
