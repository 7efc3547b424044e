"""The steps of an activity: what each kind needs and what it must not have."""

import re
from typing import Any, get_args

from handlers.content import StepKind
from prompts.library_file import Fields, File, nearest
from prompts.library_fill import filled_in
from prompts.library_lines import Path
from prompts.library_links import check_links, quotable, sampled
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
        file.fault(("steps",), "an activity needs at least one step")
    if len(steps) > _MOST_STEPS:
        file.fault(("steps",), f"at most {_MOST_STEPS} steps, found {len(steps)}")
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
        hint = nearest(step["kind"], _KINDS) or f"; one of {', '.join(_KINDS)}"
        file.fault((*path, "kind"), f"unknown kind {step['kind']!r}{hint}")
        return
    for name, kinds in _ONLY_FOR.items():
        if name in step and step["kind"] not in kinds:
            file.fault((*path, name), f"{name!r} has no meaning for a {step['kind']} step")
    if step.get("risk", "urge") not in _RISKS:
        file.fault((*path, "risk"), f"'risk' must be one of {', '.join(_RISKS)}, found {step['risk']!r}")
    _check_texts(file, path, step, before)
    if step["kind"] == "media":
        _check_media(file, (*path, "text"), step["text"])
    check_links(file, path, step, before)
    _check_bounds(file, path, step)
    if step["kind"] in ("choice", "multi"):
        _check_options(file, path, step, before)


def _check_key(file: File, path: Path, key: str, earlier: list[str]) -> None:
    if not _KEY.fullmatch(key):
        file.fault((*path, "key"), f"step key {key!r} must be lower-case letters, digits or _")
    if key in earlier:
        file.fault((*path, "key"), f"step key {key!r} is already used in this activity")


def _check_texts(file: File, path: Path, step: dict[str, Any], before: list[dict[str, Any]]) -> None:
    """The step as each channel shows it; on SMS the options stand in the text."""
    allowed = {*STEP_WORDS, *quotable(before), *(("item",) if "each_of" in step else ())}
    limits = {"text": TELEGRAM_STEP, "sms": SMS_STEP}
    shown = {name: filled_in(file.data, step[name]) for name in limits if name in step}
    for name, text in shown.items():
        check_text(file, (*path, name), text, limits[name], allowed)
    if step["kind"] in ("say", "timer") and "?" in "".join(shown.values()):
        file.fault((*path, "text"), f"a {step['kind']} step asks nothing: nobody could answer it")
    name = "sms" if "sms" in step else "text"
    labels = (str(label) for label in step.get("options", {}).values())
    numbered = (f"\n{number} {label}" for number, label in enumerate(labels, 1))
    check_sms(file, (*path, name), sampled(shown[name]) + "".join(numbered))


def _check_media(file: File, path: Path, text: str) -> None:
    """A step with something to open: where it is, and words for whoever cannot open it (CONTENT A-17)."""
    words = _ADDRESS.sub(" ", text).split()
    if not _ADDRESS.search(text):
        file.fault(path, "a media step needs the https address of what is to be opened, or a blank for it")
    elif len(words) < _FEWEST_WORDS:
        file.fault(path, "a media step also says in words what is there, for those who cannot open it")


def _check_bounds(file: File, path: Path, step: dict[str, Any]) -> None:
    kind, low, high = step["kind"], step.get("low", 0), step.get("high", _SCALE_TOP)
    if kind == "number" and "high" not in step:
        file.fault(path, "a number step needs 'high', the largest number that makes sense")
    if low >= high:
        file.fault((*path, "high"), f"'low' ({low}) must be under 'high' ({high})")
    if kind == "scale" and not 0 <= low < high <= _SCALE_TOP:
        file.fault((*path, "high"), f"a scale lies within 0 to {_SCALE_TOP}, found {low} to {high}")
    if kind == "timer" and "minutes_from" not in step and not 1 <= step.get("minutes", 0) <= _LONGEST_TIMER:
        file.fault((*path, "minutes"), f"a timer step needs 'minutes', 1 to {_LONGEST_TIMER}")
    if step.get("day", 0) < 0:
        file.fault((*path, "day"), "'day' cannot be negative")
    if "from_day" in step and (step["from_day"] < 2 or "day" in step):
        file.fault((*path, "from_day"), "'from_day' is 2 or more, and stands where no 'day' does")


def _check_options(file: File, path: Path, step: dict[str, Any], before: list[dict[str, Any]]) -> None:
    options, source = step.get("options", {}), step.get("options_from", "")
    if bool(options) == bool(source):
        file.fault(path, f"a {step['kind']} step needs either 'options' or 'options_from'")
    if options and not 2 <= len(options) <= _MOST_OPTIONS:
        file.fault((*path, "options"), f"2 to {_MOST_OPTIONS} options, found {len(options)}")
    for code, label in options.items():
        check_label(file, (*path, "options", code), label)
    if source and source not in {s["key"] for s in before if s["kind"] in ("list", "multi")}:
        file.fault((*path, "options_from"), f"{source!r} is no earlier list or multi step")
