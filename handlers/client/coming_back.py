"""What comes back by itself: the wins of a month, and words the client found true (CONTENT G-14, G-15).

It asks nothing and is the one text of its day: it looks for a day with no cue, letter or evening talk
(G-38), and after a week of looking takes the cue's place, as a letter does.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from handlers.client.people import active, client_of
from handlers.client.shelves import all_wins
from handlers.events import Due
from handlers.state import Client, Person, Timed
from handlers.talk import Ask, Do, Say, Script
from handlers.times import clamp_to_window, instant, local, next_at, to_time
from handlers.turn import DAY, Changes, Turn

MONTH = 28 * DAY
LOOKS = 7 * DAY
"""So long a free day is looked for."""

LATE = 14 * DAY
SHOWN = 4
BACK_IN = {"month": 30, "season": 91}
"""Days until a sentence comes back."""

changes = Changes()


def jar_rows(person: Person) -> Iterator[Timed]:
    """The next opening of the jar, at the hour of letters."""
    if opens := _jar_opens(person, client_of(person)):
        yield Timed("jar", "", opens, opens + LATE, 0)


def words_rows(person: Person) -> Iterator[Timed]:
    """The next sentence's day: the client asked for it, so it comes after a long silence as well."""
    client = client_of(person)
    days = sorted(one.day for one in client.own.words if one.day)
    for day in days[:1]:
        due = _at_letter_hour(person, date.fromisoformat(day))
        yield Timed("own_words", day, due, due + LATE, 0)


def _jar_opens(person: Person, client: Client) -> int:
    """A month after the first win that was not read again; 0 while there is none."""
    unread = [at for at, _ in _told(client) if at > client.own.jar_at]
    if not unread:
        return 0
    return _at_letter_hour(person, local(min(unread) + MONTH, person.zone).date())


def _told(client: Client) -> list[tuple[int, str]]:
    """Wins that were told: what was written PRIVATE is read under `wins`, and in no text nobody asked for."""
    return [(int(at), str(words)) for at, words in client.wins]


def _at_letter_hour(person: Person, day: date) -> int:
    client = client_of(person)
    return instant(day, clamp_to_window(to_time(client.letter_time), client.hours), person.zone)


def _waits_for_a_day(turn: Turn, due: Due, first: int) -> bool:
    """Whether today is taken and tomorrow is tried; else today is this text's."""
    client, today = client_of(turn.person), local(turn.now, turn.person.zone).date().isoformat()
    if turn.now - first < LOOKS and _is_taken(turn, client, today):
        hour = clamp_to_window(to_time(client.letter_time), client.hours)
        turn.person.postponed[f"{due.kind}:{due.scope}"] = next_at(turn.person.zone, turn.now, hour)
        return True
    client.prompted_on = today
    return False


def _is_taken(turn: Turn, client: Client, today: str) -> bool:
    cued = any(
        one.day == today and one.state == "planned" for item in active(client) for one in item.occurrences
    )
    coming = (
        row.kind in ("letter", "evening", "rest")
        and local(row.due_at, turn.person.zone).date().isoformat() == today
        for row in turn.person.agenda
    )
    return client.prompted_on == today or cued or any(coming)


def jar_due(turn: Turn, due: Due) -> None:
    """The month's wins, in the client's words."""
    client = client_of(turn.person)
    if client.stage != "joined" or _waits_for_a_day(turn, due, _jar_opens(turn.person, client)):
        return
    wins = [(at, words) for at, words in _told(client) if at > client.own.jar_at]
    client.own.jar_at = turn.now
    if wins:
        turn.say("notice", "keeping/jar", **_shown(turn, wins), since_at=wins[0][0])


def wins(turn: Turn, rest: str) -> None:
    """The jar at any time; opening it puts nothing off."""
    turn.say("reply", "keeping/wins", **_shown(turn, all_wins(client_of(turn.person))))


def _shown(turn: Turn, wins: list[tuple[int, str]]) -> dict[str, Any]:
    return {"name": turn.person.name, "n": len(wins), "newest": [words for _, words in wins[-SHOWN:]]}


def words_due(turn: Turn, due: Due) -> None:
    """The day has come: one sentence, as it was written."""
    client = client_of(turn.person)
    first = _at_letter_hour(turn.person, date.fromisoformat(due.scope))
    if client.stage != "joined" or _waits_for_a_day(turn, due, first):
        return
    line = next((one for one in client.own.words if one.day == due.scope), None)
    if line is not None:
        line.day = ""
        turn.say("notice", "keeping/back", name=turn.person.name, words=line.words, at=line.at)


def ask_back(assignment: str) -> Script:
    """Asked lightly, once: whether a sentence that was just written is to come back one day."""
    line = yield Do("sentence_to_ask", {"assignment": assignment})
    if not line:
        return
    choice = yield Ask(
        "keeping/ask_back", "choice", "completion", {"words": line}, (*BACK_IN, "day", "no"), skip=True
    )
    about: dict[str, Any] = {"words": line, "days": BACK_IN.get(choice.value, 0)}
    if choice.value == "day":
        chosen = yield Ask("keeping/which_day", "date", "completion", {}, skip=True)
        about["day"] = chosen.value or ""
    if about["days"] or about.get("day"):
        yield Say("keeping/comes_back", "completion", (yield Do("bring_back", about)))


@changes.change()
def sentence_to_ask(turn: Turn, assignment: str) -> str:
    """The newest sentence of the shelf that was not asked about; the others with it are not asked about."""
    if not assignment:
        return ""
    fresh = [one for one in client_of(turn.person).own.words if one.shelf == "own_words" and not one.asked]
    for one in fresh:
        one.asked = True
    return fresh[-1].words if fresh else ""


@changes.change(undo="leave_there")
def bring_back(turn: Turn, words: str, days: int, day: str = "") -> dict[str, Any]:
    """It comes back once: so many days from now, or on that day, tomorrow at the soonest."""
    today = local(turn.now, turn.person.zone).date()
    day = max(day or (today + timedelta(days=days)).isoformat(), (today + timedelta(days=1)).isoformat())
    for one in client_of(turn.person).own.words:
        if one.words == words and one.shelf == "own_words":
            one.day = day
    return {"words": words, "at": _at_letter_hour(turn.person, date.fromisoformat(day))}


@changes.change()
def leave_there(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: it stays on its shelf."""
    for one in client_of(turn.person).own.words:
        if one.words == result["words"]:
            one.day = ""


DUE = {"jar": jar_due, "own_words": words_due}
