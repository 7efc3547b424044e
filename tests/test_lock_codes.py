"""Attacks on the code: guessing, replaying, wrong clocks, crashes, other chats, and messages that stay."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest

from bot.channels.base import Inbound
from bot.locksmith import Locksmith
from handlers.lock_parts import Lock
from handlers.state import Person, Therapist
from handlers.therapist.lock_codes import TRIES, opens
from handlers.turn import HOUR, Turn
from storage.masking import masked
from storage.rows import BindAddress, TurnWrites
from tests.barrier_stage import house
from tests.lock_stage import (
    ADA,
    IDLE,
    OTHER_PIN,
    PIN,
    SAM,
    SET_PIN,
    WRONG,
    Play,
    ada,
    app_code,
    change,
    lock_of,
    playing,
    sam,
    set_app,
    words,
)
from tests.world import client

KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The key of RFC 6238's test vectors."""

REFUSED = "No code is taken here until"


class Counting(Locksmith):
    """Counts how often a guess is really compared; no guess is right."""

    compared = 0

    def pin_fits(self, pin: str, kept: str) -> bool:
        """Never."""
        self.compared += 1
        return False


@pytest.mark.parametrize("every", [1_000, 5_000, 7 * 60_000, 13 * 60_000])
def test_ten_thousand_guesses_get_five_an_hour(every: int) -> None:
    """However they are spaced, in no hour are more than five guesses compared with the PIN at all."""
    smith, lock, compared = Counting(), Lock(kind="pin", secret="x"), list[int]()
    person = Person("ada", "", "Ada Okafor", "Europe/London", "en", "telegram", "therapist")
    person.therapist, at_home = Therapist(joined_at=1, lock=lock), replace(house(), locksmith=smith)
    for now in range(0, 10_000 * every, every):
        before = smith.compared
        assert not opens(Turn(person, [], now, at_home, iter("a"), iter("a")), lock, WRONG)
        compared += [now] * (smith.compared - before)
    assert len(compared) > TRIES
    for first, sixth in zip(compared, compared[TRIES:], strict=False):
        assert sixth - first >= HOUR


async def test_after_five_wrong_codes_the_right_one_says_the_same() -> None:
    """Refused for an hour: right and wrong codes get the very same words; after it the PIN opens."""
    async with playing(ADA, SAM, *SET_PIN, IDLE) as play:
        said = words(await play(*[ada(WRONG)] * 5))
        assert len(set(said[:4])) == 1
        assert said[4].startswith(REFUSED)
        assert words(await play(ada(WRONG), ada(PIN))) == [said[4]] * 2
        await play({"wait": "59m"})
        assert words(await play(ada(PIN))) == [said[4]]
        await play({"wait": "1m"})
        assert "Codes were tried here" in words(await play(ada(PIN)))[0]
        assert "Sam" in words(await play(ada("/clients")))[0]


async def test_a_right_code_does_not_give_the_tries_back() -> None:
    """Four wrong, the right one, then one more wrong within the hour: that was the fifth."""
    async with playing(ADA, SAM, *SET_PIN, ada("/lock now"), *[ada(WRONG)] * 4, ada(PIN)) as play:
        assert words(await play(ada("/lock now"), ada(WRONG)))[1].startswith(REFUSED)


async def test_the_backup_and_another_chat_hear_that_codes_were_tried() -> None:
    """After the fifth wrong code a colleague and the therapist's other channel are told; it is audited."""
    lee = {**ADA, "cast": "lee", "name": "Lee Park"}
    backed = (lee, ada("/backup lee"), {"who": "lee", "tap": "I agree"})
    async with playing(ADA, SAM, *backed, *SET_PIN, IDLE) as play:
        said = words(await play(*[ada(WRONG)] * 5), "lee")
        assert said == [
            "Someone tried codes on Ada Okafor's chat at 09:15. It stayed locked. "
            "If that wasn't Ada, your practice can cut the chat off."
        ]
        trail = await play.stage.engine.store.export_person(play.stage.practice, await play.id("ada"))
        actions = [row["action"] for row in trail["audit"]]
        assert actions.count("code_wrong") == 5
        assert actions.count("codes_refused") == 1


async def test_while_no_code_is_taken_flags_are_the_backups() -> None:
    """Whoever cannot get in cannot take a flag: what waits and what comes goes to the backup at once."""
    lee = {**ADA, "cast": "lee", "name": "Lee Park"}
    backed = (lee, ada("/backup lee"), {"who": "lee", "tap": "I agree"})
    async with playing(ADA, SAM, client("kim"), *backed, *SET_PIN, IDLE, sam("i want to die")) as play:
        first = words(await play(*[ada(WRONG)] * 5), "lee")
        assert [text for text in first if "A flag is waiting at Ada Okafor's" in text]
        second = words(await play({"who": "kim", "text": "i want to die"}), "lee")
        assert [text for text in second if "A flag is waiting at Ada Okafor's" in text]


async def test_a_clock_set_back_opens_nothing() -> None:
    """With the last word in the future by an hour, the chat is locked all the same."""
    async with playing(ADA, SAM, *SET_PIN) as play:
        ahead = play.stage.clock.now() + HOUR
        await change(play, "ada", lambda p: setattr(p.therapist.lock, "last_at", ahead))
        assert words(await play(ada("/clients")))[0].startswith("Your PIN first")


async def test_a_code_of_the_app_is_taken_once() -> None:
    """The code that opened the chat does not open it again, also while it is still shown."""
    async with playing(ADA, SAM) as play:
        key = await set_app(play)
        await play({"wait": "20m"})
        code = app_code(play, key, 5_000)
        assert words(await play(ada(code))) == ["Open."]
        again = words(await play(ada("/lock now"), ada(code)))
        assert "didn't open it" in again[1]


async def test_the_code_that_confirmed_the_app_does_not_open_it_too() -> None:
    """Read over a shoulder at set-up, it is of no use."""
    async with playing(ADA, SAM) as play:
        said = await play(ada("/lock app"))
        key = said[-1]["text"].split("\n\n")[1]
        await play({"who": "ada", "tap": "It's in"})
        code = app_code(play, key)
        await play(ada(code))
        assert "didn't open it" in words(await play(ada("/lock now"), ada(code)))[1]


@pytest.mark.parametrize(
    ("seconds", "taken"),
    [(-61, False), (-31, False), (-30, True), (-1, True), (0, True), (29, True), (59, True), (61, False)],
)
def test_a_phone_clock_may_be_off_by_one_step(seconds: int, taken: bool) -> None:
    """Codes of the step before and after are right, of two steps away wrong, at both ends of a step."""
    now = 1_772_442_030  # the beginning of a step
    code = pyotp.TOTP(KEY).at(datetime.fromtimestamp(now + seconds, UTC))
    assert bool(Locksmith().code_step(KEY, code, now * 1000)) == taken


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B (SHA-1): the last six digits of 94287082 at 59 s, of 07081804 at 1111111109 s."""
    assert Locksmith().code_step(KEY, "287082", 59_000) == 1
    assert Locksmith().code_step(KEY, "081804", 1_111_111_109_000) == 37037036


def test_a_pin_is_kept_as_a_slow_salted_hash() -> None:
    """The same PIN with two salts gives two hashes; one takes more than a millisecond to compute."""
    smith, began = Locksmith(), time.perf_counter()
    one, other = smith.pin_hash(PIN, "a"), smith.pin_hash(PIN, "b")
    assert time.perf_counter() - began > 0.002
    assert one != other
    assert PIN not in one
    assert (smith.pin_fits(PIN, one), smith.pin_fits(OTHER_PIN, one), smith.pin_fits(PIN, "")) == (
        True,
        False,
        False,
    )


async def test_the_same_code_delivered_twice_is_one_try() -> None:
    """A provider that repeats itself uses up no tries, and opens nothing twice."""
    async with playing(ADA, SAM, *SET_PIN, IDLE, ada(WRONG), {"again": True}, {"again": True}) as play:
        assert len((await lock_of(play)).wrong) == 1


async def test_a_crash_forgets_no_lock_and_no_tries() -> None:
    """Shut before, shut after; wrong codes counted before count on; what was asked for is still done."""
    crash = {"crash": True}
    async with playing(ADA, SAM, *SET_PIN, IDLE, *[ada(WRONG)] * 4, crash, ada("/clients"), crash) as play:
        assert (await lock_of(play)).wrong
        assert words(await play(ada(PIN)))[0].startswith("Sam")
        assert words(await play(ada("/lock now"), crash, ada(WRONG)))[-1].startswith(REFUSED)


async def test_a_crash_while_it_is_being_set_loses_nothing() -> None:
    """Between the PIN and its repetition the process dies: the repetition still sets it."""
    async with playing(ADA, SAM, *SET_PIN[:2], {"crash": True}, SET_PIN[2]) as play:
        assert (await lock_of(play)).kind == "pin"


async def test_opening_one_chat_leaves_the_other_shut() -> None:
    """A PIN typed in a second chat opens that one only; what a client wrote is not sent to the first."""
    async with playing(ADA, SAM, *SET_PIN, IDLE) as play:
        await second_chat(play)
        await from_second(play, PIN)
        lock = await lock_of(play)
        assert lock.chat == "sms:+447700900999"
        assert words(await play(sam("ask may I"))) == [
            "Your other chat is open; this one stays locked.",
            "Something is waiting. Your code opens it.",
        ]
        assert words(await play(ada("/clients")))[0].startswith("Your PIN first")


async def second_chat(play: Play) -> None:
    """Ada has a number as well; her texts go on coming to Telegram."""
    id, store = await play.id("ada"), play.stage.engine.store
    loaded = (await store.load(play.stage.practice, [id]))[id]
    binds = [BindAddress("sms", "+447700900999", "active")]
    await store.commit(
        TurnWrites(
            person_id=id,
            practice_id=play.stage.practice,
            expected_version=loaded.version,
            at=play.stage.clock.now(),
            addresses=binds,
        )
    )


async def from_second(play: Play, text: str) -> None:
    """Something comes from that number."""
    inbound = Inbound("sms", "+447700900999", f"second-{text}", "text", play.stage.clock.now(), text=text)
    await play.stage.engine.door.receive(play.stage.practice, inbound)


async def test_the_other_channel_hears_of_tried_codes() -> None:
    """Five wrong codes on Telegram: the number gets one text about it."""
    async with playing(ADA, SAM, *SET_PIN, IDLE) as play:
        await second_chat(play)
        said = await play(*[ada(WRONG)] * 5)
        others = [e for e in said if e["channel"] == "sms"]
        assert [e["to"] for e in others] == ["+447700900999"]
        assert "Someone tried codes on your chat" in others[0]["text"]


class Forgetting:
    """Notes which messages the channel was asked to remove."""

    def __init__(self) -> None:
        self.gone: list[Inbound] = []

    async def __call__(self, inbound: Inbound) -> None:
        """Remove it."""
        self.gone.append(inbound)


async def test_messages_with_codes_are_removed() -> None:
    """PINs, right and wrong codes and the message with the app's key go from the chat; nothing else does."""
    async with playing(ADA, SAM) as play:
        channel: Any = play.stage.engine.door._channels[play.stage.practice, "telegram"]
        channel.forget = forgetting = Forgetting()
        await play(*SET_PIN, ada("/clients"), ada("/lock now"), ada(WRONG), ada("/help"), ada(PIN))
        assert [one.text for one in forgetting.gone] == [PIN, PIN, WRONG, PIN]
        forgetting.gone.clear()
        await play(ada("/lock app"), ada(PIN), {"who": "ada", "tap": "It's in"})
        assert [one.kind for one in forgetting.gone] == ["text", "tap"]
        assert channel.taps[-1][1] == ""  # its label is not written onto a message that goes


def test_what_opens_something_is_masked_wherever_it_stands() -> None:
    """The values of secrets are gone from the whole export, also inside other texts; all else stays."""
    data = {
        "lock": {"secret": "ABC", "fresh_secret": "", "kind": "totp"},
        "texts": [{"doc": "key ABC."}],
        "n": 1,
    }
    assert masked(data) == {
        "lock": {"secret": "…", "fresh_secret": "", "kind": "totp"},
        "texts": [{"doc": "key …."}],
        "n": 1,
    }


@pytest.mark.parametrize("field", ["lock_word", "word", "check"])
def test_a_word_that_opens_something_is_masked(field: str) -> None:
    """Each word of a client is gone where it is a field, also in a conversation; in a sentence it stays."""
    client: dict[str, Any] = {"lock_word": "", "word": "", "check": None, "work_word": "the"}
    given = {**client, field: {"word": "the", "why": "silent"} if field == "check" else "the"}
    kept = {**client, field: {"word": "…", "why": "silent"} if field == "check" else "…"}
    talk, text = {"args": {"word": "the"}}, {"doc": "the bus"}
    data = {"person": {"client": given}, "talks": [talk], "texts": [text]}
    assert masked(data) == {
        "person": {"client": kept},
        "talks": [{"args": {"word": "…"}}],
        "texts": [text],
    }
