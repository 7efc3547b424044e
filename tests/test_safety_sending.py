"""The last gate: what a hold, a pause and a STOP let through, whoever asks (SAFETY S4, I3)."""

from itertools import count

import pytest

from bot.config import default_config
from bot.surroundings import build_houses
from handlers.sending import may_go
from handlers.state import Client, Person
from handlers.turn import DAY, HOUR, Message, Turn
from handlers.week_parts import Consent

NOON = 1_772_452_800_000  # 2 March 2026, 12:00 UTC
PROMPTS = ("cue", "followup", "letter", "barrier", "wrapup", "assignment", "measure", "notice")


def turn(*, stopped_at: int = 0, now: int = NOON, role: str = "client", **client: object) -> Turn:
    """A joined client at noon, in London."""
    houses, _ = build_houses(default_config())
    house = next(iter(houses.values()))
    person = Person("p", house.practice.id, "Kim", "Europe/London", "en", "sms", stopped_at=stopped_at)
    person.client = Client(stage="joined", **client)  # type: ignore[arg-type]  # fields by name
    person.client.consents = [Consent("texts", now, "words", "sms", "p")]
    ids = (f"{n}" for n in count())
    return Turn(person, [], now, house, ids, ids)


def goes(at: Turn, kind: str, *, unprompted: bool = True) -> bool:
    """Whether a message of this kind may be queued."""
    return may_go(at, Message(kind, "safety/rests", {}, at.now + HOUR, unprompted=unprompted))


@pytest.mark.parametrize("kind", PROMPTS)
def test_a_hold_lets_nothing_unprompted_through(kind: str) -> None:
    """Whatever a turn would send by itself, a hold stops it; a reply and the card go."""
    assert goes(turn(), kind)
    assert not goes(turn(held=True), kind)
    assert goes(turn(held=True), "reply", unprompted=False)
    assert goes(turn(held=True), "safety")


@pytest.mark.parametrize("kind", PROMPTS)
def test_stop_lets_nothing_unprompted_through(kind: str) -> None:
    """After STOP only a reply goes, and in the turn of the STOP itself only its confirmation."""
    assert not goes(turn(stopped_at=NOON - DAY), kind)
    assert goes(turn(stopped_at=NOON - DAY), "help", unprompted=False)
    assert not goes(turn(stopped_at=NOON), kind, unprompted=False)
    assert goes(turn(stopped_at=NOON), "optout", unprompted=False)


def test_a_flag_reaches_a_therapist_who_is_a_client_too() -> None:
    """Whatever rests for the client side of a person, an alert goes."""
    assert goes(turn(held=True, now=NOON + 11 * HOUR), "alert")
