"""A therapist's chat locks: setting it, 15 idle minutes, what waits, what is done after the code."""

import pytest

from handlers.therapist.lock_codes import code_in, weakness
from tests.lock_stage import (
    ADA,
    IDLE,
    PIN,
    SAM,
    SET_PIN,
    ada,
    app_code,
    lock_of,
    playing,
    sam,
    set_app,
    words,
)
from tests.world import client


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("123456", "row"),
        ("987654", "row"),
        ("890123", "row"),
        ("111111", "repeats"),
        ("121212", "repeats"),
        ("482482", "repeats"),
        ("114441", "repeats"),
        ("198503", "year"),
        ("032019", "year"),
        ("483920", ""),
        ("750316", ""),
    ],
)
def test_a_pin_that_is_soon_guessed_is_refused(pin: str, why: str) -> None:
    """Rows, repeats and years are named as what they are; any other six digits will do."""
    assert weakness(pin) == why


@pytest.mark.parametrize(
    "words_", ["12345", "1234567890123", "2026-03-10", "19:00", "12 3456", "+447700900123", ""]
)
def test_only_digits_are_a_code(words_: str) -> None:
    """A date, a time, a phone number and a short number are read as what they are, not as codes."""
    assert code_in(words_) == ""
    assert code_in(" 123 456 ") == "123456"


async def test_a_pin_is_typed_twice_and_kept_only_as_a_hash() -> None:
    """Two that differ begin again; then the chat is locked with it, and the PIN itself is nowhere."""
    async with playing(ADA, SAM, ada("/lock pin"), ada("12345"), ada(PIN)) as play:
        assert "same" in words(await play(ada("483921")))[0]
        await play(ada(PIN), ada(PIN))
        lock = await lock_of(play)
        assert lock.kind == "pin"
        assert lock.secret.startswith("scrypt$16384$8$1$")
        shown: list[object] = []
        play.printed.clear()
        await play.stage.take({"who": "ada", "sees": "store"})
        shown = [e for e in play.printed if "store" in e]
        assert shown
        assert PIN not in str(shown)
        assert lock.secret not in str(shown)


async def test_the_app_is_confirmed_with_its_first_code() -> None:
    """A code of another key does not set it, one of this key does, and the key is not given out again."""
    async with playing(ADA, SAM) as play:
        said = await play(ada("/lock app"))
        assert "otpauth://totp/" in said[-1]["text"]
        key = said[-1]["text"].split("\n\n")[1]
        await play({"who": "ada", "tap": "It's in"})
        assert "isn't from this key" in words(await play(ada("000000")))[0]
        assert (await lock_of(play)).kind == ""
        await play(ada(app_code(play, key)))
        assert (await lock_of(play)).kind == "totp"
        play.printed.clear()
        await play.stage.take({"who": "ada", "sees": "store"})
        assert key not in str(play.printed)


async def test_fifteen_minutes_without_a_word_shut_it() -> None:
    """Open 14:55 after the last word, shut at 15:00; the command typed then is done after the PIN."""
    async with playing(ADA, SAM, *SET_PIN, {"until": "2026-03-02T09:15:05+00:00"}) as play:
        assert "Sam" in words(await play(ada("/clients")))[0]  # the PIN was set at 09:00:15
        await play({"until": "2026-03-02T09:30:05+00:00"})
        asked = words(await play(ada("/clients")))
        assert asked == ["Your PIN first, please. Then what you asked for is done."]
        assert "Sam" in words(await play(ada(PIN)))[-1]


async def test_lock_now_shuts_it_at_once() -> None:
    """The very next command needs the code."""
    async with playing(ADA, SAM, *SET_PIN, ada("/lock now")) as play:
        assert "Sam" not in words(await play(ada("/client sam")))[0]


async def test_many_things_waiting_are_one_neutral_text() -> None:
    """Four questions while shut bring one text without a name; the code brings all four, in order."""
    async with playing(ADA, SAM, *SET_PIN, IDLE) as play:
        said = await play(*(sam(f"ask number {n}") for n in range(4)))
        assert words(said) == ["Something is waiting. Your code opens it."]
        shown = words(await play(ada(PIN)))
        assert [f"number {n}" in text for n, text in enumerate(shown)] == [True] * 4
        assert words(await play(ada("/lock now"), ada(PIN)))[-1] == "Open."


async def test_the_summary_waits_and_is_shown_as_it_is_then() -> None:
    """Due while shut, a summary is one neutral text; opened later it knows what came after it was due."""
    async with playing(ADA, SAM, *SET_PIN, {"until": "2026-03-03T13:00:00+00:00"}) as play:
        before = [e for e in play.printed if e.get("to") == "ada" and e.get("kind") == "summary"]
        assert before == []
        await play(sam("win Walked to the river"))
        shown = await play(ada(PIN))
        assert [e["kind"] for e in shown if e["to"] == "ada"] == ["summary"]
        assert "Walked to the river" in shown[-1]["text"]
        assert shown[-1]["buttons"]


async def test_a_summary_whose_session_is_over_is_dropped() -> None:
    """After the session nobody is shown the summary from before it; the recap takes its place."""
    async with playing(ADA, SAM, *SET_PIN, {"until": "2026-03-03T16:30:00+00:00"}) as play:
        shown = await play(ada(PIN))
        assert [e["kind"] for e in shown if e["to"] == "ada"] == ["recap"]


async def test_a_tap_waits_for_the_code_and_is_then_done() -> None:
    """A flag is taken by a tap only after the code; its alert came through without a name."""
    async with playing(ADA, SAM, *SET_PIN, IDLE) as play:
        alert = [e for e in await play(sam("i want to die")) if e["to"] == "ada"]
        assert alert[0]["text"].startswith("A flag is waiting, 09:15.")
        assert words(await play({"who": "ada", "tap": "I'm taking it"})) == [
            "Your PIN first, please. Then what you asked for is done."
        ]
        assert "/release Sam" in words(await play(ada(PIN)))[-1]


async def test_by_sms_a_digit_goes_to_the_flag_it_answered() -> None:
    """What waited comes before the digit is done, and still the digit belongs to the alert."""
    sms = {**ADA, "channel": "sms"}
    async with playing(sms, SAM, *SET_PIN, {"until": "2026-03-03T12:30:00+00:00"}) as play:
        await play(sam("i want to die"), ada("1"))
        shown = words(await play(ada(PIN)))
        assert any("Flags open: 1" in text for text in shown)
        assert "It's yours" in shown[-1]


async def test_a_flag_comes_last_so_that_a_digit_is_for_it() -> None:
    """Unlocked by the PIN alone on SMS, an untaken flag is asked about after what waited."""
    sms = {**ADA, "channel": "sms"}
    async with playing(sms, SAM, *SET_PIN, {"until": "2026-03-03T12:30:00+00:00"}) as play:
        await play(sam("i want to die"))
        shown = words(await play(ada(PIN)))
        assert shown[-1].startswith("A flag is waiting")
        assert "It's yours" in words(await play(ada("1")))[-1]


async def test_sos_and_stop_need_no_code() -> None:
    """Shut or not: a therapist's own distress gets the numbers, and STOP its question and its answer."""
    async with playing(ADA, SAM, *SET_PIN, IDLE) as play:
        assert "116 123" in words(await play(ada("sos")))[0]
        assert "Which is it to be?" in words(await play(ada("/stop")))[0]
        assert "Stopped" in words(await play({"who": "ada", "tap": "Stop all"}))[0]


async def test_help_needs_no_code() -> None:
    """HELP is answered as ever, by SMS and in any state; it names no client."""
    async with playing({**ADA, "channel": "sms"}, SAM, *SET_PIN, IDLE) as play:
        assert "invite NAME" in words(await play(ada("HELP")))[0]


async def test_what_was_typed_long_before_the_code_is_not_done() -> None:
    """After five minutes somebody else may have typed it: it is named, not done."""
    async with playing(ADA, SAM, *SET_PIN, IDLE, ada("/note sam x"), {"wait": "5m"}) as play:
        shown = words(await play(ada(PIN)))
        assert "was not done" in shown[0]
        assert not any(r["kind"] == "therapist_note" for r in await play.records("sam"))


async def test_a_code_typed_while_open_goes_nowhere() -> None:
    """In the middle of writing to a client a PIN is not taken for words to send."""
    async with playing(ADA, SAM, *SET_PIN, ada("/recap sam"), {"who": "ada", "tap": "Yes"}) as play:
        assert "went no further" in words(await play(ada(PIN)))[0]
        assert PIN not in str(await play.records("sam"))


async def test_the_app_opens_it() -> None:
    """A fresh code of the app opens the chat."""
    async with playing(ADA, SAM) as play:
        key = await set_app(play)
        await play({"wait": "20m"}, ada("/clients"))
        assert "Sam" in words(await play(ada(app_code(play, key))))[-1]


async def test_a_digit_typed_before_answers_nothing_shown_after() -> None:
    """A preview that came while shut has Send as its first button: a 1 typed blindly does not send it."""
    sms = {**ADA, "channel": "sms"}
    assigned = [ada("/assign sam sa-mood daily at 19:00"), {"who": "ada", "tap": "Send"}]
    async with playing(sms, client("sam", "telegram", "tue 15:00"), *assigned, *SET_PIN) as play:
        await play({"until": "2026-03-06T14:00:00+00:00"}, ada("1"))
        shown = await play(ada(PIN))
        assert [e["kind"] for e in shown] == ["letter", "reply"]
        assert "didn't find a command" in shown[-1]["text"]
        letters = [e for e in await play({"until": "2026-03-07T21:00:00+00:00"}) if e["to"] == "sam"]
        assert "letter" not in [e["kind"] for e in letters]


async def test_what_is_not_done_any_more_is_not_kept() -> None:
    """Words typed while shut leave the store once they are too old to be done."""
    async with playing(
        ADA, SAM, *SET_PIN, IDLE, ada("/note sam quokka"), {"wait": "6m"}, sam("ask x")
    ) as play:
        assert "quokka" not in str((await lock_of(play)).held)
        assert "was not done" in words(await play(ada(PIN)))[0]


async def test_a_digit_while_a_code_is_being_set_answers_the_flag() -> None:
    """A flag that comes in between is taken by its digit on SMS; the digit is not read as a PIN."""
    sms = {**ADA, "channel": "sms"}
    async with playing(sms, SAM, *SET_PIN[:1], sam("i want to die")) as play:
        assert "It's yours" in words(await play(ada("1")))[0]


async def test_a_chat_that_is_never_opened_keeps_what_is_newest() -> None:
    """Fifty questions while locked do not pile up for ever: the forty newest are shown."""
    async with playing(ADA, SAM, *SET_PIN, IDLE) as play:
        await play(*(sam(f"ask number {n}") for n in range(50)))
        assert len((await lock_of(play)).waiting) == 40
        shown = words(await play(ada(PIN)))
        assert "number 49" in shown[-1]
        assert not any('number 9"' in text for text in shown)
