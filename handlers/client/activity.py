"""Walking through an activity, step by step, and what comes after it (CONTENT F, F0)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any, cast

from handlers.ask import AskKind
from handlers.content import Activity, Option
from handlers.talk import Ask, Ctx, Do, Reply, Say, Script

STRONG = 8
"""A distress or belief rating from here on gets a landing (DESIGN §4.2)."""

WRITTEN = ("text", "list")
"""Kinds of step answered in a person's own words."""

POSTS = ("helpful", "learned", "difficulty", "helped")
"""The questions after an activity, rotated (CONTENT F0, POST)."""


SNAPSHOT = ("client_title", "steps", "tiny")
"""What a talk keeps of an activity; it is stored and read again with every turn."""


@lru_cache(maxsize=1024)
def activity_snapshot(activity: Activity) -> dict[str, Any]:
    """An activity as the plain data a talk keeps: what it was when the talk began. To be read only."""
    kept = asdict(activity)
    return dict(json.loads(json.dumps({name: kept[name] for name in SNAPSHOT})))


def private_part(words: str) -> tuple[str, bool]:
    """The words without a leading PRIVATE, and whether it stood there."""
    first, _, rest = words.strip().partition(" ")
    if first.rstrip(":,.").casefold() == "private" and rest.strip():
        return rest.strip(), True
    return words, False


def activity(ctx: Ctx) -> Script:
    """The activity as a talk of its own."""
    return (yield from run_activity(ctx.args, small=bool(ctx.args.get("small"))))


def run_activity(args: Mapping[str, Any], *, small: bool) -> Script:
    """Ask an activity's steps, keep each answer at once, credit the doing; gives the week's counts.

    `args`: `assignment`, `occurrence`, `activity` (snapshot), `therapist`, `name`, `goal`, `post`
    (whether to ask the questions afterwards), `visibility`, `preview` (nothing is kept).
    """
    steps = _steps(args["activity"], small, int(args.get("day", 0)))
    yield Do("start", {**_which(args), "small": small})
    said: dict[str, Any] = {}
    labels = {o["code"]: o["label"] for s in args["activity"]["steps"] for o in s["options"]}
    first = True
    for position, step in enumerate(steps):
        if step["options_from"] and not said.get(step["options_from"]):
            continue  # what it would choose from was passed over
        if step["kind"] in ("say", "media"):
            yield Say("step/say", "step", _words(args, step))
            continue
        reply = yield from _ask(args, step, _options(step, said, labels), first)
        first = False
        if not reply.skipped:
            said[step["key"]] = reply.value
        strong = step["landing"] and not reply.skipped and reply.value >= STRONG
        if strong and not (yield from _landing(args, step, more=position + 1 < len(steps))):
            break
    wrote = any(step["kind"] in WRITTEN and step["key"] in said for step in steps)
    return (yield from _finish(args, small, wrote=wrote))


def _steps(activity: Mapping[str, Any], small: bool, day: int) -> list[Mapping[str, Any]]:
    chosen = [s for s in activity["steps"] if not small or s["key"] in activity["tiny"]]
    return [s for s in chosen if not day or s["day"] in (0, day)]


def _which(args: Mapping[str, Any]) -> dict[str, Any]:
    return {"assignment": args["assignment"], "occurrence": args["occurrence"]}


def _words(args: Mapping[str, Any], step: Mapping[str, Any]) -> dict[str, Any]:
    filled = {"name": args["name"], "goal": args.get("goal") or ""}
    filled["link_or_title"] = args.get("note") or args["activity"]["client_title"]
    return {
        "text": _fill(step["text"], filled),
        "sms": _fill(step["sms"] or step["text"], filled),
        "therapist": args["therapist"],
        "visibility": args.get("visibility", "shared"),
    }


def _fill(text: str, words: Mapping[str, str]) -> str:
    for name, value in words.items() if "{" in text else ():
        text = text.replace("{" + name + "}", value)
    return text


def _ask(
    args: Mapping[str, Any], step: Mapping[str, Any], options: tuple[Option, ...], first: bool
) -> Script:
    prompt = "step/first" if first else "step/ask"
    if step["kind"] == "multi":
        reply = yield from _ask_several(args, step, prompt, options)
    else:
        reply = yield _question(args, step, prompt, options)
    if not reply.skipped:
        yield from _keep(args, step, reply)
        if step.get("risk"):
            yield Do("weigh_urge", {"assignment": args["assignment"], "rating": reply.value})
    return reply


def _question(
    args: Mapping[str, Any], step: Mapping[str, Any], prompt: str, options: tuple[Option, ...]
) -> Ask:
    return Ask(
        prompt,
        cast(AskKind, step["kind"]),
        "step",
        {**_words(args, step), "kind": step["kind"], "minutes": step["minutes"]},
        options,
        key=f"step/{step['key']}",
        low=step["low"],
        high=step["high"],
        skip=True,
        long=step["long"],
        minutes=step["minutes"],
    )


def _options(
    step: Mapping[str, Any], said: Mapping[str, Any], labels: Mapping[str, str]
) -> tuple[Option, ...]:
    if step["options_from"]:
        given = said[step["options_from"]]
        words = [given] if isinstance(given, str) else [str(w) for w in given]
        return tuple(Option(w, labels.get(w, w)) for w in words[:9])
    return tuple(Option(o["code"], o["label"]) for o in step["options"])


def _ask_several(
    args: Mapping[str, Any], step: Mapping[str, Any], prompt: str, options: tuple[Option, ...]
) -> Script:
    """Several of a list: typed together, or tapped one after another until "that's all"."""
    left, picked = list(options), []
    reply = yield _question(args, step, prompt, tuple(left))
    while not reply.skipped and reply.words == "" and reply.value != ["enough"]:
        picked += reply.value
        left = [o for o in left if o.code not in picked]
        if not left:
            break
        more = (*left, Option("enough", args.get("enough", "That's all")))
        reply = yield Ask("step/more", "multi", "step", {}, more, key=f"step/{step['key']}/more", skip=True)
    if reply.words and not reply.skipped:
        picked += [code for code in reply.value if code != "enough"]
    return Reply(picked or None, "" if reply.skipped else reply.words, reply.at)


def _keep(args: Mapping[str, Any], step: Mapping[str, Any], reply: Reply) -> Script:
    words, private = private_part(reply.words)
    value = words if step["kind"] == "text" else reply.value
    yield Do(
        "respond",
        {
            **_which(args),
            "step": step["key"],
            "kind": step["kind"],
            "asked": step["text"],
            "value": value,
            "words": words,
            "private": private or args.get("visibility") == "private",
        },
    )


def _landing(args: Mapping[str, Any], step: Mapping[str, Any], *, more: bool) -> Script:
    """After a strong rating nobody is simply sent on; gives whether the steps go on."""
    belief = step["key"] == "belief"
    options = ("leave", "go_on" if more else "line", "first")
    words = {"therapist": args["therapist"]}
    prompt = "step/landing" if belief else "step/landing_feeling"
    choice = yield Ask(prompt, "choice", "step", words, options, key="step/landing", skip=True)
    if choice.value == "first":
        yield Do("put_first", _which(args))
        yield Say("step/put_first", "completion", words)
    if choice.value == "line":
        question = "step/line" if belief else "step/line_feeling"
        line = yield Ask(question, "text", "step", words, key="step/line", skip=True)
        if not line.skipped:
            yield from _keep(args, {"key": "line", "kind": "text", "text": "noticed" if belief else ""}, line)
    return choice.value == "go_on"


def _finish(args: Mapping[str, Any], small: bool, *, wrote: bool) -> Script:
    """Credit first: what is asked afterwards may stay open, the doing is whole."""
    counts = yield Do("complete", {**_which(args), "small": small})
    asks = () if small or not args.get("post") else _posts(int(args.get("nth", 0)), bool(args.get("daily")))
    yield from _after({**args, "occurrence": counts.get("occurrence", args["occurrence"])}, asks)
    if args.get("visibility") == "ask":
        share = yield Ask(
            "step/share", "choice", "step", {"therapist": args["therapist"]}, ("share", "summary", "private")
        )
        yield Do("set_sharing", {**_which(args), "share": share.value})
    words = {"title": args["activity"]["client_title"], "wrote": wrote, **counts}
    yield Say("step/done", "completion", words)
    return counts


def _posts(nth: int, daily: bool) -> tuple[str, ...]:
    if daily:
        return (POSTS[nth % len(POSTS)],)
    return ("helpful", "learned") if nth % 2 == 0 else ("difficulty", "helped")


def _after(args: Mapping[str, Any], asks: Iterable[str]) -> Script:
    helped = ("time", "reminder", "someone", "mattered", "small")
    for name in asks:
        kind: AskKind = {"helped": "choice", "learned": "text"}.get(name, "scale")  # type: ignore[assignment]  # dict of literals
        options = helped if name == "helped" else ()
        reply = yield Ask(f"step/{name}", kind, "completion", {}, options, skip=True, long=kind == "text")
        if not reply.skipped:
            words, private = private_part(reply.words)
            yield Do(
                "respond",
                {
                    **_which(args),
                    "step": f"post/{name}",
                    "kind": kind,
                    "asked": name,
                    "value": words if kind == "text" else reply.value,
                    "words": words,
                    "private": private or args.get("visibility") == "private",
                },
            )
