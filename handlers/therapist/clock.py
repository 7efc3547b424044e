"""A time of day as a therapist types it."""

from handlers.times import Ambiguous, hhmm, read_time


def read_clock_time(text: str, language: str, hours: list[str]) -> str:
    """HH:MM from a time in words, or nothing; of two readings the one in the day is meant."""
    found = read_time(text, language, hours)
    if found is None:
        return ""
    return hhmm(found.readings[0] if isinstance(found, Ambiguous) else found)
