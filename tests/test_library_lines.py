"""The scanner that knows on which line of a TOML text each thing stands."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.library_lines import line_at, lines_of

TOML = '''# a comment = "no"
title = "a # b"
"odd = key" = 1

[table.inner]   # [[not]]
path = 'C:\\' # literal
long = """
[fake]
key = "no" \\"""
end"""
many = [
    "one",  # ] comment
    "two]", [1, 2],
]
[[steps]]
key = "first"
[steps.options]
a = { b = "x = 1", c.d = 2 }
[[steps]]
key = "second"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("odd = key",), 3),
        (("table",), 5),
        (("table", "inner", "path"), 6),
        (("table", "inner", "long"), 7),
        (("table", "inner", "many"), 11),
        (("table", "inner", "many", 0), 12),
        (("table", "inner", "many", 2), 13),
        (("steps", 0), 15),
        (("steps", 0, "options", "a", "c", "d"), 18),
        (("steps", 1), 19),
        (("steps", 1, "key"), 20),
        (("steps", 1, "missing"), 19),
        (("nothing", "here"), 1),
    ],
)
def test_the_line_of(path: tuple[str | int, ...], line: int) -> None:
    """A path leads to its line, a missing one to the nearest table around it."""
    assert line_at(lines_of(TOML), path) == line


TEXTS = st.text(alphabet="ab #=[]{}',.\n\"\\", max_size=12)


def paths(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path of parsed TOML."""
    yield path
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from paths(value, (*path, key))


def written(value: Any) -> str:
    """A value as TOML, strings in the form that suits them."""
    if isinstance(value, str) and "'" not in value and "\n" not in value:
        return f"'{value}'"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"""\n{escaped}"""'
    if isinstance(value, list):
        return "[ # [\n" + "".join(f"  {written(item)},\n" for item in value) + "]"
    return f"{value}"


VALUES = st.recursive(st.integers() | TEXTS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)


@given(st.lists(st.tuples(st.sampled_from(["", "[t%d]", "[[a]]", "[[a]]\n[a.sub]"]), VALUES), max_size=6))
def test_every_path_has_its_line(statements: list[tuple[str, Any]]) -> None:
    """Whatever the file holds, the scanner knows each path, on the line where its key is written."""
    blocks = []
    for n, (header, value) in enumerate(statements):
        head = header % n if "%" in header else header
        blocks.append(f"{head}\n'key.{n}' = {written(value)} # \"\n")
    text = "".join(blocks)
    lines = lines_of(text)
    assert set(paths(tomllib.loads(text))) == set(lines)
    for path, line in lines.items():
        if path and str(path[-1]).startswith("key."):
            assert text.split("\n")[line - 1].startswith(f"'{path[-1]}' = ")
