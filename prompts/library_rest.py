"""The faults of an activity that stand behind another one: a field that is missing hides no other.

What is missing, or of a wrong type, is stood in for by something sound, and the checks run once more; what
they find of a stand-in, or only because of one, is left out.
"""

from collections.abc import Callable, Mapping
from typing import Any

from prompts.library_file import Fields, File, Finding
from prompts.library_fill import check_fill
from prompts.library_lines import Path
from prompts.library_said import code_of
from prompts.library_steps import STEP

_SOUND: Mapping[str, Any] = {
    "type": "self",
    "rhythm": "once",
    "minutes": 120,
    "tiny_minutes": 1,
    "tags": ["own"],
    "kind": "say",
}
_OF_TYPE: Mapping[type, Any] = {str: "A line to read.", int: 1, list: []}

_OF_KEYS = (
    "not_earlier",
    "no_option_of",
    "options_from",
    "tiny_step",
    "tiny_order",
    "tiny_hangs",
    "placeholder",
)
"""Faults about a name that may be that of something stood in for."""


def check_rest(file: File, fields: Fields, check: Callable[[File], bool]) -> None:
    """Run the checks over what there is, and add what is wrong besides."""
    _add(file, _of_form(file))
    stood: set[Path] = set()
    whole = _stood_in((), file.data, fields, stood)
    if ("steps",) not in stood:
        whole["steps"] = [
            _stood_in(("steps", i), step, STEP, stood) for i, step in enumerate(file.data["steps"])
        ]
    for name in [] if _fill_is_sound(file) else ["fill"]:
        stood.add((name,))
        whole.pop(name, None)
    probe = file.with_data(whole)
    check(probe)
    named = any(path[-1] in ("fill", "key", "kind", "steps", "options") for path in stood)
    _add(file, [one for one in probe.findings if _counts(one, stood, named)])


def _add(file: File, findings: list[Finding]) -> None:
    """What is not known yet: at one place the same is said once."""
    known = {(one.path, one.message) for one in file.findings}
    file.findings += [one for one in findings if (one.path, one.message) not in known]


def _of_form(file: File) -> list[Finding]:
    """What its steps and its blanks lack as tables."""
    steps = file.data.get("steps")
    probe = file.with_data({**file.data, "steps": steps if isinstance(steps, list) else []})
    for index, step in enumerate(probe.data["steps"]):
        probe.table(("steps", index), step, STEP)
    if isinstance(file.data.get("fill", {}), dict):
        check_fill(probe)
    return probe.findings


def _stood_in(path: Path, table: object, fields: Fields, stood: set[Path]) -> dict[str, Any]:
    """The table with all that it must have, and nothing that it must not."""
    given = table if isinstance(table, dict) else {}
    known = {**fields.required, **fields.optional}
    sound = {name: value for name, value in given.items() if type(value) is known.get(name)}
    stood |= {(*path, name) for name in known if name in given and name not in sound}
    for name, kind in fields.required.items():
        if name not in sound:
            stood.add((*path, name))
            sound[name] = f"stood_in_{path[-1]}" if name == "key" else _SOUND.get(name, _OF_TYPE[kind])
    return sound


def _fill_is_sound(file: File) -> bool:
    """Whether nothing was found wrong with its blanks."""
    return not any(one.path[:1] == ("fill",) for one in file.findings)


def _counts(one: Finding, stood: set[Path], named: bool) -> bool:
    """Whether this is a fault of what is there."""
    if named and code_of(one.message) in _OF_KEYS:
        return False
    if len(one.path) > 1 and (*one.path[:2], "kind") in stood and one.path[2:3] != ("key",):
        return False
    return not any(one.path[:depth] in stood for depth in range(1, len(one.path) + 1))
