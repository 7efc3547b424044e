"""`/library`: what there is, narrowed by tag, type, method, minutes or words, and one of them as a card."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from handlers import reading, shelf
from handlers.answers_words import fold
from handlers.content import Activity, Content, Option, Step
from handlers.filled import filled
from handlers.measures import Measure
from handlers.own import Own
from handlers.spoken_after import setting
from handlers.talk import Ask, Ctx, Do, Say, Script, Talk
from handlers.talking import begin, close
from handlers.therapist import filed, pathway
from handlers.therapist.library import find_activity
from handlers.therapist.measure_lines import find_measure
from handlers.turn import HOUR, Changes, Turn

MEASURES = frozenset(("measure", "measures", "questionnaires", "scales"))
"""Words under which all measures are filed."""

TAGS = frozenset(("tag", "tags", "etiqueta", "etiquetas"))
"""Words that ask under what there is."""

PAGE = 8
PAGE_SMS = 5
MOST_TAGS = 12

_PAGE = re.compile(r"\b(?:page|p[aá]gina) ([0-9]{1,2})$")

OWN: dict[str, Callable[[Own], bool]] = {
    "mine": lambda own: True,
    "own": lambda own: True,
    "draft": lambda own: own.draft is not None,
    "drafts": lambda own: own.draft is not None,
    "archived": lambda own: own.archived,
}
"""Words that ask for the therapist's own."""

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """A page to choose from, or one activity as a card; inside another talk only the list itself."""
    words, page = _page_of(rest)
    under = setting(words, turn.person.language)
    if fold(under) in TAGS:
        shipped = reading.library(turn.house.content, turn.person).values()
        turn.say("reply", "library/tags", tags=sorted({tag for a in shipped for tag in a.tags}))
        return
    if under in ("pathways", "pathway"):
        pathway.listing(turn)
        return
    english = {**shelf.library(turn), **turn.house.content.activities}
    found = narrowed(_all(turn), words, english)
    items = _mine(turn, under) or [[a.id, _label(turn, a)] for a in found]
    items = items or _put_away(turn, under)
    if under in OWN and not items and not shelf.mine(turn):
        turn.say("reply", "library/no_own")
        return
    measures = narrowed_measures(turn.house.content, under)
    if measures and (not items or under in MEASURES):
        _browse_measures(turn, words, measures)
        return
    args = _list_args(turn, words, items)
    at = min(page, _pages(args)) * args["size"] - args["size"]
    talk = turn.open_talk()
    if talk is not None and talk.script == "library":
        close(turn, talk)
    if items and (turn.open_talk() is None or _at_rest(turn, talk)):
        begin(turn, "library", {**args, "at": at, "card": items[0][0] if len(items) == 1 else ""})
        return
    shown = [{"id": id, "label": label, "title": label.partition(" · ")[0]} for id, label in items]
    turn.say("reply", "library/list", **_said(args, at), items=shown[at : at + args["size"]])


def narrowed_measures(content: Content, words: str) -> list[Measure]:
    """All measures under their own word, else the one these words name."""
    if fold(words) in MEASURES:
        return list(content.measures.values())
    found = find_measure(content, words)
    return [found] if found else []


def _browse_measures(turn: Turn, words: str, found: list[Measure]) -> None:
    """A page of measures to choose from, or one as a card; a slot says that its text is missing."""
    talk = turn.open_talk()
    if talk is not None and talk.script == "library":
        close(turn, talk)
    lines = [[m.id, _named(turn, m)] for m in found]
    if not _at_rest(turn, turn.open_talk()):
        turn.say("reply", "library/measures", items=[line for _, line in lines])
        return
    args = {**_list_args(turn, words, lines), "measures": True, "at": 0}
    begin(turn, "library", {**args, "card": found[0].id if len(found) == 1 else ""})


def _named(turn: Turn, measure: Measure) -> str:
    title = measure.called(reading.tongue(turn.person))
    return title if measure.has_text(turn.person.language) else f"{title} *"


PLAYED = frozenset(("preview", "measure_preview", "which_preview"))

RESTS = HOUR
"""After so long without a word an open talk waits aside for what is looked up now."""


def _at_rest(turn: Turn, talk: Talk | None) -> bool:
    """Whether the open talk is only a card whose buttons stay, a play-back, or was left a while ago."""
    if talk is None or talk.asked is None:
        return talk is None
    card = talk.asked.key.startswith("build/card#") or talk.script in PLAYED
    return card or turn.now - talk.touched_at >= RESTS


def _all(turn: Turn) -> Mapping[str, Activity]:
    """One's own first: whoever made one looks for it."""
    known = shelf.library(turn)
    own = {id: _as_read(turn, activity) for id, activity in known.items() if id in turn.own}
    return {**own, **{id: activity for id, activity in known.items() if id not in own}}


def _as_read(turn: Turn, activity: Activity) -> Activity:
    """An own one, which is filed in English, under the words of its reader."""
    words = reading.usual(turn.house.content, turn.person)
    tags = tuple(words.tags_read(activity.tags))
    return replace(activity, tags=tags, modality=words.method_read(activity.modality))


def _mine(turn: Turn, words: str) -> list[list[str]]:
    """The therapist's own by where they stand: `mine`, `drafts`, `archived`."""
    wanted = OWN.get(words)
    found = [own for own in shelf.mine(turn) if wanted and own.shape and wanted(own)]
    return [[own.id, f"{own.title} · {_stands(turn, own)}"] for own in found]


def _stands(turn: Turn, own: Own) -> str:
    marks = reading.usual(turn.house.content, turn.person)
    return marks.archived if own.archived else marks.draft if own.draft is not None else marks.own


def _label(turn: Turn, activity: Activity) -> str:
    own, marks = turn.own.get(activity.id), reading.usual(turn.house.content, turn.person)
    mark = "" if own is None else marks.own if own.owner == turn.person.id else marks.shared
    return " · ".join(filter(None, (activity.title, f"{activity.minutes} min", mark)))


def _page_of(rest: str) -> tuple[str, int]:
    asked = _PAGE.search(rest.strip().casefold())
    return (rest.strip()[: asked.start()].strip(), max(1, int(asked[1]))) if asked else (rest.strip(), 1)


def narrowed(
    library: Mapping[str, Activity], words: str, english: Mapping[str, Activity] | None = None
) -> list[Activity]:
    """The activities filed under all of these words, short enough for these minutes; else by their titles.

    A reader of another language may also use the `english` words.
    """
    rest, longest = filed.read(words)
    fitting = [a for a in library.values() if not longest or a.minutes <= longest]
    also = english or library
    found = [a for a in fitting if not rest or filed.is_filed((a, also.get(a.id, a)), rest)]
    meant = found or find_activity(library, rest, also) or filed.by_name(library, rest)
    return [a for a in meant if a in fitting]


def _put_away(turn: Turn, words: str) -> list[list[str]]:
    """One's own that is archived, by words of its title: it is no longer given, and still there."""
    known = {own.id: own for own in shelf.mine(turn) if own.archived}
    asked = fold(words).split()
    found = [one for one in known.values() if asked and set(asked) <= set(fold(one.title).split())]
    return [[own.id, f"{own.title} · {_stands(turn, own)}"] for own in found]


def _list_args(turn: Turn, words: str, items: list[list[str]]) -> dict[str, Any]:
    shipped = reading.library(turn.house.content, turn.person).values()
    tags = Counter(tag for a in shipped for tag in a.tags)
    near = filed.near(tags, words) if not items else []
    return {
        "words": words,
        "size": PAGE_SMS if turn.person.channel == "sms" else PAGE,
        "items": items,
        "tags": list(dict.fromkeys((*near, *(tag for tag, _ in tags.most_common(MOST_TAGS)))))[:MOST_TAGS],
    }


def _pages(args: Mapping[str, Any]) -> int:
    many, size = len(args["items"]), int(args["size"])
    return max(1, -(-many // size))


def _said(args: Mapping[str, Any], at: int) -> dict[str, Any]:
    """How many there are, and which page this is of how many."""
    about = {"words": args["words"], "tags": args["tags"], "many": len(args["items"])}
    about |= {"measures": bool(args.get("measures"))}
    return {**about, "page": at // args["size"] + 1, "pages": _pages(args)}


def browse(ctx: Ctx) -> Script:
    """Page after page, round and round; a tap on one shows its card, from which it can be played."""
    args, at, card = ctx.args, ctx.args["at"], ctx.args["card"]
    while True:
        while not card:
            at, card = yield from _choose(args, at)
        what = "measure" if args.get("measures") else "activity"
        shown = yield Do(f"draw_{what}", {what: card})
        if not shown:  # one's own: everything that can be done with it is on its own card
            yield Do("open_for_work", {"activity": card})
            return
        ways = _ways(what, shown, many=len(args["items"]) > 1)
        prompt = "library/measure" if what == "measure" else "library/card"
        if not ways:
            yield Say(prompt, "card", shown)
            return
        choice = yield Ask(prompt, "choice", "card", shown, ways)
        if choice.value != "list":
            yield Do(f"{'play' if choice.value == 'preview' else 'copy'}_{what}", {what: card})
            return
        card = ""


def _ways(what: str, shown: Mapping[str, Any], *, many: bool) -> tuple[str, ...]:
    """What can be done with the one shown; a measure is played where it has words, and never copied."""
    own = ("preview", "copy") if what == "activity" else ("preview",) if shown["items"] else ()
    return (*own, "list") if many else own


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
    """Everything a therapist wants to know of an activity before giving it to somebody; {} for an own one."""
    if shelf.my(turn, activity) is not None:
        return {}
    given = shelf.activity(turn, activity)
    known = filled(given, {})
    plain = ("id", "title", "client_title", "type", "modality", "rhythm", "minutes", "tiny_minutes")
    longer = ("what", "why", "how", "tiny_words", "guard", "therapist_note", "source")
    about = {name: getattr(known, name) for name in (*plain, *longer)}
    asks = [one.ask for one in given.fill]
    return {**about, "tags": list(known.tags), "steps": list(_lines(known.steps)), "asks": asks}


def _lines(steps: Iterable[Step]) -> Iterable[dict[str, Any]]:
    for step in steps:
        labels = [option.label for option in step.options]
        yield {"text": step.text, "labels": labels, "after": step.after, "day": step.day or step.from_day}


SCRIPTS = {"library": browse}
