"""Walks every prompt in every language, channel and state, and runs the language rules over it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prompts import style
from prompts.catalog import FALLBACK, Catalog
from prompts.entries import CODES, Entry, PromptError

CHANNELS = ("telegram", "sms")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a prompt, and the place to look."""

    file: str
    line: int
    key: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} [{self.key}] {self.problem}"


def review(catalog: Catalog) -> Iterator[Problem]:
    """Everything wrong with the prompts of all languages; nothing when they may be sent."""
    for language in catalog.languages():
        for entry in catalog.entries(language).values():
            for problem in dict.fromkeys(problems(catalog, entry, language)):
                yield Problem(entry.file, entry.line, entry.key, problem)


def problems(catalog: Catalog, entry: Entry, language: str) -> Iterator[str]:
    """Everything wrong with one prompt; the same words may come more than once."""
    if unknown := sorted({*entry.kinds} - style.kinds()):
        yield f"no such kind: {', '.join(unknown)}"
    elif language not in style.languages():
        yield f"there are no language rules for {language!r}"
    else:
        yield from _argument_problems(catalog, entry, language)
        yield from _translation_problems(catalog, entry, language)
        for state in _states(entry):
            yield from _state_problems(catalog, entry, language, state)


def _argument_problems(catalog: Catalog, entry: Entry, language: str) -> Iterator[str]:
    variables = catalog.variables(entry.name, language)
    shown = {name for sample in entry.samples for name in sample}
    if missing := sorted(variables - shown):
        yield f"no sample for {', '.join(missing)}"
    if neutral := sorted(catalog.variables(entry.name, language, discreet=True)):
        yield f"a neutral text takes no arguments: {', '.join(neutral)}"


def _translation_problems(catalog: Catalog, entry: Entry, language: str) -> Iterator[str]:
    if not catalog.has(entry.name):
        yield "there is no such prompt in English"
        return
    if extra := sorted(catalog.variables(entry.name, language) - catalog.variables(entry.name)):
        yield f"arguments that English does not have: {', '.join(extra)}"
    if set(entry.options) != set(catalog.entries(FALLBACK)[entry.name].options):
        yield "the option codes differ from English"


@dataclass(frozen=True, slots=True)
class _State:
    """One way a prompt can be shown."""

    channel: str
    discreet: bool
    variant: int
    sample: Mapping[str, Any]


def _states(entry: Entry) -> Iterator[_State]:
    for sample in entry.samples or ({},):
        for channel in CHANNELS:
            for discreet in (False, True) if entry.discreet else (False,):
                for variant in range(len(entry.wordings(channel, discreet=discreet))):
                    yield _State(channel, discreet, variant, sample)


def _state_problems(catalog: Catalog, entry: Entry, language: str, state: _State) -> Iterator[str]:
    where = f"{state.channel}, neutral" if state.discreet else state.channel
    try:
        for finding in _findings(catalog, entry, language, state):
            yield f"{where}: {finding.rule} {finding.excerpt!r}"
    except PromptError as error:
        yield f"{where}: {error.problem}"


def _findings(catalog: Catalog, entry: Entry, language: str, state: _State) -> Iterator[style.Finding]:
    args = {name: value for name, value in state.sample.items() if name != CODES}
    codes = () if state.discreet else state.sample.get(CODES, tuple(entry.options))
    options = catalog.labels(entry.name, codes, language, state.channel, args)
    text = catalog.render(
        entry.name, language, state.channel, args, discreet=state.discreet, variant=state.variant
    )
    for kind in entry.kinds:
        yield from style.check(
            text,
            kind=kind,
            channel=state.channel,
            language=language,
            discreet=state.discreet,
            options=options,
            first_after_miss=entry.after_miss and not state.discreet,
            audience=entry.audience,
            verbatim=[words for name in entry.verbatim for words in _strings(args.get(name))],
            limit=entry.limit,
        )


def _strings(value: object) -> Iterator[str]:
    """Every text inside an argument: itself, or those in its lists and tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
