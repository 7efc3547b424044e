"""A client's measures: when one is due, what comes of it, and what a therapist sends or enters (CONTENT F13).

A measure is no practice: it is never missed, brings no barrier talk and counts in no week. What it was given
for is to be answered when it suits; nothing reminds of it but the next one.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from handlers.client import week
from handlers.client.measures_seen import whole
from handlers.client.opened import closed
from handlers.client.people import bonds, client_of
from handlers.client.prompted import day_is_taken, is_silent
from handlers.events import Due
from handlers.measure_parts import Given, Result
from handlers.measures import DAYS, Measure
from handlers.state import Client, Person, Timed
from handlers.talk import Talk, live_answers
from handlers.talking import begin, close
from handlers.times import clamp_to_window, instant, local, next_at, next_inside, to_time
from handlers.turn import Turn

TALKS = ("measure", "measure_now")
SCALE = ("id", "title", "asked", "low", "high", "every", "minutes", "source", "licence")
"""What a talk keeps of a measure beside its words: enough to add it up, whatever becomes of the file."""

MOST_PAPER = 12
"""So many names of paper measures are at hand for one client; the records have all."""


def given_by_id(client: Client, id: str) -> Given | None:
    """The measure with this id, whatever became of it."""
    return next((one for one in client.measures if one.id == id), None)


def waiting(client: Client) -> list[Given]:
    """Those shown and not answered since, the newest first."""
    return sorted((one for one in client.measures if one.waits), key=lambda one: -one.asked_at)


def rows(person: Person, client: Client, *, silent: bool) -> Iterator[Timed]:
    """When each is due; to somebody who has not written for weeks only what was sent just now."""
    for given in client.measures:
        if given.next_at and not given.ended_at and not (silent and given.asked_at):
            due = due_at(person, given)
            yield Timed("measure", given.id, due, week.window_end(person, due), 0)


def due_at(person: Person, given: Given) -> int:
    """The first comes as soon as the client's hours allow, each later one at its time of day."""
    client = client_of(person)
    opening = max(given.next_at, client.joined_at, client.paused_until, client.rested_until)
    if not given.asked_at:
        return next_inside(person.zone, opening, client.hours)
    return next_at(person.zone, opening - 1, clock(client, given))


def clock(client: Client, given: Given) -> str:
    """The local time at which it comes: its own, else that of the letter, inside the client's hours."""
    return clamp_to_window(to_time(given.at or client.letter_time), client.hours).strftime("%H:%M")


def earliest(person: Person, given: Given, every: int, now: int) -> int:
    """When it may be asked again: its recall window must have passed since the last answer (CONTENT F13)."""
    if not given.answered_at:
        return now
    day = local(given.answered_at, person.zone).date() + timedelta(days=every)
    return max(now, instant(day, clock(client_of(person), given), person.zone))


def due(turn: Turn, due: Due) -> None:
    """Ask it, unless the day has had its prompt or the recall window has not passed."""
    client = client_of(turn.person)
    given = given_by_id(client, due.scope)
    measure = turn.house.content.measures.get(given.measure) if given else None
    if given is None or measure is None or not measure.has_text(turn.person.language):
        if given is not None:  # the practice's file is gone: there is nothing to ask
            given.next_at, given.ended_at = 0, turn.now
        return
    today = local(turn.now, turn.person.zone).date().isoformat()
    again = bool(given.asked_at)
    if again and is_silent(client, turn.now):
        return  # it comes on the day after the next word
    early = earliest(turn.person, given, measure.every, turn.now)
    if early > turn.now:
        given.next_at = early
    elif again and (client.prompted_on == today or day_is_taken(turn.person, today, ("letter", "evening"))):
        put_off(turn, given, 1)
    else:
        if again:
            client.prompted_on = today
        _ask(turn, given, measure)


def too_late(turn: Turn, due: Due) -> None:
    """Its day has passed: it comes on the next one, at its hour."""
    given = given_by_id(client_of(turn.person), due.scope)
    if given is not None:
        put_off(turn, given, 1)


def put_off(turn: Turn, given: Given, days: int) -> None:
    """So many days from today, at its hour."""
    day = local(turn.now, turn.person.zone).date() + timedelta(days=days)
    given.next_at = instant(day, clock(client_of(turn.person), given), turn.person.zone)


def _ask(turn: Turn, given: Given, measure: Measure) -> None:
    """Show it; what was asked before and is still open makes room for it."""
    close_others(turn, given)
    given.asked_at, given.next_at = turn.now, 0
    if given.rhythm in DAYS:
        put_off(turn, given, DAYS[given.rhythm])
    begin(turn, "measure", snapshot(turn, given, measure), wait=closed(turn))


def snapshot(turn: Turn, given: Given, measure: Measure, *, preview: bool = False) -> dict[str, Any]:
    """What the talk needs: the words and the scale as they are now."""
    words = measure.read(turn.person.language)
    last = next((one for one in reversed(given.results) if one.values or one.total is not None), None)
    scale = {name: getattr(measure, name) for name in (*SCALE, "version", "factor", "total")}
    return {
        "given": "" if preview else given.id,
        "scale": scale,
        "therapist": _therapist(turn, given),
        "asks": words.asks,
        "stem": words.stem,
        "again": words.again,
        "items": [[item.text, item.label] for item in words.items],
        "options": list(words.options),
        "difficulty": words.difficulty,
        "difficulty_options": list(words.difficulty_options),
        "credit": "" if given.credited else measure.credit,
        "risk": measure.risk,
        "may_wait": given.later < 2,
        "before": whole(last.total) if last and measure.total else False,
        "values_before": list(last.values) if last and last.values and not measure.total else [],
        "preview": preview,
    }


def _therapist(turn: Turn, given: Given) -> str:
    client = turn.person.client
    found = [one.name for one in bonds(client) if one.therapist == given.therapist] if client else []
    return found[0] if found else turn.person.name


def begun(talk: Talk) -> bool:
    """Whether an item of it is answered."""
    return any(answer.key.startswith("measure/item/") for answer in live_answers(talk))


def told_measure(turn: Turn, data: dict[str, Any]) -> None:
    """A therapist sends one; the same again takes the place of the one that runs, and keeps its results."""
    _give(turn, data)


def _give(turn: Turn, data: dict[str, Any]) -> Given:
    client = client_of(turn.person)
    given = _same(client, data["therapist"], data["measure"], data["title"])
    if given is None:
        given = Given(data["id"], data["therapist"], data["measure"], data["title"])
        client.measures.append(given)
    given.rhythm, given.at, given.sent_at = data["rhythm"], data["at"], turn.now
    given.asked_at = given.ended_at = given.later = 0
    given.next_at = earliest(turn.person, given, data["every"], turn.now)
    return given


def told_end(turn: Turn, data: dict[str, Any]) -> None:
    """Not asked any more; what was answered stays."""
    for given in client_of(turn.person).measures:
        if given.therapist == data["therapist"] and given.measure == data["measure"]:
            end(turn, given)


def end(turn: Turn, given: Given) -> None:
    """Nothing more is asked of it, also not by what was shown and waits."""
    given.next_at, given.ended_at = 0, turn.now
    close_others(turn, given)


def end_all(turn: Turn, therapist: str) -> None:
    """The relation is over: this therapist's measures end with it."""
    for given in client_of(turn.person).measures:
        if given.therapist == therapist and not given.ended_at:
            end(turn, given)


def close_others(turn: Turn, given: Given) -> None:
    """Every talk about it but the one that is being carried on."""
    for talk in turn.talks:
        if talk is not turn.talk and is_about(talk, given):
            close(turn, talk)


def is_about(talk: Talk, given: Given) -> bool:
    """Whether this talk asks it and is not over."""
    return talk.script in TALKS and talk.args["given"] == given.id and talk.state != "done"


def told_without(turn: Turn, data: dict[str, Any]) -> None:
    """Nobody else hears of a flag any more: what has an item of risk goes on without it (CONTENT F13)."""
    client = client_of(turn.person)
    for given in [one for one in client.measures if one.therapist == data["therapist"] and one.runs]:
        measure = turn.house.content.measures.get(given.measure)
        instead = turn.house.content.measures.get(measure.instead) if measure and measure.risk else None
        if measure is None or instead is None:
            continue
        due, waits = given.next_at, given.waits
        end(turn, given)
        about = {"id": next(turn.ids), "therapist": given.therapist, "measure": instead.id}
        often = {"rhythm": given.rhythm, "at": given.at, "every": instead.every}
        other = _give(turn, {**about, **often, "title": instead.title})
        if not waits:
            other.next_at = max(due, other.next_at)


def told_score(turn: Turn, data: dict[str, Any]) -> None:
    """The sum of a sheet of paper, entered by the therapist; a second one of that day replaces it."""
    client = client_of(turn.person)
    given = _same(client, data["therapist"], data["measure"], data["title"])
    if given is None:
        given = Given(next(turn.ids), data["therapist"], data["measure"], data["title"])
        client.measures.append(given)
        _let_go_of_paper(client)
    for old in [one for one in given.results if one.paper and one.at == data["at"]]:
        given.results.remove(old)
        turn.keep("withdrawn", record=old.record)
    about = {"therapist": data["therapist"], "measure": data["measure"], "title": data["title"]}
    record = turn.keep("measure", **about, total=data["total"], paper=True, answered_at=data["at"])
    given.note(Result(data["at"], total=data["total"], paper=True, record=record))


def _let_go_of_paper(client: Client) -> None:
    paper = [one for one in client.measures if not one.rhythm]
    for old in sorted(paper, key=lambda one: one.results[-1].at if one.results else 1 << 60)[:-MOST_PAPER]:
        client.measures.remove(old)


def _same(client: Client, therapist: str, measure: str, title: str) -> Given | None:
    mine = (one for one in client.measures if one.therapist == therapist and one.measure == measure)
    return next((one for one in mine if measure or one.title.casefold() == title.casefold()), None)


TOLD = {
    "measure": told_measure,
    "measure_end": told_end,
    "measure_without": told_without,
    "measure_score": told_score,
}
