"""What a therapist sends, ends, or enters from paper, as the client's side keeps it (CONTENT F13)."""

from typing import Any

from handlers.client.measures import earliest, end, form_of
from handlers.client.people import client_of
from handlers.course import waiting
from handlers.course_changes import changed
from handlers.measure_parts import Given, Result
from handlers.state import Client
from handlers.turn import Turn

MOST_PAPER = 12
"""So many names of paper measures are at hand for one client; the records have all."""


def told_measure(turn: Turn, data: dict[str, Any]) -> None:
    """A therapist sends one; the same again takes the place of the one that runs, and keeps its results."""
    give(turn, data)


def give(turn: Turn, data: dict[str, Any]) -> Given:
    """It is asked from now on; another form of it that runs gives way."""
    client = client_of(turn.person)
    given = _same(client, data["therapist"], data["measure"], data["title"])
    if given is None:
        given = Given(data["id"], data["therapist"], data["measure"], data["title"])
        client.measures.append(given)
    given.rhythm, given.at, given.sent_at = data["rhythm"], data["at"], turn.now
    given.asked_at = given.ended_at = given.later = 0
    same, measure = form_of(turn, given), turn.house.content.measures.get(given.measure)
    given.next_at = earliest(turn.person, given, measure, same, turn.now) if measure else turn.now
    for other in client.measures:
        if other is not given and other.therapist == given.therapist and other.measure in same and other.runs:
            end(turn, other)
    return given


def told_end(turn: Turn, data: dict[str, Any]) -> None:
    """Not asked any more; what was answered stays."""
    for given in client_of(turn.person).measures:
        if given.therapist == data["therapist"] and given.measure == data["measure"]:
            end(turn, given)


def end_all(turn: Turn, therapist: str) -> None:
    """The relation is over: this therapist's measures end with it."""
    for given in client_of(turn.person).measures:
        if given.therapist == therapist and not given.ended_at:
            end(turn, given)


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
        often = {"rhythm": given.rhythm, "at": given.at}
        other = give(turn, {**about, **often, "title": instead.title})
        if not waits:
            other.next_at = max(due, other.next_at)
    _pathways_without(turn, data["therapist"])


def _pathways_without(turn: Turn, therapist: str) -> None:
    """So does what a pathway has yet to ask."""
    known, client = turn.house.content.measures, client_of(turn.person)
    for place, course in enumerate(client.courses):
        ids = {step.activity for step in waiting(course) if step.kind == "measure"}
        for id in ids if course.therapist == therapist else ():
            if id in known and known[id].risk:
                change = {"what": "instead", "measure": id, "instead": known[id].instead}
                client.courses[place] = changed(client.courses[place], change, turn.now)


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


TABLE = {
    "measure": told_measure,
    "measure_end": told_end,
    "measure_without": told_without,
    "measure_score": told_score,
}
