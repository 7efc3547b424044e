"""When a text that did not go, or may not have, goes again: said here once more, apart from the bot."""

from collections.abc import Sequence

from bot.channels.base import Failure
from bot.doubt import HOLD_AMBIGUOUS, HOLD_LISTED
from bot.ladder import JITTER, URGENT_RUNG, rung, with_jitter
from tests.faults.standing import Setback

LONGEST_PAUSE = 3_600_000
LONGEST_URGENT = round(URGENT_RUNG * (1 + JITTER))


def wait_after(ref: str, channel: str, met: Sequence[Setback]) -> int | None:
    """Milliseconds after the last of these until an ordinary text's next try; None: it gets none.

    Being asked to wait is no try. What may have gone out twice is given up.
    """
    last = met[-1]
    if last.failure is Failure.THROTTLED:
        return pause(last)
    if last.failure is Failure.AMBIGUOUS:
        doubts = sum(one.failure is Failure.AMBIGUOUS for one in met)
        return None if doubts > 1 else hold(channel)
    return with_jitter(ref, sum(one.failure is not Failure.THROTTLED for one in met) - 1)


def hold(channel: str) -> int:
    """How long a text that may have gone waits, in milliseconds."""
    return HOLD_LISTED if channel == "sms" else HOLD_AMBIGUOUS


def urgent_wait(met: Sequence[Setback], *, past: bool) -> int:
    """The longest wait of an urgent text after the last of these; `past`: it goes past the store."""
    last, tries = met[-1], len(met) - 1
    if last.failure is Failure.THROTTLED and not past:
        return min(pause(last), LONGEST_URGENT)
    return round(rung(tries, urgent=True) * (1 + JITTER))


def pause(asked: Setback) -> int:
    """How long a channel is silent at most, in milliseconds, when its provider asks for that."""
    if asked.retry_after is None:
        return LONGEST_URGENT
    return min(round(asked.retry_after * 1000), LONGEST_PAUSE)
