import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import pytest

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
    """Four times the text takes about four times the steps, whatever the text is made of."""
    short, long = piece * 40, piece * 160
    work(long)  # once before, so that remembered characters count for neither
    assert steps(work, long) <= 4.6 * steps(work, short) + 500
