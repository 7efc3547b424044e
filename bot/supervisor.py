"""Tells systemd that the bot is ready, alive, or ending; without systemd, nobody."""

import asyncio
import os
import socket
from contextlib import suppress

EVERY = 10.0
"""Seconds between two signs of life."""


class Supervisor:
    """Whoever started this process, if it wants to hear (`Type=notify`, `WatchdogSec=`)."""

    def __init__(self) -> None:
        address = os.environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def ready(self) -> None:
        """Doors are open and work is done."""
        self._say("READY=1")

    async def beat(self) -> None:
        """Show until cancelled that the event loop goes on; when it no longer does, it is started anew.

        Not that work gets done: while the store is away none does, and a new process could not even
        keep what comes meanwhile.
        """
        while True:
            self._say("WATCHDOG=1")
            await asyncio.sleep(EVERY)

    def stopping(self) -> None:
        """It was told to end and finishes what it has begun."""
        self._say("STOPPING=1")

    def _say(self, word: str) -> None:
        if self._address:
            with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)
                line.sendto(word.encode(), self._address)
