"""Two days of which only one says its month: "16 to 20 march", "del 16 al 20 de marzo", "march 16 to 20"."""

import re

from handlers.answers_words import brief
from handlers.dates import MONTHS, WEEKDAYS


def _one_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_FIGURE = r"(?<![0-9/.:-])([0-9]{1,2})(?:st|nd|rd|th)?"
_LAST = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_BETWEEN = r"(?: (to|till|til|until|and|al|a|hasta|y) (?:the |el )?| ?([-–]) ?)"
_WEEKDAY = rf"(?:(?:{_one_of(WEEKDAYS)}) )?"
_MONTH = rf"(?:of |de )?({_one_of(MONTHS)})\b"
_ALONE = rf"(?![0-9/:.-])(?! {_MONTH})"
_MONTH_LAST = re.compile(rf"{_FIGURE}{_BETWEEN}{_WEEKDAY}{_LAST} {_MONTH}")
_MONTH_FIRST = re.compile(rf"\b({_one_of(MONTHS)}) {_LAST}{_BETWEEN}{_WEEKDAY}{_LAST}{_ALONE}")
_MONTH_EARLY = re.compile(rf"{_FIGURE} {_MONTH}{_BETWEEN}{_WEEKDAY}{_LAST}{_ALONE}")


def with_months(text: str) -> str:
    """The text as `brief` makes it, with the month beside both figures where it stands beside one."""
    said = _MONTH_LAST.sub(lambda m: f"{m[1]} {m[5]} {m[2] or m[3]} {m[4]} {m[5]}", brief(text))
    said = _MONTH_FIRST.sub(lambda m: f"{m[2]} {m[1]} {m[3] or m[4]} {m[5]} {m[1]}", said)
    return _MONTH_EARLY.sub(lambda m: f"{m[1]} {m[2]} {m[3] or m[4]} {m[5]} {m[2]}", said)
