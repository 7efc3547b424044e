"""The talks about a pathway: giving one, and the card of one that runs, with all that can be changed."""

from collections.abc import Mapping
from typing import Any

from handlers.content import Option
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.therapist import pathway_parts as parts_of
from handlers.therapist.assign_asks import ask_note, ask_time
from handlers.therapist.guard import guarded
from handlers.therapist.pathway_parts import Shown, ask_day, numbered, which, with_blanks
from handlers.therapist.pathway_word import word

Args = Mapping[str, Any]

GUARD_WAYS = ("explore", "shrink", "together", "new")
NO_WORD = ("held",)
"""While a flag is open nobody's word on a step is kept: it is given when messages go out again."""

WHO_SEES = ("shared", "ask", "private")
EDITS = ("start", "time", "order", "leave", "add", "gate", "day", "fill", "note", "visibility")


def give(ctx: Ctx) -> Script:
    """Which one, whether something was left unexplored, days and blanks, then the plan played back."""
    args, draft = ctx.args, dict(ctx.args["draft"])
    if not draft:
        options = tuple(Option(id, title) for id, title in args["choices"])
        chosen = yield Ask("pathway/which", "choice", "reply", {"name": args["name"]}, options)
        draft = yield Do("draft_pathway", {"client": args["client"], "pathway": chosen.value})
    first = {"activity": draft["steps"][0]["activity"], "note": ""}
    first = yield from guarded(args, first, GUARD_WAYS)
    if first is not None:
        draft = yield from _name_days(draft, args.get("titles", {}))
        draft = yield from parts_of.fill_all(args["client"], draft)
        yield from _plan(args, draft, first)


def _name_days(draft: dict[str, Any], titles: Mapping[str, str]) -> Script:
    """A step that comes on a day is asked its day; SKIP leaves it until one is set."""
    for step in draft["steps"]:
        if step["release"] == "on_date" and not step["day"]:
            words = {"title": titles.get(step["activity"], step["title"])}
            day = yield from ask_day("pathway/day", words, f"pathway/day/{step['key']}")
            if day:
                change = {"what": "day", "step": step["key"], "day": day}
                draft = yield Do("edit_draft", {"course": draft, "change": change})
    return draft


def _plan(args: Args, draft: dict[str, Any], first: dict[str, Any]) -> Script:
    """The card: every step, what to look at before, the load; Send, Edit or Cancel."""
    client, told = args["client"], False
    while True:
        shown = yield Do("draw_pathway", {"client": client, "course": draft})
        if not shown:
            yield Say("assign/gone", "reply")
            return
        if not told and (shown["before"] or shown["therapist_note"]):
            told = True
            yield Say("pathway/before", "reply", shown)
        choice = yield Ask("pathway/plan", "choice", "card", shown, ("send", "edit", "cancel"))
        if choice.value == "cancel":
            yield Say("assign/cancelled", "reply")
            return
        if choice.value == "send":
            sent = yield Do("send_pathway", {"client": client, "course": draft, "first": first})
            yield Say(sent["outcome"], "reply", sent)
            return
        change = yield from _edit(args, draft, shown)
        if change:
            draft = yield Do("edit_draft", {"course": draft, "change": change})


def _edit(args: Args, draft: dict[str, Any], shown: Shown) -> Script:
    """One thing at a time; gives the change, or None."""
    parts = tuple(part for part in EDITS if part != "fill" or with_blanks(shown))
    reply = yield Ask("pathway/edit", "choice", "reply", {"name": args["name"]}, parts)
    if reply.value == "start":
        day = yield from ask_day("pathway/start", {"name": args["name"]}, "pathway/start")
        return {"what": "set", "start": day}
    if reply.value == "time":
        return {"what": "set", "at": (yield from ask_time(args))}
    if reply.value == "note":
        return {"what": "set", "note": (yield from ask_note(args))}
    if reply.value == "visibility":
        seen = yield Ask("edit/visibility", "choice", "reply", {"name": args["name"]}, WHO_SEES)
        return {"what": "set", "visibility": seen.value}
    if reply.value == "leave" and len(shown["steps"]) == 1:
        return None  # a pathway of nothing is no pathway
    return (yield from CHANGES[reply.value](args, draft, shown))


def _order(args: Args, course: Shown, shown: Shown) -> Script:
    key = yield from which("pathway/move", numbered(shown, "waiting"))
    way = yield Ask("pathway/up_or_down", "choice", "reply", {}, ("up", "down"))
    return {"what": way.value, "step": key}


def _leave(args: Args, course: Shown, shown: Shown) -> Script:
    key = yield from which("pathway/leave_which", numbered(shown, "waiting", "open", "stopped"))
    return {"what": "leave_out", "step": key}


def _gate(args: Args, course: Shown, shown: Shown) -> Script:
    steps = numbered(shown, "waiting", "open", "stopped")
    key = yield from which("pathway/gate_which", steps)
    required = next(step["required"] for step in steps if step["key"] == key)
    return {"what": "gate", "step": key, "required": not required}


def _day(args: Args, course: Shown, shown: Shown) -> Script:
    steps = numbered(shown, "waiting")
    key = yield from which("pathway/day_which", steps)
    words = {"title": next(step["title"] for step in steps if step["key"] == key)}
    day = yield from ask_day("pathway/day", words, f"pathway/day/{key}")
    return {"what": "day", "step": key, "day": day} if day else None


def _again(args: Args, course: Shown, shown: Shown) -> Script:
    steps = numbered(shown, "stopped")
    key = steps[0]["key"] if len(steps) == 1 else (yield from which("pathway/again_which", steps))
    return {"what": "again", "step": key}


CHANGES = {
    "order": _order,
    "leave": _leave,
    "gate": _gate,
    "day": _day,
    "again": _again,
    "add": parts_of.add,
    "fill": parts_of.fill,
}


def card(ctx: Ctx) -> Script:
    """One that runs: where it is, and a button for everything; after each change the card comes again."""
    args, shown = ctx.args, ctx.args["shown"]
    here = {"client": args["client"], "course": args["course"]}
    if args.get("first") and (change := (yield from _first(args, shown))):
        shown = yield from _changed(here, shown, change)
    while shown and shown["state"] != "ended":
        choice = yield Ask("pathway/card", "choice", "card", shown, _buttons(shown))
        if choice.value == "seen":
            return
        if not (yield Do("running_course", here)):
            shown = {}
            break
        change = yield from _chosen(args, here, shown, choice.value)
        if change:
            shown = yield from _changed(here, shown, change)
    yield Say("pathway/ended" if shown else "pathway/over", "reply", shown or {"name": args["name"]})


def _first(args: Args, shown: Shown) -> Script:
    """What the line asked for that needs a question more before it is done."""
    first = args["first"]
    if first["what"] == "add":
        return (yield from parts_of.decided(args, first["added"]))
    if first["what"] == "end":
        return (yield from _ending(shown))
    if first["what"] == "fill":
        return (yield from parts_of.fill_step(next(s for s in shown["steps"] if s["key"] == first["step"])))
    return first


def _changed(here: Args, shown: Shown, change: Args) -> Script:
    """How it stands with this change; what goes out now is asked about first, where it has gaps."""
    step = next((s for s in shown["steps"] if s["key"] == change.get("step")), None)
    if change["what"] != "next" or step is None or shown["stands"]["outcome"] in NO_WORD:
        return (yield Do("change_pathway", {**here, "change": dict(change)}))
    if parts_of.has_gaps(step) and (filled := (yield from parts_of.fill_step(step))):
        yield Do("change_pathway", {**here, "change": filled})
    if step["by_hand"] and step["kind"] == "activity":
        given = yield from word(here, step["key"])
        if given is None:
            yield Say("pathway/word_kept_back", "reply", {**shown, "title": step["title"]})
            return (yield Do("draw_running", here))
        change = {**change, "given": given}
    return (yield Do("change_pathway", {**here, "change": dict(change)}))


def _chosen(args: Args, here: Args, shown: Shown, button: str) -> Script:
    """The change that a button stands for, or None."""
    if button == "next":
        return {"what": "next", "step": numbered(shown, "waiting")[0]["key"]}
    if button == "end":
        return (yield from _ending(shown))
    if button not in CHANGES:
        return {"what": button}
    course = yield Do("running_course", here)
    return (yield from CHANGES[button](args, course, shown)) if course else None


def _ending(shown: Shown) -> Script:
    sure = yield Ask("pathway/end", "choice", "reply", shown, ("end", "leave"))
    return {"what": "end"} if sure.value == "end" else None


def _buttons(shown: Shown) -> tuple[str, ...]:
    """What makes sense as it stands."""
    ahead, open_ = numbered(shown, "waiting"), numbered(shown, "open", "stopped")
    found = {
        "next": bool(ahead),
        "again": bool(numbered(shown, "stopped")),
        "pause": shown["state"] == "running" and bool(ahead),
        "go_on": shown["state"] == "paused",
        "order": len(ahead) > 1,
        "leave": bool(ahead or open_),
        "add": True,
        "fill": bool(with_blanks(shown)),
        "end": True,
        "seen": True,
    }
    return tuple(code for code, fits in found.items() if fits)


SCRIPTS = {"give_pathway": give, "pathway_card": card}
