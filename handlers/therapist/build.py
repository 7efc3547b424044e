"""What a therapist's work on an own activity changes: drafts begin, parts change, changes are taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import reading, shelf
from handlers.content_bench import Fault, Hint, Path, Shape
from handlers.own import Own
from handlers.therapist.build_shape import APPLY, MOST_STEPS, blank, line
from handlers.therapist.build_shown import last_shown
from handlers.turn import Changes, Turn
from handlers.usual import Usual

SHOWN = 3
"""Faults and hints shown at a time: one is mended after the other."""

changes = Changes()


@changes.change(undo="unbegin")
def begin_draft(turn: Turn, title: str) -> dict[str, Any]:
    """A new draft of this title, unless the title cannot be one."""
    if len(shelf.mine(turn)) >= shelf.MOST_KEPT:
        return {"faults": [{"step": 0, "words": "", "why": "many"}]}
    shape = blank(line(title), reading.usual(turn.house.content, turn.person))
    wrong = [one for one in _faults(turn, shape) if one.path[:1] == ("title",)]
    wrong += _taken(turn, shape["title"], "", _titles(turn))
    if wrong:
        return {"faults": faults_shown(wrong)}
    begun = shelf.begin_own(turn, {**shape, "language": turn.person.language}, "client_title")
    return {"id": begun.id, "faults": []}


@changes.change()
def unbegin(turn: Turn, result: dict[str, Any]) -> None:
    """Another title is asked for: the draft under this one goes."""
    own = shelf.my(turn, result.get("id", ""))
    if own is not None:
        shelf.throw_away(turn, own)


@changes.change(undo="unmake")
def make(turn: Turn, id: str, what: str, value: Any, todo: str = "") -> dict[str, Any]:
    """Change one part; what would be a new fault is not done, and said. Without a value all stays as it is.

    Gives the faults, or the hints, the last step, how many there are, and whether the two-minute version
    became another one by it.
    """
    own = shelf.my(turn, id)
    if own is None or not own.shape:
        return {"gone": True, "faults": []}
    before, was = own.shape, own.todo
    usual = reading.usual(turn.house.content, turn.person)
    shape = before if value is None else APPLY[what](before, value, usual)
    wrong = _new_faults(turn, before, shape)
    if shape["title"] != before["title"]:
        wrong += _taken(turn, shape["title"], id, _titles(turn))
    if wrong:
        return {"faults": faults_shown(wrong)}
    if made := shape != before:
        shelf.change(turn, own, shape)
    own.todo = todo
    shelf.put(turn, own)
    hints = _new_hints(turn, before, shape)
    weigh = what == "step_kind" and value is not None and _may_be_urge(shape, value["key"], usual)
    small = what == "step_drop" and not set(shape["tiny"]) <= set(before["tiny"])
    told = {"made": made, "faults": [], "hints": hints, "weigh": weigh, "small": small}
    return {"id": id, "was": was, **told, **_last(shape)}


def _may_be_urge(shape: Shape, key: str, usual: Usual) -> bool:
    """Whether this step rates what may be an urge, and is not weighed at once (SAFETY S3)."""
    step = next(one for one in shape["steps"] if one["key"] == key)
    return step["kind"] == "scale" and not step.get("risk") and usual.is_urge(step["text"])


@changes.change()
def unmake(turn: Turn, result: dict[str, Any]) -> None:
    """The part as it was."""
    own = shelf.my(turn, result.get("id", ""))
    if own is not None:
        if result["made"]:
            shelf.undo(turn, own)
        own.todo = result["was"]
        shelf.put(turn, own)


def _last(shape: Shape) -> dict[str, Any]:
    """How many steps there are, and the last of them: as it is, and as it reads."""
    many, last = len(shape["steps"]), shape["steps"][-1] if shape["steps"] else {}
    return {"many": many, "full": many >= MOST_STEPS, "step": last, "last": last_shown(shape)}


@changes.change()
def look_at(turn: Turn, id: str) -> dict[str, Any]:
    """The activity as its owner has it now, and what it is filed under as they read it; {} for none."""
    own = shelf.my(turn, id)
    return {**own.shape, "read": filed_read(turn, own.shape)} if own and own.shape else {}


def filed_read(turn: Turn, shape: Shape) -> dict[str, Any]:
    """Its tags and its method in the therapist's language."""
    usual = reading.usual(turn.house.content, turn.person)
    return {"tags": usual.tags_read(shape["tags"]), "modality": usual.method_read(shape["modality"])}


def _new_faults(turn: Turn, before: Shape, shape: Shape) -> list[Fault]:
    """What is wrong now and was not before: an older fault does not stop anybody from mending another."""
    known = {one.message for one in _faults(turn, before)}
    found = _faults(turn, shape, before)  # by the numbers on the card: it shows what was before
    return [one for one in found if one.message not in known and not _early(shape, one)]


def _faults(turn: Turn, shape: Shape, shown: Shape | None = None) -> Sequence[Fault]:
    """What is wrong with it, as the therapist reads it; steps by their numbers in what is `shown`."""
    keys = [step["key"] for step in (shown or shape)["steps"]]
    found = turn.house.content.bench.faults(shape, turn.person.language, keys)
    return [one._replace(path=_shown_at(one.path, shape, keys)) for one in found]


def _shown_at(path: Path, shape: Shape, keys: Sequence[str]) -> Path:
    """The place of a fault where its step stands among these keys; a new one keeps its own."""
    if len(path) < 2 or path[0] != "steps":
        return path
    key = shape["steps"][int(path[1])]["key"]
    return ("steps", keys.index(key), *path[2:]) if key in keys else path


def _early(shape: Shape, fault: Fault) -> bool:
    """What a draft without steps cannot have yet."""
    return not shape["steps"] and fault.path[:1] in (("steps",), ("tiny",))


def _new_hints(turn: Turn, before: Shape, shape: Shape) -> list[dict[str, Any]]:
    hints, language = turn.house.content.bench.hints, turn.person.language
    known = {(one.family, one.words) for one in hints(before, language)}
    return hints_shown([one for one in hints(shape, language) if (one.family, one.words) not in known])


def faults_shown(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Faults as the prompts say them: the step from 1 (0 for none), the words, and which limit it is.

    Of several that break one limit in one step the first is enough.
    """
    first = {(_step_of(one), _why(one) or one.message): one for one in reversed(faults)}
    return [
        {"step": _step_of(one), "line": one.line, "words": one.message.replace("'", ""), "why": _why(one)}
        for one in list(first.values())[::-1][:SHOWN]
    ]


def _step_of(one: Fault | Hint) -> int:
    return int(one.path[1]) + 1 if len(one.path) > 1 and one.path[0] == "steps" else 0


def _why(fault: Fault) -> str:
    """Which of the limits that no wording gets round."""
    return fault.code if fault.code in ("sms", "reserved", "digits") else ""


def hints_shown(hints: Sequence[Hint]) -> list[dict[str, Any]]:
    """Hints as the prompts say them: they stop nobody."""
    return [{"step": _step_of(one), "family": one.family, "words": one.words} for one in hints[:SHOWN]]


def own_faults(turn: Turn, own: Own) -> list[Fault]:
    """What keeps the draft from being published, a title that something else here has among it."""
    return [*_faults(turn, own.shape), *_taken(turn, own.title, own.id, _given(turn))]


def _taken(turn: Turn, title: str, id: str, titles: Mapping[str, str]) -> list[Fault]:
    """The fault that something else than `id` goes by this title, where it does."""
    by = [one for one, name in titles.items() if name.casefold() == title.casefold() and one != id]
    return [turn.house.content.bench.taken(title, by[0], turn.person.language)] if by else []


def _given(turn: Turn) -> dict[str, str]:
    """The titles of what can be given, by id."""
    return {id: one.title for id, one in shelf.library(turn).items()}


def _titles(turn: Turn) -> dict[str, str]:
    """With those of what this therapist made: as far as they can know, all that are taken."""
    return _given(turn) | {own.id: own.title for own in shelf.mine(turn) if own.shape}


def owned_titles(turn: Turn) -> set[str]:
    """Those titles, as they are compared."""
    return {title.casefold() for title in _titles(turn).values()}
