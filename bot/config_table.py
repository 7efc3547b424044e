"""Reading one TOML table with care: unknown keys refused, every value checked, errors in one line."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from bot.config_keys import ALLOWED, SecretRef, SecretRefused, refer
from bot.errors import ConfigError

_SHOWN = 60


class Document:
    """The file being read: its name for errors, its folder for paths, its text for line numbers."""

    def __init__(self, path: Path, text: str, live: bool, silent: bool = False) -> None:
        self.file, self.base, self.live = str(path), path.absolute().parent, live
        self.silent = silent
        self._places = list(_places(text))

    def line_of(self, table: str, key: str) -> int:
        """The line on which a key of a table stands (from 1; without a key, its header), or 0 if unknown."""
        header, nth = re.sub(r"\[\d+\]", "", table), re.search(r"\[(\d+)\]", table)
        for number, at, place, found in self._places:
            here = at == header and found == key and (nth is None or place == int(nth[1]))
            if here or (not table and at == key):
                return number
        return 0


def _places(text: str) -> Iterator[tuple[int, str, int, str]]:
    """Each header and key of a TOML text: line, table, which one of `[[…]]` it is in, key or ""."""
    table, place = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([^\]\s]+)\s*\]", line):
            table, place = header[2], place + (header[1] == "[[")
            yield number, table, place, ""
        elif key := re.match(r"""\s*["']?([\w-]+)["']?\s*=""", line):
            yield number, table, place, key[1]


class Table:
    """One table. `name` is its dotted name; a table of a list carries its place: `practices[2].hours`."""

    def __init__(self, document: Document, name: str, data: Any, known: Iterable[str]) -> None:
        self.document, self.name = document, name
        if not isinstance(data, Mapping):
            raise ConfigError(document.file, self._key(""), shown(data), "a table")
        self._data, self._known = data, tuple(known)
        for key in data:
            if key not in self._known:
                self._unknown(key)

    def has(self, key: str) -> bool:
        """Whether this key is written in the file."""
        return key in self._data

    def refuse(self, key: str, found: str, allowed: str) -> NoReturn:
        """Stop with the one line for this key."""
        line = self.document.line_of(self.name, key)
        raise ConfigError(self.document.file, self._key(key), found, allowed, line)

    def text(self, key: str, allowed: str, fits: Callable[[str], bool], default: str | None = None) -> str:
        """A string that fits, or the default; without a default it must be there."""
        value = self._value(key, allowed, default)
        if not isinstance(value, str) or (key in self._data and not fits(value)):
            self.refuse(key, shown(value), allowed)
        return value

    def choice(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """One of these words."""
        words = sorted(options)
        value = self._value(key, "one of " + ", ".join(f'"{w}"' for w in words), default)
        if value not in words:
            near = difflib.get_close_matches(str(value), words, n=1)
            listed = ", ".join(f'"{word}"' for word in words[:40])
            self.refuse(key, shown(value), f"one of {listed}{nearest(near)}")
        return str(value)

    def number(self, key: str, low: float, high: float, default: float) -> float:
        """A number within bounds, both included."""
        value = self._data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            self.refuse(key, shown(value), f"a number from {low:g} to {high:g}")
        return value

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """A whole number within bounds, both included."""
        value = self._data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(key, shown(value), f"a whole number from {low} to {high}")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._data.get(key, default)
        if not isinstance(value, bool):
            self.refuse(key, shown(value), "true or false")
        return value

    def raw(self, key: str) -> Any:
        """The value as written, or None: for shapes only the caller knows."""
        return self._data.get(key)

    def secret(self, key: str, fits: Callable[[str], bool], allowed: str, *, always: bool = False) -> str:
        """A secret, read from where it is kept; empty when no provider will be spoken to, unless `always`."""
        reference = self.reference(key)
        if not (self.document.live or always):
            return ""
        try:
            value = reference.read().decode("ascii", "replace").strip()
        except SecretRefused as refused:
            self.refuse(key, refused.found, refused.allowed)
        if not fits(value):
            self.refuse(key, f"a value of {len(value)} characters of another form", allowed)
        return value

    def reference(self, key: str, default: str | None = None) -> SecretRef:
        """Where a secret is kept. What is written here is never repeated: it may be the secret itself."""
        value = self._value(key, ALLOWED, default)
        if not isinstance(value, str):
            self.refuse(key, "a value that is not a reference", ALLOWED)
        try:
            return refer(value, self.document.base)
        except SecretRefused as refused:
            self.refuse(key, refused.found, refused.allowed)

    def _value(self, key: str, allowed: str, default: str | None) -> Any:
        value = self._data.get(key, default)
        if value is None:
            line = self.document.line_of(self.name, "")
            raise ConfigError(self.document.file, self._key(key), "nothing", allowed, line)
        return value

    def _unknown(self, key: str) -> NoReturn:
        near = difflib.get_close_matches(key, self._known, n=1)
        self.refuse(key, "an unknown key", ", ".join(sorted(self._known)) + nearest(near))

    def _key(self, key: str) -> str:
        plain = key if re.fullmatch(r"[\w-]{0,40}", key) else shown(key)
        return ".".join(part for part in (self.name, plain) if part)


def nearest(near: list[str]) -> str:
    """The suggestion after what is allowed, where there is one."""
    return f' (did you mean "{near[0]}"?)' if near else ""


def shown(value: Any) -> str:
    """A found value on one short line."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
