"""A message in several parts: a retry goes on where the last attempt stopped."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

from bot.channels.base import Failure, NotSent, SendResult

_REMEMBERED = 1_000  # half-sent messages kept in mind; a restart forgets them


class Parts:
    """Sends the parts of a message in order and remembers, by its `ref`, how far it came."""

    def __init__(self) -> None:
        self._done: OrderedDict[str, int] = OrderedDict()

    async def send(self, ref: str, parts: Sequence[Callable[[], Awaitable[SendResult]]]) -> SendResult:
        """The last part's receipt, or the first failure. No parts at all is a refusal."""
        result: SendResult = NotSent(Failure.REFUSED, code="empty")
        for i in range(self._done.pop(ref, 0), len(parts)):
            result = await parts[i]()
            if isinstance(result, NotSent):
                self._remember(ref, i)
                break
        return result

    def _remember(self, ref: str, done: int) -> None:
        if done:
            self._done[ref] = done
        while len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)
