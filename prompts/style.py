"""The language rules, executed: no text minimises, blames, advises, diagnoses or pretends.

The rules are data in `style.toml`. They hold for our own words: what stands in double quotes, or is
given as `verbatim`, is somebody else's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from prompts import carrier, gsm, readability
from prompts.deny import denied
from prompts.style_rules import Shown, patterns, table

_QUOTED = re.compile('"[^"]*"|\u201c[^\u201d]*\u201d|\u00ab[^\u00bb]*\u00bb')
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d[\u2600-\u27bf\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule and the words that break it."""

    rule: str
    excerpt: str


def languages() -> frozenset[str]:
    """The languages there are rules for."""
    return frozenset(name for name, part in table().items() if isinstance(part, dict) and "patterns" in part)


def kinds() -> frozenset[str]:
    """The message kinds there are."""
    return frozenset(table()["lengths"])


def audience_of(kind: str) -> str:
    """Who usually reads a message of this kind: `therapist` or `client`."""
    return "therapist" if kind in table()["therapist_kinds"] else "client"


def normalise(text: str) -> str:
    """One line, straight apostrophes, single spaces: the form the patterns are matched on."""
    straight = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u00a0", " ")
    return " ".join(straight.split())


def strip_quotes(text: str) -> str:
    """`text` with everything inside double quotes removed; the marks stay."""
    return _QUOTED.sub('""', text)


def check(
    text: str,
    *,
    kind: str,
    channel: str,
    language: str = "en",
    discreet: bool = False,
    options: Sequence[str] = (),
    first_after_miss: bool = False,
    audience: str = "",
    verbatim: Sequence[str] = (),
    limit: int | None = None,
) -> list[Finding]:
    """Every rule a finished message breaks, each once; empty when it may be sent.

    `discreet` says that this is the neutral text of a prompt: nothing in it may tell a locked screen
    what it is about. `verbatim` holds passages in somebody else's words, `limit` a length tighter than
    the kind's own.
    Raises ValueError for a kind or a language there are no rules for.
    """
    if kind not in kinds() or language not in languages():
        raise ValueError(f"no rules for {kind!r} in {language!r}")
    client = (audience or audience_of(kind)) == "client"
    shown = Shown(text.strip(), kind, channel, discreet, tuple(options), client)
    own = _own(shown, verbatim)
    found = [*_pattern_findings(own, language), *_screen_findings(own, language)]
    found += _carrier_findings(_without(shown.text, verbatim), own)
    found += _form_findings(own, language)
    if first_after_miss:
        found += _after_miss_findings(own, language)
    found += _length_findings(shown, limit)
    return list({finding.rule: finding for finding in reversed(found)}.values())[::-1]


def _own(shown: Shown, verbatim: Sequence[str]) -> Shown:
    """The same message with everything in somebody else's words taken out."""
    text = _without(shown.text, verbatim)
    options = tuple(strip_quotes(option) for option in shown.options if option not in verbatim)
    return replace(shown, text=strip_quotes(text), options=options)


def _without(text: str, verbatim: Sequence[str]) -> str:
    for passage in filter(None, verbatim):
        text = text.replace(passage, '""')
    return text


def _carrier_findings(text: str, shown: Shown) -> Iterator[Finding]:
    """RES: quoted or not, no text asks for a word that ends the messages, and no digit stands for one.

    "Start" may be a label: the digit is what is sent; on SMS "Cancel" is shown as "Leave it".
    """
    if shown.kind in table()["carrier"]["about"]:
        return
    if shown.on_sms():
        yield from (Finding("RES-1", o) for o in shown.options if carrier.is_one(o) and o != "Start")
    if word := carrier.asked_for(text):
        yield Finding("RES-2", word)


def _pattern_findings(shown: Shown, language: str) -> Iterator[Finding]:
    text = normalise(shown.text)
    options = [normalise(option) for option in shown.options]
    for pattern in patterns(language):
        if not pattern.applies(shown):
            continue
        for passage in pattern.passages(text, options):
            if found := pattern.pattern.search(passage):
                yield Finding(pattern.rule, found.group().strip())


def _screen_findings(shown: Shown, language: str) -> Iterator[Finding]:
    """PRV-1: what a locked screen may not tell a stranger (`deny.toml`)."""
    for passage in _private_part(shown, normalise(shown.text)):
        for word in denied(passage, language, neutral=shown.discreet):
            yield Finding("PRV-1", word.rstrip("*"))


def _private_part(shown: Shown, text: str) -> tuple[str, ...]:
    """What a locked screen could show: all of a neutral text or a cue by SMS, the beginning of others."""
    rules = table()
    if shown.discreet or (shown.on_sms() and shown.kind in rules["always_private"]):
        return (text, *shown.options)
    if not shown.on_sms() and shown.kind in rules["unprompted"]:
        return (text[: rules["preview"]],)
    return ()


def _form_findings(shown: Shown, language: str) -> Iterator[Finding]:
    rules = table()
    most = 0 if shown.kind in rules["emoji"]["none_in"] else rules["emoji"]["most"]
    emoji = [e for e in _EMOJI.findall(shown.text) if e[0] not in rules["emoji"]["dots"]]
    if len(emoji) > most:
        yield Finding("EMOJI", "".join(emoji))
    if shown.on_sms() and (outside := gsm.outside(shown.text + "".join(shown.options))):
        yield Finding("GSM", outside)
    if shown.client:
        yield from _reading_findings(shown, rules[language]["sentences"])
    if shown.kind == "barrier":
        yield from _question_findings(shown, rules[language]["barrier_questions"]["openers"])


def _reading_findings(shown: Shown, bounds: Mapping[str, Any]) -> Iterator[Finding]:
    most = bounds["letter_words"] if shown.kind == "letter" else bounds["words"]
    for sentence in readability.sentences(shown.text):
        if len(readability.words(sentence)) > most:
            yield Finding("SENTENCE", sentence)
    if level := readability.too_hard(shown.text, bounds):
        yield Finding("GRADE", level)


def _question_findings(shown: Shown, openers: Sequence[str]) -> Iterator[Finding]:
    opener = re.compile(rf"¿?(?:and |so |y |o )?(?:{'|'.join(map(re.escape, openers))})\b", re.IGNORECASE)
    for sentence in readability.sentences(shown.text):
        clauses = re.split(r"[,;:–—-] | (?=¿)", sentence)
        if sentence.endswith("?") and not any(opener.match(clause.strip()) for clause in clauses):
            yield Finding("OPENER", sentence)


def _after_miss_findings(shown: Shown, language: str) -> Iterator[Finding]:
    text = normalise(shown.text).lower()
    for name, phrases in table()[language]["after_miss"].items():
        if not any(phrase in text for phrase in phrases):
            yield Finding(f"MISS-{name}", shown.text[:40])


def _length_findings(shown: Shown, limit: int | None) -> Iterator[Finding]:
    bounds = _bounds(shown)
    most = min(filter(None, (bounds["sms" if shown.on_sms() else "telegram"], limit)))
    screen = shown.on_screen()
    if len(screen) > most:
        yield Finding("LENGTH", f"{len(screen)} characters, at most {most}")
    if shown.on_sms() and gsm.parts(screen) > gsm.parts("x" * most):
        yield Finding("PARTS", f"{gsm.parts(screen)} parts")
    if len(readability.words(shown.text)) > bounds.get("words", most):
        yield Finding("WORDS", f"more than {bounds['words']} words")


def _bounds(shown: Shown) -> Mapping[str, int]:
    rules = table()
    usual: Mapping[str, int] = rules["lengths"][shown.kind]
    return usual if shown.client else rules["therapist_lengths"].get(shown.kind, usual)
