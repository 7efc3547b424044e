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
    """Whether the person has come back after a gap, and is asked what fits: also when nothing runs."""
    client = client_of(turn.person)
    if turn.away < GAP or client.held or client.pace_at:
        return False
    begin(turn, "start_here", _to_begin(turn))
    return True


def _to_begin(turn: Turn) -> dict[str, Any]:
    first = min(active(client_of(turn.person)), key=lambda item: item.avoidance_sensitive, default=None)
    if first is None:
        return {"run": None, "ways": ["tell", "look"]}
    start = "start" if first.avoidance_sensitive else "small"
    return {"run": running(turn, first), "ways": [start, "tell", "look"]}


def start_here(ctx: Ctx) -> Script:
    """A small piece, a few words, or only a look."""
    run: dict[str, Any] = ctx.args["run"]
    ways = ctx.args.get("ways") or (ctx.args["start"], "tell", "look")  # as it was kept before
    choice = yield Ask("self/here", "choice", "reply", {}, tuple(ways), skip=True)
    if choice.value in ("start", "small"):
        yield from run_activity(run, small=run["small"] or choice.value == "small")
    elif not choice.skipped:
        yield Do("run_command", {"command": {"tell": "note", "look": "todo"}[choice.value]})


SCRIPTS = {"start_here": start_here}
