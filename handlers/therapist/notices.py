"""News for a therapist about a client: said once each, on the Morning card where there are many clients.

Flags are no news and never wait. While the therapist is away everything else is kept until they are
back. What waits holds neither names nor words: both stand with the client, under the client's key.
"""

from collections.abc import Callable
from typing import Any

from handlers.client.people import bonds
from handlers.events import Blocked, NotDelivered
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.caseload import has_cards, is_away
from handlers.therapist.cover import covering, covers
from handlers.therapist.whom import case_of, name_of, open_cases, therapist_of, wall_at
from handlers.turn import DAY, Changes, Relate, Turn

changes = Changes()
CARD = "card"
"""Marks news that waits for the next Morning card."""

PAUSE_DAYS = 14


def put(turn: Turn, what: str, client: str, /, **args: Any) -> None:
    """Say this, or keep it for the Morning card. `args` are plain data for the macro `notice_line`."""
    if case_of(turn, client) is None and not covers(turn, client):
        return
    args = _titled(turn, args)
    if waits(turn):
        keep(turn, what, client, **args)
    else:
        _say(turn, what, client, args)


def _titled(turn: Turn, args: dict[str, Any]) -> dict[str, Any]:
    """The same, with what a client reads as a title in the therapist's language."""
    told: dict[str, Any] = {"title": turn.house.title(args["title"], turn.person)} if "title" in args else {}
    if "titles" in args:
        told["titles"] = [turn.house.title(title, turn.person) for title in args["titles"]]
    return {**args, **told}


def put_now(turn: Turn, what: str, client: str, /, **args: Any) -> None:
    """What a colleague did about a flag is said like a flag, also to somebody who is away."""
    is_theirs = case_of(turn, client) is not None or covers(turn, client)
    if is_theirs and is_away(therapist_of(turn.person), turn.person.zone, turn.now):
        _say(turn, what, client, args)
    else:
        put(turn, what, client, **args)


def _say(turn: Turn, what: str, client: str, args: dict[str, Any]) -> None:
    news = named(turn, {"what": what, "client": client, **args})
    both = "partner" in args  # under the therapist's own key: it is to go with either of them
    turn.say("notice", "notices/one", about="" if both else client, news=news)


def named(turn: Turn, one: dict[str, Any]) -> dict[str, Any]:
    """A piece of news with the names it is about, which stand with the clients alone."""
    partner = {"partner": name_of(turn, one["partner"])} if "partner" in one else {}
    return {**one, **partner, "name": name_of(turn, one["client"])}


def keep(turn: Turn, what: str, client: str, /, **args: Any) -> None:
    """Let it wait for the Morning card, without words; `client` is "" for somebody who is not theirs now."""
    kept = {key: value for key, value in args.items() if key != "words"}
    therapist_of(turn.person).notices.append({"what": what, "client": client, **kept, "wait": CARD})


def waits(turn: Turn) -> bool:
    """Whether news is kept for the card now."""
    therapist = therapist_of(turn.person)
    return has_cards(therapist) or is_away(therapist, turn.person.zone, turn.now)


def waiting(turn: Turn, most: int) -> list[dict[str, Any]]:
    """Take the oldest of what has waited for the card; what is more than it holds waits for the next."""
    therapist = therapist_of(turn.person)
    known = {"", *(case.client for case in open_cases(turn)), *(one.client for one in covering(turn))}
    mine = [n for n in therapist.notices if n.get("wait") == CARD and n["client"] in known]
    others = [n for n in therapist.notices if n.get("wait") != CARD]
    therapist.notices = [*others, *mine[most:]]
    return [{"words": "", **named(turn, one)} for one in mine[:most]]


def undelivered(turn: Turn, event: NotDelivered | Blocked) -> None:
    """A text to this client was lost for good: their therapists hear once until the client writes again."""
    client = turn.person.client
    if client is None or isinstance(event, Blocked):
        return
    if client.undelivered_at and client.undelivered_at >= client.last_reply_at:
        return
    client.undelivered_at = turn.now
    for bond in bonds(client):
        turn.tell(
            bond.therapist, "undelivered", client=turn.person.id, channel=event.channel, kind=event.kind
        )
    turn.audit("undelivered", turn.person.id)


def _plain(what: str, *names: str) -> Callable[[Turn, dict[str, Any]], None]:
    """A piece of news that passes these fields on as they are."""

    def told(turn: Turn, data: dict[str, Any]) -> None:
        put(turn, what, data["client"], **{name: data[name] for name in names if name in data})

    return told


def paused(turn: Turn, data: dict[str, Any]) -> None:
    """The client rests until a day, by their own calendar; nothing counts as missed."""
    view = turn.views.get(data["client"])
    zone = view.person.zone if view else turn.person.zone
    put(turn, "paused", data["client"], until_at=wall_at(turn, data["until"], zone))


def asked_for(turn: Turn, data: dict[str, Any]) -> None:
    """Another form, company, a slower pace: nothing changes by itself."""
    put(turn, "asked_for", data["client"], wish=data["what"], title=data["title"], words=data["words"])


def left(turn: Turn, data: dict[str, Any]) -> None:
    """The client has ended it: said at once, since nothing of theirs will be due any more."""
    case = case_of(turn, data["client"])
    if case is None:
        return
    news: dict[str, Any] = {"what": "left", "name": name_of(turn, data["client"])}
    news |= {"erase": bool(data.get("erase")), "works": bool(data.get("works"))}
    turn.say("notice", "notices/one", about=data["client"], news=news)
    case.ended_at = turn.now
    turn.relates.append(Relate(turn.person.id, data["client"], "ended"))


def silent(turn: Turn, data: dict[str, Any]) -> None:
    """Three weeks without a word: cues have ended, and the therapist decides (CONTENT I-14)."""
    days = (turn.now - data["since"]) // DAY
    if waits(turn):
        put(turn, "silent", data["client"], days=days)
    elif case_of(turn, data["client"]) is not None:
        args = {"client": data["client"], "name": name_of(turn, data["client"]), "days": days}
        begin(turn, "silent", args, about=data["client"])


def silent_talk(ctx: Ctx) -> Script:
    """A rest with a word about it, or nothing; everything else has its own command."""
    choice = yield Ask("notices/silent", "choice", "notice", ctx.args, ("pause", "leave"))
    decided = yield Do("decide_silence", {"client": ctx.args["client"], "pause": choice.value == "pause"})
    yield Say("notices/decided", "reply", {**ctx.args, **decided})


@changes.change(undo="bar")
def decide_silence(turn: Turn, client: str, pause: bool) -> dict[str, Any]:
    """A rest of two weeks, of which the client is told; or nothing more until they write."""
    if pause and case_of(turn, client) is not None:
        until = turn.now + PAUSE_DAYS * DAY
        turn.tell(client, "pause", until=until, therapist=turn.person.name)
        turn.audit("pause", client)
        return {"until_at": until}
    return {"until_at": 0}


TABLE: dict[str, Callable[[Turn, dict[str, Any]], None]] = {
    "silent": silent,
    "paused": paused,
    "resumed": _plain("resumed"),
    "rest_planned": _plain("rest_planned", "from_at", "until_at"),
    "did": _plain("did", "title", "at"),
    "travel": _plain("travel", "place", "until_at"),
    "frozen": _plain("frozen", "how"),
    "cover_refused": _plain("cover_refused", "cover"),
    "still_me": _plain("still_me", "word", "why"),
    "still_me_yes": _plain("still_me_yes"),
    "left": left,
    "export_asked": _plain("export_asked"),
    "opted_out": _plain("opted_out", "channel"),
    "blocked": _plain("blocked", "channel"),
    "undelivered": _plain("undelivered", "channel"),
    "not_taken": _plain("not_taken"),
    "smaller": _plain("smaller", "title", "how", "rhythm"),
    "asked_for": asked_for,
    "agreement": _plain("agreement", "title", "parts", "confidence"),
}
SCRIPTS = {"silent": silent_talk}
