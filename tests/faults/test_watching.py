"""The watcher of simulated lives forgives nothing: what is spoilt here must each time be found."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

import bot.sender
import bot.writes
import storage.chain
import storage.erasing
import storage.turns
from bot.door import Door
from bot.engine import Engine
from bot.sender import Sender
from bot.sending_loop import SendingLoop
from handlers import sending
from handlers.client import agenda, agreed, catching_up, notices
from handlers.turn import Turn
from storage import audit, outbox, talks
from storage.errors import StoreUnavailable
from storage.sqlite import SqliteStore
from tests.faults.phones import FarSide
from tests.faults.post import Post
from tests.faults.spoilt import counts_as_sent, found

STOPPED = 18
"""In this life somebody says STOP while something waits to be sent to them."""


REJOINED = 14
"""In this one somebody stops, starts, agrees again and is given something to do."""

RESTED = 4
"""In this one something falls due for who rests, after a word of distress and by their own wish."""


@pytest.mark.parametrize("error", [KeyError("a mistake"), StoreUnavailable("of no fault that was made")])
def test_an_error_that_nobody_made(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """What claiming raises is looked at, also an outage's error where there was no outage."""

    async def claim(*_: Any, **__: Any) -> Any:
        monkeypatch.undo()
        raise error

    monkeypatch.setattr(Sender, "claim", claim)
    assert found() == ["unexpected"]


def test_a_text_after_a_stop_that_crashed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stopped in a turn of which nobody heard, because the process died with it, is not texted."""
    monkeypatch.setattr(outbox, "DROP_QUEUED", "none")
    monkeypatch.setattr(outbox, "CALL_OFF", "none")
    assert "I3 sent after STOP" in found(STOPPED, {"crash_at_stop": 1.0, "no_connection": 0.5})


def test_a_late_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that takes three seconds although nothing failed is late."""
    send = FarSide.send

    async def slow(side: FarSide, message: Any) -> Any:
        if message.kind == "safety":
            await asyncio.sleep(3)
        return await send(side, message)

    monkeypatch.setattr(FarSide, "send", slow)
    assert found() == ["I6 late"]


def test_two_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cards for one text are one too many, where nothing left it open whether the first arrived."""
    send = FarSide.send

    async def twice(side: FarSide, message: Any) -> Any:
        if message.kind == "safety":
            await send(side, message)
        return await send(side, message)

    monkeypatch.setattr(FarSide, "send", twice)
    assert found() == ["I4 twice", "I6 more than one card"]


@pytest.mark.parametrize(
    ("sql", "rule"),
    [("ADD_RECORD", "I2 other records than were written"), ("DROP", "I2 loaded what no turn wrote")],
)
def test_a_turn_that_is_stored_in_part(sql: str, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a committed turn wrote is missed when the store leaves it out."""
    monkeypatch.setattr(talks, sql, "none")
    assert rule in found()


# -- I3 -------------------------------------------------------------------------------------------------


def test_out_of_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """News that does not wait for the client's hours is found."""
    monkeypatch.setattr(sending, "_in_hours", lambda *_: True)
    for module in (notices, catching_up):
        monkeypatch.setattr(module, "next_inside", lambda zone, at, hours: at)
    assert found() == ["I3 sent out of hours"]


def test_without_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who joins again and whose yes to texts is not on record is texted nothing unasked."""
    add = agreed.add

    def forgets(turn: Any, what: str, at: int, wording: str) -> Any:
        consent = add(turn, what, at, wording)
        if what == agreed.TEXTS:
            turn.person.client.consents.remove(consent)
        return consent

    monkeypatch.setattr(agreed, "add", forgets)
    monkeypatch.setattr(agreed, "texts", lambda _: True)
    assert "I3 sent without consent" in found(REJOINED)


def test_during_a_hold_and_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the agenda and the gate let through during a hold or a pause is found."""
    rows = agenda.rows

    def restless(person: Any, now: int) -> Any:
        return rows(replace(person, client=replace(person.client, held=False, paused_until=0)), now)

    monkeypatch.setattr(bot.writes, "may_go", lambda *_: True)
    monkeypatch.setattr(agenda, "rows", restless)
    assert {"I3 sent during a hold", "I3 sent during a pause"} <= {*found(RESTED)}


def test_after_its_last_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cue that stands in the line for fifty minutes and goes all the same is found."""
    send = SendingLoop._send

    async def late(loop: SendingLoop, claim: Any, wait: float) -> None:
        await asyncio.sleep(3000 if claim.kind == "cue" else 0)
        await send(loop, claim, wait)

    monkeypatch.setattr(bot.sender, "LEASE", 10**8)
    monkeypatch.setattr(Sender, "_back_until", lambda *_: None)
    monkeypatch.setattr(SendingLoop, "_send", late)
    assert "I3 sent after its last moment" in found()


def test_after_erasure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who counts as erased and is still there is texted, and that is found."""

    async def erases_nothing(store: Any, practice: str, person: str, at: int, *_: Any, **__: Any) -> Any:
        for one, where, row in await store.erasures(at):
            if one == person:
                await store.due_gone(where, one, row)
        return {"rows": 1}

    monkeypatch.setattr(SqliteStore, "erase_person", erases_nothing)
    assert "I3 sent after erasure" in found()


def test_an_erasure_that_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is erased and stands in no list beside the store is found."""
    monkeypatch.setattr(storage.erasing, "write_erased", lambda *_: None)
    assert found() == ["an erasure is not remembered"]


# -- I1, I5, I7, I8 -------------------------------------------------------------------------------------


def test_words_answered_and_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note whose webhook is answered and of which nothing is applied is missed."""
    receive = Door._receive

    async def deaf(door: Door, record: Any) -> None:
        if not record.inbound.text.startswith("note "):
            await receive(door, record)

    monkeypatch.setattr(Door, "_receive", deaf)
    assert found() == ["I1 lost"]


def test_words_taken_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note that is kept without its words is missed in its writer's export."""
    keep = Turn.keep

    def empty(turn: Turn, kind: str, /, **doc: Any) -> str:
        return keep(turn, kind, **{**doc, **({"words": ""} if kind in ("journal", "win") else {})})

    monkeypatch.setattr(Turn, "keep", empty)
    assert "I1 words lost" in found(0)


def test_words_that_never_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the provider never brings is missed."""

    async def nothing(*_: Any, **__: Any) -> None:
        return

    monkeypatch.setattr(Post, "_deliver", nothing)
    monkeypatch.setattr(Post, "_lay_by", nothing)
    assert found() == ["I1 never taken"]


def test_a_text_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cues that are put back each hour for ever, past their last moment, are found."""
    send = Sender.send

    async def puts_back(sender: Sender, claim: Any, **more: Any) -> None:
        if claim.kind == "cue":
            await sender._go_back(claim, sender._clock.now() + 3_600_000)
        else:
            await send(sender, claim, **more)

    monkeypatch.setattr(Sender, "send", puts_back)
    monkeypatch.setattr(outbox, "EXPIRE", "UPDATE outbox SET state = state WHERE id = '' AND next_at = ?")
    assert found() == ["I5 no end"]


def test_a_text_that_never_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cues that count as sent and are on nobody's phone are found."""
    counts_as_sent(monkeypatch, "cue")
    assert "I5 counted as sent, never arrived" in found()


def test_what_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a turn means for others and nobody takes is found."""

    async def nothing(_: Engine) -> int:
        return 0

    monkeypatch.setattr(Engine, "dispatch", nothing)
    assert "I5 still waiting" in found(0)


def test_an_audit_entry_that_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that names another actor than was hashed breaks the chain."""
    link = audit.link

    def forged(*args: Any) -> Any:
        head, row = link(*args)
        return head, (*row[:3], "somebody", *row[4:])

    for module in (audit, storage.chain, storage.turns):
        if hasattr(module, "link"):
            monkeypatch.setattr(module, "link", forged)
    assert "I7 audit" in found(0)


def test_somebody_elses_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client's name in everybody's texts is found."""
    outgoing = Sender.outgoing

    def tells(sender: Sender, claim: Any) -> Any:
        message = outgoing(sender, claim)
        return replace(message, text=f"{message.text} Sam Reed")

    monkeypatch.setattr(Sender, "outgoing", tells)
    assert found() == ["I8 crossed"]
