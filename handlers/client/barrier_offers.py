"""What can be offered, and doing what was chosen (CONTENT B2): at most three and always the therapist."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from handlers.client.barrier_endings import close, left
from handlers.client.barrier_now import do_now
from handlers.client.barrier_run import Run
from handlers.talk import Ask, Do, Reply, Say, Script
from handlers.times import hhmm, read_time

MOST = 3
STEPS_SHOWN = 170
"""Characters of steps in one text, so that it stays within two SMS."""

_PRIVATE_CODES = ("T11", "E4")
_EVASIVE = ("PACE", "SHRINK")


def offers(args: Mapping[str, Any], code: str, *, credited: bool = False) -> tuple[str, ...]:
    """The offers for a code, in the table's order, with the therapist always among them.

    Where avoiding is the problem nothing slower and nothing smaller is offered, and doing a piece
    now means the practice itself (CONTENT H7, DESIGN §4.2). What is `credited` need not be logged.
    """
    listed = [o for o in args["codes"][code]["offers"] if not (credited and o == "LOG")]
    found = [o for o in listed if _fits(args, o)][:MOST]
    if not any(o != "BRING" for o in found):
        return ("BRING", "NOT_NOW")
    if "BRING" not in found:
        found.append("BRING")
    return tuple(_form(args, code, o) for o in found)


def _fits(args: Mapping[str, Any], offer: str) -> bool:
    if offer in _EVASIVE and args["avoidance_sensitive"]:
        return False
    return offer != "SHRINK" or bool(args["can_shrink"])


def _form(args: Mapping[str, Any], code: str, offer: str) -> str:
    """NOW and LOG in the words that fit the reason."""
    if offer == "LOG" and code == "R4":
        return "LOG_OWN"
    if offer != "NOW":
        return offer
    if args["avoidance_sensitive"]:
        return "NOW_PART"
    if code == "T3":
        return "NOW_ROUGH"
    if code == "U3":
        return "NOW_FIRST"
    return "NOW_PRIVATE" if code in _PRIVATE_CODES else "NOW"


def offer(run: Run, reply: Reply) -> Script:
    """Reflect the client's own words, then ask what fits; gives the offer chosen."""
    quote = run.follow_up if run.args["codes"][run.code]["ask"] == "text" else ""
    number = reply.value if run.args["codes"][run.code]["ask"] == "scale" and not reply.skipped else ""
    words = run.words(
        code=run.code,
        quote=quote or run.own_words,
        number=number,
        private=run.private,
        first_step=_first_step(run.args, run.code, reply),
    )
    listed = offers(run.args, run.code, credited=bool(run.credited))
    chosen = yield Ask("barrier/offer", "choice", "barrier", words, listed, skip=True)
    run.heard(chosen)
    return chosen.value or "NOT_NOW"


def _first_step(args: Mapping[str, Any], code: str, reply: Reply) -> str:
    """U3: the first move, shown when the client asked for it."""
    shown = [s["text"] for s in args["activity"]["steps"] if s["kind"] != "say"]
    return str(shown[0]) if code == "U3" and reply.value == "show" and shown else ""


def take(run: Run, chosen: str) -> Script:
    """Do what was chosen, then close."""
    kind = chosen.partition("_")[0] if chosen.startswith(("NOW", "LOG")) else chosen
    if kind == "NOT_NOW":
        yield run.note()
        return (yield from left(run))
    yield run.note(offer=kind, agenda=kind == "BRING")
    if kind == "NOW":
        return (yield from _now(run, chosen))
    return (yield from _TAKEN[kind](run))


def offer_bringing(run: Run, prompt: str) -> Script:
    """Where bringing it is the only offer; leaving it is as good an answer."""
    reply = yield Ask(
        prompt, "choice", "barrier", run.words(private=run.private), ("BRING", "NOT_NOW"), skip=True
    )
    run.heard(reply)
    return (yield from take(run, reply.value or "NOT_NOW"))


def _now(run: Run, chosen: str) -> Script:
    if _asked_private(run):
        yield Do("make_private", {"assignment": run.args["assignment"]})
    counts = yield from do_now(run, chosen)
    if counts is None:
        return (yield from left(run))
    outcome = "rough" if counts["rough"] else "now"
    sharing = {"visibility": "private"} if _asked_private(run) or chosen == "NOW_PRIVATE" else {}
    return (yield from close(run, outcome, done=counts["done"], of=counts["of"], **sharing))


def _asked_private(run: Run) -> bool:
    return run.code == "T11" and run.choice == "private"


def _smaller(run: Run) -> Script:
    change = yield Do("make_smaller", {"assignment": run.args["assignment"]})
    yield from close(run, "smaller", **{k: change[k] for k in ("how", "minutes", "rhythm")})


def _another_time(run: Run) -> Script:
    """When and where, in the client's words; a time is asked for only when none is in them."""
    moment = yield Ask("barrier/moment", "text", "barrier", run.words(at=run.args["at"]), skip=True)
    run.heard(moment)
    if moment.skipped:
        return (yield from close(run, "same_time", at=run.args["at"]))
    words = yield from run.shown(moment)
    found = read_time(moment.words, run.args["language"], run.args["hours"])
    at = hhmm(found) if isinstance(found, time) else (yield from _clock(run, "barrier/clock", words))
    moved = yield Do("move_time", {"assignment": run.args["assignment"], "at": at, "moment": words})
    yield from close(run, "moved", at=moved["at"], clamped=moved["clamped"])


def _clock(run: Run, prompt: str, moment: str) -> Script:
    reply = yield Ask(prompt, "time", "barrier", run.words(at=run.args["at"], moment=moment), skip=True)
    run.heard(reply)
    return run.args["at"] if reply.skipped else reply.value


def _reminder(run: Run) -> Script:
    """A time for the reminder, and words to oneself that stand in it."""
    at = yield from _clock(run, "barrier/remind", "")
    line = yield Ask("barrier/remind_words", "text", "barrier", run.words(), skip=True)
    run.heard(line)
    change = {"assignment": run.args["assignment"], "at": at, "words": (yield from run.shown(line))}
    moved = yield Do("change_reminder", change)
    yield from close(run, "reminder", at=moved["at"], clamped=moved["clamped"])


def _clarify(run: Run) -> Script:
    """The steps once more, then the open point as a question; what was written before can be it."""
    steps = _some_steps(run.args)
    yield Say("barrier/steps", "barrier", run.words(steps=steps))
    point = yield Ask(
        "barrier/point", "text", "barrier", run.words(written_before=bool(run.follow_up)), skip=True
    )
    run.heard(point)
    question = run.follow_up if point.skipped else (yield from run.shown(point))
    if not question:
        return (yield from close(run, "shown"))
    yield Do("file_question", {"words": question, "about": run.args["title"]})
    return (yield from close(run, "asked"))


def _some_steps(args: Mapping[str, Any]) -> list[str]:
    texts = [s["sms"] or s["text"] for s in args["activity"]["steps"] if s["kind"] not in ("say", "media")]
    shown: list[str] = []
    for text in texts:
        if sum(map(len, shown)) + len(text) > STEPS_SHOWN:
            break
        shown.append(text)
    return shown


def _ask_for(what: str, prompt: str, reuse: tuple[str, ...] = ()) -> Callable[[Run], Script]:
    """A request to the therapist; nothing changes by itself (CONTENT B2 SWAP, SUPPORT, PACE)."""

    def request(run: Run) -> Script:
        words = run.follow_up
        if prompt and run.code not in reuse:
            reply = yield Ask(prompt, "text", "barrier", run.words(), skip=True)
            run.heard(reply)
            words = yield from run.shown(reply)
        asked = {"assignment": run.args["assignment"], "what": what, "words": words}
        yield Do("ask_for", asked)
        yield from close(run, what)

    return request


def _bring(run: Run) -> Script:
    yield Do("bring_it", {"therapist": run.args["therapist_id"], "words": run.for_the_list()})
    yield from close(run, "brought")


def _log(run: Run) -> Script:
    """U5: some of it was done. R4: something of their own was."""
    if run.code == "R4":
        yield Do("log_own", {"words": run.follow_up or run.label("R4")})
        return (yield from close(run, "own_thing"))
    counts = yield Do("log_part", {"assignment": run.args["assignment"]})
    return (yield from close(run, "part", part=counts["part"]))


_TAKEN: dict[str, Callable[[Run], Script]] = {
    "SHRINK": _smaller,
    "RESCHED": _another_time,
    "REMIND": _reminder,
    "CLARIFY": _clarify,
    "SWAP": _ask_for("form", "barrier/form", reuse=("S3",)),
    "SUPPORT": _ask_for("support", "barrier/ally"),
    "PACE": _ask_for("pace", ""),
    "BRING": _bring,
    "LOG": _log,
}
