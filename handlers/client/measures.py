"""A client's measures: when one is due, and what comes of it (CONTENT F13).

A measure is no practice: it is never missed, brings no barrier talk and counts in no week. What it was given
for is to be answered when it suits; nothing reminds of it but the next one.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from handlers.client import week
from handlers.client.courses import place_of
from handlers.client.measures_seen import whole
from handlers.client.opened import closed
from handlers.client.people import bonds, client_of
from handlers.client.prompted import day_is_taken, is_silent
from handlers.events import Due
from handlers.measure_parts import Given
from handlers.measures import DAYS, Measure, same_form
from handlers.reading import tongue
from handlers.state import Client, Person, Timed
from handlers.talk import Talk, live_answers
from handlers.talking import begin, close
from handlers.times import clamp_to_window, instant, local, next_at, next_inside, to_time
from handlers.turn import Turn

TALKS = ("measure", "measure_now")
BEFORE_MEASURES = ("letter", "evening", "rest")
SCALE = ("id", "title", "asked", "low", "high", "every", "minutes", "source", "licence")
"""What a talk keeps of a measure beside its words: enough to add it up, whatever becomes of the file."""


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


def earliest(person: Person, given: Given, measure: Measure, same: frozenset[str], now: int) -> int:
    """When it may be asked again: its recall window must have passed since the last answer (CONTENT F13).

    `same`: the ids of the same form (`handlers.measures.same_form`), whose answers count too.
    """
    client = client_of(person)
    answered = [
        one.answered_at for one in client.measures if one.therapist == given.therapist and one.measure in same
    ]
    if not any(answered):
        return now
    day = local(max(answered), person.zone).date() + timedelta(days=measure.every)
    return max(now, instant(day, clock(client, given), person.zone))


def due(turn: Turn, due: Due) -> None:
    """Ask it, unless the day has had its prompt or the recall window has not passed."""
    client = client_of(turn.person)
    given = given_by_id(client, due.scope)
    measure = turn.house.content.measures.get(given.measure) if given else None
    if given is None or measure is None or not measure.has_text(turn.person.language):
        if given is not None:  # its file is gone, or has no words in this language: there is nothing to ask
            _ends_unasked(turn, given)
        return
    today = local(turn.now, turn.person.zone).date().isoformat()
    again = bool(given.asked_at)
    if again and is_silent(client, turn.now):
        return  # it comes on the day after the next word
    early = earliest(turn.person, given, measure, form_of(turn, given), turn.now)
    if early > turn.now:
        given.next_at = early
    elif again and (client.prompted_on == today or day_is_taken(turn.person, today, BEFORE_MEASURES)):
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
    words = measure.read(tongue(turn.person))
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
        "pathway": {} if preview else place_of(client_of(turn.person), given.id),
    }


def _therapist(turn: Turn, given: Given) -> str:
    client = turn.person.client
    found = [one.name for one in bonds(client) if one.therapist == given.therapist] if client else []
    return found[0] if found else turn.person.name


def in_new_language(turn: Turn) -> None:
    """What waits is asked anew in the language that is read now; what has no words in it ends."""
    shown = turn.open_talk()
    for given in [one for one in client_of(turn.person).measures if one.runs]:
        measure = turn.house.content.measures.get(given.measure)
        if measure is None or not measure.has_text(turn.person.language):
            _ends_unasked(turn, given)
        elif given.waits:
            close_others(turn, given)
            if shown is not None and shown.script in TALKS and shown.args["given"] == given.id:
                begin(turn, "measure", snapshot(turn, given, measure))


def _ends_unasked(turn: Turn, given: Given) -> None:
    """Nothing more of it can be asked here: whoever gave it hears so."""
    end(turn, given)
    about = {"measure": given.measure, "title": given.title, "reads": turn.person.language}
    turn.tell(given.therapist, "measure_unasked", client=turn.person.id, **about)


def begun(talk: Talk) -> bool:
    """Whether an item of it is answered."""
    return any(answer.key.startswith("measure/item/") for answer in live_answers(talk))


def form_of(turn: Turn, given: Given) -> frozenset[str]:
    """The ids of its form: itself, and the same with or without its item of risk."""
    return same_form(turn.house.content.measures, given.measure)


def end(turn: Turn, given: Given) -> None:
    """Nothing more is asked of it, also not by what was shown and waits."""
    given.next_at, given.ended_at = 0, turn.now
    close_others(turn, given)


def close_others(turn: Turn, given: Given) -> None:
    """Every talk about it but the one that is being carried on."""
    for talk in turn.talks:
        if talk is not turn.talk and is_about(talk, given):
            close(turn, talk)


def is_about(talk: Talk, given: Given) -> bool:
    """Whether this talk asks it and is not over."""
    return talk.script in TALKS and talk.args["given"] == given.id and talk.state != "done"
