"""An activity written down as TOML, as its author would have: `tomllib` reads the same table out of it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ORDER = (
    *(
        "id",
        "language",
        "title",
        "client_title",
        "type",
        "modality",
        "rhythm",
        "minutes",
        "tiny_minutes",
        "tags",
    ),
    *("what", "why", "how", "tiny", "tiny_words", "guard", "therapist_note", "needs_yes"),
    *("key", "kind", "text", "sms"),
)


def written(shape: Mapping[str, Any]) -> str:
    """The text of its file. Raises ValueError for what TOML has no form for."""
    parts = [_fields(shape)]
    parts += [f"[fill.{_key(name)}]\n{_fields(blank)}" for name, blank in shape.get("fill", {}).items()]
    parts += [_step(step) for step in shape.get("steps", ())]
    return "\n".join(parts)


def _step(step: Mapping[str, Any]) -> str:
    tables = (f"[steps.{_key(name)}]\n{_fields(table)}" for name, table in _tables(step))
    return "".join((f"[[steps]]\n{_fields(step)}", *tables))


def _fields(table: Mapping[str, Any]) -> str:
    """Everything of a table that is neither a table itself nor a list of them, known fields first."""
    names = sorted(table, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    plain = (name for name in names if not _is_table(table[name]))
    return "".join(f"{_key(name)} = {_value(table[name])}\n" for name in plain)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(map(_is_table, value)))


def _tables(table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, value) for name, value in table.items() if isinstance(value, Mapping))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, str):
        return _text(value)
    raise ValueError(f"an activity holds no {type(value).__name__}")


def _text(words: str) -> str:
    return '"' + "".join(_ESCAPED.get(c) or _plain(c) for c in words) + '"'


def _plain(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x20 or ord(char) == 0x7F else char
