"""The letter before it goes: the therapist reads it, sends, edits or skips it (DESIGN §4.5).

What is shown is computed from the client's aggregate as this turn may read it; what is decided is told
to the client, who alone knows whether it is still in time.
"""

from collections.abc import Mapping
from typing import Any

from handlers import reading
from handlers.client import letter_plan
from handlers.client.barrier_args import naming
from handlers.client.letter_state import letter_state, waits
from handlers.client.letter_words import letter_words
from handlers.client.week import window_end
from handlers.state import Bond, Person
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin, close
from handlers.therapist.letter_own import own_words
from handlers.therapist.whom import case_of, reads, wall_at
from handlers.turn import Changes, Turn

changes = Changes()


def client_and_bond(turn: Turn, client: str) -> tuple[Person, Bond] | None:
    """The client as this turn may read them, and their side of this relation; None once it has ended."""
    if case_of(turn, client) is None:
        return None
    person = turn.views[client].person
    assert person.client is not None
    bond = next((b for b in person.client.bonds if b.therapist == turn.person.id and not b.ended_at), None)
    return (person, bond) if bond else None


def show(turn: Turn, client: str, *, why: str = "", says: str = "letter") -> None:
    """Put the pending letter before the therapist; a copy shown earlier is out of date."""
    found = client_and_bond(turn, client)
    if found is None:
        return
    for talk in turn.talks:
        if talk.script == "letter_preview" and talk.args["client"] == client:
            close(turn, talk)
    begin(turn, "letter_preview", preview_args(turn, *found) | {"why": why, "says": says}, about=client)


def preview_args(turn: Turn, person: Person, bond: Bond) -> dict[str, Any]:
    """What the preview shows: the words, when they go, and whether they wait for Send."""
    letter, due = bond.letter, letter_plan.planned(person, bond, turn.now)
    current = letter_plan.is_current(person, bond, turn.now)
    state = letter_state(person, bond, due)
    if current and letter.back_at:
        state = letter.previewed
    words = letter_words(turn.house, person, bond, state or "own", due, turn.person.zone)
    theirs = {name: words[name] for name in ("title", "naming")}
    return {
        "client": person.id,
        "name": person.name,
        "l": words if words["own"] else {**words, **_named(turn, words["title"])},
        "theirs": theirs,
        "state": state or ("own" if words["own"] else ""),
        "for_at": due,
        "when_at": wall_at(turn, due, person.zone),
        "until_at": wall_at(turn, window_end(person, due), person.zone) if letter.back_at else 0,
        "waits": not letter.approved and (waits(bond, state) or bool(letter.words)),
        "approved": letter.approved,
        "skipped": current and letter.skipped,
        "first": not letter.number,
        "auto": bond.letter_auto,
        "reads": reads(turn, person.id),
    }


def _named(turn: Turn, title: str) -> dict[str, str]:
    """The activity as this therapist reads its name: our sentences come to them in their language, whole."""
    read = reading.title(turn.house.content, title, turn.person)
    return {"title": read, "naming": naming(read)} if read != title else {}


def letter_preview(ctx: Ctx) -> Script:
    """Read it; Send, Edit, Skip this week, Always send."""
    args: Mapping[str, Any] = {**ctx.args, "edited": bool(ctx.args["l"]["own"])}
    while True:
        prompt = "letter_desk/preview" if args["state"] else "letter_desk/empty"
        choice = yield Ask(prompt, "choice", args["says"], args, _choices(args), key="letter_desk/preview")
        words = ""
        if choice.value == "edit":
            words = yield from own_words(args)
            if not words:
                continue
        decided = yield Do("letter_decide", {**_about(args), "what": choice.value, "words": words})
        if decided["outcome"] == "ok" and words:
            args = {**args, **_edited(args, words), "carrier": decided["carrier"]}
            continue
        outcome = choice.value if decided["outcome"] == "ok" else decided["outcome"]
        return (yield Say(f"letter_desk/{outcome}", "reply", {**args, **decided}))


def _choices(args: Mapping[str, Any]) -> tuple[str, ...]:
    if not args["state"]:
        return ("edit", "leave")
    return ("send", "edit", "skip", "each_time" if args["auto"] else "always")


def _about(args: Mapping[str, Any]) -> dict[str, Any]:
    return {name: args[name] for name in ("client", "for_at", "state")}


def _edited(args: Mapping[str, Any], words: str) -> dict[str, Any]:
    return {
        "l": {**args["l"], **args.get("theirs", {}), "own": words},  # their words go out as they are
        "state": args["state"] or "own",
        "waits": True,
        "approved": False,
        "skipped": False,
        "edited": True,
        "why": "",
    }


@changes.change(undo="bar")
def letter_decide(turn: Turn, client: str, for_at: int, state: str, what: str, words: str) -> dict[str, Any]:
    """Pass the decision on to the client's side, if the letter is still the one that was read."""
    found, case = client_and_bond(turn, client), case_of(turn, client)
    if found is None or case is None:
        return {"outcome": "over", "now": False, "carrier": ""}
    outcome = "ok" if what == "leave" else _outcome(turn, *found, for_at, state, what)
    if what in ("always", "each_time"):
        case.letter_auto = what == "always"
    if what != "leave" and (outcome == "ok" or what in ("always", "each_time")):
        turn.tell(client, "letter_decision", therapist=turn.person.id, what=what, for_at=for_at, words=words)
        turn.audit(f"letter_{what}", client)
    carrier = turn.house.content.asked_for(words)
    return {"outcome": outcome, "now": for_at <= turn.now, "carrier": carrier}


def _outcome(turn: Turn, person: Person, bond: Bond, for_at: int, state: str, what: str) -> str:
    """Whether it can be decided on: it may have gone, its time may be over, a newer one may be waiting."""
    letter = bond.letter
    if letter.for_at == for_at and letter.sent_at >= letter.previewed_at > 0:
        return "gone"
    texted = person.client is not None and person.client.stage == "joined"  # a number in doubt is not
    if letter.lapsed or not texted or window_end(person, for_at) < turn.now:
        return "over"
    if letter_plan.planned(person, bond, turn.now) != for_at:
        return "newer"
    newer = letter.back_at and letter.previewed != state
    return "newer" if newer and what in ("send", "edit") else "ok"


SCRIPTS = {"letter_preview": letter_preview}
