"""The log, read in the code: every line names its event by a constant and says only what is on the list."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from bot.log import ALLOWED
from bot.runner import FOR_THE_PRACTICE
from tests.house import OURS, Source, sources

LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log", "warn"}
CHOSEN = {("bot/runner.py", "action"): FOR_THE_PRACTICE}
"""Names that are one of a list of constants where they are logged."""

LOGGERS = {"log", "_log", "logger", "logging"}


def lines() -> Iterator[tuple[Source, ast.Call]]:
    """Every call of a logger in the program."""
    for source in sources():
        if source.path.startswith(tuple(f"{folder}/" for folder in OURS)):
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_log(node.func):
                    yield source, node


def _is_log(called: ast.Attribute) -> bool:
    owner = called.value
    name = owner.id if isinstance(owner, ast.Name) else ""
    return called.attr in LEVELS and (name in LOGGERS or "log" in ast.unparse(owner).lower().split("."))


def _constants(node: ast.expr, source: Source) -> list[str] | None:
    """The texts an argument can be, if all are written there or where its name is given a value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        both = _constants(node.body, source), _constants(node.orelse, source)
        return both[0] + both[1] if both[0] and both[1] else None
    if isinstance(node, ast.Name) and (source.path, node.id) in CHOSEN:
        return sorted(CHOSEN[source.path, node.id])
    if isinstance(node, ast.Name):
        given = [_constants(one.value, source) for one in ast.walk(source.tree) if _gives(one, node.id)]
        return [text for texts in given for text in texts or ()] if given and all(given) else None
    return None


def _gives(node: ast.AST, name: str) -> TypeGuard[ast.Assign]:
    return isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == [name]


LISTED = list(lines())
LINES = [pytest.param(source, call, id=f"{source.path}:{call.lineno}") for source, call in LISTED]


def test_the_lines_are_found() -> None:
    """The search sees the program's log: dozens of lines, in the shell as in the channels."""
    places = {Path(source.path).parts[0:2] for source, _ in LISTED}
    assert len(LINES) > 15
    assert ("bot", "channels") in places


@pytest.mark.parametrize(("source", "call"), LINES)
def test_a_line_is_a_constant_with_allowed_keys(source: Source, call: ast.Call) -> None:
    """The event is a constant name, every key is on the list, and nothing is passed on unseen."""
    assert isinstance(call.func, ast.Attribute)
    if isinstance(call.func.value, ast.Name) and call.func.value.id == "log":
        events = _constants(call.args[0], source)
        assert events, "the event's name is not written there"
        assert all(name.replace("_", "").isalpha() and name.islower() for name in events)
        assert len(call.args) == 1, "structured lines take keys only"
        assert {word.arg for word in call.keywords} <= ALLOWED
    elif ast.unparse(call.func.value) == "_log":
        assert _constants(call.args[0], source), "the template is not written there"
        assert all(_is_a_name(arg) for arg in call.args[1:]), "only names of types, paths and how many"
        assert call.keywords == []
    else:
        assert "bot/log.py" in ast.unparse(call) or "get_logger()" in ast.unparse(call.func)


def _is_a_name(arg: ast.expr) -> bool:
    said = ast.unparse(arg)
    return said in ("path", "type(error).__name__") or (said.startswith("str(len(") and said.endswith("))"))


def test_values_are_no_words() -> None:
    """No line is given words: only ids, names of types and kinds, and numbers."""
    given = {ast.unparse(word.value) for _, call in LISTED for word in call.keywords}
    parts = {part for value in given for part in value.replace("(", ".").replace(")", ".").split(".")}
    assert not parts & {"text", "words", "address", "caption", "body", "url", "token", "args", "first_name"}


def test_nothing_else_writes() -> None:
    """Nothing prints a stack trace or writes to standard error beside the log."""
    found = []
    for source in sources():
        if source.path.startswith("bot/") and not source.path.startswith(("bot/log.py", "bot/__main__.py")):
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Attribute) and ast.unparse(node) in _ASIDE:
                    found.append(f"{source.path}:{node.lineno}")
    assert found == []


_ASIDE = {"traceback.print_exc", "traceback.format_exc", "traceback.format_exception", "logging.basicConfig"}
