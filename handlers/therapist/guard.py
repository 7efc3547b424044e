"""The guard before something new: has the last one been understood? (CONTENT I-7)."""

from collections.abc import Mapping
from typing import Any

from handlers.client.people import this_week
from handlers.state import Case
from handlers.talk import Ask, Do, Say, Script
from handlers.therapist.assign import Draft, blank
from handlers.therapist.cases import title_of
from handlers.therapist.whom import case_of, client_side, name_of
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment

Args = Mapping[str, Any]
SAME = ("activity", "rhythm", "at", "visibility", "small", "why", "act", "sign", "fill")
"""What "Same again" takes over; minutes and expectation are the activity's own."""

ANYWAY = "anyway"
"""Where a draft keeps that it goes out all the same, with the reason ("" for none); absent otherwise."""

changes = Changes()


WAYS = ("explore", "same", "shrink", "together", "new")


def guarded(args: Args, draft: Draft, ways: tuple[str, ...] = WAYS) -> Script:
    """The draft to go on with, or None when something else was chosen of these ways."""
    clients = (args["client"], args["also"]) if args.get("also") else (args["client"],)
    chosen: Draft | None = draft
    for client in clients:
        if chosen is not None:
            chosen = yield from _guarded_of(args, client, chosen, ways)
    return chosen


def _guarded_of(args: Args, client: str, draft: Draft, ways: tuple[str, ...]) -> Script:
    """The same for one client; of a couple each is looked at."""
    missed = yield Do("look_for_unexplored", {"client": client, "activity": draft["activity"]})
    if not missed:
        return draft
    words = {"name": missed.get("name", args["name"]), "title": missed["title"]}
    choice = yield Ask("guard/card", "choice", "card", words, ways)
    if choice.value == "new":
        reason = yield Ask("guard/reason", "text", "reply", words, skip=True)
        return {**draft, ANYWAY: "" if reason.skipped else reason.words}
    if choice.value == "same":
        return {**blank(), **missed["again"], "note": draft["note"]}
    if choice.value == "explore":
        yield Say("guard/explore", "reply", words)
    else:
        yield Do("after_guard", {"client": client, "choice": choice.value, "assignment": missed["id"]})
    return None


@changes.change()
def look_for_unexplored(turn: Turn, client: str, activity: str) -> dict[str, Any]:
    """The last expected assignment, when it was missed and nobody has looked at it; {} otherwise."""
    case = case_of(turn, client)
    last = last_expected(turn, case) if case else None
    if case is None or last is None or last.activity == activity:
        return {}
    if not missed(last) or explored(turn, case, last):
        return {}
    again = {part: getattr(last, part) for part in SAME}
    return {"id": last.id, "title": title_of(turn, last), "again": again, "name": name_of(turn, client)}


def last_expected(turn: Turn, case: Case) -> Assignment | None:
    """The newest assignment of this therapist that is expected and has been cued."""
    mine = [
        a for a in client_side(turn, case).assignments if a.therapist == turn.person.id and not a.optional
    ]
    return next((a for a in reversed(mine) if _cued_at(a)), None)


def missed(item: Assignment) -> bool:
    """Cued, and nothing done, in the week being counted or else in the one before; a part is an attempt."""
    week = [o for o in this_week(item) if o.state in ("cued", "not_today", "part", "done")]
    if week:
        return not any(o.state in ("part", "done") for o in week)
    before = item.weeks[-1] if item.weeks else None
    return before is not None and before.counted and before.planned > 0 and not (before.done or before.part)


def explored(turn: Turn, case: Case, item: Assignment) -> bool:
    """Whether a barrier talk, a report or a review in the room came after the first unanswered cue."""
    since = _cued_at(item)
    reports = (r.at for r in client_side(turn, case).reports if r.assignment == item.id)
    reviews = (int(r[0]) for r in case.reviewed if r and isinstance(r[0], int))
    return any(at >= since for at in (item.explored_at, *reports, *reviews))


def _cued_at(item: Assignment) -> int:
    """When the missed week's first cue went out; 0 when nothing was cued."""
    week = [o.cued_at for o in this_week(item) if o.cued_at]
    earlier = [o.cued_at for o in item.occurrences if o.cued_at]
    return min(week) if week else max(earlier, default=0)


def note_new_anyway(turn: Turn, client: str, draft: Mapping[str, Any]) -> None:
    """Something new went out after an unexplored miss: counted then, with the reason if one was given."""
    case = case_of(turn, client)
    if case is not None and ANYWAY in draft:
        case.guard_news.append(turn.now)
        turn.keep("guard_new", client=client, words=draft[ANYWAY])
