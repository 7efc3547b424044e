"""Backup and restore of the running program by its own commands: what comes back, what goes twice.

People write and cues are being sent while `interlude backup` runs; seconds later the machine is gone. On
another one `interlude restore`, `interlude run`, `interlude release`. RPO is the age of the newest copy.
"""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientError, ClientSession

from benchmarks.telegram_double import TelegramDouble
from bot.clock import SystemClock
from handlers.state import Person
from handlers.talk import Talk
from storage.sqlite import SqliteStore
from storage.vault import Vault
from tests.cluster.fleet import KEY, Process
from tests.cluster.practice import FIRST
from tests.crash.load import HEADERS, kept, update, word
from tests.figures import Figure
from tests.figures._leases import TO_DO, furnished, rows
from tests.program import until

SIZES = {"quick": 1_000, "full": 20_000}
CUES, BEFORE = 400, 150
"""Texts that wait to be sent, and how many of them have come when the copy is begun."""

WRITERS = 100
"""Clients who write, none of whom has a cue."""

PER_SECOND = 20
AFTER = 5.0
"""Seconds from the end of the copy to the end of the machine."""

QUIET = 3.0
"""Seconds after everything is at an end in which nothing more may come."""

DAY_MS = 86_400_000
QUESTION = 80_000_000
RTO, TURN = 600.0, 1.0
"""Seconds from `interlude restore` to the first answered text; seconds a turn may take during a copy."""

UNSENT = "SELECT id FROM outbox WHERE state IN ('queued', 'sending')"


@dataclass(slots=True)
class Drill:
    """What a copy and its restore came to."""

    clients: int
    mebibytes: float = 0.0
    copied: float = 0.0
    """Seconds `interlude backup` took."""
    slowest: float = 0.0
    """Seconds of the slowest turn meanwhile."""
    acked: int = 0
    """Texts acknowledged before the copy was begun."""
    back: int = 0
    """Of those, in the restored store, once."""
    gone: int = 0
    """Acknowledged later, and not in it: as old as the copy is."""
    risky: int = 0
    """Texts that are unsent by the copy and had come before the machine was gone."""
    again: list[tuple[str, str]] = field(default_factory=list)
    """What came to clients after the restore and answers nothing they wrote since."""
    rto: float = 0.0


class Writers:
    """Clients write in turn at a steady pace; of every text, when it was brought and when acknowledged."""

    def __init__(self, bot: Process, first: int) -> None:
        self._bot, self._first, self.acked = bot, first, dict[str, tuple[float, float]]()
        self._calls: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until it is cancelled."""
        async with ClientSession() as session:
            for number in range(QUESTION):
                self._calls.add(call := asyncio.create_task(self._one(session, number)))
                call.add_done_callback(self._calls.discard)
                await asyncio.sleep(1 / PER_SECOND)

    async def _one(self, session: ClientSession, number: int) -> None:
        body = update(FIRST + self._first + number % WRITERS, number, f"win {word(number)}")
        began = time.perf_counter()
        with suppress(ClientError):
            async with session.post(f"{self._bot.url}/telegram", json=body, headers=HEADERS) as answer:
                if answer.status == 200:
                    self.acked[word(number)] = began, time.perf_counter()


def _url(folder: Path) -> str:
    return f"sqlite:{folder / 'interlude.db'}"


@asynccontextmanager
async def _on(folder: Path, address: str) -> AsyncIterator[Process]:
    """The program on this machine, not running yet, and never after."""
    bot = Process(folder, _url(folder), api=address, rate=30.0)
    try:
        yield bot
    finally:
        await bot.close()


async def drill(folder: Path, clients: int) -> Drill:
    """A copy under load, the end of the machine, and everything after it."""
    found, double = Drill(clients), TelegramDouble()
    old, new, copy = folder / "old", folder / "new", folder / "copy.db"
    old.mkdir()
    cues = await furnished(_url(old), clients, (DAY_MS,), CUES)
    chats = {str(FIRST + number) for number in range(clients)}
    address = await double.start()
    try:
        async with _on(old, address) as bot:
            before, after = await _copied(bot, double, copy, found)
        found.mebibytes = (await asyncio.to_thread(copy.stat)).st_size / 2**20
        came = {text for _, _, text in double.came}
        unsent = {row[0] for row in await rows(f"sqlite:{copy}", UNSENT)}
        found.risky = sum(cue.id in unsent and cue.words in came for cue in cues)
        async with _on(new, address) as bot:
            began = len(double.came)
            await _back(bot, double, copy, found, before, after)
            texts = [(chat, text) for _, chat, text in double.came[began:] if chat in chats]
            found.again = _not_asked_for(texts)
    finally:
        await double.stop()
    return found


async def _copied(
    bot: Process, double: TelegramDouble, copy: Path, found: Drill
) -> tuple[set[str], set[str]]:
    """Copy while people write, write on, and kill; what was acknowledged before the copy, and what later."""
    await bot.start()
    writers = Writers(bot, CUES)
    writing = asyncio.create_task(writers.run())
    await double.until(BEFORE)
    before, began = set(writers.acked), time.perf_counter()
    await bot.command("backup", str(copy))
    found.copied = time.perf_counter() - began
    await asyncio.sleep(AFTER)
    during = [end - start for start, end in writers.acked.values() if began <= end <= began + found.copied]
    found.slowest = max(during, default=-1.0)
    await bot.kill()
    writing.cancel()
    return before, writers.acked.keys() - before


async def _back(
    bot: Process, double: TelegramDouble, copy: Path, found: Drill, before: set[str], after: set[str]
) -> None:
    """Restore, look what is there, run, release, and be answered."""
    began = time.perf_counter()
    await bot.command("restore", str(copy))
    took = time.perf_counter() - began
    here = Counter(await _wins(_url(bot.folder)))
    found.acked, found.back = len(before), sum(here[one] == 1 for one in before)
    found.gone = sum(here[one] == 0 for one in after)
    began = time.perf_counter()
    await bot.start()
    asked = len(double.came)
    assert await _asks(bot) == 200
    await bot.command("release")
    at = await until(lambda: _answer(double, asked))
    found.rto = took + at - began
    await until(lambda: _all_ended(bot))
    await asyncio.sleep(QUIET)
    assert await bot.stop() == 0


async def _wins(url: str) -> list[str]:
    store: SqliteStore[Person] = await SqliteStore.open(
        url, Vault(bytes.fromhex(KEY)), person_type=Person, talk_type=Talk, clock=SystemClock().now
    )
    try:
        return await kept(store, "practice")
    finally:
        await store.close()


async def _asks(bot: Process) -> int:
    body = update(FIRST, QUESTION, "menu")
    async with (
        ClientSession() as session,
        session.post(f"{bot.url}/telegram", json=body, headers=HEADERS) as answer,
    ):
        return answer.status


async def _answer(double: TelegramDouble, since: int) -> float:
    return next((at for at, chat, _ in double.came[since:] if chat == str(FIRST)), 0.0)


async def _all_ended(bot: Process) -> bool:
    return (await rows(_url(bot.folder), TO_DO))[0][0] == 0


def _not_asked_for(texts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What came to clients, less the one answer to the one question."""
    answer = next((one for one in texts if one[0] == str(FIRST)), None)
    left = list(texts)
    if answer:
        left.remove(answer)
    return left


def measure(size: str) -> list[Figure]:
    """One drill."""
    with tempfile.TemporaryDirectory(prefix="interlude-drill-") as name:
        return judged(asyncio.run(drill(Path(name), SIZES[size])))


def judged(found: Drill) -> list[Figure]:
    """All that was acknowledged is back, and nothing goes again; only if something could have."""
    stored = f"{found.clients:,} clients, {found.mebibytes:.0f} MiB"
    whole = found.back == found.acked > 0
    silent = not found.again and found.risky > 0
    quick = 0 <= found.slowest < TURN
    return [
        Figure("backup: copy and check", f"{found.copied:.1f} s ({stored})", "–", None),
        Figure("backup: slowest turn meanwhile", f"{found.slowest:.2f} s", f"< {TURN:.0f} s", quick),
        Figure(
            "restore: acknowledged before the copy, and there",
            f"{found.back} of {found.acked}; {found.gone} acknowledged later are gone", "all", whole,
        ),
        Figure(
            "restore: sent again after the release",
            f"{len(found.again)}; {found.risky} had gone that the copy calls unsent", "0", silent,
        ),
        Figure(
            "restore: from `interlude restore` to the first answered text (RTO)",
            f"{found.rto:.1f} s ({stored})", "< 10 min", 0 < found.rto < RTO,
        ),
    ]  # fmt: skip
