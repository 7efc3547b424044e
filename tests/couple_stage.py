"""A couple on stage: Sam and Mia, each with their own phone, linked, with one activity and its card."""

import re

from tests.world import ADA, Line, client, events

COUPLE: list[Line] = [ADA, client("sam", "sms"), client("mia", "telegram")]
ASKED: list[Line] = [{"who": "ada", "text": "/couple sam mia"}, {"who": "ada", "tap": "Asked each alone"}]
YES = "Yes, link them"
LINKED: list[Line] = [*COUPLE, *ASKED, {"who": "sam", "tap": YES}, {"who": "mia", "tap": YES}]
GIVEN: list[Line] = [
    *LINKED,
    {"who": "ada", "text": "/assign sam + mia one exact thank-you once at 19:00"},
    {"who": "ada", "tap": "Send"},
]
COMES = "2026-03-08T18:00:00+00:00"
"""When the card of `GIVEN` comes."""

AFTER: Line = {"until": "2026-03-08T20:00:00+00:00"}
NONE = "There is no shared card this time."
ENDED = "The link between your two chats has ended."


def does(who: str, *lines: str) -> list[Line]:
    """One of them does the activity in these three answers, and comes to the question about the card."""
    words = [{"who": who, "text": line} for line in lines]
    return [{"who": who, "tap": "Start"}, *words, {"who": who, "tap": "I kept it"}, *skips(who)]


def skips(who: str) -> list[Line]:
    """Past the questions after a doing."""
    return [{"who": who, "text": "skip"}, {"who": who, "text": "skip"}]


def gives(who: str, line: str) -> list[Line]:
    """This line, and a yes to what the other would read."""
    return [{"who": who, "tap": label} for label in (line, "That's all", "Put it on the card")]


SAM_GIVES = [*does("sam", "you rang my mother", "an evening"), *gives("sam", "you rang my mother")]
MIA_GIVES = [*does("mia", "the blue cup", "warm hands"), *gives("mia", "the blue cup")]


def phone(printed: list[Line], who: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """What one phone showed: when, what, with which buttons."""
    return [(e["at"], e["text"], tuple(e["buttons"])) for e in events(printed, who)]


def swapped(shown: list[tuple[str, str, tuple[str, ...]]]) -> list[tuple[str, str, tuple[str, ...]]]:
    """The same with the two names exchanged."""
    other = {"Sam": "Mia", "Mia": "Sam"}
    return [(at, re.sub("Sam|Mia", lambda m: other[m[0]], text), labels) for at, text, labels in shown]
