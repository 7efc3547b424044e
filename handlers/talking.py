"""Open, continue and leave talks inside a turn; turn what a walk says into messages."""

from collections.abc import Mapping
from typing import Any

from handlers.talk import Do, Spoken, Talk, step_back, walk
from handlers.talk import answer as save_answer
from handlers.turn import HOUR, MINUTE, Message, Turn

FRESH = 30 * MINUTE
"""A talk answered within this time is not interrupted by anything scheduled (DESIGN §4.3)."""

KEPT_TALKS = 24
"""Suspended talks beyond this number are let go, oldest first."""


def begin(turn: Turn, script: str, args: Mapping[str, Any], *, about: str = "", wait: bool = False) -> Talk:
    """Open a talk, suspend the one before it, and say its first words.

    With `wait` the talk opens neutrally: its words come after the person's next reply (DESIGN §4.4).
    """
    suspend_open(turn)
    talk = Talk(
        id=next(turn.ids),
        script=script,
        args=dict(args),
        opened_at=turn.now,
        touched_at=0 if turn.unprompted else turn.now,
        about=about,
    )
    turn.talks.append(talk)
    if wait:
        talk.state = "waiting"
    else:
        go_on(turn, talk)
    _let_go_of_old(turn)
    return talk


def suspend_open(turn: Turn) -> None:
    """Whatever is open gives way to what is newer."""
    for talk in turn.talks:
        if talk.state == "open":
            talk.state = "suspended"


def go_on(turn: Turn, talk: Talk) -> None:
    """Carry a talk on from what is answered so far."""
    before, turn.talk, flags = turn.talk, talk, _flags(turn)
    spoken = walk(talk, turn.house.scripts, lambda do: _perform(turn, do), turn.now)
    turn.talk = before
    if _flags(turn) > flags and talk.script != "safety":
        talk.state = "suspended" if talk.state == "open" else talk.state
        return  # an answer was a sign of distress: nothing is asked or praised after it (SAFETY S4)
    for words in spoken:
        _speak(turn, talk, words)
    if talk.state == "done":
        turn.house.after_talk(turn, talk)


def _flags(turn: Turn) -> int:
    """How many flags of this person hold everything now."""
    client = turn.person.client
    return sum(flag.tier == 1 and not flag.released_at for flag in client.flags) if client else 0


def reply_to(turn: Turn, talk: Talk, value: Any, words: str) -> None:
    """Save an answer and carry on; an option with an aside leaves its question open."""
    aside = turn.house.asides.get(talk.script)
    if aside is not None and aside(turn, talk, value):
        talk.touched_at = turn.now
        return
    if talk.state != "open":
        suspend_open(turn)
        talk.state = "open"
    save_answer(talk, value, words, turn.now)
    go_on(turn, talk)


def back(turn: Turn, talk: Talk) -> bool:
    """Take the last answer back and ask again; False when a bar stands before it."""
    if not step_back(talk, lambda name, result: _undo(turn, talk, name, result), turn.now):
        return False
    go_on(turn, talk)
    return True


def ask_again(turn: Turn, talk: Talk) -> None:
    """Say the open question once more, as a new message with fresh buttons."""
    go_on(turn, talk)


def close(turn: Turn, talk: Talk) -> None:
    """Leave a talk for good."""
    talk.state, talk.asked = "done", None


def is_fresh(talk: Talk, now: int) -> bool:
    """Whether the person replied in this talk within the last half hour."""
    return talk.state == "open" and talk.touched_at > 0 and now - talk.touched_at < FRESH


def _perform(turn: Turn, do: Do) -> tuple[Any, str]:
    function, undo = turn.house.changes[do.name]
    return function(turn, **do.args), undo


def _undo(turn: Turn, talk: Talk, name: str, result: Any) -> None:
    before, turn.talk = turn.talk, talk
    turn.house.changes[name][0](turn, result=result)
    turn.talk = before


def _speak(turn: Turn, talk: Talk, words: Spoken) -> None:
    turn.said.append(
        Message(
            kind=words.says,
            prompt=words.prompt,
            args=words.args,
            not_after=turn.not_after or turn.now + 12 * HOUR,
            asked=words.asked,
            option_codes=words.option_codes,
            talk=talk.id,
            about=talk.about,
            unprompted=turn.unprompted,
            media=words.media,
            form=str(talk.args.get("form", "")),
        )
    )


def _let_go_of_old(turn: Turn) -> None:
    resting = sorted(
        (t for t in turn.talks if t.state in ("suspended", "waiting")), key=lambda t: t.opened_at
    )
    for talk in resting[: max(0, len(resting) - KEPT_TALKS)]:
        close(turn, talk)
