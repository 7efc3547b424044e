"""The client's own plan after Later: when and where, how likely, the smaller version, the obstacle.

SKIP throughout, and each answer is kept when it is given (CONTENT A-07); what the therapist set holds
until the client changes it; a plan is quoted back and never paraphrased (DESIGN §4.2, CONTENT F0 PRE).
"""

from collections.abc import Mapping
from datetime import time
from typing import Any

from handlers.ask import AskKind
from handlers.client.plan_words import SURE_ENOUGH, named_day, named_time
from handlers.talk import Ask, Ctx, Do, Reply, Say, Script
from handlers.times import clamp_to_window, hhmm, inside, to_time

LATEST = "21:00"


def plan(ctx: Ctx) -> Script:
    """The plan as a talk of its own."""
    return (yield from make_plan(ctx.args))


def make_plan(args: Mapping[str, Any]) -> Script:
    """Ask for the plan.

    `args`: `assignment`, `therapist`, `at` (the set time), `hours`, `language`, `zone`, `several`,
    `avoidance_sensitive`, `small`, `small_steps`, `small_minutes`, `rulers` (how important it is, too),
    `agreed` (names of questions settled in the room).
    """
    moment = yield from when(args)
    likely = yield from _unless_agreed(args, "likely", "scale", {"several": args.get("several", False)})
    yield from _keep(args, confidence=likely.value)
    small = yield from _smaller(args, likely.value)
    matters = yield from _important(args)
    yield from _keep(args, **matters)
    obstacle = yield from _unless_agreed(args, "obstacle", "text", {})
    words = "" if obstacle.skipped else obstacle.words
    whole = {**moment, "confidence": likely.value, "small": small, "obstacle": words, **matters}
    was = {"at": args["at"], "small": args["small"]}
    kept = yield Do("set_plan", {"assignment": args["assignment"], **whole, "was": was})
    yield Say("plan/kept", "plan", {**kept, "own": bool(moment["moment"] or words)})
    if card := (yield Do("made", {"assignment": args["assignment"]})):
        yield Say("agreement/made", "card", card)
    return kept


def _keep(args: Mapping[str, Any], **given: Any) -> Script:
    """What was answered, kept at once; nothing for what was skipped."""
    said = {name: value for name, value in given.items() if value is not None}
    if said:
        yield Do("keep_plan", {"assignment": args["assignment"], **said})


def when(args: Mapping[str, Any]) -> Script:
    """When and where, in the client's words; with the time and the day in them.

    `args` as of the plan; `ask`: another question than the plan's; `said`: words, of the instant `said_at`,
    in which it stands already.
    """
    words = {"therapist": args["therapist"], "at": args["at"], "several": args.get("several", False)}
    if args.get("said"):
        moment = Reply(args["said"], args["said"], args["said_at"])
    else:
        moment = yield Ask(args.get("ask", "plan/moment"), "text", "plan", words, skip=True)
    if moment.skipped:
        return {"moment": "", "day": "", "at": args["at"]}
    zone = args.get("zone", "")
    day = named_day(moment.words, moment.at, zone, args["language"]) if zone else ""
    yield from _keep(args, moment=moment.words, day=day)
    at = yield from _clock(args, moment.words, day)
    yield from _keep(args, at=at)
    return {"moment": moment.words, "day": day, "at": at}


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


def _clock(args: Mapping[str, Any], words: str, day: str) -> Script:
    """The time in the words, asked for when there is none, brought inside the hours together."""
    found = named_time(words, args["language"], args["hours"], day)
    if found is None:
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
    yield from _keep(args, small=choice.value == "small")
    return choice.value == "small"
