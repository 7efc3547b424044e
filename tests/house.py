"""The rules of the house as functions: each reads one parsed file and answers what breaks it."""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
OURS = ("bot", "handlers", "prompts", "storage")
FOLDERS = (*OURS, "tests")
LONGEST = 300

# What a conversation may stand on: nothing that waits, looks at the world, or differs from run to run.
PURE = set(
    "__future__ abc bisect calendar collections dataclasses datetime difflib enum functools hashlib heapq"
    " itertools json math operator re string types typing unicodedata zoneinfo".split()
)
# Data may be read, the world may not be touched.
DATA = PURE | {"contextlib", "importlib", "pathlib", "tomllib"}
STORE = {"aiosqlite", "asyncpg", "cryptography", "msgspec"}
# A provider's library and where alone it may be imported; httpx is how python-telegram-bot speaks.
# A channel's parts stand beside it: telegram.py, telegram_wire.py.
SDK = {
    "telegram": r"bot/channels/telegram(_\w+)?\.py",
    "httpx": r"bot/channels/telegram(_\w+)?\.py",
    "twilio": r"bot/channels/sms(_\w+)?\.py",
    "apscheduler": r"bot/agenda\.py",
    "asyncpg": r"storage/\w+\.py|bot/cluster/\w+\.py",
    "pgqueuer": r"bot/cluster/jobs\.py",
}
CHANNEL = {"aiohttp", "multidict", "structlog", "rich", *SDK} - {"apscheduler"}  # multidict is aiohttp's
PROVIDERS = ("telegram", "sms", "console")
IMPURE_CALLS = {"open", "print", "input", "eval", "exec", "compile", "__import__", "hash", "id"}
NOW_CALLS = {"now", "utcnow", "today"}


class Finding(NamedTuple):
    """One broken rule."""

    path: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}"


class Import(NamedTuple):
    """One imported module, with the name taken from it, if one was."""

    module: str
    name: str
    line: int

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


@dataclass(frozen=True)
class Source:
    """One Python file, read and parsed."""

    path: str  # from the root, with slashes
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def under(self, folder: str) -> bool:
        return self.path.startswith(f"{folder}/")

    def imports(self) -> Iterator[Import]:
        """Every import, wherever it stands, also those for type checking only."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (Import(alias.name, "", node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = node.module if node.level == 0 and node.module else "." * node.level
                yield from (Import(module, alias.name, node.lineno) for alias in node.names)


def sources() -> Iterator[Source]:
    """Every Python file of the five folders."""
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield Source(file.relative_to(ROOT).as_posix(), file.read_text("utf-8"))


def layers(source: Source) -> Iterator[Finding]:
    """The import table: which room may know which."""
    for taken in source.imports():
        if wrong := _wrong_import(source, taken):
            yield Finding(source.path, taken.line, f"{taken.full}: {wrong}")


def _wrong_import(source: Source, taken: Import) -> str:
    if taken.module.startswith("."):
        return "imports are absolute"
    if source.under("tests"):
        return ""
    if taken.top in SDK and not re.fullmatch(SDK[taken.top], source.path):
        return f"only in {SDK[taken.top]}"
    for folder, allows in ROOMS.items():
        if source.under(folder):
            return "" if allows(source, taken) else f"not allowed in {folder}/"
    return ""


def _handlers(_: Source, taken: Import) -> bool:
    return taken.top == "handlers" or taken.top in PURE


def _prompts(_: Source, taken: Import) -> bool:
    types = re.match(r"handlers\.(content(_\w+)?|measures)\.", taken.full)
    return taken.top in {"prompts", "jinja2"} or taken.top in DATA or types is not None


def _storage(_: Source, taken: Import) -> bool:
    if taken.top == "handlers":
        return taken.name[:1].isupper()  # a type, never a function or a whole module
    return taken.top == "storage" or taken.top in STORE or _standard(taken)


def _channels(source: Source, taken: Import) -> bool:
    if taken.top != "bot":
        return taken.top in CHANNEL or _standard(taken)
    rest = taken.full.removeprefix("bot.channels.")
    own = source.path.removeprefix("bot/channels/")
    strangers = [p for p in PROVIDERS if rest.startswith(p) and not own.startswith(p)]
    return rest != taken.full and not strangers


def _bot(_: Source, taken: Import) -> bool:
    return taken.top in OURS or taken.top in declared() or taken.top in SDK or _standard(taken)


ROOMS = {
    "handlers": _handlers,
    "prompts": _prompts,
    "storage": _storage,
    "bot/channels": _channels,
    "bot": _bot,
}


def _standard(taken: Import) -> bool:
    return taken.top in sys.stdlib_module_names


def declared() -> set[str]:
    """The packages `requirements.in` names."""
    lines = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    return {re.split(r"[=<>\[ ]", line)[0] for line in lines if line and line[0] not in "#-"}


def purity(source: Source) -> Iterator[Finding]:
    """A conversation does not wait, does not look at the world, and says the same twice."""
    if not source.under("handlers"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith | ast.Await):
            yield Finding(source.path, node.lineno, "async in a conversation")
        elif isinstance(node, ast.Call) and (called := _impure(node.func)):
            yield Finding(source.path, node.lineno, f"{called}() in a conversation")


def _impure(called: ast.expr) -> str:
    if isinstance(called, ast.Name):
        return called.id if called.id in IMPURE_CALLS else ""
    if isinstance(called, ast.Attribute) and called.attr in NOW_CALLS:
        owner = (
            called.value.attr if isinstance(called.value, ast.Attribute) else getattr(called.value, "id", "")
        )
        return f"{owner}.{called.attr}" if owner in {"date", "datetime"} else ""
    return ""


_SQL = re.compile(
    r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|DROP|ALTER|PRAGMA|WITH|REPLACE INTO)\s", re.ASCII
)


def sql(source: Source) -> Iterator[Finding]:
    """A statement is one literal: values are bound, never written into it."""
    for node in ast.walk(source.tree):
        if _builds_text(node) and _SQL.match(_first_words(node)):
            yield Finding(source.path, getattr(node, "lineno", 0), "SQL put together from pieces")


def _builds_text(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def _first_words(node: ast.AST) -> str:
    """The literal text an expression begins with."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[first, *_]):
            return _first_words(first)
        case ast.BinOp(left=left):
            return _first_words(left)
        case ast.Call(func=ast.Attribute(value=template)):
            return _first_words(template)
    return ""


_LOOSE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XXX)\b")
_WAIVER = re.compile(
    r"(type: ignore(\[[\w-]+\])?|noqa(: ?[A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*)?|pragma: no cover)(.*)"
)


def comments(source: Source) -> Iterator[Finding]:
    """Nothing is left for later, and every waived check says why beside it."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type != tokenize.COMMENT:
            continue
        if _LOOSE.search(token.string):
            yield Finding(source.path, token.start[0], "a loose end")
        waived = _WAIVER.search(token.string)
        if waived and len(re.findall(r"[a-z]{2,}", waived[5])) < 2:
            yield Finding(source.path, token.start[0], "a waived check without its reason")


def size(source: Source) -> Iterator[Finding]:
    """A file is one idea."""
    count = source.text.count("\n")
    if count > LONGEST:
        yield Finding(source.path, count, f"more than {LONGEST} lines")


def said(source: Source) -> Iterator[Finding]:
    """Every test says in a sentence what must hold."""
    if not source.under("tests"):
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.name.startswith("test_") and not ast.get_docstring(node):
            yield Finding(source.path, node.lineno, f"{node.name} does not say what must hold")


RULES = (layers, purity, sql, comments, size, said)
