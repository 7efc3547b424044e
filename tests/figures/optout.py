"""How surely "stop texting me" is understood in any words, and how rarely anything else is taken for it."""

from collections.abc import Sequence

from tests.figures import Figure
from tests.safety import shapes
from tests.safety.everyday.made import made
from tests.safety.lines import opt_out, read, wilson
from tests.safety.sets import texts

HALVES = ("dev", "held")
OLDER = ("everyday_en.txt", "everyday_es.txt", "second_everyday_en.txt", "third_everyday_en.txt")
LATER = ("second", "third", "fourth", "fifth")
"""Sets of phrases written one after another; tests/safety/optout/README.md has the first count of each."""
JOINED = {"quick": 500, "full": 8_000}
"""Joined everyday texts of each English half; a quarter of that of each Spanish one."""


def measure(size: str) -> list[Figure]:
    """Recall of keywords and phrases, false opt-outs among answers and everyday texts."""
    return [*_keywords(), *_phrases(), *_false(JOINED[size])]


def _keywords() -> list[Figure]:
    shaped = [text for language in ("en", "es") for text in shapes.shaped(language)]
    slipped = [text for language in ("en", "es") for text in shapes.slipped(language)]
    return [
        _recall("keywords in every case, with spaces, signs, emoji, please", shaped, 1.0),
        _recall("keywords with one slip of the finger", slipped, 0.97),
    ]


def _phrases() -> list[Figure]:
    found = [
        _recall(f"phrases, {language}, {half}", texts(f"optout/phrases.{language}.{half}.txt"), 0.95)
        for language in ("en", "es")
        for half in HALVES
    ]
    return found + [_recall(f"phrases, the {name} set", _both(name), 0.95) for name in LATER]


def _both(name: str) -> list[str]:
    return [text for language in ("en", "es") for text in texts(f"optout/{name}.{language}.held.txt")]


def _false(joined: int) -> list[Figure]:
    sets = {
        "answers in the same words": [*_all("optout/answers"), *texts("optout/second_answers.en.held.txt")],
        "everyday texts, written by hand": [*_all("everyday/written"), *(t for n in OLDER for t in read(n))],
        "everyday texts, joined": [
            text
            for half in HALVES
            for language, of in (("en", joined), ("es", joined // 4))
            for text in made(language, half, of)
        ],
        "sad, angry and idiomatic texts": [*_all("blind/hard"), *_all("blind/hard_long", ("en",))],
    }
    return [_taken(name, lines) for name, lines in sets.items()]


def _all(name: str, languages: Sequence[str] = ("en", "es")) -> list[str]:
    return [text for one in languages for half in HALVES for text in texts(f"{name}.{one}.{half}.txt")]


def _recall(name: str, lines: Sequence[str], least: float) -> Figure:
    hits = sum(opt_out().wants_out(line) for line in lines)
    low, high = wilson(hits, len(lines))
    value = f"{hits / len(lines):.3f} ({hits} of {len(lines)}; 95 % {low:.3f}-{high:.3f})"
    return Figure(f"opt-out recall: {name}", value, f">= {least:.2f}", hits >= least * len(lines))


def _taken(name: str, lines: Sequence[str]) -> Figure:
    """A line that is a keyword and nothing else ("fin") is the keyword's, whatever it was written for."""
    wrong = sum(opt_out().wants_out(x) and opt_out().read_carrier(x) != "stop" for x in lines)
    return Figure(f"false opt-outs: {name}", f"{wrong} of {len(lines)}", "0", wrong == 0)
