"""Quiet hours are those of the person's own zone, which is asked; till then all zones it may be count."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.dialling import COUNTRIES, next_shared, zones_of
from handlers.times import inside, local
from tests.consent_stage import RECORD, invited, says, stored, taps, to_invite
from tests.desk import surroundings
from tests.world import ADA, Line, client, events, play, texts

US = "+12125550123"
HOURS = ("09:00", "20:00")
EARLY = "2026-03-02T15:00:00+00:00"
"""Ten in New York, seven in Los Angeles, five in Honolulu."""


def from_new_york(*more: Line) -> list[Line]:
    """Ada works in New York and invites an American number."""
    ada = {**ADA, "zone": "America/New_York"}
    return [ada, to_invite(phone=US), *says(f"/invite Sam {US}", who="ada"), *taps("Yes"), *more]


async def test_the_request_waits_until_it_is_day_in_every_zone() -> None:
    """A number of a wide country is texted only when it is daytime in all of it: 9:00 in Honolulu."""
    printed = await play(from_new_york({"wait": "10h"}), start=EARLY)
    (request,) = events(printed, "sam")
    assert request["at"] == "2026-03-02T19:00:00+00:00"
    assert "14:00" in texts(printed, "ada")[1]


async def test_whoever_met_them_may_know_better() -> None:
    """The therapist can say that it is their own zone; then it goes at once; the client is asked."""
    lines = from_new_york(*taps("New York time"), *says("yes", "2", "1"))
    printed = await play(lines, start=EARLY)
    assert events(printed, "sam", "invite")[0]["at"][:16] == "2026-03-02T15:00"
    assert "New York time. Does that suit you?" in texts(printed, "sam")[-1]


async def test_a_zone_that_cannot_be_guessed_is_asked_for() -> None:
    """Invited from another country, the client names a city before any hours are offered, and it is kept."""
    lines = [*invited(US), {"wait": "12h"}, *says("yes", "2", "1", "narnia", "denver", "1", "1")]
    printed = await play(lines)
    asked = texts(printed, "sam", "welcome")
    assert asked[1] == "Messages come in the daytime only. Which city's time is yours?"
    assert "Denver time. Does that suit you?" in asked[3]
    assert (await stored(lines))["person"]["zone"] == "America/Denver"


async def test_one_clock_is_a_guess_to_confirm() -> None:
    """Where the number's country has one clock, it is named and confirmed, as the therapist's own is."""
    ada = {**ADA, "zone": "Europe/Paris"}
    lines: list[Line] = [ada, *invited()[1:], *says("yes", "2", "1")]
    assert "London time. Does that suit you?" in texts(await play(lines), "sam")[-1]


async def test_travelling() -> None:
    """After "place new york" everything unasked follows the clock there, and the therapist hears."""
    lines = [ADA, client("sam", session=""), *RECORD, *says("place new york"), {"wait": "3d"}]
    printed = await play(lines)
    cues = [datetime.fromisoformat(e["at"]) for e in events(printed, "sam", "cue")]
    assert cues
    assert {f"{at.astimezone(ZoneInfo('America/New_York')):%H:%M}" for at in cues} == {"19:00"}
    assert any("New York time" in text for text in texts(printed, "ada"))


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_every_country_code_has_zones(code: str) -> None:
    """Every country code stands for countries of the zone database, and has shared daytime hours."""
    house, _ = surroundings()
    zones = zones_of(f"+{code}5550000", house.countries)
    assert zones
    assert next_shared(zones, 1_772_442_000_000, HOURS) is not None


@given(st.sampled_from(sorted(COUNTRIES)), st.integers(1_767_225_600_000, 1_830_000_000_000))
def test_shared_hours_are_hours_in_every_zone(code: str, at: int) -> None:
    """Whatever the moment, the next shared one is not earlier, and is daytime in each possible zone."""
    house, _ = surroundings()
    zones = zones_of(f"+{code}5550000", house.countries)
    found = next_shared(zones, at, HOURS)
    assert found is not None
    assert found >= at
    assert all(inside(local(found, zone).time(), HOURS) for zone in zones)
