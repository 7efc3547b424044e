"""What the barrier talk and the evening know when they begin: plain JSON, never read again.

Fields of `barrier_args` (the wrap-up holds them too, for the item its barrier talk would be about):

- `name`, `therapist` (names), `therapist_id`, `goal`, `work_word`, `session_at` (0: none booked)
- `zone` (where they are when they meet), `language`, `hours`: for reading times in what the client writes
- `assignment`, `activity` (snapshot), `visibility`
- `title`, `naming` (how it reads inside a sentence: `counted`, `the`, `bare` or `quoted`)
- `done`, `part`, `of`, `last_at`, `written`: how the week stands
- `optional`, `avoidance_sensitive`, `small`, `can_shrink`, `small_minutes`, `at` (time of its cues)
- `codes`, `hints`: the taxonomy in the client's language; `order`: a practice's own order of codes by group
- `lines`: whom to call in this region
- `check`: whether to ask first if any of it happened
- `again`: codes told in the last four weeks, for which it was not asked yet whether it happens elsewhere too
"""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.answers_words import fold
from handlers.client import week
from handlers.client.activity import activity_snapshot
from handlers.client.people import agreed, client_of, counts, this_week, zone_on
from handlers.content import Activity, BarrierCode, Barriers
from handlers.sessions import next_session
from handlers.state import Bond, Client, Person
from handlers.turn import DAY, House
from handlers.week_parts import Assignment

FOUR_WEEKS = 28 * DAY
# How a title reads in the middle of a sentence, by its last word: "two thought records", "the sleep notes".
_COUNTED = "record walk log letter diary experiment check snapshot registro paseo diario carta"
_THE = "notes breathing journal schedule menu minutes contract card ladder notas respiracion"
_OWN_ARTICLE = "a an the my one two three five ten some something un una el la los las mi dos tres algo"


def barrier_args(
    house: House,
    person: Person,
    assignment: Assignment,
    bond: Bond,
    now: int,
    *,
    check: bool = True,
    order: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Everything the barrier talk about this assignment needs, as of `now`."""
    activity = house.assigned(assignment, person)
    return {
        **bond_args(house, person, bond, now),
        **item_args(activity, assignment),
        **_settings(person, assignment, activity),
        **_taxonomy(house.barriers(person), short=person.channel == "sms"),
        "order": {group: list(codes) for group, codes in (order or {}).items()},
        "lines": house.region().lines,
        "check": check,
        "again": told_before(client_of(person), bond.therapist, now),
    }


def told_before(client: Client, therapist: str, now: int) -> list[str]:
    """The reasons told to this therapist within four weeks that were not asked about yet (CONTENT I-22)."""
    ids = {a.id for a in client.assignments if a.therapist == therapist}
    recent = [r for r in client.reports if r.assignment in ids and now - r.at <= FOUR_WEEKS and r.codes]
    known = {r.codes[0] for r in recent if r.elsewhere}
    return sorted({r.codes[0] for r in recent} - known)


def bond_args(house: House, person: Person, bond: Bond, now: int) -> dict[str, Any]:
    """Who it is about and when they meet."""
    client = client_of(person)
    meeting = next_session(bond.session, person.zone, now) if bond.session else None
    return {
        "name": person.name,
        "therapist": bond.name,
        "therapist_id": bond.therapist,
        "goal": bond.goal,
        "work_word": client.work_word or house.practice.work_word,
        "session_at": meeting or 0,
        "zone": zone_on(person, meeting or now),
        "language": person.language,
        "hours": list(client.hours),
    }


def item_args(activity: Activity, item: Assignment) -> dict[str, Any]:
    """How one assignment's week stands, in words and numbers a prompt can use."""
    standing = counts(item)
    done = [o.done_at for o in this_week(item) if o.state == "done"]
    return {
        "assignment": item.id,
        "title": item.title or activity.client_title,
        "naming": naming(item.title or activity.client_title),
        "done": standing.done,
        "part": standing.part,
        "of": agreed(item.rhythm, standing.planned, standing.done),
        "last_at": max(done, default=0),
        "written": any(step.kind in ("text", "list") for step in activity.steps),
        "optional": item.optional,
    }


def _settings(person: Person, item: Assignment, activity: Activity) -> dict[str, Any]:
    return {
        "activity": activity_snapshot(activity),
        "visibility": item.visibility,
        "avoidance_sensitive": item.avoidance_sensitive,
        "small": item.small,
        "can_shrink": not item.small or item.rhythm != "once",
        "small_minutes": item.small_minutes,
        "at": week.cue_clock(person, item),
    }


def _taxonomy(barriers: Barriers, *, short: bool) -> dict[str, Any]:
    return {
        "codes": {code: _code(entry, short) for code, entry in barriers.codes.items()},
        "hints": [
            {"words": list(h.words), "codes": list(h.codes), "with_words": list(h.with_words)}
            for h in barriers.hints
        ],
    }


def _code(entry: BarrierCode, short: bool) -> dict[str, Any]:
    return {
        "group": entry.group,
        "label": entry.sms_label if short and entry.sms_label else entry.label,
        "follow_up": entry.follow_up,
        "ask": entry.ask,
        "choices": [[option.code, option.label] for option in entry.choices],
        "offers": list(entry.offers),
    }


def naming(title: str) -> str:
    """Whether a title takes a number, an article, nothing or quotation marks."""
    words = fold(title).split()
    if not words:
        return "quoted"
    if words[0] in _OWN_ARTICLE.split():
        return "bare"
    if words[-1] in _COUNTED.split():
        return "counted"
    return "the" if words[-1] in _THE.split() else "quoted"
