"""An assignment arrives: what, why, how long, who sees it; then Start, Later or a question."""

from collections.abc import Mapping
from typing import Any

from handlers.client.activity import run_activity
from handlers.client.plan import make_plan
from handlers.talk import Ask, Ctx, Do, Say, Script


def assignment(ctx: Ctx) -> Script:
    """Deliver it. Start runs step 1, Later opens the plan, a question goes to the therapist.

    An optional step of a pathway can be passed for now, without any tone (CONTENT A-22).
    """
    args = ctx.args
    prompt, begin = "assignment/deliver", "start"
    options: tuple[str, ...] = ("start", "later", "ask")
    if args.get("may_pass"):
        begin, options = "do_it", ("do_it", "pass", "later", "ask")
    while True:
        choice = yield Ask(prompt, "choice", "assignment", args["card"], options)
        if choice.value == begin:
            return (yield from run_activity(args, small=args["small"]))
        if choice.value == "later":
            return (yield from make_plan(args["plan"]))
        if choice.value == "pass":
            yield Do("pass_for_now", {"assignment": args["assignment"]})
            yield Say("assignment/passed", "reply", args["card"])
            return
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
