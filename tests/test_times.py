"""Local times, the hours clocks skip and repeat, and times, dates and spans in people's words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.times import (
    Ambiguous,
    clamp_to_window,
    inside,
    instant,
    local,
    next_at,
    next_inside,
    read_span,
    read_time,
    read_window,
    read_zone,
    to_ms,
)

LONDON = "Europe/London"
WINDOW = ("09:00", "20:00")
TODAY = date(2026, 3, 2)  # a Monday
ZONES = sorted(available_timezones())
HOUR = 3_600_000
SEARCH_FROM = datetime(2026, 3, 1, tzinfo=UTC)


def at(text: str) -> int:
    return to_ms(datetime.fromisoformat(text))


def clock_changes(zone: str, count: int = 2) -> Iterator[tuple[datetime, timedelta]]:
    """The next changes of a zone's offset: the first UTC minute after it, and by how much."""
    info = ZoneInfo(zone)
    before = SEARCH_FROM
    for _ in range(400):
        after = before + timedelta(days=1)
        if before.astimezone(info).utcoffset() != after.astimezone(info).utcoffset():
            moment, shift = bisect(before, after, info)
            yield moment, shift
            count -= 1
            if not count:
                return
        before = after


def bisect(before: datetime, after: datetime, info: ZoneInfo) -> tuple[datetime, timedelta]:
    old, new = before.astimezone(info).utcoffset(), after.astimezone(info).utcoffset()
    assert old is not None
    assert new is not None
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        if middle.astimezone(info).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after, new - old


CHANGES = [(zone, *change) for zone in ZONES for change in clock_changes(zone)]


def test_enough_changes_are_looked_at() -> None:
    """The tests of clock changes below meet gaps and folds, in many zones, of an hour and of less."""
    shifts = {shift for _, _, shift in CHANGES}

    assert len({zone for zone, _, _ in CHANGES}) > 150
    assert {timedelta(hours=1), timedelta(hours=-1), timedelta(minutes=30)} <= shifts


def test_gaps_move_later_in_every_zone() -> None:
    """A time the clock skips is the moment its length later: 02:30 becomes 03:30."""
    gaps = [(zone, moment, shift) for zone, moment, shift in CHANGES if shift > timedelta(0)]
    for zone, moment, shift in gaps:
        opened = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        skipped = opened - shift / 2  # in the middle of what the clock leaves out
        found = local(instant(skipped.date(), skipped.time(), zone), zone)
        assert found.replace(tzinfo=None) == skipped + shift, (zone, skipped)
    assert gaps


def test_folds_take_the_first_in_every_zone() -> None:
    """A time the clock shows twice is the first of the two."""
    folds = [(zone, moment, shift) for zone, moment, shift in CHANGES if shift < timedelta(0)]
    for zone, moment, shift in folds:
        twice = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - shift / 2
        found = instant(twice.date(), twice.time(), zone)
        assert local(found, zone).replace(tzinfo=None, fold=0) == twice, (zone, twice)
        assert found < to_ms(moment), (zone, twice)
        assert local(found - shift // timedelta(milliseconds=1), zone).replace(tzinfo=None, fold=0) == twice
    assert folds


def test_daily_times_fire_once_per_date_round_every_change() -> None:
    """Round a clock change a daily time comes once for each date, in every zone, whatever the time."""
    for zone, moment, _ in CHANGES:
        changed = moment.astimezone(ZoneInfo(zone))
        for minutes in (-90, -30, 0, 15, 30, 90):
            daily = (changed + timedelta(minutes=minutes)).time().replace(tzinfo=None, fold=0)
            dates = [changed.date() + timedelta(days=n) for n in range(-3, 4)]
            fired = [instant(day, daily, zone) for day in dates]
            assert fired == sorted(set(fired)), (zone, daily)
            assert [next_at(zone, one - 1, daily) for one in fired] == fired, (zone, daily)
            assert list(follow(zone, fired[0] - 1, daily, len(dates))) == fired, (zone, daily)


def follow(zone: str, after: int, daily: time, count: int) -> Iterator[int]:
    for _ in range(count):
        after = next_at(zone, after, daily)
        yield after


@given(st.sampled_from(ZONES), st.integers(0, 4_000_000_000_000), st.times())
def test_next_at_is_strictly_later(zone: str, after: int, daily: time) -> None:
    """The next time lies after the instant given, and never two days or more."""
    found = next_at(zone, after, daily.replace(microsecond=0))

    assert after < found <= after + 49 * HOUR


@given(st.sampled_from(ZONES), st.integers(0, 4_000_000_000_000))
def test_local_and_back(zone: str, at_ms: int) -> None:
    """An instant's local time leads back to it, to the millisecond, also in a repeated hour."""
    assert to_ms(local(at_ms, zone)) == at_ms


def test_london_by_hand() -> None:
    """The two changes of London in 2026, worked out by hand."""
    assert instant(date(2026, 3, 29), "01:30", LONDON) == at("2026-03-29T02:30+01:00")
    assert instant(date(2026, 10, 25), "01:30", LONDON) == at("2026-10-25T01:30+01:00")
    assert instant(date(2026, 7, 1), time(19), LONDON) == at("2026-07-01T18:00+00:00")


def test_window_ends_are_inside() -> None:
    """Both ends belong to the window, the minute before and after do not."""
    assert [inside(time(h, m), WINDOW) for h, m in ((8, 59), (9, 0), (20, 0), (20, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert inside(time(20, 0, 59), WINDOW)


@pytest.mark.parametrize(
    ("given", "kept"),
    [((20, 30), "20:00"), ((7, 0), "09:00"), ((0, 0), "20:00"), ((2, 30), "09:00"), ((13, 5), "13:05")],
)
def test_clamp(given: tuple[int, int], kept: str) -> None:
    """A planned time outside the window moves to its nearest end round the clock."""
    assert clamp_to_window(time(*given), WINDOW).strftime("%H:%M") == kept


def test_next_inside() -> None:
    """A text waits for the window's next start unless it is open now."""
    assert next_inside(LONDON, at("2026-03-28T12:00+00:00"), WINDOW) == at("2026-03-28T12:00+00:00")
    assert next_inside(LONDON, at("2026-03-28T20:00+00:00"), WINDOW) == at("2026-03-28T20:00+00:00")
    assert next_inside(LONDON, at("2026-03-28T22:00+00:00"), WINDOW) == at("2026-03-29T09:00+01:00")
    assert next_inside(LONDON, at("2026-03-28T06:00+00:00"), WINDOW) == at("2026-03-28T09:00+00:00")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("19:00", "19:00"), ("19.00", "19:00"), ("1900", "19:00"), ("19h30", "19:30"), ("7pm", "19:00"),
        ("7 p.m.", "19:00"), ("7p", "19:00"), ("10 am", "10:00"), ("12am", "00:00"), ("12 pm", "12:00"),
        ("12:30 am", "00:30"), ("half 8", "20:30"), ("half past 8", "20:30"), ("half-past eight", "20:30"),
        ("quarter to 9", "20:45"), ("a quarter past 9", "09:15"), ("20 to 9", "20:40"),
        ("ten past eight", "20:10"), ("noon", "12:00"), ("midday", "12:00"), ("12 noon", "12:00"),
        ("midnight", "00:00"), ("midnight tonight", "00:00"), ("7ish", "19:00"), ("around 7", "19:00"),
        ("8 o'clock", "20:00"), ("8 o’clock", "20:00"), ("seven thirty", "19:30"), ("9", "09:00"),
        ("12", "12:00"), ("7:30", "19:30"), ("07:30", "07:30"), ("0730", "07:30"), ("24:00", "00:00"),
        ("8 in the morning", "08:00"), ("12 at night", "00:00"), ("2 at night", "02:00"),
        ("6 at night", "18:00"),
        ("eleven at night", "23:00"), ("９pm", "21:00"), ("kitchen table at 7pm", "19:00"),
        ("after the news, 20:15, sofa", "20:15"),
    ],
)  # fmt: skip
def test_times_in_english(text: str, found: str) -> None:
    """Clock times are read as British people say them, in the window where they leave it open."""
    assert read_time(text, "en", WINDOW) == time.fromisoformat(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a las 7", "19:00"), ("7 de la tarde", "19:00"), ("a las siete y media de la tarde", "19:30"),
        ("las ocho y cuarto", "20:15"), ("nueve menos cuarto", "20:45"), ("a la una", "13:00"),
        ("a las 10 de la mañana", "10:00"), ("mañana a las 10", "10:00"), ("mediodía", "12:00"),
        ("12 de la noche", "00:00"), ("once", "11:00"), ("sobre las 8", "20:00"),
    ],
)  # fmt: skip
def test_times_in_spanish(text: str, found: str) -> None:
    """Spanish times are read likewise, and "mañana" alone is no morning."""
    assert read_time(text, "es", WINDOW) == time.fromisoformat(found)


@pytest.mark.parametrize(
    "text",
    [
        "", "kitchen table after the kids are down", "0", "25", "19:60", "7/10", "10-11", "8pm or 9pm",
        "once", "morning", "19 in the morning", "I have 3 kids", "half", "quarter to", "99999999", "7.5",
        "at 5 with 3 friends", "7pm " * 2000,
    ],
)  # fmt: skip
def test_no_time(text: str) -> None:
    """What names no time, two times, or a time only perhaps, is none."""
    assert read_time(text, "en", WINDOW) is None


def test_both_readings_fit() -> None:
    """When morning and evening both lie in the window, both are given and neither is chosen."""
    wide = ("09:00", "22:00")

    assert read_time("10", "en", wide) == Ambiguous((time(10), time(22)))
    assert read_time("half 9", "en", wide) == Ambiguous((time(9, 30), time(21, 30)))
    assert read_time("10am", "en", wide) == time(10)
    assert read_time("11", "en", wide) == time(11)


def test_neither_reading_fits() -> None:
    """When no reading lies in the window the later one is taken, for the caller to offer another."""
    assert read_time("6", "en", ("09:00", "17:00")) == time(18)
    assert read_time("half 8", "en", WINDOW) == time(20, 30)


@given(st.times(), st.sampled_from(["en", "es"]))
def test_kept_times_read_back(when: time, language: str) -> None:
    """Any time as it is kept and shown reads back as itself, on a clock of 24 or of twice 12 hours."""
    when = when.replace(second=0, microsecond=0)
    if when.hour >= 10 or when.hour == 0:
        assert read_time(f"{when.hour}{when:%M}".zfill(4), language, WINDOW) == when
    assert read_time(f"{when:%H:%M}", language, WINDOW) == when
    assert read_time(f"{when:%I:%M %p}", "en", WINDOW) == when


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10-22", ("10:00", "22:00")), ("10:00 to 22:00", ("10:00", "22:00")),
        ("09.00–21.00", ("09:00", "21:00")),
        ("9am till 8", ("09:00", "20:00")), ("9 to 5", ("09:00", "17:00")), ("9-9", ("09:00", "21:00")),
        ("from 9 to midnight", ("09:00", "23:59")), ("2 to 6", ("14:00", "18:00")),
        ("5 to 9", ("17:00", "21:00")), ("6 to 9", ("06:00", "09:00")),
        ("between 9 and 8", ("09:00", "20:00")), ("12 to 8", ("12:00", "20:00")),
        ("de 10 a 22", ("10:00", "22:00")), ("de 9 de la mañana a 8 de la tarde", ("09:00", "20:00")),
        ("22 to 6", None), ("9", None), ("", None), ("10 to 10am", None), ("evenings", None),
    ],
)  # fmt: skip
def test_windows(text: str, found: tuple[str, str] | None) -> None:
    """Two hours make a window within one date; nights and single hours make none."""
    assert read_window(text, "es" if text.startswith("de ") else "en") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2d4h30m", timedelta(days=2, hours=4, minutes=30)), ("10d", timedelta(days=10)),
        ("2 weeks", timedelta(weeks=2)), ("10 days", timedelta(days=10)), ("a week", timedelta(weeks=1)),
        ("for two weeks", timedelta(weeks=2)), ("1 day and 2 hours", timedelta(days=1, hours=2)),
        ("till 12 march", date(2026, 3, 12)), ("until tuesday", date(2026, 3, 3)),
        ("till 1 march", None), ("till today", None), ("99999999d", None), ("99999w", None), ("-3d", None),
        ("2.5 days", None), ("0d", None), ("10", None), ("d", None), ("forever", None), ("", None),
    ],
)  # fmt: skip
def test_spans(text: str, found: timedelta | date | None) -> None:
    """A length of time or a later day is read; nothing, the past and endlessness are not."""
    assert read_span(text, TODAY) == found


def test_spans_in_spanish() -> None:
    """Spans are read in Spanish too."""
    assert read_span("dos semanas", TODAY, "es") == timedelta(weeks=2)
    assert read_span("hasta el 12 de marzo", TODAY, "es") == date(2026, 3, 12)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/London", "Europe/London"), ("europe/london", "Europe/London"), ("london", "Europe/London"),
        ("London time", "Europe/London"), ("uk", "Europe/London"), ("new york", "America/New_York"),
        ("berlin", "Europe/Berlin"), ("São Paulo", "America/Sao_Paulo"), ("españa", "Europe/Madrid"),
        ("buenos aires", "America/Buenos_Aires"), ("UTC", "UTC"), ("nowhere", None), ("", None),
        ("lon", None), ("x" * 5000, None),
    ],
)  # fmt: skip
def test_zones(text: str, zone: str | None) -> None:
    """A zone is found by its name, its city or its country; half a name finds none."""
    assert read_zone(text, ZONES) == zone
