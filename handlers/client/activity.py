"""Walking through an activity, step by step, and what comes after it (CONTENT F, F0)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from handlers.ask import AskKind
from handlers.client import chosen, whose
from handlers.client.asking import STRONG, ask_step, landing, private_part, which, words_of
from handlers.client.chosen import Place, Step
from handlers.client.coming_back import ask_back
from handlers.client.energy import runs_low
from handlers.content import Activity
from handlers.talk import Ask, Ctx, Do, Reply, Say, Script

WRITTEN = ("text", "list")
"""Kinds of step answered in a person's own words."""

POSTS = ("helpful", "learned", "difficulty", "helped", "engagement")
"""The questions after something daily, one each time (CONTENT F0, POST; I-2)."""

PAIRS = (("helpful", "learned"), ("difficulty", "helped"), ("engagement", "learned"))
"""The questions after anything else, two each time."""

ONCE = ("importance", "own_why")
"""Asked once in an assignment that goes on, from its second doing: how much it matters, and what makes it
worth it in the client's own words, which the cues repeat (CONTENT A-50, F0)."""

POST_KINDS: dict[str, AskKind] = {"helped": "choice", "learned": "text", "own_why": "text"}
"""Those that are not answered on a scale."""

SNAPSHOT = ("client_title", "steps", "tiny")
"""What a talk keeps of an activity; it is stored and read again with every turn."""

LINKS = ("from_day", "only_if", "each_of", "after", "keep", "renews", "cue_at", "minutes_from", "sharing")
"""Fields most steps have no use for: a talk keeps them only where they say something."""

Args = Mapping[str, Any]


@lru_cache(maxsize=1024)
def activity_snapshot(activity: Activity) -> dict[str, Any]:
    """An activity as the plain data a talk keeps: what it was when the talk began. To be read only."""
    kept = asdict(activity)
    steps = [{k: v for k, v in step.items() if v or k not in LINKS} for step in kept["steps"]]
    return dict(json.loads(json.dumps({name: kept[name] for name in SNAPSHOT} | {"steps": steps})))


def activity(ctx: Ctx) -> Script:
    """The activity as a talk of its own."""
    return (yield from run_activity(ctx.args, small=bool(ctx.args.get("small"))))


def run_activity(args: Args, *, small: bool) -> Script:
    """Ask an activity's steps, keep each answer at once, credit the doing; gives the week's counts.

    `args`: `assignment`, `occurrence`, `activity` (snapshot), `therapist`, `name`, `goal`, `post`
    (whether to ask the questions afterwards), `visibility`, `preview` (nothing is kept, nothing waits).
    What waited for this day comes before anything new; what is done once is only gone on with.
    """
    started = yield Do("start", {**which(args), "small": small})
    args = {**args, "occurrence": args["occurrence"] or started.get("doing", "")}
    small = small or (yield from runs_low(args))
    begun = yield Do("take_up", {"assignment": args["assignment"]})
    args, said = {**args, "day": begun["day"], "dots": begun["dots"]}, dict(begun["said"])
    if rest := begun["rest"]:
        if begun["goes_on"]:
            return (yield from run_rest(args, rest, said))
        yield from go_through({**args, **rest}, _rest_of(args, rest), said, rest["after"])
    steps = chosen.places(args["activity"], begun["day"], small=small)
    args["heard"] = heard = {"asked": 0, "given": 0}
    wrote, waits = yield from go_through(args, steps, said)
    if heard["asked"] and not heard["given"] and args["assignment"] and not args.get("preview"):
        return (yield from _passed(args, small))
    return (yield from _finish(whose.as_chosen(args, said), small, wrote=wrote, waits=waits))


def run_rest(args: Args, rest: Mapping[str, Any], said: dict[str, Any]) -> Script:
    """The part that waited: the doing is credited already, and what is asked after it comes now."""
    args = {**args, **rest, "nth": rest["day"] - 1, "rest": rest["step"]}
    wrote, waits = yield from go_through(args, _rest_of(args, rest), said, rest["after"])
    yield Do("rest_taken", {"assignment": args["assignment"]})
    counts = yield Do("how_it_stands", {"assignment": args["assignment"]})
    if waits:
        return (yield from _let_wait(args, rest["small"], counts, waits))
    yield from _after(args, _asks(args, rest["small"]))
    yield Say("step/done", "completion", _done_words(args, counts, wrote=wrote))
    return counts


def rest_of_it(ctx: Ctx) -> Script:
    """The part that waited, as a talk of its own."""
    return (yield from run_rest(ctx.args, ctx.args["rest"], dict(ctx.args["said"])))


def _rest_of(args: Args, rest: Mapping[str, Any]) -> list[Place]:
    steps = chosen.places(args["activity"], rest["day"], small=rest["small"])
    return steps[next((i for i, p in enumerate(steps) if p.step["key"] == rest["step"]), len(steps)) :]


def go_through(args: Args, steps: list[Place], said: dict[str, Any], reached: str = "") -> Script:
    """Ask what applies; gives whether anything was put in words, and what waits now, if anything does."""
    activity, wrote = args["activity"], False
    prompt = "step/ask" if args.get("in_the_room") else "step/first"
    for position, (step, after) in enumerate(steps):
        ahead = steps[position:] if after != reached else []
        reached = after
        if waits := (yield from _waiting(args, ahead, said)):
            return wrote, waits
        step = whose.offered(args, step)
        if not (chosen.applies(activity, step, said) and whose.is_asked(step)):
            continue
        seen = whose.as_chosen(args, said)
        for one, line in list(chosen.each(step, said)):
            if step["kind"] in ("say", "media"):
                yield Say("step/say", "step", words_of(seen, one, said))
                continue
            reply = yield from ask_step(seen, one, said, prompt, line)
            if args.get("rest") and prompt == "step/first":
                yield Do("rest_taken", {"assignment": args["assignment"]})
            prompt = "step/ask"
            _count(args, reply)
            wrote = wrote or (step["kind"] in WRITTEN and not reply.skipped)
            yield from _note(args, step, reply, said)
            yield from whose.note(args, step, reply, said)
            strong = step["landing"] and not reply.skipped and reply.value >= STRONG
            if strong and not (yield from landing(seen, step, more=position + 1 < len(steps))):
                return wrote, None
    return wrote, None


def _count(args: Args, reply: Reply) -> None:
    if heard := args.get("heard"):
        heard["asked"] += 1
        heard["given"] += not reply.skipped


def _passed(args: Args, small: bool) -> Script:
    """Every question passed: a rating makes it a doing; else it was opened, and DONE says it was done."""
    if (yield from _after(args, _asks(args, small))):
        return (yield from _finish({**args, "post": False}, small, wrote=False, waits=None))
    counts = yield Do("leave_blank", which(args))
    yield Say("step/blank", "completion", {"title": args["activity"]["client_title"], **counts})
    return counts


def _note(args: Args, step: Step, reply: Reply, said: dict[str, Any]) -> Script:
    """What later steps may use; where they may come on another day, it is kept for them."""
    key = step.get("renews") or step["key"]
    if reply.skipped:
        if key == step["key"]:
            said.pop(key, None)
        return
    words, own = private_part(reply.words)
    by_kind = {"text": words, "list": chosen.bare(reply.value) if own else reply.value}
    news = {key: by_kind.get(step["kind"], reply.value)}
    if own or said.get(chosen.private(key)):
        news[chosen.private(key)] = own
    said.update(news)
    if chosen.spans(args["activity"]) and key in chosen.used_later(args["activity"]):
        for name, value in news.items():
            kept = {"key": name, "value": chosen.kept(value)}
            yield Do("remember", {"assignment": args["assignment"], **kept})
    clock = next((one["label"] for one in step.get("cue_at", ()) if one["code"] == reply.value), "")
    if clock:
        yield Do("move_cue", {"assignment": args["assignment"], "at": clock})


def _waiting(args: Args, ahead: list[Place], said: Mapping[str, Any]) -> Script:
    """What is to wait, from which step on; None when its day has been. Without a day, the week's end."""
    if args.get("preview") or not any(chosen.applies(args["activity"], p.step, said) for p in ahead):
        return None
    step, after = ahead[0]
    moment = after if after in ("week", "tomorrow") else said.get(after, "week")
    waits = yield Do("can_wait", {"moment": moment})
    return {"step": step["key"], "after": after, "moment": moment} if waits else None


def _let_wait(args: Args, small: bool, counts: Mapping[str, Any], rest: Mapping[str, Any]) -> Script:
    """The rest waits, and when it comes is said; gives the week's counts."""
    here = {"assignment": args["assignment"], "occurrence": counts.get("occurrence", args["occurrence"])}
    when = yield Do("let_wait", {**here, **rest, "day": args["day"], "small": small})
    yield Say("step/waits", "completion", {"title": args["activity"]["client_title"], **counts, **when})
    return counts


def _finish(args: Args, small: bool, *, wrote: bool, waits: Mapping[str, Any] | None) -> Script:
    """Credit first: what is asked afterwards may stay open, the doing is whole."""
    counts = yield Do("complete", {**which(args), "small": small})
    if not waits:
        doing = {**args, "occurrence": counts.get("occurrence", args["occurrence"])}
        yield from _after(doing, _asks(args, small))
        yield from ask_back(args["assignment"])
    if args.get("visibility") == "ask":
        words = {"therapist": args["therapist"]}
        share = yield Ask("step/share", "choice", "step", words, ("share", "summary", "private"))
        yield Do("set_sharing", {**which(args), "share": share.value})
    if waits:
        return (yield from _let_wait(args, small, counts, waits))
    yield Say("step/done", "completion", _done_words(args, counts, wrote=wrote))
    return counts


def _done_words(args: Args, counts: Mapping[str, Any], *, wrote: bool) -> dict[str, Any]:
    again = bool(args.get("card", {}).get("on_event"))
    return {"title": args["activity"]["client_title"], "wrote": wrote, "again": again, **counts}


def _asks(args: Args, small: bool) -> tuple[str, ...]:
    """What is asked after this doing. What is asked once takes no rating's turn."""
    nth, daily = int(args.get("nth", 0)), bool(args.get("daily"))
    if small or not args.get("post"):
        return ()
    once = tuple(name for name in args.get("ask_once", ()) if nth)
    taken = int(args.get("once_asked", 0))
    turn = max(0, nth - (taken if daily else min(taken, 1)))
    if daily:
        return once[:1] or (POSTS[turn % len(POSTS)],)
    return once or PAIRS[turn % len(PAIRS)]


def _after(args: Args, asks: Iterable[str]) -> Script:
    """The questions about a doing; gives whether any was answered."""
    given, helped = False, ("time", "reminder", "someone", "mattered", "small")
    for name in asks:
        kind = POST_KINDS.get(name, "scale")
        options = helped if name == "helped" else ()
        reply = yield Ask(f"step/{name}", kind, "completion", {}, options, skip=True, long=kind == "text")
        if name in ONCE:
            yield Do("asked_once", {"assignment": args["assignment"], "name": name, "words": _said(reply)})
        if not reply.skipped:
            given = True
            yield from _keep_post(args, name, kind, reply)
    return given


def _said(reply: Reply) -> str:
    return "" if reply.skipped else private_part(reply.words)[0]


def _keep_post(args: Args, name: str, kind: AskKind, reply: Reply) -> Script:
    words, private = private_part(reply.words)
    yield Do(
        "respond",
        {
            **which(args),
            "step": f"post/{name}",
            "kind": kind,
            "asked": name,
            "value": words if kind == "text" else reply.value,
            "words": words,
            "private": private or args.get("visibility") == "private",
        },
    )
    if name == "helpful":
        yield Do("note_help", {"assignment": args["assignment"], "rating": reply.value})
