"""An activity under a therapist's hands, as a plain table: each function gives a changed copy."""

import re
from collections.abc import Callable
from typing import Any

from handlers.answers_words import fold
from handlers.content_bench import Shape
from handlers.usual import Usual

Step = dict[str, Any]

MOST_STEPS = 20
TITLE = 40
"""Characters of a title."""

USUAL_TAG = "own"
"""Kept in English like every tag and method; read in the reader's language."""

TOP = 100
"""The largest answer to a number where the therapist names none."""

_ADDRESS = re.compile(r"https://\S+")


def blank(title: str, usual: Usual) -> Shape:
    """A draft that could be given as soon as it has a step: everything has a sensible beginning."""
    return {
        "id": "",
        "title": title,
        "client_title": title,
        "type": "self",
        "modality": USUAL_TAG,
        "rhythm": "3x",
        "minutes": 5,
        "tiny_minutes": 2,
        "tags": [USUAL_TAG],
        "what": usual.what,
        "why": usual.why,
        "how": usual.how,
        "tiny": [],
        "tiny_words": usual.tiny_words,
        "steps": [],
    }


def copied(shape: Shape, titles: set[str], mark: str) -> Shape:
    """A copy under a title that nothing else has; it is the therapist's own from now on."""
    kept = {name: value for name, value in shape.items() if name not in ("prefix", "version")}
    return {**kept, "title": free_title(str(shape["title"]), titles, mark)}


def free_title(title: str, titles: set[str], mark: str) -> str:
    """The title, marked as a copy, and numbered where that is taken."""
    number = 1
    while True:
        end = f" ({mark})" if number == 1 else f" ({mark} {number})"
        found = title[: TITLE - len(end)].rstrip() + end
        if found.casefold() not in titles:
            return found
        number += 1


def line(words: Any) -> str:
    """Words for one line."""
    return " ".join(str(words).split())


def guessed(text: str, usual: Usual) -> str:
    """How a step is likely to be answered, from its words."""
    folded, to = fold(text), "|".join(map(re.escape, (*usual.to, "-", "–")))
    if _ADDRESS.search(text):
        return "media"
    if re.search(rf"\b0\s*(?:{to})\s*10\b", text):
        return "scale"
    if any(f" {words} " in f" {folded} " for words in usual.yes_or_no):
        return "yes_no"
    if folded.startswith(usual.how_many):
        return "number"
    return "text" if "?" in text else "say"


def with_step(shape: Shape, text: str, usual: Usual) -> Shape:
    """One step more at the end; the smaller version begins with the first that asks something."""
    taken = {step["key"] for step in shape["steps"]}
    key = next(f"step{n}" for n in range(1, MOST_STEPS + 2) if f"step{n}" not in taken)
    bare = {"key": key, "kind": "say", "text": text.strip()}
    step = of_kind(bare, {"kind": guessed(text, usual)}, usual)
    return small_mended({**shape, "steps": [*shape["steps"], step]})


def of_kind(step: Step, how: dict[str, Any], usual: Usual) -> Step:
    """The step with another way to answer it; `how` has what that kind needs. The same way keeps all."""
    kind = how["kind"]
    bare = dict(step) if kind == step["kind"] else {name: step[name] for name in KEPT if name in step}
    needs = {
        "yes_no": {"kind": "choice", "options": dict(usual.yes_no)},
        "number": {"low": how.get("low", 0), "high": how.get("high", TOP)},
        "timer": {"minutes": how.get("minutes", 3)},
        "choice": {"options": options_of(how.get("labels", usual.options))},
        "multi": {"options": options_of(how.get("labels", usual.options))},
        "text": {"long": True},
        "scale": {"landing": True} if usual.is_strong(step["text"]) else {},
    }
    return {**bare, "kind": kind, **needs.get(kind, {})}


KEPT = ("key", "text", "sms", "day", "from_day", "only_if", "after")
"""What a step keeps when its kind changes."""


def options_of(labels: Any) -> dict[str, str]:
    """Labels with a code each, which is what an answer is kept as."""
    found: dict[str, str] = {}
    for label in labels:
        word = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:20]
        code = word if word and not word[0].isdigit() else f"o{len(found) + 1}"
        found[code if code not in found else f"o{len(found) + 1}"] = line(label)
    return found


def at(shape: Shape, key: str, changed: Callable[[Step], Step]) -> Shape:
    """The shape with this step changed."""
    return {**shape, "steps": [changed(one) if one["key"] == key else one for one in shape["steps"]]}


def moved(shape: Shape, key: str, by: int) -> Shape:
    """The step one place up (-1) or down (1); at the edge it stays. The smaller version keeps the order."""
    steps = list(shape["steps"])
    here = next(i for i, one in enumerate(steps) if one["key"] == key)
    there = min(len(steps) - 1, max(0, here + by))
    steps.insert(there, steps.pop(here))
    order = [one["key"] for one in steps]
    return {**shape, "steps": steps, "tiny": sorted(shape["tiny"], key=order.index)}


def without(shape: Shape, key: str) -> Shape:
    """The shape without this step."""
    steps = [one for one in shape["steps"] if one["key"] != key]
    tiny = [one for one in shape["tiny"] if one != key]
    return small_mended({**shape, "steps": steps, "tiny": tiny})


def small_mended(shape: Shape) -> Shape:
    """A smaller version there always is: without one it is the first step that asks something."""
    if shape["tiny"] or not shape["steps"]:
        return shape
    return {**shape, "tiny": small_usual(shape)}


def small_usual(shape: Shape) -> list[str]:
    """The step that a smaller version begins as: the first that asks something, else the first."""
    asking = [step["key"] for step in shape["steps"] if step["kind"] not in ("say", "media", "timer")]
    return (asking or [step["key"] for step in shape["steps"]])[:1]


def tagged(words: str) -> list[str]:
    """Tags from words between commas: lower case, joined by hyphens, each once."""
    found = ("-".join(fold(part).split()) for part in re.split(r"[,;\n]", words))
    return list(dict.fromkeys(tag for tag in found if tag.isascii() and tag)) or [USUAL_TAG]


Change = Callable[[Shape, Any, Usual], Shape]


def _line(name: str) -> Change:
    return lambda shape, value, usual: {**shape, name: line(value)}


def _plain(name: str) -> Change:
    return lambda shape, value, usual: {**shape, name: value}


def _optional(name: str) -> Change:
    """A field that goes when nothing stands in it."""

    def put(shape: Shape, value: Any, usual: Usual) -> Shape:
        rest = {one: kept for one, kept in shape.items() if one != name}
        return {**rest, name: line(value)} if value else rest

    return put


def _title(shape: Shape, value: Any, usual: Usual) -> Shape:
    """What the client reads follows, as long as it is the same."""
    new = line(value)
    same = shape["client_title"] == shape["title"]
    return {**shape, "title": new, "client_title": new if same else shape["client_title"]}


def _minutes(shape: Shape, value: Any, usual: Usual) -> Shape:
    return {**shape, "minutes": value, "tiny_minutes": min(shape["tiny_minutes"], value)}


def _step_words(shape: Shape, value: Any, usual: Usual) -> Shape:
    return at(shape, value["key"], lambda step: {**step, "text": value["text"].strip()})


def _step_sms(shape: Shape, value: Any, usual: Usual) -> Shape:
    def put(step: Step) -> Step:
        bare = {name: kept for name, kept in step.items() if name != "sms"}
        return {**bare, "sms": value["text"].strip()} if value["text"].strip() else bare

    return at(shape, value["key"], put)


def _step_kind(shape: Shape, value: Any, usual: Usual) -> Shape:
    def put(step: Step) -> Step:
        changed = of_kind(step, value, usual)
        link = str(value.get("link", ""))
        return {**changed, "text": f"{step['text']} {link}"} if link else changed

    return at(shape, value["key"], put)


def _step_urge(shape: Shape, value: Any, usual: Usual) -> Shape:
    """Whether a rating is weighed at once, as one of an urge to harm or to use (SAFETY S3)."""

    def put(step: Step) -> Step:
        bare = {name: kept for name, kept in step.items() if name != "risk"}
        return bare if step.get("risk") else {**bare, "risk": "urge"}

    return at(shape, value["key"], put)


def _step_options(shape: Shape, value: Any, usual: Usual) -> Shape:
    labels = options_of(value.get("labels", usual.options))
    return at(shape, value["key"], lambda step: {**step, "options": labels})


APPLY: dict[str, Change] = {
    "title": _title,
    "client_title": _line("client_title"),
    "what": _line("what"),
    "why": _line("why"),
    "how": _line("how"),
    "tiny": _plain("tiny"),
    "tiny_words": _line("tiny_words"),
    "minutes": _minutes,
    "rhythm": _plain("rhythm"),
    "type": _plain("type"),
    "modality": _line("modality"),
    "tags": lambda shape, value, usual: {**shape, "tags": usual.tags_kept(value)},
    "therapist_note": _optional("therapist_note"),
    "guard": _optional("guard"),
    "step_first": lambda shape, value, usual: with_step(shape, usual.first, usual),
    "step_new": lambda shape, value, usual: with_step(shape, str(value), usual),
    "step_words": _step_words,
    "step_sms": _step_sms,
    "step_kind": _step_kind,
    "step_options": _step_options,
    "step_urge": _step_urge,
    "step_up": lambda shape, value, usual: moved(shape, value["key"], -1),
    "step_down": lambda shape, value, usual: moved(shape, value["key"], 1),
    "step_drop": lambda shape, value, usual: without(shape, value["key"]),
}
"""Every change of an activity by name."""
