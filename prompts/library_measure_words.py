"""The words of a measure in one language: all there, and short enough to be asked on either channel."""

from typing import Any

from prompts import carrier
from prompts.gsm import plain as as_sent
from prompts.library_file import Fields, File
from prompts.library_lines import Path
from prompts.library_text import SMS_LABEL, TELEGRAM_STEP, check_sms

WORDS = Fields(
    required={},
    optional={
        "title": str,
        "client_title": str,
        "asks": str,
        "stem": str,
        "again": str,
        "difficulty": str,
        "options": list,
        "items": list,
        "difficulty_options": list,
        "bands": list,
        "cuts": list,
    },
)
_LIMITS = {"title": 24, "client_title": 30, "asks": 60, "stem": 160, "again": 40}
_CUE_WORDS = 6
_LABEL = 20
_HEAD = "40 of 40\n"
"""What stands above an item: which one it is."""


def check_words(file: File, language: str, data: dict[str, Any]) -> None:
    """One language; a slot, which has no items yet, only names its bands and cuts."""
    words, here = data[language], (language,)
    for name in ("bands", "cuts"):
        _check_names(file, (*here, name), words.get(name, []), len(data.get(name, [])))
    if "items" not in words:
        for name in set(words) - {"bands", "cuts"}:
            file.fault((*here, name), f"{name!r} stands alone: 'items' are missing")
        return
    _check_short(file, here, words)
    if "options" in words:
        answers = data["high"] - data["low"] + 1
        _check_names(file, (*here, "options"), words["options"], answers, label=True)
    if ("difficulty" in words) != ("difficulty_options" in words):
        file.fault(here, "'difficulty' and 'difficulty_options' belong together")
    else:
        asked = words.get("difficulty_options", [])
        _check_names(file, (*here, "difficulty_options"), asked, len(asked), label=True)
    if not file.findings:
        _check_items(file, language, data)


def _check_short(file: File, here: Path, words: dict[str, Any]) -> None:
    """What a client reads before the first item, where a locked screen may show it."""
    for name in ("client_title", "asks"):
        if not words.get(name, "").strip():
            file.fault((*here, name), f"{name!r} is missing")
    for name, limit in _LIMITS.items():
        if len(words.get(name, "")) > limit:
            file.fault((*here, name), f"{name!r} has {len(words[name])} characters; at most {limit}")
    if len(words.get("client_title", "").split()) > _CUE_WORDS:
        file.fault((*here, "client_title"), f"'client_title' has more than {_CUE_WORDS} words")
    if ("stem" in words) != ("again" in words):
        file.fault(here, "'stem' and 'again', its short form for SMS, belong together")


def _check_names(file: File, path: Path, names: list[Any], wanted: int, *, label: bool = False) -> None:
    if len(names) != wanted:
        file.fault(path, f"{path[-1]!r} needs {wanted}, found {len(names)}")
    elif file.texts(path, names):
        for index, name in enumerate(names if label else ()):
            if carrier.is_one(name) or len(name) > SMS_LABEL:
                file.fault(
                    (*path, index), f"{name!r} must be no carrier word, at most {SMS_LABEL} characters"
                )


def _check_items(file: File, language: str, data: dict[str, Any]) -> None:
    """As many as are asked, each a text or a table, each fitting both channels with its answers."""
    words = data[language]
    items = words["items"]
    if len(items) != data["asked"]:
        file.fault((language, "items"), f"'items' needs {data['asked']} (asked), found {len(items)}")
    below = "".join(f"\n{at} {label}" for at, label in enumerate(words.get("options", ())))
    for index, item in enumerate(items):
        text = item.get("text") if isinstance(item, dict) else item
        if not isinstance(text, str) or not text.strip() or not _is_labelled(item):
            file.fault((language, "items", index), f"an item is a text, or text and label, found {item!r}")
            continue
        stem = words.get("stem" if index == 0 else "again", "")
        check_sms(file, (language, "items", index), as_sent(f"{_HEAD}{stem}\n{text}{below}"))
        if len(f"{_HEAD}{words.get('stem', '')}\n{text}") > TELEGRAM_STEP:
            file.fault(
                (language, "items", index), f"with its stem an item has at most {TELEGRAM_STEP} characters"
            )
    if not data.get("total", True) and not all(isinstance(one, dict) and one.get("label") for one in items):
        file.fault((language, "items"), "without a total every item needs a label")


def _is_labelled(item: object) -> bool:
    if not isinstance(item, dict):
        return True
    label = item.get("label", "")
    return set(item) <= {"text", "label"} and isinstance(label, str) and len(label) <= _LABEL
