"""A meeting is off or moved: what the client will read, Send or other words, and the change itself."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from handlers import sessions
from handlers.sessions import Session
from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.therapist.reach import when
from handlers.therapist.whom import case_of, client_side, name_of, reads, wall_at, zone_of
from handlers.times import local
from handlers.turn import DAY, Changes, Turn

SOON = 7  # days within which a weekday alone names the day
NEAR = 3 * DAY
"""Two meetings so close together are worth a word before Send."""
changes = Changes()


def changed(session: Session, change: Mapping[str, str]) -> Session:
    """The session after this change."""
    planned = date.fromisoformat(change["planned"])
    if change["what"] == "off":
        return sessions.call_off(session, planned)
    return sessions.move(session, planned, date.fromisoformat(change["day"]), change["at"])


def notice_args(turn: Turn, case: Case, change: Mapping[str, str]) -> dict[str, Any]:
    """What the client's notice says, as instants."""
    zone, before = zone_of(turn, case), case.session
    assert before is not None
    after, planned = changed(before, change), date.fromisoformat(change["planned"])
    day_at = sessions.takes_place(before, planned, zone)
    return {
        "what": change["what"],
        "therapist": turn.person.name,
        "day_at": day_at,
        "soon": _is_soon(turn, before, day_at, zone),
        "new_at": sessions.takes_place(after, planned, zone) if change["what"] == "moved" else 0,
        "next_at": sessions.next_session(after, zone, turn.now) or 0,
        "own": "",
    }


def _is_soon(turn: Turn, session: sessions.Session, day_at: int, zone: str) -> bool:
    """Whether a weekday alone names this meeting: it is the next, within seven days."""
    near = (local(day_at, zone).date() - local(turn.now, zone).date()).days <= SOON
    return near and sessions.next_session(session, zone, turn.now) == day_at


def wording(turn: Turn, case: Case, change: Mapping[str, str]) -> dict[str, Any]:
    """The same for the therapist's eyes: the client's clock times shown on the therapist's clock."""
    args, zone = notice_args(turn, case, change), zone_of(turn, case)
    seen = {k: wall_at(turn, v, zone) if k.endswith("_at") and v else v for k, v in args.items()}
    seen["near_at"] = wall_at(turn, near, zone) if (near := _near(turn, case, change)) else 0
    return {"name": name_of(turn, case.client), "shown": {**seen, "reads": reads(turn, case.client)}}


def _near(turn: Turn, case: Case, change: Mapping[str, str]) -> int:
    """The meeting that would follow, or come before, the moved one within days; 0 for none."""
    if change["what"] != "moved" or case.session is None:
        return 0
    zone, after = zone_of(turn, case), changed(case.session, change)
    moved = sessions.takes_place(after, date.fromisoformat(change["planned"]), zone)
    following = sessions.next_session(after, zone, moved)
    before = sessions.previous_session(after, zone, moved)
    found = (at for at in (following, before) if at and abs(at - moved) <= NEAR and at > turn.now)
    return next(found, 0)


def apply(turn: Turn, case: Case, change: Mapping[str, str], say: dict[str, Any] | None) -> None:
    """Change the meeting here and at the client's."""
    assert case.session is not None
    case.session = changed(case.session, change)
    turn.tell(
        case.client,
        f"session_{change['what']}",
        therapist=turn.person.id,
        session=asdict(case.session),
        say=say,
    )
    turn.audit(f"session_{change['what']}", case.client)


def session_change(ctx: Ctx) -> Script:
    """What will be said to whom; nothing happens before Send."""
    args = ctx.args
    own = ""
    while True:
        words = {"name": args["name"], **args["shown"], "own": own}
        choice = yield Ask("session/confirm", "choice", "reply", words, ("send", "words", "cancel"))
        if choice.value == "cancel":
            yield Say("session/left", "reply")
            return
        if choice.value == "send":
            done = yield Do(
                "change_session", {"client": args["client"], "change": args["change"], "own": own}
            )
            yield Say(f"session/{done['outcome']}", "reply", done)
            return
        reply = yield Ask("session/words", "text", "reply", {"name": args["name"]}, skip=True)
        own = "" if reply.skipped else reply.words


@changes.change(undo="bar")
def change_session(turn: Turn, client: str, change: dict[str, str], own: str) -> dict[str, Any]:
    """Send was tapped: the meeting changes, and the client reads why inside their hours."""
    case = case_of(turn, client)
    if case is None or case.session is None:
        return {"outcome": "ended"}
    say = {"prompt": "session/notice", "args": notice_args(turn, case, change) | {"own": own}}
    apply(turn, case, change, say)
    return told_when(turn, case)


def told_when(turn: Turn, case: Case) -> dict[str, Any]:
    """Whether the client hears now or when their hours begin."""
    found = when(turn, client_side(turn, case), zone_of(turn, case), rests=False)
    outcome = "told" if found["outcome"] == "sent" else "told_later"
    return {"name": name_of(turn, case.client), "until_at": 0, **found, "outcome": outcome}


def session_kept(ctx: Ctx) -> Script:
    """The regular meeting is set; the client can be told it in a text as well."""
    args = ctx.args
    yield Ask("session/kept_joined", "choice", "reply", args, ("tell",))
    told = yield Do("tell_session", {"client": args["client"]})
    yield Say(f"session/{told['outcome']}", "reply", told)


@changes.change(undo="bar")
def tell_session(turn: Turn, client: str) -> dict[str, Any]:
    """One notice about the regular meeting."""
    case = case_of(turn, client)
    if case is None:
        return {"outcome": "ended"}
    following = sessions.next_session(case.session, zone_of(turn, case), turn.now) if case.session else None
    rhythm = case.session.rhythm if case.session else ""
    args = {"therapist": turn.person.name, "next_at": following or 0, "rhythm": rhythm}
    session = asdict(case.session) if case.session else None
    say = {"prompt": "session/regular", "args": args}
    turn.tell(client, "session", therapist=turn.person.id, session=session, say=say)
    return told_when(turn, case)


SCRIPTS = {"session_change": session_change, "session_kept": session_kept}
