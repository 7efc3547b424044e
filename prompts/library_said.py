"""What is wrong with a file, said in the language of whoever reads it: the sentences are in `faults/`.

A fault is found once and carries its English sentence, as `interlude check` prints it; in a chat the same
fault is said in the therapist's language, with the field's name in words where the questions have one.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"

Sentences = Mapping[str, Any]

_RULE = re.compile(r": ([A-Z]{3,})(?:-[A-Za-z0-9_]+)?:? ['\"]")
"""The name of a language rule before the words that break it: `PRV-1: 'low'`, `LENGTH '90 characters'`."""

_KEYS = ("key", "on", "source")
"""Parts of a sentence that are the key of a step."""


class Said(str):
    """A sentence in English that knows which one it is, and what it is about."""

    __slots__ = ("args", "code")

    code: str
    args: Mapping[str, Any]

    def __new__(cls, code: str, args: Mapping[str, Any]) -> "Said":
        """The sentence `code` of `faults/en.toml`, filled in."""
        made = super().__new__(cls, _filled(sentences(FALLBACK), code, args, named=False))
        made.code, made.args = code, args
        return made


def said(code: str, /, **args: Any) -> Said:
    """One sentence about a fault; `name` is the field it is about, `kind` how a step is answered."""
    return Said(code, args)


class _Bare(str):
    """Words that stand for a name: they are said without its quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def in_language(
    message: str, language: str, *, named: bool = False, steps: Mapping[str, int] | None = None
) -> str:
    """The same in this language, English where it has none; with `named` fields and kinds are in words.

    A step whose key is among `steps` is said by its number there.
    """
    if not isinstance(message, Said):
        return message
    known = sentences(language)
    if message.code not in known["said"]:
        known = sentences(FALLBACK)
    return _filled(known, message.code, _numbered(known, message.args, steps or {}), named=named)


def _numbered(known: Sentences, args: Mapping[str, Any], steps: Mapping[str, int]) -> Mapping[str, Any]:
    """The same parts with the keys of these steps as numbers; what is near to a key is no help then."""
    step = known["words"]["step"]
    found = {name: args[name] for name in _KEYS if args.get(name) in steps}
    said = {name: _Bare(step.format(number=steps[key])) for name, key in found.items()}
    return {**args, **said, **({"near": ""} if found and "near" in args else {})}


def explained(line: str) -> str:
    """A line of `interlude check` with what the language rule in it is about, where it names one."""
    rule = _RULE.search(line)
    about = sentences(FALLBACK)["rules"].get(rule[1]) if rule else None
    return f"{line} {about}" if about else line


def code_of(message: str) -> str:
    """Which sentence this is; "" for one that has no name."""
    return message.code if isinstance(message, Said) else ""


@cache
def sentences(language: str) -> Sentences:
    """Every sentence of a language by its code; English for a language that has none."""
    file = files("prompts") / "faults" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else sentences(FALLBACK)


def _filled(known: Sentences, code: str, args: Mapping[str, Any], *, named: bool) -> str:
    words = {name: _word(known, name, value, named=named) for name, value in args.items()}
    return str(known["said"][code]).format(**words)


def _word(known: Sentences, name: str, value: Any, *, named: bool) -> Any:
    """One part of a sentence: another sentence, a field, a kind, several of them, or what was found."""
    if isinstance(value, Said):
        return _filled(known, value.code, value.args, named=named)
    if isinstance(value, tuple):
        return known["said"]["or"].join(str(_word(known, name, one, named=named)) for one in value)
    if name == "name":
        return known["fields"].get(value, repr(value)) if named else repr(value)
    return known["kinds"].get(value, value) if named and name == "kind" else value
