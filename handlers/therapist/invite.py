"""Inviting a client: consent asked in the room, a word said there, and nothing before their yes.

SAFETY §2 (prior express consent, double opt-in) and DESIGN §8 (one address is one person).
"""

from dataclasses import asdict
from typing import Any

from handlers import spoken
from handlers.answers_session import weekday_of
from handlers.answers_words import fold
from handlers.link_code import link_code
from handlers.names import read_phone
from handlers.room_word import room_word
from handlers.sessions import Problem, Session, read_session
from handlers.state import Case
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist import guardian, moving
from handlers.therapist.addressing import CODE_LASTS, address, link_of, waits
from handlers.therapist.whom import name_of, names, therapist_of
from handlers.times import local
from handlers.turn import Changes, Relate, Turn

LONGEST_NAME = 40  # characters

WITH_NUMBER = frozenset(("invite", "moving"))
"""Scripts that ask something before a number is invited."""

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """`/invite NAME [+PHONE] [tue 15:00 [weekly|fortnightly]] [english|español]`."""
    words, language = _without_language(rest.split())
    name, phone, session = _parted(words, turn.person.language)
    if not name:
        turn.say("reply", "usage/invite")
        return
    meeting = (
        read_session(session, local(turn.now, turn.person.zone), turn.person.language) if session else None
    )
    if isinstance(meeting, Problem):
        turn.say(
            "reply", "invite/bad_session", words=meeting.words or " ".join(session), reason=meeting.reason
        )
        return
    number = read_phone(phone) if phone else ""
    if not _problem(turn, name, phone, number) and moving.asks(turn, name, number or ""):
        return
    if problem := _problem(turn, name, phone, number) or _name_problem(turn, name):
        turn.say("reply", f"invite/{problem}", name=name, words=phone)
        return
    args = {"name": name, "phone": number, "session": _kept(meeting)}
    begin(turn, "invite", {**args, "language": language if language in turn.house.phrases() else ""})


def _without_language(words: list[str]) -> tuple[list[str], str]:
    """The words without a language named after the name, and its code; "" where none is named."""
    for n, word in enumerate(words[1:], 1):
        if word.casefold() != "en" and (code := spoken.language_of(word)):
            named = {n, n - 1} if words[n - 1].casefold() in ("in", "en") else {n}
            return [other for m, other in enumerate(words) if m not in named], code
    return words, ""


def _kept(session: Session | None) -> dict[str, Any] | None:
    return asdict(session) if session else None


_BEFORE_A_DAY = frozenset(("el", "los", "la", "las", "cada", "todos", "todas", "on", "each"))
"""Words before a weekday that are no part of a name: "Iñigo los jueves"."""


def _parted(words: list[str], language: str) -> tuple[str, str, list[str]]:
    """The name, the number as typed and the words of the session."""
    end = next(
        (n for n, word in enumerate(words) if _is_number(word) or _is_weekday(word, language)), len(words)
    )
    last = _end_of_name(words, end)
    name, rest = " ".join(words[:last]), words[end:]
    digits = [n for n, word in enumerate(rest) if _is_number(word) and not _is_clock(rest[:n], language)]
    phone = " ".join(rest[n] for n in digits)
    return name, phone, [word for n, word in enumerate(rest) if n not in digits]


def _end_of_name(words: list[str], end: int) -> int:
    """Where the name ends that a day or a number at `end` follows."""
    last = end
    while end < len(words) and last > 1 and fold(words[last - 1]) in _BEFORE_A_DAY:
        last -= 1
    return last


def _is_number(word: str) -> bool:
    """A telephone number or a piece of one."""
    return word[:1] in "+0123456789(" and ":" not in word and any(c.isdigit() for c in word)


def _is_clock(before: list[str], language: str) -> bool:
    """A bare figure after a weekday is a time of day."""
    return any(_is_weekday(word, language) for word in before)


def _is_weekday(word: str, language: str) -> bool:
    bare = fold(word)
    return weekday_of(bare, language) is not None or bare in ("every", "none", "cada", "ninguna")


def _problem(turn: Turn, name: str, phone: str, number: str | None) -> str:
    """The name of what is wrong, or nothing. Whose a number is, is never said (DESIGN §8)."""
    if len(name) > LONGEST_NAME:
        return "long_name"
    if number is None:
        return "bad_phone"
    if " " in phone:
        return "spaced_phone"
    if number and number in turn.taken and not _colleague(turn, number):
        return "refused"
    return ""


def _colleague(turn: Turn, number: str) -> str:
    """Whoever has this number, if it is a colleague who can be invited as well; else ""."""
    owner = turn.taken.get(number, "")
    theirs = any(case.client == owner and not case.ended_at for case in therapist_of(turn.person).cases)
    return owner if owner in turn.colleagues and not theirs else ""


def _name_problem(turn: Turn, name: str) -> str:
    """Two clients by one name could not be told apart."""
    return "same_name" if fold(name) in {fold(known) for known in names(turn).values()} else ""


def invite(ctx: Ctx) -> Script:
    """Asked in the room? Only a yes sends anything; under 18 a guardian's as well, where they are taken."""
    args = ctx.args
    words = {"name": args["name"], "phone": bool(args["phone"])}
    answer = yield Ask("invite/agreed", "choice", "reply", words, ("yes", "under_18", "not_yet"))
    if answer.value == "under_18" and (yield Do("takes_minors")):
        agreed = yield from guardian.agreement(words)
        if agreed is not None:
            yield from _sent({**args, "guardian": agreed}, words)
    elif answer.value == "yes":
        yield from _sent(dict(args), words)
    else:
        yield Say(f"invite/{answer.value}", "reply", words)


def _sent(args: dict[str, Any], words: dict[str, Any]) -> Script:
    """Unless somebody else has invited the number meanwhile; whose it is, is never said."""
    if (yield Do("is_free", {"phone": args["phone"]})):
        yield Do("invite_now", args)
    else:
        yield Say("invite/refused", "reply", words)


@changes.change()
def is_free(turn: Turn, phone: str) -> bool:
    """Whether this number is nobody's."""
    return phone not in turn.taken or bool(_colleague(turn, phone))


@changes.change(undo="bar")
def invite_now(
    turn: Turn,
    name: str,
    phone: str,
    session: dict[str, Any] | None,
    guardian: dict[str, str] | None = None,
    language: str = "",
) -> dict[str, Any]:
    """Open the case and pass the invitation on; its word is of the language it is said aloud in."""
    colleague = _colleague(turn, phone)
    client, code = colleague or next(turn.ids), next(turn.codes) if phone else link_code(turn)
    word = room_word(turn, code, language or turn.person.language) if phone else ""
    language = language or turn.house.practice.language
    to = address(turn, phone, word)
    therapist_of(turn.person).cases.append(
        Case(
            client,
            Session(**session) if session else None,
            invited_at=turn.now,
            phone=bool(phone),
            zone=to["zone"],
        )
    )
    by = {"therapist": turn.person.id, "therapist_name": turn.person.name}
    until, link = turn.now + CODE_LASTS, "" if phone else link_of(turn, code)
    named: dict[str, Any] = {"name": name, "session": session, "guardian": guardian, "language": language}
    if colleague:
        turn.tell(client, "supervised", **by, session=session, word=word, instead="")
    else:
        turn.tell(client, "invited", **to, **named, **by)
        turn.tell(client, "invite_kept", therapist=turn.person.id, code="" if phone else code, until=until)
    turn.audit("invite", client)
    shown = {"client": client, "name": name, "word": word, "link": link}
    begin(turn, "invited", {**shown, **waits(turn, to["zones"] or [to["zone"]])})
    return {}


def invited(ctx: Ctx) -> Script:
    """What to say to the client in the room; it can be taken back until they have joined."""
    args = {"goes_at": 0, "here": False, "place": "", **ctx.args}
    prompt = "invite/word" if args["word"] else "invite/link"
    answer = yield Ask(
        prompt, "choice", "reply", args, ("here", "take_back") if args["here"] else ("take_back",)
    )
    if answer.value == "here":
        yield Do("send_now", {"client": args["client"]})
        yield Ask("invite/sent_now", "choice", "reply", args, ("take_back",))
    taken = yield Do("take_back", {"client": args["client"]})
    yield Say(f"invite/{taken['outcome']}", "reply", {"name": args["name"]})


@changes.change()
def takes_minors(turn: Turn) -> bool:
    """Whether this practice works with people under 18 here."""
    return turn.house.practice.minors


@changes.change(undo="bar")
def send_now(turn: Turn, client: str) -> dict[str, Any]:
    """The therapist knows which of the zones it is."""
    turn.tell(client, "zone_known", zone=turn.person.zone)
    return {}


@changes.change(undo="bar")
def take_back(turn: Turn, client: str) -> dict[str, Any]:
    """The request ends, and nothing more goes to the number; not for somebody who has joined."""
    case = next((c for c in therapist_of(turn.person).cases if c.client == client and not c.ended_at), None)
    if case is None:
        return {"outcome": "ended_already"}
    if case.joined:
        return {"outcome": "joined_already"}
    case.ended_at = turn.now
    turn.tell(client, "uninvited", therapist=turn.person.id)
    if name_of(turn, client):
        turn.relates.append(Relate(turn.person.id, client, "ended"))
    turn.audit("invite_taken_back", client)
    return {"outcome": "taken_back"}


SCRIPTS = {"invite": invite, "invited": invited}
