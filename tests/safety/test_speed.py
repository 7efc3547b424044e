import gc
import sys
from collections.abc import Callable, Iterator
from types import FrameType, FunctionType, ModuleType
from typing import TYPE_CHECKING

import pytest

from handlers.safety import fold, spelling
from handlers.safety.hearing import hear
from tests.safety.lines import matcher, opt_out

if TYPE_CHECKING:
    from _typeshed import TraceFunction

HOSTILE = [
    "i want to die ",
    "d i e ",
    "want to not i think ",
    "i\u0301\u0327",
    "1!@$",
    "a.",
    "iwanttodie",
    "k*",
    "want really ",
    "i feel like i ",
]


def steps(work: Callable[[str], object], text: str) -> int:
    """How many lines and calls of Python reading this text takes: a clock that never jitters."""
    count = 0

    def tick(frame: FrameType, event: str, arg: object) -> "TraceFunction":
        nonlocal count
        count += 1
        return tick

    before = sys.gettrace()
    sys.settrace(tick)
    try:
        work(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize(
    "work", [matcher().tier, opt_out().wants_out, matcher().sos], ids=["tier", "out", "sos"]
)
def test_work_grows_with_length_only(work, piece):
    """Four times the text takes at most six times the steps (pieces overlap), whatever it is made of."""
    short, long = piece * 40, piece * 160
    work(long)  # once before, so that remembered characters count for neither
    assert steps(work, long) <= 6 * steps(work, short) + 500


def test_no_word_of_a_text_is_remembered():
    """After reading, the detector holds no word that a person wrote: the lists remember only themselves."""
    word = "".join(reversed("qibxuqarbez"))
    for text in (f"I want to die {word}", f"stop texting {word}", word, word[:6]):
        hear(matcher(), opt_out(), text)
    found = list(_reachable([matcher(), opt_out(), *vars(fold).values(), *vars(spelling).values()]))
    assert len(found) > 10_000
    assert [one for one in found if type(one) is str and word[:6] in one] == []


def _reachable(roots: list[object]) -> Iterator[object]:
    """Everything these objects hold on to, however deep, leaving out code and modules."""
    seen: dict[int, object] = {}
    waiting = roots
    while waiting:
        one = waiting.pop()
        if id(one) not in seen and not isinstance(one, (ModuleType, FunctionType, type)):
            seen[id(one)] = one
            waiting.extend(gc.get_referents(one))
            waiting.extend(
                one if type(one) is dict else ()
            )  # the collector is not told of keys that are words
            yield one
