"""`/insession NAME`: what was left is done together, in the same written form (CONTENT I-9, A-47, G-30).

On the client's phone, or on this one where the therapist sees the answers anyway; or only noted.
"""

from collections.abc import Mapping
from typing import Any

from handlers.client import chosen
from handlers.client.activity import go_through
from handlers.client.asking import private_part
from handlers.client.opened import shuts
from handlers.content import Activity
from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script, Talk, live_answers
from handlers.talking import begin
from handlers.therapist.adjust import ACTS, on_one
from handlers.therapist.cases import title_of
from handlers.therapist.library import preview_args
from handlers.therapist.reach import when
from handlers.therapist.whom import case_of, client_side, name_of, zone_of
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment

BETWEEN_PEOPLE = frozenset(("communication", "couples", "family", "social", "boundaries"))
"""Tags of what happens between people: there a situation that was is taken and played through."""

IN_THE_ROOM = "in_the_room"
changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """`/insession NAME`."""
    on_one(turn, IN_THE_ROOM, rest, "insession")


def form_of(activity: Activity) -> str:
    """How it is done afterwards: `situation`, `looking_back` for notes and logs, else `as_is`."""
    if BETWEEN_PEOPLE & set(activity.tags):
        return "situation"
    return "looking_back" if activity.type == "self" else "as_is"


def together(turn: Turn, case: Case, item: Assignment) -> None:
    """Where to do it, as far as that is possible now."""
    activity = turn.house.assigned(item, turn.person)
    places = [place for place, fits in _places(turn, case, item, activity).items() if fits]
    args = {
        "client": case.client,
        "name": name_of(turn, case.client),
        "assignment": item.id,
        "title": title_of(turn, item),
        "together": form_of(activity),
        "places": [*places, "note"],
        "run": {**preview_args(turn, activity), IN_THE_ROOM: True, "small": item.small},
    }
    begin(turn, "insession", args, about=case.client)


def _places(turn: Turn, case: Case, item: Assignment, activity: Activity) -> dict[str, bool]:
    """On their phone only while a text may go there; on this one nothing that is private or weighs a risk."""
    side, person = client_side(turn, case), turn.views[case.client].person
    takes_texts = side.stage == "joined" and not person.stopped_at and not side.held
    reachable = takes_texts and when(turn, side, zone_of(turn, case))["outcome"] == "sent"
    own = item.visibility != "shared" or any(step.risk for step in activity.steps)
    return {"theirs": item.state == "active" and reachable, "here": item.state == "active" and not own}


def insession(ctx: Ctx) -> Script:
    """Which phone; on this one the steps follow at once."""
    args = ctx.args
    words = {"name": args["name"], "title": args["title"], "form": args["together"]}
    choice = yield Ask("insession/where", "choice", "reply", words, tuple(args["places"]))
    here = {"client": args["client"], "assignment": args["assignment"]}
    if choice.value == "note":
        yield Do("adjust", {**here, "what": "insession"})
    elif choice.value == "theirs":
        opened = yield Do("open_in_session", {**here, "form": args["together"]})
        yield Say("insession/opened", "reply", {**words, **opened})
    else:
        yield from _here(args, words)
        kept = yield Do("keep_in_session", {**here, "form": args["together"]})
        yield Say("insession/kept", "reply", {**words, **kept})


def _here(args: Mapping[str, Any], words: Mapping[str, Any]) -> Script:
    run = args["run"]
    if args["together"] != "as_is":
        yield Ask(f"insession/{args['together']}", "text", "reply", words, key="step/about", skip=True)
    yield from go_through(run, chosen.places(run["activity"], 0, small=run["small"]), {})


@changes.change(undo="bar")
def open_in_session(turn: Turn, client: str, assignment: str, form: str) -> dict[str, Any]:
    """It begins on the client's phone; gives whether something neutral is all that shows there at first."""
    turn.tell(client, "in_session", assignment=assignment, form=form)
    turn.audit("in_session", client)
    person = turn.views[client].person
    return {"neutral": shuts(person, turn.now), "word": bool(person.client and person.client.lock_word)}


@changes.change(undo="bar")
def keep_in_session(turn: Turn, client: str, assignment: str, form: str) -> dict[str, Any]:
    """The answers of this talk become the client's own; gives how many there were."""
    assert turn.talk is not None
    return {"answers": keep(turn, turn.talk, client, assignment, form)}


def keep(turn: Turn, talk: Talk, client: str, assignment: str, form: str, *, part: bool = False) -> int:
    """What was answered in this talk, kept on the client's side, as done or as begun; gives how many."""
    answers = written(talk, form)
    if answers:
        _settled(turn, client, assignment)
        turn.tell(client, "done_in_session", assignment=assignment, answers=answers, part=part)
        turn.audit("in_session", client)
    return len(answers)


def told_answered(turn: Turn, data: dict[str, Any]) -> None:
    """Something was answered on the client's phone, in the room."""
    _settled(turn, data["client"], data["assignment"])


def _settled(turn: Turn, client: str, assignment: str) -> None:
    """Looked at, and off the list of what is to be done together: something of it was answered there."""
    case = case_of(turn, client)
    if case is not None:
        titles = [a.title for a in client_side(turn, case).assignments if a.id == assignment]
        case.do_together = [one for one in case.do_together if one not in titles]
        case.reviewed = [*case.reviewed, [turn.now, "together"]][-26:]


def written(talk: Talk, form: str) -> list[dict[str, Any]]:
    """What was answered in this talk, as the client's responses; a step that was passed is not among them."""
    steps = {s["key"]: s for s in talk.args["run"]["activity"]["steps"]}
    found: dict[str, dict[str, Any]] = {}
    for answer in live_answers(talk):
        key = answer.key.rpartition("#")[0].removeprefix("step/").removesuffix("/more")
        if not answer.key.startswith("step/") or answer.value is None or key in ("landing", "line"):
            continue
        words, private = private_part(answer.words)
        value = words if answer.kind == "text" else answer.value
        if key in found and isinstance(value, list):
            value = [*found[key]["value"], *(one for one in value if one != "enough")]
        step = f"insession/{form}" if key == "about" else key
        asked = str(steps.get(key.partition("/")[0], {}).get("text", form))
        answered = {"step": step, "kind": answer.kind, "asked": asked, "value": value}
        found[key] = {**answered, "words": words, "private": private}
    return list(found.values())


ACTS[IN_THE_ROOM] = together
SCRIPTS = {"insession": insession}
TOLD = {"answered_in_session": told_answered}
