"""An assignment arrives: what, why, how long, who sees it; then Start, Later or a question."""

from collections.abc import Mapping
from typing import Any

from handlers.client.activity import run_activity
from handlers.client.plan import make_plan
from handlers.talk import Ask, Ctx, Do, Say, Script


def assignment(ctx: Ctx) -> Script:
    """Deliver it. Start runs step 1, Later opens the plan, a question goes to the therapist."""
    args = ctx.args
    prompt = "assignment/deliver"
    while True:
        choice = yield Ask(prompt, "choice", "assignment", args["card"], ("start", "later", "ask"))
        if choice.value == "start":
            return (yield from run_activity(args, small=args["small"]))
        if choice.value == "later":
            return (yield from make_plan(args["plan"]))
        yield from ask_therapist(args)
        prompt = "assignment/again"


def ask_therapist(args: Mapping[str, Any]) -> Script:
    """One question for the therapist, in the client's words."""
    words = {"therapist": args["therapist"]}
    question = yield Ask("assignment/ask", "text", "step", words, skip=True, long=True)
    if question.skipped:
        return
    filed = yield Do("file_question", {"words": question.words, "about": args["activity"]["client_title"]})
    yield Say("assignment/asked", "reply", {**words, **filed})
