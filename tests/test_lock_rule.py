"""Whom the lock concerns: therapists who want it, practices that ask for it, people with two roles."""

from dataclasses import replace

from tests.core_stage import live_in
from tests.lock_stage import (
    ADA,
    IDLE,
    PIN,
    SAM,
    SET_PIN,
    WRONG,
    ada,
    app_code,
    change,
    lock_of,
    own_rule,
    playing,
    sam,
    words,
)
from tests.world import client


async def test_switching_off_asks_for_the_code() -> None:
    """An open phone in other hands does not lose its lock: off and change need the code that is set."""
    async with playing(ADA, SAM, *SET_PIN, ada("/lock off")) as play:
        await play(ada(WRONG))
        assert (await lock_of(play)).kind == "pin"
        assert words(await play(ada(PIN)))[0].startswith("Off")
        assert (await lock_of(play)).kind == ""


async def test_the_practice_can_ask_for_a_lock() -> None:
    """Until a code is set nothing of a client's is shown; then what was asked for is done; it stays on."""
    async with playing(ADA, SAM) as play:
        house = play.stage.houses[play.stage.practice]
        ruled = replace(house, practice=replace(house.practice, therapist_lock="pin"))
        live_in(play, {play.stage.practice: ruled})
        await change(play, "ada", own_rule)
        assert words(await play(sam("ask may I")))[0] == (
            "Something is waiting. Any reply here begins setting the code it needs."
        )
        first = await play(ada("/clients"))
        assert "Sam" not in first[-1]["text"]
        assert first[-1]["buttons"] == ["A PIN", "An authenticator app"]
        shown = words(await play({"who": "ada", "tap": "A PIN"}, ada(PIN), ada(PIN)))
        assert "may I" in shown[-2]
        assert shown[-1].startswith("Sam")
        assert "not switched off" in words(await play(ada("/lock off")))[0]


async def test_a_practice_that_asks_for_the_app_is_not_content_with_a_pin() -> None:
    """A PIN set before opens the chat, and the app's key is then shown before anything else."""
    async with playing(ADA, SAM, *SET_PIN) as play:
        house = play.stage.houses[play.stage.practice]
        ruled = replace(house, practice=replace(house.practice, therapist_lock="totp"))
        live_in(play, {play.stage.practice: ruled})
        await change(play, "ada", own_rule)
        said = await play(ada("/clients"))
        key = said[-1]["text"].split("\n\n")[1]
        await play({"who": "ada", "tap": "It's in"})
        shown = words(await play(ada(app_code(play, key))))
        assert shown[-1].startswith("Sam")
        assert (await lock_of(play)).kind == "totp"


async def test_whoever_is_a_client_too_is_not_locked_out_as_one() -> None:
    """As a client everything works while the therapist's side is shut; going there takes the code."""
    lee = {**ADA, "cast": "lee", "name": "Lee Park"}
    both = {"cast": "ada", "role": "client", "of": "lee", "zone": "Europe/London"}
    async with playing(ADA, SAM, lee, both, ada("as therapist"), *SET_PIN, IDLE) as play:
        assert "client" in words(await play(ada("as client")))[0]
        said = await play(sam("ask may I"))
        assert words(said) == ['Something is waiting. "as therapist" opens it.']
        assert "PIN" not in words(await play(ada("todo")))[0]
        assert words(await play(ada("as therapist")))[0].startswith("Your PIN first")
        shown = words(await play(ada(PIN)))
        assert ["as a therapist now" in text for text in shown] == [True, False]
        assert "may I" in shown[1]


async def test_the_lock_is_in_help_and_in_the_menu() -> None:
    """A therapist finds it."""
    async with playing(ADA, SAM) as play:
        assert "/lock" in words(await play(ada("/help")))[0]
        assert "lock" in [c.word for c in play.stage.engine.door._renderer.commands("therapist")]


async def test_without_a_lock_nothing_changes() -> None:
    """A cast therapist has none: names and taps go through as ever, however long nobody wrote."""
    async with playing(ADA, client("sam", "telegram"), {"wait": "3h"}) as play:
        assert "Sam" in words(await play(sam("ask may I")))[0]
        assert "Sam" in words(await play(ada("/clients")))[0]
        assert (await lock_of(play)).chat == ""


async def test_lock_now_works_from_both_roles() -> None:
    """Somebody who is here as a client just now can still shut the other side at once."""
    lee = {**ADA, "cast": "lee", "name": "Lee Park"}
    both = {"cast": "ada", "role": "client", "of": "lee", "zone": "Europe/London"}
    async with playing(ADA, SAM, lee, both, ada("as therapist"), *SET_PIN, ada("as client")) as play:
        assert words(await play(ada("/lock now")))[0].startswith("Locked.")
        assert words(await play(ada("as therapist")))[0].startswith("Your PIN first")
