"""What every shipped text must keep to, whatever language it is in."""

import re
from collections.abc import Collection

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
    if found := _HOMEWORK.search(text):
        file.fault(path, f"{name!r} says {found[0].lower()!r}; the practice's own word is used instead")
    for brace in _BRACES.finditer(text):
        if brace[1] not in allowed:
            file.fault(path, f"{name!r} has the unknown placeholder {brace[0]!r}")


def check_sms(file: File, path: Path, text: str) -> None:
    """Whether `text` fits into two SMS parts."""
    if (taken := parts(file.on_sms(text))) > _SMS_PARTS:
        file.fault(path, f"{path[-1]!r} takes {taken} SMS parts with its options; at most {_SMS_PARTS}")


def check_label(file: File, path: Path, label: object) -> None:
    """One thing a person can tap or send as a digit."""
    if not isinstance(label, str) or not label.strip():
        file.fault(path, f"option {path[-1]!r} needs a label")
    elif carrier.is_one(label):
        file.fault(path, f"option {label!r} is a word carriers act on; write 'Yes, ...' or similar")
    else:
        check_text(file, path, label, SMS_LABEL)
