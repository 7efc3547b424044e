"""Turns template source into functions: one press per language and kind of channel.

Templates are Jinja2 with `StrictUndefined`: a missing argument is an error, never a gap in a sentence.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateError, meta
from jinja2.runtime import new_context

from prompts.filters import Words
from prompts.gsm import plain

Args = Mapping[str, Any]
Wording = Callable[[Args], str]

_SPACES = re.compile(r"[ \t]{2,}")
_LINE_EDGES = re.compile(r"[ \t]*\n[ \t]*")
_BLANK_LINES = re.compile(r"\n{3,}")
# A line of nothing but tags leaves no line behind; a tag within a line leaves its line alone.
_TAG_LINES = re.compile(r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}|\{#(?:(?!#\}).)*#\})+)[ \t]*\n", re.MULTILINE)
_MACRO = re.compile(r"\{%-? *macro +([a-z]\w*)")  # those that begin with `_` stay inside their file
_TEMPLATE_MARKS = ("{{", "{%", "{#")


class MacroError(TemplateError):
    """A file of macros that cannot be read."""

    def __init__(self, file: str, problem: str) -> None:
        self.file = file
        super().__init__(problem)


class Press:
    """Compiles one language's templates, `at_once` or each at its first use.

    With `usual` it is the SMS form of that press: GSM-7 marks only.
    """

    def __init__(
        self,
        calendar: Mapping[str, Any],
        macros: Mapping[str, str],
        *,
        usual: "Press | None" = None,
        at_once: bool = True,
    ) -> None:
        self._at_once = at_once
        short = usual is not None
        words = Words(calendar, short=short)
        # What the language's own words lose on SMS they lose in days and names too: nothing is shared.
        self._usual = None if words.drops else usual
        self._short = short
        self._made: dict[str, Wording] = {}
        self._swaps: Mapping[str, str] = calendar["sms_labels"] if short else {}
        self._environment = Environment(
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - plain text, no markup; a channel escapes what it must
        )
        self._environment.filters.update(words.filters())
        self._environment.globals.update(words.functions())
        self._macros = {file: (source, _MACRO.findall(source)) for file, source in macros.items()}
        # What comes out differently on the two kinds of channel though the source is the same.
        self._differing = ("quoted", "cut", *(name for _, names in self._macros.values() for name in names))
        if at_once:
            for file in macros:
                self._load(file)

    def _prepare(self, source: str) -> None:
        """Compile the files of macros that a template calls, each once."""
        for file, (_, names) in list(self._macros.items()):
            if any(name in source for name in names):
                self._load(file)

    def _load(self, file: str) -> None:
        """Compile a file of macros, unless that is done, after those it calls."""
        if file in self._macros:
            source, _ = self._macros.pop(file)
            self._prepare(source)
            self._environment.globals.update(self._exported(file, source))

    def _exported(self, file: str, source: str) -> dict[str, Any]:
        """The macros of one file, callable from every prompt; names beginning with `_` stay inside it."""
        try:
            module = self._environment.from_string(self._ours(source)).module
        except TemplateError as error:
            raise MacroError(file, str(error)) from error
        return {name: value for name, value in vars(module).items() if not name.startswith("_")}

    def _ours(self, source: str) -> str:
        # Only template source passes here, so a person's own words keep their marks.
        source = _TAG_LINES.sub(r"\1", source)
        return plain(source) if self._short else source

    def wording(self, source: str) -> Wording:
        """A function from arguments to finished text; raises jinja2.TemplateError for bad source."""
        if source not in self._made:
            self._made[source] = self._make(source)
        return self._made[source]

    def _make(self, source: str) -> Wording:
        if not any(mark in source for mark in _TEMPLATE_MARKS):
            return _constant(tidy(self._ours(source)))
        if self._usual and plain(source) == source and not any(name in source for name in self._differing):
            return self._usual.wording(source)
        return self._filled(self._ours(source))

    def _filled(self, source: str) -> Wording:
        """Compiling is the slow part of starting up: it may wait for the first use."""
        made: list[Template] = [self._compiled(source)] if self._at_once else []

        def wording(args: Args) -> str:
            if not made:
                made.append(self._compiled(source))
            # As `Template.render`, which would go through the chained globals twice, every time.
            known = {**self._environment.globals, **args}
            context = new_context(self._environment, None, made[0].blocks, known, shared=True)
            return tidy("".join(made[0].root_render_func(context)))

        return wording

    def _compiled(self, source: str) -> Template:
        self._prepare(source)
        return self._environment.from_string(source)

    def label(self, source: str) -> Wording:
        """As `wording`, with the labels a carrier would act on replaced on SMS."""
        return self.wording(self._swaps.get(source, source))

    def variables(self, source: str) -> set[str]:
        """The arguments a template reads, without our own helpers."""
        self._prepare(source)
        found = meta.find_undeclared_variables(self._environment.parse(source))
        return found - set(self._environment.globals)


def _constant(text: str) -> Wording:
    return lambda args: text


def tidy(text: str) -> str:
    """Without spaces at line edges, double spaces and more than one blank line; newlines stay."""
    text = text.strip()
    if "  " in text or "\t" in text:
        text = _SPACES.sub(" ", text)
    if "\n" in text:
        text = _BLANK_LINES.sub("\n\n", _LINE_EDGES.sub("\n", text))
    return text
