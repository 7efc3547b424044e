"""The session in the room: when it takes place, which ones are off or moved, what week it closes.

Dates are ISO dates in the client's zone, `time` is "HH:MM" there, instants are epoch milliseconds.
A meeting keeps its *planned* date as its name: moving it changes when it takes place, not its name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Literal

from handlers.answers_session import Problem as Problem
from handlers.answers_session import Rhythm as Rhythm
from handlers.answers_session import read_session_words
from handlers.dates import coming
from handlers.times import instant, local

Outcome = Literal["held", "missed"]

_first = lru_cache(maxsize=2048)(date.fromisoformat)
_LOOK_AHEAD = 120  # planned meetings: more than four years of fortnights


@dataclass(slots=True)
class Session:
    """When one client and one therapist meet. `weekday` 0 is Monday; `first` the first planned date.

    `off` are planned dates called off, `moved` planned date -> "YYYY-MM-DDTHH:MM", `away` pairs of
    first and last date the therapist is away, `held` what is known of a planned date afterwards. `zone` is
    whose clock it keeps while the client travels; "" is the client's own (CONTENT G-22).
    """

    weekday: int
    time: str
    rhythm: Rhythm
    first: str
    off: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    away: list[list[str]] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    zone: str = ""


def read_session(words: Sequence[str] | str, now: datetime, language: str = "en") -> Session | Problem | None:
    """A session from "tue 15:00 [weekly|fortnightly] [from DATE]"; None for "none".

    `now` is the aware local time in the client's zone: today counts while its time is still ahead.
    """
    said = read_session_words(words if isinstance(words, str) else " ".join(words), now.date(), language)
    if said is None or isinstance(said, Problem):
        return said
    return new_session(said.at, said.rhythm, said.weekday, now, said.since)


def new_session(at: str, rhythm: Rhythm, weekday: int, now: datetime, since: date | None = None) -> Session:
    """A session from the next such weekday (today while `at` is still ahead), or from `since` on."""
    day = coming(weekday, since or now.date())
    if since is None and day == now.date() and at <= now.strftime("%H:%M"):
        day += timedelta(days=7)
    return Session(weekday, at, rhythm, day.isoformat())


def planned_between(session: Session, start: date, end: date) -> list[date]:
    """Planned dates from `start` to `end`, both included, whether moved, off or neither."""
    return [day for day in _planned_from(session, start) if day <= end]


def takes_place(session: Session, planned: date, zone: str) -> int:
    """The instant of the meeting of this planned date, moved or not, off or not."""
    day, at = _place(session, planned)
    return instant(day, at, session.zone or zone)


def coming_meeting(session: Session, zone: str, after_ms: int) -> tuple[int, bool] | None:
    """The instant of the next planned meeting, and whether it takes place: not called off, nobody away."""
    if not (session.moved or session.off or session.away):
        return _regular(session, zone).after(after_ms)[1], True
    planned = next_planned(session, zone, after_ms, skip_off=False)
    if planned is None:
        return None
    return takes_place(session, planned, zone), not is_off(session, planned)


def is_off(session: Session, planned: date) -> bool:
    """Whether the meeting of this planned date is called off, or falls into the therapist's away days."""
    if not (session.off or session.away):
        return False
    day = _place(session, planned)[0].isoformat()
    return planned.isoformat() in session.off or any(start <= day <= end for start, end in session.away)


def next_session(session: Session, zone: str, after_ms: int, *, skip_off: bool = True) -> int | None:
    """The instant of the next meeting strictly after `after_ms`; None when none is in sight."""
    planned = next_planned(session, zone, after_ms, skip_off=skip_off)
    return None if planned is None else takes_place(session, planned, zone)


def next_planned(session: Session, zone: str, after_ms: int, *, skip_off: bool = True) -> date | None:
    """The planned date of the meeting that `next_session` finds."""
    if not (session.moved or (skip_off and (session.off or session.away))):
        return _regular(session, zone).after(after_ms)[0]

    def fits(day: date) -> bool:
        return takes_place(session, day, zone) > after_ms and not (skip_off and is_off(session, day))

    since = _day_before(after_ms, session.zone or zone)
    regular = (day for day in _planned_from(session, since) if day.isoformat() not in session.moved)
    found = [*filter(fits, _moved(session)), *islice(filter(fits, regular), 1)]
    return min(found, key=lambda day: takes_place(session, day, zone), default=None)


def previous_session(session: Session, zone: str, before_ms: int) -> int | None:
    """The instant of the last meeting strictly before `before_ms` that was not off, or None."""
    planned = previous_planned(session, zone, before_ms)
    return None if planned is None else takes_place(session, planned, zone)


def previous_planned(session: Session, zone: str, before_ms: int) -> date | None:
    """The planned date of the meeting that `previous_session` finds."""

    def fits(day: date) -> bool:
        return takes_place(session, day, zone) < before_ms and not is_off(session, day)

    if not (session.moved or session.off or session.away):
        return _regular(session, zone).before(before_ms)
    until = local(before_ms, session.zone or zone).date()
    regular = (day for day in _planned_back_from(session, until) if day.isoformat() not in session.moved)
    found = [*filter(fits, _moved(session)), *islice(filter(fits, regular), 1)]
    return max(found, key=lambda day: takes_place(session, day, zone), default=None)


def planned_of(session: Session, day: date) -> date | None:
    """The planned date of the meeting on `day`, which may be its planned date or where it moved to."""
    for planned in _moved(session):
        if _place(session, planned)[0] == day:
            return planned
    return day if _is_planned(session, day) else None


def call_off(session: Session, planned: date) -> Session:
    """A copy in which this one meeting does not take place."""
    return replace(session, off=sorted({*session.off, planned.isoformat()}))


def move(session: Session, planned: date, day: date, at: str) -> Session:
    """A copy in which this one meeting is on another day and time; one called off is on again."""
    key = planned.isoformat()
    moved = {**session.moved, key: f"{day.isoformat()}T{at}"}
    return replace(session, moved=moved, off=[one for one in session.off if one != key])


def go_away(session: Session, start: date, end: date) -> Session:
    """A copy in which no meeting takes place from `start` to `end`, both included."""
    span = [start.isoformat(), end.isoformat()]
    return replace(session, away=[*(one for one in session.away if one != span), span])


def record(session: Session, planned: date, outcome: Outcome) -> Session:
    """A copy that knows whether this meeting took place."""
    return replace(session, held={**session.held, planned.isoformat(): outcome})


def week_of(session: Session, zone: str, at_ms: int) -> tuple[int | None, int | None]:
    """The week an instant belongs to: from the meeting at or before it to the next one."""
    return previous_session(session, zone, at_ms + 1), next_session(session, zone, at_ms)


def halfway_date(start_ms: int, end_ms: int, zone: str) -> date:
    """The local date in the middle of a week."""
    return local((start_ms + end_ms) // 2, zone).date()


def spread(days: Sequence[date], n: int) -> list[date]:
    """`n` of these sorted days, as even as they allow, the first and the last among them."""
    if n >= len(days):
        return list(days)
    if n <= 1:
        return list(days[: max(n, 0)])
    length = (days[-1] - days[0]).days
    chosen: list[int] = []
    for turn in range(n):
        ideal = days[0].toordinal() + turn * length / (n - 1)
        free = range(chosen[-1] + 1 if chosen else 0, len(days) - (n - 1 - turn))
        chosen.append(min(free, key=lambda k: abs(days[k].toordinal() - ideal)))
    return [days[k] for k in chosen]


def _place(session: Session, planned: date) -> tuple[date, str]:
    """Local date and time of the meeting of this planned date."""
    moved = session.moved.get(planned.isoformat()) if session.moved else None
    if moved is None:
        return planned, session.time
    day, _, at = moved.partition("T")
    return date.fromisoformat(day), at


def _moved(session: Session) -> list[date]:
    return [date.fromisoformat(day) for day in session.moved]


def _step(session: Session) -> int:
    return 14 if session.rhythm == "fortnightly" else 7


def _is_planned(session: Session, day: date) -> bool:
    days = (day - _first(session.first)).days
    return days >= 0 and days % _step(session) == 0


def _day_before(after_ms: int, zone: str) -> date:
    """A day early: a clock change may carry a late meeting into the next date."""
    return local(after_ms, zone).date() - timedelta(days=1)


class _Regular:
    """Planned dates of which none is moved or off, found without trying every one.

    The last answer is kept: whoever asks at a moment between that and its meeting gets the same.
    """

    __slots__ = ("_at", "_first", "_found", "_step", "_zone")

    def __init__(self, first: str, step: int, at: str, zone: str) -> None:
        self._first, self._step, self._at, self._zone = _first(first), timedelta(days=step), at, zone
        self._found = (0, date.min, 0)

    def after(self, after_ms: int) -> tuple[date, int]:
        """The next planned date whose meeting is strictly later, and its instant."""
        asked, day, ms = self._found
        if not asked <= after_ms < ms:
            day, ms = self._next(after_ms)
            self._found = (after_ms, day, ms)
        return day, ms

    def _next(self, after_ms: int) -> tuple[date, int]:
        since, first = _day_before(after_ms, self._zone), self._first
        day = max(first, since + (first - since) % self._step)
        if instant(day, self._at, self._zone) <= after_ms:
            day += self._step
        return day, instant(day, self._at, self._zone)

    def before(self, before_ms: int) -> date | None:
        """The last planned date whose meeting is strictly earlier; None before the first."""
        day = self.after(before_ms - 1)[0] - self._step
        return day if day >= self._first else None


def _regular(session: Session, zone: str) -> _Regular:
    return _dates(session.first, _step(session), session.time, session.zone or zone)


_dates = lru_cache(maxsize=4096)(_Regular)  # dates and zones are nobody's words


def _planned_from(session: Session, since: date) -> Iterator[date]:
    """Planned dates on or after `since`, as far as anyone looks ahead."""
    first, step = _first(session.first), _step(session)
    skipped = max(0, -((first - since).days // step))
    for n in range(skipped, skipped + _LOOK_AHEAD):
        yield first + timedelta(days=n * step)


def _planned_back_from(session: Session, until: date) -> Iterator[date]:
    """Planned dates on or before `until`, latest first."""
    first, step = _first(session.first), _step(session)
    for n in range((until - first).days // step, -1, -1):
        yield first + timedelta(days=n * step)
