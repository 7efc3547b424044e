"""A letter to oneself: kept until the day it was written for, then sent once, whole (CONTENT F-76)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from handlers.client.chosen import cut
from handlers.client.people import client_of
from handlers.events import Due
from handlers.state import Person, Timed, ToSelf
from handlers.times import clamp_to_window, instant, local, to_time
from handlers.turn import DAY, Changes, Turn

LONGEST_PART = 1000  # characters: the letter stands in the aggregate until its day
MOST_PARTS = 6
MOST_LETTERS = 6
LATE = 7 * DAY

changes = Changes()


def rows(person: Person) -> Iterator[Timed]:
    """The next letter's day, at the hour of letters."""
    client = client_of(person)
    if client.to_self:
        day = min(letter.day for letter in client.to_self)
        hour = clamp_to_window(to_time(client.letter_time), client.hours)
        due = instant(date.fromisoformat(day), hour, person.zone)
        yield Timed("to_self", day, due, due + LATE, 0)


def due(turn: Turn, due: Due) -> None:
    """The day has come: their words, as they wrote them. Late is better than never."""
    client = client_of(turn.person)
    if client.stage != "joined":
        return  # the number may have a new owner: it waits until it is known whose it is
    for letter in [one for one in client.to_self if one.day <= due.scope]:
        turn.say("notice", "step/to_self", name=turn.person.name, parts=list(letter.parts))
    client.to_self = [one for one in client.to_self if one.day > due.scope]


@changes.change(undo="take_out")
def write_to_self(turn: Turn, assignment: str, day: str, words: str) -> dict[str, Any]:
    """One part of the letter for that day; those written for one day are one letter."""
    if not assignment:
        return {}
    letters, part = client_of(turn.person).to_self, cut(words, LONGEST_PART)
    tomorrow = local(turn.now, turn.person.zone).date() + timedelta(days=1)
    day = max(day, tomorrow.isoformat())  # what is still being written is not sent meanwhile
    found = next((letter for letter in letters if letter.day == day), None)
    if found is None and len(letters) < MOST_LETTERS:
        found = ToSelf(day)
        letters.append(found)
    if found is None or len(found.parts) >= MOST_PARTS:
        return {}
    found.parts.append(part)
    return {"day": day, "part": part}


@changes.change()
def take_out(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: this part is not in the letter."""
    for letter in client_of(turn.person).to_self if result else ():
        if letter.day == result["day"] and result["part"] in letter.parts:
            letter.parts.remove(result["part"])
