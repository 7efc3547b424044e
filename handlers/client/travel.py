"""In another time zone until a day, and a rest that is still to come (CONTENT G-21, G-22).

Cues, hours and letters follow the clock where the client is; the meetings keep that of home.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from handlers.answers_words import brief, fold
from handlers.client import lost, note_to_self, week
from handlers.client.people import bonds, client_of
from handlers.client.welcome import place as city
from handlers.dates import read_date
from handlers.day_spans import with_months
from handlers.events import Due
from handlers.state import Person, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.times import instant, local, read_zone
from handlers.turn import DAY, Changes, Turn

WHENEVER = 3650 * DAY
LONGEST = 366
"""Days. For longer, "place" says where one lives."""

UNTIL = frozenset(("until", "till", "til", "hasta"))
BACK = frozenset(("home", "off", "back", "casa", "vuelta", "no"))
TOWARDS = frozenset(("to", "in", "a", "en", "de"))
changes = Changes()


def rows(person: Person) -> Iterator[Timed]:
    """The day back home, by the clock there; and the first day of a rest that was planned."""
    own = client_of(person).own
    if own.home:
        yield _row("home", instant(date.fromisoformat(own.home_on), "00:00", own.home))
    if own.rest_from:
        yield _row("holiday", instant(date.fromisoformat(own.rest_from), "00:00", person.zone))


def _row(kind: str, at: int) -> Timed:
    return Timed(kind, "", at, at + WHENEVER, 0)


def parts(words: str) -> tuple[str, str]:
    """The place and the day of "tokyo until 20 april"; "" for what is not there."""
    said = brief(words).split()
    at = next((n for n, word in enumerate(said) if word in UNTIL), len(said))
    place = [word for word in said[:at] if word not in TOWARDS]
    return " ".join(place), " ".join(said[at + 1 :])


def is_journey(turn: Turn, words: str) -> bool:
    """Whether this names a place whose time is known, or the way back."""
    place = parts(words)[0]
    return fold(place) in BACK or (0 < len(place.split()) <= 3 and bool(read_zone(place, turn.house.zones)))


def travel(turn: Turn, rest: str) -> None:
    """Another place's time until a day; "travel home" ends it."""
    place, until = parts(rest)
    if fold(place) in BACK:
        come_home(turn)
        turn.say("reply", "travel/home", place=city(turn.person.zone))
        return
    zone = read_zone(place, turn.house.zones) if place else None
    day = _day(turn, until)
    if zone and day:
        turn.say("reply", "travel/set", **set_travel(turn, zone, day.isoformat()))
    else:
        begin(turn, "travel", {"zone": zone or ""})


def _day(turn: Turn, words: str) -> date | None:
    today = local(turn.now, turn.person.zone).date()
    day = read_date(words, today, turn.person.language) if words else None
    return day if day and 0 < (day - today).days <= LONGEST else None


def travel_talk(ctx: Ctx) -> Script:
    """Where, and until which day."""
    zone = ctx.args["zone"]
    if not zone:
        typed = yield Ask("travel/where", "text", "reply", {}, skip=True)
        zone = "" if typed.skipped else (yield Do("find_zone", {"words": typed.words}))
        if not zone:
            yield Say("menu/left" if typed.skipped else "travel/unknown", "reply")
            return
    day = yield Ask("travel/until", "date", "reply", {}, skip=True)
    if day.skipped:
        yield Say("menu/left", "reply")
        return
    set_to = yield Do("set_travel", {"zone": zone, "until": day.value})
    yield Say("travel/set" if set_to else "travel/too_far", "reply", set_to)


@changes.change()
def find_zone(turn: Turn, words: str) -> str:
    """The zone of a place in the client's words; "" when it is not known."""
    return read_zone(parts(words)[0], turn.house.zones) or ""


@changes.change(undo="unset_travel")
def set_travel(turn: Turn, zone: str, until: str) -> dict[str, Any]:
    """From now on the clock there counts, until that day begins at home; {} for a day that is no such day."""
    client, person = client_of(turn.person), turn.person
    if not 0 < (date.fromisoformat(until) - local(turn.now, person.zone).date()).days <= LONGEST:
        return {}
    own = client.own
    own.home, own.home_region = own.home or person.zone, own.home_region or client.region
    before, own.home_on, person.zone = person.zone, until, zone
    note_to_self.keep_clock(person, before)
    country = turn.house.countries.get(zone, "")
    client.region = country if country in turn.house.content.regions else "ZZ"
    _clocks_change(turn)
    numbers = turn.house.region(client.region, person.language)
    return {
        "place": city(zone),
        "home": city(own.home),
        "home_at": instant(date.fromisoformat(until), "12:00", zone),
        "emergency": numbers.emergency,
        "brief": numbers.brief,
    }


@changes.change()
def unset_travel(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back: the clock at home."""
    if result:
        come_home(turn)


def come_home(turn: Turn, *, told: bool = True) -> None:
    """The clock at home counts again; a day that was known in advance is no news."""
    client = client_of(turn.person)
    own = client.own
    if own.home:
        before = turn.person.zone
        turn.person.zone, client.region = own.home, own.home_region
        note_to_self.keep_clock(turn.person, before)
        own.home = own.home_on = own.home_region = ""
        _clocks_change(turn, told=told)


def settle_here(turn: Turn) -> None:
    """Somebody who has moved for good is on no journey: the meetings follow as well."""
    own = client_of(turn.person).own
    own.home = own.home_on = own.home_region = ""
    pin_meetings(turn.person)


def pin_meetings(person: Person) -> None:
    """While somebody travels their meetings are at the times they were agreed in."""
    client = client_of(person)
    for bond in client.bonds:
        if bond.session is not None:
            bond.session.zone = client.own.home


def _clocks_change(turn: Turn, *, told: bool = True) -> None:
    pin_meetings(turn.person)
    week.plan_all(turn.person, turn.now)
    client = client_of(turn.person)
    for bond in bonds(client) if told else ():
        day = client.own.home_on
        until = instant(date.fromisoformat(day), "12:00", turn.person.zone) if day else 0
        turn.tell(
            bond.therapist, "travel", client=turn.person.id, place=city(turn.person.zone), until_at=until
        )


def home_due(turn: Turn, due: Due) -> None:
    """The day has come; nothing is said."""
    come_home(turn, told=False)


def holiday_due(turn: Turn, due: Due) -> None:
    """The rest that was planned begins; the therapists knew."""
    client = client_of(turn.person)
    until = instant(date.fromisoformat(client.own.rest_to), client.hours[0], turn.person.zone)
    client.own.rest_from = client.own.rest_to = ""
    if until > max(turn.now, client.paused_until):
        rest_until(turn, until, told=False)


def rest_until(turn: Turn, until: int, *, told: bool = True) -> None:
    """Nothing comes unasked before this; the therapists hear of it."""
    client = client_of(turn.person)
    client.paused_until, client.laters = until, []
    lost.call_off(turn)
    if told:
        _tell_all(turn, "paused", until=until)


def _tell_all(turn: Turn, what: str, **data: int) -> None:
    for bond in bonds(client_of(turn.person)):
        turn.tell(bond.therapist, what, client=turn.person.id, **data)


def plan_rest(turn: Turn, first: date, last: date) -> dict[str, int]:
    """A rest that is still to come; gives its two days, as the noon of each."""
    client, zone = client_of(turn.person), turn.person.zone
    client.own.rest_from, client.own.rest_to = first.isoformat(), last.isoformat()
    days = {"from_at": instant(first, "12:00", zone), "until_at": instant(last, "12:00", zone)}
    _tell_all(turn, "rest_planned", **days)
    return days


def drop_rest(turn: Turn) -> None:
    """It does not come, as far as anybody asked."""
    own = client_of(turn.person).own
    own.rest_from = own.rest_to = ""
    _tell_all(turn, "rest_planned", from_at=0, until_at=0)


def read_holiday(turn: Turn, words: str) -> tuple[date, date] | None:
    """The first day and the day after a rest: "10 april to 20 april", "del 10 al 20 de abril"."""
    said = with_months(words)
    for before in ("from ", "del ", "de ", "desde "):
        said = said.removeprefix(before)
    today = local(turn.now, turn.person.zone).date()
    for mark in (" to ", " until ", " till ", " hasta ", " al ", " a ", " - "):
        first, found, last = said.partition(mark)
        start = read_date(first, today, turn.person.language) if found else None
        end = read_date(last, today, turn.person.language) if found else None
        if start and end and today < start < end:
            return start, end
    return None


DUE = {"home": home_due, "holiday": holiday_due}
SCRIPTS = {"travel": travel_talk}
