"""What a short message can carry: the GSM-7 alphabet, and how many parts a text takes.

One character outside the alphabet turns the whole text into UCS-2 and more than halves what fits,
so our own words are written without typographic marks on SMS, and without the Spanish accents the
alphabet lacks (á í ó ú; é ñ ü ¿ ¡ are in it, and stay): `docs/languages.md` weighs that.
Source: 3GPP TS 23.038, section 6.2.1; parts of a longer text lose seven septets to their header.
"""

from math import ceil

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_SEPTETS = frozenset("^{}\\[~]|€\f")

_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u00b7": "-",
        "\u2022": "-",
        "\u2026": "...",
        "\u2192": "->",
        "\u00d7": "x",
        **dict(zip("áíóúÁÍÓÚ", "aiouAIOU", strict=True)),
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
    }
)


def plain(text: str) -> str:
    """Our own words as GSM-7 can write them. Never for a person's words."""
    return text.translate(_PLAIN)


def outside(text: str) -> str:
    """The characters of `text` that GSM-7 does not have, in order, without repeats."""
    return "".join(dict.fromkeys(c for c in text if c not in _BASIC and c not in _TWO_SEPTETS))


def units(text: str) -> int:
    """Length on the wire: septets in GSM-7, else UTF-16 code units."""
    if outside(text):
        return len(text.encode("utf-16-be")) // 2
    return len(text) + sum(c in _TWO_SEPTETS for c in text)


def parts(text: str) -> int:
    """How many message parts `text` takes; an empty text takes one."""
    single, multi = (70, 67) if outside(text) else (160, 153)
    length = units(text)
    return 1 if length <= single else ceil(length / multi)
