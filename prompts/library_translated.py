"""Activities and pathways in other languages: `activities/<language>/<id>.toml` holds only the words.

Kinds, ranges, order and links stand once, in the activity itself. Its words are keyed as it is: steps by
their key, options by their code, blanks by their name. A pathway's are what is said of it as a whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from prompts.library_file import Fields, File, Translation, nearest, read_as, toml_names
from prompts.library_lines import Path

_LANGUAGE = re.compile(r"[a-z]{2}")
_HEAD = ("title", "client_title", "what", "why", "how", "tiny_words")
_NOTES = ("guard", "therapist_note", "source")
_PATHWAY = ("title", "client_title", "what")
_QUOTED = re.compile(r"\{[^{}]*\}")

Data = Mapping[str, Any]


class WordsOver(Translation):
    """The words of something in one language, over what they belong to.

    Once laid over it, `data` is the whole as people of that language read it, and what is found wrong with
    that is told by the line of the words.
    """

    @property
    def language(self) -> str:
        """The folder it stands in."""
        return self.name.split("/")[-2]

    def lay_over(self, whole: Data) -> bool:
        """Put the words over the whole; False when they do not belong together."""
        raise NotImplementedError


class PathwayWords(WordsOver):
    """A pathway's words: its steps are activities, which have their own."""

    def lay_over(self, whole: Data) -> bool:
        """Put the words over the pathway."""
        notes = [name for name in _NOTES if whole.get(name)]
        if not self.table((), self.data, Fields(dict.fromkeys((*_PATHWAY, *notes), str))):
            return False
        self.data = {**whole, **self.data}
        return True


class ActivityWords(WordsOver):
    """An activity's words; a step is found under its key."""

    _keys: Sequence[str] = ()

    def fault(self, path: Path, message: str) -> None:
        """As of any file; a step is found under its key."""
        if len(path) > 1 and path[0] == "steps" and isinstance(path[1], int) and self._keys:
            path = ("steps", self._keys[path[1]], *path[2:])
        super().fault(path, message)

    def lay_over(self, whole: Data) -> bool:
        """Put the words over the activity."""
        for path, fields in _shapes(whole):
            if not self.table(path, _at(self.data, path), fields):
                return False
        self._check_quoted(whole)
        self._keys = [step["key"] for step in whole["steps"]]
        steps = [_laid(step, self.data["steps"][step["key"]]) for step in whole["steps"]]
        fill = {name: {**of, **self.data["fill"][name]} for name, of in whole.get("fill", {}).items()}
        self.data = {**whole, **self.data, "steps": steps, **({"fill": fill} if fill else {})}
        return True

    def _check_quoted(self, whole: Data) -> None:
        """Each text names in braces what the activity's own text names, whatever the order."""
        for name in ("what", "why", "how"):
            self._check_pair((name,), whole[name], self.data[name])
        for step in whole["steps"]:
            words = self.data["steps"][step["key"]]
            for name in ("text", "sms"):
                if name in step:
                    self._check_pair(("steps", step["key"], name), step[name], words[name])

    def _check_pair(self, path: Path, own: str, said: str) -> None:
        if missing := sorted(set(_QUOTED.findall(own)) - set(_QUOTED.findall(said))):
            self.fault(path, f"{path[-1]!r} lacks {', '.join(missing)}")


def _shapes(whole: Data) -> Iterator[tuple[Path, Fields]]:
    """Every table the words have, from the outside in: the very fields of the activity that are read."""
    notes = [name for name in _NOTES if whole.get(name)]
    tables = dict.fromkeys(("steps", "fill") if whole.get("fill") else ("steps",), dict)
    yield (), Fields({**dict.fromkeys((*_HEAD, *notes), str), **tables})
    for name in whole.get("fill", {}):
        yield ("fill", name), Fields({"ask": str, "default": str})
    yield ("steps",), Fields({step["key"]: dict for step in whole["steps"]})
    for step in whole["steps"]:
        yield from _shapes_of_step(step)


def _shapes_of_step(step: Data) -> Iterator[tuple[Path, Fields]]:
    kinds: dict[str, type] = {"text": str, "sms": str, "options": dict}
    path: Path = ("steps", step["key"])
    yield path, Fields({name: kinds[name] for name in kinds if name in step}, {"sms": str})
    if "options" in step:
        yield (*path, "options"), Fields(dict.fromkeys(step["options"], str))


def _laid(step: Data, words: Data) -> dict[str, Any]:
    """The step with these words; its options keep their order."""
    laid = {**step, **words}
    if "options" in step:
        laid["options"] = {code: words["options"][code] for code in step["options"]}
    return laid


def _at(data: Data, path: Path) -> Any:
    for part in path:
        data = data[str(part)]
    return data


Over = TypeVar("Over", bound=WordsOver)


def read_translated(
    kind: type[Over], root: Traversable, folder: str, files: Mapping[str, File]
) -> Iterator[Over]:
    """Every file of words there is in `folder`, laid over what it belongs to where both are sound.

    `files` are those of the wholes by id. What a language lacks is read in English.
    """
    for language in languages(root, folder):
        for name in toml_names(root, f"{folder}/{language}"):
            file = read_as(kind, root, folder, language, name)
            whole = files.get(id := name.removesuffix(".toml"))
            if whole is None:
                file.fault((), f"there is no {_ONE[folder]} {id!r}{nearest(id, files)}")
            elif whole.findings:
                continue  # its own faults come first
            elif not file.findings:
                file.lay_over(whole.data)
            yield file


_ONE = {"activities": "activity", "pathways": "pathway"}


def languages(root: Traversable, folder: str) -> list[str]:
    """The languages there are words in beside English, sorted."""
    found = root.joinpath(folder)
    entries = found.iterdir() if found.is_dir() else ()
    return sorted(e.name for e in entries if e.is_dir() and _LANGUAGE.fullmatch(e.name))
