"""Looking at what there is: progress, and what the therapist sees (CONTENT A-30)."""

from typing import Any

from handlers.client import then_now, week
from handlers.client.changes import standing
from handlers.client.courses import on_pathways, running
from handlers.client.covered import may_read
from handlers.client.measures_seen import numbers
from handlers.client.people import active, bonds, client_of, seen_at
from handlers.course import has_begun
from handlers.records import for_therapist
from handlers.state import Bond, Client
from handlers.turn import DAY, Entry, Turn

WRITTEN = frozenset(("response", "journal", "win"))
SHOWN_WORDS = 3
LATELY = 2 * DAY
"""Longer ago than this it is for the meeting, not for a word in between."""


def progress(turn: Turn, rest: str) -> None:
    """How the week stands, as the therapist sees it too."""
    client = client_of(turn.person)
    items = []
    for item in active(client)[:4]:
        items.append({"title": item.title, **standing(item)})
    turn.say(
        "reply",
        "menu/progress",
        items=items,
        dots=client.dots,
        measures=numbers(turn),
        pathways=on_pathways(client),
        cards=then_now.cards(client),
    )


def now(turn: Turn, rest: str) -> None:
    """What one is working on, what was said after the last meeting, when the next is (CONTENT A-46)."""
    client = client_of(turn.person)
    recap = next((b for b in bonds(client) if b.recap), None)
    meeting = week.next_meeting(turn.person, turn.now)
    turn.say(
        "reply",
        "menu/now",
        items=[item.title for item in active(client)[:4]],
        goals=[b.goal for b in bonds(client) if b.goal],
        recap=recap.recap if recap else "",
        therapist=recap.name if recap else "",
        meets=meeting[0].name if meeting else "",
        session_at=seen_at(turn.person, meeting[1]) if meeting else 0,
    )


def tell(turn: Turn, rest: str) -> None:
    """The therapist hears now of what was done last, because the client says so (CONTENT A-39)."""
    client = client_of(turn.person)
    done = [(o.done_at, a) for a in client.assignments for o in a.occurrences if o.state == "done"]
    latest = max((one for one in done if turn.now - one[0] < LATELY), key=lambda one: one[0], default=None)
    bond = latest and next((b for b in bonds(client) if b.therapist == latest[1].therapist), None)
    if latest is None or bond is None:
        turn.say("reply", "menu/nothing_to_tell")
        return
    at, item = latest
    turn.tell(bond.therapist, "did", client=turn.person.id, title=item.title, at=at)
    turn.say("reply", "menu/told", therapist=bond.name, title=item.title)


def sees(turn: Turn, rest: str) -> None:
    """I-25: exactly what the therapist sees of this week; what is private is only counted."""
    client = client_of(turn.person)
    bond = next(iter(bonds(client)), None)
    if bond is None:
        turn.say("reply", "saying/nobody")
        return
    since = max(turn.now - 7 * DAY, bond.week_from)
    theirs = for_therapist(turn.person, bond.therapist, [e for e in turn.records if e.at >= since])
    open_ = [e for e in theirs if not e.doc.get("private")]
    words = [str(e.doc["words"]) for e in open_ if e.kind in WRITTEN and e.doc.get("words") and _in_words(e)]
    seen = {
        "done": sum(e.kind == "done" for e in open_),
        "answers": sum(e.kind == "response" for e in open_),
        "notes": sum(e.kind == "journal" for e in open_),
        "wins": sum(e.kind == "win" for e in open_),
        "questions": sum(q.at >= since for q in client.questions),
        "reports": sum(r.at >= since for r in client.reports),
    }
    own = sum(bool(e.doc.get("private")) for e in theirs if e.kind in WRITTEN)
    counted = [[kind, n] for kind, n in seen.items() if n]
    turn.say(
        "reply",
        "menu/sees",
        therapist=bond.name,
        seen=counted,
        own=own,
        edits=_edits(client, bond, since),
        low=sum(e.kind == "low_day" for e in open_),
        words=words[-SHOWN_WORDS:],
        measures=numbers(turn, bond.therapist),
        covers=_covers(turn, bond),
        guardian=bool(client.guardian),
        pathways=[c.title for c in running(client) if c.therapist == bond.therapist and has_begun(c)],
    )


def _edits(client: Client, bond: Bond, since: int) -> int:
    """How many parts of what was agreed with this therapist the client has changed since then."""
    theirs = (item for item in client.assignments if item.therapist == bond.therapist)
    return sum(one.at >= since for item in theirs for one in item.edits)


def about(turn: Turn, rest: str) -> None:
    """What this is, and who made the forms they have been given (CONTENT F13)."""
    known = turn.house.content.measures
    given = (one.measure for one in client_of(turn.person).measures)
    named = {known[id].credit: None for id in given if id in known and known[id].credit}
    turn.say("reply", "menu/about", credits=list(named))


def _covers(turn: Turn, bond: Bond) -> list[dict[str, Any]]:
    """Colleagues who see anything of this, from when until when, and whether they read along."""
    coming = [one for one in bond.covers if one.until > turn.now and one.told_at]
    return [{"name": c.name, "from_at": c.since, "to_at": c.until - 1, "reads": may_read(c)} for c in coming]


def _in_words(entry: Entry) -> bool:
    """Whether it was said in words: a rating is no quotation."""
    return entry.doc.get("kind", "text") in ("text", "list")
