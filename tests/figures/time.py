"""No text at a wrong hour: every clock change of every zone, random schedules, a clock that is set back."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import available_timezones

from bot.config import Config, Hours, default_config
from bot.stage import Stage
from bot.surroundings import build_houses
from handlers.client import agenda, week
from handlers.client.newcomer import cast_client
from handlers.sessions import Session
from handlers.state import Person
from handlers.therapist.newcomer import cast_therapist
from handlers.times import clamp_to_window, instant, next_at, next_inside
from handlers.week_parts import Assignment
from tests.figures import Figure
from tests.figures._walls import DAY, FIRST, LAST, changes, right, shown, to_ms
from tests.world import ADA, Line, client

ZONES = sorted(available_timezones())
SIZES = {"quick": (20_000, 500), "full": (1_000_000, 50_000)}
"""Random schedules by the pure functions; random people planned by the real agenda."""

RHYTHMS: tuple[Literal["daily", "3x", "once"], ...] = ("daily", "3x", "once")
CADENCES: tuple[Literal["weekly", "fortnightly"], ...] = ("weekly", "fortnightly")
PROMPTS = frozenset(("cue", "followup", "letter", "evening", "deliver"))
"""What comes unasked."""


@dataclass
class Found:
    """What was met, how much of it was checked, and what was wrong."""

    met: Counter[str] = field(default_factory=Counter)
    looked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def check(self, what: str, right: bool, *detail: object) -> None:
        """Count one; keep it when it was wrong."""
        self.looked[what] += 1
        if not right:
            self.wrong.append(f"{what}: {' '.join(map(str, detail))}")


def every_change(zones: list[str], found: Found) -> None:
    """Round every change: each clock near it, on the dates beside it, once a date, at the right instant."""
    found.met["zones"] = len(zones)
    for zone in zones:
        for moment, shift in changes(zone):
            found.met["gaps" if shift > timedelta(0) else "folds"] += 1
            wall = shown(to_ms(moment), zone)
            for clock in _clocks(wall, abs(shift)):
                _daily(zone, wall.date(), clock, found)


def _clocks(wall: datetime, shift: timedelta) -> set[time]:
    """Times at, beside and inside what is skipped or repeated."""
    minute = timedelta(minutes=1)
    near = (
        -shift,
        -shift / 2,
        -minute,
        timedelta(0),
        minute,
        shift / 2,
        shift - minute,
        shift,
        shift + minute,
    )
    return {(wall + by).time().replace(second=0, microsecond=0) for by in near}


def _daily(zone: str, day: date, clock: time, found: Found) -> None:
    dates = [day + n * DAY for n in range(-2, 3)]
    wanted = [right(one, clock, zone) for one in dates]
    fired = [instant(one, clock, zone) for one in dates]
    found.check("instants at changes", fired == wanted, zone, day, clock)
    after, followed = wanted[0] - 1, list[int]()
    while len(followed) < len(dates):
        after = next_at(zone, after, clock)
        followed.append(after)
    found.check("daily series over changes", followed == sorted(set(wanted)), zone, day, clock)


def random_schedules(count: int, found: Found, chance: random.Random) -> None:
    """Any zone, date, clock and window: the right instant, once a date, and a window that opens as said."""
    days = (LAST - FIRST).days
    for _ in range(count):
        zone, day = chance.choice(ZONES), FIRST.date() + chance.randrange(days) * DAY
        clock, hours = _clock(chance), _window(chance)
        kept = clamp_to_window(clock, hours)
        at = instant(day, kept, zone)
        found.check("random schedules", at == right(day, kept, zone), zone, day, kept)
        found.check("series", next_at(zone, at, kept) == _following(zone, day, kept, at), zone, day, kept)
        opened = next_inside(zone, at, hours)
        found.check("windows", opened >= at and _inside(opened, zone, hours), zone, day, kept, hours)


def _following(zone: str, day: date, clock: time, at: int) -> int:
    return next(one for n in range(1, 4) if (one := right(day + n * DAY, clock, zone)) > at)


def _inside(at: int, zone: str, hours: tuple[str, str]) -> bool:
    """Whether it is a moment inside the window, or the one to which a gap moved the window's start."""
    wall = shown(at, zone)
    start, end = (time.fromisoformat(one) for one in hours)
    if start <= wall.time().replace(second=0, microsecond=0) <= end:
        return True
    return at in {right(wall.date() - n * DAY, start, zone) for n in (0, 1)}


def _clock(chance: random.Random) -> time:
    return time(chance.randrange(24), chance.choice((0, 15, 30, 45, chance.randrange(60))))


def _window(chance: random.Random) -> tuple[str, str]:
    first, last = sorted(chance.sample(range(24 * 60), 2))
    return f"{first // 60:02d}:{first % 60:02d}", f"{last // 60:02d}:{last % 60:02d}"


def random_people(count: int, found: Found, chance: random.Random) -> None:
    """Clients of any zone, hours, rhythm and meeting: the real agenda's prompts are inside their hours."""
    made = _People()
    for _ in range(count):
        person, now = made.one(chance)
        assert person.client is not None
        start, end = person.client.hours
        for row in agenda.rows(person, now):
            if row.kind in PROMPTS:
                good = _inside(row.due_at, person.zone, (start, end))
                found.check("prompts planned", good, person.zone, row.kind, row.due_at, start, end)


class _People:
    """Makes clients whose week is planned by the program itself."""

    def __init__(self) -> None:
        built, _ = build_houses(default_config())
        self._house = next(iter(built.values()))
        now = to_ms(FIRST)
        self._ada = cast_therapist(self._house, "ada", "Ada Okafor", "Europe/London", "telegram", now)

    def one(self, chance: random.Random) -> tuple[Person, int]:
        """Somebody new, and the moment it is for them."""
        zone = chance.choice(ZONES)
        now = to_ms(FIRST + chance.randrange(10 * 365 * 24 * 60) * timedelta(minutes=1))
        person = cast_client(
            self._house, "c", "Sam", zone, "telegram", now, self._ada, _meeting(chance, zone, now)
        )
        side = person.client
        assert side is not None
        side.hours, side.letter_time = list(_window(chance)), f"{_clock(chance):%H:%M}"
        side.bonds[0].first_assignment_at = now
        at, rhythm = f"{_clock(chance):%H:%M}", chance.choice(RHYTHMS)
        item = Assignment(
            "a1", "ada", "cbt-record", "Thought record", rhythm, at, now,
            minutes=5, state="active", delivered_at=now, confirmed_at=now, week_from=now,
        )  # fmt: skip
        side.assignments.append(item)
        week.plan(person, item, now)
        return person, now


def _meeting(chance: random.Random, zone: str, now: int) -> Session | None:
    if chance.random() < 0.2:
        return None
    cadence = chance.choice(CADENCES)
    return Session(
        chance.randrange(7), f"{_clock(chance):%H:%M}", cadence, shown(now, zone).date().isoformat()
    )


async def set_back(hours: float) -> int:
    """A cue has gone out; the clock is set back and comes to its time again. How many cues there were."""
    said: list[Line] = []
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    async with Stage(default_config(), said.append, None, start) as stage:
        for line in _assigned("19:00"):
            await stage.take(line)
        await stage.take({"until": "2026-03-02T19:10:00+00:00"})
        before = _cues(said)
        stage.clock._now -= round(hours * 3_600_000)
        await stage.take({"until": "2026-03-02T21:00:00+00:00"})
    assert len(before) == 1, said
    return len([at for at in _cues(said) if at.startswith("2026-03-02")])


async def over_the_change(day: date) -> list[str]:
    """A cue at 01:30 in London, from the whole engine, round a change of clocks: when it came, in UTC."""
    said: list[Line] = []
    start = datetime.combine(day - 2 * DAY, time(9), UTC)
    async with Stage(_all_day(), said.append, None, start) as stage:
        for line in _assigned("01:30"):
            await stage.take(line)
        await stage.take({"until": (start + 3 * DAY).isoformat()})
    return _cues(said)


def _assigned(at: str) -> list[Line]:
    return [
        ADA,
        client("sam", "telegram", "fri 15:00"),
        {"who": "ada", "text": f"/assign sam thought record daily at {at}"},
        {"who": "ada", "tap": "Send"},
    ]


def _cues(said: list[Line]) -> list[str]:
    return [line["at"] for line in said if line.get("kind") == "cue" and line["to"] == "sam"]


def _all_day() -> Config:
    config = default_config()
    hours = Hours((time(0), time(23, 59)))
    return replace(config, practices=(replace(config.practices[0], hours=hours),))


def measure(size: str) -> list[Figure]:
    """Every change of ten years, random schedules, random people, and a clock set back."""
    schedules, people = SIZES[size]
    chance, found = random.Random(20_260_302), Found()
    every_change(ZONES if size == "full" else ZONES[::12], found)
    at_changes = _figure("time: {gaps:,} gaps and {folds:,} folds of {zones:,} zones, 2026 to 2035", found)
    found = Found()
    random_schedules(schedules, found, chance)
    drawn = _figure("time: {random schedules:,} random schedules", found)
    found = Found()
    random_people(people, found, chance)
    planned = _figure("time: {prompts planned:,} prompts planned for random clients", found)
    back = [asyncio.run(set_back(hours)) for hours in (0.2, 1, 2, 9)]
    changed = [asyncio.run(over_the_change(day)) for day in (date(2026, 3, 29), date(2026, 10, 25))]
    return [
        at_changes, drawn, planned,
        Figure("time: cues, the clock set back 12 min to 9 h", str(back), "1 each", back == [1] * 4),
        Figure(
            "time: a cue at 01:30 on the days clocks change in London",
            "; ".join(" ".join(one[8:16] for one in days) for days in changed), "01:30 UTC+1 each time, once",
            changed == [
                ["2026-03-28T01:30:00+00:00", "2026-03-29T01:30:00+00:00"],
                ["2026-10-24T00:30:00+00:00", "2026-10-25T00:30:00+00:00"],
            ],
        ),
    ]  # fmt: skip


def _figure(name: str, found: Found) -> Figure:
    total = sum(found.looked.values())
    first = f": {found.wrong[0]}" if found.wrong else ""
    return Figure(
        name.format_map(found.looked | found.met),
        f"{len(found.wrong)} wrong in {total:,} checks{first}",
        "0",
        not found.wrong,
    )
