"""What every shipped text must keep to, whatever language it is in."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from prompts import carrier
from prompts.gsm import parts
from prompts.library_file import File
from prompts.library_lines import Path
from prompts.library_said import said

TELEGRAM_STEP = 350
SMS_STEP = 306
SMS_LABEL = 40

_SMS_PARTS = 2
_LABEL_SHOWN = 24
"""Characters of a label in a sentence about it."""

STEP_WORDS = frozenset({"name", "therapist", "goal", "link_or_title", "dots"})

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_MOST_TAGS = 12
_LONGEST_TAG = 30
_TAG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HOMEWORK = re.compile(r"\b(homework|deberes|tareas?)\b", re.IGNORECASE)


def check_text(file: File, path: Path, text: str, limit: int, allowed: Collection[str] = STEP_WORDS) -> None:
    """One text: not empty, within `limit` characters, one question, known placeholders only."""
    _check_named(file, path, text, limit, allowed, path[-1])


def _check_named(
    file: File, path: Path, text: str, limit: int, allowed: Collection[str], name: str | int
) -> None:
    """The same of a text that goes by another name than its key."""
    if not text.strip():
        file.fault(path, said("empty", name=name))
    if len(text) > limit:
        file.fault(path, said("long", name=name, found=len(text), most=limit))
    if text.count("?") > 1:
        file.fault(path, said("questions", name=name))
    if any(map(_is_hidden, text)):
        file.fault(path, said("hidden", name=name))
    if found := _HOMEWORK.search(text):
        file.fault(path, said("homework", name=name, found=found[0].lower()))
    for brace in _BRACES.finditer(text):
        if brace[1] not in allowed:
            file.fault(path, said("placeholder", name=name, found=brace[0]))


def _is_hidden(char: str) -> bool:
    """Controls, marks that turn the reading round; a line feed and what joins an emoji's halves are none."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\n\u200d"


def check_sms(file: File, path: Path, text: str) -> None:
    """Whether `text` fits into two SMS parts."""
    if (taken := parts(file.on_sms(text))) > _SMS_PARTS:
        file.fault(path, said("sms", name=path[-1], found=taken, most=_SMS_PARTS))


def check_label(file: File, path: Path, label: object) -> None:
    """One thing a person can tap or send as a digit."""
    if not isinstance(label, str) or not label.strip():
        file.fault(path, said("no_label", code=path[-1]))
    elif label.strip().isdigit():
        file.fault(path, said("digits", label=label))
    elif carrier.is_one(label):
        file.fault(path, said("reserved", label=label))
    else:
        short = label if len(label) <= _LABEL_SHOWN else label[: _LABEL_SHOWN - 3].rstrip() + "..."
        name = said("option", label=short) if "options" in path else path[-1]
        _check_named(file, path, label, SMS_LABEL, STEP_WORDS, name)


def id_of(file: File) -> str:
    """What its name says it is."""
    return file.name.rpartition("/")[2].removesuffix(".toml")


def is_named_by_file(file: File) -> None:
    """Its id is the name of its file: who reads a fault finds it."""
    stem = id_of(file)
    if file.data.get("id", stem) != stem:
        file.fault(("id",), f"id {file.data['id']!r} is not the name of its file")


def check_tags(file: File) -> None:
    """What it can be found by: at least one tag, each of small letters."""
    tags = file.data["tags"]
    if not tags:
        file.fault(("tags",), said("no_tags", name="tags"))
    elif len(tags) > _MOST_TAGS:
        file.fault(("tags",), said("many_tags", most=_MOST_TAGS, found=len(tags)))
    elif file.texts(("tags",), tags):
        for index, tag in enumerate(tags):
            if not _TAG.fullmatch(tag) or len(tag) > _LONGEST_TAG:
                file.fault(("tags", index), said("tag", tag=tag))


def check_twins(files: Iterable[File]) -> None:
    """Ids and titles are how a therapist picks one: no two of a kind may share one."""
    for name in ("id", "title"):
        first: dict[str, str] = {}
        for file in files:
            value = str(file.data.get(name, file.name)).casefold()
            if value in first:
                file.fault((name,), f"{name} {file.data[name]!r} is already used in {first[value]}")
            first.setdefault(value, file.name)
