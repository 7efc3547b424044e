"""One activity that a therapist writes: the checks of `interlude check`, in a chat and for a file."""

from collections.abc import Sequence
from typing import Any

from handlers.content_bench import Bench, Fault, Hint, Opened, Shape
from prompts.gsm import plain
from prompts.library_activities import check_activity
from prompts.library_file import File
from prompts.library_style import StyleCheck
from prompts.library_write import written

MOST_CHARACTERS = 32_000
"""Some fifteen times the longest activity of the library."""

LONGEST_MESSAGE = 160
"""A fault may repeat what was found, and that may be anything."""

_NAME = "activity.toml"


def faults(shape: Shape) -> Sequence[Fault]:
    """Everything that keeps an activity from being published."""
    return _faults(_checked(written(_as_sent(shape))))


def hints(shape: Shape) -> Sequence[Hint]:
    """The language rules its words brush; nothing for one whose form is not sound."""
    file = _checked(written(_as_sent(shape)))
    if file.findings:
        return ()
    StyleCheck(file).activity()
    return tuple(
        Hint(one.path, *_split(one.message)) for one in sorted(file.findings, key=lambda one: one.line)
    )


def opened(text: str) -> Opened:
    """What a file holds, all of it or its faults. Whatever the text is, this answers."""
    if len(text) > MOST_CHARACTERS:
        return Opened({}, (Fault(1, (), f"more than {MOST_CHARACTERS} characters"),))
    try:
        file = _checked(text)
        found = _faults(file) or faults(file.data)
        return Opened({} if found else file.data, found)
    except RecursionError:
        return Opened({}, (Fault(1, (), "tables within tables, too deep to be read"),))


def _checked(text: str) -> File:
    file = File(_NAME, text)
    if file.data:
        check_activity(file)
    elif not file.findings:
        file.fault((), "the file is empty")
    return file


def _faults(file: File) -> Sequence[Fault]:
    by_line = sorted(file.findings, key=lambda one: one.line)
    return tuple(Fault(one.line, one.path, _cut(one.message)) for one in by_line)


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


BENCH = Bench(faults, hints, written, opened)
