"""Another process with the same spool folder: `python -m tests.spool_sibling FOLDER ADDRESS WORDS…`.

It keeps a win for each word, leaves a draft as if it were just writing, says so, and lives until its
standard input ends.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.channels.base import Inbound
from bot.clock import VirtualClock
from bot.spool import Record, Spool
from bot.stage import REHEARSAL_KEY
from storage.vault import Vault

AT = 1_772_442_000_000
"""When it keeps them: 2 March 2026, nine in the morning."""


async def keep(folder: Path, address: str, words: list[str]) -> None:
    """Keep a win of this address for each word."""
    spool = Spool(folder, Vault(REHEARSAL_KEY), VirtualClock(AT))
    await spool.start()
    for number, word in enumerate(words):
        inbound = Inbound("telegram", address, f"other:{word}", "text", AT + number, text=f"win {word}")
        await spool.put(Record("practice", inbound, AT + number))
    name, _ = spool._files.sealed(Record("practice", inbound, AT), 99)
    (folder / f"{name}.draft").write_bytes(b"half")


@contextmanager
def sibling(folder: Path, address: str, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """While this lasts the other process has kept these and lives, unless it is killed."""
    command = [sys.executable, "-m", "tests.spool_sibling", str(folder), address, *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"kept\n"
        try:
            yield process
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(keep(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
    print("kept", flush=True)
    sys.stdin.read()
