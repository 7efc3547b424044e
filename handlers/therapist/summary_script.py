"""The summary as a conversation: five buttons under it, each doing what it says."""

from dataclasses import replace
from typing import Any

from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script, Talk
from handlers.talking import begin, suspend_open
from handlers.therapist.assign import begin_assign, blank
from handlers.therapist.guidance import note_guidance
from handlers.therapist.summary import summary_of
from handlers.therapist.whom import case_of, client_side, name_of
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment

changes = Changes()
BUTTONS = ("reviewed", "together", "smaller", "same", "next")
WITHOUT_ITEMS = ("reviewed", "next")


def begin_summary(turn: Turn, case: Case) -> Talk | None:
    """Say the summary of this client as it is now; None when there is nothing to read."""
    data = summary_of(turn, case)
    if not data:
        return None
    if data["goals"]:
        case.goals_card_at = turn.now
    if data["also"]["guide"]:
        note_guidance(case, data["also"]["guide"], turn.now)
    return begin(turn, "summary", data, about=case.client)


def summary(ctx: Ctx) -> Script:
    """The summary and what one button leads to; Reviewed is an aside, so that all stay at hand after it."""
    args = ctx.args
    left: tuple[str, ...] = BUTTONS if args["items"] else WITHOUT_ITEMS
    choice = yield Ask("summary/card", "choice", "summary", args, left)
    yield from _does(args, choice.value)


def reviewed(turn: Turn, talk: Talk, value: Any) -> bool:
    """It is read; how much of the skill is seen in it may be said beside the open summary."""
    if value != "reviewed":
        return False
    rates = talk.args.get("rates", {})
    args = {"client": talk.args["client"], "name": talk.args["name"], "summary": talk.id, "rates": rates}
    turn.audit("summary_read", args["client"])
    turn.tell(args["client"], "flags_seen", until=talk.opened_at, at=turn.now)
    begin(turn, "summary_read", args, about=talk.about)
    return True


def rating(ctx: Ctx) -> Script:
    """I-2's rating, for whoever gives one; then the summary's buttons once more."""
    args = ctx.args
    given = yield Ask("summary/quality", "scale", "reply", {"name": args["name"]}, low=0, high=4, skip=True)
    if not given.skipped:
        kept = {"client": args["client"], "rating": int(given.value)}
        yield Do("note_read", kept | dict(args.get("rates", {})))
    yield Do("summary_again", {"summary": args["summary"]})


def _does(args: Any, button: str) -> Script:
    here = {"client": args["client"], "assignment": args["least"]}
    if button == "together":
        yield Do("adjust", {**here, "what": "insession"})
    elif button == "smaller":
        yield Do("adjust", {**here, "what": "shrink"})
    elif button == "same":
        same = yield Do("same_again", here)
        if same["runs"]:
            yield Say("summary/same", "reply", {"name": args["name"], "title": same["title"]})
    else:
        yield Do("assign_next", {"client": args["client"]})


@changes.change()
def note_read(turn: Turn, client: str, rating: int, at: int = 0, item: str = "") -> dict[str, Any]:
    """The therapist's rating of 0 to 4, of the week that the summary was about (`at` lies in it)."""
    case = case_of(turn, client)
    if case is not None:
        case.quality = [*case.quality, [at or turn.now, rating, item]][-26:]
    return {}


@changes.change()
def summary_again(turn: Turn, summary: str) -> dict[str, Any]:
    """The summary that was put aside is open again, with the same buttons."""
    talk = next((t for t in turn.talks if t.id == summary and t.state == "suspended"), None)
    if talk is None or talk.asked is None:
        return {}
    suspend_open(turn)
    talk.state = "open"
    turn.say("reply", "summary/more", about=talk.about, name=talk.args["name"])
    asked = talk.asked
    turn.said[-1] = replace(turn.said[-1], asked=asked, option_codes=asked.options, talk=talk.id)
    return {}


@changes.change(undo="bar")
def same_again(turn: Turn, client: str, assignment: str) -> dict[str, Any]:
    """What runs goes on by itself; what has ended is opened once more as a card."""
    case = case_of(turn, client)
    item = (
        next((a for a in client_side(turn, case).assignments if a.id == assignment), None) if case else None
    )
    if case is None or item is None:
        return {"runs": False, "title": ""}
    if item.state != "ended" and item.rhythm != "once":
        return {"runs": True, "title": turn.house.title(item.title, turn.person)}
    begin_assign(turn, case, _draft(item), "", [])
    return {"runs": False, "title": turn.house.title(item.title, turn.person)}


def _draft(item: Assignment) -> dict[str, Any]:
    kept = ("activity", "rhythm", "at", "optional", "visibility", "small", "why", "act", "sign", "fill")
    return blank() | {part: getattr(item, part) for part in kept}


@changes.change(undo="bar")
def assign_next(turn: Turn, client: str) -> dict[str, Any]:
    """Begin the wizard for this client; its guard looks at what was left first (CONTENT I-7)."""
    case = case_of(turn, client)
    if case is not None:
        begin_assign(turn, case, blank(), "", [])
    return {"name": name_of(turn, client)}


SCRIPTS = {"summary": summary, "summary_read": rating}
ASIDES = {"summary": reviewed}
