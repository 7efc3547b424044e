"""Measures: one file each, read and checked whole; and those that a practice loads itself (CONTENT F13).

A file holds what is the same in every language, and a table of words for each language: `[en]`, `[es]`.
What stands under "es" stands under "es.sms" as well, as that channel writes it.
"""

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from handlers.measures import DAYS, Cut, Item, Measure, MeasureWords
from prompts.library_file import Fields, File, nearest, plainly, read_file, toml_names
from prompts.library_measure_words import WORDS, check_words

FOLDER = "measures"
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")

_MEASURE = Fields(
    required={
        "id": str,
        "title": str,
        "asked": int,
        "low": int,
        "high": int,
        "every": int,
        "minutes": int,
        "source": str,
        "licence": str,
        "version": int,
    },
    optional={
        "factor": int,
        "total": bool,
        "bands": list,
        "cuts": list,
        "risk": int,
        "instead": str,
        "credit": str,
    },
)
_LOADED = ("id", "licence", "source", "credit")
"""What a practice's file may say beside the words of a measure whose scale is shipped."""

_CUT = Fields(required={}, optional={"least": int, "most": int})
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MOST_ITEMS, _HIGHEST, _LONGEST_TITLE = 40, 10, 24
_YEAR = 366

Read = tuple[dict[str, Measure], list[File]]


def read_measures(root: Traversable) -> Read:
    """Every sound measure that is shipped, by id, and all files with their findings."""
    files = [read_file(root, FOLDER, name) for name in toml_names(root, FOLDER)]
    return _sound(files, [file.data for file in files])


def read_own(folder: Traversable, shipped: Mapping[str, Measure], root: Traversable) -> Read:
    """The shipped measures with a practice's own, and its files; no shipped text is replaced."""
    files = [read_file(folder, name) for name in sorted(_tomls(folder))]
    whole = [_joined(file, shipped, root) for file in files]
    measures, files = _sound(files, whole)
    return {**shipped, **measures}, files


def _tomls(folder: Traversable) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.endswith(".toml")] if folder.is_dir() else []


def _joined(file: File, shipped: Mapping[str, Measure], root: Traversable) -> dict[str, Any]:
    """The file's own data; where only its text was missing here, with the scale that is shipped."""
    known = shipped.get(str(file.data.get("id", "")))
    if known is None:
        return file.data
    ours = read_file(root, FOLDER, f"{known.id}.toml").data
    for name, value in file.data.items():
        if isinstance(value, dict) and known.words.get(name, MeasureWords()).items:
            file.fault((name,), f"{known.title} has its text in {name!r} already: it is not replaced")
        elif not isinstance(value, dict) and name not in _LOADED:
            file.fault(
                (name,), f"the scale of {known.title} is shipped: only {', '.join(_LOADED)} and words fit"
            )
    texts = {n: {**ours.get(n, {}), **v} for n, v in file.data.items() if isinstance(v, dict)}
    return {**ours, **file.data, **texts}


def _sound(files: list[File], whole: list[dict[str, Any]]) -> Read:
    for file, data in zip(files, whole, strict=True):
        if not file.findings:
            _check(file, data)
    _check_known(files, whole)
    pairs = zip(files, whole, strict=True)
    return {data["id"]: _measure(data) for file, data in pairs if not file.findings}, files


def _check(file: File, data: dict[str, Any]) -> None:
    spoken = _spoken(data)
    rest = {name: value for name, value in data.items() if name not in spoken}
    if not file.table((), rest, _MEASURE):
        return
    _check_numbers(file, data)
    _check_scoring(file, data)
    if "en" not in spoken:
        file.fault((), "'en' is missing: the words every other language falls back to")
    if not file.findings:
        for language, words in spoken.items():
            if file.table((language,), words, WORDS):
                check_words(file, language, data)


def _spoken(data: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of words, by language."""
    tables = {name: value for name, value in data.items() if isinstance(value, dict)}
    return {name: table for name, table in tables.items() if _LANGUAGE.fullmatch(name)}


def _check_numbers(file: File, data: dict[str, Any]) -> None:
    if not _ID.fullmatch(data["id"]) or data["id"] != file.name.rpartition("/")[2].removesuffix(".toml"):
        file.fault(("id",), f"id {data['id']!r} is not the name of its file")
    if not data["title"].strip() or len(data["title"]) > _LONGEST_TITLE:
        file.fault(("title",), f"'title' must be 1 to {_LONGEST_TITLE} characters")
    for name in ("source", "licence"):
        if not data[name].strip():
            file.fault((name,), f"{name!r} is empty: where it comes from, and who may use it")
    bounds = {"asked": (1, _MOST_ITEMS), "minutes": (1, 60), "every": (1, _YEAR), "version": (1, 999)}
    for name, (low, high) in {**bounds, "factor": (1, 100)}.items():
        if not low <= data.get(name, 1) <= high:
            file.fault((name,), f"{name!r} must be {low} to {high}, found {data[name]}")
    if not 0 <= data["low"] < data["high"] <= _HIGHEST:
        file.fault(("high",), f"answers lie within 0 to {_HIGHEST}, 'low' under 'high'")
    if data["every"] > DAYS["fortnightly"]:
        file.fault(
            ("every",), f"'every' is at most {DAYS['fortnightly']} days: nothing comes more rarely here"
        )


def _check_scoring(file: File, data: dict[str, Any]) -> None:
    """Bands begin at the least sum and rise; a cut-off lies on one side of a sum there can be."""
    factor = data.get("factor", 1) * data["asked"]
    lowest, highest, bands = data["low"] * factor, data["high"] * factor, data.get("bands", [])
    if not data.get("total", True) and (bands or data.get("cuts")):
        file.fault(("total",), "without a total there are no bands and no cuts")
    whole = [one for one in bands if type(one) is int]
    if whole != bands or whole != sorted({*whole}) or (bands and (bands[0] != lowest or bands[-1] > highest)):
        file.fault(
            ("bands",), f"'bands' are the lowest sums of each band, rising from {lowest}, to {highest}"
        )
    for index, cut in enumerate(data.get("cuts", [])):
        if file.table(("cuts", index), cut, _CUT) and (
            len(cut) != 1 or not all(lowest <= at <= highest for at in cut.values())
        ):
            file.fault(("cuts", index), f"a cut is one of 'least' and 'most', {lowest} to {highest}")
    # Its answer is weighed at once: what comes before it is all there by then.
    if data.get("risk", 0) not in (0, data["asked"]):
        file.fault(("risk",), f"'risk' is the number of the last item, {data['asked']}")


def _check_known(files: list[File], whole: list[dict[str, Any]]) -> None:
    """What stands in for a measure without its item of risk must be there, and have none."""
    known = {str(data.get("id", "")): data for data in whole}
    for file, data in zip(files, whole, strict=True):
        instead = data.get("instead", "")
        if instead and (instead not in known or known[instead].get("risk")):
            hint = nearest(str(instead), known)
            file.fault(("instead",), f"'instead' must be a measure without an item of risk{hint}")
        elif data.get("risk") and not instead:
            file.fault(("risk",), "a measure with an item of risk needs 'instead', the measure without it")


def _measure(data: Mapping[str, Any]) -> Measure:
    spoken = _spoken(data)
    words = {name: _words(table) for name, table in spoken.items()}
    short = {f"{name}.sms": _words(plainly(table)) for name, table in spoken.items() if name != "en"}
    plain = {name: value for name, value in data.items() if name not in words}
    found = tuple(Cut(**cut) for cut in data.get("cuts", []))
    bands = tuple(data.get("bands", []))
    return Measure(**{**plain, "bands": bands, "cuts": found, "words": {**words, **short}})


def _words(table: Mapping[str, Any]) -> MeasureWords:
    listed = {name: tuple(value) for name, value in table.items() if isinstance(value, list)}
    items = tuple(Item(one) if isinstance(one, str) else Item(**one) for one in listed.pop("items", ()))
    return MeasureWords(**{**table, **listed, "items": items})
