"""Reading `/pathway NAME …`: which pathway, what is to be changed on it, what a line sets."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers.dates import read_date
from handlers.pathways import Pathway
from handlers.spoken_after import act, setting
from handlers.therapist.assign import LONGEST_NOTE, VISIBILITY, blank, in_one, read_options, split_note
from handlers.therapist.library import find_pathway
from handlers.times import local
from handlers.turn import Turn

_WHOLE = {
    "pause": "pause",
    "go on": "go_on",
    "resume": "go_on",
    "continue": "go_on",
    "next": "next",
    "end": "end",
    "fill": "fill",
}
_NUMBERED = re.compile(r"(up|down|leave out|leave|without|optional|required|needed|fill|again) ([0-9]{1,2})")
_NUMBER_FIRST = re.compile(r"([0-9]{1,2}) ([a-z]+(?: out)?)")
_DAY = re.compile(r"([0-9]{1,2}) (?:on|el) (.+)")
_ADD = re.compile(r"add (.+)")
_MOST = re.compile(r"at most ([0-9]{1,3}) ?(?:m|mins?|minutes|minutos)?(?: a week| (?:por|a la) semana)?")
_PHASE = re.compile(r"phase (\w+)")
_PHASES = ("start", "middle", "ending")
_AFTER = re.compile(r"\b(?:after|tras|despu[eé]s de) ([0-9]{1,2})(?: days?| d[ií]as?)?\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|desde(?: el)?|a partir del?)\s+", re.IGNORECASE)
_SAME = {"needed": "required"}
_LEAVES = ("leave", "without")
_LONGEST_DATE = 4  # words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line asks for: `what` is a change, "" for a look or something new; `number` a step's place."""

    pathway: str = ""
    what: str = ""
    number: int = 0
    words: str = ""
    set: dict[str, Any] = field(default_factory=dict)


def read(turn: Turn, left: str, hours: list[str]) -> Wanted | None:
    """The line after the client's name; None where it says nothing that is known."""
    if not left.strip():
        return Wanted()
    if wanted := change(left, turn.person.language):
        return wanted
    line, note = split_note(left)
    words = line.split()
    for length in range(len(words), 0, -1):
        found = find_pathway(turn, " ".join(words[:length]))
        wanted = _of(turn, found[0], " ".join(words[length:]), note, hours) if len(found) == 1 else None
        if wanted is not None:
            return wanted
    return None


def _of(turn: Turn, pathway: Pathway, tail: str, note: str, hours: list[str]) -> Wanted | None:
    """This pathway, with a change on it or with what the line sets for a new one."""
    wanted = change(tail, turn.person.language)
    if wanted is not None:
        return Wanted(pathway.id, wanted.what, wanted.number, wanted.words, wanted.set)
    given, rest = _options(turn, tail, hours)
    given |= {"note": note[:LONGEST_NOTE]} if note else {}
    return None if rest else Wanted(pathway.id, set=given)


def change(text: str, language: str) -> Wanted | None:
    """What these words change, said in English or in this language; None where they are no change."""
    bare = act(text, language)
    if turned := _NUMBER_FIRST.fullmatch(bare):
        bare = f"{act(turned[2], language)} {turned[1]}"
    if bare in _WHOLE:
        return Wanted(what=_WHOLE[bare])
    if found := _NUMBERED.fullmatch(bare):
        what = "leave_out" if found[1].startswith(_LEAVES) else _SAME.get(found[1], found[1])
        return Wanted(what=what, number=int(found[2]))
    if found := _DAY.fullmatch(bare):
        return Wanted(what="day", number=int(found[1]), words=found[2])
    if found := _MOST.fullmatch(bare):
        return Wanted(what="at_most", number=int(found[1]))
    found = _PHASE.fullmatch(bare)
    if found and (phase := setting(found[1], language)) in _PHASES:
        return Wanted(what="phase", words=phase)
    added = _ADD.fullmatch(bare)
    return Wanted(what="add", words=added[1]) if added else None


def _options(turn: Turn, text: str, hours: list[str]) -> tuple[dict[str, Any], str]:
    """`at 19:00`, `from DATE`, `private|ask|shared`; and the words that are none of them."""
    given: dict[str, Any] = {}
    text, start = _start(turn, in_one(text, turn.person.language))
    if start:
        given["start"] = start
    draft = blank()
    left = read_options(draft, text.split(), turn.person.language, hours)
    given |= {"at": draft["at"]} if draft["at"] else {}
    if any(word.casefold() in VISIBILITY for word in text.split()):
        given["visibility"] = draft["visibility"]
    return given, " ".join(left)


def _start(turn: Turn, text: str) -> tuple[str, str]:
    """The line without its `from DATE`, and the day."""
    found = _FROM.search(text)
    if found is None:
        return text, ""
    words = text[found.end() :].split()
    for length in range(min(_LONGEST_DATE, len(words)), 0, -1):
        day = read_day(turn, " ".join(words[:length]))
        if day is not None:
            return f"{text[: found.start()]} {' '.join(words[length:])}", day.isoformat()
    return text, ""


def read_day(turn: Turn, words: str) -> date | None:
    """A day that lies ahead, as the therapist says it."""
    today = local(turn.now, turn.person.zone).date()
    day = read_date(words, today, turn.person.language)
    return day if day is not None and day >= today else None


def added(turn: Turn, words: str, hours: list[str]) -> tuple[str, dict[str, Any]]:
    """`thought record 3x optional after 3 days`: the words of the activity, and what its step is to be."""
    after = _AFTER.search(words)
    words = in_one(_AFTER.sub(" ", words), turn.person.language)
    draft = blank()
    left = read_options(draft, words.split(), turn.person.language, hours)
    step: dict[str, Any] = {"required": not draft["optional"]}
    step |= {"rhythm": draft["rhythm"]} if draft["rhythm"] else {}
    if after and int(after[1]):
        step |= {"release": "after_days", "days": int(after[1])}
    return " ".join(left), step
