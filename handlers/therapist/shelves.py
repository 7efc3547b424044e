"""`/library`: what there is, narrowed by tag, type, method, minutes or words, and one of them as a card."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from handlers.answers_words import fold
from handlers.content import Activity, Content, Option, Step
from handlers.filled import filled
from handlers.reading import library
from handlers.state import Person
from handlers.talk import Ask, Ctx, Do, Script
from handlers.talking import begin, close
from handlers.therapist.library import find_activity
from handlers.turn import Changes, Turn

PAGE = 8
PAGE_SMS = 5
MOST_TAGS = 12

_MINUTES = re.compile(r"\b([0-9]{1,3})\s*(?:minutes?|mins?)\b")
_PAGE = re.compile(r"\bpage ([0-9]{1,2})$")

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """A page to choose from, or one activity as a card; inside another talk only the list itself."""
    words, page = _page_of(rest)
    found = narrowed(turn.house.content, words, turn.person)
    args = _list_args(turn, words, found)
    at = min(page, _pages(args)) * args["size"] - args["size"]
    talk = turn.open_talk()
    if talk is not None and talk.script == "library":
        close(turn, talk)
    if found and turn.open_talk() is None:
        begin(turn, "library", {**args, "at": at, "card": found[0].id if len(found) == 1 else ""})
        return
    shown = [{"id": a.id, "title": a.title, "minutes": a.minutes, "rhythm": a.rhythm} for a in found]
    turn.say("reply", "library/list", **_said(args, at), items=shown[at : at + args["size"]])


def _page_of(rest: str) -> tuple[str, int]:
    asked = _PAGE.search(rest.strip().casefold())
    return (rest.strip()[: asked.start()].strip(), max(1, int(asked[1]))) if asked else (rest.strip(), 1)


def narrowed(content: Content, words: str, reader: Person | None = None) -> list[Activity]:
    """The activities filed under all of these words, short enough for these minutes; else by their titles."""
    known = library(content, reader).values()
    at_most = _MINUTES.search(words.casefold())
    rest = _MINUTES.sub(" ", words.casefold()).strip()
    longest = int(at_most[1]) if at_most else 0
    fitting = [a for a in known if not longest or a.minutes <= longest]
    filed = [a for a in fitting if not rest or _is_filed((a, content.activities[a.id]), fold(rest))]
    return filed or [a for a in find_activity(content, rest, reader) if a in fitting]


def _is_filed(both: tuple[Activity, Activity], words: str) -> bool:
    """Whether it is filed under these words, as its reader knows it or in English."""
    under = {fold(one) for a in both for one in (*a.tags, *a.modality.split(","), a.type)}
    return words in under or all(word in under for word in words.split())


def _list_args(turn: Turn, words: str, found: list[Activity]) -> dict[str, Any]:
    tags = Counter(tag for a in library(turn.house.content, turn.person).values() for tag in a.tags)
    return {
        "words": words,
        "size": PAGE_SMS if turn.person.channel == "sms" else PAGE,
        "items": [[a.id, f"{a.title} · {a.minutes} min"] for a in found],
        "tags": [tag for tag, _ in tags.most_common(MOST_TAGS)],
    }


def _pages(args: Mapping[str, Any]) -> int:
    many, size = len(args["items"]), int(args["size"])
    return max(1, -(-many // size))


def _said(args: Mapping[str, Any], at: int) -> dict[str, Any]:
    """How many there are, and which page this is of how many."""
    about = {"words": args["words"], "tags": args["tags"], "many": len(args["items"])}
    return {**about, "page": at // args["size"] + 1, "pages": _pages(args)}


def browse(ctx: Ctx) -> Script:
    """Page after page, round and round; a tap on one shows its card, from which it can be played."""
    args, at, card = ctx.args, ctx.args["at"], ctx.args["card"]
    while True:
        while not card:
            at, card = yield from _choose(args, at)
        shown = yield Do("draw_activity", {"activity": card})
        ways = ("preview", "list") if len(args["items"]) > 1 else ("preview",)
        choice = yield Ask("library/card", "choice", "card", shown, ways)
        if choice.value == "preview":
            yield Do("play_activity", {"activity": card})
            return
        card = ""


def _choose(args: Mapping[str, Any], at: int) -> Script:
    """The page from here on, and the one that was picked of it ("" for the next page)."""
    options = tuple(Option(*one) for one in args["items"][at : at + args["size"]])
    more = ("more",) if _pages(args) > 1 else ()
    words = _said(args, at)
    reply = yield Ask("library/page", "choice", "reply", words, (*options, *more), key="library/page")
    if reply.value != "more":
        return at, reply.value
    return (at + args["size"]) % (_pages(args) * args["size"]), ""


@changes.change()
def draw_activity(turn: Turn, activity: str) -> dict[str, Any]:
    """Everything a therapist wants to know of an activity before giving it to somebody."""
    whole = turn.house.activity(activity, turn.person)
    known = filled(whole, {})
    plain = ("id", "title", "client_title", "type", "modality", "rhythm", "minutes", "tiny_minutes")
    longer = ("what", "why", "how", "tiny_words", "guard", "therapist_note", "source")
    about = {name: getattr(known, name) for name in (*plain, *longer)}
    asks = [one.ask for one in whole.fill]
    return {**about, "tags": list(known.tags), "steps": list(_lines(known.steps)), "asks": asks}


def _lines(steps: Iterable[Step]) -> Iterable[dict[str, Any]]:
    for step in steps:
        labels = [option.label for option in step.options]
        yield {"text": step.text, "labels": labels, "after": step.after, "day": step.day or step.from_day}


SCRIPTS = {"library": browse}
