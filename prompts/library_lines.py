"""On which line of a TOML text each key, table and array entry stands.

`tomllib` reads values without their places, and a finding without a line sends an author hunting.
The scanner takes only text that `tomllib` has accepted, so it checks nothing itself.
"""

from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]

_CLOSERS = {"[": "]", "{": "}"}


def lines_of(text: str) -> Mapping[Path, int]:
    """Every path (`("steps", 2, "text")`) with its line, counted from 1. `()` is line 1."""
    return _Scanner(text).scan()


def line_at(lines: Mapping[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest table around it when the path itself is not there."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text + "\n"
        self.i = 0
        self.lines: dict[Path, int] = {(): 1}
        self.counts: dict[Path, int] = {}

    def scan(self) -> Mapping[Path, int]:
        table: Path = ()
        while self._to_next_statement():
            if self.text[self.i] == "[":
                table = self._header()
            else:
                key = table + tuple(self._key("="))
                self._mark(key)
                self.i += 1
                self._value(key)
        return self.lines

    def _mark(self, path: Path) -> None:
        line = self.text.count("\n", 0, self.i) + 1
        for depth in range(1, len(path) + 1):
            self.lines.setdefault(path[:depth], line)

    def _to_next_statement(self) -> bool:
        while self.i < len(self.text):
            if self.text[self.i] == "#":
                self._skip_line()
            elif self.text[self.i].isspace():
                self.i += 1
            else:
                return True
        return False

    def _skip_line(self) -> None:
        self.i = self.text.index("\n", self.i)

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: names of array tables go to their newest entry."""
        double = self.text.startswith("[[", self.i)
        self.i += 2 if double else 1
        parts = list(self._key("]"))
        path: Path = (*self._resolve(parts[:-1]), parts[-1])
        if double:
            self.counts[path] = self.counts.get(path, -1) + 1
        path = self._newest(path)
        self._mark(path)
        self.i += 2 if double else 1
        return path

    def _resolve(self, parts: list[str]) -> Path:
        path: Path = ()
        for part in parts:
            path = self._newest((*path, part))
        return path

    def _newest(self, path: Path) -> Path:
        return (*path, self.counts[path]) if path in self.counts else path

    def _key(self, end: str) -> Iterator[str]:
        """The parts of a dotted key up to (not over) `end`."""
        part = ""
        while self.text[self.i] != end:
            char = self.text[self.i]
            if char in "\"'":
                start = self.i
                self._string()
                part = self.text[start + 1 : self.i - 1]
                continue
            if char == ".":
                yield part
                part = ""
            elif not char.isspace():
                part += char
            self.i += 1
        yield part

    def _value(self, path: Path) -> None:
        while self.text[self.i] in " \t":
            self.i += 1
        char = self.text[self.i]
        if char in _CLOSERS:
            self._group(path, _CLOSERS[char])
        elif char in "\"'":
            self._string()
        else:
            while self.text[self.i] not in ",]}#\n":
                self.i += 1

    def _group(self, path: Path, closer: str) -> None:
        """An array or inline table: each entry is marked by its index or its key."""
        self.i += 1
        index = 0
        while self.text[self.i] != closer:
            if self.text[self.i] == "#":
                self._skip_line()
            elif self.text[self.i] in ", \t\r\n":
                self.i += 1
            else:
                self._entry(path, closer, index)
                index += 1
        self.i += 1

    def _entry(self, path: Path, closer: str, index: int) -> None:
        here: Path = (*path, index)
        if closer == "}":
            here = path + tuple(self._key("="))
            self.i += 1
        while self.text[self.i] in " \t":
            self.i += 1
        self._mark(here)
        self._value(here)

    def _string(self) -> None:
        quote = self.text[self.i]
        if self.text.startswith(quote * 3, self.i):
            self._to_end_of(quote * 3)
            # Up to two quotes may stand right before the closing three.
            while self.text[self.i] == quote:
                self.i += 1
        else:
            self._to_end_of(quote)

    def _to_end_of(self, quotes: str) -> None:
        """Over the opening quotes, the string and its closing quotes; only `"` knows escapes."""
        self.i += len(quotes)
        while not self.text.startswith(quotes, self.i):
            self.i += 2 if quotes[0] == '"' and self.text[self.i] == "\\" else 1
        self.i += len(quotes)
