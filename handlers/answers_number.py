"""Numbers as people type them: "7", "7/10", "about 20 min", "seven". A half on a scale is not rounded."""

import re
from dataclasses import replace

from handlers.answers_words import brief, numbers, spelled, word_set
from handlers.ask import Asked, Read, ReadResult, Unread

_MOST = 1_000_000

_FIGURES = re.compile(r"-?[0-9]{1,7}(?:[.,][0-9]{1,2})?")  # 10,000 is nobody's guess
_OUT_OF = re.compile(r" ?(?:/|\bout of\b|\bof\b|\bsobre\b|\bde\b) ?([0-9]{1,7})(?![0-9.,])")
_TOKEN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?|[^\W\d_]+|[^\s.!,~?*'\"()]")
_HEDGES = word_set(
    "about around roughly maybe probably perhaps like a an the i d say it was is think guess ish "
    "approx approximately un unos unas como mas o menos quiza quizas creo que aproximadamente es era"
)
_UNITS = word_set("min mins minute minutes minuto minutos time times vez veces day days dia dias x percent %")
_HOURS = {
    "half an hour": 30, "half hour": 30, "a half hour": 30, "1/2 hour": 30, "1/2 h": 30, "media hora": 30,
    "a quarter of an hour": 15, "quarter of an hour": 15, "un cuarto de hora": 15, "cuarto de hora": 15,
    "three quarters of an hour": 45, "tres cuartos de hora": 45,
    "an hour": 60, "a hour": 60, "hour": 60, "an hour and a half": 90,
}  # fmt: skip
"""Spans that are said without a figure, in minutes."""

_HOURS_AND = re.compile(
    r"(?P<hours>[a-z]+|[0-9]{1,2}(?:[.,]5)?) ?(?:h|hr|hrs|hours?|horas?)(?![a-z])"
    r"(?: ?(?:and |y )?(?P<more>a half|half|media|cuarto|[0-9]{1,2})(?: ?(?:m|min|mins|minutes?|minutos?))?)?"
)
_PART = {"a half": 30, "half": 30, "media": 30, "cuarto": 15}
_AND_A_HALF = re.compile(r"([a-z]+|[0-9]{1,2}) and a half hours?")
_ABOUT = re.compile(r"(?:about|around|roughly|maybe|approximately|unos|unas|aproximadamente|como) ")

_ADVERBS = {"none": 0, "never": 0, "ninguno": 0, "ninguna": 0, "once": 1, "twice": 2}


def read_scale(asked: Asked, text: str, language: str) -> ReadResult:
    """A whole number within the scale. "eleven" and 11 are `out_of_range`, 7.5 is `not_a_number`."""
    value = _value(_without_top(brief(text), asked.high), language)
    if value is None or value != int(value):
        return Unread("not_a_number", text)
    if not asked.low <= value <= asked.high:
        return Unread("out_of_range", text)
    return Read(int(value), text)


def read_number(asked: Asked, text: str, language: str) -> ReadResult:
    """A number, perhaps with a decimal part and with words such as "about" and "minutes"."""
    folded = brief(text)
    adverb = None if language.startswith("es") and folded == "once" else _ADVERBS.get(folded.rstrip(".!"))
    value = _value(folded, language) if adverb is None else adverb
    if value is None:
        return Unread("not_a_number", text)
    # 0 to 10 is what nobody set: "how many minutes?" is then bounded below only.
    high = _MOST if asked.low == 0 and asked.high == 10 else asked.high
    if not asked.low <= value <= high:
        return Unread("out_of_range", text)
    return Read(int(value) if value == int(value) else value, text)


def read_minutes(asked: Asked, text: str, language: str) -> ReadResult:
    """Whole minutes within the bounds, hours among the words: "half an hour", "1 h 30", "hora y media"."""
    number = read_number(replace(asked, low=0, high=_MOST), text, language)
    value = round(number.value) if isinstance(number, Read) else _span(brief(text), language)
    if value is None or not asked.low <= value <= asked.high:
        return Unread("not_minutes", text)
    return Read(value, text)


def _span(text: str, language: str) -> int | None:
    """The minutes of a span that names hours, or None."""
    bare = _ABOUT.sub("", text.replace("\u2044", "/").rstrip(".! "))
    if bare in _HOURS:
        return _HOURS[bare]
    if half := _AND_A_HALF.fullmatch(bare):
        hours = _value(half[1], language)
        return None if hours is None else round(hours * 60) + 30
    found = _HOURS_AND.fullmatch(bare)
    hours = _value(found["hours"], language) if found else None
    if found is None or hours is None:
        return None
    more = found["more"] or "0"
    return round(hours * 60) + (_PART[more] if more in _PART else int(more))


def _without_top(text: str, high: float) -> str:
    """What is left of "7/10" and "7 out of 10" without the ten, when ten is the top of this scale."""
    top = _OUT_OF.search(text)
    return text[: top.start()] + text[top.end() :] if top and int(top[1]) == high else text


def _value(text: str, language: str) -> float | None:
    """The one number in a text of nothing but hedges and units around it, or None."""
    words = _TOKEN.findall(text.replace("🔟", "10").replace("\u20e3", ""))
    known = numbers(language)
    bare = [word for word in words if word not in _HEDGES and word not in _UNITS]
    kept = bare or [word for word in words if word in known]  # "una" is one only where it stands alone
    if len(kept) == 1 and _FIGURES.fullmatch(kept[0]):
        return float(kept[0].replace(",", "."))
    return spelled(kept, language)
