"""Longer everyday texts made of the written ones, always the same: two or three to a text."""

from collections.abc import Iterator
from itertools import count, islice

from tests.safety.sets import texts

JOINS = (". ", ", ", " and ", "\n", "... ", " 😂 ", " but ", " anyway ", "; ", " - ")


def made(language: str, half: str, of: int) -> list[str]:
    """The first `of` texts joined from the written ones of one language and half; no two are alike."""
    return list(islice(_joined(texts(f"everyday/written.{language}.{half}.txt")), of))


def _joined(lines: list[str]) -> Iterator[str]:
    """Each line with another at a growing distance; every third text takes a third line."""
    for apart in count(1):
        for n, line in enumerate(lines):
            join = JOINS[(n + apart) % len(JOINS)]
            parts = [line, lines[(n + 37 * apart) % len(lines)], lines[(n + 101 * apart) % len(lines)]]
            yield join.join(parts[: 3 if n % 3 == 0 else 2])
