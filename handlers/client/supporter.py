"""A client's supporter: named by the client, who passes the way in on themselves (CONTENT G-33, A-76).

A supporter gets what the client picks and sees once more: a request for a cheer, or one line. Nothing else
of the client goes there, and it is no way to reach anybody in an emergency.
"""

from typing import Any

from handlers.client import notices
from handlers.client.beside import end_supporter
from handlers.client.chosen import cut
from handlers.client.people import bonds, client_of
from handlers.client.shelves import all_wins
from handlers.content import Option
from handlers.link_code import link_code
from handlers.link_parts import Supporter
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import DAY, HOUR, Changes, Turn

CODE_LASTS = 72 * HOUR
LONGEST_NAME = 40  # characters
A_DAY = 3
"""So many requests and lines go out within a day."""

WINS, LABEL, LONGEST = 3, 40, 160

changes = Changes()


def supporter(turn: Turn, rest: str) -> None:
    """Who it is and what can go there; or naming somebody."""
    client = client_of(turn.person)
    one = client.near.supporter
    if not client.adult:
        end_supporter(turn)
        turn.say("reply", "supporter/not_yet", therapist=_therapist(turn)["therapist"])
    elif one is None:
        begin(turn, "supporter_name", _therapist(turn))
    elif not one.agreed_at:
        begin(turn, "supporter_waits", {"name": one.name})
    else:
        shown = {"name": one.name, "muted": one.muted, "shown": one.shown, "own": turn.person.name}
        begin(turn, "supporter", {**shown, **_therapist(turn), "lines": lines(turn), "dots": client.dots})


def _therapist(turn: Turn) -> dict[str, str]:
    return {"therapist": next((b.name for b in bonds(client_of(turn.person))), "")}


def cheer(turn: Turn, rest: str) -> None:
    """CHEER: the request at once, where there is a supporter who has agreed."""
    client = client_of(turn.person)
    one = client.near.supporter
    if one is None or not one.agreed_at or one.muted or not client.adult:
        supporter(turn, rest)
    else:
        turn.say("reply", f"supporter/{send(turn)['outcome']}", name=one.name)


def lines(turn: Turn) -> list[str]:
    """Wins that may be passed on, the newest first."""
    won = (" ".join(words.split()) for _, words in reversed(all_wins(client_of(turn.person))))
    return [cut(words, LONGEST) for words in won if words and not turn.house.hear(words).distress][:WINS]


def supporter_name(ctx: Ctx) -> Script:
    """What it is and what it isn't, a name, and the way in for them."""
    named = yield Ask("supporter/who", "text", "reply", ctx.args, skip=True)
    if named.skipped:
        yield Say("menu/left", "reply")
        return
    made = yield Do("name_supporter", {"name": named.words})
    yield Say("supporter/way_in", "reply", made)


def supporter_waits(ctx: Ctx) -> Script:
    """Nobody has used the code yet."""
    choice = yield Ask("supporter/waits", "choice", "reply", ctx.args, ("again", "take_back", "leave"))
    if choice.value == "again":
        made = yield Do("name_supporter", {"name": ctx.args["name"]})
        yield Say("supporter/way_in", "reply", made)
    elif choice.value == "take_back":
        yield Do("end_support")
        yield Say("supporter/taken_back", "reply", ctx.args)
    else:
        yield Say("menu/left", "reply")


def supporter_talk(ctx: Ctx) -> Script:
    """A cheer, a line, or what holds for this supporter."""
    args = ctx.args
    sends: tuple[str, ...] = () if args["muted"] else ("cheer",)
    sends += ("line",) if args["lines"] or args["dots"] else ()
    held = ("unmute" if args["muted"] else "mute", "hide" if args["shown"] else "show")
    choice = yield Ask("supporter/menu", "choice", "reply", args, (*sends, *held, "end", "leave"))
    if choice.value == "cheer":
        yield from _send(args, {})
    elif choice.value == "line":
        yield from _line(args)
    elif choice.value in ("mute", "unmute", "show", "hide"):
        yield Do("set_support", {"what": choice.value})
        yield Say(f"supporter/{choice.value}", "reply", args)
    elif choice.value == "end":
        yield Do("end_support")
        yield Say("supporter/ended_here", "reply", args)
    else:
        yield Say("menu/left", "reply")


def _line(args: Any) -> Script:
    """One line, seen once more as it will be read."""
    options = tuple(Option(str(n), cut(words, LABEL)) for n, words in enumerate(args["lines"]))
    dots = ("dots",) if args["dots"] else ()
    picked = yield Ask("supporter/which", "choice", "reply", args, ("none", *dots, *options))
    if picked.value == "none":
        yield Say("supporter/unsent", "reply", args)
        return
    words = "" if picked.value == "dots" else args["lines"][int(picked.value)]
    line = {"words": words, "dots": 0 if words else args["dots"]}
    sure = yield Ask("supporter/preview", "choice", "reply", {**args, **line}, ("pass_on", "keep"))
    if sure.value == "pass_on":
        yield from _send(args, line)
    else:
        yield Say("supporter/unsent", "reply", args)


def _send(args: Any, line: dict[str, Any]) -> Script:
    sent = yield Do("send_support", line)
    yield Say(f"supporter/{sent['outcome']}", "reply", args)


@changes.change(undo="bar")
def name_supporter(turn: Turn, name: str) -> dict[str, Any]:
    """A one-use code for somebody new; one given out before opens nothing any more."""
    end_supporter(turn)
    sms, id = turn.person.channel == "sms", next(turn.ids)
    code, until = next(turn.codes) if sms else link_code(turn), turn.now + CODE_LASTS
    name = " ".join(name.split())[:LONGEST_NAME]
    client_of(turn.person).near.supporter = Supporter(id, name, turn.now, until)
    at = {"zone": turn.person.zone, "channel": turn.person.channel, "code": code, "until": until}
    at |= {"language": turn.person.language, "region": client_of(turn.person).region}
    turn.tell(id, "supporter_invited", **at, name=name, client=turn.person.id, of=turn.person.name)
    turn.audit("supporter_named", turn.person.id)
    bot = turn.house.practice.bot_name or "interlude_bot"
    return {"name": name, "link": "" if sms else f"https://t.me/{bot}?start={code}", "code": code}


@changes.change(undo="bar")
def end_support(turn: Turn) -> dict[str, Any]:
    """At once, without a reason."""
    end_supporter(turn)
    return {}


@changes.change()
def set_support(turn: Turn, what: str) -> dict[str, Any]:
    """Whether what they write is passed on, and whether the therapist may know that there is somebody."""
    one = client_of(turn.person).near.supporter
    if one is not None and what in ("mute", "unmute"):
        one.muted = what == "mute"
    elif one is not None:
        one.shown = what == "show"
    return {}


@changes.change(undo="bar")
def send_support(turn: Turn, words: str = "", dots: int = 0) -> dict[str, Any]:
    """One line, or the request for a cheer; gives the name of what is said."""
    return send(turn, words, dots)


def send(turn: Turn, words: str = "", dots: int = 0) -> dict[str, Any]:
    """To the supporter who agreed; a few a day, and nothing while messages rest after distress (S4)."""
    client = client_of(turn.person)
    one = client.near.supporter
    if one is None or not one.agreed_at or not client.adult:
        return {"outcome": "nobody"}
    if client.held:
        return {"outcome": "rests"}
    one.sent = [at for at in one.sent if turn.now - at < DAY]
    if len(one.sent) >= A_DAY:
        return {"outcome": "enough"}
    one.sent.append(turn.now)
    turn.tell(one.id, "supporter_asked", client=turn.person.id, words=words, dots=dots)
    turn.audit("supporter_sent", turn.person.id)
    return {"outcome": "passed_on" if words or dots else "asked"}


def told_known(turn: Turn, data: dict[str, Any]) -> None:
    """They have said yes."""
    one = _of(turn, data)
    if one is not None and not one.agreed_at:
        one.agreed_at = turn.now
        notices.put(turn, "supporter/known", name=one.name)


def told_gone(turn: Turn, data: dict[str, Any]) -> None:
    """They said no, never came, or have ended it: one sentence for all of it."""
    one = _of(turn, data)
    if one is not None:
        client_of(turn.person).near.supporter = None
        notices.drop_about(turn, one.id)
        notices.put(turn, "supporter/gone", name=one.name)


def told_cheer(turn: Turn, data: dict[str, Any]) -> None:
    """Their words, as theirs; unless the client would rather not."""
    one = _of(turn, data)
    if one is not None and one.agreed_at and not one.muted:
        words = {"name": one.name, "words": data["words"]}
        notices.put_by(turn, one.id, "supporter/cheer", beside="supporter_cheer", **words)


def supporter_cheer(ctx: Ctx) -> Script:
    """Their words, with the one tap after which no more of them comes."""
    yield Ask("supporter/cheer", "choice", "notice", ctx.args, ("mute",))
    yield Do("set_support", {"what": "mute"})
    yield Say("supporter/mute", "reply", ctx.args)


def _of(turn: Turn, data: dict[str, Any]) -> Supporter | None:
    one = client_of(turn.person).near.supporter
    return one if one is not None and one.id == data["supporter"] else None


SCRIPTS = {
    "supporter": supporter_talk,
    "supporter_name": supporter_name,
    "supporter_waits": supporter_waits,
    "supporter_cheer": supporter_cheer,
}
TOLD = {"supporter_known": told_known, "supporter_gone": told_gone, "supporter_cheer": told_cheer}
