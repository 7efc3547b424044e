"""What a summary may read: one client's aggregate and shared records between two meetings.

Records come without the words of private ones (`handlers.records`), so nothing here can show them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.client.week import SOON, passing
from handlers.sessions import previous_session
from handlers.state import Bond, Client, Person
from handlers.turn import DAY, HOUR, Entry
from handlers.week_parts import Assignment, Occurrence, Report

JUST_MET = 12 * HOUR
"""So long after a meeting its week is still the one to read: in the room, and while writing notes."""

NO_END = 3650 * DAY


@dataclass(frozen=True, slots=True)
class Week:
    """One client's week with one therapist: from `since` (with it) to `until` (without it)."""

    person: Person
    bond: Bond
    records: Sequence[Entry]
    since: int
    until: int
    now: int

    @property
    def client(self) -> Client:
        assert self.person.client is not None
        return self.person.client

    @property
    def over(self) -> bool:
        """Whether the meeting it led to has begun."""
        return self.until <= self.now

    @property
    def seen_at(self) -> int:
        """The moment it is looked at: now, or its end."""
        return min(self.until, self.now)

    @property
    def number(self) -> int:
        """Which week of the work together it is, from 1."""
        return self.bond.weeks + (0 if self.over else 1)

    def has(self, at: int) -> bool:
        return self.since <= at < self.until

    def mine(self) -> list[Assignment]:
        """This therapist's assignments that ran at some time of the week, in the order they were sent."""
        return [
            a
            for a in self.client.assignments
            if a.therapist == self.bond.therapist
            and a.delivered_at
            and a.delivered_at < self.until
            and (a.state == "active" or a.ended_at > self.since)
            and not self._only_begun(a)
        ]

    def only_begun(self) -> bool:
        """Whether something is running that is too new to be counted by this meeting."""
        mine = (a for a in self.client.assignments if a.therapist == self.bond.therapist)
        return any(a.state == "active" and a.delivered_at and self._only_begun(a) for a in mine)

    def _only_begun(self, item: Assignment) -> bool:
        """It arrived too soon before the coming meeting to be counted, and nothing of it is there yet."""
        touched = any(o.state in ("done", "part") for o in item.occurrences)
        return not touched and not self.over and passing(self.bond, item, self.person.zone, self.now)

    def of(self, item: Assignment) -> list[Occurrence]:
        """The week's occurrences of an assignment: planned in it, or done in it."""
        early = bool(item.passes) and 0 < self.since - item.delivered_at < SOON
        since = item.delivered_at if early else self.since
        return [
            o for o in item.occurrences if any(since <= at < self.until for at in (o.planned_at, o.done_at))
        ]

    def said(self, *kinds: str) -> Iterator[Entry]:
        """The week's records of these kinds that are shared."""
        return (e for e in self.records if e.kind in kinds and self.has(e.at) and not e.doc.get("private"))

    def responses(self, item: Assignment | None = None) -> Iterator[Entry]:
        """The week's shared answers, of one assignment or of all."""
        return (e for e in self.said("response") if item is None or e.doc.get("assignment") == item.id)

    def reports(self) -> list[Report]:
        """The week's barrier reports about this therapist's assignments."""
        ids = {a.id for a in self.client.assignments if a.therapist == self.bond.therapist}
        return [r for r in self.client.reports if self.has(r.at) and r.assignment in ids]

    def wins(self) -> list[tuple[int, str]]:
        """I-10: what the client called a win this week, with when; for the first of several therapists."""
        first = next((b.therapist for b in self.client.bonds if not b.ended_at), self.bond.therapist)
        if first != self.bond.therapist:
            return []
        return [(int(win[0]), str(win[1])) for win in self.client.wins if self.has(int(win[0]))]

    def kept_private(self) -> int:
        """How many things of this week the client kept to themselves: doings and single lines."""
        private = [e for e in self.records if e.doc.get("private") and self.has(e.at)]
        return len({_one(e) for e in private})


def _one(entry: Entry) -> tuple[Any, ...]:
    doing = entry.doc.get("occurrence")
    return ("doing", entry.doc.get("assignment"), doing) if doing else ("line", entry.id, entry.at)


def week_of(person: Person, bond: Bond, records: Sequence[Entry], now: int) -> Week:
    """The week being counted; for some hours after a meeting still the one that led to it."""
    since = bond.week_from
    if bond.weeks and since and now - since < JUST_MET:
        return Week(person, bond, records, _began(person, bond), since, now)
    return running_week(person, bond, records, now)


def running_week(person: Person, bond: Bond, records: Sequence[Entry], now: int) -> Week:
    """The week being counted, also right after a meeting."""
    return Week(person, bond, records, bond.week_from, now + NO_END, now)


def _began(person: Person, bond: Bond) -> int:
    """When the week that has just closed began: at the close before it, or with the work itself."""
    assert person.client is not None
    closes = sorted(
        {w.ended_at for a in person.client.assignments if a.therapist == bond.therapist for w in a.weeks}
    )
    earlier = [at for at in closes if at < bond.week_from]
    met = previous_session(bond.session, person.zone, bond.week_from) if bond.session else None
    return max([*earlier[-1:], met or 0, bond.since if bond.weeks < 2 else 0])
