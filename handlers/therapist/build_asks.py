"""One question of building an activity at a time, each with a default: used by `/new` and by Edit."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handlers.content import Option
from handlers.content_bench import Shape
from handlers.talk import Ask, Do, Reply, Script
from handlers.therapist.build_shape import USUAL_TAG, tagged

Value = Callable[[Reply], Any]
Faults = Sequence[Mapping[str, Any]]

KINDS = (
    *("text", "say", "choice", "multi", "scale", "number", "yes_no"),
    *("time", "date", "list", "timer", "media", "photo"),
)
RHYTHMS = ("3x", "daily", "once")
LONGEST = 120
LONGEST_TIMER = 60
"""Minutes."""

LABEL = 34
"""Characters of a step on a button."""

YES_NO = ["it_is", "it_is_not"]
"""The codes of what a yes-or-no question can be answered with."""

TOPS = ("0-10", "0-24", "0-100")
"""Ranges of a number that one tap gives."""

ASKED_TAGS = ("thoughts", "mood", "worry", "values", "writing")
ASKED_AS = {"title": "rename"}
"""Fields that `/new` asks for with other words than Edit."""

LISTED = ("choice", "multi", "number")
"""Kinds whose options or range are asked for again where they cannot be."""

_NUMBERS = re.compile(r"[0-9]{1,6}")
_ADDRESS = re.compile(r"https://\S+")


def put(id: str, what: str, ask: Callable[[Faults], Ask], value: Value, todo: str = "") -> Script:
    """Ask until what comes can be kept; gives what was made of it, {} where the draft is gone."""
    faults: Faults = ()
    while True:
        reply = yield ask(faults)
        made = yield Do("make", {"id": id, "what": what, "value": value(reply), "todo": todo})
        if made.get("gone"):
            return {}
        if not made["faults"]:
            return made
        faults = made["faults"]


def words_of(reply: Reply) -> str | None:
    """What was typed; None for the button that leaves it as it is."""
    return reply.words if reply.value == "own_words" else None


def ask_words(
    part: str, shape: Shape, options: tuple[str | Option, ...] = ("keep",)
) -> Callable[[Faults], Ask]:
    """A question for one field, with what stands there now."""

    def ask(faults: Faults) -> Ask:
        now = {**shape, **shape.get("read", {})}.get(part, "")
        words = {"faults": list(faults), "now": str(now), "title": shape["title"]}
        prompt = f"build/{ASKED_AS.get(part, part)}"
        return Ask(prompt, "choice", "reply", words, options, key=prompt, free=True)

    return ask


def field(part: str) -> Callable[[str, Shape, str], Script]:
    """The question for a field of words."""

    def asked(id: str, shape: Shape, todo: str = "") -> Script:
        return (yield from put(id, part, ask_words(part, shape), words_of, todo))

    return asked


def optional(part: str) -> Callable[[str, Shape, str], Script]:
    """The question for a field that may stay empty, and be emptied."""

    def asked(id: str, shape: Shape, todo: str = "") -> Script:
        ways = ("keep", "none") if shape.get(part) else ("none",)
        ask = ask_words(part, shape, ways)
        return (yield from put(id, part, ask, lambda r: "" if r.value == "none" else words_of(r), todo))

    return asked


def picked(part: str, codes: tuple[str, ...]) -> Callable[[str, Shape, str], Script]:
    """The question for a field with a few fixed values, the present one first."""

    def asked(id: str, shape: Shape, todo: str = "") -> Script:
        order = (str(shape[part]), *(code for code in codes if code != shape[part]))

        def ask(faults: Faults) -> Ask:
            return Ask(
                f"build/{part}", "choice", "reply", {"faults": list(faults)}, order, key=f"build/{part}"
            )

        return (yield from put(id, part, ask, lambda reply: reply.value, todo))

    return asked


def minutes(id: str, shape: Shape, todo: str = "") -> Script:
    """About how long it takes; a number is itself here, not the place of a button."""

    def ask(faults: Faults) -> Ask:
        words = {"faults": list(faults), "now": shape["minutes"]}
        return Ask("build/minutes", "minutes", "reply", words, low=1, high=LONGEST, skip=True)

    return (yield from put(id, "minutes", ask, lambda r: None if r.skipped else round(r.value), todo))


def tags(id: str, shape: Shape, todo: str = "") -> Script:
    """What it is found by."""
    now = ", ".join(shape.get("read", shape)["tags"])
    ask = ask_words("tags", {"title": shape["title"], "tags": now}, ("keep", *tag_options(shape)))

    def value(reply: Reply) -> list[str] | None:
        if reply.value == "keep":
            return None
        return tagged(reply.words) if reply.value == "own_words" else [*_kept(shape), reply.value]

    return (yield from put(id, "tags", ask, value, todo))


def _kept(shape: Shape) -> list[str]:
    return [tag for tag in shape["tags"] if tag != USUAL_TAG]


def tag_options(shape: Shape) -> tuple[str, ...]:
    """Some tags of the library it does not have yet."""
    return tuple(tag for tag in ASKED_TAGS if tag not in shape["tags"])[:4]


def tiny(id: str, shape: Shape, todo: str = "") -> Script:
    """Which steps make the two-minute version: one tapped, or several by number."""
    keys = [step["key"] for step in shape["steps"]]
    now = ", ".join(str(keys.index(key) + 1) for key in shape["tiny"])
    ask = ask_words("tiny", {**shape, "tiny": now}, (*step_options(shape), "keep"))

    def value(reply: Reply) -> list[str] | None:
        if reply.value != "own_words":
            return None if reply.value == "keep" else [reply.value]
        meant = {int(n) for n in _NUMBERS.findall(reply.words)}
        return [key for number, key in enumerate(keys, 1) if number in meant] or None

    return (yield from put(id, "tiny", ask, value, todo))


def step_options(shape: Shape) -> tuple[Option, ...]:
    """Every step as a button."""
    return tuple(
        Option(step["key"], f"{number}. {_short(step['text'])}")
        for number, step in enumerate(shape["steps"], 1)
    )


def _short(text: str) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= LABEL else bare[: LABEL - 1].rstrip() + "…"


def step_kind(id: str, step: Mapping[str, Any], todo: str = "") -> Script:
    """How a step is answered, and what that kind needs to know; what was made of its words first."""
    likely = "yes_no" if list(step.get("options", ())) == YES_NO else step["kind"]
    order = (likely, *(kind for kind in KINDS if kind != likely))
    faults: Faults = ()
    kind = ""
    while True:
        if not kind:
            words = {"text": step["text"], "faults": list(faults)}
            reply = yield Ask("build/kind", "choice", "reply", words, order, key="build/kind")
            kind = reply.value
        how = yield from _details(kind, step, faults)
        value = {"key": step["key"], "kind": kind, **how}
        made = yield Do("make", {"id": id, "what": "step_kind", "value": value, "todo": todo})
        if made.get("gone"):
            return made
        if not made["faults"]:
            return (yield from _weighed(id, step, made, todo))
        faults, kind = made["faults"], kind if kind in LISTED else ""


def _weighed(id: str, step: Mapping[str, Any], made: dict[str, Any], todo: str) -> Script:
    """A rating that may be of an urge: whether a high one is to show the card at once (SAFETY S3)."""
    if not made.get("weigh"):
        return made
    reply = yield Ask("build/weigh", "choice", "reply", {"text": step["text"]}, ("yes", "no"))
    if reply.value == "no":
        return made
    after = yield Do("make", {"id": id, "what": "step_urge", "value": {"key": step["key"]}, "todo": todo})
    return {**after, "hints": made["hints"]}


def _details(kind: str, step: Mapping[str, Any], faults: Faults) -> Script:
    """What a kind needs besides its words; `faults` is what was wrong with it before."""
    if kind in ("choice", "multi"):
        return (yield from labels(faults))
    if kind == "number":
        reply = yield _small("range", TOPS, faults)
        found = [int(n) for n in _NUMBERS.findall(reply.words if reply.value == "own_words" else reply.value)]
        return {"low": found[0], "high": found[1]} if len(found) > 1 else {"high": (found or [100])[0]}
    if kind == "timer":
        reply = yield Ask("build/timer", "minutes", "reply", low=1, high=LONGEST_TIMER, skip=True)
        return {} if reply.skipped else {"minutes": round(reply.value)}
    if kind == "media" and not _ADDRESS.search(step["text"]):
        reply = yield _small("link", ("blank",))
        return {"link": "{link_or_title}" if reply.value == "blank" else reply.words.strip()}
    return {}


def labels(faults: Faults) -> Script:
    """The options of a choice, one a line or between commas; {} for the usual ones."""
    reply = yield _small("options", ("usual",), faults)
    if reply.value == "usual":
        return {}
    lines = [one.strip() for one in re.split(r"[\n]", reply.words) if one.strip()]
    found = lines if len(lines) > 1 else [one.strip() for one in re.split(r"[,;]", reply.words)]
    return {"labels": [one for one in found if one]}


def _small(name: str, options: tuple[str | Option, ...], faults: Faults = ()) -> Ask:
    words = {"faults": list(faults)}
    return Ask(f"build/{name}", "choice", "reply", words, options, key=f"build/{name}", free=True)
