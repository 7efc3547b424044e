"""The client's own plan after Later: when and where, how likely, the smaller version, the obstacle.

SKIP throughout; what the therapist set holds until the client changes it; a plan is quoted back and
never paraphrased (DESIGN §4.2, CONTENT F0 PRE).
"""

from collections.abc import Mapping
from datetime import time
from typing import Any

from handlers.ask import AskKind
from handlers.talk import Ask, Ctx, Do, Reply, Say, Script
from handlers.times import clamp_to_window, hhmm, inside, read_time, to_time

SURE_ENOUGH = 7
LATEST = "21:00"


def plan(ctx: Ctx) -> Script:
    """The plan as a talk of its own."""
    return (yield from make_plan(ctx.args))


def make_plan(args: Mapping[str, Any]) -> Script:
    """Ask for the plan.

    `args`: `assignment`, `therapist`, `at` (the set time), `hours`, `language`, `several`,
    `avoidance_sensitive`, `small`, `small_steps`, `small_minutes`, `rulers` (how important it is, too),
    `agreed` (names of questions settled in the room).
    """
    words = {"therapist": args["therapist"], "at": args["at"], "several": args.get("several", False)}
    moment = yield Ask("plan/moment", "text", "plan", words, skip=True)
    at = args["at"] if moment.skipped else (yield from _clock(args, moment.words))
    likely = yield from _unless_agreed(args, "likely", "scale", {"several": words["several"]})
    small = yield from _smaller(args, likely.value)
    matters = yield from _important(args)
    obstacle = yield from _unless_agreed(args, "obstacle", "text", {})
    kept = yield Do(
        "set_plan",
        {
            "assignment": args["assignment"],
            "moment": "" if moment.skipped else moment.words,
            "at": at,
            "confidence": likely.value,
            "small": small,
            "obstacle": "" if obstacle.skipped else obstacle.words,
            **matters,
        },
    )
    own = not (moment.skipped and obstacle.skipped)
    yield Say("plan/kept", "plan", {"first_at": kept["first_at"], "own": own})
    return kept


def _unless_agreed(args: Mapping[str, Any], name: str, kind: AskKind, words: Mapping[str, Any]) -> Script:
    """One question of the plan, skipped where the two have settled it in the room."""
    if name in args.get("agreed", ()):
        return Reply(None, "", 0)
    return (yield Ask(f"plan/{name}", kind, "plan", words, skip=True))


def _important(args: Mapping[str, Any]) -> Script:
    """How important it is (CONTENT I-12): not with the first plan, which is long enough; once a month."""
    if not args.get("rulers"):
        return {}
    reply = yield Ask("plan/important", "scale", "plan", {}, skip=True)
    return {"importance": reply.value}


def _clock(args: Mapping[str, Any], words: str) -> Script:
    """The time in the words, asked for when there is none, brought inside the hours together."""
    found = read_time(words, args["language"], args["hours"])
    if not isinstance(found, time):
        asked = yield Ask(
            "plan/time", "time", "plan", {"moment": words, "at": args["at"]}, key="plan/time", skip=True
        )
        if asked.skipped:
            return args["at"]
        found = to_time(asked.value)
    if inside(found, args["hours"]):
        return hhmm(found)
    return (yield from _outside(args, found))


def _outside(args: Mapping[str, Any], wanted: time) -> Script:
    nearest = hhmm(clamp_to_window(wanted, args["hours"]))
    later = hhmm(max(wanted, to_time(LATEST))) if wanted > to_time(args["hours"][1]) else hhmm(wanted)
    words = {
        "wanted": hhmm(wanted),
        "nearest": nearest,
        "later": later,
        "late": wanted > to_time(args["hours"][1]),
    }
    choice = yield Ask("plan/outside", "choice", "plan", words, ("nearest", "later"), skip=True)
    if choice.value != "later":
        return nearest
    start, end = args["hours"]
    yield Do("set_hours", {"hours": [min(start, hhmm(wanted)), max(end, later) if words["late"] else end]})
    return hhmm(wanted)


def _smaller(args: Mapping[str, Any], confidence: int | None) -> Script:
    """Under 7 the smaller version is offered, except where avoiding is the problem."""
    if confidence is None or confidence >= SURE_ENOUGH or args["avoidance_sensitive"] or args["small"]:
        return args["small"]
    choice = yield Ask(
        "plan/smaller",
        "choice",
        "plan",
        {"steps": args["small_steps"], "minutes": args["small_minutes"]},
        ("small", "full"),
        skip=True,
    )
    return choice.value == "small"
