"""Too much at once from somebody known: kept, read together, answered slowly; distress and STOP at once."""

import asyncio
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from bot.flood import PER_MINUTE, Flood
from bot.held import MOST, next_group
from handlers.answering import joins_last
from handlers.events import Tap, Text
from handlers.talk import Answer
from storage.rows import InboxRow
from tests.core_stage import ADA, SAM, Play, failing, playing, words_of
from tests.figures.flood import flooded


async def burst(play: Play, texts: int, words: str = "thought {}") -> None:
    """Sam writes so many texts within the same moment."""
    for number in range(texts):
        await play.deliver("sam", text=words.format(number))


async def later(play: Play, seconds: int) -> None:
    """So many seconds pass, with what happens in them."""
    await play.stage.pass_until(play.stage.clock.now() + 1_000 * seconds)
    await play.stage.engine.settle()


async def said(play: Play) -> list[str]:
    """Everything of Sam's that is being kept: the note whose readers are asked for, and journal entries."""
    loaded = await play.stage.engine.store.load(play.stage.practice, [await play.id()])
    notes = [row.doc.args.get("words", "") for row in loaded[await play.id()].talks]
    return [*notes, *[str(one.get("words", "")) for one in await play.records()]]


async def test_nothing_a_client_writes_is_lost() -> None:
    """Sixty texts at once: all of them stand in what is kept, in order, and one text says that it is so."""
    async with playing(ADA, SAM) as play:
        before = len(play.printed)
        await burst(play, 60)
        await play({"wait": "2m"})
        whole = "\n".join(await said(play))
        places = [whole.index(f"thought {number}") for number in range(60)]
        many = [e for e in play.printed[before:] if "kept and read together" in e.get("text", "")]
    assert places == sorted(places)
    assert len(many) == 1
    assert "SOS" in many[0]["text"]


async def test_beyond_the_limit_one_answer_in_ten_seconds() -> None:
    """After twenty in a minute a client is answered at most every ten seconds."""
    async with playing(ADA, SAM) as play:
        await burst(play, 30, "/menu")
        await play.stage.engine.settle()
        before = len(play.printed)
        for _ in range(6):
            await burst(play, 5, "/menu")
            await later(play, 5)
        answers = [e for e in play.printed[before:] if e.get("to") == "sam"]
    assert 2 <= len(answers) <= 4


@pytest.mark.parametrize(
    ("words", "kind"), [("i want to die", "safety"), ("sos", "safety"), ("stop", "optout")]
)
async def test_distress_and_stop_in_a_flood(words: str, kind: str) -> None:
    """In the midst of a flood, SOS, words of risk and STOP are answered at once."""
    async with playing(ADA, SAM) as play:
        await burst(play, 200)
        before = len(play.printed)
        await play.deliver("sam", text=words)
        await play.stage.engine.sender.drain()
        answers = [e["kind"] for e in play.printed[before:] if e.get("to") == "sam"]
    assert kind in answers


async def test_a_flood_of_sos_is_answered_again_and_again() -> None:
    """SOS has a limit of its own: the first twenty at once, then like all else; none is dropped."""
    async with playing(ADA, SAM) as play:
        await burst(play, 50, "sos")
        await play.stage.engine.settle()
        cards = [e for e in play.printed if e.get("kind") == "safety"]
        assert len(cards) == PER_MINUTE + 1  # those beyond, being the same, are read as one
        assert await play.stage.engine.store.inbox_waiting() == []


async def test_the_hard_end() -> None:
    """Beyond what can be kept, that is said once, counted, and nothing more is stored."""
    async with playing(ADA, SAM) as play:
        await burst(play, PER_MINUTE + MOST + 50)
        engine = play.stage.engine
        assert len(await engine.store.inbox_waiting()) == MOST
        assert engine.faults["over_limit"] == 50
        await engine.settle()
        told = [e["text"] for e in play.printed if "More came than can be kept" in e.get("text", "")]
    assert len(told) == 1


async def test_one_clients_flood_is_nobody_elses() -> None:
    """Somebody else is answered as ever."""
    other = {**SAM, "cast": "zoe", "name": "Zoe"}
    async with playing(ADA, SAM, other) as play:
        await burst(play, 100)
        assert [e["kind"] for e in await play({"who": "zoe", "text": "menu"}) if e["to"] == "zoe"] == ["menu"]


async def test_second_deliveries_do_not_count() -> None:
    """The provider bringing one text fifty times uses up nothing of the limit."""
    async with playing(ADA, SAM) as play:
        await play({"who": "sam", "text": "menu"})
        for _ in range(50):
            await play({"again": True})
        assert [e["kind"] for e in await play({"who": "sam", "text": "menu"}) if e["to"] == "sam"] == ["menu"]
        assert await play.stage.engine.store.inbox_waiting() == []


async def test_what_is_held_outlives_a_crash(tmp_path: Path) -> None:
    """Texts beyond the limit are on the disk when they are acknowledged, and are read after a restart."""
    store = f"sqlite:{tmp_path / 'kept.db'}"
    async with playing(ADA, SAM, store=store) as play:
        await burst(play, 40)
        await play({"crash": True}, {"wait": "2m"})
        whole = "\n".join(await said(play))
    assert all(f"thought {number}" in whole for number in range(40))


async def test_a_joined_turn_that_raises_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the turn of what was read together fails, all of it waits for the next try."""
    broken = {"now": True}
    async with playing(ADA, SAM) as play:
        with monkeypatch.context() as patch:
            failing(patch, lambda _, event: broken["now"] and "thought 25" in words_of(event))
            await burst(play, 40)
            await later(play, 15)
            broken["now"] = False
            await play({"wait": "1m"})
        whole = "\n".join(await said(play))
    assert all(f"thought {number}" in whole for number in range(40))


async def test_silence_after_stop_in_a_flood() -> None:
    """After STOP a flood brings no word about its pace."""
    async with playing(ADA, SAM) as play:
        await play({"who": "sam", "text": "stop"})
        before = len(play.printed)
        await burst(play, 60)
        await play({"wait": "1m"})
        assert [e for e in play.printed[before:] if e.get("to") == "sam"] == []


def row(event: dict[str, object], held: bool = True) -> InboxRow:
    return InboxRow("i", "p", "sam", {**event, **({"held": True} if held else {})})


def text(words: str, at: int = 0) -> dict[str, object]:
    return {"type": "Text", "text": words, "sent_at": at, "cut": False}


def test_what_is_read_together() -> None:
    """Words with words, up to what is kept in one piece; commands and presses stand alone, once."""
    tap = {"type": "Tap", "talk": "t", "turn": 1, "choice": 0, "sent_at": 1}
    long = text("x" * 7_999)
    group = next_group([row(text("a")), row(text("b", 9)), row(text("/menu")), row(text("c"))])
    assert isinstance(group.event, Text)
    assert (group.event.text, group.event.sent_at, len(group.rows)) == ("a\nb", 9, 2)
    assert len(next_group([row(text("menu")), row(text("menu", 5)), row(text("a"))]).rows) == 2
    assert len(next_group([row(tap), row({**tap, "sent_at": 3}), row({**tap, "choice": 1})]).rows) == 2
    assert isinstance(next_group([row(tap), row(text("a"))]).event, Tap)
    assert len(next_group([row(long), row(text("b"))]).rows) == 1
    assert len(next_group([row(text("a"), held=False), row(text("b"))]).rows) == 1


def test_others_while_one_floods() -> None:
    """Through the web server, on a synced store: all are answered 200, and SOS and others are served."""
    waits = asyncio.run(flooded(0.5, 400, known=True))
    assert waits.statuses == {200}
    assert waits.sos < 5
    assert waits.answers < 30
    assert len(waits.others) == 10


async def test_words_do_not_join_a_time() -> None:
    """A text on the heels of a time, a number or a choice is no part of it: only words go on with words."""
    async with playing(ADA, SAM) as play:
        await play({"who": "sam", "text": "slept badly again"})
        loaded = (await play.stage.engine.store.load(play.stage.practice, [await play.id()]))[await play.id()]
        (talk,) = [row.doc for row in loaded.talks if row.doc.state == "open"]
        talk.answers.append(Answer("plan/when#1", "19:00", "19:00", 0, kind="time"))
        event = Text("and how?", talk.asked.at + 1_000)
        assert not joins_last(talk, event)
        talk.answers[-1].kind = "text"
        assert joins_last(talk, event)


@pytest.mark.parametrize("who", ["sam", "pat"])
async def test_a_clock_set_back_mutes_nobody(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After many texts the clock goes back by two hours: client and stranger are answered at once."""
    async with playing(ADA, SAM) as play:
        clock = play.stage.clock
        play.stage._figure({"who": "pat", "channel": "telegram"})
        for _ in range(PER_MINUTE):
            await play.deliver(who, text="menu")
        right, before = clock.now(), len(play.printed)
        monkeypatch.setattr(clock, "now", lambda: right - 2 * 3_600_000)
        await play.deliver(who, text="menu")
        await play.stage.engine.sender.drain()
        assert len([one for one in play.printed[before:] if one.get("to") == who]) == 1


def test_one_message_counts_once_however_often_it_is_tried() -> None:
    """What was let in and could not be taken is let in again; it uses up nothing of the limit."""
    flood = Flood(VirtualClock(0))
    assert all(flood.lets_in("sam", key="1") for _ in range(3 * PER_MINUTE))
    assert all(flood.lets_in("sam", key=str(number)) for number in range(2, PER_MINUTE + 1))
    assert not flood.lets_in("sam", key="one more")
    assert flood.lets_in("sam", key="1")
