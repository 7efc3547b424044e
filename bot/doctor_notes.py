"""What the doctor says: one line each, and what to do where something is to be done."""

from typing import Literal, NamedTuple

Level = Literal["ok", "warning", "problem"]


class Note(NamedTuple):
    """One thing looked at. `do` is what the operator can do; empty when all is well."""

    level: Level
    what: str
    words: str
    do: str = ""


def ok(what: str, words: str) -> Note:
    """All is well."""
    return Note("ok", what, words)


def warning(what: str, words: str, do: str) -> Note:
    """The bot runs, but somebody should look at this."""
    return Note("warning", what, words, do)


def problem(what: str, words: str, do: str) -> Note:
    """The bot will not do its work like this."""
    return Note("problem", what, words, do)
