"""One activity that a therapist writes: the checks of `interlude check`, in a chat and for a file.

What is wrong is said in the language of whoever reads it; the rules for its words are its own language's.
"""

from collections.abc import Sequence
from typing import Any

from handlers.content_bench import Bench, Fault, Hint, Opened, Path, Shape
from prompts import style
from prompts.gsm import plain
from prompts.library_activities import check_activity
from prompts.library_file import File
from prompts.library_said import code_of, in_language, said
from prompts.library_style import StyleCheck
from prompts.library_write import written

MOST_CHARACTERS = 32_000
"""Some fifteen times the longest activity of the library."""

LONGEST_MESSAGE = 160
"""A fault may repeat what was found, and that may be anything."""

_NAME = "activity.toml"


def faults(shape: Shape, language: str = "en", keys: Sequence[str] = ()) -> Sequence[Fault]:
    """Everything that keeps an activity from being published; its fields are named in words.

    Steps are said by their place among `keys`.
    """
    numbers = {key: number for number, key in enumerate(keys, 1)}
    return _faults(_checked(written(_as_sent(shape))), language, named=True, steps=numbers)


def hints(shape: Shape, language: str = "en") -> Sequence[Hint]:
    """The language rules its words brush; nothing for one whose form is not sound.

    The rules are those of the language it says it is in, else those of `language`.
    """
    if _checked(written(_as_sent(shape))).findings:
        return ()
    spoken = str(shape.get("language") or language)
    ruled = spoken if spoken in style.languages() else "en"
    # The check itself writes another language as SMS does; its rules also read what SMS leaves out.
    file = File(_NAME, written(_as_sent(shape) if ruled == "en" else shape))
    StyleCheck(file, ruled).activity()
    return tuple(
        Hint(one.path, *_split(one.message)) for one in sorted(file.findings, key=lambda one: one.line)
    )


def opened(text: str, language: str = "en") -> Opened:
    """What a file holds, all of it or its faults. Whatever the text is, this answers."""
    if len(text) > MOST_CHARACTERS:
        return Opened({}, (_fault(1, (), said("too_long", most=MOST_CHARACTERS), language),))
    try:
        file = _checked(text)
        found = _faults(file, language) or _faults(_checked(written(_as_sent(file.data))), language)
        return Opened({} if found else file.data, found)
    except RecursionError:
        return Opened({}, (_fault(1, (), said("tables_too_deep"), language),))


def taken(title: str, by: str, language: str = "en") -> Fault:
    """Another activity goes by this title."""
    return _fault(0, ("title",), said("title_taken", title=title, id=by), language)


def _checked(text: str) -> File:
    file = File(_NAME, text)
    if file.data:
        check_activity(file)
    elif not file.findings:
        file.fault((), said("nothing"))
    return file


def _faults(file: File, language: str, **said_so: Any) -> Sequence[Fault]:
    by_line = sorted(file.findings, key=lambda one: one.line)
    return tuple(_fault(one.line, one.path, one.message, language, **said_so) for one in by_line)


def _fault(line: int, path: Path, message: str, language: str, **said_so: Any) -> Fault:
    words = in_language(message, language, **said_so)
    return Fault(line, path, _cut(words), code_of(message))


def _cut(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else message[: LONGEST_MESSAGE - 3] + "..."


def _split(message: str) -> tuple[str, str]:
    """The family of a rule and the words that brush it, of `MIN-1: 'no worries'`."""
    rule, _, words = message.partition(": ")
    return rule.partition("-")[0], words.strip("'\"")


def _as_sent(value: Any) -> Any:
    """With the marks a phone puts in by itself as the SMS channel sends them: they cost a text no room."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_as_sent(one) for one in value]
    return {name: _as_sent(one) for name, one in value.items()} if isinstance(value, dict) else value


BENCH = Bench(faults, hints, written, opened, taken)
