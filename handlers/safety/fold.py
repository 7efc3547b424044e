"""Folding: the many ways of typing a word become one way, so that a list can be short.

SAFETY S5: "Unicode-fold, strip zero-width, leet/emoji". Every step looks at each character a
bounded number of times, so a hostile 20,000-character text costs no more than its length.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

END = "."  # end of a sentence, among the tokens
PAUSE = ","  # comma, colon, line break, dots: the thought may go on after it

_EMOJI = {
    "💊": "pills", "🔪": "knife", "🗡": "knife", "🔫": "gun", "⚰": "coffin", "🪦": "grave",
    "💀": "skull", "☠": "skull", "🩸": "blood", "🪢": "rope", "🛑": "", "🌉": "bridge", "🆘": "sos",
}  # fmt: skip
_APOSTROPHES = "’‘‛ʼ´′＇"
_DASHES = "—–―…"
_LOOK_ALIKES = str.maketrans(
    "авсеніїјкмнорѕтухѵԁɡаɑοαερικνχτυɩıłøđ" + "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "abcehiijkmhopstyxvdgaaoaepikvxtuiilod" + "abcdefghijklmnoprstuvwyz",
)
_LEET = str.maketrans("013457@$!|", "oieastasil")
_UNITS = frozenset("am pm st nd rd th min mins h hr hrs k x s m kg km d w ml mg g p".split())
_TOKEN = re.compile(r"[a-z0-9@$!*'|]+|[.?,;:\n]+|[^\x00-\x7f]+")
_HELD_DOWN = re.compile(r"(.)\1\1")
_DOT_BETWEEN_LETTERS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")


def fold(text: str) -> str:
    """The words of a text, lower case, plain Latin letters, one space between. Never raises."""
    return " ".join(without_marks(tokens(text)))


def tokens(text: str) -> list[str]:
    """The folded words with `END` and `PAUSE` where the text had them. Never raises.

    >>> tokens("I can't. Su1c1de, d i e!!")
    ['i', 'cant', '.', 'suicide', ',', 'die', '.']
    """
    plain = text.replace("`", "'")
    if not plain.isascii():
        plain = "".join(c if c < "\x80" else _plain(c) for c in plain)
    plain = plain.lower()
    if "." in plain:
        plain = _DOT_BETWEEN_LETTERS.sub(" ", plain)
    held_down = _HELD_DOWN.search(plain) is not None  # asked once, not of every word
    found: list[str] = []
    for raw in _TOKEN.findall(plain):
        if raw.isalpha() and not (held_down and _HELD_DOWN.search(raw)):
            found.append(raw)
        else:
            found.extend(_read(raw))
    return _join_spelled(found)


def without_marks(found: Iterable[str]) -> list[str]:
    """The words alone."""
    return [t for t in found if t not in (END, PAUSE)]


@lru_cache(maxsize=4096)  # single characters, never a word
def _plain(char: str) -> str:
    """What one character outside ASCII stands for: letters, a space, or nothing."""
    if char in _EMOJI:
        return f" {_EMOJI[char]} "
    if char in _APOSTROPHES:
        return "'"
    if char in _DASHES:
        return " , "
    if "\U0001f1e6" <= char <= "\U0001f1ff":  # regional indicators, used as big letters
        return chr(ord("a") + ord(char) - 0x1F1E6)
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cs", "Co", "Cn"):
        return ""
    letters = unicodedata.normalize("NFKD", char).casefold().translate(_LOOK_ALIKES)
    kept = "".join(c for c in letters if unicodedata.category(c) != "Mn")
    return kept if kept.isalnum() else " "


def _read(raw: str) -> tuple[str, ...]:
    """The tokens in one run of punctuation, or of characters that are not plainly a word."""
    if raw[0] in ".?,;:\n":
        return (END if raw.strip("\n") in (".", "?") or "?" in raw else PAUSE,)
    core = raw.strip("!*'|")
    loud = (END,) if raw.endswith("!") else ()
    return (_word(core), *loud) if core.strip("$@") else loud


def _word(core: str) -> str:
    """One word: apostrophes dropped, leet read, letters held down shortened."""
    bare = core.replace("'", "")
    if not bare.isalpha() and any(c.isalpha() for c in bare) and bare.lstrip("0123456789") not in _UNITS:
        bare = bare.replace("11", "ll").translate(_LEET)
    return "".join(_shorten(letter, len(list(run))) for letter, run in groupby(bare))


def _shorten(letter: str, times: int) -> str:
    """`dieeee` -> `die`, `killll` -> `kill`; two in a row and digits stay as they are."""
    if times < 3 or not letter.isalpha():
        return letter * times
    return letter if letter in "aeiouy" else letter * 2


def _join_spelled(found: list[str]) -> list[str]:
    """`d i e` -> `die`: three or more single letters in a row are one word spelled out."""
    if list(map(len, found)).count(1) < 3:
        return found
    joined: list[str] = []
    for single, group in groupby(found, key=lambda t: len(t) == 1 and t.isalpha()):
        run = list(group)
        if not single or len(run) < 3:
            joined.extend(run)
        elif run[0] in "ia" and len(run) > 3:  # "i d i e" is I, then the word
            joined.extend([run[0], "".join(run[1:])])
        else:
            joined.append("".join(run))
    return joined
