"""The wizard's questions: which activity, how often, when, and the covering note."""

from collections.abc import Mapping
from typing import Any

from handlers.content import Option
from handlers.talk import Ask, Do, Script
from handlers.therapist.assign import LONGEST_NOTE, read_clock_time

Args = Mapping[str, Any]
RHYTHMS = ("3x", "daily", "once")


def choose_activity(args: Args) -> Script:
    """Which activity: from the likely ones, or by words of a title."""
    choices, wanted, several = args["choices"], args["wanted"], args["several"]
    while True:
        prompt = "assign/which" if several else "assign/unknown" if wanted else "assign/activity"
        words = {"name": args["name"], "words": wanted}
        options = tuple(Option(id, title) for id, title in choices)
        reply = yield Ask(prompt, "choice", "reply", words, options, key="assign/activity", free=True)
        if reply.value != "own_words":
            return reply.value
        found = yield Do("search_library", {"words": reply.words})
        if len(found) == 1:
            return found[0][0]
        wanted, several = reply.words, bool(found)
        choices = found or args["choices"]


def ask_rhythm(args: Args, first: str) -> Script:
    """How often, with the activity's own rhythm first."""
    order = (first, *(r for r in RHYTHMS if r != first))
    reply = yield Ask("assign/rhythm", "choice", "reply", {"name": args["name"]}, order)
    return reply.value


def ask_time(args: Args) -> Script:
    """When the reminder comes, in the client's time."""
    options = tuple(Option(at, at) for at in args["times"])
    prompt = "assign/time"
    while True:
        words = {"name": args["name"], "hours": args["hours"]}
        reply = yield Ask(prompt, "choice", "reply", words, options, key="assign/time", free=True)
        if reply.value != "own_words":
            return reply.value
        if at := read_clock_time(reply.words, args["language"], args["hours"]):
            return at
        prompt = "assign/time_again"


def ask_note(args: Args) -> Script:
    """A covering note in the therapist's own words, or none."""
    prompt = "assign/note"
    while True:
        words = {"name": args["name"], "longest": LONGEST_NOTE}
        reply = yield Ask(
            prompt, "choice", "reply", words, ("none",), key="assign/note", free=True, skip=True
        )
        if reply.value != "own_words":
            return ""
        if len(reply.words) <= LONGEST_NOTE:
            return reply.words
        prompt = "assign/note_long"
