"""While a therapist's chat is shut nothing of a client's is shown in it: what comes waits for the code.

Many things waiting are one neutral text. A flag still says that it is waiting, and nothing else.
"""

from typing import Any

from handlers.lock_parts import Lock
from handlers.talk import Ctx, Say, Script, Talk
from handlers.talking import close, go_on, suspend_open
from handlers.therapist.lock import forget_old, is_shut, lock_of
from handlers.therapist.summary_script import begin_summary
from handlers.therapist.whom import case_of
from handlers.turn import HOUR, Message, Turn

SHOWN = ("lock/", "optout/", "welcome_therapist/", "backup/")
"""Texts of these files hold nothing of a client's."""

SHOWN_TOO = frozenset(
    (
        *("safety/alert", "safety/yourself", "safety/taken_by"),
        *("menu/role", "told_news/set_aside", "desk/help", "desk/went_wrong"),
    )
)
"""Neither do these: numbers for oneself, a flag without a name, the list of commands."""

AGAIN = 12 * HOUR
"""So long one neutral text stands for whatever else comes."""

TIMELY = frozenset(("summary", "alert"))
"""Kinds that are worth another neutral text: a session is near, or somebody is in distress."""

MOST = 40
"""So many things wait."""

PUT_ASIDE = "put_aside"


def put_aside(ctx: Ctx) -> Script:
    """A text that waited."""
    yield Say(ctx.args["prompt"], ctx.args["kind"], ctx.args["args"])


def shut(turn: Turn, since: int = 0, *, as_client: bool = False) -> bool:
    """Put aside what this turn would show in a shut chat, from the message `since` on.

    `as_client`: the person is here as a client now. Gives whether anything still speaks to the therapist.
    """
    forget_old(turn)
    said = turn.said[since:]
    if not said or not is_shut(turn):
        return bool(said)
    hidden = [message for message in said if _shows(turn, message)]
    kept = [message for message in said if message not in hidden]
    turn.said[since:] = kept
    for message in hidden:
        _put_aside(turn, message)
    if hidden:
        _announce(turn, {message.kind for message in hidden}, as_client=as_client)
    return bool(kept)


def _shows(turn: Turn, message: Message) -> bool:
    """Whether this message is the therapist's, and not known to hold nothing of a client's."""
    talk = next((t for t in turn.talks if t.id == message.talk), None)
    theirs = talk.script in turn.house.desk if talk is not None else turn.person.role == "therapist"
    return theirs and not message.prompt.startswith(SHOWN) and message.prompt not in SHOWN_TOO


def _put_aside(turn: Turn, message: Message) -> None:
    """A question waits as its own talk; any other text as one that says it."""
    lock = lock_of(turn)
    assert lock is not None
    until = turn.not_after if turn.unprompted else 0
    if message.asked is not None and message.talk:
        lock.waiting = [one for one in lock.waiting if one[0] != message.talk]
        lock.waiting.append([message.talk, until])
        return
    words = {"kind": message.kind, "prompt": message.prompt, "args": dict(message.args)}
    talk = Talk(next(turn.ids), PUT_ASIDE, words, turn.now, 0, message.about, "suspended")
    turn.talks.append(talk)
    lock.waiting.append([talk.id, until])
    _let_go_of_old(turn, lock)


def _let_go_of_old(turn: Turn, lock: Lock) -> None:
    """A chat that is never opened keeps the newest texts only."""
    gone = {id for id, _ in lock.waiting[:-MOST]}
    lock.waiting = lock.waiting[-MOST:]
    for talk in turn.talks:
        if talk.id in gone and talk.script == PUT_ASIDE:
            close(turn, talk)


def _announce(turn: Turn, kinds: set[str], *, as_client: bool) -> None:
    """One neutral text for all of it."""
    lock = lock_of(turn)
    assert lock is not None
    if lock.announced_at and turn.now - lock.announced_at < AGAIN and not kinds & TIMELY:
        return
    lock.announced_at = turn.now
    args: dict[str, Any] = {"flag_at": turn.now if "alert" in kinds else 0, "as_client": as_client}
    turn.say("notice", "lock/waiting", urgent="alert" in kinds, kind=lock.kind, **args)


def show_waiting(turn: Turn) -> int:
    """Say what waited and has not run out, flags first, one message each; gives how many messages."""
    lock = lock_of(turn)
    assert lock is not None
    before, waiting = len(turn.said), lock.waiting
    lock.waiting, lock.announced_at = [], 0
    by_id = {talk.id: talk for talk in turn.talks if talk.state != "done"}
    found = [(by_id[id], until) for id, until in waiting if id in by_id]
    current = [talk for talk, until in found if not _is_over(turn, talk, until)]
    newest = {_subject(talk): talk for talk in current}
    for talk, _ in found:
        if newest.get(_subject(talk)) is not talk:
            close(turn, talk)
    for talk in sorted(newest.values(), key=lambda talk: talk.args.get("kind") != "alert"):
        _show(turn, talk)
    return len(turn.said) - before


def _is_over(turn: Turn, talk: Talk, until: int) -> bool:
    """Whether its last moment has passed, or what it is about has."""
    return bool(until and until < turn.now) or 0 < talk.args.get("for_at", 0) <= turn.now


def _subject(talk: Talk) -> tuple[str, ...]:
    """Two talks of one script about one client: only the newer is shown."""
    return (talk.id,) if talk.script == PUT_ASIDE else (talk.script, talk.about)


def _show(turn: Turn, talk: Talk) -> None:
    if talk.script == PUT_ASIDE:
        go_on(turn, talk)
        return
    case = case_of(turn, talk.about) if talk.script == "summary" else None
    if case is not None:
        close(turn, talk)
        begin_summary(turn, case)  # as the week stands now
        return
    suspend_open(turn)
    talk.state = "open"
    go_on(turn, talk)


SCRIPTS = {PUT_ASIDE: put_aside}
