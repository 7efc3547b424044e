"""The barrier talk: curious about what was in the way, never why it was not done (CONTENT B).

Check, open, what, one follow-up, what was thought or felt, offers, close. At most four questions
about the content, every one of them skippable, and a way to the therapist in every list of offers.
"""

from handlers.client.barrier_care import grief, hopeless, stirred
from handlers.client.barrier_endings import close, left
from handlers.client.barrier_menu import DRIFTED, GRIEF, points_somewhere, which
from handlers.client.barrier_offers import offer, offer_bringing, take
from handlers.client.barrier_run import Run
from handlers.client.barrier_words import is_grief
from handlers.talk import Ask, Ctx, Do, Reply, Script

ELSEWHERE = ("elsewhere", "only_here")
SAID = ("done_some", "obstacle", "note")
CHECK = ("some", "unlogged", "not_this_time", "unsaid")
_NO_INNER = ("T2", "E7", "E9")


def barrier(ctx: Ctx) -> Script:
    """The talk about one assignment; `barrier_args` describes what it begins with."""
    run = Run(ctx.args, ctx.opened_at, ctx.opened_at)
    yield Do("open_barrier", {"assignment": ctx.args["assignment"]})
    if not ctx.args["check"]:
        return (yield from explore(run))
    reply = yield Ask("barrier/check", "choice", "barrier", run.words(), CHECK, free=True)
    return (yield from checked(run, reply))


def checked(run: Run, reply: Reply) -> Script:
    """What follows from whether any of it happened: what was done is credited before anything else."""
    run.heard(reply)
    if reply.value == "unlogged":
        return (yield from _logged_late(run))
    if reply.value == "unsaid":
        run.code = "X0"
        yield run.note()
        return (yield from left(run, "barrier/unsaid"))
    if reply.value == "some":
        yield Do("log_part", {"assignment": run.args["assignment"]})
        run.credited = "part"
    typed = "" if reply.value in CHECK else (yield from run.own(reply))
    if not typed:
        return (yield from explore(run))
    return (yield from (_look(run, typed) if run.private or points_somewhere(run, typed) else _said(run)))


def _said(run: Run) -> Script:
    """Words that point at no reason may be what was done, what was in the way, or something else: asked."""
    words, run.own_words = run.own_words, ""
    reply = yield Ask("barrier/said", "choice", run.says, run.words(said=words), SAID, skip=True)
    run.heard(reply)
    if reply.value == "obstacle":
        run.own_words = words
        return (yield from _look(run, words))
    if reply.value == "done_some":
        yield Do("log_part", {"assignment": run.args["assignment"]})
        yield Do("log_own", {"words": words})
        run.credited = "part"
    else:
        yield Do("keep_journal", {"words": words, "private": False})
    return (yield from explore(run))


def explore(run: Run) -> Script:
    """Validate, keep it important, ask whether to go on. A no is taken the first time."""
    if not run.args["check"] and run.args["done"]:
        run.credited = "done"
    reply = yield Ask(
        "barrier/open",
        "choice",
        run.says,
        run.words(credited=run.credited),
        ("go_ahead", "not_now"),
        skip=True,
    )
    run.heard(reply)
    if reply.value != "go_ahead":
        run.code = "X0"
        yield run.note()
        return (yield from left(run, "barrier/not_now"))
    return (yield from _look(run))


def _look(run: Run, typed: str = "") -> Script:
    """From the first question on."""
    code = yield from which(run, typed)
    if code == GRIEF:
        return (yield from grief(run))
    run.code = code
    yield run.note()
    if code in _SPECIAL:
        return (yield from _SPECIAL[code](run))
    reply = yield from _follow_up(run)
    if _is_hard_news(run, reply):
        return (yield from grief(run))
    if (yield from _inner(run)):
        return (yield from grief(run))
    yield from _elsewhere(run)
    yield run.note()
    chosen = yield from offer(run, reply)
    if chosen == "NOT_NOW":
        return (yield from close(run, "kept"))  # none of these fits; what comes first is asked all the same
    return (yield from take(run, chosen))


def _follow_up(run: Run) -> Script:
    """The one follow-up of the code; its words or number are kept unless PRIVATE stood before them."""
    if run.args["codes"][run.code]["ask"] == "none":
        return Reply(None, "", run.at)
    reply = yield run.question()
    yield from run.answered(reply)
    return reply


def _is_hard_news(run: Run, reply: Reply) -> bool:
    return not reply.skipped and is_grief(reply.words, run.args["language"])


def _inner(run: Run) -> Script:
    """What was thought and felt, where the code has not said it; gives whether it was hard news.

    Only for size, thoughts and emotions, and not where the first offer is to do a piece at once:
    doing it tells more than another question.
    """
    for name in inner_questions(run.code, run.args["codes"][run.code]["offers"]):
        reply = yield Ask(f"barrier/{name}", "text", "barrier", run.words(), skip=True)
        run.heard(reply)
        if _is_hard_news(run, reply):
            return True
        if words := (yield from run.shown(reply)):
            run.inner.append(words)
    return False


def inner_questions(code: str, offers: list[str]) -> tuple[str, ...]:
    """Which of the two inner questions a code leaves open: at most two, most often none."""
    if code in _NO_INNER or offers[:1] == ["NOW"]:
        return ()
    return {"S": ("thought", "feeling"), "T": ("feeling",), "E": ("thought",)}.get(code[0], ())


def _elsewhere(run: Run) -> Script:
    """Whether it is so in other areas too (CONTENT I-22): once, for a reason that came before.

    Not beside the inner questions: at most four are asked.
    """
    asked_enough = inner_questions(run.code, run.args["codes"][run.code]["offers"])
    if run.code not in run.args.get("again", ()) or run.code[0] in "RX" or asked_enough or run.private:
        return
    reply = yield Ask("barrier/elsewhere", "choice", "barrier", run.words(), ELSEWHERE, skip=True)
    run.heard(reply)
    run.elsewhere = "" if reply.skipped else reply.value


def _logged_late(run: Run) -> Script:
    """Done but not logged: it counts, and what happened is the one thing asked."""
    counts = yield Do("log_late", {"assignment": run.args["assignment"]})
    run.code = "X2"
    entry = run.args["codes"]["X2"]
    reply = yield Ask(
        "barrier/late",
        "text",
        "barrier",
        run.words(follow_up=entry["follow_up"], **_standing(counts)),
        skip=True,
    )
    run.heard(reply)
    run.follow_up = yield from run.shown(reply)
    if _is_hard_news(run, reply):
        return (yield from grief(run))
    yield run.note(offer="LOG")
    return (yield from close(run, "heard"))


def _standing(counts: dict[str, int]) -> dict[str, int]:
    return {"done": counts["done"], "of": counts["of"]}


def _declined(run: Run) -> Script:
    return (yield from offer_bringing(run, "barrier/declined"))


def _drifted(run: Run) -> Script:
    return (yield from offer_bringing(run, "barrier/drifted"))


def _unreviewed(run: Run) -> Script:
    """R1: the follow-up is itself the offer to bring it."""
    reply = yield run.question()
    yield from run.answered(reply)
    return (yield from take(run, "BRING" if reply.value == "agenda" else "NOT_NOW"))


_SPECIAL = {"X0": _declined, DRIFTED: _drifted, "R1": _unreviewed, "T2": hopeless, "E9": stirred}
