"""Every shape in which a keyword may arrive: case, spaces, punctuation, emoji, one slip of the finger."""

from collections.abc import Iterator
from itertools import product

KEYWORDS = {
    "en": tuple("stop,stopall,stop all,end,quit,cancel,unsubscribe,revoke,optout,opt out,opt-out".split(",")),
    "es": tuple("baja,parar,alto,cancelar,detener,no mas,no más,basta,salir,desuscribir".split(",")),
}
POLITE = {"en": ("please {}", "{} please", "{} pls", "{} now", "{} thanks"), "es": ("{} por favor", "{} ya")}
CASES = (str.lower, str.upper, str.title, str.swapcase)
AROUND = (
    "{}",
    " {} ",
    "{}\n",
    "{}.",
    "{}!!!",
    "{}?",
    '"{}"',
    "'{}'",
    "“{}”",
    "({})",
    "- {}",
    "{} 🛑",
    "🙏{}",
    "{},",
)
NEAR = {
    "a": "qs", "b": "vn", "c": "xv", "e": "wr", "f": "dg", "i": "uo", "j": "hk", "k": "jl", "l": "k",
    "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi",
    "v": "cb",
}  # fmt: skip
"""The keys beside a key."""


def shaped(language: str) -> Iterator[str]:
    """Every keyword of a language in every case and with every sign around it."""
    for word, case, around in product(KEYWORDS[language], CASES, AROUND):
        yield around.format(case(word))
    for word, polite in product(KEYWORDS[language], POLITE[language]):
        yield polite.format(word)


def slips(word: str) -> Iterator[str]:
    """The word with a letter left out, doubled, swapped with its neighbour, or struck beside."""
    for at, letter in enumerate(word):
        yield word[:at] + word[at + 1 :]
        yield word[: at + 1] + word[at:]
        yield word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
        for near in NEAR.get(letter, ""):
            yield word[:at] + near + word[at + 1 :]


def slipped(language: str) -> Iterator[str]:
    """Every slip of every single keyword of four letters or more: a slip in END could be any word."""
    for word in KEYWORDS[language]:
        if len(word) >= 4 and word.isalpha():
            yield from dict.fromkeys(slips(word))
