"""SKIP and BACK: past a question, or back to the one before."""

from handlers.answering import close_gathering
from handlers.client import changes as client_changes
from handlers.client import handing_out, measures, unsaid
from handlers.client.asking import private_part
from handlers.client.barrier_args import barrier_args
from handlers.client.doing import items_of
from handlers.client.people import active, bond_with, client_of
from handlers.talk import Talk, live_answers
from handlers.talking import ask_again, begin, close, reply_to
from handlers.talking import back as take_back
from handlers.turn import DAY, Turn
from handlers.week_parts import Assignment

ONCE_IN = 7 * DAY
"""A cue that is passed over opens the barrier talk no more often than this per assignment."""

CUES = frozenset(("cue", "followup", "assignment", "later"))
"""Talks in which passing over means not doing it today."""

LOOKED_AT = frozenset(("menu", "todo"))
"""Lists: BACK from them leads to what was open before."""

DOINGS = frozenset(
    (
        "assignment",
        "cue",
        "followup",
        "activity",
        "rest_of_it",
        "in_session",
        "plan",
        "barrier",
        "wrapup",
        "later",
    )
) | frozenset(measures.TALKS)
"""Talks that somebody left for a moment goes back to."""

MAY_BE_LEFT = frozenset(
    ("menu", "todo", "rests", "which_meant", "journal", "pause", "delete", "discreet", "done")
)
"""Questions of ours that nothing depends on."""


def skip(turn: Turn, rest: str) -> None:
    """Past the open question; on a cue, what was in the way is asked at once (DESIGN §4.1)."""
    talk = turn.open_talk() or _cue_talk(turn)
    if talk is None or talk.asked is None:
        turn.say("reply", "menu/nothing_to_skip")
    elif talk.script in CUES and len(live_answers(talk)) == 0:
        _pass_over(turn, talk)
    elif talk.asked.skip:
        _skip_asked(turn, talk)
    elif talk.script in MAY_BE_LEFT:
        close(turn, talk)
        if unsaid.holds(talk):
            turn.say("journal", "journal/kept_private", therapist=talk.args["therapist"])
        else:
            turn.say("reply", "menu/left")
        _show_what_waits(turn)
    else:
        turn.say("reply", "menu/skip_stays")
        ask_again(turn, talk)


def _show_what_waits(turn: Turn) -> bool:
    """The doing that was open before is open again, and its question is shown once more."""
    waits = (t for t in reversed(turn.talks) if t.state == "suspended" and t.script in DOINGS)
    talk = next((t for t in waits if t.asked is not None), None)
    if talk is None:
        return False
    talk.state = "open"
    ask_again(turn, talk)
    return True


def _skip_asked(turn: Turn, talk: Talk) -> None:
    """Words that stand already answer a text question; beside any other they are kept as a note."""
    assert talk.asked is not None
    if talk.gathered and talk.asked.kind == "text":
        close_gathering(turn, talk)
        return
    _put_down(turn, talk)
    reply_to(turn, talk, None, "skip")


def _put_down(turn: Turn, talk: Talk) -> None:
    """What was written where a number was asked for: it was said to be kept, and is."""
    if talk.gathered:
        words, own = private_part("\n".join(talk.gathered))
        turn.keep("journal", words=words, private=own or talk.args.get("visibility", "shared") != "shared")
    talk.gathered, talk.gather_until = [], 0


def _cue_talk(turn: Turn) -> Talk | None:
    """The latest cue, while nobody has answered it."""
    cue = client_of(turn.person).cue
    if cue is None or cue.answered:
        return None
    return next((t for t in turn.talks if t.id == cue.talk and t.asked is not None), None)


def _pass_over(turn: Turn, talk: Talk) -> None:
    """Accepted as not today; then the barrier talk, at most once a week for one assignment."""
    ids = items_of(talk)
    item = next((a for a in active(client_of(turn.person)) if a.id in ids), None)
    close(turn, talk)
    occurrences = [i["occurrence"] for i in talk.args.get("items", [talk.args]) if i.get("occurrence")]
    accepted = client_changes.not_today(turn, occurrences)
    if item is not None and item.optional and talk.script == "assignment" and talk.args.get("may_pass"):
        handing_out.pass_for_now(turn, item.id)
        turn.say("reply", "assignment/passed", **talk.args["card"])
    elif item is None or item.optional or (item.barrier_at and turn.now - item.barrier_at < ONCE_IN):
        turn.say("reply", "cue/not_today", **accepted)
    else:
        _explore(turn, item)


def _explore(turn: Turn, item: Assignment) -> None:
    bond = bond_with(client_of(turn.person), item.therapist)
    args = barrier_args(turn.house, turn.person, item, bond, turn.now, check=False)
    begin(turn, "barrier", args)


def back(turn: Turn, rest: str) -> None:
    """Take the last answer back and ask again; what cannot be taken back stays."""
    talk = turn.open_talk()
    if talk is None or (talk.script in LOOKED_AT and not live_answers(talk)):
        if talk is not None:
            close(turn, talk)
        if not _show_what_waits(turn):
            turn.say("reply", "menu/nothing_before")
        return
    _put_down(turn, talk)
    if not take_back(turn, talk):
        turn.say("reply", "menu/back_stays")
        ask_again(turn, talk)
