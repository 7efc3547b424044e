"""The word on a step that waits for it: what exactly, when and where, then a card as for any assignment.

What the two agreed on goes with the step (CONTENT E4, I-18): no rung goes out without a name unless its
therapist leaves it so.
"""

from collections.abc import Mapping
from typing import Any

from handlers import shelf
from handlers.client.courses import course_of, standing
from handlers.course import Course, CourseStep, has_begun
from handlers.talk import Ask, Do, Script
from handlers.therapist.assign import Draft, blank, times_for
from handlers.therapist.assign_edit import LONGEST_LINE, edit
from handlers.therapist.pathway_draw import activity_title
from handlers.therapist.whom import case_of, client_side, name_of
from handlers.turn import Changes, Turn

Args = Mapping[str, Any]

KEPT: tuple[str, ...] = (
    "rhythm",
    "at",
    "note",
    "optional",
    "visibility",
    "minutes",
    "small",
    "why",
    "act",
    "sign",
    "urge",
)
KEPT += ("fill", "obstacle", "confidence", "moment", "avoidance_sensitive")
"""What of the card goes with the step."""

LINES = ("act", "moment")

changes = Changes()


@changes.change()
def word_draft(turn: Turn, client: str, course: str, step: str) -> dict[str, Any]:
    """The step as an assignment not yet sent, with what its questions need; {} where there is none."""
    case = case_of(turn, client)
    found = course_of(client_side(turn, case), course) if case is not None else None
    one = next((s for s in found.steps if s.key == step and s.state == "waiting"), None) if found else None
    if case is None or found is None or one is None or shelf.known(turn, one.activity) is None:
        return {}
    times = times_for(turn, case, [])
    needs = builds_on(turn, client, found, one)
    return {
        "draft": _draft(found, one) | ({} if found.at else {"at": times[0]}),
        "title": activity_title(turn, one.activity, one.title),
        "needs": activity_title(turn, needs.activity, needs.title) if needs else "",
        "args": {
            "client": client,
            "name": name_of(turn, client),
            "times": times,
            "hours": list(client_side(turn, case).hours),
            "language": turn.person.language,
        },
    }


def _draft(course: Course, step: CourseStep) -> Draft:
    same = ("activity", "rhythm", "minutes", "visibility", "avoidance_sensitive")
    about = {name: getattr(step, name) for name in same}
    note = "" if has_begun(course) else course.note
    more = {"at": course.at, "optional": not step.required, "fill": dict(step.fill), "note": note}
    return {**blank(), **about, **more, "moment": "", **step.given}


def builds_on(turn: Turn, client: str, course: Course, step: CourseStep) -> CourseStep | None:
    """The step of this pathway that this one builds on, while it is not done."""
    side = turn.views[client].person.client
    there = [one for one in course.steps if one.activity == step.needs and one.state != "left_out"]
    undone = [one for one in there if side is not None and standing(side, one) != "done"]
    return undone[0] if step.needs and undone else None


def word(here: Args, step: str) -> Script:
    """What was agreed on, to go with the word; None where it is not given after all."""
    opened = yield Do("word_draft", {**here, "step": step})
    if not opened:
        return {}
    args, draft = opened["args"], dict(opened["draft"])
    for line in LINES:
        words = {"name": args["name"], "title": opened["title"], "needs": opened["needs"]}
        reply = yield Ask(f"pathway/word_{line}", "text", "reply", words, skip=True)
        if not reply.skipped:
            draft[line] = reply.words[:LONGEST_LINE]
    while True:
        shown = yield Do("draw_card", {"client": here["client"], "draft": dict(draft)})
        choice = yield Ask("assign/card", "choice", "card", shown, ("send", "edit", "cancel"))
        if choice.value == "cancel":
            return None
        if choice.value == "send":
            return {part: draft[part] for part in KEPT}
        draft = yield from edit(args, draft)
