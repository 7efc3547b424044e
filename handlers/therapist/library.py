"""The library from the therapist's side: finding, listing and previewing activities."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from handlers.answers_words import fold
from handlers.client.activity import activity_snapshot, run_activity
from handlers.content import Activity, Option
from handlers.filled import filled
from handlers.names import nearest
from handlers.pathways import Pathway
from handlers.shelf import activity as given
from handlers.shelf import drafts, library
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist import filed, measure_preview
from handlers.therapist.measure_lines import find_measure
from handlers.turn import Changes, Turn

SUGGESTED = 5
MOST_WORDS = 4

WAYS = ("start", "later", "ask")
"""What a client has under an assignment that arrives."""

changes = Changes()

Titled = TypeVar("Titled", Activity, Pathway)


def find_activity(
    known: Mapping[str, Titled], words: str, english: Mapping[str, Titled] | None = None
) -> list[Titled]:
    """What is meant by `words`, as its reader knows it or else by its English title."""
    return find(known, words) or [known[a.id] for a in find(english or {}, words) if a.id in known]


def find_or_filed(
    known: Mapping[str, Activity], words: str, english: Mapping[str, Activity] | None = None
) -> list[Activity]:
    """What is meant by `words`; where no title fits, all that is filed under them, as `/library` has it."""
    also, found = english or known, find_activity(known, words, english)
    if found or not words.strip():
        return found
    return [a for a in known.values() if filed.is_filed((a, also.get(a.id, a)), words)]


def find_pathway(turn: Turn, words: str) -> list[Pathway]:
    """The pathways meant by `words`, by their titles in the reader's language or in English."""
    return find_activity(turn.house.pathways(turn.person), words, turn.house.content.pathways)


def find(known: Mapping[str, Titled], words: str) -> list[Titled]:
    """Those meant by `words`: an exact id, else those whose title has words that begin so.

    An exact id, else those whose title has words that begin so: in the reader's language, else in English.
    An exact title beats longer ones. Accents, case and punctuation do not matter.
    """
    bare = words.strip().casefold()
    if bare in known:
        return [known[bare]]
    asked = fold(words).split()
    exact = [one for one in known.values() if asked in _titles(one)]
    return exact or [one for one in known.values() if asked and any(_begin(asked, t) for t in _titles(one))]


def _titles(activity: Activity | Pathway) -> tuple[list[str], list[str]]:
    return fold(activity.title).split(), fold(activity.client_title).split()


def _begin(asked: Sequence[str], title: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in title) for part in asked)


def suggestions(known: Mapping[str, Activity], recent: Sequence[str], wanted: str = "") -> list[list[str]]:
    """Activities to begin a choice with, as [id, title].

    Those whose title resembles the words, then the recent ones, then their relatives.
    """
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
    """`/preview ACTIVITY [sms]`: plays it as the client would get it; nothing is kept."""
    words, form = rest.strip(), ""
    if words.casefold().endswith(" sms"):
        words, form = words[:-4].strip(), "sms"
    if not words:
        turn.say("reply", "usage/preview")
        return
    shown = {**library(turn), **drafts(turn)}
    found = find_activity(shown, words, turn.house.content.activities) or filed.by_name(shown, words)
    measure = None if found else find_measure(turn.house.content, words)
    if measure is not None:
        measure_preview.play(turn, measure, form=form)
    elif len(found) == 1:
        play(turn, found[0], form=form)
    elif found:
        begin(turn, "which_preview", {"words": words, "options": listed(found[:6]), "form": form})
    else:
        near = [title for _, title in suggestions(shown, (), words)] if _resembling(shown, words) else []
        turn.say("reply", "library/unknown", words=words, near=near[:3])


def play(turn: Turn, activity: Activity, *, form: str = "", then: str = "") -> None:
    """The activity as a talk of its own, credited to nothing.

    `form` "sms" shows it as a short phone would; `then` is the own activity whose card comes afterwards.
    """
    if not activity.steps:
        turn.say("reply", "library/no_steps", title=activity.title)
        return
    on = form or turn.person.channel
    timer = any(step.kind == "timer" for step in activity.steps)
    words: dict[str, Any] = {"guard": activity.guard, "note": activity.therapist_note, "timer": timer}
    turn.say("reply", "library/preview", title=activity.title, id=activity.id, on=on, **words)
    begin(turn, "preview", {**preview_args(turn, activity), "form": form, "then": then})


def preview_script(ctx: Ctx) -> Script:
    """How it arrives, then the steps, for reading; unlike a client's it is not offered again when left."""
    if ctx.args.get("card"):
        yield from _arrives(ctx.args)
    return (yield from run_activity(ctx.args, small=bool(ctx.args.get("small"))))


def _arrives(args: Mapping[str, Any]) -> Script:
    """Its delivery; of what a client's other buttons do it is said what that would be."""
    prompt, ways = "assignment/deliver", tuple(args.get("ways", ("start",)))
    name = args["card"]["name"] if args.get("client") else ""
    while True:
        choice = yield Ask(prompt, "choice", "assignment", args["card"], ways)
        if choice.value == "start":
            return
        yield Say("library/only_played", "reply", {"way": choice.value, "name": name})
        prompt = "assignment/again"


def preview_args(turn: Turn, activity: Activity) -> dict[str, Any]:
    """As `run_activity` wants them, with an assignment that is none."""
    name, known = turn.person.name, filled(activity, {})
    return {
        "assignment": "",
        "occurrence": "",
        "activity": activity_snapshot(known),
        "therapist": name,
        "name": name,
        "goal": "",
        "note": "",
        "visibility": known.visibility,
        "post": True,
        "nth": 0,
        "daily": activity.rhythm == "daily",
        "small": False,
        "preview": True,
        "card": _card(turn, known, name),
        "ways": WAYS,
    }


def _card(turn: Turn, activity: Activity, name: str) -> dict[str, Any]:
    """What its delivery reads, as `handlers.client.snapshots.card` gives it for a real one."""
    said = ("what", "why", "how", "minutes", "rhythm", "optional", "avoidance_sensitive", "on_event")
    return {
        **{part: getattr(activity, part) for part in said},
        "name": name,
        "therapist": name,
        "title": activity.client_title,
        "full_minutes": activity.minutes,
        "small_minutes": activity.tiny_minutes,
        "small_words": activity.tiny_words,
        "note": "",
        "visibility": activity.visibility,
        "small": False,
        "obstacle": "",
        "moment": "",
        "confirmed": False,
        "done": 0,
        "planned": 0,
        "session_at": 0,
        "passes": False,
        "goal": "",
        "work_word": turn.house.practice.work_word,
        "partner": "",
        "needs_yes": activity.needs_yes,
        "shared_card": False,
    }


def which_preview(ctx: Ctx) -> Script:
    """Several activities go by these words."""
    options = tuple(Option(id, title) for id, title in ctx.args["options"])
    chosen = yield Ask("library/which", "choice", "reply", {"words": ctx.args["words"]}, options)
    yield Do("play_activity", {"activity": chosen.value, "form": ctx.args.get("form", "")})


@changes.change(undo="bar")
def play_activity(turn: Turn, activity: str, form: str = "") -> dict[str, Any]:
    """The chosen one begins."""
    play(turn, {**library(turn), **drafts(turn)}.get(activity) or given(turn, activity), form=form)
    return {}


SCRIPTS = {"preview": preview_script, "which_preview": which_preview}
