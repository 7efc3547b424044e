"""Join codes: short enough to type, no use to anybody who guesses or comes second (SAFETY §5, row 3)."""

import asyncio
import itertools

import pytest

from bot.channels.base import Inbound
from bot.clock import VirtualClock
from bot.entropy import ALPHABET, Entropy, read_code
from bot.guesses import DAY, PER_DAY, PER_SENDER, Guesses
from handlers.link_code import link_code
from tests.access_stage import CODE, HOUR, asked_of_the_store, invite, joined
from tests.core_stage import ADA, Play, playing
from tests.world import Line

LINK = "A" * 30
_strangers = itertools.count(1)


async def tries(play: Play, text: str, who: str = "") -> list[Line]:
    """A stranger, a new one unless named, sends this."""
    return await play({"who": who or f"stranger{next(_strangers)}", "text": text})


@pytest.mark.parametrize(
    "typed", ["0123456789", "O123-456789", "oI23 4567-89".replace(" ", ""), "ol23456789", "01234-56789"]
)
async def test_what_looks_alike_opens_alike(typed: str) -> None:
    """O for 0, I or L for 1, small letters and hyphens are read as they were meant."""
    async with playing(ADA) as play:
        await invite(play)
        await tries(play, f"/start {typed}")
        assert await joined(play)


async def test_wrong_expired_used_and_unreadable_are_one_and_the_same() -> None:
    """Nobody learns from the answer, or from what is done for it, whether a code ever existed."""
    async with playing(ADA) as play:
        await invite(play, "lee", CODE)
        await invite(play, "kim", "AAAAAAAAAA", lasts=1)
        await tries(play, f"/start {CODE}", "lee")
        for _ in range(PER_SENDER):
            await tries(play, "/start ZZZZZZZZZZ", "guesser")
        await invite(play, "roe", "BBBBBBBBBB")
        answers, paths = [], []
        for text, who in (
            ("/start CCCCCCCCCC", ""),  # never existed
            ("/start AAAAAAAAAA", ""),  # has run out
            (f"/start {CODE}", ""),  # was used
            ("/start ☃'; DROP--", ""),  # no code at all
            ("/start " + "9" * 300, ""),
            ("/start BBBBBBBBBB", "guesser"),  # right, but over the limit
        ):
            name = who or f"stranger{next(_strangers)}"
            play.stage._figure({"who": name})
            with asked_of_the_store() as asked:
                await play.deliver(name, text=text.replace("' ", "'").replace("; DROP", ";DROP"))
            answers.append(play.printed[-1] | {"to": "", "at": ""})
            paths.append(asked)
        assert answers == [answers[0]] * 6
        assert paths == [paths[0]] * 6
        assert (
            sum(step.startswith("read") for step in paths[0]) == 3
        )  # the event's key, two readings of the code
        assert not any(step.startswith("turn") for step in paths[0])
        assert not await joined(play, "roe")


async def test_five_wrong_codes_an_hour() -> None:
    """After five wrong codes even the right one opens nothing for an hour; somebody else's right one does."""
    async with playing(ADA) as play:
        await invite(play)
        for n in range(PER_SENDER):
            await tries(play, f"/start WR0NG0000{n}", "sam")
        assert [e["kind"] for e in await tries(play, f"/start {CODE}", "sam")] == ["reply"]
        await play({"wait": "61m"})
        await tries(play, f"/start {CODE}", "sam")
        assert await joined(play)
        counts = play.stage.engine.door.guesses.counts
        assert (counts["code_wrong"], counts["code_limited"]) == (5, 1)


async def test_somebody_else_is_not_held_up() -> None:
    """One sender's wrong codes cost nobody else a try."""
    async with playing(ADA) as play:
        await invite(play)
        for n in range(PER_SENDER + 1):
            await tries(play, f"/start WR0NG0000{n}", "sam")
        await tries(play, f"/start {CODE}", "lee")
        assert await joined(play)


def test_ten_thousand_a_day() -> None:
    """When everybody together has tried that often, typed codes rest for the day and links go on working."""
    clock = VirtualClock(0)
    guesses = Guesses(clock)
    for n in range(PER_DAY):
        assert guesses.takes("p", "sms", str(n), CODE)
        guesses.wrong("p", "sms", str(n), limited=False)
    assert not guesses.takes("p", "sms", "new", CODE)
    assert guesses.takes("p", "sms", "new", LINK)
    clock.advance_to(DAY)
    assert guesses.takes("p", "sms", "new", CODE)


def test_a_limit_is_not_prolonged_by_trying_on() -> None:
    """Tries beyond the limit do not move its end, so nobody can be kept out by impatience."""
    clock = VirtualClock(0)
    guesses = Guesses(clock)
    for _ in range(PER_SENDER):
        guesses.wrong("p", "sms", "1", limited=False)
    clock.advance_to(HOUR - 1)
    assert not guesses.takes("p", "sms", "1", CODE)
    guesses.wrong("p", "sms", "1", limited=True)
    clock.advance_to(HOUR)
    assert guesses.takes("p", "sms", "1", CODE)


async def test_one_use_for_both_codes_of_an_invitation() -> None:
    """Whoever joined by the link leaves no typed code behind; a second chat hears what a stranger hears."""
    async with playing(ADA) as play:
        await invite(play, "lee", CODE, LINK)
        await tries(play, f"/start {LINK}", "lee")
        for code in (CODE, LINK):
            answer = await tries(play, f"/start {code}")
            assert [e["kind"] for e in answer] == ["reply"]
        store, address = play.stage.engine.store, play.stage.figures["lee"].address
        assert await store.person_of(play.stage.practice, "telegram", address) == "lee"
        assert [a[1] for a in (await store.load(play.stage.practice, ["lee"]))["lee"].addresses] == [address]


async def test_two_chats_at_once() -> None:
    """Of two chats that bring one code in the same moment exactly one is let in; the other is answered."""
    async with playing(ADA) as play:
        await invite(play)
        stage = play.stage
        texts = [
            Inbound("telegram", str(n), f"k{n}", "text", stage.clock.now(), text=f"/start {CODE}")
            for n in (71, 72)
        ]
        await asyncio.gather(*(stage.engine.door.receive(stage.practice, text) for text in texts))
        found = [await stage.engine.store.person_of(stage.practice, "telegram", a) for a in ("71", "72")]
        assert sorted(map(str, found)) == ["None", "lee"]
        await stage.engine.settle()
        loser = "71" if found[0] is None else "72"
        assert [e["kind"] for e in play.printed if e["to"] == loser] == ["reply"]


async def test_seventy_two_hours() -> None:
    """A code works until its last moment and not in it."""
    async with playing(ADA) as play:
        await invite(play)
        play.stage.clock.advance_to(play.stage.clock.now() + 72 * HOUR - 5_000)
        assert [e["kind"] for e in await tries(play, f"/start {CODE}")] == ["reply"]
        assert not await joined(play)


async def test_an_invitation_taken_back_opens_nothing() -> None:
    """After Take back the link in somebody's pocket is dead."""
    async with playing(ADA) as play:
        await play({"who": "ada", "text": "/invite Kim tue 15:00"})
        shown = await play({"who": "ada", "tap": "Yes"})
        code = next(e["text"] for e in shown if "start=" in e["text"]).partition("start=")[2].split()[0]
        await play({"who": "ada", "tap": "Take it back"})
        assert [e["kind"] for e in await tries(play, f"/start {code}")] == ["reply"]
        assert len(code) == len(link_code(_Draws())) >= 26  # type: ignore[arg-type]  # only its codes are drawn


class _Draws:
    codes = iter(["A" * 10] * 3)


def test_how_long_a_code_is() -> None:
    """A typed code has 50 bits of Crockford's alphabet, a link's token 128, and every bit is drawn."""
    entropy = Entropy(VirtualClock(0), lambda bits: (1 << bits) - 1)
    assert entropy.invite_code() == "Z" * 10
    assert len(ALPHABET) == 32
    assert entropy.deep_link_token() == "_" * 21 + "w"
    assert read_code(entropy.invite_code()) == "Z" * 10
