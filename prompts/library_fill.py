"""Blanks in an activity's texts that the therapist fills when assigning it."""

import re
from collections.abc import Mapping
from typing import Any

from prompts.library_file import Fields, File
from prompts.library_said import said
from prompts.library_text import STEP_WORDS, check_text

LONGEST_FILL = 60  # characters, of the default as of what a therapist types
_LONGEST_ASK = 90
_FILL = Fields(required={"ask": str, "default": str}, optional={"may_stay": bool})
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_fill(file: File) -> bool:
    """Check the blanks of the activity in `file`; True when they can be relied on."""
    before = len(file.findings)
    for name, table in file.data.get("fill", {}).items():
        if file.table(("fill", name), table, _FILL):
            check_text(file, ("fill", name, "ask"), table["ask"], _LONGEST_ASK, ())
            check_text(file, ("fill", name, "default"), table["default"], LONGEST_FILL, ())
            _check_name(file, name)
    return len(file.findings) == before


def _check_name(file: File, name: str) -> None:
    keys = {step.get("key") for step in file.data["steps"] if isinstance(step, dict)}
    if not _NAME.fullmatch(name) or name in STEP_WORDS or name in keys:
        file.fault(("fill", name), said("blank", blank=name))
    elif f"{{{name}}}" not in file.text and f'minutes_from = "{name}"' not in file.text:
        file.fault(("fill", name), said("blank_unused", blank=name))


def filled_in(data: Mapping[str, Any], text: str) -> str:
    """The text with every blank as it reads when nothing was given."""
    for name, table in data.get("fill", {}).items():
        text = text.replace(f"{{{name}}}", table["default"])
    return text
