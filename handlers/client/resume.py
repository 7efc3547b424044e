"""After a talk ends: an activity that was left half-way is offered again (DESIGN §4.3)."""

from typing import Any

from handlers.talk import Ask, Ctx, Do, Script, Talk, live_answers
from handlers.talking import begin, go_on, suspend_open
from handlers.turn import Changes, Turn

RESUMABLE = frozenset(
    (
        "assignment",
        "cue",
        "followup",
        "letter",
        "activity",
        "rest_of_it",
        "in_session",
        "plan",
        "barrier",
        "wrapup",
        "welcome",
        "measure",
        "measure_now",
    )
)
NO_OFFER_AFTER = frozenset(
    ("rests", "later", "pause", "pace", "safety", "stopping", "barrier", "wrapup", "letter", "put_aside")
)
"""After these an offer would be one thing more: they end with a goodbye, or with a rest."""
changes = Changes()


def offer_what_rests(turn: Turn, talk: Talk) -> None:
    """When nothing else is open, the newest half-answered talk may go on."""
    client = turn.person.client
    rests = client is not None and client.held  # after a flag nobody is asked to go on
    if rests or talk.script in NO_OFFER_AFTER or turn.unprompted or turn.open_talk() is not None:
        return
    resting = [t for t in turn.talks if t.state == "suspended" and t.script in RESUMABLE and _half_way(t)]
    if resting:
        begin(turn, "rests", {"talk": resting[-1].id})


def _half_way(talk: Talk) -> bool:
    """More than one answer given, and the doing not credited yet: what only rates it is no loss."""
    credited = any(one.key.startswith(("do:complete#", "do:keep_measure#")) for one in talk.emitted)
    return len(live_answers(talk)) > 1 and not credited


def rests(ctx: Ctx) -> Script:
    """Offer to continue where it was left; no is fine and is not asked again."""
    choice = yield Ask("resume/offer", "choice", "reply", {}, ("continue", "leave"))
    yield Do("go_on_with" if choice.value == "continue" else "leave_resting", {"talk": ctx.args["talk"]})


@changes.change()
def go_on_with(turn: Turn, talk: str) -> dict[str, Any]:
    """Carry the resting talk on where it was left."""
    found = next((t for t in turn.talks if t.id == talk), None)
    if found is not None and found.state == "suspended":
        suspend_open(turn)
        found.state = "open"
        before, turn.talk = turn.talk, found
        go_on(turn, found)
        turn.talk = before
    return {}


@changes.change()
def leave_resting(turn: Turn, talk: str) -> dict[str, Any]:
    """Let the resting talk go; what was answered stays kept."""
    for found in turn.talks:
        if found.id == talk:
            found.state, found.asked = "done", None
    return {}


SCRIPTS = {"rests": rests}
