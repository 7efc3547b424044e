"""An activity and the plain table it is written down as: one made from the other, with nothing lost."""

from dataclasses import fields
from typing import Any

from handlers.content import Activity, Fill, Option, Step
from handlers.content_bench import Shape

_LISTED = ("tags", "tiny")
_PAIRS = ("options", "cue_at", "sharing")


def activity_of(shape: Shape) -> Activity:
    """The activity a table describes. The table is sound: it has passed the checks of its file."""
    data: dict[str, Any] = dict(shape)
    data["steps"] = tuple(_step(step) for step in data["steps"])
    data["fill"] = tuple(Fill(name, **table) for name, table in data.get("fill", {}).items())
    return Activity(**{**data, **{name: tuple(data[name]) for name in _LISTED}})


def _step(table: dict[str, Any]) -> Step:
    pairs: dict[str, dict[str, str]] = {name: table[name] for name in _PAIRS if name in table}
    listed = {
        name: tuple(Option(code, word) for code, word in given.items()) for name, given in pairs.items()
    }
    return Step(**{**table, **listed})


def shape_of(activity: Activity) -> Shape:
    """The table of an activity: what it says, without what goes without saying."""
    shape = _said(activity) | {name: list(getattr(activity, name)) for name in _LISTED}
    shape["steps"] = [_table(step) for step in activity.steps]
    if activity.fill:
        shape["fill"] = {one.name: _blank(one) for one in activity.fill}
    return shape


def _blank(one: Fill) -> dict[str, Any]:
    return {name: value for name, value in _said(one).items() if name != "name"}


def _table(step: Step) -> dict[str, Any]:
    pairs = {name: {o.code: o.label for o in getattr(step, name)} for name in _PAIRS if getattr(step, name)}
    table = _said(step) | pairs
    return table | {"high": step.high} if step.kind == "number" else table


def _said(thing: Activity | Step | Fill) -> dict[str, Any]:
    """The fields that differ from their default."""
    named = {one.name: (one.default, getattr(thing, one.name)) for one in fields(thing)}
    return {name: value for name, (usual, value) in named.items() if value != usual}
