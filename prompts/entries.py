"""One prompt as its author wrote it: reading `prompts/<language>/<talk>.toml`.

    [_file]                            # what holds for the whole file
    kind = "barrier"                   # or kinds = ["plan", "reply"]: message kinds, for the checks
    audience = "therapist"             # who reads it; by default the usual reader of the kind
    verbatim = ["note"]                # arguments carrying somebody else's words: not checked
    [_file.sample]                     # arguments every sample below starts from
    therapist = "Ada"

    [check]                            # the prompt `barrier/check`
    text = "…{{ title }}…"             # or a list of wordings; render(variant=n) takes n modulo their number
    sms = "…"                          # the wording (or wordings) for SMS, else `text`
    discreet = "…"                     # both channels, when texts are neutral; takes no arguments
    kind = "…"                         # kind, kinds, audience and verbatim as above, for this prompt
    limit = 160                        # characters, where tighter than the kind's own limit
    after_miss = true                  # the first message after something was not done
    [check.options]                    # code = label template, in reading order
    some = "Some of it"
    [check.sms_options]                # labels that are other on SMS
    some = "A bit"
    [[check.samples]]                  # arguments that together show every state; `_codes` limits the
    title = "thought record"           # options shown, e.g. _codes = ["some"]

A translation gives only words: what is no text or label (kind, audience, after_miss, verbatim, limit,
samples) it has from the English prompt, and may give for itself.

Whatever does not fit this is refused by name.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

FILE_TABLE = "_file"
# A sample's own key: the codes of the options shown in that state, where not all of them are.
CODES = "_codes"
_FILE_KEYS = {"kind", "kinds", "audience", "verbatim", "sample"}
_KEYS = {
    "text",
    "sms",
    "discreet",
    "options",
    "sms_options",
    "samples",
    "kind",
    "kinds",
    "audience",
    "after_miss",
    "verbatim",
    "limit",
}
_AUDIENCES = ("client", "therapist")


class PromptError(LookupError):
    """A prompt that is missing, cannot be read, or lacks an argument: names the file and the key."""

    def __init__(self, file: str, key: str, problem: str, line: int = 0) -> None:
        self.file, self.key, self.problem, self.line = file, key, problem, line
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where} [{key}]: {problem}" if key else f"{where}: {problem}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One prompt in one language. Wordings are templates, `options` maps codes to label templates.

    `kinds` are the message kinds it is used for; empty `audience` means the usual one of its kind.
    `after_miss` marks the first message after something was not done, `verbatim` the arguments that
    carry somebody else's words, `limit` a length tighter than the kind's, `samples` arguments that
    together show every state.
    """

    name: str
    file: str
    line: int
    text: tuple[str, ...]
    sms: tuple[str, ...]
    discreet: tuple[str, ...]
    options: Mapping[str, str]
    sms_options: Mapping[str, str]
    samples: tuple[Mapping[str, Any], ...]
    kinds: tuple[str, ...]
    audience: str
    after_miss: bool
    verbatim: tuple[str, ...]
    limit: int | None

    @property
    def key(self) -> str:
        """The name inside its file."""
        return self.name.partition("/")[2]

    def wordings(self, channel: str, *, discreet: bool = False) -> tuple[str, ...]:
        """The templates used there: the neutral ones if asked for and written, else the channel's."""
        if discreet and self.discreet:
            return self.discreet
        return self.sms if channel == "sms" and self.sms else self.text

    def sources(self) -> Iterator[str]:
        """Every template of this prompt, wordings first."""
        yield from (*self.text, *self.sms, *self.discreet)
        yield from (*self.options.values(), *self.sms_options.values())


def is_prompt_file(document: Mapping[str, Any], translates: Collection[str] = ()) -> bool:
    """Whether a TOML document holds prompts: it says of what kind, or `translates` some of these keys."""
    return FILE_TABLE in document or any(
        key in translates
        or (isinstance(table, dict) and "text" in table and ("kind" in table or "kinds" in table))
        for key, table in document.items()
    )


def read_toml(path: Traversable, shown: str) -> tuple[dict[str, Any], str]:
    """The parsed document and its source; bad TOML is a PromptError naming the file."""
    source = path.read_text(encoding="utf-8")
    try:
        return tomllib.loads(source), source
    except tomllib.TOMLDecodeError as error:
        raise PromptError(shown, "", str(error)) from error


def read_entries(
    path: Traversable, talk: str, shown: str, english: Mapping[str, Entry] | None = None
) -> Iterator[Entry]:
    """The prompts of one file, in reading order; nothing when it holds other data.

    `english`: the prompts this is a translation of, by name.
    """
    document, source = read_toml(path, shown)
    origins = {entry.key: entry for entry in (english or {}).values() if entry.name == f"{talk}/{entry.key}"}
    if not is_prompt_file(document, origins):
        return
    defaults = document.pop(FILE_TABLE, {})
    if extra := set(defaults) - _FILE_KEYS:
        raise PromptError(shown, FILE_TABLE, f"unknown: {', '.join(sorted(extra))}")
    for key, table in document.items():
        line = _line_of(source, key)
        if not isinstance(table, dict):
            raise PromptError(shown, key, "a prompt is a table with a text", line)
        yield _Reader(shown, key, line, table, defaults, origins.get(key)).entry(f"{talk}/{key}")


def _line_of(source: str, key: str) -> int:
    found = re.search(rf"^\[\s*{re.escape(key)}\s*\]", source, re.MULTILINE)
    return source.count("\n", 0, found.start()) + 1 if found else 0


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one prompt's table and says exactly what is wrong with it."""

    file: str
    key: str
    line: int
    table: Mapping[str, Any]
    defaults: Mapping[str, Any]
    origin: Entry | None

    def entry(self, name: str) -> Entry:
        if extra := set(self.table) - _KEYS:
            raise self.wrong(f"unknown: {', '.join(sorted(extra))}")
        if not (text := self.wordings("text")):
            raise self.wrong("no text")
        options = self.labels("options")
        return Entry(
            name=name,
            file=self.file,
            line=self.line,
            text=text,
            sms=self.wordings("sms"),
            discreet=self.wordings("discreet"),
            options=options,
            sms_options=self.overrides(options),
            samples=self.samples(),
            kinds=self.kinds(),
            audience=self.audience(),
            after_miss=bool(self.table.get("after_miss", self.origin is not None and self.origin.after_miss)),
            verbatim=self.listed(
                "verbatim", self.either("verbatim", self.origin.verbatim if self.origin else ())
            ),
            limit=self.limit(),
        )

    def wrong(self, problem: str) -> PromptError:
        return PromptError(self.file, self.key, problem, self.line)

    def either(self, key: str, default: Any) -> Any:
        return self.table.get(key, self.defaults.get(key, default))

    def wordings(self, key: str) -> tuple[str, ...]:
        return self.listed(key, self.table.get(key, ()))

    def listed(self, key: str, value: Any) -> tuple[str, ...]:
        """Words, or a list of them, as a tuple."""
        given = (value,) if isinstance(value, str) else value
        if not isinstance(given, list | tuple) or not all(isinstance(w, str) and w.strip() for w in given):
            raise self.wrong(f"{key} must be words, or a list of them")
        return tuple(given)

    def labels(self, key: str) -> Mapping[str, str]:
        value = self.table.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(v, str) and v for v in value.values()):
            raise self.wrong(f"{key} must be a table of code = label")
        return value

    def overrides(self, options: Mapping[str, str]) -> Mapping[str, str]:
        labels = self.labels("sms_options")
        if extra := set(labels) - set(options):
            raise self.wrong(f"sms_options without an option: {', '.join(sorted(extra))}")
        return labels

    def samples(self) -> tuple[Mapping[str, Any], ...]:
        """Each sample laid over the file's own one; the file's alone when there is no other."""
        base = self.defaults.get("sample", {})
        if self.origin is not None and "samples" not in self.table:
            return tuple({**sample, **base} for sample in self.origin.samples)
        given = self.table.get("samples", [{}] if base else [])
        given = [given] if isinstance(given, dict) else given
        if not isinstance(given, list) or not all(isinstance(sample, dict) for sample in given):
            raise self.wrong("samples must be tables of arguments")
        return tuple({**base, **sample} for sample in given)

    def kinds(self) -> tuple[str, ...]:
        for source in (self.table, self.defaults):
            for key in ("kind", "kinds"):
                if key in source:
                    return self.listed(key, source[key])
        if self.origin is not None:
            return self.origin.kinds
        raise self.wrong("no kind, neither here nor in [_file]")

    def limit(self) -> int | None:
        limit = self.table.get("limit", self.origin.limit if self.origin else None)
        if limit is not None and (not isinstance(limit, int) or limit < 1):
            raise self.wrong("limit must be a number of characters")
        return limit

    def audience(self) -> str:
        audience = str(self.either("audience", self.origin.audience if self.origin else ""))
        if audience and audience not in _AUDIENCES:
            raise self.wrong(f"audience is {audience!r}; allowed: {', '.join(_AUDIENCES)}")
        return audience
