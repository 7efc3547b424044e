"""Which steps of an activity one doing asks, and how they quote what was answered before (CONTENT F)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from handlers import spoken
from handlers.content import Option, needs
from handlers.content_addresses import shortened

Step = Mapping[str, Any]

QUOTED = 200
QUOTED_SMS = 60
"""Characters of an answer that a later question repeats."""

KEPT = 400
"""Characters of an answer that later doings can use."""


class Place(NamedTuple):
    """A step, and what it and those around it wait for ("" for nothing)."""

    step: Step
    after: str


def places(activity: Mapping[str, Any], day: int, *, small: bool) -> list[Place]:
    """The steps of this doing in order; `day` 0 is all of them, as a preview shows them."""
    turn = _turn(activity, day) if day else 0
    wanted = activity["tiny"] if small else [step["key"] for step in activity["steps"]]
    steps = [s for s in activity["steps"] if s["key"] in wanted and (not day or _is_of(s, turn))]
    waits: Iterator[str] = accumulate(
        (step.get("after", "") for step in steps), lambda before, after: after or before
    )
    return [Place(step, after) for step, after in zip(steps, waits, strict=True)]


def _turn(activity: Mapping[str, Any], day: int) -> int:
    """Where every step belongs to a day, the day after the last one is the first again."""
    days = [step["day"] for step in activity["steps"]]
    return (day - 1) % max(days) + 1 if all(days) else day


def _is_of(step: Step, day: int) -> bool:
    return step["day"] in (0, day) and day >= step.get("from_day", 0)


def spans(activity: Mapping[str, Any]) -> bool:
    """Whether a doing can hang on an earlier one, or on its own first part."""
    return any(step["day"] or step.get("from_day") or step.get("after") for step in activity["steps"])


def used_later(activity: Mapping[str, Any]) -> set[str]:
    """The steps whose answers some other step quotes or hangs on."""
    return set().union(*(needs(step) for step in activity["steps"]))


def applies(activity: Mapping[str, Any], step: Step, said: Mapping[str, Any]) -> bool:
    """Whether everything it quotes or hangs on was answered, and answered so that it is asked."""
    known = {one["key"] for one in activity["steps"]}
    if any(not said.get(key, "") and said.get(key) != 0 for key in needs(step) & known):
        return False
    key, _, codes = step.get("only_if", "").partition("=")
    given = said.get(key)
    chosen = given if isinstance(given, list) else [given]
    return not codes or bool(set(codes.split("|")) & set(chosen))


def private(key: str) -> str:
    """Under which name it is known that the answer to a step is the client's own."""
    return f"private/{key}"


def hangs_on_private(step: Step, said: Mapping[str, Any]) -> bool:
    """Whether its answer would show words that were kept back: what is chosen from them, or rates them."""
    return any(said.get(private(step.get(name, ""))) for name in ("options_from", "each_of"))


def bare(lines: Sequence[str]) -> list[str]:
    """The lines of a list without the PRIVATE before the first."""
    first, *others = (str(line) for line in lines)
    word, _, rest = first.partition(" ")
    if not spoken.is_private(word):
        return [first, *others]
    return [rest.strip(), *others] if rest.strip() else others


def each(step: Step, said: Mapping[str, Any]) -> Iterator[tuple[Step, str]]:
    """The step itself; one asked for each line of a list, once for every line. With the line."""
    source = step.get("each_of")
    if not source:
        yield step, ""
        return
    for number, line in enumerate(said[source], 1):
        yield {**step, "key": f"{step['key']}/{number}"}, str(line)


def labels(activity: Mapping[str, Any]) -> dict[str, str]:
    """What every option of the activity reads, by its code."""
    return {option["code"]: option["label"] for step in activity["steps"] for option in step["options"]}


def options(activity: Mapping[str, Any], step: Step, said: Mapping[str, Any]) -> tuple[Option, ...]:
    """What can be chosen: the step's own options, or what an earlier one was answered with."""
    if step["options_from"]:
        given, known = said[step["options_from"]], labels(activity)
        words = [given] if isinstance(given, str) else [str(word) for word in given]
        return tuple(Option(word, known.get(word, word)) for word in words[:9])
    return tuple(Option(option["code"], option["label"]) for option in step["options"])


def quotations(activity: Mapping[str, Any], step: Step, said: Mapping[str, Any]) -> dict[str, str]:
    """The earlier answers this step repeats, as they read."""
    asked = {one["key"]: one for one in activity["steps"]}
    return {key: _reads(activity, asked[key], said[key]) for key in needs(step) & set(asked) & set(said)}


def _reads(activity: Mapping[str, Any], step: Step, value: Any) -> str:
    own = {option["code"]: option["label"] for option in step["options"]} or labels(activity)
    values: Sequence[Any] = value if isinstance(value, list) else [value]
    return ", ".join(own.get(str(one), str(one)) for one in values)


def about(activity: Mapping[str, Any], step: Step, said: Mapping[str, Any], line: str) -> str:
    """What the answers before this step named: two numbers are comparable only about the same thing."""
    before: list[str] = [line] if line else []
    for one in activity["steps"]:
        if one["key"] == step["key"].partition("/")[0]:
            break
        if one["kind"] in ("text", "list", "choice", "multi") and one["key"] in said:
            before.append(_reads(activity, one, said[one["key"]]))
    return cut(" / ".join(before), QUOTED)


def cut(words: str, longest: int) -> str:
    """The words, or as many of them as fit, and the sign that there were more."""
    return shortened(words, longest, _ended)


def _ended(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 4].rstrip() + " ..."


def fill(text: str, words: Mapping[str, str], longest: int = QUOTED) -> str:
    """The text with these words for their names in braces; nothing in the words is read again."""
    if "{" not in text:
        return text
    pieces = text.split("{")
    filled = (piece.partition("}") for piece in pieces[1:])
    return pieces[0] + "".join(
        cut(words[name], longest) + rest if name in words else "{" + name + closing + rest
        for name, closing, rest in filled
    )


def kept(value: Any) -> Any:
    """An answer as later doings need it: never longer than a few lines."""
    if isinstance(value, list):
        return [cut(str(one), KEPT // 5) for one in value]
    return cut(value, KEPT) if isinstance(value, str) else value
