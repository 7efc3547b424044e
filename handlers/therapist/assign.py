"""`/assign NAME ACTIVITY …`: reading the line; what it leaves out is asked (CONTENT E4)."""

import re
from typing import Any

from handlers.answers_clock import read_clock
from handlers.answers_words import brief, fold
from handlers.content import Activity
from handlers.shelf import library, mine
from handlers.state import Case
from handlers.talking import begin
from handlers.therapist import filed, measures
from handlers.therapist.clock import read_clock_time
from handlers.therapist.library import find_activity, listed, suggestions
from handlers.therapist.whom import client_side, name_of, one
from handlers.turn import Turn

LONGEST_NOTE = 280  # characters: a covering note leaves room for the assignment itself
SUGGESTED_TIMES = ("19:00", "09:00", "13:00")
_NOTE = re.compile(r"(?:^|\s)not[ea]:\s*", re.IGNORECASE)
_RHYTHMS = {"daily": "daily", "once": "once", "3x": "3x", "3": "3x", "three": "3x"}
_RHYTHMS |= {"diario": "daily", "diaria": "daily", "tres": "3x"}
_FILLER = frozenset(("times", "a", "per", "week", "weekly", "veces", "por", "semana"))
VISIBILITY = {"private": "private", "ask": "ask", "shared": "shared"}
VISIBILITY |= {"privado": "private", "preguntar": "ask", "compartido": "shared"}
_EXPECTATION = {"optional": True, "expected": False, "opcional": True, "esperado": False}
_HOURS = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"
_IN_ONE = re.compile(
    r"\b(?:una vez(?! (?:por|a la) semana)|(?:cada|todos los|todas las) (?:d[ií]as?|noches?|mañanas?|tardes?)"
    rf"|a las?(?= ?[0-9])|a las? (?={_HOURS}\b))",
    re.IGNORECASE,
)
"""What Spanish says in several words, each read as one."""
_AS_ONE = {"una": "once", "cad": "daily", "tod": "daily", "a l": "at "}
_UNKNOWN_RHYTHM = re.compile(
    r"\b(?:(?:una|dos|cuatro|cinco|seis|[12456]) ve(?:z|ces) (?:por|a la) semana|[24-6]x(?: (?:a|per) week)?"
    r"|(?:once|twice|(?:two|four|five|six|[24-6]) times) (?:a|per) week)\b",
    re.IGNORECASE,
)
"""How often, as nothing here runs: it is no part of an activity's name, and how often is asked."""
_LONGEST_TIME = 6  # words: "siete y media de la tarde"

Draft = dict[str, Any]


def command(turn: Turn, rest: str) -> None:
    """`/assign NAME ACTIVITY [daily|once|3x] [at 19:00] [optional] [private|ask|shared] [note: …]`.

    `urge 5`, for an activity that rates an urge: the highest rating that holds nothing.
    """
    line, note = split_note(rest)
    meant = one(turn, "assign", line + (f" note: {note}" if note else ""))
    if meant is None:
        return
    case, left = meant
    draft, wanted, matches = read_line(turn, left, client_side(turn, case).hours)
    meant_one = draft["activity"] or matches or measures.begins_alike(turn, wanted)
    if meant_one or not measures.takes(turn, case, split_note(left)[0]):
        begin_assign(turn, case, draft, wanted, matches)


def split_note(text: str) -> tuple[str, str]:
    """The line before `note:`, and the note as written."""
    found = _NOTE.search(text)
    return (text[: found.start()], text[found.end() :].strip()) if found else (text, "")


def begin_assign(
    turn: Turn, case: Case, draft: Draft, wanted: str, matches: list[list[str]], also: str = ""
) -> None:
    """Open the wizard with what is known. `matches` are activities the words may mean, if several.

    `also`: the other one of a couple, who gets the same.
    """
    matches = matches or filed_under(turn, wanted)
    recent = [a.activity for a in reversed(client_side(turn, case).assignments)]
    args = {
        "client": case.client,
        "name": name_of(turn, case.client),
        "draft": draft,
        "wanted": wanted,
        "archived": put_away(turn, wanted) if not matches else "",
        "several": bool(matches),
        "choices": matches or suggestions(library(turn), recent, wanted),
        "times": times_for(turn, case, recent),
        "hours": list(client_side(turn, case).hours),
        "language": turn.person.language,
    }
    begin(turn, "assign", args | ({"also": also} if also else {}), about="" if also else case.client)


def filed_under(turn: Turn, wanted: str) -> list[list[str]]:
    """Activities that no title names but a tag does, to choose from."""
    known, english = library(turn), turn.house.content.activities
    return listed(
        [a for a in known.values() if wanted.strip() and filed.is_filed((a, english.get(a.id, a)), wanted)][
            :6
        ]
    )


def put_away(turn: Turn, words: str) -> str:
    """The title of an activity of one's own that these words mean and that is archived; "" for none."""
    kept = {own.id: own.title for own in mine(turn) if own.archived}
    asked = fold(words).split()
    return next((title for title in kept.values() if asked and asked == fold(title).split()), "")


def times_for(turn: Turn, case: Case, recent: list[str]) -> list[str]:
    """Times to choose from, the likeliest first: that of the last assignment, then the client's own."""
    client = client_side(turn, case)
    last = [a.at for a in reversed(client.assignments) if a.at][:1]
    wished = [*last, *filter(None, (client.cue_time,)), *SUGGESTED_TIMES]
    return list(dict.fromkeys(wished))[:3]


def blank() -> Draft:
    """An assignment before anything is chosen."""
    return {
        "activity": "",
        "rhythm": "",
        "at": "",
        "note": "",
        "optional": False,
        "visibility": "",
        "minutes": 0,
        "small": False,
        "why": "",
        "act": "",
        "sign": "",
        "avoidance_sensitive": None,
        "urge": None,
        "fill": {},
        "obstacle": "",
        "confidence": None,
    }


PERSONAL: Draft = {"why": "", "obstacle": "", "confidence": None}
"""What was said by one person in the room: never a part of what two are given (CONTENT G-34)."""


def read_line(turn: Turn, text: str, hours: list[str]) -> tuple[Draft, str, list[list[str]]]:
    """The draft a line makes, the words that name no single activity, and the activities they may mean.

    `hours`: those a bare "7" is read in.
    """
    line, note = split_note(text)
    line = in_one(_UNKNOWN_RHYTHM.sub(" ", line), turn.person.language)
    draft, words = blank() | {"note": note[:LONGEST_NOTE]}, line.split()
    for length in range(len(words), 0, -1):
        found = _meant(turn, " ".join(words[:length]))
        if found and not read_options(draft, words[length:], turn.person.language, hours):
            return _chosen(draft, found, " ".join(words[:length]))
    rest = " ".join(read_options(draft, words, turn.person.language, hours))
    return _chosen(draft, _meant(turn, rest), rest)


def in_one(line: str, language: str) -> str:
    """The line with what Spanish says in several words as the one word that is read."""
    return _IN_ONE.sub(lambda f: _AS_ONE[f[0][:3].lower()], line) if language.startswith("es") else line


def _meant(turn: Turn, words: str) -> list[Activity]:
    return find_activity(library(turn), words, turn.house.content.activities)


def _chosen(draft: Draft, found: list[Any], words: str) -> tuple[Draft, str, list[list[str]]]:
    if len(found) == 1:
        return draft | {"activity": found[0].id}, "", []
    return draft, words, listed(found[:6])


def read_options(draft: Draft, words: list[str], language: str, hours: list[str]) -> list[str]:
    """Take the options into the draft; gives the words that are none."""
    left: list[str] = []
    at = 0
    while at < len(words):
        word = words[at].casefold().strip(",;")
        if word in _RHYTHMS:
            draft["rhythm"] = _RHYTHMS[word]
        elif word in _EXPECTATION:
            draft["optional"] = _EXPECTATION[word]
        elif word in VISIBILITY:
            draft["visibility"] = VISIBILITY[word]
        elif word in ("urge", "impulso") and (level := _level(words[at + 1 : at + 2])) is not None:
            draft["urge"] = level
            at += 1
        elif word == "at" and (taken := _take_time(draft, words[at + 1 :], language, hours)):
            at += taken
        elif not (word in _FILLER and draft["rhythm"]):
            left.append(words[at])
        at += 1
    return left


def _level(words: list[str]) -> int | None:
    """The level of an urge after its word, 0 to 10."""
    found = words[0].strip(",;") if words else ""
    return int(found) if found.isascii() and found.isdigit() and int(found) <= 10 else None


def _take_time(draft: Draft, words: list[str], language: str, hours: list[str]) -> int:
    """How many of the words after "at" are its time."""
    for length in range(min(_LONGEST_TIME, len(words)), 0, -1):
        said = " ".join(words[:length])
        whole = read_clock(brief(said), language, whole=True)
        clock = read_clock_time(said, language, hours) if whole else ""
        if clock and not _others(words[1:length]):
            draft["at"] = clock
            return length
    return 0


def _others(words: list[str]) -> bool:
    known = {*_RHYTHMS, *_EXPECTATION, "urge", "impulso", *VISIBILITY}
    return any(word.casefold() in known for word in words)
