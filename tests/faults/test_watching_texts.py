"""The watcher forgives nothing: texts that stay away, come twice or to others, and turns taken twice."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.base import Inbound
from bot.door import Door
from bot.sender import Sender
from handlers.safety import card
from handlers.turn import Turn
from storage import outbox, tells
from storage.rows import TurnWrites
from storage.sqlite import SqliteStore
from tests.faults.catching_up import APART, LATE, MINUTE, check_catching_up
from tests.faults.spoilt import counts_as_sent, found
from tests.faults.standing import Text

AGAIN = 1
"""In this life somebody writes in distress twice within six hours."""

CANARY = 10
"""In this one somebody keeps a note."""


# -- I9 -------------------------------------------------------------------------------------------------


def test_texts_given_up_at_their_first_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a provider did not take once is tried again, or it is missed."""
    monkeypatch.setattr(Sender, "_again_at", lambda *_: None)
    assert found(likely={"no_connection": 0.3}) == ["I9 it could have come"]


def test_texts_that_stand_until_they_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that are never taken up and expire are missed, although each has its end."""
    claim = Sender.claim

    async def only_urgent(sender: Sender, *args: Any, urgent_only: bool = False) -> Any:
        return await claim(sender, *args, urgent_only=True)

    monkeypatch.setattr(Sender, "claim", only_urgent)
    assert found() == ["I9 it could have come"]


def test_a_text_that_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a committed turn says and no row holds is missed."""
    monkeypatch.setattr(outbox, "ADD", "none")
    assert "I5 a text is gone" in found()


# -- I1, I3 ---------------------------------------------------------------------------------------------


def test_somebody_known_who_is_taken_for_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who joined and is told that nobody knows them is found."""

    async def nobody(*_: Any) -> None:
        return None

    monkeypatch.setattr(SqliteStore, "person_of", nobody)
    assert "I1 somebody known taken for a stranger" in found()


def test_a_strangers_answer_to_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said past the store to another than the one who wrote is found."""
    say = Door._say

    async def astray(door: Door, practice: str, inbound: Inbound, *args: Any) -> Any:
        return await say(door, practice, replace(inbound, address="1001"), *args)

    monkeypatch.setattr(Door, "_say", astray)
    assert "I3 past the store to somebody else" in found()


def test_a_stranger_in_distress_who_is_told_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers to call are what a stranger in danger gets, and nothing else."""
    say = Door._say

    async def chats(door: Door, practice: str, inbound: Inbound, text: str, kind: str) -> Any:
        return await say(door, practice, inbound, text, "reply")

    monkeypatch.setattr(Door, "_say", chats)
    assert {"I3 past the store not what was asked for", "I6 no card"} <= {*found()}


# -- I2 -------------------------------------------------------------------------------------------------


def test_a_message_that_counts_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes twice and is applied twice, because nobody wrote down that it came, is found."""
    monkeypatch.setattr(tells, "SEE", "none")
    assert "I2 applied twice" in found(likely={"duplicate": 1.0})


def test_what_is_taken_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a turn means for others and is taken once more is found."""
    commit, met = SqliteStore.commit, set[str]()

    async def forgetful(store: Any, writes: TurnWrites) -> Any:
        first = writes.done_tell is not None and writes.done_tell not in met
        met.update(filter(None, [writes.done_tell]))
        return await commit(store, replace(writes, done_tell=None) if first else writes)

    monkeypatch.setattr(SqliteStore, "commit", forgetful)
    assert "I2 taken twice" in found()


def test_words_that_are_kept_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """One note that stands in two records is found."""
    keep = Turn.keep

    def twice(turn: Turn, kind: str, /, **doc: Any) -> str:
        keep(turn, kind, **doc)
        return keep(turn, kind, **doc)

    monkeypatch.setattr(Turn, "keep", twice)
    assert found(CANARY) == ["I2 kept twice"]


def test_an_agenda_that_is_stored_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment on somebody's agenda that is stored with another end is found."""
    commit = SqliteStore.commit

    async def later(store: Any, writes: TurnWrites) -> Any:
        rows = [replace(row, not_after=row.not_after + 1) for row in writes.agenda_set]
        return await commit(store, replace(writes, agenda_set=rows))

    monkeypatch.setattr(SqliteStore, "commit", later)
    assert found() == ["I2 another agenda than was written"]


# -- I6 -------------------------------------------------------------------------------------------------


def test_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that counts as sent and is on nobody's phone is missed, also by a stranger."""
    counts_as_sent(monkeypatch, "safety")
    assert "I6 no card" in found()


def test_the_whole_card_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within six hours the card is a short one."""
    monkeypatch.setattr(card, "FULL_AGAIN", 0)
    assert found(AGAIN) == ["I6 the full text again"]


# -- after an outage ------------------------------------------------------------------------------------

END = 100 * MINUTE


def _late(*moments: tuple[int, int], due: str) -> list[str]:
    """What is found when a client gets these after an outage: when each fell due and when it came."""
    ids = [str(number) for number in range(len(moments))]
    texts = {
        ref: Text("sam", "letter", 10**9, False, came, "", 0, due, came - fell_due, fell_due)
        for ref, (fell_due, came) in zip(ids, moments, strict=True)
    }
    came = [SimpleNamespace(ref=ref, at=texts[ref].at) for ref in ids]
    breaches = list[str]()
    watcher = SimpleNamespace(
        texts=texts,
        checked=dict.fromkeys(("catch-up", "late news"), 0),
        breach=lambda rule, *_: breaches.append(rule),
    )
    world: Any = SimpleNamespace(
        roles=[SimpleNamespace(name="sam", of="ada")], outages=[(0, END)], watcher=watcher,
        phones={"sam": SimpleNamespace(texts=came)}, ends=dict.fromkeys(ids),
    )  # fmt: skip
    check_catching_up(world)
    return breaches


def test_more_than_one_catch_up() -> None:
    """Two texts that fell due at different times of an outage and come after it are one too many."""
    assert _late((5 * MINUTE, END + MINUTE), due="later") == []
    assert _late((5 * MINUTE, END + MINUTE), (40 * MINUTE, END + 2 * MINUTE), due="later") == [
        "more than one catch-up"
    ]
    assert _late((5 * MINUTE, END + MINUTE), (40 * MINUTE, END + 140 * MINUTE), due="later") != []
    assert _late((END - MINUTE, END), (END - LATE + MINUTE, END + MINUTE), due="later") == []


def test_late_news_at_once() -> None:
    """What is news comes an hour apart."""
    first, second = (5 * MINUTE, END + MINUTE), 40 * MINUTE
    assert _late(first, (second, first[1] + APART), due="decision") == []
    assert "late news within an hour" in _late(first, (second, first[1] + APART - 1), due="decision")
