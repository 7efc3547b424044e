"""Where lines of the client's own are put when an activity keeps them (CONTENT G-13 to G-15)."""

from handlers.client.chosen import cut
from handlers.own_parts import Help, Own, OwnWords
from handlers.state import Client

MOST_HELPS, MOST_WORDS, LONGEST = 24, 60, 300
LINES = ("own_words", "intention", "wins")
"""Shelves whose lines are kept as they are."""


def shelve(own: Own, shelf: str, words: str, record: str, at: int) -> None:
    """Put a line where it belongs; the same line stands there once."""
    if not words:
        return
    line = cut(words, LONGEST)
    if shelf == "coping" and all(one.words != line for one in own.helps):
        own.helps = [*own.helps, Help(line, at, record=record)][-MOST_HELPS:]
    elif shelf in LINES and all(one.words != line or one.shelf != shelf for one in own.words):
        own.words = [*own.words, OwnWords(line, at, shelf, record=record)][-MOST_WORDS:]


def unshelve(own: Own, record: str) -> None:
    """Taken back: what this record put there is gone."""
    own.helps = [one for one in own.helps if one.record != record]
    own.words = [one for one in own.words if one.record != record]


def all_wins(client: Client) -> list[tuple[int, str]]:
    """The wins at hand, oldest first: those told, and those an activity kept."""
    told = [(int(at), str(words)) for at, words in client.wins]
    own = [(one.at, one.words) for one in client.own.words if one.shelf == "wins"]
    return sorted({words: (at, words) for at, words in (*own, *told)}.values())
