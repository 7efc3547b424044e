"""Sending a measure: how often, the card, and for item 9 a decision of the therapist's own (CONTENT F13)."""

from collections.abc import Mapping
from typing import Any

from handlers.measures import same_form
from handlers.safety.flags import has_backup
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.therapist import measures
from handlers.therapist.reach import what_happens_next
from handlers.therapist.whom import case_of, client_side, name_of
from handlers.turn import Changes, Turn

changes = Changes()
Args = Mapping[str, Any]


def give(ctx: Ctx) -> Script:
    """From a line to the card, and from the card to the client."""
    args = dict(ctx.args)
    if args["risk"] and not (yield from with_risk(args)):
        yield Say("assign/cancelled", "reply")
        return
    about = yield Do("measure_about", {"client": args["client"], "measure": args["measure"]})
    if args["rhythm"] not in about["repeats"]:
        args["rhythm"] = yield from _ask_rhythm(args, about, too_often=bool(args["rhythm"]))
    while True:
        words = {**about, "name": args["name"], "rhythm": args["rhythm"], "at": args["at"]}
        choice = yield Ask("measures/card", "choice", "card", words, ("send", "edit", "cancel"))
        if choice.value == "edit":
            args["rhythm"] = yield from _ask_rhythm(args, about)
            continue
        break
    if choice.value == "cancel":
        yield Say("assign/cancelled", "reply")
        return
    chosen = {name: args[name] for name in ("client", "measure", "rhythm", "at")}
    sent = yield Do("send_measure", chosen)
    yield Say(f"{'measures' if sent['outcome'] in OWN else 'assign'}/{sent['outcome']}", "reply", sent)


OWN = frozenset(("from", "alone"))
"""Outcomes of sending that only a measure has."""


def with_risk(args: dict[str, Any]) -> Script:
    """Item 9 only after a decision, and only where somebody else hears of a flag; gives whether to go on."""
    words = {"name": args["name"], "title": args["title"], "instead": args["instead"][1]}
    ways = ("with", "without", "cancel") if args["backup"] else ("without", "cancel")
    prompt = "measures/item9" if args["backup"] else "measures/alone"
    choice = yield Ask(prompt, "choice", "card", words, ways)
    if choice.value == "without":
        args["measure"], args["title"] = args["instead"]
    return choice.value != "cancel"


def _ask_rhythm(args: Args, about: Args, *, too_often: bool = False) -> Script:
    words = {"name": args["name"], "title": about["title"], "too_often": too_often}
    reply = yield Ask("measures/rhythm", "choice", "reply", words, tuple(about["repeats"]))
    return reply.value


@changes.change()
def measure_about(turn: Turn, client: str, measure: str) -> dict[str, Any]:
    """What the card says of it."""
    known, case = turn.house.content.measures[measure], case_of(turn, client)
    side = client_side(turn, case) if case else None
    same = same_form(turn.house.content.measures, measure)
    mine = [g for g in side.measures if g.therapist == turn.person.id] if side else []
    runs = any(g.measure in same and g.runs for g in mine)
    at = measures.earliest(turn, case, known) if case else 0
    reads = measures.language_of(turn, case) if case else turn.person.language
    return {
        "title": measures.called(turn, known),
        "client_title": known.read(f"{reads}.{turn.person.channel}").client_title,
        "asked": known.asked,
        "numbers": 1 if known.total else known.asked,
        "minutes": known.minutes,
        "risk": bool(known.risk),
        "repeats": list(known.repeats),
        "replaces": runs,
        "from_at": measures.wall(turn, case, at) if case and at else 0,
    }


@changes.change(undo="bar")
def send_measure(turn: Turn, client: str, measure: str, rhythm: str, at: str) -> dict[str, Any]:
    """Tell the client; gives the name of what is said to the therapist, with its words."""
    case, known = case_of(turn, client), turn.house.content.measures[measure]
    if case is None:
        return {"outcome": "gone"}
    name = name_of(turn, client)
    if known.risk and not has_backup(turn):
        return {"outcome": "alone", "name": name, "title": measures.called(turn, known), "instead": ""}
    early = measures.earliest(turn, case, known)
    about = {"id": next(turn.ids), "therapist": turn.person.id, "measure": measure, "title": known.title}
    turn.tell(client, "measure", **about, rhythm=rhythm, at=at)
    turn.audit("measure", client)
    after = what_happens_next(turn, case)
    if after["outcome"] == "sent" and early:
        after = {"outcome": "from", "until_at": measures.wall(turn, case, early), "days": known.every}
    return {"name": name, "title": measures.called(turn, known), "until_at": 0, **after}


def paper(ctx: Ctx) -> Script:
    """A measure that is none of ours, by the therapist's name for it: asked, since a slip looks so too."""
    args = ctx.args
    choice = yield Ask("measures/paper", "choice", "reply", args, ("keep", "cancel"))
    if choice.value == "keep":
        yield Do("keep_paper", {name: args[name] for name in ("client", "title", "total", "at")})
        yield Say("measures/entered", "reply", args)
    else:
        yield Say("measures/not_kept", "reply")


@changes.change(undo="bar")
def keep_paper(turn: Turn, client: str, title: str, total: float, at: int) -> dict[str, Any]:
    """On the client's side, under their key."""
    if case_of(turn, client) is not None:
        measures.enter(turn, client, "", title, total, at)
    return {}


SCRIPTS = {"measure_give": give, "measure_paper": paper}
