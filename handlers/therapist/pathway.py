"""`/pathway …`: what there is, one of them, giving one to a client, and everything about one that runs."""

from dataclasses import asdict
from typing import Any

from handlers.content import Option
from handlers.course import Course
from handlers.names import whom_named
from handlers.shelf import library
from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist import pathway_draw
from handlers.therapist.assign import times_for
from handlers.therapist.library import find_or_filed, find_pathway
from handlers.therapist.measure_lines import find_measure
from handlers.therapist.pathway_changes import (
    added_step,
    apply,
    choices,
    draft_of,
    mine,
    needs_asking,
    step_numbered,
)
from handlers.therapist.pathway_line import Wanted, added, read, read_day
from handlers.therapist.whom import EXACT, case_of, client_side, name_of, names, one
from handlers.turn import Changes, Turn

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """`/pathway`, `/pathway low-mood`, `/pathway NAME`, `/pathway NAME low-mood [at 19:00] [from DATE] …`.

    On one that runs: `pause`, `go on`, `next`, `up 4`, `down 4`, `leave out 4`, `optional 4`, `required 4`,
    `4 on DATE`, `fill 4`, `add ACTIVITY …`, `add phq-8 …`, `end`.
    """
    words = rest.split()
    if not words:
        listing(turn)
        return
    is_name = words[0].startswith(EXACT) or whom_named(words, names(turn), turn.person.language)[0]
    found = [] if is_name else find_pathway(turn, rest)
    if found:
        about(turn, found[0].id) if len(found) == 1 else listing(turn)
        return
    meant = one(turn, "pathway", rest)
    if meant is not None:
        _of_client(turn, *meant)


def listing(turn: Turn) -> None:
    """All pathways of the library, each a button; in the middle of something else only the list."""
    known = turn.house.pathways(turn.person).values()
    items = [{"id": p.id, "title": p.title, "weeks": p.weeks, "steps": len(p.steps)} for p in known]
    if turn.open_talk() is None:
        begin(turn, "pathways", {"items": items, "choices": choices(turn)})
    else:
        turn.say("reply", "pathway/list", items=items)


def browse(ctx: Ctx) -> Script:
    """The list, and the one that is picked."""
    options = tuple(Option(id, title) for id, title in ctx.args["choices"])
    chosen = yield Ask("pathway/list", "choice", "reply", ctx.args, options)
    shown = yield Do("draw_library_pathway", {"pathway": chosen.value})
    yield Say("pathway/about", "reply", shown)


@changes.change()
def draw_library_pathway(turn: Turn, pathway: str) -> dict[str, Any]:
    """One of the library."""
    return pathway_draw.of_library(turn, turn.house.pathways(turn.person)[pathway])


def about(turn: Turn, pathway: str) -> None:
    """One of the library, whole."""
    turn.say("reply", "pathway/about", **draw_library_pathway(turn, pathway))


def _of_client(turn: Turn, case: Case, left: str) -> None:
    wanted = read(turn, left, list(client_side(turn, case).hours))
    if wanted is None:
        turn.say("reply", "pathway/not_read", about=case.client, words=left, name=name_of(turn, case.client))
    elif wanted.what in ("at_most", "phase"):
        _kept_elsewhere(turn, case, wanted)
    elif wanted.what or (wanted.pathway == "" and mine(turn, case)):
        _on_one(turn, case, wanted)
    else:
        _give(turn, case, wanted)


def _give(turn: Turn, case: Case, wanted: Wanted) -> None:
    """Open the wizard with what the line says."""
    client = client_side(turn, case)
    args = {
        "client": case.client,
        "name": name_of(turn, case.client),
        "draft": draft_of(turn, case, wanted.pathway, wanted.set) if wanted.pathway else {},
        "choices": choices(turn),
        "titles": _dated(turn),
        "times": times_for(turn, case, []),
        "hours": list(client.hours),
        "language": turn.person.language,
    }
    begin(turn, "give_pathway", args, about=case.client)


def _dated(turn: Turn) -> dict[str, str]:
    """The therapist's titles of what comes on a day that is asked for, by activity."""
    steps = (step for known in turn.house.content.pathways.values() for step in known.steps)
    dated = (step.activity for step in steps if step.release == "on_date")
    return {id: pathway_draw.activity_title(turn, id, id) for id in dated}


def _on_one(turn: Turn, case: Case, wanted: Wanted) -> None:
    """The one that runs; with several, which."""
    found = mine(turn, case, wanted.pathway)
    if len(found) == 1:
        do_on(turn, case, found[0], wanted)
    elif found:
        options = [[c.id, pathway_draw.title_of(turn, c.pathway, c.title)] for c in found]
        args = {"client": case.client, "wanted": asdict(wanted), "options": options}
        begin(turn, "which_pathway", args, about=case.client)
    else:
        turn.say("reply", "pathway/none", about=case.client, name=name_of(turn, case.client))


def which_pathway(ctx: Ctx) -> Script:
    """Several run: which one is meant."""
    options = tuple(Option(id, title) for id, title in ctx.args["options"])
    chosen = yield Ask("pathway/which_running", "choice", "reply", {}, options)
    here = {"client": ctx.args["client"], "course": chosen.value}
    yield Do("on_pathway", {**here, "wanted": ctx.args["wanted"]})


@changes.change(undo="bar")
def on_pathway(turn: Turn, client: str, course: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, on the one that was chosen."""
    case = case_of(turn, client)
    found = next((c for c in mine(turn, case) if c.id == course), None) if case else None
    if case is not None and found is not None:
        do_on(turn, case, found, Wanted(**wanted))
    return {}


def do_on(turn: Turn, case: Case, course: Course, wanted: Wanted) -> None:
    """Look at it, or change it and look; what does not fit is said, and nothing happens."""
    change = _change(turn, case, course, wanted) if wanted.what else {}
    if change is None:
        return
    asks = bool(change) and needs_asking(turn, course, change)
    plain = not change or asks
    shown = pathway_draw.of_client(turn, case, course) if plain else apply(turn, case, course, change)
    if shown["state"] == "ended":
        turn.say("reply", "pathway/ended", about=case.client, **shown)
        return
    args = {"client": case.client, "course": course.id, "name": shown["name"], "shown": shown}
    args |= {"first": change} if asks else {}
    begin(turn, "pathway_card", args, about=case.client)


def _change(turn: Turn, case: Case, course: Course, wanted: Wanted) -> dict[str, Any] | None:
    """The change as plain data; None where it was said why there is none."""
    if wanted.what == "add":
        return _added(turn, case, course, wanted.words)
    if wanted.what == "fill":
        return _filled(turn, case, course, wanted.number)
    if wanted.what == "next":
        ahead = [step.key for step in course.steps if step.state == "waiting"]
        if ahead:
            return {"what": "next", "step": ahead[0]}
        _no_step(turn, 0)
        return None
    if not wanted.number:
        return {"what": wanted.what}
    step = step_numbered(turn, case, course, wanted.what, wanted.number)
    if step is None:
        _no_step(turn, wanted.number)
        return None
    if wanted.what in ("optional", "required"):
        return {"what": "gate", "step": step.key, "required": wanted.what == "required"}
    if wanted.what != "day":
        return {"what": wanted.what, "step": step.key}
    day = read_day(turn, wanted.words)
    if day is None:
        turn.say("reply", "pathway/no_day", words=wanted.words)
        return None
    return {"what": "day", "step": step.key, "day": day.isoformat()}


def _filled(turn: Turn, case: Case, course: Course, number: int) -> dict[str, Any] | None:
    """The step whose blanks are to be filled: the one of this number, else the first that has any."""
    have = [step for step in course.steps if step.state == "waiting" and step.blanks]
    step = step_numbered(turn, case, course, "fill", number) if number else next(iter(have), None)
    if step is None or step not in have:
        turn.say("reply", "pathway/no_blanks", number=number)
        return None
    return {"what": "fill", "step": step.key}


def _no_step(turn: Turn, number: int) -> None:
    turn.say("reply", "pathway/no_step", number=number)


def _added(turn: Turn, case: Case, course: Course, words: str) -> dict[str, Any] | None:
    title, more = added(turn, words, list(client_side(turn, case).hours))
    measure = find_measure(turn.house.content, title)
    if measure is not None and measure.has_text(turn.views[case.client].person.language):
        return {"what": "add", "added": added_step(turn, measure, course, more)}
    found = find_or_filed(library(turn, course.pathway), title, turn.house.content.activities)
    if len(found) != 1:
        turn.say("reply", "pathway/which_activity", words=title, titles=[a.title for a in found[:6]])
        return None
    return {"what": "add", "added": added_step(turn, found[0], course, more)}


def _kept_elsewhere(turn: Turn, case: Case, wanted: Wanted) -> None:
    """Minutes and phase are the client's, whatever runs: one command sets them (`therapist/stage.py`)."""
    ending = wanted.words == "ending"
    setting = (
        f"minutes {wanted.number}" if wanted.what == "at_most" else f"phase {'ending' if ending else 'off'}"
    )
    name = name_of(turn, case.client)
    turn.say("reply", "pathway/kept_elsewhere", about=case.client, name=name, setting=setting)


SCRIPTS = {"pathways": browse, "which_pathway": which_pathway}
