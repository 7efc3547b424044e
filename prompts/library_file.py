"""One TOML file of the library: its data, where things stand in it, and what is wrong with it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any, Self, TypeVar

from prompts.gsm import plain
from prompts.library_lines import Path, line_at, lines_of
from prompts.library_said import said

_KINDS = {str: "a_text", int: "a_number", bool: "a_truth", list: "a_list", dict: "a_table"}
_TOML_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault somebody can go and mend: the file, the line counted from 1, what is wrong."""

    file: str
    line: int
    message: str
    path: Path = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class LibraryError(Exception):
    """The library cannot be used as it is; `findings` holds every fault, in reading order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields a table may have and the type of each; the required ones must be there."""

    required: Mapping[str, type]
    optional: Mapping[str, type] = field(default_factory=dict)


class File:
    """One parsed file. Checks add to `findings`; `data` is empty when the file cannot be read."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.findings: list[Finding] = []
        self.data: dict[str, Any] = {}
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self._unreadable(str(error))
        except (RecursionError, ValueError):  # tables within tables; a number of a thousand digits
            self._unreadable(said("too_deep"))

    @cached_property
    def lines(self) -> Mapping[Path, int]:
        """Built only when something is wrong: a sound library starts faster."""
        return lines_of(self.text) if self.data else {}

    def fault(self, path: Path, message: str) -> None:
        """Note what is wrong at `path`."""
        self.findings.append(Finding(self.name, line_at(self.lines, path), message, path))

    def with_data(self, data: dict[str, Any]) -> Self:
        """The same file as if this stood in it, with no finding yet."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__, data=data, findings=[])
        return other

    def on_sms(self, text: str) -> str:
        """The text as the short channel writes it."""
        return text

    def _unreadable(self, reason: str) -> None:
        line = toml_line(reason) or self.text.count("\n") + 1
        self.findings.append(Finding(self.name, line, said("not_toml", reason=reason)))

    def table(self, path: Path, table: object, fields: Fields) -> bool:
        """Whether `table` has the fields it needs, no others, and each of its type."""
        if not isinstance(table, dict):
            self.fault(path, said("not_a_table", name=path[-1]))
            return False
        before = len(self.findings)
        known = {**fields.required, **fields.optional}
        for name, value in table.items():
            self._field((*path, name), value, known)
        for name in fields.required:
            if name not in table:
                self.fault(path, said("missing", name=name))
        return len(self.findings) == before

    def _field(self, path: Path, value: object, known: Mapping[str, type]) -> None:
        name = str(path[-1])
        if name not in known:
            self.fault(path, said("unknown_field", field=name, near=nearest(name, known)))
        elif type(value) is not known[name]:
            self.fault(path, said("wrong_type", name=name, wanted=said(_KINDS[known[name]]), found=value))

    def texts(self, path: Path, values: Iterable[object]) -> bool:
        """Whether every value is a text with something in it, each only once."""
        before = len(self.findings)
        seen: set[str] = set()
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                self.fault((*path, index), said("not_texts", name=path[-1], found=value))
            elif value in seen:
                self.fault((*path, index), said("twice", found=value, name=path[-1]))
            else:
                seen.add(value)
        return len(self.findings) == before


class Translation(File):
    """Words in another language, which may have letters that SMS has not."""

    def on_sms(self, text: str) -> str:
        """The text as the short channel writes it."""
        return plain(text)


Kind = TypeVar("Kind", bound=File)


def plainly(value: Any) -> Any:
    """The same data as the short channel writes it."""
    if isinstance(value, dict):
        return {key: plainly(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plainly(part) for part in value]
    return plain(value) if isinstance(value, str) else value


def toml_line(reason: str) -> int:
    """The line a message of `tomllib` names, or 0 when it names none."""
    found = _TOML_LINE.search(reason)
    return int(found[1]) if found else 0


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'minutes'?`, or nothing when no known word is near."""
    close = get_close_matches(word, list(known), n=1)
    return said("near", word=close[0]) if close else ""


def read_file(root: Traversable, *parts: str) -> File:
    """Read one file below `root`; one that is not there, or not UTF-8, is a finding."""
    return read_as(File, root, *parts)


def read_as(kind: type[Kind], root: Traversable, *parts: str) -> Kind:
    """As `read_file`, as this kind of file."""
    name = "/".join((root.name, *parts))
    try:
        return kind(name, root.joinpath(*parts).read_text(encoding="utf-8"))
    except FileNotFoundError:
        reason = "the file is missing"
    except UnicodeDecodeError:
        reason = "the file is not UTF-8"
    file = kind(name, "")
    file.fault((), reason)
    return file


def toml_names(root: Traversable, folder: str) -> list[str]:
    """The names of the TOML files in `folder`, sorted; none when there is no such folder."""
    found = root.joinpath(folder)
    return sorted(e.name for e in found.iterdir() if e.name.endswith(".toml")) if found.is_dir() else []
