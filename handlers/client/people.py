"""Finding things in a client's aggregate: bonds, assignments, occurrences, counts."""

from dataclasses import dataclass
from datetime import date

from handlers.state import Bond, Client, Person
from handlers.times import hhmm, instant, local
from handlers.week_parts import Assignment, Occurrence, Rhythm


@dataclass(frozen=True, slots=True)
class Counts:
    """One assignment's current week: how many are done, in part, cued and planned."""

    done: int
    part: int
    cued: int
    planned: int

    @property
    def touched(self) -> int:
        return self.done + self.part


def client_of(person: Person) -> Client:
    """The person's client side; a person without one is a fault of the caller."""
    assert person.client is not None
    return person.client


def bonds(client: Client) -> list[Bond]:
    """The relations that are open."""
    return [b for b in client.bonds if not b.ended_at]


def home_zone(person: Person) -> str:
    """The zone a person's meetings are given in: theirs, or on a journey that of home (CONTENT G-22)."""
    home = person.client.own.home if person.client else ""
    return home or person.zone


def zone_on(person: Person, at: int) -> str:
    """The zone a person is in at this moment (epoch ms): on a journey, home again from the day they named."""
    own = person.client.own if person.client else None
    if own is None or not own.home_on:
        return person.zone
    back = instant(date.fromisoformat(own.home_on), "00:00", own.home)
    return own.home if at >= back else person.zone


def seen_at(person: Person, at: int) -> int:
    """The instant at which their clock of now shows what their clock will show at `at`; 0 stays 0."""
    there = local(at, zone_on(person, at))
    return instant(there.date(), hhmm(there.time()), person.zone) if at else 0


def told(client: Client) -> list[Bond]:
    """Who hears of distress: every open relation; after the last one ended, the therapist it was with."""
    ended = sorted((b for b in client.bonds if b.ended_at), key=lambda b: b.ended_at)
    return bonds(client) or ended[-1:]


def bond_with(client: Client, therapist: str) -> Bond:
    """The relation with this therapist. Raises StopIteration for somebody else."""
    return next(b for b in client.bonds if b.therapist == therapist)


def active(client: Client) -> list[Assignment]:
    """The assignments that are running, in the order they were sent."""
    return [a for a in client.assignments if a.state == "active"]


def assignment(client: Client, id: str) -> Assignment | None:
    """The assignment with this id, whatever its state."""
    return next((a for a in client.assignments if a.id == id), None)


def this_week(item: Assignment) -> list[Occurrence]:
    """The occurrences of the week that is being counted."""
    return [o for o in item.occurrences if o.planned_at >= item.week_from or o.done_at >= item.week_from]


def counts(item: Assignment) -> Counts:
    """How the current week stands. An occurrence that was never cued is not missed."""
    week = this_week(item)
    return Counts(
        done=sum(o.state == "done" for o in week),
        part=sum(o.state == "part" for o in week),
        cued=sum(o.state in ("cued", "not_today") for o in week),
        planned=len(week),
    )


def agreed(rhythm: Rhythm, planned: int, done: int = 0) -> int:
    """How often was agreed for a week: of how many the doings count, never fewer than were done.

    Three times means three even where a short week has fewer moments; daily is the week's moments.
    """
    return max({"once": 1, "3x": max(3, planned), "daily": planned}[rhythm], done)


OFFERED = ("cued", "part", "not_today", "beside")
"""States of what was put to the client and may still be done."""


def put_beside(client: Client, done: Occurrence) -> list[str]:
    """What was offered on the day of this doing and not picked waits no more; gives its ids."""
    others = (o for a in active(client) for o in a.occurrences if o.day == done.day and o is not done)
    left = [o for o in others if o.state == "cued"]
    for one in left:
        one.state = "beside"
    return [one.id for one in left]


def put_back(client: Client, ids: list[str]) -> None:
    """What was put beside a doing that is taken back waits again."""
    for item in client.assignments:
        for one in item.occurrences:
            if one.id in ids and one.state == "beside":
                one.state = "cued"


def open_occurrence(item: Assignment, now: int) -> Occurrence | None:
    """The occurrence a doing now belongs to: the latest cued or begun one, else the next planned one."""
    waiting = [
        o for o in this_week(item) if o.state == "part" or (o.state in OFFERED and o.planned_at <= now)
    ]
    if waiting:
        return waiting[-1]
    ahead = [o for o in this_week(item) if o.state in ("planned", "uncued")]
    return ahead[0] if ahead else None


def minutes(item: Assignment) -> int:
    """How long one doing takes, in the version that is agreed."""
    return item.small_minutes if item.small else item.minutes
