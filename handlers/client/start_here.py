"""Start where you are: whoever comes back after a while chooses how, and no day is counted (CONTENT G-9)."""

from typing import Any

from handlers.client.activity import run_activity
from handlers.client.people import active, client_of
from handlers.client.snapshots import running
from handlers.talk import Ask, Ctx, Do, Script
from handlers.talking import begin
from handlers.turn import DAY, Turn

GAP = 7 * DAY
"""Without a word for this long, a hello is a coming back."""


def welcomes(turn: Turn) -> bool:
    """Whether the person has come back to something that is running, and is asked what fits."""
    client = client_of(turn.person)
    running_now = active(client)
    if turn.away < GAP or not running_now or client.held or client.pace_at:
        return False
    first = min(running_now, key=lambda item: item.avoidance_sensitive)
    start = "start" if first.avoidance_sensitive else "small"
    begin(turn, "start_here", {"run": running(turn, first), "start": start})
    return True


def start_here(ctx: Ctx) -> Script:
    """A small piece, a few words, or only a look."""
    run: dict[str, Any] = ctx.args["run"]
    choice = yield Ask("self/here", "choice", "reply", {}, (ctx.args["start"], "tell", "look"), skip=True)
    if choice.value in ("start", "small"):
        yield from run_activity(run, small=run["small"] or choice.value == "small")
    elif not choice.skipped:
        yield Do("run_command", {"command": {"tell": "note", "look": "todo"}[choice.value]})


SCRIPTS = {"start_here": start_here}
