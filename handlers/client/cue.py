"""The cue at the planned moment, its one follow-up, and Later (DESIGN §4, CONTENT C3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.client.activity import run_activity
from handlers.client.barrier_args import naming
from handlers.talk import Ask, Ctx, Do, Say, Script

EXPLAIN = "explain"
"""The choice under a cue that explains it and leaves it open."""


def cue(ctx: Ctx) -> Script:
    """One cue for the day; two assignments share it, and one of them is plenty.

    Where buttons cost no room one more says how it goes and what it is for (CONTENT A-33, H18).
    """
    items = ctx.args["items"]
    starts = ("start",) if len(items) == 1 else ("start", "start_other")
    more = (EXPLAIN,) if ctx.args.get("explains") else ()
    if len(items) == 1 and items[0].get("offer_small"):
        starts = ("start", "small")  # somebody was not so sure, and left before it was offered
    prompt = "cue/one" if len(items) == 1 else "cue/two"
    words = {"name": ctx.args["name"], "items": items, **items[0]["card"]}
    choice = yield Ask(prompt, "choice", "cue", words, (*starts, "later", "not_today", *more))
    yield from answered_so(items, choice.value)


def followup(ctx: Ctx) -> Script:
    """One neutral pointer with the smaller version, where a smaller version does not feed avoiding."""
    items = ctx.args["items"]
    card = items[0]["card"]
    smallest = items[0]["small"] or card["small_minutes"] >= card["full_minutes"]
    start = "start" if ctx.args["avoidance_sensitive"] or smallest else "small"
    words = {"name": ctx.args["name"], **card, "naming": naming(card["title"])}
    choice = yield Ask(f"followup/{start}", "choice", "followup", words, (start, "later", "not_today"))
    yield from answered_so(items, choice.value)


def answered_so(items: Sequence[Mapping[str, Any]], choice: str) -> Script:
    """What follows from an answer to an offer of today's pieces."""
    item = items[1] if choice == "start_other" else items[0]
    if choice in ("start", "start_other", "small"):
        return (yield from run_activity(item, small=item["small"] or choice == "small"))
    if choice == "later":
        return (yield from later(item))
    accepted = yield Do("not_today", {"occurrences": [i["occurrence"] for i in items]})
    yield Say("cue/not_today", "reply", accepted)


def later(item: Mapping[str, Any]) -> Script:
    """Another moment, which counts towards no limit; or the few minutes of the smaller version now.

    Not where a smaller version feeds avoiding (CONTENT G-1, H7).
    """
    choices, card = (yield Do("later_choices")), item["card"]
    fits = not (item["small"] or card["avoidance_sensitive"]) and card["small_minutes"] < card["full_minutes"]
    words = {"small_minutes": card["small_minutes"]}
    ways = (*choices, "other", *(("small",) if fits else ()))
    picked = yield Ask("cue/later", "choice", "cue", words, ways, skip=True)
    if picked.value == "small":
        return (yield from run_activity(item, small=True))
    if picked.value == "other":
        asked = yield Ask("cue/later_time", "time", "cue", {}, skip=True)
        moment = asked.value
    else:
        moment = picked.value
    if moment is None:
        return None
    kept = yield Do("set_later", {"occurrence": item["occurrence"], "moment": moment})
    yield Say("cue/later_kept", "reply", kept)
    return None
