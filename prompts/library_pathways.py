"""Pathways: one file each, read and checked against the activities they are made of."""

from collections.abc import Collection, Mapping
from importlib.resources.abc import Traversable
from typing import Any

from handlers.content import PARTS, Activity, Pathway, PathwayStep
from handlers.measures import DAYS, Measure
from prompts.library_file import Fields, File, nearest, plainly, read_file, toml_names
from prompts.library_lines import Path
from prompts.library_text import check_tags, check_text, check_twins, id_of, is_named_by_file
from prompts.library_translated import PathwayWords, languages, read_translated

FOLDER = "pathways"
FILES = ("activities", "measures")
_PATHWAY = Fields(
    required={
        "id": str,
        "title": str,
        "client_title": str,
        "weeks": int,
        "tags": list,
        "what": str,
        "steps": list,
    },
    optional={"therapist_note": str, "source": str, "version": int},
)
_STEP = Fields(
    required={"part": str},
    optional={
        "activity": str,
        "measure": str,
        "after_previous": bool,
        "after_days": int,
        "on_date": bool,
        "required": bool,
        "by_hand": bool,
        "goes_on": bool,
        "rhythm": str,
        "minutes": int,
        "visibility": str,
        "needs": str,
    },
)
_RULES = ("after_previous", "after_days", "on_date")
_ONE_OF = {"part": PARTS, "rhythm": ("once", "daily", "3x"), "visibility": ("shared", "private", "ask")}
_OF_A_MEASURE = {"part": PARTS, "rhythm": ("once", *DAYS)}
_NOT_OF_A_MEASURE = ("minutes", "visibility", "needs")
# The client's title stands in an assignment, the therapist's in lists and buttons.
_LIMITS = {"title": 40, "client_title": 30, "what": 160, "therapist_note": 320}
_MOST_STEPS = 12
_MOST_WEEKS = 12
_MOST_DAYS = 60
_LONGEST = 120
_AT_ONCE = 2  # required items beside each other: more is too much for a week (CONTENT I-17)

Activities = Mapping[str, Activity]
Measures = Mapping[str, Measure]
Table = dict[str, Any]


def read_pathways(
    root: Traversable, activities: Activities, measures: Measures
) -> tuple[dict[str, Pathway], list[File]]:
    """Every sound pathway by id, in the order of their ids, and all files with their findings."""
    files = [read_file(root, FOLDER, name) for name in toml_names(root, FOLDER)]
    there = {name.removesuffix(".toml") for one in FILES for name in toml_names(root, one)}
    broken = there - set(activities) - set(measures)
    for file in files:
        if not file.findings and file.table((), file.data, _PATHWAY):
            _check(file, activities, measures, broken)
    check_twins(files)
    sound = (file for file in files if not file.findings)
    return {pathway.id: pathway for pathway in (_pathway(file.data) for file in sound)}, files


def read_pathway_words(
    root: Traversable, files: list[File]
) -> tuple[dict[str, dict[str, Pathway]], list[PathwayWords]]:
    """The sound pathways of each other language by id, and the files of their words.

    What stands under "es" stands under "es.sms" as well, as that channel writes it.
    """
    read = list(read_translated(PathwayWords, root, FOLDER, {id_of(file): file for file in files}))
    for file in read:
        if not file.findings:
            _check_texts(file)
    found: dict[str, dict[str, Pathway]] = {}
    for language in languages(root, FOLDER):
        of_it = [file for file in read if file.language == language]
        check_twins(of_it)
        whole = {id_of(file): file for file in of_it if not file.findings}
        found[language] = {id: _pathway(file.data) for id, file in whole.items()}
        found[f"{language}.sms"] = {id: _pathway(plainly(file.data)) for id, file in whole.items()}
    return found, read


def _check_texts(file: File) -> None:
    for name, limit in _LIMITS.items():
        if name in file.data:
            check_text(file, (name,), file.data[name], limit, ())


def _check(file: File, activities: Activities, measures: Measures, broken: Collection[str]) -> None:
    """`broken` are activities and measures that are there and faulty: their own file says so."""
    data = file.data
    _check_texts(file)
    is_named_by_file(file)
    check_tags(file)
    if not 1 <= data["weeks"] <= _MOST_WEEKS:
        file.fault(("weeks",), f"'weeks' must be 1 to {_MOST_WEEKS}, found {data['weeks']}")
    if not 2 <= len(data["steps"]) <= _MOST_STEPS:
        file.fault(("steps",), f"a pathway has 2 to {_MOST_STEPS} steps, found {len(data['steps'])}")
    sound = [file.table(("steps", i), step, _STEP) for i, step in enumerate(data["steps"])]
    if all(sound):
        for index, step in enumerate(data["steps"]):
            _check_step(file, ("steps", index), step)
            if step.get("measure", "") not in ("", *broken):
                _check_measure(file, ("steps", index), step, measures)
            elif step.get("activity", "") not in ("", *broken):
                _check_activity(file, ("steps", index), step, activities)
        _check_order(file)


def _check_step(file: File, path: Path, step: Table) -> None:
    if ("measure" in step) == ("activity" in step):
        file.fault(path, "a step brings either an 'activity' or a 'measure'")
    for name, allowed in (_OF_A_MEASURE if "measure" in step else _ONE_OF).items():
        if name in step and step[name] not in allowed:
            file.fault((*path, name), f"{name!r} must be one of {', '.join(allowed)}, found {step[name]!r}")
    if not 1 <= step.get("minutes", 1) <= _LONGEST:
        file.fault((*path, "minutes"), f"'minutes' must be 1 to {_LONGEST}, found {step['minutes']}")
    _check_rule(file, path, step)


def _check_activity(file: File, path: Path, step: Table, activities: Activities) -> None:
    known = activities.get(step["activity"])
    if known is None:
        there = nearest(step["activity"], activities)
        file.fault((*path, "activity"), f"no activity {step['activity']!r} in the library{there}")
    elif known.avoidance_sensitive and not step.get("by_hand"):
        # Facing things is planned before each step: nothing moves up by itself.
        file.fault(
            (*path, "activity"), f"{step['activity']!r} is avoidance-sensitive and needs 'by_hand = true'"
        )


def _check_measure(file: File, path: Path, step: Table, measures: Measures) -> None:
    known, path = measures.get(step["measure"]), (*path, "measure")
    for name in _NOT_OF_A_MEASURE:
        if name in step:
            file.fault((*path[:-1], name), f"{name!r} is not for a measure")
    if known is None:
        there = nearest(step["measure"], measures)
        file.fault(path, f"no measure {step['measure']!r} in the library{there}")
    elif not known.has_text():
        file.fault(path, f"{known.id!r} has no text of its own: a practice loads it")
    elif known.risk:
        # Its item about death goes out only by a decision made for this client (CONTENT F13).
        file.fault(path, f"{known.id!r} is turned on by a therapist for one client; name {known.instead!r}")
    elif step.get("rhythm", "once") not in known.repeats:
        file.fault((*path[:-1], "rhythm"), f"{known.id!r} is asked every {known.every} days at most")
    elif step.get("rhythm", "once") != "once" and not step.get("goes_on"):
        file.fault((*path[:-1], "rhythm"), "what is asked again and again needs 'goes_on = true'")


def _check_rule(file: File, path: Path, step: Table) -> None:
    given = [name for name in _RULES if name in step]
    if len(given) != 1:
        file.fault(path, f"a step comes by one of {', '.join(_RULES)}, found {' and '.join(given) or 'none'}")
    elif given[0] != "after_days" and step[given[0]] is not True:
        file.fault((*path, given[0]), f"{given[0]!r} is true, or is not there")
    elif not 1 <= step.get("after_days", 1) <= _MOST_DAYS:
        file.fault(
            (*path, "after_days"), f"'after_days' must be 1 to {_MOST_DAYS}, found {step['after_days']}"
        )


def _check_order(file: File) -> None:
    """Understanding comes first and looking back last, all of it within the weeks, never too much at once."""
    steps, day, beside = file.data["steps"], 0, 0
    if "on_date" in steps[:1][0]:
        file.fault(("steps", 0, "on_date"), "the first step comes when the pathway begins")
    for index, step in enumerate(steps):
        before = steps[index - 1] if index else step
        if step.get("needs", "") not in ("", *(one.get("activity") for one in steps[:index])):
            file.fault(("steps", index, "needs"), f"no earlier step brings {step['needs']!r}")
        if _place(step) < _place(before):
            file.fault(("steps", index, "part"), f"{step['part']!r} comes after {before['part']!r}")
        day += step.get("after_days", 1) if index else 0
        if _is_required(step) and beside >= _AT_ONCE:
            file.fault(
                ("steps", index), f"more than {_AT_ONCE} required activities would run beside each other"
            )
        beside += _is_required(step) and step.get("goes_on", False)
    if day >= 7 * file.data["weeks"]:
        file.fault(("weeks",), f"the last step comes on day {day + 1} at the earliest: more than 'weeks'")


def _is_required(step: Table) -> bool:
    """A measure is no practice: it holds nothing up unless its file says so."""
    return bool(step.get("required", "measure" not in step))


def _place(step: Table) -> int:
    return PARTS.index(step["part"]) if step["part"] in PARTS else 0


def _pathway(whole: Table) -> Pathway:
    data = dict(whole)
    data["steps"] = tuple(_step(step) for step in data["steps"])
    return Pathway(**{**data, "tags": tuple(data["tags"])})


def _step(table: Table) -> PathwayStep:
    rule: Any = next(name for name in _RULES if name in table)
    kept = {name: value for name, value in table.items() if name not in (*_RULES, "measure")}
    kept |= {"activity": table["measure"], "kind": "measure"} if "measure" in table else {}
    kept |= {"required": _is_required(table), "release": rule, "days": table.get("after_days", 0)}
    return PathwayStep(**kept)
