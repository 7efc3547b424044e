"""Everything a practice ships with besides its prompts, read from the files beside this one.

`load_content` gives it whole or not at all; `check_content` lists every fault by file and line.
"""

import importlib.resources
from collections.abc import Mapping
from datetime import date
from importlib.resources.abc import Traversable
from typing import NamedTuple

from handlers.content import Content, PhraseLists
from handlers.measures import Measure
from prompts import style
from prompts.carrier import asked_for
from prompts.library_activities import read_activities, read_translations
from prompts.library_barriers import read_barriers
from prompts.library_file import File, Finding, LibraryError, toml_line
from prompts.library_measures import read_measures, read_own
from prompts.library_own import BENCH
from prompts.library_pathways import read_pathway_words, read_pathways
from prompts.library_regions import check_regions, read_regions, region_of
from prompts.library_style import StyleCheck
from prompts.library_translated import ActivityWords, PathwayWords
from prompts.library_usual import read_usual
from prompts.library_words import read_words
from prompts.phrases import load_phrases

__all__ = [
    "Finding",
    "LibraryError",
    "check_content",
    "check_own_measures",
    "check_regions",
    "load_content",
    "own_measures",
    "region_of",
]


class _Reading(NamedTuple):
    """What was read, and the files it came from with their findings."""

    content: Content
    activities: list[File]
    translations: list[ActivityWords]
    pathways: list[File]
    pathway_words: list[PathwayWords]
    barriers: dict[str, File]
    regions: File
    others: list[File]
    phrases: list[Finding]
    measures: list[File]

    def files(self) -> list[File]:
        shelves = (*self.activities, *self.translations, *self.pathways, *self.pathway_words)
        return [*shelves, *self.measures, *self.barriers.values(), self.regions, *self.others]

    def findings(self) -> list[Finding]:
        by_line = (sorted(file.findings, key=lambda finding: finding.line) for file in self.files())
        return [*(finding for found in by_line for finding in found), *self.phrases]


def load_content(root: Traversable | None = None) -> Content:
    """Read the library below `root` (this package by default); a `pathlib.Path` will do.

    Raises `LibraryError` with every finding when the form of anything in it is wrong.
    """
    reading = _read(root or importlib.resources.files("prompts"))
    if findings := reading.findings():
        raise LibraryError(findings)
    return reading.content


def check_content(root: Traversable | None = None, today: date | None = None) -> list[Finding]:
    """Every fault in the library by file and line, broken language rules included.

    With `today` also the crisis numbers that were not verified within 180 days.
    """
    reading = _read(root or importlib.resources.files("prompts"))
    _check_style(reading)
    if today is not None:
        check_regions(reading.content.regions, today, reading.regions)
    return reading.findings()


def own_measures(folder: Traversable, content: Content) -> Mapping[str, Measure]:
    """The shipped measures, and those a practice loads from its own folder.

    Raises `LibraryError` with every finding when the form of anything in it is wrong.
    """
    measures, files = read_own(folder, content.measures, importlib.resources.files("prompts"))
    if findings := [finding for file in files for finding in file.findings]:
        raise LibraryError(findings)
    return measures


def check_own_measures(folder: Traversable, content: Content) -> list[Finding]:
    """Every fault of a practice's own measures by file and line; what a locked screen may show included."""
    _, files = read_own(folder, content.measures, importlib.resources.files("prompts"))
    for file in files:
        _check_measure(file)
    return [finding for file in files for finding in file.findings]


def _read(root: Traversable) -> _Reading:
    activities, activity_files = read_activities(root)
    translated, translations, labels = read_translations(root, activity_files)
    barriers, barrier_files = read_barriers(root)
    regions, region_file = read_regions(root)
    words, word_file = read_words(root)
    usual, usual_files = read_usual(root)
    phrases, faults = _phrases(root)
    measures, measure_files = read_measures(root)
    pathways, pathway_files = read_pathways(root, activities, measures)
    translated_pathways, pathway_words = read_pathway_words(root, pathway_files)
    content = Content(
        activities,
        barriers,
        regions,
        phrases,
        words["en"],
        asked_for,
        translated=translated,
        measures=measures,
        pathways=pathways,
        translated_pathways=translated_pathways,
        bench=BENCH,
        room_words=words,
        usual=usual,
    )
    return _Reading(
        content,
        activity_files,
        translations,
        pathway_files,
        pathway_words,
        barrier_files,
        region_file,
        [word_file, *usual_files, *labels],
        faults,
        measure_files,
    )


def _phrases(root: Traversable) -> tuple[Mapping[str, PhraseLists], list[Finding]]:
    try:
        return load_phrases(root), []
    except OSError:
        return {}, [Finding(f"{root.name}/phrases", 1, "the safety lists are missing")]
    except ValueError as error:  # says `phrases/en.toml: what is wrong`
        name, _, reason = str(error).partition(": ")
        return {}, [Finding(f"{root.name}/{name}", toml_line(reason) or 1, reason)]


def _check_measure(file: File) -> None:
    """In each language that it has words in and that has rules."""
    for language in sorted(style.languages() & file.data.keys() if not file.findings else ()):
        StyleCheck(file, language).measure()


def _check_style(reading: _Reading) -> None:
    """Language rules, for files whose form is sound and languages that have rules."""
    for file in reading.activities:
        if not file.findings:
            StyleCheck(file).activity()
    for words in reading.translations:
        if not words.findings and words.language in style.languages():
            StyleCheck(words, words.language).activity()
    for file in reading.measures:
        _check_measure(file)
    for file in reading.pathways:
        if not file.findings:
            StyleCheck(file).pathway()
    for said in reading.pathway_words:
        if not said.findings and said.language in style.languages():
            StyleCheck(said, said.language).pathway()
    for language, file in reading.barriers.items():
        if not file.findings and language in style.languages():
            StyleCheck(file, language).barriers()
    if not reading.regions.findings:
        for language in sorted(style.languages()):
            StyleCheck(reading.regions, language).regions()
