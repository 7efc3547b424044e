"""Who hears of a flag when the therapist doesn't, and when the therapist looks (SAFETY S3).

Asked once at joining and by `/backup` and `/alerts`. A backup is a colleague here, a number that answers a
double opt-in of its own, or somebody on Telegram by a one-use link; the old one stays until the new agrees.
"""

from collections.abc import Mapping
from typing import Any

from handlers.answers_words import brief, fold
from handlers.content import Option
from handlers.link_code import link_code
from handlers.names import match, read_phone
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist.addressing import CODE_LASTS, link_of, place_of
from handlers.therapist.measure_backup import without_backup
from handlers.therapist.whom import therapist_of
from handlers.times import read_window
from handlers.turn import Changes, Turn

LONGEST_NAME = 40  # characters
LONGEST_NOTE = 120  # characters
ASKED_NEXT = {"colleague": "backup/colleague", "phone": "backup/phone", "link": "backup/link_name"}
LINK = frozenset(("link", "telegram", "enlace"))
NOBODY = frozenset(("nobody", "none", "no one", "nadie"))
ALWAYS = frozenset(("always", "any time", "anytime", "skip", "siempre", "paso"))

changes = Changes()


def backup_command(turn: Turn, rest: str) -> None:
    """`/backup [NAME | NUMBER | LINK NAME | nobody]`."""
    begin(turn, "backup", {"words": rest.strip(), **standing(turn)})


def alerts_command(turn: Turn, rest: str) -> None:
    """`/alerts [8 to 22 | always]`."""
    begin(turn, "alert_hours", {"words": rest.strip()})


def standing(turn: Turn) -> dict[str, Any]:
    """How the backup stands, for prompts: the name, whether they agreed, whether they were asked."""
    side = therapist_of(turn.person)
    return {"backup": side.backup, "agreed": bool(side.backup_id), "asked": bool(side.backup_asked)}


def backup(ctx: Ctx) -> Script:
    """`/backup`, with or without words."""
    yield from choose(ctx.args, ctx.args["words"])


def choose(args: Mapping[str, Any], words: str = "", says: str = "reply") -> Script:
    """Which way, then who; each question can be skipped. `says` is the kind of the questions."""
    way, words = (yield from _who(args, says)) if not words else ("", words)
    if fold(brief(words)) in LINK:
        way, words = "link", ""
    if way in ASKED_NEXT:
        reply = yield Ask(ASKED_NEXT[way], "text", says, {}, skip=True)
        way, words = ("skip", "") if reply.skipped else (way, reply.words)
    if way == "skip":
        yield Say("backup/skipped", "reply", args)
        return
    done = yield Do("name_backup", {"words": words, "way": way})
    if done["outcome"] == "which":
        options = tuple(Option(id, name) for id, name in done["several"])
        who = yield Ask("backup/which", "choice", says, {"words": words}, options)
        done = yield Do("ask_colleague", {"id": who.value})
    yield Say(f"backup/{done['outcome']}", "reply", done)


def _who(args: Mapping[str, Any], says: str) -> Script:
    options = (*ASKED_NEXT, *(("nobody",) if args["backup"] else ()))
    reply = yield Ask("backup/who", "choice", says, args, options, skip=True, free=True)
    return ("skip", "") if reply.skipped else (reply.value, reply.words)


def alert_hours(ctx: Ctx) -> Script:
    """`/alerts`, with or without words."""
    yield from choose_hours(ctx.args["words"])


def choose_hours(words: str = "", says: str = "reply") -> Script:
    """Two times of day, or always."""
    kept = (yield Do("keep_hours", {"words": words})) if words else None
    question = "backup/hours_again" if words else "backup/hours"
    while kept is None:
        reply = yield Ask(question, "text", says, {}, skip=True)
        kept = yield Do("keep_hours", {"words": "always" if reply.skipped else reply.words})
        question = "backup/hours_again"
    yield Say("backup/hours_kept", "reply", kept)


@changes.change()
def keep_hours(turn: Turn, words: str) -> dict[str, Any] | None:
    """Set the alert hours; nothing when no two times can be read."""
    always = fold(brief(words)) in ALWAYS
    window = read_window(words, turn.person.language)
    if window is None and not always:
        return None
    hours = [] if always or window is None else list(window)
    therapist_of(turn.person).alert_hours = hours
    turn.audit("alert_hours", turn.person.id)
    return {"hours": hours, **standing(turn)}


@changes.change(undo="bar")
def name_backup(turn: Turn, words: str, way: str) -> dict[str, Any]:
    """Ask whoever is meant; gives the name of what is said, with its words."""
    first, _, rest = words.partition(" ")
    if way == "nobody" or fold(brief(words)) in NOBODY:
        return _nobody(turn)
    if way == "link" or fold(first) in LINK:
        return _link(turn, words if way == "link" else rest.strip())
    phone = next((found for word in words.split() if (found := read_phone(word))), "")
    if phone:
        name = " ".join(word for word in words.split() if not read_phone(word)).strip(" ,;:")
        return _number(turn, name or phone, phone)
    if way == "phone" or "+" in words:
        return {"outcome": "spaced"}
    return _colleague(turn, words, sure=way == "colleague")


def _colleague(turn: Turn, words: str, *, sure: bool) -> dict[str, Any]:
    found = match(words, turn.colleagues)
    if len(found) > 1:
        return {"outcome": "which", "several": [[id, turn.colleagues[id]] for id in found[:9]]}
    if found:
        return _ask(turn, found[0])
    side = therapist_of(turn.person)
    if sure or side.backup_id or side.backup_asked:
        turn.refuse(fold(words).partition(" ")[0])
        return {"outcome": "unknown", "words": words[:LONGEST_NOTE]}
    side.backup = " ".join(words.split())[:LONGEST_NOTE]
    return {"outcome": "noted", "words": words[:LONGEST_NOTE]}


@changes.change(undo="bar")
def ask_colleague(turn: Turn, id: str) -> dict[str, Any]:
    """The one who was chosen among several."""
    return _ask(turn, id)


def _ask(turn: Turn, id: str) -> dict[str, Any]:
    """A therapist of this practice is asked in their own chat."""
    turn.tell(id, "backup_asked", of=turn.person.id, name=turn.person.name)
    return _asked(turn, id, turn.colleagues.get(id, ""))


def _number(turn: Turn, name: str, phone: str) -> dict[str, Any]:
    """A number nobody has here gets the opt-in text; whose a known one is, is never said (DESIGN §8)."""
    known = turn.taken.get(phone)
    if known == "":
        return {"outcome": "refused"}
    if known == turn.person.id:
        return {"outcome": "self"}
    if known:
        zones = place_of(turn, phone)["zones"]
        turn.tell(known, "backup_asked", of=turn.person.id, name=turn.person.name, zones=zones)
        return _asked(turn, known, name)
    id = next(turn.ids)
    _invite(turn, id, name, "sms", phone=phone)
    return _asked(turn, id, name)


def _link(turn: Turn, name: str) -> dict[str, Any]:
    id, code = next(turn.ids), link_code(turn)
    _invite(turn, id, name, "telegram", code=code)
    return {**_asked(turn, id, name), "outcome": "linked", "link": link_of(turn, code)}


def _invite(turn: Turn, id: str, name: str, channel: str, *, phone: str = "", code: str = "") -> None:
    """The tell that makes somebody a person here: a backup contact and nothing else."""
    at = place_of(turn, phone)
    invited = {"name": name[:LONGEST_NAME], "zone": at["zone"], "zones": at["zones"], "channel": channel}
    way = {"phone": phone, "code": code, "until": turn.now + CODE_LASTS}
    turn.tell(id, "backup_invited", **invited, **way, of=turn.person.id, of_name=turn.person.name)


def _asked(turn: Turn, id: str, name: str) -> dict[str, Any]:
    """Nobody is told of flags before their own yes; who was told until now still is."""
    side = therapist_of(turn.person)
    if side.backup_asked not in ("", id):
        turn.tell(side.backup_asked, "backup_ended", of=turn.person.id)
    side.backup_asked, waits = id, bool(side.backup_id)
    if not waits:
        side.backup = name[:LONGEST_NAME]
    turn.audit("backup_asked", id)
    return {"outcome": "asked", "name": name[:LONGEST_NAME], "waits": waits, "backup": side.backup}


def _nobody(turn: Turn) -> dict[str, Any]:
    side = therapist_of(turn.person)
    for one in {side.backup_id, side.backup_asked} - {""}:
        turn.tell(one, "backup_ended", of=turn.person.id)
    side.backup = side.backup_id = side.backup_asked = ""
    turn.audit("backup_none", turn.person.id)
    without_backup(turn)
    return {"outcome": "nobody"}


SCRIPTS = {"backup": backup, "alert_hours": alert_hours}
COMMANDS = {"backup": backup_command, "alerts": alerts_command}
ASKS = frozenset(("backup", "therapist_welcome"))
"""Talks in which a colleague's name may be typed."""
