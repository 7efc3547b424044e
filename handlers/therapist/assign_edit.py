"""Edit: everything else an assignment can have, one thing at a time (CONTENT E4)."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers.client.plan_words import SURE_ENOUGH
from handlers.talk import Ask, Do, Script
from handlers.therapist.assign import PERSONAL, Draft
from handlers.therapist.assign_asks import ask_fill, ask_note, ask_rhythm, ask_time, open_blanks

Args = Mapping[str, Any]
LONGEST_LINE = 160  # characters
PLAYS = ("play", "play_small")
"""Not a part: it is played as the client gets it (`therapist/dry_run.py`), and the card comes again."""


def edit(args: Args, draft: Draft) -> Script:
    """Which part, then its new value; gives the changed draft.

    Nothing in one person's own words is two people's, or a group's (CONTENT G-34).
    """
    level = yield Do("level_of", {"draft": dict(draft)})
    blanks = open_blanks(args, (yield Do("blanks_of", {"activity": draft["activity"]})))
    fitting = {"urge": level is not None, "fill": bool(blanks)}
    fitting |= dict.fromkeys(PERSONAL, False) if args.get("also") or "members" in args else {}
    fitting |= dict.fromkeys(PLAYS, "members" not in args) | ({"play_small": False} if draft["small"] else {})
    parts = tuple(part for part in (*PARTS, *PLAYS) if fitting.get(part, True))
    reply = yield Ask("edit/what", "choice", "reply", {"name": args["name"]}, parts)
    if reply.value in PLAYS:
        return draft
    changed = yield from PARTS[reply.value](args, draft)
    return {**draft, **changed}


def _time(args: Args, draft: Draft) -> Script:
    at = yield from ask_time(args)
    return {"at": at}


def _rhythm(args: Args, draft: Draft) -> Script:
    rhythm = yield from ask_rhythm(args, draft["rhythm"])
    return {"rhythm": rhythm}


def _note(args: Args, draft: Draft) -> Script:
    note = yield from ask_note(args)
    return {"note": note}


def _expectation(args: Args, draft: Draft) -> Script:
    reply = yield Ask("edit/expectation", "choice", "reply", {"name": args["name"]}, ("expected", "optional"))
    return {"optional": reply.value == "optional"}


def _visibility(args: Args, draft: Draft) -> Script:
    words = {"name": args["name"]}
    reply = yield Ask("edit/visibility", "choice", "reply", words, ("shared", "ask", "private"))
    return {"visibility": reply.value}


def _minutes(args: Args, draft: Draft) -> Script:
    reply = yield Ask("edit/minutes", "number", "reply", {}, low=1, high=180, skip=True)
    return {} if reply.skipped else {"minutes": round(reply.value)}


def _small(args: Args, draft: Draft) -> Script:
    reply = yield Ask("edit/small", "choice", "reply", {"name": args["name"]}, ("full", "small"))
    return {"small": reply.value == "small"}


def _line(part: str) -> Callable[[Args, Draft], Script]:
    def ask(args: Args, draft: Draft) -> Script:
        reply = yield Ask(f"edit/{part}", "text", "reply", {"name": args["name"]}, skip=True)
        return {} if reply.skipped else {part: reply.words[:LONGEST_LINE]}

    return ask


def _sensitive(args: Args, draft: Draft) -> Script:
    reply = yield Ask("edit/sensitive", "choice", "reply", {"name": args["name"]}, ("on", "off"))
    return {"avoidance_sensitive": reply.value == "on"}


def _urge(args: Args, draft: Draft) -> Script:
    reply = yield Ask("edit/urge", "scale", "reply", {}, skip=True)
    return {} if reply.skipped else {"urge": round(reply.value)}


def _confidence(args: Args, draft: Draft) -> Script:
    """How sure the client is, asked in the room; under 7 the smaller version is offered before it begins."""
    reply = yield Ask("edit/confidence", "scale", "reply", {"name": args["name"]}, skip=True)
    if reply.skipped:
        return {}
    sure, fits = round(reply.value), (yield Do("smaller_fits", {"draft": dict(draft)}))
    if sure >= SURE_ENOUGH or not fits:
        return {"confidence": sure}
    words = {"name": args["name"], "sure": sure, "small_words": fits}
    size = yield Ask("edit/smaller_first", "choice", "reply", words, ("small", "full"))
    return {"confidence": sure, "small": size.value == "small"}


def _fill(args: Args, draft: Draft) -> Script:
    return (yield from ask_fill(args, draft["activity"]))


PARTS: dict[str, Callable[[Args, Draft], Script]] = {
    "time": _time,
    "rhythm": _rhythm,
    "note": _note,
    "expectation": _expectation,
    "visibility": _visibility,
    "minutes": _minutes,
    "small": _small,
    "why": _line("why"),
    "act": _line("act"),
    "sign": _line("sign"),
    "obstacle": _line("obstacle"),
    "confidence": _confidence,
    "sensitive": _sensitive,
    "urge": _urge,
    "fill": _fill,
}
