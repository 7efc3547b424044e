"""Tells systemd that the bot is ready, alive, or ending; and ends a bot that stands still, also without."""

import asyncio
import faulthandler
import os
import socket
from contextlib import suppress

EVERY = 10.0
"""Seconds between two signs of life."""

PATIENCE = "WATCHDOG_USEC"
"""After how many microseconds without one; systemd sets it, and so does the image."""


class Supervisor:
    """Whoever started this process, if it wants to hear (`Type=notify`, `WatchdogSec=`)."""

    def __init__(self) -> None:
        address = os.environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._patience = int(os.environ.get(PATIENCE) or 0) / 1_000_000

    def ready(self) -> None:
        """Doors are open and work is done."""
        self._say("READY=1")

    async def beat(self) -> None:
        """Show until cancelled that the event loop goes on; when it no longer does, it is started anew.

        Not that work gets done: while the store is away none does, and a new process could not even
        keep what comes meanwhile. Docker starts nothing anew that has not ended, so it ends itself, and
        says at which lines it stood.
        """
        try:
            while True:
                self._say("WATCHDOG=1")
                if self._patience:
                    faulthandler.dump_traceback_later(self._patience, exit=True)
                await asyncio.sleep(EVERY)
        finally:
            if self._patience:
                faulthandler.cancel_dump_traceback_later()

    def stopping(self) -> None:
        """It was told to end and finishes what it has begun."""
        self._say("STOPPING=1")

    def _say(self, word: str) -> None:
        if self._address:
            with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)
                line.sendto(word.encode(), self._address)
