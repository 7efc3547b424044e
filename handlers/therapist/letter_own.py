"""A letter in the therapist's own words: bounded, with a fixed list of placeholders, never a template."""

from collections.abc import Mapping
from typing import Any

from handlers.talk import Ask, Script

LONGEST = 900
LONGEST_SMS = 250
"""Characters; with the choices below it, two parts (CONTENT C3: 306)."""

PLACEHOLDERS = ("name", "therapist", "title", "session_day")
TRIES = 5


def own_words(args: Mapping[str, Any]) -> Script:
    """Ask for the letter until it fits; SKIP leaves it as it is. Gives the words, "" for none."""
    most = LONGEST_SMS if args["l"]["short"] else LONGEST
    wrong, unknown = "", ""
    for _ in range(TRIES):
        words = {"name": args["name"], "most": most, "wrong": wrong, "unknown": unknown}
        said = yield Ask(
            "letter_desk/own", "text", "reply", words, key="letter_desk/own", skip=True, long=True
        )
        if said.skipped:
            return ""
        text = said.words.strip()
        unknown = next((p for p in placeholders(text) if p not in PLACEHOLDERS), "")
        wrong = "long" if len(text) > most else "unknown" if unknown else ""
        if text and not wrong:
            return text
    return ""


def placeholders(text: str) -> list[str]:
    """What stands in braces, in order."""
    return [part.partition("}")[0] for part in text.split("{")[1:] if "}" in part]
