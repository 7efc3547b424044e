"""Where the talk stops being about the task: hard news, hopelessness, something painful (CONTENT B3, C6)."""

from handlers.client.barrier_offers import offer_bringing
from handlers.client.barrier_run import Run
from handlers.talk import Ask, Do, Say, Script

QUIET_MINUTES = 3


def grief(run: Run) -> Script:
    """Hard news ends the talk with care, never with a new time (CONTENT C6)."""
    run.code = "P5"
    rest = yield Do("grief_rest", {"until_at": run.args["session_at"]})
    yield run.note(private=True, own_words="", follow_up="")
    reply = yield Ask(
        "barrier/grief", "choice", "barrier", run.words(), ("tell_today", "tell_myself"), skip=True
    )
    run.heard(reply)
    if reply.value == "tell_today":
        yield run.note()
        yield _tell_today(run, "grief")
    told = reply.value == "tell_today"
    yield Say("barrier/grief_end", "barrier", run.words(told=told, until_at=rest["until"]))


def hopeless(run: Run) -> Script:
    """T2 has no rating and no offer of doing more: only when the therapist is to hear it."""
    reply = yield run.question()
    run.heard(reply)
    choice = reply.value or "meeting"
    if choice == "today":
        yield _tell_today(run, "hopeless")
    if choice == "private":
        run.private = True
        yield run.note(codes=[], words="", own_words="")
    if choice == "meeting":
        yield Do("bring_it", {"therapist": run.args["therapist_id"], "words": run.for_the_list()})
        yield run.note(offer="BRING", agenda=True)
    yield Say("barrier/heard", "barrier", run.words(choice=choice))


def stirred(run: Run) -> Script:
    """E9: while it is strong the talk stops there for the day."""
    reply = yield run.question()
    yield from run.answered(reply)
    yield run.note()
    if reply.value != "yes":
        return (yield from offer_bringing(run, "barrier/settled"))
    options = ("senses", "numbers", "tell_today", "nothing")
    use = yield Ask("barrier/stirred", "choice", "barrier", run.words(), options, skip=True)
    run.heard(use)
    if use.value == "senses":
        yield Ask("barrier/senses", "timer", "barrier", run.words(), minutes=QUIET_MINUTES, skip=True)
    if use.value == "numbers":
        yield Say("barrier/numbers", "safety", run.words(lines=run.args["lines"]))
    if use.value == "tell_today":
        yield _tell_today(run, "stirred")
    yield Say("barrier/stirred_end", "barrier", run.words(told=use.value == "tell_today"))
    return None


def _tell_today(run: Run, reason: str) -> Do:
    told = {"therapist": run.args["therapist_id"], "reason": reason, "title": run.args["title"]}
    return Do("tell_today", {**told, "words": run.own_words or run.follow_up, "private": run.private})
