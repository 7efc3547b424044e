"""A lost phone and a lost code: what a therapist and their practice can do, and what it leaves behind."""

import re
from typing import Any

import pytest

from bot.cli_parser import build_parser
from bot.operations import Operations
from handlers.turn import HOUR
from storage.rows import InviteRow, TurnWrites
from tests.lock_stage import ADA, IDLE, PIN, SAM, SET_PIN, Play, ada, lock_of, playing, sam, words

REVOKE = (ada("/lock revoke"), {"who": "ada", "tap": "Cut them"})
LEE = {**ADA, "cast": "lee", "name": "Lee Park"}
BACKED = (LEE, ada("/backup lee"), {"who": "lee", "tap": "I agree"})


class Named:
    """The bot's username."""

    async def username(self, practice: str) -> str:
        """It."""
        return "interlude_bot"


async def operate(play: Play, action: str, name: str = "Ada Okafor") -> list[str]:
    """What an operator does, and the lines that are printed."""
    stage = play.stage
    engine, config = stage.engine, stage._config
    desk = Operations(
        config, engine.store, engine.runner.entropy, stage.clock, Named(), lambda: engine.eraser
    )
    lines = await desk.run(f"therapist {action}", {"name": name})
    await engine.settle()
    return lines


async def joins(play: Play, code: str, figure: str = "new") -> list[dict[str, Any]]:
    """Somebody uses a code from a chat nobody knows."""
    return await play({"who": figure, "channel": "telegram", "text": f"start {code}"})


def code_of(lines: list[str]) -> str:
    """The typed code among printed lines."""
    found = re.search(r"start ([0-9A-Z]{10})$", "\n".join(lines), re.M)
    assert found
    return found.group(1)


async def test_a_revoked_chat_is_a_strangers() -> None:
    """At once: no command, no old button and no new text reaches the therapist's side in that chat."""
    async with playing(ADA, SAM, *SET_PIN, ada("/session sam"), ada("/clients"), *REVOKE) as play:
        store = play.stage.engine.store
        assert (
            await store.person_of(play.stage.practice, "telegram", play.stage.figures["ada"].address) is None
        )
        said = await play(ada("/clients"), {"who": "ada", "tap": "Leave"}, ada(PIN), sam("ask may I"))
        assert all("Sam" not in text for text in words(said))
        week = await play({"wait": "8d"})
        assert words(week) == []


async def test_what_was_on_its_way_to_a_revoked_chat_is_withdrawn() -> None:
    """A text the channel would not take is not sent there later, flags included."""
    away = {"refuse": "telegram", "how": "unavailable", "times": -1}
    async with playing(ADA, {**SAM, "channel": "sms"}, *SET_PIN, away) as play:
        await play(sam("ask may I"), sam("i want to die"))
        await operate(play, "revoke")
        assert words(await play({"refuse": "telegram", "times": 0}, {"wait": "3h"})) == []


async def test_flags_go_to_the_backup_meanwhile() -> None:
    """Cut off, a therapist's flag is the backup's at once, and the card names nobody who cannot see it."""
    async with playing(ADA, SAM, *BACKED, *SET_PIN) as play:
        await play(*REVOKE)
        said = await play(sam("i want to die"))
        assert any("A flag is waiting at Ada Okafor's" in text for text in words(said, "lee"))
        assert "Ada" not in words(said, "sam")[0]


async def test_the_operator_prints_a_new_link_which_works_once() -> None:
    """The new code joins the same therapist, with their clients, from another chat; nobody a second time."""
    async with playing(ADA, SAM, *SET_PIN) as play:
        lines = await operate(play, "revoke")
        assert "https://t.me/interlude_bot?start=" in lines[2]
        code = code_of(lines)
        joined = await joins(play, code)
        assert "Welcome, Ada" in joined[0]["text"]
        again = await joins(play, code, "thief")
        assert all("Ada" not in e["text"] for e in again)
        assert [r["action"] for r in await trail(play, "new")].count("revoked") == 1
        assert [r["action"] for r in await trail(play, "new")].count("therapist_revoked") == 1


async def trail(play: Play, figure: str) -> list[dict[str, Any]]:
    """The audit entries about somebody."""
    exported = await play.stage.engine.store.export_person(play.stage.practice, await play.id(figure))
    found: list[dict[str, Any]] = exported["audit"]
    return found


async def test_whoever_had_a_code_sets_a_new_one_at_joining() -> None:
    """The old PIN is worth nothing; the new chat shows nothing of a client's before a new one is set."""
    async with playing(ADA, SAM, *SET_PIN) as play:
        await joins(play, code_of(await operate(play, "revoke")))
        assert (await lock_of(play, "new")).kind == ""
        said = await play(sam("ask may I"), {"who": "new", "text": "/clients"})
        assert all("Sam" not in text for text in words(said, "new"))
        pin = {"who": "new", "text": "750316"}
        shown = words(await play({"who": "new", "tap": "A PIN"}, pin, pin), "new")
        assert "may I" in shown[-2]
        assert shown[-1].startswith("Sam")


async def test_flags_come_back_with_the_new_chat() -> None:
    """After joining anew a flag interrupts there, and the client's card names the therapist again."""
    async with playing(ADA, SAM, *BACKED, *SET_PIN) as play:
        await joins(play, code_of(await operate(play, "revoke")))
        said = await play(sam("i want to die"))
        assert any(text.startswith("A flag is waiting") for text in words(said, "new"))
        assert "Ada" in words(said, "sam")[0]


async def test_codes_of_before_are_void() -> None:
    """A join code that was still open when the phone was lost joins nobody."""
    async with playing(ADA, SAM, *SET_PIN) as play:
        id, store = await play.id("ada"), play.stage.engine.store
        loaded = (await store.load(play.stage.practice, [id]))[id]
        until = play.stage.clock.now() + 72 * HOUR
        left = InviteRow("0123456789", id, "therapist", until)
        await store.commit(
            TurnWrites(
                person_id=id,
                practice_id=play.stage.practice,
                expected_version=loaded.version,
                at=play.stage.clock.now(),
                invites=[left],
            )
        )
        await play(*REVOKE)
        said = await joins(play, "0123456789", "thief")
        assert all("Ada" not in e["text"] for e in said)


async def test_a_lost_code_is_taken_off_by_the_practice() -> None:
    """The chat says so without showing anything; what waited comes with the therapist's next message."""
    async with playing(ADA, SAM, *SET_PIN, IDLE, sam("ask may I"), *[ada("111999")] * 5) as play:
        before = len(play.printed)
        lines = await operate(play, "unlock")
        told = [e["text"] for e in play.printed[before:] if e.get("to") == "ada"]
        assert lines[0] == "Ada Okafor's code is off; the chat says so."
        assert len(told) == 1
        assert "Sam" not in told[0]
        shown = words(await play(ada("/clients")))
        assert "may I" in shown[0]
        assert shown[-1].startswith("Sam")
        assert await operate(play, "unlock") == ["Ada Okafor's chat has no code."]


async def test_the_list_says_what_stands_on_each_lock() -> None:
    """No code, a code, tried and refused, cut off: an operator sees which."""
    async with playing(ADA, SAM) as play:
        assert (await operate(play, "list"))[0].endswith("no code")
        await play(*SET_PIN)
        assert (await operate(play, "list"))[0].endswith("code: pin")
        await play(IDLE, *[ada("111999")] * 5)
        assert "last wrong code 2026-03-02 09:15 UTC, refused now" in (await operate(play, "list"))[0]
        await operate(play, "revoke")
        assert (await operate(play, "list"))[0].endswith("cut off")


@pytest.mark.parametrize("action", ["unlock", "revoke"])
def test_both_are_on_the_command_line(action: str) -> None:
    """`interlude therapist unlock NAME` and `interlude therapist revoke NAME`."""
    read = build_parser().parse_args(["therapist", action, "Ada"])
    assert (read.module, read.action, read.name) == ("bot.therapists", action, "Ada")
