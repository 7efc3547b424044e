"""The assignment card, and what Send does: the client is told, and the therapist hears what happens next."""

from dataclasses import asdict, replace
from typing import Any

from handlers import shelf
from handlers.client import week
from handlers.content import Activity
from handlers.filled import linked, needed, numbered
from handlers.sessions import next_session
from handlers.state import Case
from handlers.therapist import couple_assign
from handlers.therapist.assign import PERSONAL, Draft
from handlers.therapist.assign_hints import NO_HINTS, hints_of, is_sensitive
from handlers.therapist.couple import linked_pair
from handlers.therapist.guard import note_new_anyway
from handlers.therapist.library import find_or_filed, listed
from handlers.therapist.reach import what_happens_next
from handlers.therapist.summary import bond_of
from handlers.therapist.whom import case_of, client_side, name_of, wall_at, zone_of
from handlers.times import clamp_to_window, hhmm, to_time
from handlers.turn import DAY, Changes, Turn
from handlers.week_parts import Assignment

SMS_NOTE = 60
"""Characters of a covering note that fit an assignment on SMS (prompts/en/assignment.toml)."""

SENT_AS_IS = ("rhythm", "at", "note", "optional", "visibility", "small", "why", "act", "sign", "urge")

NOTHING = ("unreachable", "stopped", "gone")
"""What happens next where nothing would go out to somebody in a group or a couple."""

changes = Changes()


@changes.change()
def search_library(turn: Turn, words: str, pathway: str = "") -> list[list[str]]:
    """A look at the library, and at what is made for this pathway: at most six these words may mean."""
    return listed(find_or_filed(shelf.library(turn, pathway), words, turn.house.content.activities)[:6])


@changes.change()
def title_of(turn: Turn, activity: str) -> str:
    """What the activity is called."""
    return shelf.activity(turn, activity).title


@changes.change()
def suggested_rhythm(turn: Turn, activity: str) -> str:
    """How often the activity is meant to be done."""
    return shelf.activity(turn, activity).rhythm


@changes.change()
def draw_card(turn: Turn, client: str, draft: Draft, also: str = "") -> dict[str, Any]:
    """What the card says, from the draft and what is known of the client now."""
    case, activity = case_of(turn, client), shelf.activity(turn, draft["activity"])
    draft = draft | PERSONAL if also else draft
    if case is None:
        words = card_words(draft, activity) | couple_assign.shown(turn, "", "", draft)
        return words | {"urge": urge_level(turn, draft), **NO_HINTS}
    person, hours = turn.views[client].person, client_side(turn, case).hours
    at = hhmm(clamp_to_window(to_time(draft["at"]), hours))
    fill = couple_assign.filled_for(turn, client, also, activity, draft)
    words = card_words({**draft, "fill": fill}, activity) | {
        **couple_assign.shown(turn, client, also, draft),
        "name": person.name,
        "until_at": wall_at(turn, _week_closes(turn, case, draft), zone_of(turn, case)),
        "at": at,
        "asked_for": "" if at == draft["at"] else draft["at"],
        "hours": list(hours),
        "replaces": runs_already(turn, case, draft["activity"]),
        "cut_note": person.channel == "sms" and len(draft["note"]) > SMS_NOTE,
        "carrier": turn.house.content.asked_for(draft["note"]),
    }
    words |= {"urge": urge_level(turn, draft), **hints_of(turn, case, draft, for_two=bool(also))}
    words["avoidance_sensitive"] = is_sensitive(draft, activity)
    return words


@changes.change()
def level_of(turn: Turn, draft: Draft) -> int | None:
    """The level that holds for this draft; None for an activity that rates no urge."""
    return urge_level(turn, draft)


@changes.change()
def smaller_fits(turn: Turn, draft: Draft) -> str:
    """What the smaller version is, where it may be offered; "" where avoiding is the problem (CONTENT H7)."""
    activity = shelf.activity(turn, draft["activity"])
    return "" if draft["small"] or is_sensitive(draft, activity) else activity.tiny_words


@changes.change()
def blanks_of(turn: Turn, activity: str) -> list[dict[str, Any]]:
    """What the therapist can fill in: name, question, what stands there otherwise, whether it is a number."""
    known = shelf.activity(turn, activity)
    return [{**asdict(blank), "number": numbered(known, blank.name)} for blank in known.fill]


def urge_level(turn: Turn, draft: Draft) -> int | None:
    """The highest rating of an urge that holds nothing: the therapist's, else the practice's."""
    steps = shelf.activity(turn, draft["activity"]).steps
    if not any(step.risk == "urge" for step in steps):
        return None
    chosen: int | None = draft.get("urge")
    return turn.house.practice.urge_level if chosen is None else chosen


def card_words(draft: Draft, activity: Activity) -> dict[str, Any]:
    """What the card says whoever it is for. `unsaid`: what should be named and is not, and how it reads."""
    fill = linked(activity, draft.get("fill", {}), draft["note"])
    unsaid = {blank.name for blank in needed(activity)} - set(fill)
    return {
        **draft,
        "visibility": draft["visibility"] or activity.visibility,
        "title": activity.title,
        "guard": activity.guard,
        "therapist_note": activity.therapist_note,
        "small_words": activity.tiny_words,
        "minutes": draft["minutes"] or activity.minutes,
        "blanks": [[b.name, fill.get(b.name, b.default)] for b in activity.fill if b.name not in unsaid],
        "unsaid": [[b.ask, b.default] for b in activity.fill if b.name in unsaid],
        "no_link": not draft["note"] and any("{link_or_title}" in step.text for step in activity.steps),
        "name": "",
        "until_at": 0,
        "asked_for": "",
        "hours": [],
        "replaces": False,
        "cut_note": False,
        "carrier": "",
    }


def _week_closes(turn: Turn, case: Case, draft: Draft) -> int:
    """The next meeting closes the week, else seven days do (DESIGN §4.2); not one too close for a cue."""
    person, bond = turn.views[case.client].person, bond_of(turn, case)
    if bond is not None and bond.session is not None:
        item = Assignment("", turn.person.id, draft["activity"], "", draft["rhythm"], draft["at"], turn.now)
        item.passes = week.too_soon(person, item, turn.now)
        if item.passes:
            return week.week_end(bond, item, person.zone, turn.now)
    upcoming = next_session(case.session, zone_of(turn, case), turn.now) if case.session else None
    return upcoming or turn.now + 7 * DAY


def runs_already(turn: Turn, case: Case, activity: str) -> bool:
    """Whether this client has this activity from this therapist now."""
    return any(
        a.activity == activity and a.therapist == turn.person.id and a.state != "ended"
        for a in client_side(turn, case).assignments
    )


@changes.change(undo="bar")
def send_assignment(turn: Turn, client: str, draft: Draft, also: str = "") -> dict[str, Any]:
    """Tell the client (both of a couple); gives the name of what is said to the therapist, with its words."""
    case = case_of(turn, client)
    if case is None:
        return {"outcome": "gone"}
    if also:
        return _give_both(turn, case, also, draft | PERSONAL)
    give(turn, case, draft)
    note_new_anyway(turn, client, draft)
    return {"name": name_of(turn, client), "until_at": 0, **what_happens_next(turn, case)}


def _give_both(turn: Turn, case: Case, also: str, draft: Draft) -> dict[str, Any]:
    """To both, or to neither: where they are not linked any more, or one of them cannot be reached."""
    client, second = case.client, case_of(turn, also)
    if second is None or linked_pair(turn, [client, also]) is None:
        return {"outcome": "not_linked", "first": name_of(turn, client), "second": name_of(turn, also)}
    stands = [what_happens_next(turn, one) for one in (case, second)]
    if any(one["outcome"] in NOTHING for one in stands):
        stands = [one if one["outcome"] in NOTHING else {"outcome": "out"} for one in stands]
    else:
        own = assignment_of(turn, also, client, draft)
        couple_assign.send_also(turn, client, also, assignment_of(turn, client, also, draft), own)
        note_new_anyway(turn, client, draft)
    lines: dict[tuple[str, int], list[str]] = {}
    for one, id in zip(stands, (client, also), strict=True):
        lines.setdefault((one["outcome"], one.get("until_at", 0)), []).append(name_of(turn, id))
    return {"outcome": "sent_both", "lines": outcome_lines(lines)}


def outcome_lines(lines: dict[tuple[str, int], list[str]]) -> list[dict[str, Any]]:
    """What became of it, by name: those of whom the same is said stand together."""
    return [{"outcome": out, "until_at": at, "names": who} for (out, at), who in lines.items()]


def give(turn: Turn, case: Case, draft: Draft) -> None:
    """The client's side hears of it; which activity it was and when stays with the case."""
    turn.tell(case.client, "assign", assignment=assignment_of(turn, case.client, "", draft))
    turn.audit("assign", case.client)
    case.given = [draft["activity"], turn.now]


def assignment_of(turn: Turn, client: str, also: str, draft: Draft) -> dict[str, Any]:
    """The draft as `client.told_assign` takes it."""
    activity = shelf.activity(turn, draft["activity"])
    sensitive = is_sensitive(draft, activity)
    if draft["minutes"]:
        activity = replace(activity, minutes=draft["minutes"])
    return {
        "id": next(turn.ids),
        "therapist": turn.person.id,
        "activity": activity.id,
        "title": activity.client_title,
        "minutes": activity.minutes,
        "small_minutes": activity.tiny_minutes,
        "avoidance_sensitive": sensitive,
        **{part: draft[part] for part in SENT_AS_IS},
        "visibility": draft["visibility"] or activity.visibility,
        "fill": couple_assign.filled_for(turn, client, also, shelf.activity(turn, activity.id), draft),
        "obstacle": draft.get("obstacle", ""),
        "confidence": draft.get("confidence"),
        "own": shelf.of_own(turn, activity.id),
    }
