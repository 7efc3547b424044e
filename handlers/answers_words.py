"""What all readers of typed words share: folding away how it was typed, and spelled numbers."""

import unicodedata

LONGEST = 400  # characters; nothing longer can be a choice, a number, a time or a date

_QUOTES = str.maketrans("", "", "'’‘`´")
_ASCII_FOLD = str.maketrans(
    {chr(n): "" if chr(n) in "'`" else " " for n in range(128) if not chr(n).isalnum()}
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "−": "-"})

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve veinte"
)
_TENS = {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
    "noventa": 90,
}  # fmt: skip
_NUMBERS_EN = {word: n for n, word in enumerate(_ENGLISH.split())} | _TENS
_NUMBERS_ES = {word: n for n, word in enumerate(_SPANISH.split())} | _TENS | {"un": 1, "una": 1}


def word_set(words: str) -> frozenset[str]:
    """The set of these words, written as a line."""
    return frozenset(words.split())


def numbers(language: str) -> dict[str, int]:
    """The number words of a language ("once" is eleven in Spanish only)."""
    return _NUMBERS_ES if language.startswith("es") else _NUMBERS_EN


def plain(text: str) -> str:
    """Lower case without accents, width, curly quotes or odd digits; punctuation stays."""
    if text.isascii():
        return " ".join(text.lower().split())
    wide = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", wide) if unicodedata.category(c) != "Mn")
    return " ".join("".join(_digit(c) for c in bare).split())


def brief(text: str) -> str:
    """`plain`, or nothing at all where a text is too long to be a choice, a number, a time or a date."""
    return plain(text) if len(text) <= LONGEST else ""


def fold(text: str) -> str:
    """`plain`, then only letters and digits, one space between words; apostrophes close up."""
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII_FOLD).split())
    bare = plain(text).translate(_QUOTES)
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def says_something(text: str) -> bool:
    """Whether any character is more than a space or an invisible mark. One emoji is plenty."""
    return any(unicodedata.category(c)[0] not in "CZ" for c in text)


def spelled(words: list[str], language: str) -> int | None:
    """The number these folded words spell ("seven", "twenty five", "treinta y cinco"), or None."""
    known = numbers(language)
    parts = [known.get(word, -1) for word in words if word != "y"]
    match parts:
        case [n] if n >= 0:
            return n
        case [tens, units] if tens >= 20 and tens % 10 == 0 and 0 < units < 10:
            return tens + units
    return None


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
