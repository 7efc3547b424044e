"""Activities: one file each, read and checked whole."""

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources.abc import Traversable
from typing import Any

from handlers.content import Activity, Fill, Option, Step
from prompts.library_file import Fields, File, nearest, plainly, read_file, toml_names
from prompts.library_fill import check_fill, filled_in
from prompts.library_labels import filed, read_labels
from prompts.library_links import check_small
from prompts.library_steps import check_steps
from prompts.library_text import check_text
from prompts.library_translated import ActivityWords, languages, read_translated

FOLDER = "activities"
_ACTIVITY = Fields(
    required={
        "id": str,
        "title": str,
        "client_title": str,
        "type": str,
        "modality": str,
        "rhythm": str,
        "minutes": int,
        "tiny_minutes": int,
        "tags": list,
        "what": str,
        "why": str,
        "how": str,
        "tiny_words": str,
        "tiny": list,
        "steps": list,
    },
    optional={
        "guard": str,
        "therapist_note": str,
        "avoidance_sensitive": bool,
        "optional": bool,
        "source": str,
        "prefix": str,
        "version": int,
        "fill": dict,
    },
)
# Characters a field may have: the assignment text holds title, what and why together.
_LIMITS = {"title": 40, "client_title": 40, "what": 90, "why": 120, "how": 306, "tiny_words": 60}
_ONE_OF = {"type": ("edu", "self", "mod"), "rhythm": ("once", "daily", "3x")}
_CUE_WORDS = 6
_TAG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 120


def read_activities(root: Traversable) -> tuple[dict[str, Activity], list[File]]:
    """Every sound activity by id, in the order of their ids, and all files with their findings."""
    files = [read_file(root, FOLDER, name) for name in toml_names(root, FOLDER)]
    for file in files:
        if not file.findings:
            _check(file)
    _check_twins(files)
    sound = (file for file in files if not file.findings)
    return {activity.id: activity for activity in (_activity(file.data) for file in sound)}, files


def read_translations(
    root: Traversable, files: Iterable[File]
) -> tuple[dict[str, dict[str, Activity]], list[ActivityWords], list[File]]:
    """The sound activities of each other language by id, the files of their words, and those of their tags.

    What stands under "es" stands under "es.sms" as well, as that channel writes it.
    """
    read = list(read_translated(root, {_id_of(file): file for file in files}))
    for file in read:
        if not file.findings:
            _check(file)
    labels = {language: read_labels(root, language) for language in languages(root)}
    found: dict[str, dict[str, Activity]] = {}
    for language in labels:
        of_it = [file for file in read if file.language == language]
        _check_twins(of_it)
        whole = {_id_of(file): filed(file.data, labels[language]) for file in of_it if not file.findings}
        found[language] = {id: _activity(data) for id, data in whole.items()}
        found[f"{language}.sms"] = {id: _activity(plainly(data)) for id, data in whole.items()}
    return found, read, [file for file in labels.values() if file is not None]


def _id_of(file: File) -> str:
    return file.name.rpartition("/")[2].removesuffix(".toml")


def _check(file: File) -> None:
    if not file.table((), file.data, _ACTIVITY) or not check_fill(file):
        return
    _check_words(file)
    _check_minutes(file)
    _check_tags(file)
    if check_steps(file):
        _check_tiny(file)


def _check_words(file: File) -> None:
    data = file.data
    for name, allowed in _ONE_OF.items():
        if data[name] not in allowed:
            file.fault((name,), f"{name!r} must be one of {', '.join(allowed)}, found {data[name]!r}")
    for name, limit in _LIMITS.items():
        check_text(file, (name,), filled_in(data, data[name]), limit)
    if len(data["client_title"].split()) > _CUE_WORDS:
        file.fault(("client_title",), f"'client_title' has more than {_CUE_WORDS} words: too long for a cue")
    if data["id"] != _id_of(file):
        file.fault(("id",), f"id {data['id']!r} is not the name of its file")
    # Where skipping brings relief, easing is a clinical decision: say what the therapist must know.
    if data.get("avoidance_sensitive") and not data.get("guard"):
        file.fault(("avoidance_sensitive",), "an avoidance-sensitive activity needs a 'guard'")


def _check_minutes(file: File) -> None:
    minutes, tiny = file.data["minutes"], file.data["tiny_minutes"]
    if not 1 <= minutes <= _LONGEST:
        file.fault(("minutes",), f"'minutes' must be 1 to {_LONGEST}, found {minutes}")
    if not 1 <= tiny <= minutes:
        file.fault(("tiny_minutes",), f"'tiny_minutes' must be 1 to 'minutes' ({minutes}), found {tiny}")


def _check_tags(file: File) -> None:
    tags = file.data["tags"]
    if not tags:
        file.fault(("tags",), "'tags' is empty: the activity could not be found by what it is for")
    elif file.texts(("tags",), tags):
        for index, tag in enumerate(tags):
            if not _TAG.fullmatch(tag):
                file.fault(("tags", index), f"tag {tag!r} must be lower-case words joined by hyphens")


def _check_tiny(file: File) -> None:
    tiny = file.data["tiny"]
    keys = [step["key"] for step in file.data["steps"]]
    if not tiny:
        file.fault(("tiny",), "'tiny' is empty: every activity has a two-minute version")
    if not file.texts(("tiny",), tiny):
        return
    for index, key in enumerate(tiny):
        if key not in keys:
            file.fault(("tiny", index), f"'tiny' names the unknown step {key!r}{nearest(key, keys)}")
    if sorted(tiny, key=lambda key: keys.index(key) if key in keys else -1) != tiny:
        file.fault(("tiny",), "'tiny' must name its steps in the order they are asked")
    check_small(file)


def _check_twins(files: Sequence[File]) -> None:
    """Ids and titles are how a therapist picks an activity: no two may share one."""
    for name in ("id", "title"):
        first: dict[str, str] = {}
        for file in files:
            value = str(file.data.get(name, file.name)).casefold()
            if value in first:
                file.fault((name,), f"{name} {file.data[name]!r} is already used in {first[value]}")
            first.setdefault(value, file.name)


def _activity(data: Mapping[str, Any]) -> Activity:
    data = dict(data)
    data["steps"] = tuple(_step(step) for step in data["steps"])
    data["fill"] = tuple(Fill(name, **table) for name, table in data.get("fill", {}).items())
    return Activity(**{**data, "tags": tuple(data["tags"]), "tiny": tuple(data["tiny"])})


def _step(table: dict[str, Any]) -> Step:
    pairs: dict[str, dict[str, str]] = {n: table[n] for n in ("options", "cue_at") if n in table}
    listed = {
        name: tuple(Option(code, word) for code, word in given.items()) for name, given in pairs.items()
    }
    return Step(**{**table, **listed})
