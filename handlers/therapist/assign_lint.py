"""Gentle hints while something is being assigned: what is not said yet, and verbs that say little.

CONTENT I-18, E4, G-26. Nothing here blocks: Send is there whatever is hinted at.
"""

import re
from collections.abc import Sequence
from typing import Any

from handlers.content import Activity
from handlers.filled import numbered
from handlers.therapist.assign import PERSONAL, Draft
from handlers.therapist.insights_compared import BEFORE, is_facing

ORDER = ("rung", "act", "when", "often", "long", "link", "why", "where", "sign", "obstacle")
"""What an assignment that is clear has, the rarer gaps first (CONTENT I-18)."""

MOST = 3
"""So many gaps are named at once."""

_VAGUE = (
    r"start (?:to|on)|begin to|work on|be more|be less|try to|try and|think about|focus on|deal with|"
    r"get better|improve|practise being|look into|keep in mind"
)
VAGUE = re.compile(rf"\b(?:{_VAGUE})\b", re.IGNORECASE)
"""English verbs that leave open what is done."""

_PLACES = (
    r"at|in|on|by|near|outside|inside|under|behind|before|home|work|kitchen|desk|bed|sofa|garden|park|bus|"
    r"train|car|shop|street|office|bathroom"
)
PLACE = re.compile(rf"\b(?:{_PLACES})\b", re.IGNORECASE)


def lint(draft: Draft, activity: Activity) -> list[str]:
    """Which parts are not said yet, in the order of `ORDER`."""
    act = said_act(draft, activity)
    there = {
        "rung": not _rung_open(draft, activity),
        "act": bool(act) and not _empty_blanks(draft, activity),
        "when": bool(draft["at"]),
        "often": bool(draft["rhythm"]),
        "long": bool(draft["minutes"] or activity.minutes),
        "link": bool(draft["note"]),
        "why": bool(draft["why"]),
        "where": any(PLACE.search(words) for words in _own(draft)),
        "sign": bool(draft["sign"]),
        "obstacle": bool(draft.get("obstacle")),
    }
    return [part for part in ORDER if not there[part]]


def said_act(draft: Draft, activity: Activity) -> str:
    """What is to be done, as the client will read it."""
    return str(draft["act"] or activity.what)


def _empty_blanks(draft: Draft, activity: Activity) -> bool:
    """Whether a blank without words of its own was left open: then nothing says what is meant."""
    given = draft.get("fill", {})
    return any(not given.get(blank.name) and not blank.default for blank in activity.fill)


def _rung_open(draft: Draft, activity: Activity) -> bool:
    """Whether a step is to be faced and nothing says which: only the same one can be compared (I-15)."""
    faced = any(step.key in BEFORE for step in activity.steps) and is_facing(activity)
    places = (b.name for b in activity.fill if not numbered(activity, b.name))
    return faced and not (draft["act"] or any(draft.get("fill", {}).get(name) for name in places))


def _own(draft: Draft) -> list[str]:
    """What was written for this client about what and where."""
    said = (draft["act"], draft.get("moment", ""), *draft.get("fill", {}).values())
    return [str(words) for words in said]


def vague(draft: Draft) -> str:
    """The first verb in what or in its sign that says little, as it was written; "" for none."""
    found = (VAGUE.search(words) for words in (*_own(draft), str(draft["sign"])))
    return next((match.group() for match in found if match), "")


def hints(
    draft: Draft, activity: Activity, before: Sequence[str], *, for_two: bool = False
) -> dict[str, Any]:
    """What the card may say: the first gaps and a vague verb; no gaps where it is known or optional.

    `for_two`: nothing is missing that is one person's own. `before`: the activities this client has had; one
    that was clear enough once is not gone over again.
    """
    known = draft["optional"] or activity.id in before
    gaps = [part for part in lint(draft, activity) if not (for_two and part in PERSONAL)]
    return {"gaps": [] if known else gaps[:MOST], "vague": vague(draft)}
