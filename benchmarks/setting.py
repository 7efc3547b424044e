"""What every benchmark stands on: a stored practice with clients, an engine on it, Telegram bodies."""

import asyncio
import hashlib
import json
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.casting import Cast
from bot.channels.base import Outgoing, SendResult, Sent, WebRequest
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, VirtualClock
from bot.config import default_config
from bot.engine import Engine, build_engine, spare_the_collector
from bot.entropy import Entropy
from bot.runner import Source
from bot.sending_loop import SendingLoop
from bot.surroundings import build_houses
from handlers.client import week
from handlers.client.newcomer import cast_client
from handlers.content import Step
from handlers.events import Told
from handlers.state import Person
from handlers.talk import Talk
from handlers.therapist.newcomer import cast_therapist
from handlers.turn import House
from handlers.week_parts import Assignment
from storage.sqlite import SqliteStore
from storage.vault import Vault

COUNTS = {
    "outbox": "SELECT COUNT(*) FROM outbox",
    "seen": "SELECT COUNT(*) FROM seen",
    "record": "SELECT COUNT(*) FROM record",
    "waits": "SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')",
}
SECRET = "benchmark"  # noqa: S105  # of a webhook that exists only in this process
KEY = bytes(32)
FIRST_CHAT = 100_000
MONDAY = 1_772_445_600_000
"""Monday, 2 March 2026, 10:00 UTC: everybody is inside their hours."""

AT_ONCE = 32
UNLIMITED = 100_000.0
"""Texts a second, where what a provider allows is not what is measured."""

PACE = 1_000
"""Virtual milliseconds between two inbound texts: nobody writes more in a minute than the limit lets in."""

READS = 6
"""Seconds the provider's date lies ahead: a text within four of its question would join the answer before."""

DIALOG = ("small", "6", "did the breathing exercise", "7")
"""The four turns every engine is given: begin, a number, words, a number."""

WORDS = (
    "the a it was quite hard today but went out for ten minutes before breakfast and felt lighter "
    "afterwards my sister called so stayed longer than planned kept thinking about work slept badly again "
    "tried breathing slowly counted windows cold rain bus late tea garden Thursday 20 min ok nothing special"
).split()

ACTIVITY = "sa-mood"


@dataclass(slots=True)
class Setting:
    """An open engine with its one practice."""

    engine: Engine
    house: House
    telegram: TelegramChannel
    clock: Any
    practice: str

    async def receive(self, chat: int, number: int, text: str) -> None:
        """One webhook call as the web server hands it over; on return the reply is committed."""
        reply = await self.telegram.receive(request(chat, number, text, self.clock.now()))
        for inbound in reply.inbound:
            await self.engine.door.receive(self.practice, inbound)

    def sending(self) -> SendingLoop:
        """What takes replies from the outbox to the provider."""
        return SendingLoop(self.engine, {(self.practice, "telegram"): self.telegram}, self.clock)

    async def counted(self) -> dict[str, int]:
        """How much the store holds of what a reply leaves behind."""
        found = {}
        for table, count in COUNTS.items():
            rows = await self.engine.store._pump.read(count)
            found[table] = rows[0][0]
        return found


class TakesAtOnce(TelegramChannel):
    """A provider that takes every text, without a network, as the peers' does."""

    async def send(self, message: Outgoing) -> SendResult:
        """Taken."""
        return Sent(message.ref)


def request(chat: int, number: int, text: str, now: int) -> WebRequest:
    """A Bot API update for one private text."""
    body = (  # written out: whoever brings it is not what is measured
        f'{{"update_id": {number}, "message": {{"message_id": {number}, "date": {now // 1000 + READS}, '
        f'"chat": {{"id": {chat}, "type": "private"}}, '
        f'"from": {{"id": {chat}, "is_bot": false, "first_name": "u"}}, "text": {json.dumps(text)}}}}}'
    )
    return WebRequest("/telegram", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, body.encode())


def dialog(chance: random.Random) -> tuple[str, ...]:
    """The four turns, the words in other words each time."""
    begin, number, words, other = DIALOG
    return begin, number, f"{words} {' '.join(chance.sample(WORDS, 6))}", other


def surroundings() -> tuple[dict[str, House], Any]:
    """Houses and renderer of the default practice, the activity cut to the dialog all engines share."""
    built, renderer = build_houses(default_config())
    houses = dict(built)
    for id, house in built.items():
        steps = (
            Step("before", "scale", "How is your mood right now, 0 very low to 10 very good?"),
            Step("did", "text", "What did you do?"),
            Step("after", "scale", "And how is your mood now?"),
        )
        activity = replace(house.content.activities[ACTIVITY], steps=steps, tiny=("before", "did", "after"))
        content = replace(house.content, activities={**house.content.activities, ACTIVITY: activity})
        houses[id] = replace(house, content=content)
    return houses, renderer


@asynccontextmanager
async def setting(
    path: Path,
    clock: Clock | None = None,
    base_url: str = "http://127.0.0.1:9",
    *,
    takes_at_once: bool = False,
) -> Any:
    """An engine on this database file, closed at the end."""
    clock = clock or VirtualClock(MONDAY)
    houses, renderer = surroundings()
    store: SqliteStore[Person] = await SqliteStore.open(
        f"sqlite:{path}", Vault(KEY), person_type=Person, talk_type=Talk, clock=clock.now
    )
    practice = next(iter(houses))
    made, per_second = (TakesAtOnce, UNLIMITED) if takes_at_once else (TelegramChannel, 30.0)
    telegram = made("1:x", base_url, SECRET, "webhook", now=clock.now, per_second=per_second)
    engine = build_engine(store, houses, renderer, {(practice, "telegram"): telegram}, clock, Entropy(clock))
    spare_the_collector()  # as the running bot does
    try:
        yield Setting(engine, houses[practice], telegram, clock, practice)
    finally:
        await store.close()


async def seeded(clients: int) -> Path:
    """A database with this many clients, made once and kept in a temporary folder."""
    folder = Path(tempfile.gettempdir()) / "interlude-bench"
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"{clients}-{_shape()}.db"
    if not kept.exists():
        making = kept.with_suffix(f".{os.getpid()}")
        async with setting(making) as made:
            await _seed(made, clients)
        making.with_name(f"{making.name}.lock").unlink(missing_ok=True)
        for old in folder.glob(f"{clients}-*.db"):  # of another shape: nobody asks for it again
            old.unlink()
        making.rename(kept)
    return kept


async def copied(clients: int, folder: str) -> Path:
    """A copy of the seeded database to work on, on the disk: what is measured does not wait for it."""
    return _copy(await seeded(clients), Path(folder) / "work.db")


def _copy(kept: Path, path: Path) -> Path:
    shutil.copy(kept, path)
    with path.open("rb+") as made:
        os.fsync(made.fileno())
    return path


def _shape() -> str:
    """Changes with whatever decides how a stored client looks."""
    here = Path(__file__).parent
    parts = [here / "setting.py", *sorted((here.parent / "storage").glob("migrations/*"))]
    parts += [here.parent / "handlers" / "state.py", here.parent / "handlers" / "talk.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:10]


async def _seed(made: Setting, clients: int) -> None:
    therapist = await _therapist(made)
    cast = Cast.read({"cast": "c", "session": "fri 15:00"}, "Europe/London", 0, MONDAY)
    assert isinstance(cast, Cast)
    session = cast.session
    ids: Iterator[int] = iter(range(clients))

    async def work() -> None:
        for number in ids:
            name, zone = f"Client {number}", "Europe/London"
            id = made.engine.runner.entropy.fresh_id()
            person = cast_client(made.house, id, name, zone, "telegram", MONDAY, therapist, session)
            _assign(person, therapist)
            address = ("telegram", str(FIRST_CHAT + number))
            await made.engine.runner.create(person, Told("nothing"), Source(address=address))

    await asyncio.gather(*(work() for _ in range(128)))


async def _therapist(made: Setting) -> Person:
    id = made.engine.runner.entropy.fresh_id()
    person = cast_therapist(made.house, id, "Ada Okafor", "Europe/London", "telegram", MONDAY)
    await made.engine.runner.create(person, Told("nothing"), Source(address=("telegram", "1")))
    return person


def _assign(person: Person, therapist: Person) -> None:
    """A daily activity that was delivered and begun, with the coming days planned."""
    assert person.client is not None
    item = Assignment(
        f"a{person.id}", therapist.id, ACTIVITY, "Mood check", "daily", "19:00", MONDAY, minutes=1,
        state="active", delivered_at=MONDAY, confirmed_at=MONDAY, week_from=MONDAY,
    )  # fmt: skip
    person.client.assignments.append(item)
    person.client.bonds[0].first_assignment_at = MONDAY
    week.plan(person, item, MONDAY)
