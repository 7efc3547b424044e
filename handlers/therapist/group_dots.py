"""Group dots (CONTENT G-35): once a week the dots of those in a group who said yes, as one number.

The number must tell nothing about one person. It is counted once, for a week that is over, so that nobody
sees it move; at least `FEWEST` people have a dot in it; nobody has more than half of it. Otherwise there is
none that week, and nothing says why. `docs/groups.md` has the reasons.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from handlers.client.people import bond_with
from handlers.events import Due
from handlers.spoken_after import act, setting
from handlers.state import Case, Client, Person, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist import tags
from handlers.therapist.whom import client_side, therapist_of
from handlers.times import instant, local
from handlers.together_parts import Together
from handlers.turn import DAY, Changes, Turn

FEWEST = 5
"""So many people have a dot in the number, or there is none: the usual least size of a cell in statistics."""

AT = "06:00"
LATE = 3 * DAY
changes = Changes()


def number(each: Sequence[int]) -> int:
    """The sum of everybody's dots; 0 where it could say something about one of them."""
    dots = [n for n in each if n > 0]
    total = sum(dots)
    return total if len(dots) >= FEWEST and 2 * max(dots) <= total else 0


def sets(turn: Turn, tag: str, words: str) -> bool:
    """`dots on` asks first, `dots off` ends it; False for other words."""
    language = turn.person.language
    first, _, said = act(words, language).partition(" ")
    if first != "dots":
        return False
    wanted = setting(said, language)
    side, cases = therapist_of(turn.person), tags.groups(turn)[tag]
    if wanted == "off":
        side.dotted = [one for one in side.dotted if one != tag]
        turn.say("reply", "groups/dots_off", tag=tag)
    elif wanted == "on":
        begin(turn, "dots_on", {"tag": tag, "fewest": FEWEST, "people": len(_unasked(turn, cases))})
    else:
        counts: dict[str, Any] = _counts(turn, tag, cases)
        turn.say("reply", "groups/dots", tag=tag, fewest=FEWEST, **counts)
    return True


def dots_on(ctx: Ctx) -> Script:
    """What each of them is asked; nothing happens before Send."""
    choice = yield Ask("groups/dots_on", "choice", "reply", ctx.args, ("send", "cancel"))
    if choice.value == "cancel":
        yield Say("assign/cancelled", "reply")
        return
    asked = yield Do("ask_together", {"tag": ctx.args["tag"]})
    yield Say("groups/dots_asked", "reply", {"tag": ctx.args["tag"], **asked})


@changes.change(undo="bar")
def ask_together(turn: Turn, tag: str) -> dict[str, Any]:
    """Each who was never asked is asked once; whoever answered keeps to it."""
    side, cases = therapist_of(turn.person), tags.groups(turn).get(tag, [])
    side.dotted = sorted({*side.dotted, tag})
    people = _unasked(turn, cases)
    for case in people:
        turn.tell(case.client, "together_ask", therapist=turn.person.id)
        turn.audit("dots_asked", case.client)
    return {"people": len(people)}


def standing(turn: Turn, tag: str, cases: Sequence[Case]) -> dict[str, int]:
    """How many said yes, of how many; {} for a group whose dots are nobody's but their own."""
    return _counts(turn, tag, cases) if tag in therapist_of(turn.person).dotted else {}


def _counts(turn: Turn, tag: str, cases: Sequence[Case]) -> dict[str, int]:
    on = tag in therapist_of(turn.person).dotted
    return {"yes": sum(said(turn, case) == "yes" for case in cases), "of": len(cases), "on": int(on)}


def _unasked(turn: Turn, cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if client_side(turn, case).stage == "joined" and not said(turn, case)]


def said(turn: Turn, case: Case) -> str:
    """What this client said to being counted together; "asked" while they have said nothing."""
    return _together(turn, client_side(turn, case)).said


def _together(turn: Turn, client: Client) -> Together:
    return bond_with(client, turn.person.id).together


def rows(person: Person, now: int) -> Iterator[Timed]:
    """Monday morning, for the week that is over; a Monday nobody could count on is left."""
    side = person.therapist
    if side is None or not side.dotted:
        return
    monday = _monday(person, now - LATE)
    while monday.isoformat() <= side.dotted_on or instant(monday, AT, person.zone) + LATE < now:
        monday += timedelta(days=7)
    due = instant(monday, AT, person.zone)
    yield Timed("group_dots", "", due, due + LATE, 0)


def _monday(person: Person, at: int) -> date:
    """The Monday on or before this instant, in the therapist's zone."""
    day = local(at, person.zone).date()
    return day - timedelta(days=day.weekday())


def due(turn: Turn, due: Due) -> None:
    """Everybody who said yes is told the number of one group of theirs; nobody else learns of it."""
    side, person = therapist_of(turn.person), turn.person
    monday = _monday(person, turn.now)
    side.dotted_on = monday.isoformat()
    until = instant(monday, "00:00", person.zone)
    since = instant(monday - timedelta(days=7), "00:00", person.zone)
    found = tags.groups(turn)
    told: set[str] = set()
    for tag in side.dotted:
        counted = [case for case in found.get(tag, ()) if _is_counted(turn, case)]
        total = number([done_in(client_side(turn, case), since, until) for case in counted])
        for case in counted if total else ():
            if case.client not in told:
                told.add(case.client)
                turn.tell(case.client, "together", therapist=person.id, n=total, until=until)


def _is_counted(turn: Turn, case: Case) -> bool:
    person = turn.views[case.client].person
    joined = client_side(turn, case).stage == "joined" and not person.stopped_at
    return joined and said(turn, case) == "yes"


def done_in(client: Client, since: int, until: int) -> int:
    """How many doings lie between these instants, whichever therapist's assignment they belong to."""
    every = (one for item in client.assignments for one in item.occurrences)
    return sum(one.state == "done" and since <= one.done_at < until for one in every)


SCRIPTS = {"dots_on": dots_on}
