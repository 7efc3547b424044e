"""The session in the room: when the next one is, and what moving, calling off and being away change."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handlers.sessions import (
    Session,
    call_off,
    coming_meeting,
    go_away,
    halfway_date,
    is_off,
    move,
    new_session,
    next_planned,
    next_session,
    planned_between,
    planned_of,
    previous_planned,
    previous_session,
    record,
    spread,
    takes_place,
    week_of,
)
from handlers.times import instant, local, to_ms

LONDON = "Europe/London"
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo(LONDON))  # a Tuesday
WEEKLY = Session(1, "15:00", "weekly", "2026-03-03")
FORTNIGHTLY = Session(1, "15:00", "fortnightly", "2026-03-03")


def on(day: str, at: str = "15:00") -> int:
    return instant(date.fromisoformat(day), at, LONDON)


def following(session: Session, after_ms: int, count: int) -> list[str]:
    """The next meetings as local "MM-DD HH:MM"."""
    found = []
    for _ in range(count):
        after = next_session(session, LONDON, after_ms)
        if after is None:
            break
        found.append(f"{local(after, LONDON):%m-%d %H:%M}")
        after_ms = after
    return found


def test_weekly_and_fortnightly() -> None:
    """Meetings follow each other every seven or fourteen days, through a clock change at local time."""
    assert following(WEEKLY, on("2026-03-17"), 3) == ["03-24 15:00", "03-31 15:00", "04-07 15:00"]
    assert following(FORTNIGHTLY, on("2026-03-03"), 3) == ["03-17 15:00", "03-31 15:00", "04-14 15:00"]


def test_carried_over_midnight() -> None:
    """A late meeting whose hour the clock skips is held after midnight, and is the next until then."""
    late = Session(5, "23:30", "weekly", "2026-03-07")
    nuuk = "America/Nuuk"  # the clock goes from Saturday 23:00 to Sunday 00:00
    skipped = instant(date(2026, 3, 28), "23:30", nuuk)

    assert f"{local(skipped, nuuk):%m-%d %H:%M}" == "03-29 00:30"
    assert next_session(late, nuuk, skipped - 1) == skipped


def test_strictly_after_and_before() -> None:
    """The meeting that begins now is neither the next nor the previous one."""
    assert next_session(WEEKLY, LONDON, on("2026-03-10") - 1) == on("2026-03-10")
    assert next_session(WEEKLY, LONDON, on("2026-03-10")) == on("2026-03-17")
    assert previous_session(WEEKLY, LONDON, on("2026-03-10") + 1) == on("2026-03-10")
    assert previous_session(WEEKLY, LONDON, on("2026-03-10")) == on("2026-03-03")


def test_nothing_before_the_first() -> None:
    """There is no meeting before the first planned one, and the first is the next until it begins."""
    assert previous_session(WEEKLY, LONDON, on("2026-03-03")) is None
    assert next_session(WEEKLY, LONDON, on("2026-01-01")) == on("2026-03-03")


def test_called_off() -> None:
    """A meeting called off is passed over both ways, unless asked for."""
    session = call_off(WEEKLY, date(2026, 3, 10))

    assert is_off(session, date(2026, 3, 10))
    assert next_session(session, LONDON, on("2026-03-03")) == on("2026-03-17")
    assert next_session(session, LONDON, on("2026-03-03"), skip_off=False) == on("2026-03-10")
    assert previous_session(session, LONDON, on("2026-03-17")) == on("2026-03-03")
    assert WEEKLY.off == []


def test_moved() -> None:
    """Only the one meeting moves; those round it stay."""
    session = move(WEEKLY, date(2026, 3, 10), date(2026, 3, 12), "10:30")

    assert following(session, on("2026-03-03"), 3) == ["03-12 10:30", "03-17 15:00", "03-24 15:00"]
    assert previous_planned(session, LONDON, on("2026-03-13")) == date(2026, 3, 10)
    assert previous_session(session, LONDON, on("2026-03-11")) == on("2026-03-03")
    assert WEEKLY.moved == {}


def test_moved_past_another() -> None:
    """A meeting moved behind the one that follows comes after it."""
    session = move(WEEKLY, date(2026, 3, 10), date(2026, 3, 19), "10:30")

    assert following(session, on("2026-03-03"), 3) == ["03-17 15:00", "03-19 10:30", "03-24 15:00"]
    assert previous_session(session, LONDON, on("2026-03-20")) == on("2026-03-19", "10:30")


def test_moved_earlier() -> None:
    """A meeting brought forward to before now is past, and the next is the one after it."""
    session = move(WEEKLY, date(2026, 3, 10), date(2026, 3, 5), "10:30")

    assert next_planned(session, LONDON, on("2026-03-04")) == date(2026, 3, 10)
    assert next_session(session, LONDON, on("2026-03-06")) == on("2026-03-17")


def test_moved_twice_and_back_on() -> None:
    """A second move replaces the first, and moving a meeting called off puts it on again."""
    session = move(WEEKLY, date(2026, 3, 10), date(2026, 3, 12), "10:30")
    again = move(call_off(session, date(2026, 3, 10)), date(2026, 3, 10), date(2026, 3, 13), "11:00")

    assert following(again, on("2026-03-03"), 2) == ["03-13 11:00", "03-17 15:00"]


def test_away() -> None:
    """No meeting takes place while the therapist is away, but one moved out of those days does."""
    away = go_away(WEEKLY, date(2026, 3, 10), date(2026, 3, 17))
    moved = move(away, date(2026, 3, 10), date(2026, 3, 9), "10:00")
    into = move(away, date(2026, 3, 24), date(2026, 3, 17), "10:00")

    assert following(away, on("2026-03-03"), 2) == ["03-24 15:00", "03-31 15:00"]
    assert following(moved, on("2026-03-03"), 2) == ["03-09 10:00", "03-24 15:00"]
    assert following(into, on("2026-03-03"), 1) == ["03-31 15:00"]
    assert go_away(away, date(2026, 3, 10), date(2026, 3, 17)).away == away.away


def test_away_for_years() -> None:
    """When no meeting is in sight there is none, instead of an endless search."""
    away = go_away(WEEKLY, date(2026, 3, 1), date(2046, 3, 1))

    assert next_session(away, LONDON, on("2026-03-03")) is None


def test_name_of_a_meeting() -> None:
    """A meeting is found by its planned date and by where it moved to, and other days are none."""
    session = move(WEEKLY, date(2026, 3, 10), date(2026, 3, 12), "10:30")

    assert planned_of(session, date(2026, 3, 12)) == date(2026, 3, 10)
    assert planned_of(session, date(2026, 3, 10)) == date(2026, 3, 10)
    assert planned_of(session, date(2026, 3, 11)) is None
    assert planned_of(FORTNIGHTLY, date(2026, 3, 10)) is None
    assert planned_of(WEEKLY, date(2026, 2, 24)) is None


def test_record() -> None:
    """What is known of a meeting afterwards is kept under its planned date."""
    assert record(WEEKLY, date(2026, 3, 3), "missed").held == {"2026-03-03": "missed"}


def test_planned_between() -> None:
    """Planned dates include both ends and those that are off or moved."""
    session = move(call_off(WEEKLY, date(2026, 3, 10)), date(2026, 3, 17), date(2026, 3, 18), "10:00")

    assert planned_between(session, date(2026, 3, 3), date(2026, 3, 17)) == [
        date(2026, 3, 3),
        date(2026, 3, 10),
        date(2026, 3, 17),
    ]
    assert planned_between(WEEKLY, date(2026, 2, 1), date(2026, 3, 2)) == []


def test_week() -> None:
    """A week runs from the meeting at or before an instant to the next one, and may lack either end."""
    away = go_away(WEEKLY, date(2026, 3, 4), date(2046, 3, 1))

    assert week_of(WEEKLY, LONDON, on("2026-03-10")) == (on("2026-03-10"), on("2026-03-17"))
    assert week_of(WEEKLY, LONDON, on("2026-03-10") - 1) == (on("2026-03-03"), on("2026-03-10"))
    assert week_of(WEEKLY, LONDON, on("2026-03-01")) == (None, on("2026-03-03"))
    assert week_of(away, LONDON, on("2026-03-10")) == (on("2026-03-03"), None)


def test_halfway() -> None:
    """Halfway from Tuesday to Tuesday is Saturday in the client's zone, of a fortnight the seventh day."""
    assert halfway_date(on("2026-03-03"), on("2026-03-10"), LONDON) == date(2026, 3, 7)
    assert halfway_date(on("2026-03-03"), on("2026-03-17"), LONDON) == date(2026, 3, 10)
    assert halfway_date(on("2026-03-03"), on("2026-03-10"), "Pacific/Honolulu") == date(2026, 3, 6)


def test_spread() -> None:
    """Days are spread by the calendar, not by their place in the row; too few days are all taken."""
    days = [date(2026, 3, day) for day in (4, 5, 6, 8)]

    assert spread(days, 3) == [days[0], days[2], days[3]]
    assert spread(days, 2) == [days[0], days[3]]
    assert spread(days, 1) == [days[0]]
    assert spread(days, 0) == []
    assert spread(days, 4) == days
    assert spread(days[:2], 3) == days[:2]
    assert spread([], 3) == []


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 2, 28)), max_size=20).map(sorted), st.integers(2, 7))
def test_spread_keeps_its_promise(days: list[date], n: int) -> None:
    """As many days as asked, each once, in order, the first and the last among them."""
    chosen = spread(days, n)

    assert len(chosen) == min(n, len(days))
    assert chosen == sorted(set(chosen))
    assert set(chosen) <= set(days)
    assert not days or (chosen[0], chosen[-1]) == (days[0], days[-1])


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["off", "move", "away"]), st.integers(0, 12), st.integers(-10, 10), st.integers(0, 23)
    ),
    max_size=6,
)


@given(CHANGES, st.sampled_from(["weekly", "fortnightly"]), st.integers(0, 100 * 24))
def test_next_and_previous_agree(changes: list[tuple[str, int, int, int]], rhythm: str, hours: int) -> None:
    """Whatever was changed, the meetings walked forwards are exactly those walked backwards."""
    session = Session(1, "15:00", "weekly" if rhythm == "weekly" else "fortnightly", "2026-03-03")
    for what, meeting, days, hour in changes:
        planned = date(2026, 3, 3) + timedelta(days=meeting * (7 if rhythm == "weekly" else 14))
        if what == "off":
            session = call_off(session, planned)
        elif what == "move":
            session = move(session, planned, planned + timedelta(days=days), f"{hour:02d}:00")
        else:
            session = go_away(session, planned, planned + timedelta(days=abs(days)))
    start = on("2026-02-01") + hours * 3_600_000
    after = next_session(session, LONDON, start)

    assert after is not None
    assert after > start
    before = previous_session(session, LONDON, after)
    assert before is None or before <= start
    assert previous_session(session, LONDON, after + 1) == after
    planned_after = next_planned(session, LONDON, start)
    assert planned_after is not None
    assert takes_place(session, planned_after, LONDON) == after
    assert not is_off(session, planned_after)


ZONES = st.sampled_from([LONDON, "America/Santiago", "Asia/Beirut", "Pacific/Apia", "Pacific/Kiritimati"])
CLOCKS = st.sampled_from(["00:00", "00:30", "02:30", "15:00", "23:30"])


QUARTERS = st.lists(st.integers(-40 * 24 * 4, 400 * 24 * 4), min_size=1, max_size=4)


@given(st.integers(0, 6), CLOCKS, st.sampled_from([7, 14]), ZONES, QUARTERS)
def test_the_quick_way_is_the_plain_way(
    weekday: int, at: str, step: int, zone: str, asked: list[int]
) -> None:
    """Where nothing is moved or off, the meetings are those found by trying every date, in whatever order."""
    first = date(2026, 3, 2) + timedelta(days=weekday)
    session = Session(weekday, at, "weekly" if step == 7 else "fortnightly", first.isoformat())
    days = [first + timedelta(days=n * step) for n in range(90)]
    for moment in (on("2026-03-01") + quarters * 900_000 for quarters in asked):
        later = [d for d in days if instant(d, at, zone) > moment]
        earlier = [d for d in days if instant(d, at, zone) < moment]
        assert next_planned(session, zone, moment) == min(later)
        assert previous_planned(session, zone, moment) == max(earlier, default=None)
        assert coming_meeting(session, zone, moment) == (instant(min(later), at, zone), True)


@given(st.integers(1_700_000_000, 1_900_000_000), st.integers(0, 6), st.times())
def test_new_session_begins_ahead(seconds: int, weekday: int, at: time) -> None:
    """A new session's first meeting lies ahead, on its weekday, within a week and an hour."""
    now = local(seconds // 60 * 60_000, LONDON)
    session = new_session(f"{at:%H:%M}", "weekly", weekday, now)
    first = next_session(session, LONDON, to_ms(now))

    assert date.fromisoformat(session.first).weekday() == weekday
    assert first is not None
    assert first - to_ms(now) <= (7 * 24 + 1) * 3_600_000
    assert local(first, LONDON).date() == date.fromisoformat(session.first)


def test_session_is_plain_data() -> None:
    """A session is rebuilt from its plain fields, as the store does."""
    session = record(
        move(
            go_away(WEEKLY, date(2026, 4, 1), date(2026, 4, 9)), date(2026, 3, 10), date(2026, 3, 11), "10:00"
        ),
        date(2026, 3, 3),
        "held",
    )

    assert Session(**asdict(session)) == session
