"""A process that stops itself (SIGSTOP) at the worst moment: `python -m tests.cluster._stops URL WHERE`.

Woken again it goes on as if nothing had been, and prints what came of it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from bot.channels.console import ConsoleChannel
from bot.clock import SystemClock
from bot.cluster.shared_clock import SharedClock
from bot.entropy import Entropy
from bot.sender import Sender
from storage.rows import TurnWrites
from storage.stores import open_store
from storage.turns import TurnWriter
from storage.vault import Vault
from tests.storage.kit import MASTER, Person, Store, Talk, text, turn

LEASE = 1500


async def inside(store: Store, clock: SharedClock) -> str:
    """With `sam` locked, in the middle of a turn's transaction."""
    write, stopped = TurnWriter.write, list[int]()

    async def stopping(self: TurnWriter, turns: Sequence[TurnWrites]) -> Any:
        if not stopped:
            stopped.append(1)
            os.kill(os.getpid(), signal.SIGSTOP)
        return await write(self, turns)

    setattr(TurnWriter, "write", stopping)  # noqa: B010  # this process only
    old = turn("sam", 1, person=Person("old"), seen="old", outbox=[text(words="old")])
    return (await store.commit(old)).value


async def sending(store: Store, clock: SharedClock) -> str:
    """Between taking a text up and sending it."""
    shown: list[str] = []
    channel: Any = ConsoleChannel("sms", lambda message: shown.append(message.text))

    async def lost(*_: Any) -> None:
        shown.append("lost")

    sender = Sender(store, {("here", "sms"): channel}, clock, Entropy(clock), lost)
    sender.lease = LEASE
    (claim,) = await sender.claim("here", "sms", 5)
    os.kill(os.getpid(), signal.SIGSTOP)
    await sender.send(claim)
    return ",".join(shown) or "nothing"


async def main(url: str, where: str) -> None:
    """Stop there, and print what came of it."""
    clock = SharedClock(SystemClock())
    store: Store = await open_store(url, Vault(MASTER), person_type=Person, talk_type=Talk, clock=clock.now)
    try:
        print(await {"inside": inside, "sending": sending}[where](store, clock))
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
