"""`interlude check`: reads everything a practice ships, without a network; one line for each fault."""

import argparse
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.clock import SystemClock
from bot.config import load_config

_CONFIG = Path("config.toml")


def main(args: argparse.Namespace) -> int:
    """Print every fault by file and line; 0 when there is none, 1 otherwise.

    What a language has no words for yet is named too: it is spoken in English, which is no fault.
    Without `-c` config.toml is read if there is one. Raises ConfigError when it cannot be used.
    """
    from prompts.library_said import explained

    today = datetime.fromtimestamp(SystemClock().now() / 1000, UTC).date()
    found = list(faults(files("prompts"), today))
    for fault in found:
        print(explained(fault))
    for line in () if found else untranslated(files("prompts")):
        print(line)
    file = Path(args.config) if args.config else _CONFIG
    if args.config or file.exists():
        practices = load_config(file).practices
        folders = {practice.measures: None for practice in practices if practice.measures}
        own = [fault for folder in folders for fault in own_faults(folder)]
        print(*(explained(fault) for fault in own) if own else (f"{file}: no fault",), sep="\n")
        found += own
    print(f"prompts, library and regions: {len(found) or 'no'} fault{'s' * (len(found) > 1)}")
    return 1 if found else 0


def faults(root: Traversable, today: date) -> Iterator[str]:
    """Every fault in the library, the crisis numbers and the prompts below `root`, one line each."""
    from prompts.catalog import Catalog
    from prompts.entries import PromptError
    from prompts.library import check_content
    from prompts.review import review

    yield from map(str, check_content(root, today))
    try:
        yield from map(str, review(Catalog.load(root)))
    except PromptError as unreadable:
        line = unreadable.line or _line_in(unreadable.problem)
        yield f"{unreadable.file}:{line}: {unreadable.problem}"


def own_faults(folder: Path) -> Iterator[str]:
    """Every fault of the measures a practice loads itself, one line each; none while the library has some."""
    from prompts.library import LibraryError, check_own_measures, load_content

    try:
        content = load_content()
    except LibraryError:
        return
    for finding in check_own_measures(folder, content):
        yield f"{folder.parent / finding.file}:{finding.line}: {finding.message}"


def untranslated(root: Traversable) -> Iterator[str]:
    """What is spoken in English to those who read another language, one line each."""
    from prompts.catalog import Catalog

    catalog = Catalog.load(root, at_once=False)
    for language in catalog.languages():
        for name in catalog.missing(language):
            talk, _, key = name.partition("/")
            yield f"{language}/{talk}.toml: [{key}] has no words yet and is said in English"


def _line_in(problem: str) -> int:
    """The line a TOML error speaks of, or the first."""
    named = re.search(r"\(at line ([0-9]+)", problem)
    return int(named[1]) if named else 1
