"""Words about what somebody is working on: DONE, LATER, SMALL, WHY, HOW (DESIGN §8)."""

from typing import Any

from handlers.client import afterwards, cue, people, snapshots
from handlers.client.asking import private_part
from handlers.client.people import active, assignment, client_of, open_occurrence
from handlers.talk import Ask, Ctx, Do, Say, Script, Talk
from handlers.talking import begin, close
from handlers.turn import Changes, Turn
from handlers.week_parts import Assignment

ABOUT_ONE = frozenset(
    ("assignment", "cue", "followup", "activity", "rest_of_it", "in_session", "plan", "later")
)
"""Talks that a doing settles: there is nothing left to ask in them."""

CHOICES = ("first", "second", "third", "fourth")

changes = Changes()


def items_of(talk: Talk) -> list[str]:
    """The assignments a talk is about."""
    listed = [item["assignment"] for item in talk.args.get("items", ()) if "assignment" in item]
    return listed or ([talk.args["assignment"]] if talk.args.get("assignment") else [])


def at_hand(turn: Turn) -> Assignment | None:
    """What the person most likely means: the open talk's, else the one cued last, else the first running."""
    client, talk = client_of(turn.person), turn.open_talk()
    named = items_of(talk) if talk is not None else []
    cued = [o.rsplit(".", 1)[0] for o in client.cue.occurrences] if client.cue else []
    running = {item.id: item for item in active(client)}
    found = next((running[id] for id in (*named, *cued) if id in running), None)
    return found or next(iter(running.values()), None)


def nothing(turn: Turn) -> None:
    """There is nothing to do, put off or explain right now."""
    turn.say("reply", "doing/nothing")


def done(turn: Turn, rest: str) -> None:
    """Credit what was done; with several things running and none of them asked about, ask which."""
    running = active(client_of(turn.person))
    doable = [a for a in running if _is_doable(a, turn.now)]
    talk = turn.open_talk()
    named = items_of(talk) if talk is not None else []
    if talk is not None and named and _is_credited(talk):
        _that_is_all(turn, talk, named[0])
        return
    meant = [item for item in doable if item.id in named][:1] or doable
    if not meant:
        nothing(turn)
        return
    if len(meant) == 1 and meant[0].rest is not None:
        open_rest(turn, meant[0].id)
        return
    begin(turn, "done", {"items": [_kept(turn, item) for item in meant[:4]]})


def _is_doable(item: Assignment, now: int) -> bool:
    """Whether there is something left to do; what was passed for now can be done after all."""
    passed = item.passed_at and not item.doings
    return bool(item.rhythm != "once" or item.rest or passed or open_occurrence(item, now))


def _is_credited(talk: Talk) -> bool:
    """Whether this talk has counted its doing already and only asks about it."""
    return talk.script == "rest_of_it" or any(e.key.startswith("do:complete#") for e in talk.emitted)


def _that_is_all(turn: Turn, talk: Talk, item: str) -> None:
    """DONE at a question after the doing: it is counted once, and nothing more is asked."""
    found = assignment(client_of(turn.person), item)
    close(turn, talk)
    if found is not None:
        turn.say("completion", "doing/noted", **_kept(turn, found))


def _kept(turn: Turn, item: Assignment) -> dict[str, Any]:
    one = open_occurrence(item, turn.now)
    about = snapshots.card(turn, item)
    known = {name: about[name] for name in ("title", "therapist", "visibility")}
    waits = item.rest is not None
    return {"assignment": item.id, "occurrence": one.id if one else "", "waits": waits, **known}


def done_talk(ctx: Ctx) -> Script:
    """Which one (if several), the credit, and one question about it that may be skipped."""
    items = ctx.args["items"]
    which = 0
    if len(items) > 1:
        picked = yield Ask(
            "doing/which", "choice", "reply", {"items": items}, CHOICES[: len(items)], skip=True
        )
        if picked.skipped:
            return
        which = CHOICES.index(picked.value)
    item = items[which]
    if item.get("waits"):
        yield Do("open_rest", {"assignment": item["assignment"]})
        return
    one = {"assignment": item["assignment"], "occurrence": item["occurrence"]}
    counts = yield Do("complete", {**one, "small": False})
    yield Do("settle", {"assignment": item["assignment"]})
    words = {**item, **counts}
    noticed = yield Ask("doing/done", "text", "completion", words, skip=True, long=True)
    if noticed.skipped:
        yield Say("doing/noted", "completion", item)
        return
    said, private = private_part(noticed.words)
    answer = {"step": "post/learned", "kind": "text", "asked": "learned", "value": said, "words": said}
    own = private or item["visibility"] == "private"
    yield Do(
        "respond",
        {"assignment": item["assignment"], "occurrence": counts["occurrence"], **answer, "private": own},
    )
    yield Say("doing/kept", "completion", {**item, "private": own})


@changes.change(undo="bar")
def open_rest(turn: Turn, assignment: str) -> dict[str, Any]:
    """The part that waited, sooner than its evening."""
    item = people.assignment(client_of(turn.person), assignment)
    if item is not None and item.rest is not None:
        begin(turn, "rest_of_it", snapshots.running(turn, item) | afterwards.opened(turn, item))
    return {}


@changes.change()
def settle(turn: Turn, assignment: str) -> dict[str, Any]:
    """What was asked about this assignment before is settled by its being done."""
    for talk in turn.talks:
        if talk is not turn.talk and talk.script in ABOUT_ONE and items_of(talk) == [assignment]:
            talk.state, talk.asked = "done", None
    cue = client_of(turn.person).cue
    if cue is not None:
        cue.answered = True
    return {}


def later(turn: Turn, rest: str) -> None:
    """Another moment for what is open."""
    item = at_hand(turn)
    one = open_occurrence(item, turn.now) if item else None
    if item is None:
        nothing(turn)
    elif one is None:
        turn.say("reply", "doing/no_moment")
    else:
        begin(turn, "later", snapshots.running(turn, item, one.id))


def later_talk(ctx: Ctx) -> Script:
    """Pick the moment."""
    return (yield from cue.later(ctx.args))


def small(turn: Turn, rest: str) -> None:
    """The smaller version, now."""
    item = at_hand(turn)
    if item is None:
        nothing(turn)
        return
    for talk in turn.talks:
        if talk.script in ABOUT_ONE and items_of(talk) == [item.id]:
            talk.state, talk.asked = "done", None
    begin(turn, "activity", {**snapshots.running(turn, item), "small": True})


def why(turn: Turn, rest: str) -> None:
    """What it is good for: the client's own why where there is one."""
    _explain(turn, "doing/why")


def how(turn: Turn, rest: str) -> None:
    """How it goes."""
    _explain(turn, "doing/how")


def _explain(turn: Turn, prompt: str) -> None:
    item = at_hand(turn)
    if item is None:
        nothing(turn)
    else:
        turn.say("reply", prompt, **snapshots.card(turn, item))


def explains(turn: Turn, talk: Talk, value: Any) -> bool:
    """How the cued piece goes and what it is for, one tap away; the cue stays open (CONTENT A-33, H18)."""
    if value != cue.EXPLAIN:
        return False
    for item in (assignment(client_of(turn.person), id) for id in items_of(talk)):
        if item is not None:
            turn.say("reply", "doing/explained", **snapshots.card(turn, item))
    return True


def start(turn: Turn, id: str) -> None:
    """Begin one of the list."""
    item = assignment(client_of(turn.person), id)
    if item is not None and item.state == "active":
        begin(turn, "activity", {**snapshots.running(turn, item), "small": item.small})


ASIDES = {"cue": explains}
SCRIPTS = {"done": done_talk, "later": later_talk}
