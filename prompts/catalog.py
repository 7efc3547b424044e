"""Every sentence a person reads, by name: compiled once, rendered in microseconds.

A prompt is named `barrier/check` and lives in `prompts/<language>/barrier.toml`; a language that lacks
one falls back to English, and `missing` names it.
"""

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Self

from jinja2 import TemplateError

from prompts.entries import Entry, PromptError, read_entries, read_toml
from prompts.press import Args, MacroError, Press, Wording

FALLBACK = "en"
_LANGUAGE_FOLDER = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


class Catalog:
    """The compiled prompts of all languages. Build it once with `load` and share it."""

    def __init__(
        self,
        entries: Mapping[str, Mapping[str, Entry]],
        presses: Mapping[tuple[str, bool], Press],
    ) -> None:
        self._entries = entries
        self._presses = presses
        self._wordings: dict[tuple[str, str, bool, bool], tuple[Wording, ...]] = {}
        self._labels: dict[tuple[str, str, bool], dict[str, Wording]] = {}
        for language, own in entries.items():
            for entry in own.values():
                self._compile(entry, language)

    @classmethod
    def load(cls, root: Traversable | None = None, *, at_once: bool = True) -> Self:
        """Read every `<language>/*.toml` below `root` (this package by default) and compile it.

        Without `at_once` each prompt is compiled when it is first spoken: for a quick start, since
        the tests and `interlude check` have compiled them all. The first fault is then found late.

        Raises PromptError, naming file and key, for TOML or Jinja that cannot be read.
        """
        root = files("prompts") if root is None else root
        folders = {f.name: f for f in root.iterdir() if f.is_dir() and _LANGUAGE_FOLDER.fullmatch(f.name)}
        if FALLBACK not in folders:
            raise PromptError(FALLBACK, "", "there is no such folder")
        english = _entries_of(folders[FALLBACK])
        entries = {
            language: english if language == FALLBACK else _entries_of(folder, english)
            for language, folder in sorted(folders.items())
        }
        presses: dict[tuple[str, bool], Press] = {}
        for language, folder in folders.items():
            presses[language, False], presses[language, True] = _presses_of(
                folder, folders[FALLBACK], at_once
            )
        return cls(entries, presses)

    def render(
        self,
        name: str,
        language: str,
        channel: str,
        args: Args,
        *,
        discreet: bool = False,
        variant: int = 0,
        codes: Sequence[str] = (),
    ) -> str:
        """The finished text of a prompt. `variant` picks a wording, counted round and round.

        `discreet` uses the neutral text where the prompt has one. `codes` are the options said with it:
        text and labels are always of one language. Raises PromptError for an unknown prompt or a missing
        argument.
        """
        home = self._home(name, language, codes)
        wordings = self._wordings[name, home, channel == "sms", discreet]
        return self._finish(name, home, "text", wordings[variant % len(wordings)], args)

    def labels(self, name: str, codes: Sequence[str], language: str, channel: str, args: Args) -> list[str]:
        """The labels of these option codes, in this order. Raises PromptError for a code without one."""
        home = self._home(name, language, codes)
        labels = self._labels[name, home, channel == "sms"]
        if missing := [code for code in codes if code not in labels]:
            raise self._wrong(name, home, f"no option {', '.join(missing)}")
        return [self._finish(name, home, code, labels[code], args) for code in codes]

    def names(self) -> tuple[str, ...]:
        """Every prompt there is, sorted."""
        return tuple(sorted(self._entries[FALLBACK]))

    def languages(self) -> tuple[str, ...]:
        """Every language there is a folder for, sorted."""
        return tuple(sorted(self._entries))

    def missing(self, language: str) -> tuple[str, ...]:
        """The prompts this language lacks words or labels for, said in English then; sorted."""
        own = self._entries[language]
        english = self._entries[FALLBACK].items()
        return tuple(sorted(n for n, e in english if n not in own or set(e.options) - set(own[n].options)))

    def has(self, name: str) -> bool:
        """Whether there is such a prompt."""
        return name in self._entries[FALLBACK]

    def entries(self, language: str) -> Mapping[str, Entry]:
        """The prompts a language has of its own, as their authors wrote them, by name."""
        return self._entries[language]

    def variables(self, name: str, language: str = FALLBACK, *, discreet: bool = False) -> frozenset[str]:
        """The arguments a prompt reads, in any of its wordings and labels; or in its neutral ones only."""
        home = self._home(name, language)
        entry = self._entries[home][name]
        sources = entry.discreet if discreet else entry.sources()
        return frozenset().union(*(self._presses[home, False].variables(source) for source in sources))

    def _home(self, name: str, language: str, codes: Sequence[str] = ()) -> str:
        """The language this prompt is spoken in: the one asked for, if it has all labels, or English."""
        own = self._entries.get(language, {}).get(name)
        english = self._entries[FALLBACK].get(name)
        if own and not (
            english and any(code in english.options for code in codes if code not in own.options)
        ):
            return language
        if name in self._entries[FALLBACK]:
            return FALLBACK
        raise PromptError("prompts", name, "there is no such prompt")

    def _compile(self, entry: Entry, language: str) -> None:
        for short in (False, True):
            press = self._presses[language, short]
            for discreet in (False, True):
                wordings = entry.wordings("sms" if short else "", discreet=discreet)
                self._wordings[entry.name, language, short, discreet] = self._pressed(entry, press, wordings)
            labels = {**entry.options, **entry.sms_options} if short else entry.options
            self._labels[entry.name, language, short] = self._pressed_labels(entry, press, labels)

    def _pressed(self, entry: Entry, press: Press, sources: Sequence[str]) -> tuple[Wording, ...]:
        try:
            return tuple(press.wording(source) for source in sources)
        except TemplateError as error:
            raise _unreadable(entry, error) from error

    def _pressed_labels(self, entry: Entry, press: Press, labels: Mapping[str, str]) -> dict[str, Wording]:
        try:
            return {code: press.label(source) for code, source in labels.items()}
        except TemplateError as error:
            raise _unreadable(entry, error) from error

    def _finish(self, name: str, home: str, part: str, wording: Wording, args: Args) -> str:
        try:
            return wording(args)
        except (TemplateError, ValueError, TypeError, AttributeError) as error:
            raise self._wrong(name, home, f"{part}: {error}") from error

    def _wrong(self, name: str, home: str, problem: str) -> PromptError:
        entry = self._entries[home][name]
        return PromptError(entry.file, entry.key, problem, entry.line)


def _unreadable(entry: Entry, error: TemplateError) -> PromptError:
    return PromptError(entry.file, entry.key, str(error), entry.line)


def _entries_of(folder: Traversable, english: Mapping[str, Entry] | None = None) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            talk = path.name.removesuffix(".toml")
            shown = f"{folder.name}/{path.name}"
            entries.update((entry.name, entry) for entry in read_entries(path, talk, shown, english))
    return entries


def _presses_of(folder: Traversable, fallback: Traversable, at_once: bool) -> tuple[Press, Press]:
    """The usual press of a language and its short one; what its calendar lacks is English."""
    calendar = {**_calendar_of(fallback), **_calendar_of(folder)}
    paths = sorted((f for f in folder.iterdir() if f.name.endswith(".j2")), key=lambda f: f.name)
    macros = {path.name: path.read_text(encoding="utf-8") for path in paths}
    try:
        usual = Press(calendar, macros, at_once=at_once)
        return usual, Press(calendar, macros, usual=usual, at_once=at_once)
    except MacroError as error:
        raise PromptError(f"{folder.name}/{error.file}", "", str(error)) from error


def _calendar_of(folder: Traversable) -> dict[str, Any]:
    path = folder / "calendar.toml"
    return read_toml(path, f"{folder.name}/{path.name}")[0] if path.is_file() else {}
