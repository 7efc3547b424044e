"""Words that carriers and our own opt-out detector act on: nobody is asked to type one (SAFETY 0.5, 2).

STOP is a skill of DBT, END and QUIT are ordinary answers, YES opts in again and HELP is answered by the
carrier: a text that asks for one of them as an answer would end the messages or start them anew.
"""

import re
from functools import cache

from prompts.phrases import load_phrases

_YES = ("yes", "unstop")
_VERBS = (
    "reply|replying|text|texting|send|type|respond|enter|key in|text back|write back"
    "|responde|responda|envia|envíe|envía|manda|mande|contesta|conteste|teclea|teclee|marca|escribe|escriba"
)
_SOFT = "say|put|answer|write|press|choose|pick|di|pon"
_BETWEEN = (
    r"(?: (?:back|us|me|with|in|just|simply|only|either|the|a|one|of|single|word|words|letters|now|here"
    r"|con|la|palabra|solo|sólo|un|una))*"
)
_MARK = "[\"'\u201c\u2018\u00ab(]"
_END = r"(?=[\"'\u201d\u2019\u00bb).,;:!?]|$| (?:to|if|when|for|and|or|once|and|para|si|cuando|o|y)\b)"


def asked_for(text: str) -> str:
    """The first carrier word this text asks somebody to type, as written; "" when there is none.

    A word counts in capitals or quoted after any verb of answering, as a legend ("YES = fine"), and in
    small letters after a verb that can only mean typing.
    """
    line = " ".join(text.replace("\u2019", "'").split())
    return next((found["word"] for pattern in _patterns() if (found := pattern.search(line))), "")


def is_one(label: str) -> bool:
    """Whether a label is such a word and nothing else, whatever signs stand around it."""
    return " ".join(re.findall(r"[^\W_]+", label.casefold())) in words()


@cache
def words() -> frozenset[str]:
    """Every word of the stop, help and start families, in every language, and YES."""
    lists = [one.opt_out for one in load_phrases().values()]
    return frozenset((*_YES, *(w.casefold() for o in lists for w in (*o.stop, *o.help, *o.start))))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    small = "|".join(sorted(map(re.escape, words()), key=len, reverse=True))
    capitals = small.upper()
    return (
        re.compile(rf"\b(?i:{_VERBS}|{_SOFT})(?i:{_BETWEEN})[: ]+{_MARK}?(?P<word>{capitals})\b"),
        re.compile(rf"(?i)\b(?:{_VERBS}|{_SOFT}){_BETWEEN}[: ]+{_MARK}(?P<word>{small})\b"),
        re.compile(rf"(?i)\b(?:{_VERBS}){_BETWEEN}[: ]+(?P<word>{small}){_END}"),
        re.compile(rf"\b(?P<word>{capitals})(?: =|=|/[A-Z]| (?:or|o) (?:{capitals}|NO)\b| if\b| si\b)"),
    )
