"""A measure as a conversation: one item a message, in its fixed words and order; then the number, no label.

An item that is passed over is never guessed: there is no score then (CONTENT F13).
"""

from collections.abc import Mapping
from typing import Any

from handlers.client import measures
from handlers.client.people import client_of
from handlers.client.resume import go_on_with
from handlers.content import Option
from handlers.measure_parts import Result
from handlers.measures import Measure
from handlers.scores import mean, score
from handlers.talk import Ask, Ctx, Do, Reply, Say, Script
from handlers.talking import begin
from handlers.turn import Changes, Turn

changes = Changes()
Args = Mapping[str, Any]


def measure(ctx: Ctx) -> Script:
    """It arrives: now, tomorrow at its hour, or not this time."""
    args = ctx.args
    words = {**_about(args), "asks": args["asks"], "minutes": args["scale"]["minutes"]}
    words |= {"pathway": args.get("pathway", {})}
    ways = ("start", "later", "not_now") if args["may_wait"] else ("start", "not_now")
    choice = yield Ask("measure/start", "choice", "measure", words, ways, skip=True)
    if choice.value == "start":
        yield from fill_in(args)
    elif choice.value == "later":
        due = yield Do("measure_later", {"given": args["given"]})
        yield Say("measure/later", "reply", {**_about(args), **due})
    else:
        yield Say("measure/rests", "reply", _about(args))


def measure_now(ctx: Ctx) -> Script:
    """Opened from the list, or played for a therapist."""
    yield from fill_in(ctx.args)


def fill_in(args: Args) -> Script:
    """The items, what they come to, the item that is weighed at once, the question that is not scored."""
    if args["credit"]:
        yield Say("measure/credit", "measure", {"credit": args["credit"]})
        yield Do("measure_credited", {"given": args["given"]})
    values: list[int | None] = []
    for number in range(1, len(args["items"]) + 1):
        values.append((yield from _item(args, number)))
    kept = yield Do("keep_measure", {"given": args["given"], "scale": args["scale"], "values": values})
    answer = values[args["risk"] - 1] if args["risk"] else None
    if answer and not args["preview"]:
        about = {"given": args["given"], "title": args["scale"]["title"], "answer": answer}
        if (yield Do("weigh_item9", about)) == 1:
            return  # after the card nothing is asked or said (SAFETY S4)
    if args["difficulty"] and any(values):
        yield from _difficulty(args, kept)
    yield Say("measure/done", "measure", {**_about(args), **_numbers(args, values), **kept})


def _item(args: Args, number: int) -> Script:
    """One item; its answer as a number, None when it is passed over."""
    scale, (text, _) = args["scale"], args["items"][number - 1]
    many = len(args["items"])
    words = {"number": number, "many": many, "stem": args["stem"], "again": args["again"], "item": text}
    shown = {**words, "therapist": args["therapist"], "low": scale["low"], "high": scale["high"]}
    options = tuple(Option(f"v{scale['low'] + at}", label) for at, label in enumerate(args["options"]))
    reply: Reply = yield Ask(
        "measure/item",
        "choice" if options else "scale",
        "measure",
        shown,
        options,
        key=f"measure/item/{number}",
        low=scale["low"],
        high=scale["high"],
        first=scale["low"],
        skip=True,
    )
    if reply.skipped:
        return None
    return int(str(reply.value).removeprefix("v"))


def _difficulty(args: Args, kept: Args) -> Script:
    """How hard it makes things: asked where anything was there, kept beside the sum, not scored."""
    options = tuple(Option(f"v{at}", label) for at, label in enumerate(args["difficulty_options"]))
    words = {"item": args["difficulty"]}
    reply = yield Ask("measure/difficulty", "choice", "measure", words, options, first=0, skip=True)
    if not reply.skipped:
        about = {"given": args["given"], "record": kept["record"], "value": int(reply.value[1:])}
        yield Do("keep_difficulty", about)


def _about(args: Args) -> dict[str, Any]:
    return {"therapist": args["therapist"], "preview": args["preview"]}


def _numbers(args: Args, values: list[int | None]) -> dict[str, Any]:
    """What the client reads: numbers, those of last time, and nothing about them."""
    scale, given = args["scale"], [value for value in values if value is not None]
    labels = [label for _, label in args["items"]]
    total = score(Measure(**scale), values)
    before = args["values_before"] or [None] * len(values)
    each = [
        [label, now, was] for label, now, was in zip(labels, values, before, strict=False) if now is not None
    ]
    return {
        "single": len(values) == 1,
        "left_open": len(values) - len(given),
        "score": False if total is None else total,
        "highest": scale["asked"] * scale["high"] * scale["factor"],
        "before": args["before"],
        "each": []
        if scale["total"]
        else [[label, now, False if was is None else was] for label, now, was in each],
    }


@changes.change(undo="measure_withdrawn")
def keep_measure(turn: Turn, given: str, scale: Args, values: list[int | None]) -> dict[str, Any]:
    """Keep the answers and what they come to; gives the record and the mean of a single number over time."""
    found = measures.given_by_id(client_of(turn.person), given) if given else None
    if found is None:
        return {"record": "", "mean": False, "times": 0}
    total = score(Measure(**scale), values)
    about = {"therapist": found.therapist, "measure": found.measure, "title": found.title}
    answers = {"values": values, "total": total, "version": scale["version"]}
    record = turn.keep("measure", **about, **answers)
    was, found.answered_at = found.answered_at, turn.now
    measures.close_others(turn, found)
    if any(value is not None for value in values):
        kept = None if total is None else float(total)  # as it comes back from the store
        found.note(Result(turn.now, list(values), kept, version=scale["version"], record=record))
    sums = [one.total for one in found.results if one.total is not None]
    known = len(sums) > 2 and scale["asked"] == 1
    return {
        "record": record,
        "was": was,
        "given": given,
        "mean": mean(sums) if known else False,
        "times": len(sums),
    }


@changes.change()
def measure_withdrawn(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back by BACK: a later record says so."""
    found = measures.given_by_id(client_of(turn.person), result["given"]) if result["record"] else None
    if found is not None:
        turn.keep("withdrawn", record=result["record"])
        found.results = [one for one in found.results if one.record != result["record"]]
        found.answered_at = result["was"]


@changes.change(undo="difficulty_withdrawn")
def keep_difficulty(turn: Turn, given: str, record: str, value: int) -> dict[str, Any]:
    """Beside the sum of this answering."""
    result = _result(turn, given, record)
    if result is None:
        return {}
    result.difficulty = value
    id = turn.keep("measure_difficulty", therapist=_therapist(turn, given), about=record, value=value)
    return {"given": given, "record": record, "kept": id}


@changes.change()
def difficulty_withdrawn(turn: Turn, result: dict[str, Any]) -> None:
    """Taken back."""
    found = _result(turn, result["given"], result["record"]) if result else None
    if found is not None:
        found.difficulty = None
        turn.keep("withdrawn", record=result["kept"])


def _result(turn: Turn, given: str, record: str) -> Result | None:
    found = measures.given_by_id(client_of(turn.person), given) if given else None
    return next((one for one in found.results if one.record == record), None) if found else None


def _therapist(turn: Turn, given: str) -> str:
    found = measures.given_by_id(client_of(turn.person), given)
    return found.therapist if found else ""


@changes.change()
def measure_credited(turn: Turn, given: str) -> dict[str, Any]:
    """Who made it has been said once."""
    found = measures.given_by_id(client_of(turn.person), given) if given else None
    if found is not None:
        found.credited = True
    return {}


@changes.change()
def measure_later(turn: Turn, given: str) -> dict[str, Any]:
    """Once more tomorrow, at its hour; until then it stands in the list."""
    found = measures.given_by_id(client_of(turn.person), given)
    if found is None:
        return {"due_at": 0}
    found.later += 1
    measures.put_off(turn, found, 1)
    return {"due_at": found.next_at}


@changes.change(undo="bar")
def open_measure(turn: Turn, given: str) -> dict[str, Any]:
    """From the list: the talk that was left half-way goes on, else it begins."""
    found = measures.given_by_id(client_of(turn.person), given)
    measure = turn.house.content.measures.get(found.measure) if found else None
    left = next((t for t in reversed(turn.talks) if found and measures.is_about(t, found)), None)
    if left is not None and measures.begun(left):
        go_on_with(turn, left.id)
    elif found is not None and measure is not None:
        measures.close_others(turn, found)
        begin(turn, "measure_now", measures.snapshot(turn, found, measure))
    return {}


SCRIPTS = {"measure": measure, "measure_now": measure_now}
