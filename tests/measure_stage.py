"""A client who is given a measure and answers it, for the tests of measures."""

from tests.safety_stage import says
from tests.world import Line

BANDS = ("minimal", "mild", "moderate", "severe", "cut-off", "diagnos", "better", "worse", "lower", "higher")
"""Words that no client ever reads about a number."""

BACKUP: list[Line] = [
    {"cast": "kay", "role": "therapist", "channel": "telegram", "name": "Kay Roe", "zone": "Europe/London"},
    {"who": "ada", "text": "/backup kay"},
    {"who": "kay", "tap": "I agree"},
]


def ada(text: str) -> Line:
    """Ada writes."""
    return {"who": "ada", "text": text}


def ada_taps(label: str) -> Line:
    """Ada presses."""
    return {"who": "ada", "tap": label}


def give(measure: str, how: str = "fortnightly") -> list[Line]:
    """Ada sends Kim a measure."""
    return [ada(f"/measure kim {measure} {how}"), ada_taps("Send")]


def give_phq9(how: str = "fortnightly") -> list[Line]:
    """The same with its item about death, which Ada turns on."""
    return [ada(f"/measure kim phq9 {how}"), ada_taps("Turn on"), ada_taps("Send")]


def fill(*values: int | str, difficulty: int | str | None = 1) -> list[Line]:
    """Kim starts and answers each item by its number; a word is typed as it is."""
    asked = any(value not in (0, "skip") for value in values)
    last = [says(str(difficulty))] if difficulty is not None and asked else []
    return [{"who": "kim", "tap": "Start"}, *(says(str(value)) for value in values), *last]
