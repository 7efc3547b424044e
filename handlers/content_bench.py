"""What `prompts` does with an activity that a therapist writes: check it, hint, write it out, read it in.

`handlers` receives it inside `Content`, as it does everything static. A `Shape` is an activity in the form of
its file: what `tomllib` makes of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

Shape = dict[str, Any]

Path = tuple[str | int, ...]
"""Where something stands in a shape: `("steps", 2, "text")`."""


class Fault(NamedTuple):
    """What is wrong with an activity, on which line of its file (from 1) and where in its shape.

    `code` says which fault it is, whatever language the message is in; "" for one without a name.
    """

    line: int
    path: Path
    message: str
    code: str = ""


class Hint(NamedTuple):
    """A language rule (CONTENT C1) that a therapist's own words brush: its family and those words."""

    path: Path
    family: str
    words: str


class Opened(NamedTuple):
    """What a file holds; the shape is empty where there are faults."""

    shape: Shape
    faults: Sequence[Fault]


@dataclass(frozen=True, slots=True)
class Bench:
    """The same checks as `interlude check`, for one activity, said in the language that is given.

    `faults` takes the shape, the language and the keys of the steps by whose order they are said.
    `opened` reads a file's text, `taken` says that a title is already that of another one. The rules of
    `hints` are those of the activity's own language; the one given holds where it names none.
    """

    faults: Callable[..., Sequence[Fault]]
    hints: Callable[[Shape, str], Sequence[Hint]]
    written: Callable[[Shape], str]
    opened: Callable[[str, str], Opened]
    taken: Callable[[str, str, str], Fault]


def _absent(*given: Any) -> Any:
    raise LookupError("this content was made without a bench")


NO_BENCH = Bench(_absent, _absent, _absent, _absent, _absent)
