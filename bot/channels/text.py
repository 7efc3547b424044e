"""The one place text passes on its way in and out: cleaned, counted and split. Pure.

What is stored is what was shown: invisible and direction-changing characters never get past here.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Literal

INBOUND_CAP = 8_000  # characters of one inbound text that are kept
TELEGRAM_LIMIT = 4_096  # UTF-16 units in one Telegram text
SMS_LIMIT = 1_600  # characters Twilio takes in one message

_ZWJ = "\u200d"
_VS16 = "\ufe0f"

# GSM 03.38: the default alphabet, and the characters that need an escape (two septets).
_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")

_TYPOGRAPHIC = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‹›", "'"),
        **dict.fromkeys("‐‑‒–—―−⁃•·", "-"),
        **dict.fromkeys("\u00a0\u2007\u202f\u205f\u3000", " "),
        **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
        "…": "...",
        "→": "->",
        "×": "x",
    }
)


@dataclass(frozen=True, slots=True)
class Segments:
    """What an SMS costs: its encoding, its length in units of that encoding, the texts billed."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def clean(text: str) -> str:
    """`text` in NFC without control, bidirectional and other invisible characters.

    Newlines stay (every kind becomes a line feed), a tab becomes a space, and a zero-width joiner
    stays only between two halves of an emoji. Cleaning twice changes nothing.
    """
    if text.isascii() and text.isprintable():
        return text
    if text.replace("\n", "").isprintable():  # nothing to drop
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", "".join(_kept(text.replace("\r\n", "\n"))))


def cap_inbound(text: str) -> tuple[str, bool]:
    """`text` cleaned and cut at 8,000 characters, and whether anything was cut off."""
    cleaned = clean(text)
    if len(cleaned) <= INBOUND_CAP:
        return cleaned, False
    return clean(cleaned[: _fit(cleaned, INBOUND_CAP, len)]), True


def gsm7(text: str) -> str:
    """`text` with typographic marks replaced by their GSM-7 equivalents; letters stay as they are."""
    return text.translate(_TYPOGRAPHIC)


def segments(text: str) -> Segments:
    """How many SMS segments `text` takes, counted as the provider's own calculator counts.

    An escaped character, a surrogate pair or an emoji sequence is never divided between two.
    """
    if all(c in _GSM_BASIC or c in _GSM_EXTENDED for c in text):
        sizes = [2 if c in _GSM_EXTENDED else 1 for c in text]
        return Segments("GSM-7", sum(sizes), _packed(sizes, 160, 153))
    sizes = [size for cluster in clusters(text) for size in _ucs2_sizes(cluster)]
    return Segments("UCS-2", sum(sizes), _packed(sizes, 70, 67))


def split_telegram(text: str, limit: int = TELEGRAM_LIMIT) -> list[str]:
    """`text` in parts of at most `limit` UTF-16 units, broken at paragraph, sentence or word."""
    return _split(text, limit, _utf16)


def split_sms(text: str, limit: int = SMS_LIMIT) -> list[str]:
    """`text` in parts of at most `limit` characters, broken at paragraph, sentence or word.

    Escaped characters and surrogate pairs count twice, so a part fits however the provider counts.
    """
    return _split(text, limit, lambda s: _utf16(s) + sum(c in _GSM_EXTENDED for c in s))


def clusters(text: str) -> Iterator[str]:
    """The pieces of `text` a reader sees as one character (emoji sequences, accents, flags)."""
    start = 0
    for i in range(1, len(text)):
        if not _joins(text, start, i):
            yield text[start:i]
            start = i
    if text:
        yield text[start:]


def _kept(text: str) -> Iterator[str]:
    before = last = ""
    for i, char in enumerate(text):
        out = _shown(char, before, last, text[i + 1 : i + 2])
        if out:
            before, last = last, out
            yield out


def _shown(char: str, before: str, last: str, following: str) -> str:
    """What stays of one character, given the two kept ahead of it and the one behind it."""
    if char == _ZWJ:
        base = before if last == _VS16 else last
        return char if _is_emoji(base) and _is_emoji(following) else ""
    if char in "\n\r\u2028\u2029":
        return "\n"
    if char == "\t":
        return " "
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char


def _is_emoji(char: str) -> bool:
    if not char:
        return False
    code = ord(char)
    return 0x1F000 <= code <= 0x1FBFF or 0x2600 <= code <= 0x27BF or 0x2B00 <= code <= 0x2BFF or char in "↔↕"


def _joins(text: str, start: int, i: int) -> bool:
    """Whether the character at `i` belongs to the cluster that began at `start`."""
    char, previous = text[i], text[i - 1]
    if previous in "\r\n" or char in "\r\n":
        return False
    if char == _ZWJ or _extends(char):
        return True
    if previous == _ZWJ:
        return _is_emoji(char) and _is_emoji(text[start])
    return i - start == 1 and _is_flag_half(previous) and _is_flag_half(char)


def _extends(char: str) -> bool:
    skin_tone_or_tag = "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"
    return skin_tone_or_tag or unicodedata.category(char)[0] == "M"


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _utf16(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)


def _ucs2_sizes(cluster: str) -> list[int]:
    """A cluster stays whole unless no segment could ever hold it."""
    size = _utf16(cluster)
    return [size] if size <= 67 else [_utf16(c) for c in cluster]


def _packed(sizes: list[int], single: int, multi: int) -> int:
    if sum(sizes) <= single:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > multi:
            count, used = count + 1, 0
        used += size
    return count


def _split(text: str, limit: int, cost: Callable[[str], int]) -> list[str]:
    parts: list[str] = []
    rest = text.strip()
    while rest:
        end = _fit(rest, limit, cost)
        cut = end if end == len(rest) else _break(rest, end)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return parts


def _fit(text: str, limit: int, cost: Callable[[str], int]) -> int:
    """The longest start of `text` within `limit`, in whole clusters; at least one character."""
    if cost(text) <= limit:  # costs add up, so nearly every text is passed at one look
        return len(text)
    used = end = 0
    for cluster in clusters(text):
        size = cost(cluster)
        if used + size > limit:
            break
        used, end = used + size, end + len(cluster)
    return end or _fit_characters(text, limit, cost)


def _fit_characters(text: str, limit: int, cost: Callable[[str], int]) -> int:
    totals = accumulate(map(cost, text))
    return max(sum(1 for _ in takewhile(lambda total: total <= limit, totals)), 1)


def _break(text: str, end: int) -> int:
    """Where to break at or before `end`: a paragraph, line or sentence in the later half, else a word."""
    for marks in (("\n\n",), ("\n",), (". ", "! ", "? ", "… ")):
        found = max(_ending(text, mark, end // 2, end) for mark in marks)
        if found >= 0:
            return found
    word = max(text.rfind(" ", 1, end + 1), text.rfind("\n", 1, end + 1))
    return word + 1 if word > 0 else end


def _ending(text: str, mark: str, low: int, end: int) -> int:
    """Behind the last `mark` from `low` on whose visible part ends at or before `end`, or -1."""
    found = text.rfind(mark, low, end + len(mark) - len(mark.rstrip()))
    return found + len(mark) if found >= 0 else -1
