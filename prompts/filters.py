"""The filters and helpers a prompt may use: days, clocks, numbers as words, a person's own words.

Their words come from `<language>/calendar.toml`. Datetimes are aware and already local to the reader.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from handlers.content_addresses import shortened
from prompts.gsm import plain

# A quotation never runs longer than this many characters, marks aside (CONTENT C2).
QUOTE_LIMIT = 120

Forms = Sequence[tuple[str, str]]
_QUOTED = re.compile(r'("[^"]*")|([^"]+|")')
_MARKS = "\"'«“("


class Words:
    """One language's words for dates, numbers and lists, as filters.

    With `short` they are those of SMS: what GSM-7 cannot write is written with what it has. `drops` says
    that this changes words of the language, not only marks; then names and titles lose the same.
    """

    def __init__(self, calendar: Mapping[str, Any], *, short: bool = False) -> None:
        self.drops = short and _plainly(calendar) != calendar
        calendar = _plainly(calendar) if short else calendar
        self._weekdays: Sequence[str] = calendar["weekdays"]
        self._short_weekdays: Sequence[str] = calendar["short_weekdays"]
        self._months: Sequence[str] = calendar["months"]
        self._numbers: Sequence[str] = calendar["numbers"]
        self._none: Forms = _forms(calendar["none"])
        self._none_is_one = len(self._none) > 1  # "ninguna pregunta", where English has "no questions"
        self._one: Forms = _forms(calendar.get("one", self._numbers[0]))
        self._and: Forms = _forms(calendar["and"])
        self._or: Forms = _forms(calendar["or"])
        self._plurals: Sequence[Sequence[str]] = calendar["plurals"]
        self._cities: Mapping[str, str] = calendar.get("cities", {})
        self._formats: Mapping[str, str] = calendar["formats"]
        self._ellipsis = "..." if short else "…"

    def filters(self) -> dict[str, Callable[..., str]]:
        """Everything usable as `value|name`."""
        return {
            "weekday": self.weekday,
            "short_day": self.short_day,
            "day": self.day,
            "day_month": self.day_month,
            "day_clock": self.day_clock,
            "clock": clock,
            "words": self.number,
            "plural": plural,
            "quoted": self.quoted,
            "join_and": self.join_and,
            "join_or": self.join_or,
            "cut": self._cut,
            "given": self.given,
            "plain": self.plain,
            "city": self.city,
            "lower_first": lower_first,
            "capital_first": capital_first,
            "sentence": sentence,
        }

    def functions(self) -> dict[str, Callable[..., str]]:
        """Everything usable as `name(…)`."""
        return {"count": self.count}

    def weekday(self, at: datetime) -> str:
        """Tuesday. Raises ValueError for a datetime without a zone, as all of these do."""
        return self._weekdays[_local(at).weekday()]

    def short_day(self, at: datetime) -> str:
        """Tue."""
        return self._short_weekdays[_local(at).weekday()]

    def day(self, at: datetime) -> str:
        """Tuesday 10 March."""
        return self._format("day", at)

    def day_month(self, at: datetime) -> str:
        """10 March."""
        return self._format("day_month", at)

    def day_clock(self, at: datetime) -> str:
        """Tuesday, 20:00."""
        return self._format("day_clock", at)

    def _format(self, name: str, at: datetime) -> str:
        return self._formats[name].format(
            weekday=self.weekday(at), day=at.day, month=self._months[at.month - 1], clock=clock(at)
        )

    def number(self, n: int) -> str:
        """One to twelve as words, everything else in digits."""
        return self._numbers[n - 1] if 1 <= n <= len(self._numbers) else str(n)

    def count(self, noun: str, n: int, many: str = "") -> str:
        """`two thought records`, `one thought record`, `no thought records`; `many` is an odd plural."""
        few = {0: self._none, 1: self._one}.get(n)
        amount = _form(few, noun, str.endswith) if few else self.number(n)
        single = n == 1 or (n == 0 and self._none_is_one)
        return f"{amount} {noun if single else many or self._plural_of(noun)}"

    def _plural_of(self, noun: str) -> str:
        ending, replacement = next(pair for pair in self._plurals if noun.endswith(pair[0]))
        return noun.removesuffix(ending) + replacement

    def join_and(self, items: Sequence[object]) -> str:
        """`a`, `a and b`, `a, b and c`; nothing for no items."""
        return _joined(items, self._and)

    def join_or(self, items: Sequence[object]) -> str:
        """`a`, `a or b`, `a, b or c`; nothing for no items."""
        return _joined(items, self._or)

    def quoted(self, words: str, limit: int = QUOTE_LIMIT) -> str:
        """A person's own words in double quotes, cut at a word boundary to `limit` characters.

        Words and punctuation stay as written; line breaks become spaces, and double quotes inside
        become single ones, so that the quotation has one beginning and one end.
        """
        kept = " ".join(words.split()).replace('"', "'")
        return f'"{self._cut(kept, limit)}"'

    def plain(self, words: str) -> str:
        """Words of ours or of the library as the channel writes them; what stands in quotes is untouched."""
        return _QUOTED.sub(lambda part: part[1] or plain(part[2]), words) if self.drops else words

    def city(self, name: str) -> str:
        """What a zone's city is called in this language."""
        return self._cities.get(name, name)

    def given(self, name: str) -> str:
        """What somebody is called in a sentence: the first of their names ("Dr" and the like kept)."""
        return self.plain(given(name))

    def _cut(self, text: str, limit: int) -> str:
        return shortened(text, limit, self._ended)

    def _ended(self, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        room = limit - len(self._ellipsis)
        head = text[: room + 1]
        whole = head.rsplit(" ", 1)[0] if " " in head else text[:room]
        return whole.rstrip(" ,;:-") + self._ellipsis


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a prompt needs a local time with its zone")
    return at


def clock(at: datetime | time) -> str:
    """15:00. A bare time of day needs no zone."""
    return (_local(at) if isinstance(at, datetime) else at).strftime("%H:%M")


def plural(n: int, one: str, many: str) -> str:
    """The form of a noun that goes with `n`."""
    return one if n == 1 else many


def _plainly(value: Any) -> Any:
    """Everything written in a calendar, in GSM-7."""
    if isinstance(value, Mapping):
        return {key: _plainly(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plainly(part) for part in value]
    return plain(value) if isinstance(value, str) else value


def _forms(written: str | Sequence[Sequence[str]]) -> Forms:
    """A word by the one beside it: [[part of that one, the word], …]; a bare word goes with all."""
    return [("", written)] if isinstance(written, str) else [(part, word) for part, word in written]


def _form(forms: Forms, beside: str, fits: Callable[[str, str], bool]) -> str:
    """The first form that fits the word beside it."""
    low = beside.lower()
    return next(word for part, word in forms if fits(low, part))


def _joined(items: Sequence[object], last: Forms) -> str:
    parts = [str(item) for item in items]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_form(last, parts[-1].lstrip(_MARKS), str.startswith)} {parts[-1]}"


def given(name: str) -> str:
    """What somebody is called in a sentence: the first of their names ("Dr" and the like kept)."""
    parts = name.split()
    if len(parts) > 1 and (parts[0].endswith(".") or parts[0] in ("Dr", "Prof", "Mr", "Ms", "Mrs", "Mx")):
        return f"{parts[0]} {parts[-1]}"
    return parts[0] if parts else name


def lower_first(text: str) -> str:
    """The same text with a small first letter inside a sentence; abbreviations are left alone."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def capital_first(text: str) -> str:
    """The same text with its first character as a capital; the rest is left alone."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The same text with a full stop, unless it already ends like a sentence. Nothing stays nothing."""
    kept = text.rstrip()
    if not kept or kept[-1] in ".!?…" or (kept[-1] in '")\u201d' and kept[-2:-1] in (".", "!", "?")):
        return kept
    return kept + "."
