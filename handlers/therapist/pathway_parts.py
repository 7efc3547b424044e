"""Two questions of a pathway's talks: what its blanks hold, and whether item 9 is asked (CONTENT E4, F13)."""

from collections.abc import Mapping
from typing import Any

from handlers.content import Option
from handlers.talk import Ask, Do, Say, Script
from handlers.therapist.assign_asks import ask_blanks, choose_activity
from handlers.therapist.measure_script import with_risk

Args = Mapping[str, Any]
Shown = Mapping[str, Any]


def numbered(shown: Shown, *standings: str) -> list[Shown]:
    """The steps that stand so, each with its number for people."""
    steps = [{**step, "n": n} for n, step in enumerate(shown["steps"], 1)]
    return [step for step in steps if step["standing"] in standings]


def which(prompt: str, steps: list[Shown]) -> Script:
    """One of these steps, by its number and title."""
    options = tuple(Option(one["key"], f"{one['n']} {one['title']}") for one in steps)
    reply = yield Ask(prompt, "choice", "reply", {}, options)
    return reply.value


def ask_day(prompt: str, words: Args, key: str) -> Script:
    """A day that lies ahead, as an ISO date; "" for SKIP. One that has passed is asked about again."""
    asked: str = prompt
    while True:
        reply = yield Ask(asked, "date", "reply", words, key=key, skip=True)
        if reply.skipped:
            return ""
        if (yield Do("lies_ahead", {"day": reply.value}))["fits"]:
            return reply.value
        asked, words = "pathway/day_passed", {**words, "words": reply.words}


def with_blanks(shown: Shown) -> list[Shown]:
    """The steps to come that have anything to put in."""
    return [step for step in numbered(shown, "waiting") if step["blanks"]]


def has_gaps(step: Shown) -> bool:
    """Whether something in it is left open."""
    return any(not blank["words"] for blank in step["blanks"])


def fill_step(step: Shown, prompt: str = "assign/fill") -> Script:
    """What stands in its blanks, as a change; None where every one was passed over."""
    blanks = [{**blank, "default": blank["words"] or blank["default"]} for blank in step["blanks"]]
    about = {"title": step["title"]}
    given = yield from ask_blanks(blanks, prompt, about, f"pathway/fill/{step['key']}")
    return {"what": "fill", "step": step["key"], "fill": given} if given else None


def fill(args: Args, course: Shown, shown: Shown) -> Script:
    """Which step, where several have blanks; then what stands in it."""
    steps = with_blanks(shown)
    key = steps[0]["key"] if len(steps) == 1 else (yield from which("pathway/fill_which", steps))
    return (yield from fill_step(next(step for step in steps if step["key"] == key)))


def fill_all(client: str, draft: dict[str, Any]) -> Script:
    """Every blank of a new pathway, once: the same name in several steps is one thing."""
    shown = yield Do("draw_pathway", {"client": client, "course": draft})
    asked: set[str] = set()
    for step in with_blanks(shown) if shown else ():
        fresh = [blank for blank in step["blanks"] if blank["name"] not in asked]
        asked |= {blank["name"] for blank in fresh}
        change = yield from fill_step({**step, "blanks": fresh}, "pathway/fill")
        if change:
            draft = yield Do("edit_draft", {"course": draft, "change": change})
    return draft


def add(args: Args, course: Shown, shown: Shown) -> Script:
    """An activity from the likely ones or by words; a measure by its name."""
    choices = yield Do("activities_to_add", {"client": args["client"], "pathway": course["pathway"]})
    asked = {**args, "choices": choices, "wanted": "", "several": False, "pathway": course["pathway"]}
    chosen = yield from choose_activity(asked, "search_to_add")
    if not chosen:
        return None
    return (yield from decided(args, (yield Do("new_step", {"activity": chosen, "course": course}))))


def decided(args: Args, added: dict[str, Any]) -> Script:
    """The step as a change; what asks about thoughts of death only after a decision, else its other form."""
    risk = yield Do("about_risk", {"measure": added["activity"]})
    if risk:
        about = {**risk, "name": args["name"]}
        if not (yield from with_risk(about)):
            yield Say("assign/cancelled", "reply")
            return None
        added = {**added, "activity": about["measure"]}
    return {"what": "add", "added": added}
