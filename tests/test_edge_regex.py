"""No regular expression of the program runs away: each is timed on texts made against it."""

import ast
import importlib
import itertools
import re
import time
from collections import deque
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]  # the library's own reading of a pattern
from re import _parser as parser  # type: ignore[attr-defined]  # the same
from typing import Any

import pytest

from tests.house import OURS, Source, sources

LENGTH = 4_096
LONGEST = 0.005
"""Seconds one look at 4 KiB may take."""

METHODS = ("match", "fullmatch", "search", "findall", "finditer", "sub", "split")
OWN_FILES = {
    "prompts/press.py": "reads our own templates, when they are loaded",
    "prompts/entries.py": "finds a key in our own prompt files, for a message about them",
    "prompts/style.py": "reads our own prompts, in `check` and in tests",
    "bot/demo_story.py": "reads the demo's own story",
}
"""Patterns that never meet anything a person wrote."""

Look = tuple[re.Pattern[str], tuple[str, ...]]


def literals(source: Source) -> Iterator[Look]:
    """The patterns that stand in a file as arguments of `re`, each with what is done with it."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            first = node.args[0] if node.args else None
            if ast.unparse(node.func.value) == "re" and isinstance(first, ast.Constant):
                yield re.compile(str(first.value)), (node.func.attr,)


def compiled(source: Source) -> Iterator[Look]:
    """The patterns a module holds once it is imported, each with what is done with it."""
    module = importlib.import_module(source.path.removesuffix(".py").replace("/", "."))
    for name, value in vars(module).items():
        for one in value.values() if isinstance(value, dict) else [value]:
            if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                used = tuple(m for m in METHODS if re.search(rf"\b{name}(\[\w+\])?\.{m}\b", source.text))
                yield one, used or METHODS


def patterns() -> Iterator[tuple[str, Look]]:
    """Every pattern of the program with where it is used; those of our own files apart."""
    for source in sources():
        ours = source.path.startswith(tuple(f"{folder}/" for folder in OURS))
        if ours and source.path not in OWN_FILES and "re." in source.text and "__" not in source.path:
            for look in (*compiled(source), *literals(source)):
                yield source.path, look


def samples(tree: Any) -> Iterator[str]:
    """One character for every literal and class of a parsed pattern, the two ends of every range."""
    for code, value in tree:
        if code in (codes.LITERAL, codes.NOT_LITERAL):
            yield chr(value)
        elif code is codes.RANGE:
            yield from map(chr, value)
        elif code is codes.IN:
            yield from samples(value)
        elif code is codes.CATEGORY:
            yield {"DIGIT": "7", "SPACE": " ", "WORD": "w"}.get(str(value).rpartition("_")[2], "-")
        elif code is codes.ANY:
            yield "x"
        else:
            yield from itertools.chain.from_iterable(map(samples, _inside(value)))


def _inside(value: Any) -> Iterator[Any]:
    """The parsed patterns anywhere inside a node's value."""
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _inside(one)


def against(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts of 4 KiB made of what the pattern likes, ending in what it does not."""
    liked = list(dict.fromkeys(samples(parser.parse(pattern.pattern, pattern.flags))))[:14]
    pieces = {*liked, " ", "a", "1", "".join(liked) or "a"}
    pieces |= {"".join(pair) for pair in itertools.permutations(liked[:8], 2)}
    for piece in sorted(pieces):
        for end in ("\x00", "", "!x"):
            yield (piece * (LENGTH // len(piece) + 1))[: LENGTH - len(end)] + end


def slowest(look: Look) -> float:
    """Processor seconds of the worst look at those texts, each best of three; ends where it is hopeless."""
    pattern, worst = look[0], 0.0
    for text, method in itertools.product(against(pattern), look[1]):
        times = [1.0]
        while len(times) < 4 and min(times) >= LONGEST and (len(times) == 1 or times[-1] < 0.1):
            begun = time.thread_time()
            deque(_looking(pattern, method, text), maxlen=0)
            times.append(time.thread_time() - begun)
        worst = max(worst, min(times))
        if worst >= LONGEST:
            break
    return worst


def _looking(pattern: re.Pattern[str], method: str, text: str) -> Any:
    if method == "sub":
        return pattern.sub("", text)
    found = getattr(pattern, method)(text)
    return found if method in ("finditer", "findall", "split") else ()


FOUND = [pytest.param(look, id=f"{path}: {look[0].pattern[:40]}") for path, look in patterns()]


def test_patterns_are_found() -> None:
    """The search sees literals in calls, module constants, and those put together from pieces."""
    places = {str(one.id).partition(":")[0] for one in FOUND}
    assert len(FOUND) > 50
    assert {"handlers/dates.py", "handlers/safety/fold.py", "bot/log.py", "bot/config_values.py"} <= places


@pytest.mark.parametrize("look", FOUND)
def test_no_pattern_runs_away(look: Look) -> None:
    """On 4 KiB of what it likes best, with a mismatch at the end, no look takes 5 ms."""
    assert slowest(look) < LONGEST


def test_the_measure_bites() -> None:
    """A pattern that is known to run away is seen to."""
    assert slowest((re.compile(r"(?:a|b|ab)*c\d*x"), ("search",))) >= LONGEST
