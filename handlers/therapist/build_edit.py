"""Edit: one part of an own activity at a time; the card then plays it back, with Undo (CONTENT A-01)."""

from collections.abc import Callable
from typing import Any

from handlers.content_bench import Shape
from handlers.talk import Ask, Do, Script
from handlers.therapist import build_asks as asks
from handlers.therapist.build_asks import Faults

Part = Callable[[str, Shape, str], Script]


def edit(id: str) -> Script:
    """Which part, then what it is to be; gives what is to be said of it on the card."""
    shape = yield Do("look_at", {"id": id})
    if not shape:
        return {}
    reply = yield Ask("build/edit", "choice", "reply", {}, tuple(PARTS))
    made = yield from PARTS[reply.value](id, shape, "")
    changed = reply.value if made.get("made") else ""
    return {"changed": changed, "wrong": made.get("faults", []), "small": made.get("small", False)}


def _steps(id: str, shape: Shape, todo: str) -> Script:
    """Which step, then what about it."""
    options = asks.step_options(shape)
    reply = yield Ask("build/which_step", "choice", "reply", {}, (*options, "add"))
    if reply.value == "add":
        return (yield from _add(id))
    step = next(one for one in shape["steps"] if one["key"] == reply.value)
    ways = tuple(way for way in STEP_WAYS if step["kind"] in ONLY_FOR.get(way, (step["kind"],)))
    words = {"text": step["text"], "sms": step.get("sms", ""), "risk": step.get("risk", "")}
    chosen = yield Ask("build/step_what", "choice", "reply", words, ways)
    return (yield from STEP_WAYS[chosen.value](id, step))


def _add(id: str) -> Script:
    """One more at the end, and how it is answered; it can be moved up afterwards."""
    added = yield from asks.put(id, "step_new", _ask_new, asks.words_of)
    if not added.get("made"):
        return added
    made = yield from asks.step_kind(id, added["step"])
    return {**made, "made": True}


def _ask_new(faults: Faults) -> Ask:
    words = {"faults": list(faults)}
    return Ask("build/step_new", "choice", "reply", words, ("keep",), key="build/step_new", free=True)


def _words(what: str, prompt: str) -> Callable[[str, dict[str, Any]], Script]:
    """New words for a step."""

    def asked(id: str, step: dict[str, Any]) -> Script:
        def ask(faults: Faults) -> Ask:
            words = {"faults": list(faults), "now": step.get("sms" if what == "step_sms" else "text", "")}
            ways = ("keep", "none") if what == "step_sms" and step.get("sms") else ("keep",)
            return Ask(prompt, "choice", "reply", words, ways, key=prompt, free=True)

        def value(reply: Any) -> Any:
            if reply.value == "keep":
                return None
            return {"key": step["key"], "text": "" if reply.value == "none" else reply.words}

        return (yield from asks.put(id, what, ask, value))

    return asked


def _options(id: str, step: dict[str, Any]) -> Script:
    faults: Faults = ()
    while True:
        found = yield from asks.labels(faults)
        value = {"key": step["key"], **found}
        made = yield Do("make", {"id": id, "what": "step_options", "value": value})
        if made.get("gone") or not made["faults"]:
            return made
        faults = made["faults"]


def _at_once(what: str) -> Callable[[str, dict[str, Any]], Script]:
    """A change that needs no further answer; one that cannot be is said on the card."""

    def done(id: str, step: dict[str, Any]) -> Script:
        return (yield Do("make", {"id": id, "what": what, "value": {"key": step["key"]}}))

    return done


STEP_WAYS: dict[str, Callable[[str, dict[str, Any]], Script]] = {
    "words": _words("step_words", "build/step_words"),
    "kind": asks.step_kind,
    "options": _options,
    "urge": _at_once("step_urge"),
    "sms": _words("step_sms", "build/step_sms"),
    "up": _at_once("step_up"),
    "down": _at_once("step_down"),
    "drop": _at_once("step_drop"),
}

ONLY_FOR = {"options": ("choice", "multi"), "urge": ("scale",)}
"""Ways that mean something for some kinds only."""

PARTS: dict[str, Part] = {
    "title": asks.field("title"),
    "client_title": asks.field("client_title"),
    "what": asks.field("what"),
    "why": asks.field("why"),
    "how": asks.field("how"),
    "steps": _steps,
    "tiny": asks.tiny,
    "tiny_words": asks.field("tiny_words"),
    "minutes": asks.minutes,
    "rhythm": asks.picked("rhythm", asks.RHYTHMS),
    "tags": asks.tags,
    "type": asks.picked("type", ("self", "edu", "mod")),
    "modality": asks.field("modality"),
    "therapist_note": asks.optional("therapist_note"),
    "guard": asks.optional("guard"),
}
