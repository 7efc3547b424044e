"""What every shipped text must keep to, whatever language it is in."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from prompts import carrier
from prompts.gsm import parts
from prompts.library_file import File
from prompts.library_lines import Path

TELEGRAM_STEP = 350
SMS_STEP = 306
SMS_LABEL = 40

_SMS_PARTS = 2

STEP_WORDS = frozenset({"name", "therapist", "goal", "link_or_title", "dots"})

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_MOST_TAGS = 12
_LONGEST_TAG = 30
_TAG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HOMEWORK = re.compile(r"\b(homework|deberes|tareas?)\b", re.IGNORECASE)


def check_text(file: File, path: Path, text: str, limit: int, allowed: Collection[str] = STEP_WORDS) -> None:
    """One text: not empty, within `limit` characters, one question, known placeholders only."""
    name = path[-1]
    if not text.strip():
        file.fault(path, f"{name!r} is empty")
    if len(text) > limit:
        file.fault(path, f"{name!r} has {len(text)} characters; at most {limit}")
    if text.count("?") > 1:
        file.fault(path, f"{name!r} asks more than one question")
    if any(map(_is_hidden, text)):
        file.fault(path, f"{name!r} holds a character that cannot be seen")
    if found := _HOMEWORK.search(text):
        file.fault(path, f"{name!r} says {found[0].lower()!r}; the practice's own word is used instead")
    for brace in _BRACES.finditer(text):
        if brace[1] not in allowed:
            file.fault(path, f"{name!r} has the unknown placeholder {brace[0]!r}")


def _is_hidden(char: str) -> bool:
    """Controls, marks that turn the reading round; a line feed and what joins an emoji's halves are none."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\n\u200d"


def check_sms(file: File, path: Path, text: str) -> None:
    """Whether `text` fits into two SMS parts."""
    if (taken := parts(file.on_sms(text))) > _SMS_PARTS:
        file.fault(path, f"{path[-1]!r} takes {taken} SMS parts with its options; at most {_SMS_PARTS}")


def check_label(file: File, path: Path, label: object) -> None:
    """One thing a person can tap or send as a digit."""
    if not isinstance(label, str) or not label.strip():
        file.fault(path, f"option {path[-1]!r} needs a label")
    elif label.strip().isdigit():
        file.fault(path, f"option {label!r} is a number, and on SMS the digits choose; write it in words")
    elif carrier.is_one(label):
        file.fault(path, f"option {label!r} is a word carriers act on; write 'Yes, ...' or similar")
    else:
        check_text(file, path, label, SMS_LABEL)


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
        file.fault(("tags",), "'tags' is empty: it could not be found by what it is for")
    elif len(tags) > _MOST_TAGS:
        file.fault(("tags",), f"at most {_MOST_TAGS} tags, found {len(tags)}")
    elif file.texts(("tags",), tags):
        for index, tag in enumerate(tags):
            if not _TAG.fullmatch(tag) or len(tag) > _LONGEST_TAG:
                file.fault(("tags", index), f"tag {tag!r} must be lower-case words joined by hyphens")


def check_twins(files: Iterable[File]) -> None:
    """Ids and titles are how a therapist picks one: no two of a kind may share one."""
    for name in ("id", "title"):
        first: dict[str, str] = {}
        for file in files:
            value = str(file.data.get(name, file.name)).casefold()
            if value in first:
                file.fault((name,), f"{name} {file.data[name]!r} is already used in {first[value]}")
            first.setdefault(value, file.name)
