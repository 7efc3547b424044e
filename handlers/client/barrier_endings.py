"""How a barrier talk ends: with a plan, with something brought, or quietly (CONTENT B1 step 7)."""

from typing import Any

from handlers.client.asking import private_part
from handlers.client.barrier_run import Run, typed
from handlers.talk import Ask, Do, Reply, Say, Script


def close(run: Run, outcome: str, **words: Any) -> Script:
    """Say what came of it and what the therapist sees; one line for tomorrow, if there is one."""
    shown = {"outcome": outcome, "private": run.private, "visibility": run.args["visibility"], **words}
    reply = yield Ask("barrier/close", "text", "barrier", run.words(**shown), skip=True)
    run.heard(reply)
    yield from first_thing(run, reply, "barrier")


def first_thing(run: Run, reply: Reply, says: str) -> Script:
    """Put a line on top of the session's list, and say when they meet."""
    words = yield from run.shown(reply)
    yield Do("add_first", {"therapist": run.args["therapist_id"], "words": words})
    kept = "kept" if words else ("kept_back" if private_part(typed(reply))[1] else "nothing")
    yield Say("barrier/end", says, run.words(kept=kept))


def left(run: Run, prompt: str = "barrier/left") -> Script:
    """Nothing more is asked."""
    yield Say(prompt, "barrier", run.words(private=run.private))
