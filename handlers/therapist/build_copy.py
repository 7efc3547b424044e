"""`/copy ACTIVITY`: an activity of the library becomes one's own, to be changed (CONTENT A-01, A-12)."""

from dataclasses import replace
from typing import Any

from handlers import reading, shelf
from handlers.content import Activity, Option
from handlers.content_shape import activity_of, shape_of
from handlers.own import Own
from handlers.talk import Ask, Ctx, Do, Script
from handlers.talking import begin
from handlers.therapist.build import owned_titles
from handlers.therapist.build_card import open_card
from handlers.therapist.build_shape import copied
from handlers.therapist.library import find, find_activity, listed
from handlers.turn import Changes, Turn

MOST_OWN = 5
"""So many of one's own are offered before another copy is made."""

changes = Changes()


def copy(turn: Turn, activity: Activity) -> Own:
    """A draft that begins as this activity is, filed under the words every language finds it by."""
    content, language = turn.house.content, turn.person.language
    filed = content.activities.get(activity.id, activity)
    whole = content.translated.get(language, {}).get(activity.id, activity)  # with what SMS cannot write
    spoken = whole.language or (language if activity.id in content.translated.get(language, {}) else "en")
    known = replace(whole, tags=filed.tags, modality=filed.modality, language=spoken)
    mark = reading.usual(content, turn.person).copy
    return shelf.begin_own(turn, copied(shape_of(known), owned_titles(turn), mark))


@changes.change(undo="bar")
def copy_activity(turn: Turn, activity: str) -> dict[str, Any]:
    """A copy of this one, as a card."""
    own = shelf.my(turn, activity)
    known = activity_of(own.shape) if own and own.shape else shelf.activity(turn, activity)
    open_copy(turn, known)
    return {}


def open_copy(turn: Turn, activity: Activity) -> None:
    """A copy under the therapist's hands, unless they have too many already."""
    if len(shelf.mine(turn)) >= shelf.MOST_KEPT:
        turn.say("reply", "build/many", most=shelf.MOST_KEPT)
    else:
        open_card(turn, copy(turn, activity), done="copied")


def which_copy(ctx: Ctx) -> Script:
    """Several activities go by these words."""
    options = tuple(Option(id, title) for id, title in ctx.args["options"])
    chosen = yield Ask("library/which", "choice", "reply", {"words": ctx.args["words"]}, options)
    yield Do("open_for_work", {"activity": chosen.value})


def own_or_copy(ctx: Ctx) -> Script:
    """There is one of their own that goes by this title: that one, or one copy more."""
    options = tuple(Option(id, title) for id, title in ctx.args["options"])
    words = {"title": ctx.args["title"]}
    chosen = yield Ask("build/yours", "choice", "reply", words, (*options, "another"), key="build/yours")
    activity = ctx.args["activity"] if chosen.value == "another" else chosen.value
    yield Do("open_for_work", {"activity": activity})


@changes.change(undo="bar")
def open_for_work(turn: Turn, activity: str) -> dict[str, Any]:
    """One's own is opened as it is; of any other a copy is made."""
    own = shelf.my(turn, activity)
    if own is not None and own.shape:
        open_card(turn, own)
    else:
        open_copy(turn, shelf.activity(turn, activity))
    return {}


def command(turn: Turn, rest: str) -> None:
    """`/copy ACTIVITY`: a copy of one's own, to be changed; an own one opens as it is."""
    if not rest.strip():
        turn.say("reply", "usage/copy")
        return
    found = find_activity({**shelf.library(turn), **shelf.drafts(turn)}, rest, turn.house.content.activities)
    others = [one for one in found if one.id not in shelf.drafts(turn)]
    if len(others) == 1:
        _open(turn, others[0])
    elif len(found) == 1:
        open_for_work(turn, found[0].id)
    elif found:
        begin(turn, "which_copy", {"words": rest.strip(), "options": listed(found[:6])})
    else:
        turn.say("reply", "library/unknown", words=rest.strip())


def _open(turn: Turn, found: Activity) -> None:
    """Another's is copied; where an own one goes by its title already, which of them is asked."""
    if own := find(shelf.drafts(turn), found.title):
        args = {"title": found.title, "activity": found.id, "options": listed(own[:MOST_OWN])}
        begin(turn, "own_or_copy", args)
    else:
        open_for_work(turn, found.id)


SCRIPTS = {"which_copy": which_copy, "own_or_copy": own_or_copy}
