"""Reads the safety lists: one TOML file a language, checked, with its version."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from handlers.content import OptOutLists, PhraseLists, RiskLists

T = TypeVar("T")

_OF_WORDS = frozenset({"spellings", "stems"})
_OF_PHRASES = frozenset(
    {"now", "soft", "cues", "everyday", "milder", "past", "sos", "told"}
    | {"slots", "own", "rules"}
    | {"stop", "help", "start", "yes", "whole", "clause", "after", "narrow", "perhaps", "ours"}
)


def load_phrases(root: Traversable | None = None) -> Mapping[str, PhraseLists]:
    """Every `phrases/LANGUAGE.toml` under `root` (default: this package), by language code.

    Raises ValueError naming the file and the key that is missing, unknown or of the wrong kind.
    """
    folder = (root or files("prompts")).joinpath("phrases")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): _read(f) for f in found}


def _read(file: Traversable) -> PhraseLists:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        risk = _table(RiskLists, data.pop("risk", {}))
        opt_out = _table(OptOutLists, data.pop("opt_out", {}))
        own = {"language": file.name.removesuffix(".toml"), "risk": risk, "opt_out": opt_out}
        return _table(PhraseLists, {**data, **own})
    except (ValueError, TypeError) as error:
        raise ValueError(f"phrases/{file.name}: {error}") from error


def _table(kind: type[T], data: Mapping[str, Any]) -> T:
    wanted = {f.name for f in fields(kind)}  # type: ignore[arg-type]  # every kind here is a dataclass
    if wrong := wanted.symmetric_difference(data):
        raise ValueError(f"missing or unknown: {', '.join(sorted(wrong))}")
    return kind(**{name: _value(name, value) for name, value in data.items()})


def _value(name: str, value: Any) -> Any:
    """A text is a list: of words or, for phrases, of lines; sets stay as they are written."""
    if isinstance(value, dict) and name != "sets":
        inner = "words" if name in _OF_WORDS else name
        return {key: _value(inner, v) for key, v in value.items()}
    if not isinstance(value, str) or name == "language":
        return value
    return _lines(value) if name in _OF_PHRASES else tuple(value.split())


def _lines(value: str) -> tuple[str, ...]:
    lines = (line.partition("#")[0].strip() for line in value.splitlines())
    return tuple(line for line in lines if line)
