"""An activity with its blanks filled: by the therapist for one client, else as it ships (CONTENT E4)."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from handlers.content import Activity, Step

LONGEST = 90
"""Characters of one filling: room for a link."""

MOST_MINUTES = 180


def filled(activity: Activity, given: Mapping[str, str]) -> Activity:
    """The activity as this client reads it."""
    return _filled(activity, tuple(sorted(given.items()))) if activity.fill else activity


@lru_cache(maxsize=1024)
def _filled(activity: Activity, given: tuple[tuple[str, str], ...]) -> Activity:
    words = {blank.name: blank.default for blank in activity.fill} | dict(given)
    steps = tuple(_step(step, words) for step in activity.steps)
    return replace(activity, what=put_in(activity.what, words), how=put_in(activity.how, words), steps=steps)


def _step(step: Step, words: Mapping[str, str]) -> Step:
    given = words.get(step.minutes_from, "")
    minutes = int(given) if given.isdecimal() else step.minutes
    return replace(step, text=put_in(step.text, words), sms=put_in(step.sms, words), minutes=minutes)


def put_in(text: str, words: Mapping[str, str]) -> str:
    """The text with each blank filled; braces in a filling are let go of, so that nothing is read twice."""
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value.replace("{", "").replace("}", ""))
    return text


def numbered(activity: Activity, name: str) -> bool:
    """Whether this blank is a number of minutes."""
    return any(step.minutes_from == name for step in activity.steps)
