"""The wizard's questions: which activity, how often, when, and the covering note."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.answers_words import brief, fold
from handlers.ask import AskKind
from handlers.client.given_both import PARTNER
from handlers.content import Option
from handlers.filled import LONGEST as LONGEST_FILL
from handlers.filled import MOST_MINUTES, fits
from handlers.talk import Ask, Do, Say, Script
from handlers.therapist.assign import LONGEST_NOTE
from handlers.therapist.clock import read_clock_time

Args = Mapping[str, Any]
CANCEL = ("cancel", "leave it", "dejarlo", "dejalo")
"""What leaves the choice of an activity, as Cancel does the card; by SMS its first is a carrier's word."""

RHYTHMS = ("3x", "daily", "once")


def choose_activity(args: Args, search: str = "search_library") -> Script:
    """Which activity: from the likely ones, or by words of a title, which the change `search` looks up.

    "" when it was left instead: that is said here.
    """
    choices, wanted, several = args["choices"], args["wanted"], args["several"]
    while True:
        prompt = "assign/which" if several else "assign/unknown" if wanted else "assign/activity"
        words = {"name": args["name"], "words": wanted, "archived": args.get("archived", "")}
        options = tuple(Option(id, title) for id, title in choices)
        reply = yield Ask(prompt, "choice", "reply", words, options, key="assign/activity", free=True)
        if reply.value != "own_words":
            return reply.value
        if fold(brief(reply.words)) in CANCEL:
            yield Say("assign/cancelled", "reply")
            return ""
        within = {"pathway": args["pathway"]} if args.get("pathway") else {}
        found = yield Do(search, {"words": reply.words, **within})
        if len(found) == 1:
            return found[0][0]
        wanted, several = reply.words, bool(found)
        choices = found or args["choices"]


def ask_rhythm(args: Args, first: str, title: str = "") -> Script:
    """How often, with the activity's own rhythm first; `title`: which it is, where it was not seen yet."""
    order = (first, *(r for r in RHYTHMS if r != first))
    reply = yield Ask("assign/rhythm", "choice", "reply", {"name": args["name"], "title": title}, order)
    return reply.value


def ask_time(args: Args) -> Script:
    """When the reminder comes, in the client's time."""
    options = tuple(Option(at, at) for at in args["times"])
    prompt = "assign/time"
    while True:
        words = {"name": args["name"], "hours": args["hours"], "group": "members" in args}
        reply = yield Ask(prompt, "choice", "reply", words, options, key="assign/time", free=True)
        if reply.value != "own_words":
            return reply.value
        if at := read_clock_time(reply.words, args["language"], args["hours"]):
            return at
        prompt = "assign/time_again"


def ask_fill(args: Args, activity: str) -> Script:
    """What stands in the activity's blanks for this client; SKIP leaves one as it ships."""
    blanks = yield Do("blanks_of", {"activity": activity})
    return {"fill": (yield from ask_blanks(open_blanks(args, blanks)))}


def open_blanks(args: Args, blanks: Sequence[Args]) -> list[Args]:
    """Those that are asked for: not the partner of each of a couple, who is known, nor one for a group."""
    many = bool(args.get("also")) or "members" in args
    return [one for one in blanks if not (many and one["name"] == PARTNER)]


def ask_blanks(
    blanks: Sequence[Args], first: str = "assign/fill", about: Args | None = None, key: str = "assign/fill"
) -> Script:
    """What is put into each of these, but for those passed over. `about` are further words of `first`."""
    given: dict[str, str] = {}
    for blank in blanks:
        reply = yield from _ask_blank(blank, first, about or {}, f"{key}/{blank['name']}")
        if not reply.skipped:
            given[blank["name"]] = str(round(reply.value)) if blank["number"] else reply.words
    return given


def _ask_blank(blank: Args, first: str, about: Args, key: str) -> Script:
    prompt = first
    while True:
        words = {**about, "ask": blank["ask"], "stands": blank["default"], "longest": LONGEST_FILL}
        kind: AskKind = "number" if blank["number"] else "text"
        reply = yield Ask(prompt, kind, "reply", words, key=key, low=1, high=MOST_MINUTES, skip=True)
        if reply.skipped or blank["number"] or fits(reply.words):
            return reply
        prompt = "assign/fill_long"


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
