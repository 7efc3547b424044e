"""The steps of an activity: what each kind needs and what it must not have."""

import re
from typing import Any, get_args

from handlers.content import StepKind
from prompts.library_file import Fields, File, nearest
from prompts.library_fill import filled_in
from prompts.library_lines import Path
from prompts.library_links import check_links, quotable, sampled
from prompts.library_said import said
from prompts.library_text import SMS_STEP, STEP_WORDS, TELEGRAM_STEP, check_label, check_sms, check_text

STEP = Fields(
    required={"key": str, "kind": str, "text": str},
    optional={
        "sms": str,
        "options": dict,
        "options_from": str,
        "low": int,
        "high": int,
        "minutes": int,
        "long": bool,
        "landing": bool,
        "risk": str,
        "day": int,
        "from_day": int,
        "only_if": str,
        "each_of": str,
        "after": str,
        "keep": str,
        "renews": str,
        "cue_at": dict,
        "sharing": dict,
        "minutes_from": str,
    },
)
_KINDS: tuple[str, ...] = get_args(StepKind)
# Fields that mean something only for some kinds.
_ONLY_FOR = {
    "options": ("choice", "multi"),
    "options_from": ("choice", "multi"),
    "low": ("scale", "number"),
    "high": ("scale", "number"),
    "minutes": ("timer",),
    "long": ("text",),
    "landing": ("scale",),
    "risk": ("scale",),
    "each_of": ("scale",),
    "keep": ("text", "list", "choice"),
    "renews": ("text",),
    "cue_at": ("choice",),
    "sharing": ("choice",),
    "minutes_from": ("timer",),
}
_RISKS = ("urge",)
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_ADDRESS = re.compile(r"https://\S+|\{[a-z][a-z0-9_]*\}")
_FEWEST_WORDS = 3
_MOST_STEPS = 20
_MOST_OPTIONS = 12
_LONGEST_TIMER = 60
_SCALE_TOP = 10


def check_steps(file: File) -> bool:
    """Check all steps of the activity in `file`; True when their keys can be relied on."""
    steps = file.data["steps"]
    if not steps:
        file.fault(("steps",), said("no_steps"))
    if len(steps) > _MOST_STEPS:
        file.fault(("steps",), said("many_steps", most=_MOST_STEPS, found=len(steps)))
        return False
    sound = [file.table(("steps", i), step, STEP) for i, step in enumerate(steps)]
    if not all(sound):
        return False
    for index, step in enumerate(steps):
        _check_step(file, ("steps", index), step, steps[:index])
    return True


def _check_step(file: File, path: Path, step: dict[str, Any], before: list[dict[str, Any]]) -> None:
    _check_key(file, path, step["key"], [earlier["key"] for earlier in before])
    if step["kind"] not in _KINDS:
        near = nearest(step["kind"], _KINDS) or said("one_of", known=", ".join(_KINDS))
        file.fault((*path, "kind"), said("unknown_kind", found=step["kind"], near=near))
        return
    for name, kinds in _ONLY_FOR.items():
        if name in step and step["kind"] not in kinds:
            file.fault((*path, name), said("no_meaning", name=name, kind=step["kind"]))
    if step.get("risk", "urge") not in _RISKS:
        known = ", ".join(_RISKS)
        file.fault((*path, "risk"), said("one_of_these", name="risk", known=known, found=step["risk"]))
    _check_texts(file, path, step, before)
    if step["kind"] == "media":
        _check_media(file, (*path, "text"), step["text"])
    check_links(file, path, step, before)
    _check_bounds(file, path, step)
    if step["kind"] in ("choice", "multi"):
        _check_options(file, path, step, before)


def _check_key(file: File, path: Path, key: str, earlier: list[str]) -> None:
    if not _KEY.fullmatch(key):
        file.fault((*path, "key"), said("key_form", key=key))
    if key in earlier:
        file.fault((*path, "key"), said("key_taken", key=key))


def _check_texts(file: File, path: Path, step: dict[str, Any], before: list[dict[str, Any]]) -> None:
    """The step as each channel shows it; on SMS the options stand in the text."""
    allowed = {*STEP_WORDS, *quotable(before), *(("item",) if "each_of" in step else ())}
    limits = {"text": TELEGRAM_STEP, "sms": SMS_STEP}
    shown = {name: filled_in(file.data, step[name]) for name in limits if name in step}
    for name, text in shown.items():
        check_text(file, (*path, name), text, limits[name], allowed)
    if step["kind"] in ("say", "timer") and "?" in "".join(shown.values()):
        file.fault((*path, "text"), said("asks_nothing", kind=step["kind"]))
    name = "sms" if "sms" in step else "text"
    labels = (str(label) for label in step.get("options", {}).values())
    numbered = (f"\n{number} {label}" for number, label in enumerate(labels, 1))
    check_sms(file, (*path, name), sampled(shown[name]) + "".join(numbered))


def _check_media(file: File, path: Path, text: str) -> None:
    """A step with something to open: where it is, and words for whoever cannot open it (CONTENT A-17)."""
    words = _ADDRESS.sub(" ", text).split()
    if not _ADDRESS.search(text):
        file.fault(path, said("no_address"))
    elif len(words) < _FEWEST_WORDS:
        file.fault(path, said("no_words"))


def _check_bounds(file: File, path: Path, step: dict[str, Any]) -> None:
    kind, low, high = step["kind"], step.get("low", 0), step.get("high", _SCALE_TOP)
    if kind == "number" and "high" not in step:
        file.fault(path, said("no_high"))
    if low >= high:
        file.fault((*path, "high"), said("low_high", low=low, high=high))
    if kind == "scale" and not 0 <= low < high <= _SCALE_TOP:
        file.fault((*path, "high"), said("scale", top=_SCALE_TOP, low=low, high=high))
    if kind == "timer" and "minutes_from" not in step and not 1 <= step.get("minutes", 0) <= _LONGEST_TIMER:
        file.fault((*path, "minutes"), said("timer", most=_LONGEST_TIMER))
    if step.get("day", 0) < 0:
        file.fault((*path, "day"), said("day"))
    if "from_day" in step and (step["from_day"] < 2 or "day" in step):
        file.fault((*path, "from_day"), said("from_day"))


def _check_options(file: File, path: Path, step: dict[str, Any], before: list[dict[str, Any]]) -> None:
    options, source = step.get("options", {}), step.get("options_from", "")
    if bool(options) == bool(source):
        file.fault(path, said("options_or_from", kind=step["kind"]))
    if options and not 2 <= len(options) <= _MOST_OPTIONS:
        file.fault((*path, "options"), said("options_many", most=_MOST_OPTIONS, found=len(options)))
    for code, label in options.items():
        check_label(file, (*path, "options", code), label)
    if source and source not in {s["key"] for s in before if s["kind"] in ("list", "multi")}:
        file.fault((*path, "options_from"), said("options_from", source=source))
