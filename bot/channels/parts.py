"""A message in several parts: another try goes on where the last one stopped."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.channels.base import Failure, NotSent, SendResult


async def send_parts(parts: Sequence[Callable[[], Awaitable[SendResult]]], done: int) -> SendResult:
    """Send them in order from the first that is not `done`; the last is never taken for done.

    Gives the last part's receipt, or the first failure and how far it came. No parts at all is a refusal.
    """
    result: SendResult = NotSent(Failure.REFUSED, code="empty")
    for i in range(max(0, min(done, len(parts) - 1)), len(parts)):
        result = await parts[i]()
        if isinstance(result, NotSent):
            return replace(result, done=i)
    return result
