"""What a client asked their therapist to hear today: at once by day, else in the morning (CONTENT C6)."""

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.events import Due
from handlers.safety.flags import open_case
from handlers.state import Person, Timed
from handlers.therapist.whom import therapist_of
from handlers.times import inside, local, next_inside
from handlers.turn import DAY, HOUR, Turn
from handlers.week_parts import Report

WAKING = ("07:30", "21:00")
LATE = 12 * HOUR
BELONGS = DAY
"""A report this close before is the one the client spoke of."""


def told(turn: Turn, data: Mapping[str, Any]) -> None:
    """Said now inside waking hours; else noted without the client's words until the morning."""
    if open_case(turn, data["client"]) is None:
        return
    if inside(local(turn.now, turn.person.zone).time(), WAKING):
        _say(turn, data, data["words"])
    else:
        kept = {key: data[key] for key in ("client", "reason", "title")}
        therapist_of(turn.person).today.append({**kept, "id": next(turn.ids), "at": turn.now})


def rows(person: Person) -> Iterator[Timed]:
    """One row for each that waits for the morning."""
    for one in therapist_of(person).today:
        morning = next_inside(person.zone, one["at"], WAKING)
        yield Timed("today", one["id"], morning, morning + LATE, 0)


def due(turn: Turn, due: Due) -> None:
    """The morning: the words are read where they stand, under the client's own key."""
    therapist = therapist_of(turn.person)
    one = next((o for o in therapist.today if o["id"] == due.scope), None)
    therapist.today = [o for o in therapist.today if o["id"] != due.scope]
    if one is not None and open_case(turn, one["client"]) is not None:
        turn.not_after = turn.now + LATE
        _say(turn, one, _words(turn, one))


def _words(turn: Turn, one: Mapping[str, Any]) -> str:
    view = turn.views.get(one["client"])
    reports: list[Report] = view.person.client.reports if view and view.person.client else []
    about = [
        r
        for r in reports
        if r.title == one["title"] and 0 <= one["at"] - (r.talk_at or r.at) < BELONGS and not r.private
    ]
    return (about[-1].own_words or about[-1].follow_up) if about else ""


def _say(turn: Turn, data: Mapping[str, Any], words: str) -> None:
    view = turn.views.get(data["client"])
    turn.say(
        "notice",
        "safety/today",
        about=data["client"],
        name=view.person.name if view else "",
        reason=data["reason"],
        title=turn.house.title(data["title"], turn.person),
        said=words,
    )
