"""Attacks on templates in a therapist's own letter: refused, or said word for word; nothing is worked out."""

import random
import re
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

from bot.channels.text import clean
from bot.config import default_config
from bot.surroundings import build_houses
from handlers.therapist.letter_own import LONGEST, PLACEHOLDERS, placeholders
from tests.figures import Figure

SIZES = {"quick": 2_000, "full": 100_000}
LIMIT = 0.005
"""Processor seconds one letter may take."""

HEADS = (
    *(
        "{{",
        "{%",
        "{#",
        "${",
        "#{",
        "<%=",
        "<%",
        "{{{",
        "@(",
        "[[",
        "{",
        "%(",
        "*{",
        "~{",
        "{php}",
        "<#assign x=",
        "$(",
    ),
    *("{{=", "{{-", "{%-", "#set($x=", "=", "{{!"),
)
TAILS = {"{{": "}}", "{%": "%}", "{#": "#}", "<%=": "%>", "<%": "%>", "{{{": "}}}", "[[": "]]", "%(": ")s"}
BODIES = (
    *(
        "7*7",
        "config",
        "self",
        "''.__class__",
        "().__class__.__bases__[0].__subclasses__()",
        "request.application",
    ),
    *(
        "cycler.__init__.__globals__.os.popen('id').read()",
        "lipsum.__globals__['os']",
        "range(10**8)",
        "'a'*10**8",
    ),
    *(
        "name.__class__",
        "l.own",
        "l",
        "loop",
        "name|attr('__class__')",
        "x.__init__",
        "import('os')",
        "namespace()",
    ),
    *(
        "T(java.lang.Runtime).getRuntime().exec('id')",
        "settings.SECRET_KEY",
        "session_day.tzinfo",
        "joiner()",
        "[]",
    ),
)
WHOLE = (
    *(
        "{% for x in range(10**9) %}a{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{% raw %}{{x}}{% endraw %}",
    ),
    *(
        "{% import os %}",
        "{% set x = 1 %}{{x}}",
        "{% macro m() %}{{m()}}{% endmacro %}{{m()}}",
        "{0.__class__}",
    ),
    *(
        "{name.__class__}",
        "{name!r}",
        "{name:>99999999}",
        "{0}",
        "{}",
        "{{{{{{",
        "}}}}",
        "%s%s%s%n",
        "%(name)s",
    ),
    *(
        "\\\\u007b\\\\u007b7*7\\\\u007d\\\\u007d",
        "{{'\\\\x5f\\\\x5f'}}",
        "{ {7*7} }",
        "{{7*7",
        "7*7}}",
        "{%%}",
        "{{}}",
    ),
)
PAYLOADS = (*WHOLE, *[f"{head}{body}{TAILS.get(head, '}')}" for body in BODIES for head in HEADS])[:240]
PIECES = (
    *HEADS,
    *BODIES,
    *WHOLE,
    "}}",
    "%}",
    "{name}",
    "{title}",
    "|",
    ".",
    "_",
    "__",
    "'",
    '"',
    " ",
    "\n",
    "a",
    "49",
)


@cache
def _catalog() -> tuple[Any, str, dict[str, Any]]:
    catalog = build_houses(default_config())[1]._catalog
    letters = [e for name, e in catalog.entries("en").items() if name.startswith("letter/")]
    entry, sample = next((e, s) for e in letters for s in e.samples if s.get("l", {}).get("own"))
    return catalog, entry.name, dict(sample)


def letter(own: str, *, short: bool, **more: Any) -> str:
    """The letter a client would read, with these words of the therapist's own."""
    catalog, prompt, sample = _catalog()
    args = {**sample, "l": {**sample["l"], "own": own, **more}}
    found: str = catalog.render(prompt, "en", "sms" if short else "telegram", args, variant=0)
    return found


def literally(text: str) -> list[str]:
    """What is wrong with how a letter of these words comes out; nothing for one that is refused."""
    words = clean(text).strip()[:LONGEST]
    if not words or any(one not in PLACEHOLDERS for one in placeholders(words)):
        return []  # asked for again
    begun = time.thread_time()
    try:
        shown = letter(words, short=False)
    except Exception as error:
        return [f"{type(error).__name__}: {words}"]
    took = time.thread_time() - begun
    plain = re.escape(_pressed(words))
    for name in PLACEHOLDERS:
        plain = plain.replace(re.escape("{" + name + "}"), "[^{}]*")
    wrong = [] if re.search(plain, _pressed(shown)) else [f"not as typed: {words!r} {shown!r}"]
    if took >= LIMIT:
        took = min(took, *(_timed(words) for _ in range(3)))
    return wrong + ([f"{took:.4f} s: {words}"] if took >= LIMIT else [])


def _timed(words: str) -> float:
    begun = time.thread_time()
    letter(words, short=False)
    return time.thread_time() - begun


def _pressed(text: str) -> str:
    """Without differences of white space, which the page's own form decides."""
    return " ".join(text.split())


def fuzzed(count: int, seed: int) -> Iterator[str]:
    """Texts grown from pieces of attacks."""
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chance.choices(PIECES, k=chance.randint(1, 12)))


def measure(size: str) -> list[Figure]:
    """The known attacks, then the grown ones."""
    known = [fault for text in PAYLOADS for fault in literally(text)]
    grown = [fault for text in fuzzed(SIZES[size], 1) for fault in literally(text)]
    faults = [*known, *grown]
    if faults:
        print(faults[0])
    name = f"template attacks in letters: {len(PAYLOADS)} known, {SIZES[size]:,} grown"
    return [Figure(name, f"{len(faults)} worked out, raised or slow", "0", not faults)]
