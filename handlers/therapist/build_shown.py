"""An own activity as it is played back: each step, and what it hangs on, by the numbers that are read."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.content_bench import Shape

Table = Mapping[str, Any]

MOMENTS = ("week", "tomorrow")
"""What a step may wait for that is no step."""

WORDS = ("title", "client_title", "what", "why", "how", "tiny_words", "therapist_note", "guard")
"""Fields of plain words."""


def steps_shown(shape: Shape) -> list[dict[str, Any]]:
    """Every step as it is played back."""
    return [_step(shape["steps"], place) for place in range(len(shape["steps"]))]


def last_shown(shape: Shape) -> dict[str, Any] | None:
    """The last step as it is played back; None where there is none yet."""
    return _step(shape["steps"], len(shape["steps"]) - 1) if shape["steps"] else None


def _step(steps: Sequence[Table], place: int) -> dict[str, Any]:
    step = steps[place]
    return {
        "number": place + 1,
        "kind": step["kind"],
        "text": step["text"],
        "labels": list(step.get("options", {}).values()),
        "minutes": step.get("minutes", 0),
        "low": step.get("low", 0),
        "high": step.get("high", 10),
        "risk": step.get("risk", ""),
        "hangs": list(_hangs(step, steps)),
    }


def _hangs(step: Table, steps: Sequence[Table]) -> list[dict[str, Any]]:
    """What decides whether, when and how often it is asked: how, the step that decides, and its labels."""
    known = {one["key"]: (number, one) for number, one in enumerate(steps, 1)}
    found: list[dict[str, Any]] = []
    for how, name in (("from", "options_from"), ("each", "each_of"), ("after", "after")):
        if step.get(name) in known:
            found.append(_hang(how, known[step[name]][0]))
    key, _, codes = str(step.get("only_if", "")).partition("=")
    if key in known:
        number, other = known[key]
        labels = [other.get("options", {}).get(code, code) for code in codes.split("|") if code]
        found.append(_hang("only", number, labels))
    found += [_hang(moment, 0) for moment in MOMENTS if step.get("after") == moment]
    found += [_hang(name, step[name]) for name in ("day", "from_day") if step.get(name)]
    return found


def _hang(how: str, number: int, labels: Sequence[str] = ()) -> dict[str, Any]:
    return {"how": how, "number": number, "labels": list(labels)}


def now_reads(shown: Table, part: str) -> str:
    """What a part is now, in a few words; "" for one that is more than words."""
    if part == "tags":
        return ", ".join(shown["tags"])
    if part in ("modality", *WORDS):
        return str(shown[part])
    return f"{shown['minutes']} min" if part == "minutes" else ""
