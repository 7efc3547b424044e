"""What the steps of an activity say of one another: quotations, conditions, waiting, days."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from handlers.content import needs
from prompts.library_file import File, nearest
from prompts.library_lines import Path
from prompts.library_said import said

Table = Mapping[str, Any]

OF_DOTS = ("dot_word", "dot_colour", "reward", "word_reward")
CHOSEN = ("dot_colour", "work_word")
"""What may be picked as well as written."""

SHELVES = ("own_words", "coping", "wins", "intention", "letter_to_self", "work_word", *OF_DOTS)
"""What a client writes may be kept as their own under one of these names."""

MOMENTS = ("week", "tomorrow")
"""What a step may wait for beside the day or the time the client named."""

MEETING = "session"
"""What `cue_at` may name beside a time of day: before each meeting."""

SHARES = ("private", "share", "ask")
"""What `sharing` may say of the doing: the client's own, open to the therapist, decided at its end."""

_QUOTABLE = ("text", "choice", "multi", "scale", "number", "time", "list")
_OWN_WORDS = "a line of my own about it"  # as long as what people tend to answer
_BRACES = re.compile(r"\{[a-z][a-z0-9_]*\}")
_CONDITION = re.compile(r"([a-z][a-z0-9_]*)(?:=([^=|]+(?:\|[^=|]+)*))?")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_LONGEST_TIMER = 60


def quotable(steps: Iterable[Table]) -> set[str]:
    """The keys whose answers a later text may quote: a day is not said as it is kept."""
    return {step["key"] for step in steps if step["kind"] in _QUOTABLE}


def sampled(text: str) -> str:
    """The text with words of ordinary length for every quotation."""
    return _BRACES.sub(_OWN_WORDS, text)


def check_links(file: File, path: Path, step: Table, before: list[dict[str, Any]]) -> None:
    """Everything that one step refers to is there, earlier, and of the right kind."""
    if "only_if" in step:
        _check_condition(file, path, step["only_if"], before)
    if "after" in step and step["after"] not in MOMENTS:
        _check_earlier(file, (*path, "after"), step["after"], before, ("date", "time"))
    if "each_of" in step:
        _check_earlier(file, (*path, "each_of"), step["each_of"], before, ("list",))
        if "{item}" not in step["text"]:
            file.fault((*path, "text"), said("each_of"))
    if "renews" in step:
        _check_earlier(file, (*path, "renews"), step["renews"], before, ("text",))
    if "keep" in step:
        _check_shelf(file, (*path, "keep"), step, before)
    if "cue_at" in step:
        _check_clocks(file, (*path, "cue_at"), step)
    if "sharing" in step:
        _check_sharing(file, (*path, "sharing"), step)
    if "minutes_from" in step:
        _check_minutes(file, (*path, "minutes_from"), step["minutes_from"])


def _check_earlier(file: File, path: Path, key: str, before: Iterable[Table], kinds: tuple[str, ...]) -> None:
    known = [step["key"] for step in before if step["kind"] in kinds]
    if key not in known:
        once = tuple(dict.fromkeys(kinds))
        file.fault(path, said("not_earlier", key=key, kind=once, near=nearest(key, known)))


def _check_condition(file: File, path: Path, condition: str, before: list[dict[str, Any]]) -> None:
    path = (*path, "only_if")
    found = _CONDITION.fullmatch(condition)
    if found is None:
        file.fault(path, said("condition", found=condition))
        return
    kinds = ("choice", "multi") if found[2] else tuple(step["kind"] for step in before)
    _check_earlier(file, path, found[1], before, kinds)
    asked = next((step for step in before if step["key"] == found[1]), {})
    for code in found[2].split("|") if found[2] and asked.get("options") else ():
        if code not in asked["options"]:
            near = nearest(code, asked["options"])
            file.fault(path, said("no_option_of", code=code, key=found[1], near=near))


def _check_shelf(file: File, path: Path, step: Table, before: Iterable[Table]) -> None:
    shelf = step["keep"]
    if step["kind"] == "choice" and shelf not in CHOSEN:
        file.fault(path, said("shelf_choice", known=CHOSEN, found=shelf))
    if shelf not in SHELVES:
        file.fault(path, said("one_of_these", name="keep", known=", ".join(SHELVES), found=shelf))
    if shelf == "letter_to_self" and not any(step["kind"] == "date" for step in before):
        file.fault(path, said("shelf_letter"))


def _check_clocks(file: File, path: Path, step: Table) -> None:
    for code, clock in step["cue_at"].items():
        if code not in step.get("options", {}):
            file.fault((*path, code), said("no_option", code=code))
        if not isinstance(clock, str) or not (clock == MEETING or _CLOCK.fullmatch(clock)):
            file.fault((*path, code), said("clock", code=code, found=clock))


def _check_sharing(file: File, path: Path, step: Table) -> None:
    for code, share in step["sharing"].items():
        if code not in step.get("options", {}):
            file.fault((*path, code), f"{code!r} is no option of this step")
        if share not in SHARES:
            file.fault((*path, code), f"{code!r} must be one of {', '.join(SHARES)}, found {share!r}")


def _check_minutes(file: File, path: Path, name: str) -> None:
    default = file.data.get("fill", {}).get(name, {}).get("default", "")
    if not default.isdigit() or not 1 <= int(default) <= _LONGEST_TIMER:
        file.fault(path, said("minutes_from", blank=name, most=_LONGEST_TIMER))


def check_small(file: File) -> None:
    """The smaller version asks nothing that hangs on a step it leaves out."""
    tiny, keys = file.data["tiny"], {step["key"] for step in file.data["steps"]}
    for index, step in enumerate(file.data["steps"]):
        for key in sorted(needs(step) & keys - set(tiny)) if step["key"] in tiny else ():
            path: Path = ("steps", index, "key")
            file.fault(path, said("tiny_hangs", key=step["key"], on=key))
