"""After the session: was it discussed, and three lines for the client (CONTENT I-8, A-46; DESIGN §4.5).

A session is held once the therapist says so, and only a held one may be recalled in a letter. One that
did not take place counts nothing.
"""

from typing import Any

from handlers import sessions
from handlers.answers_words import brief, fold
from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.summary import bond_of, own_words
from handlers.therapist.summary_script import same_again
from handlers.therapist.whom import case_of, client_side, name_of, one, wall_at, zone_of
from handlers.turn import DAY, Changes, Turn

changes = Changes()
LONGEST = 600
"""Characters of a recap that are kept, for letters too."""

ON_A_PHONE = {"telegram": 280, "sms": 200}
"""Characters of it that the client reads (prompts/en/told_news.toml)."""

RECENT = 8 * DAY
"""A session longer ago than this is not the one a recap is about."""

_NOT_HELD = (
    "it didnt take place",
    "it did not take place",
    "didnt take place",
    "did not take place",
    "didnt happen",
    "did not happen",
    "no session",
    "missed",
    "no show",
    "no tuvo lugar",
    "no se hizo",
    "no hubo sesion",
    "no vino",
    "anulada",
)


def command(turn: Turn, rest: str) -> None:
    """`/recap NAME TEXT`, or that it didn't take place; without words the questions are asked."""
    meant = one(turn, "recap", rest)
    if meant is None:
        return
    case, words = meant
    at = last_session(turn, case)
    if not words:
        begin_recap(turn, case, at)
    elif _says_not_held(words):
        _not_held(turn, case, at)
    else:
        case.recapped_at = max(case.recapped_at, at)
        outcome(turn, case.client, at, "held")
        sent = send_recap(turn, case.client, words)
        args = {"client": case.client, "name": name_of(turn, case.client), **sent}
        begin(turn, "recap_said", args, about=case.client)


def _not_held(turn: Turn, case: Case, at: int) -> None:
    """The latest meeting did not take place; one that is noted already is asked about."""
    zone = zone_of(turn, case)
    coming = sessions.next_session(case.session, zone, turn.now) if case.session else None
    args: dict[str, Any] = {
        "client": case.client,
        "name": name_of(turn, case.client),
        "at_ms": at,
        "met_at": wall_at(turn, at, zone) if at else 0,
        "next_at": wall_at(turn, coming, zone) if coming else 0,
    }
    if at and _is_noted(turn, case, at):
        begin(turn, "recap_again", args, about=case.client)
        return
    outcome(turn, case.client, at, "missed")
    turn.say("reply", "recap/missed" if at else "recap/none_lately", about=case.client, **args)


def recap_again(ctx: Ctx) -> Script:
    """A meeting that was noted is not made unheld by a line that may mean another one."""
    args = ctx.args
    choice = yield Ask("recap/again", "choice", "reply", args, ("that_one", "leave"))
    if choice.value == "that_one":
        yield Do("session_outcome", {"client": args["client"], "at": args["at_ms"], "happened": "missed"})
        yield Say("recap/missed", "reply", args)
    else:
        yield Say("recap/left", "reply", args)


def _says_not_held(words: str) -> bool:
    return fold(brief(words)).replace("'", "").replace("’", "") in _NOT_HELD


def last_session(turn: Turn, case: Case) -> int:
    """The latest session, also one that has just begun; 0 when there was none lately."""
    zone = zone_of(turn, case)
    at = sessions.previous_session(case.session, zone, turn.now + 1) if case.session else None
    return at if at is not None and turn.now - at <= RECENT else 0


def begin_recap(turn: Turn, case: Case, session_at: int) -> None:
    """Ask about this session (0: none is known). What the client put on the list is shown once more."""
    bond, zone = bond_of(turn, case), zone_of(turn, case)
    agenda = list(bond.agenda_before or bond.agenda) if bond else []
    own, first = own_words(turn, client_side(turn, case), agenda)
    args = {
        "client": case.client,
        "name": name_of(turn, case.client),
        "at_ms": session_at,
        "met_at": wall_at(turn, session_at, zone) if session_at else 0,
        "agenda": own[:3],
        "first": first[:3],
        "together": case.do_together[:3],
        "topics": case.agenda[:3],
    }
    begin(turn, "recap", args, about=case.client)


def recap(ctx: Ctx) -> Script:
    """Discussed or not; three lines for the client; then whatever comes next."""
    args = ctx.args
    here = {"client": args["client"], "at": args["at_ms"]}
    choice = yield Ask("recap/card", "choice", "recap", args, ("yes", "partly", "no", "missed"))
    if choice.value == "missed":
        yield Do("session_outcome", {**here, "happened": "missed"})
        yield Say("recap/missed", "reply", {"name": args["name"], "met_at": args["met_at"]})
        return
    yield Do("session_outcome", {**here, "happened": "held"})
    yield Do("note_discussed", {"client": args["client"], "answer": choice.value})
    lines = yield Ask("recap/lines", "text", "recap", {"name": args["name"]}, skip=True, long=True)
    if lines.skipped:
        sent = {"cut": False}
    else:
        sent = yield Do("give_recap", {"client": args["client"], "words": lines.words})
    words = {"name": args["name"], "told": not lines.skipped, **sent}
    following = yield Ask("recap/next", "choice", "reply", words, ("next", "same", "nothing"))
    if following.value == "next":
        yield Do("assign_next", {"client": args["client"]})
        return
    same = following.value == "same"
    found = (yield Do("same_after", {"client": args["client"]})) if same else {"runs": True}
    if found["runs"]:
        yield Say("recap/as_is", "reply", {"name": args["name"]})


def recap_said(ctx: Ctx) -> Script:
    """The lines are sent; whether the week was discussed is one tap more, for whoever gives it (I-8)."""
    choice = yield Ask("recap/sent", "choice", "reply", ctx.args, ("yes", "partly", "no"))
    yield Do("note_discussed", {"client": ctx.args["client"], "answer": choice.value})
    yield Say("recap/noted", "reply", ctx.args)


@changes.change(undo="bar")
def same_after(turn: Turn, client: str) -> dict[str, Any]:
    """What runs goes on; where the latest was for once, its card is opened again."""
    case = case_of(turn, client)
    items = client_side(turn, case).assignments if case else []
    mine = [a for a in items if a.therapist == turn.person.id and a.delivered_at]
    if case is None or not mine or any(a.state == "active" and a.rhythm != "once" for a in mine):
        return {"runs": True}
    return dict(same_again(turn, client, mine[-1].id))


@changes.change(undo="bar")
def session_outcome(turn: Turn, client: str, at: int, happened: str) -> dict[str, Any]:
    """Held or missed, on both sides."""
    return outcome(turn, client, at, happened)


def outcome(turn: Turn, client: str, at: int, happened: str) -> dict[str, Any]:
    """Note it in the case's session and tell the client's side; nothing without a session."""
    case = case_of(turn, client)
    planned = _planned(turn, case, at) if case is not None and at else None
    if case is None or case.session is None or planned is None:
        return {}
    case.recapped_at = max(case.recapped_at, at)
    case.session = sessions.record(case.session, planned, "missed" if happened == "missed" else "held")
    turn.tell(
        client, "outcome", therapist=turn.person.id, planned=planned.isoformat(), happened=happened, at=at
    )
    turn.audit(f"session_{happened}", client)
    return {}


def _is_noted(turn: Turn, case: Case, at: int) -> bool:
    """Whether something was said of this meeting; that it was asked about is nothing said."""
    planned = _planned(turn, case, at)
    return case.session is not None and planned is not None and planned.isoformat() in case.session.held


def _planned(turn: Turn, case: Case, at: int) -> Any:
    return sessions.previous_planned(case.session, zone_of(turn, case), at + 1) if case.session else None


@changes.change()
def note_discussed(turn: Turn, client: str, answer: str) -> dict[str, Any]:
    """I-8. What was discussed counts as looked at together; what was done in the room is off its list."""
    case = case_of(turn, client)
    if case is not None:
        case.discussed = [*case.discussed, [turn.now, answer]][-26:]
        if answer != "no":
            case.reviewed = [*case.reviewed, [turn.now, answer]][-26:]
            case.do_together, case.agenda = [], []
    return {}


@changes.change(undo="bar")
def give_recap(turn: Turn, client: str, words: str) -> dict[str, Any]:
    """The therapist's lines to the client, inside their hours."""
    return send_recap(turn, client, words)


def send_recap(turn: Turn, client: str, words: str) -> dict[str, Any]:
    """Tell the client's side; gives whether the words are cut to fit the client's phone."""
    kept, view = words.strip()[:LONGEST], turn.views.get(client)
    turn.tell(client, "recap", therapist=turn.person.id, words=kept)
    turn.audit("recap", client)
    return {"cut": len(words.strip()) > ON_A_PHONE[view.person.channel if view else "sms"]}


SCRIPTS = {"recap": recap, "recap_again": recap_again, "recap_said": recap_said}
