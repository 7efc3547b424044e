"""`/release NAME`: the hold ends, and the first text asks for the pace (SAFETY S3)."""

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.client import covered, week
from handlers.client.opened import closed
from handlers.client.people import bonds, client_of, told
from handlers.client.prompted import counts_anew
from handlers.course import forget_words
from handlers.events import Due
from handlers.safety import unfreeze
from handlers.safety.flags import open_case, settle
from handlers.state import Client, Person, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist import notices
from handlers.therapist.whom import client_side, name_of, one
from handlers.times import next_inside
from handlers.turn import DAY, Changes, Turn

LASTS = 3650 * DAY
REACHED = frozenset(("joined", "joining"))
"""Stages in which the pace question is owed; who is joining is asked once the welcome is done."""

SOON = 5 * DAY
"""A meeting nearer than this ends no week of rest: the rest is then seven days."""

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """`/release NAME`."""
    meant = one(turn, "release", rest)
    if meant is None:
        return
    case, side = meant[0], client_side(turn, meant[0])
    name = name_of(turn, case.client)
    if side.stage == "frozen":
        unfreeze.ask(turn, case.client)
        return
    if not side.held:
        turn.say("reply", "safety/not_held", name=name)
        return
    _settle(turn, case.client)
    turn.tell(case.client, "release", therapist=turn.person.id, name=turn.person.name)
    turn.audit("released", case.client)
    reached = side.stage in REACHED and not turn.views[case.client].person.stopped_at
    turn.say("reply", "safety/released", name=name, reached=reached, joined=side.stage == "joined")


def _settle(turn: Turn, client: str) -> None:
    """A release is a human's answer to every flag of this client."""
    case = open_case(turn, client)
    if case is not None:
        case.held = False
    settle(turn, client)


def told_released(turn: Turn, data: Mapping[str, Any]) -> None:
    """Another therapist of the same client has released it: both know that messages go on."""
    _settle(turn, data["client"])
    notices.put_now(turn, "released_by", data["client"], by=data["by"])


def told_reopened(turn: Turn, data: Mapping[str, Any]) -> None:
    """Another therapist of the same client has made sure of the phone."""
    notices.put(turn, "reopened_by", data["client"], by=data["by"])


def told_pace(turn: Turn, data: Mapping[str, Any]) -> None:
    """Which pace the client chose."""
    notices.put(turn, "pace", data["client"], pace=data["pace"], titles=data["titles"])


def told_release(turn: Turn, data: Mapping[str, Any]) -> None:
    """On the client's side everything still rests until the pace was asked for."""
    client = client_of(turn.person)
    if not client.held:
        return
    for flag in client.flags:
        flag.acknowledged_at = flag.acknowledged_at or turn.now
        flag.released_at = flag.released_at or turn.now
    for course in client.courses:
        forget_words(course)
    if client.stage in REACHED and not turn.person.stopped_at:
        client.pace_at, client.pace_from = turn.now, data["therapist"]
    else:
        client.held, client.rested_until = False, turn.now
        counts_anew(client)
    for other in who_hears(turn, client, data["therapist"]):
        turn.tell(other, "released", client=turn.person.id, by=data["name"])


def who_hears(turn: Turn, client: Client, but: str) -> list[str]:
    """Everybody else who was told of a flag: the client's therapists, and who covers for them now."""
    therapists = [bond.therapist for bond in told(client)]
    covers = [cover.therapist for _, cover in covered.now(client, turn.now)]
    return [id for id in dict.fromkeys((*therapists, *covers)) if id != but]


def told_acknowledged(turn: Turn, data: Mapping[str, Any]) -> None:
    """A human has these flags: their other therapists hear who; nothing is said to the client about it."""
    client = client_of(turn.person)
    for flag in client.flags:
        if flag.id in data["flags"]:
            flag.acknowledged_at = data["at"]
    for other in who_hears(turn, client, data["therapist"]):
        turn.tell(other, "flag_taken", client=turn.person.id, by=data["by"])


def told_seen(turn: Turn, data: Mapping[str, Any]) -> None:
    """A summary that showed them was reviewed: a human's answer to flags of tier 2, and to no other."""
    for flag in client_of(turn.person).flags:
        if flag.tier == 2 and flag.at <= data["until"]:
            flag.acknowledged_at = flag.acknowledged_at or data["at"]


def told_unheard(turn: Turn, data: Mapping[str, Any]) -> None:
    """The therapist takes no texts (or takes them again): the card names nobody who is not told."""
    for bond in client_of(turn.person).bonds:
        if bond.therapist == data["therapist"]:
            bond.unheard = data["unheard"]


def rows(person: Person, client: Client) -> Iterator[Timed]:
    """The pace question: after a release at once, after a rest when it is over, inside the client's hours."""
    if client.pace_at:
        owed = client.pace_at if client.held else max(client.pace_at, client.paused_until)
        due = next_inside(person.zone, owed, client.hours)
        yield Timed("pace", "", due, due + LASTS, 0)


def ask_pace(turn: Turn, due: Due) -> None:
    """The hold ends with the question."""
    client = client_of(turn.person)
    names = {cover.therapist: cover.name for bond in bonds(client) for cover in bond.covers}
    names |= {bond.therapist: bond.name for bond in bonds(client)}
    begin_pace(turn, names.get(client.pace_from, ""))


def begin_pace(turn: Turn, name: str, *, thanks: bool = False) -> None:
    """How to go on, asked once. Without an answer the week stays quiet."""
    client = client_of(turn.person)
    was, client.held, client.pace_at = client.paused_until, False, 0
    client.rested_until = turn.now
    counts_anew(client)
    upcoming = week.next_meeting(turn.person, turn.now)
    far = upcoming is not None and upcoming[1] - turn.now >= SOON
    client.paused_until = max(was, upcoming[1] if upcoming and far else turn.now + 7 * DAY)
    turn.not_after = 0
    args = {"therapist": name, "was": was, "until_at": client.paused_until, "thanks": thanks}
    begin(turn, "pace", args, wait=closed(turn))


def pace(ctx: Ctx) -> Script:
    """As before, something smaller, or nothing this week."""
    choice = yield Ask("safety/pace", "choice", "notice", ctx.args, ("before", "smaller", "nothing"))
    kept = yield Do("set_pace", {"pace": choice.value, "was": ctx.args["was"]})
    yield Say("safety/pace_kept", "reply", {**ctx.args, **kept})


@changes.change(undo="bar")
def set_pace(turn: Turn, pace: str, was: int) -> dict[str, Any]:
    """Do what was chosen, and let the therapist know."""
    client = client_of(turn.person)
    smaller = _make_smaller(turn, client) if pace == "smaller" else []
    if pace != "nothing":
        client.paused_until = was if was > turn.now else 0
        week.plan_all(turn.person, turn.now)
    for bond in bonds(client):
        turn.tell(bond.therapist, "pace", client=turn.person.id, pace=pace, titles=smaller)
    return {"pace": pace, "smaller": len(smaller)}


def _make_smaller(turn: Turn, client: Client) -> list[str]:
    """Every running item that has a smaller version, except where avoiding is the problem."""
    chosen = []
    for item in client.assignments:
        activity = turn.house.given(item, turn.person)
        fits = item.state != "ended" and activity is not None and bool(activity.tiny)
        if fits and not item.avoidance_sensitive:
            item.small_at = item.small_at if item.small else turn.now
            item.small = item.small_offered = True
            chosen.append(item.title)
    return chosen


SCRIPTS = {"pace": pace, **unfreeze.SCRIPTS}
COMMANDS = {"release": command}
TOLD = {
    "release": told_release,
    "acknowledged": told_acknowledged,
    "unheard": told_unheard,
    "flags_seen": told_seen,
}
