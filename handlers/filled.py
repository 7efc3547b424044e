"""An activity with its blanks filled: by the therapist for one client, else as it ships (CONTENT E4)."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from handlers.content import Activity, Fill, Step
from handlers.content_addresses import LONGEST as LONGEST_ADDRESS
from handlers.content_addresses import address_in

LONGEST = 90
"""Characters of one filling; an address may be longer."""

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


def fits(words: str) -> bool:
    """Whether it can stand in a blank."""
    return len(words) <= (LONGEST_ADDRESS if address_in(words) else LONGEST)


def needed(activity: Activity) -> tuple[Fill, ...]:
    """Blanks without which a client is asked what nobody named: what is opened, which urge is rated."""
    texts = [step.text for step in activity.steps if step.risk or step.kind == "media"]
    blanks = (one for one in activity.fill if not one.may_stay)
    return tuple(one for one in blanks if any(f"{{{one.name}}}" in text for text in texts))


def linked(activity: Activity, given: Mapping[str, str], note: str) -> Mapping[str, str]:
    """What fills the blanks: what is to be opened is the address in the covering note, if nothing else."""
    address = address_in(note)
    texts = [step.text for step in activity.steps if step.kind == "media"]
    names = [one.name for one in activity.fill if any(f"{{{one.name}}}" in text for text in texts)]
    return {**dict.fromkeys(names, address), **given} if address else given


def numbered(activity: Activity, name: str) -> bool:
    """Whether this blank is a number of minutes."""
    return any(step.minutes_from == name for step in activity.steps)
