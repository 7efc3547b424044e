"""`/clients`: the caseload in one line each, needs-you first, each name a button (CONTENT E1, G-28).

Counts alone, from the clients' own aggregates: no words of anybody's. By SMS only the sums.
"""

from typing import Any

from handlers.content import Option
from handlers.state import Case
from handlers.talk import Ask, Ctx, Script, Talk
from handlers.talking import begin, close
from handlers.therapist import client_card
from handlers.therapist.cases import line
from handlers.therapist.client_card import read_week
from handlers.therapist.insights import quantity
from handlers.therapist.summary_needs import needs
from handlers.therapist.summary_week import Week
from handlers.therapist.whom import case_of, covered_names, open_cases
from handlers.turn import Turn

NAMES = 12
"""So many names have a button; `/client NAME` opens the others."""

UNTOLD = ("X0", "X2", "C6")
"""Codes that name no reason."""


def command(turn: Turn, rest: str) -> None:
    """`/clients`: the digest, or how to begin."""
    turn.audit("read_clients")
    lines = caseload(turn)
    if not lines:
        turn.say("reply", "cases/nobody", covering=bool(covered_names(turn)))
    else:
        say(turn, lines)


def say(turn: Turn, lines: list[dict[str, Any]], **about: Any) -> None:
    """The lines with a button for each name; by SMS their sums. `about`: which group they are, if one."""
    if turn.person.channel == "sms":
        turn.say("reply", "cases/clients", **sums(lines), **about)
    else:
        show(turn, lines, **about)


def show(turn: Turn, lines: list[dict[str, Any]], **about: Any) -> None:
    """A digest shown before is out of date."""
    for talk in turn.talks:
        if talk.script == "caseload":
            close(turn, talk)
    ids = [one["client"] for one in lines]
    begin(turn, "caseload", {**sums(lines), **about, "clients": ids})


def caseload(turn: Turn) -> list[dict[str, Any]]:
    """One line of data for each client: who needs something first, then whoever comes next."""
    lines = [digest_line(turn, case) for case in open_cases(turn)]
    return sorted(lines, key=lambda one: (not one["needs_you"], one["next_at"] or 1 << 60))


def digest_line(turn: Turn, case: Case) -> dict[str, Any]:
    """How one client's week stands: required doings, wins, questions, reasons, silence, the next meeting."""
    week = read_week(turn, case)
    known = {"client": case.client, **line(turn, case)}
    if week is None or known["stage"] != "joined":
        return {**known, **NOTHING, "needs_you": known["stage"] in ("unsure", "frozen")}
    now = needs(week, case)
    return {
        **known,
        **_doing(week),
        "wins": len(week.wins()),
        "barriers": _codes(week),
        "silent_days": now["silent_days"],
        "unreachable": now["unreachable"],
        "needs_you": bool(known["flags"] or known["questions"] or known["stopped"])
        or bool(now["silent_days"] or now["unreachable"]),
    }


NOTHING: dict[str, Any] = {
    "done": 0,
    "part": 0,
    "of": 0,
    "wins": 0,
    "barriers": [],
    "silent_days": 0,
    "unreachable": False,
}
"""The week of somebody who has not joined."""


def _doing(week: Week) -> dict[str, int]:
    """I-1 summed over what is required: optional items and weeks at rest are in no number, parts apart."""
    found = [quantity(week, a) for a in week.mine() if not a.optional]
    counted = [much for much in found if not much.all_rest]
    return {name: sum(getattr(much, name) for much in counted) for name in ("done", "part", "of")}


def _codes(week: Week) -> list[list[Any]]:
    """The reasons told this week as [code, times], in the order they came."""
    told = [r.codes[0] for r in week.reports() if r.codes and r.codes[0] not in UNTOLD]
    return [[code, told.count(code)] for code in dict.fromkeys(told)]


def sums(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The lines with what they come to: all that an SMS holds."""
    names = ("done", "of", "wins", "questions", "flags")
    total = {f"all_{name}": sum(int(one[name]) for one in lines) for name in names}
    return {"lines": lines, **total, "needing": sum(bool(one["needs_you"]) for one in lines)}


def digest(ctx: Ctx) -> Script:
    """The list waits for a name; each opens beside it."""
    names = [Option(one["client"], str(one["name"])) for one in ctx.args["lines"][:NAMES]]
    yield Ask("cases/clients", "choice", "reply", ctx.args, tuple(names))


def opens(turn: Turn, talk: Talk, value: Any) -> bool:
    """A name opens that client's card; the list stays as it is."""
    case = case_of(turn, str(value))
    if case is None:
        turn.say("reply", "cases/gone")
    else:
        client_card.show(turn, case)
    return True


SCRIPTS = {"caseload": digest}
ASIDES = {"caseload": opens}
