"""The library from the therapist's side: finding, listing and previewing activities."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.answers_words import fold
from handlers.client.activity import activity_snapshot, run_activity
from handlers.content import Activity, Content, Option
from handlers.filled import filled
from handlers.names import nearest
from handlers.reading import library
from handlers.state import Person
from handlers.talk import Ask, Ctx, Do, Script
from handlers.talking import begin
from handlers.turn import Changes, Turn

SUGGESTED = 5
MOST_WORDS = 4

changes = Changes()


def find_activity(content: Content, words: str, reader: Person | None = None) -> list[Activity]:
    """The activities meant by `words`, as `reader` reads them (nobody: in English).

    An exact id, else those whose title has words that begin so: in the reader's language, else in English.
    An exact title beats longer ones. Accents, case and punctuation do not matter.
    """
    known = library(content, reader)
    bare = words.strip().casefold()
    if bare in known:
        return [known[bare]]
    asked = fold(words).split()
    found = _titled(known, asked) or _titled(content.activities, asked)
    return [known[activity.id] for activity in found]


def _titled(known: Mapping[str, Activity], asked: list[str]) -> list[Activity]:
    exact = [a for a in known.values() if asked in _titles(a)]
    return exact or [a for a in known.values() if asked and any(_begin(asked, t) for t in _titles(a))]


def _titles(activity: Activity) -> tuple[list[str], list[str]]:
    return fold(activity.title).split(), fold(activity.client_title).split()


def _begin(asked: Sequence[str], title: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in title) for part in asked)


def suggestions(turn: Turn, recent: Sequence[str], wanted: str = "") -> list[list[str]]:
    """Activities to begin a choice with, as [id, title].

    Those whose title resembles the words, then the recent ones, then their relatives.
    """
    known = library(turn.house.content, turn.person)
    tags = {tag for id in recent if id in known for tag in known[id].tags}
    meant = _resembling(known, wanted)
    near = sorted(
        known.values(), key=lambda a: (a.id not in meant, a.id not in recent, -len(tags & set(a.tags)), a.id)
    )
    return listed(near[:SUGGESTED])


def _resembling(known: Mapping[str, Activity], words: str) -> set[str]:
    """The ids of activities with a title word that these words may be a slip of."""
    titles = {word: a.id for a in known.values() for word in _titles(a)[0] if len(word) > 3}
    asked = [word for word in fold(words).split() if len(word) > 3][:MOST_WORDS]
    return {titles[found] for word in asked for found in nearest(word, titles, limit=1)}


def listed(activities: Sequence[Activity]) -> list[list[str]]:
    """As [id, title], for options that are kept with a talk."""
    return [[a.id, a.title] for a in activities]


def preview(turn: Turn, rest: str) -> None:
    """`/preview ACTIVITY`: plays it as the client would get it; nothing is kept."""
    if not rest.strip():
        turn.say("reply", "usage/preview")
        return
    found = find_activity(turn.house.content, rest, turn.person)
    if len(found) == 1:
        play(turn, found[0])
    elif found:
        begin(turn, "which_preview", {"words": rest.strip(), "options": listed(found[:6])})
    else:
        turn.say("reply", "library/unknown", words=rest.strip())


def play(turn: Turn, activity: Activity) -> None:
    """The activity as a talk of its own, credited to nothing."""
    turn.say("reply", "library/preview", title=activity.title, note=activity.therapist_note)
    begin(turn, "preview", preview_args(turn, activity))


def preview_script(ctx: Ctx) -> Script:
    """The steps, for reading; unlike a client's activity it is not offered again when left."""
    return (yield from run_activity(ctx.args, small=False))


def preview_args(turn: Turn, activity: Activity) -> dict[str, Any]:
    """As `run_activity` wants them, with an assignment that is none."""
    name = turn.person.name
    return {
        "assignment": "",
        "occurrence": "",
        "activity": activity_snapshot(filled(activity, {})),
        "therapist": name,
        "name": name,
        "goal": "",
        "note": "",
        "visibility": "shared",
        "post": True,
        "nth": 0,
        "daily": activity.rhythm == "daily",
        "small": False,
        "preview": True,
    }


def which_preview(ctx: Ctx) -> Script:
    """Several activities go by these words."""
    options = tuple(Option(id, title) for id, title in ctx.args["options"])
    chosen = yield Ask("library/which", "choice", "reply", {"words": ctx.args["words"]}, options)
    yield Do("play_activity", {"activity": chosen.value})


@changes.change(undo="bar")
def play_activity(turn: Turn, activity: str) -> dict[str, Any]:
    """The chosen one begins."""
    play(turn, turn.house.activity(activity, turn.person))
    return {}


SCRIPTS = {"preview": preview_script, "which_preview": which_preview}
