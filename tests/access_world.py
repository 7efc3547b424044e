"""A practice full of canaries: therapists, clients, an invited one, a discharged one, and another practice.

A canary is a made-up word that says whose it is and what it is, so whatever leaves the bot can be read for
whose it was. Every cell starts from the same moment: the store is put back after it.
"""

import hashlib
import itertools
import re
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast
from unittest.mock import patch

from bot.channels.base import ChannelName, Inbound
from bot.flood import Flood
from bot.runner import Source
from bot.screens import Figure
from handlers.events import Told
from handlers.state import Person
from handlers.therapist.newcomer import cast_therapist
from handlers.turn import House
from handlers.week_parts import Plan, Report
from storage.audit import REFUSED
from storage.rows import TurnWrites
from tests.core_stage import Play, playing
from tests.world import Line

CANARY = re.compile(r"zq(sam|mia|kim|ron|ivy|ada|lee|cal|tom)(\w+)")
THERAPISTS = {"ada": ("sam", "mia", "ivy"), "lee": ("kim",), "cal": (), "tom": ()}
"""Therapists, and whose therapist they are now. Ron was Ada's client until a moment ago."""

CLIENTS = {"sam": "ada", "mia": "ada", "kim": "lee", "ron": ""}
EVERYBODY = (*THERAPISTS, *CLIENTS, "ivy")
ROLES = {
    "sue": "stranger",
    "ivy": "invited",
    "sam": "client",
    "mia": "other client of the same therapist",
    "kim": "client of another therapist",
    "ron": "discharged client",
    "ada": "therapist, also of somebody discharged",
    "lee": "other therapist of the practice",
    "cal": "backup contact",
    "tom": "therapist of another practice",
}
"""Who is who."""

PRACTICES = {"tom": "elsewhere"}
"""Who is of another practice in the same store."""

IVYS_PHONE = "+447700900444"
WORK = "cbt-record daily at 19:00"
COLLEAGUES = frozenset(("backup", "away"))
"""Commands that name a colleague of the practice, who then is asked."""


def canary(owner: str, what: str) -> str:
    """A word of this owner's that stands nowhere else."""
    return f"zq{owner}{what}"


def may_read(reader: str, owner: str, what: str) -> bool:
    """Whether a text to this reader may hold this canary."""
    if reader == owner:
        return True
    if reader in THERAPISTS:
        same = PRACTICES.get(reader) == PRACTICES.get(owner)
        colleague = same and owner in THERAPISTS and what.startswith("name")
        return colleague or (owner in THERAPISTS[reader] and not what.startswith("private"))
    return CLIENTS.get(reader) == owner and what.startswith("name")


def related(actor: str, owner: str, command: str = "") -> bool:
    """Whether a therapist may use a name: their client's, or a colleague's where a colleague is asked for."""
    colleagues = PRACTICES.get(actor) == PRACTICES.get(owner) and {actor, owner} <= THERAPISTS.keys()
    return owner in THERAPISTS.get(actor, ()) or (command in COLLEAGUES and colleagues)


@dataclass
class World:
    """The practice at its one moment."""

    play: Play
    ids: dict[str, str]
    snapshot: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))
    heads: dict[str, Any] = field(default_factory=dict)
    rows: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def connection(self) -> sqlite3.Connection:
        inline: Any = self.play.stage.engine.store._connection
        connection: sqlite3.Connection = inline._connection
        return connection

    def keep(self) -> None:
        """From now on this is the moment everything is put back to."""
        self.connection.backup(self.snapshot)
        self.heads = self.play.stage.engine.store._writer.heads
        self.rows = rows_of(self.connection)

    def put_back(self) -> None:
        """Everything is as it was."""
        self.snapshot.backup(self.connection)
        self.play.stage.engine.store._writer._chain._committed = dict(self.heads)

    async def send(self, who: str, kind: Any, text: str) -> list[Line]:
        """Somebody sends something; gives every text it brought to anybody."""
        before, figure, stage = len(self.play.printed), self.play.stage.figures[who], self.play.stage
        practice, channel = PRACTICES.get(who, stage.practice), cast(ChannelName, figure.channel)
        key = f"cell{next(self.numbers)}"
        inbound = Inbound(
            channel,
            figure.address,
            key,
            kind,
            stage.clock.now(),
            text=text,
            tap_id=key,
        )
        await stage.engine.door.receive(practice, inbound)
        await stage.engine.settle()
        await stage._close_gathering(figure)
        await stage.engine.settle()
        return [event for event in self.play.printed[before:] if "kind" in event]

    def refusals(self, actor: str) -> int:
        """How many refusals of this actor stand in the audit."""
        sql = "SELECT COUNT(*) FROM audit WHERE actor = ? AND action = ?"
        count: int = self.connection.execute(sql, (self.ids[actor], REFUSED)).fetchone()[0]
        return count


Rows = dict[tuple[str, str], str]


def rows_of(connection: sqlite3.Connection) -> Rows:
    """A hash of every row, by whose it is and whom it is about."""
    found: dict[tuple[str, str], Any] = defaultdict(hashlib.sha256)
    for table, (owner, about) in OWNED.items():
        for row in connection.execute(EVERY_ROW.format(table)):
            found[str(row[owner]), str(row[about])].update(f"{table}{row!r}".encode())
    return {pair: digest.hexdigest() for pair, digest in found.items()}


def wrongly_changed(world: World, actor: str, command: str) -> list[str]:
    """Whose rows are not what they were, though neither the actor nor anybody they may reach owns them.

    The actor's own rows may be about their own people only; others take what they are told as their own turn.
    """
    after, names = rows_of(world.connection), {id: name for name, id in world.ids.items()}
    reached = {other for other in world.ids if related(actor, other, command) or CLIENTS.get(actor) == other}
    wrong = []
    for owner, about in after.keys() | world.rows.keys():
        whose, whom = names.get(owner, ""), names.get(about, "")
        if not whose or after.get((owner, about)) == world.rows.get((owner, about)):
            continue
        mine = whose == actor and whom in (actor, "", *reached)
        theirs = whose in reached and (whom in (whose, actor, "") or related(whose, whom))
        if not mine and not theirs:
            wrong.append(f"{whose} about {whom}")
    return wrong


EVERY_ROW = "SELECT * FROM {} ORDER BY 1, 2, 3, 4"

OWNED = {
    "person": (0, 0),
    "address": (3, 3),
    "relation": (1, 2),
    "invite": (2, 2),
    "talk": (2, 3),
    "record": (2, 3),
    "agenda": (1, 1),
    "tell": (2, 3),
    "outbox": (2, 3),
    "inbox": (2, 2),
}
"""The tables of people's rows, and where in them the owner and the one they are about stand."""


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    """The practice, full of canaries. Nobody is held up for sending much: every cell stands alone."""
    with patch.object(Flood, "lets_in", lambda *_, **__: True):
        async with playing(*_cast()) as play:
            await play(*_said(), *_ended())
            ids = {name: await play.id(name) for name in (*THERAPISTS, *CLIENTS) if name not in PRACTICES}
            for name in CLIENTS:
                await _plant(play, ids[name], name)
            relations = await play.stage.engine.store.clients_of(play.stage.practice, ids["ada"])
            (ids["ivy"],) = {one.client_id for one in relations} - set(ids.values())
            await play.stage.engine.settle()
            ids["tom"] = await _elsewhere(play)
            play.stage._figure({"who": "sue"})
            play.stage.figures["ivy"] = Figure("ivy", "sms", IVYS_PHONE)
            made = World(play, ids)
            made.keep()
            yield made
            made.snapshot.close()


def _cast() -> list[Line]:
    zone = {"zone": "Europe/London", "channel": "telegram"}
    people: list[Line] = [
        {"cast": t, "role": "therapist", "name": f"{t.capitalize()} {canary(t, 'name')}", **zone}
        for t in THERAPISTS
        if t not in PRACTICES
    ]
    for name, of in CLIENTS.items():
        named = {
            "name": f"{name.capitalize()} {canary(name, 'name')}",
            "of": of or "ada",
            "session": "tue 15:00",
        }
        people.append({"cast": name, "role": "client", **named, **zone})
    return people


def _said() -> list[Line]:
    """What everybody said until now: notes, private notes, questions, wins; assignments, recaps, a letter."""
    lines: list[Line] = []
    for name, of in CLIENTS.items():
        therapist = of or "ada"
        lines += [
            {"who": name, "text": f"/{word} {canary(name, word)} said so"}
            for word in ("note", "private", "win", "ask")
        ]
        lines += [
            {
                "who": therapist,
                "text": f"/note {name} {canary(therapist, 'private')} of {canary(name, 'kept')}",
            },
            {
                "who": therapist,
                "text": f"/assign {name} cbt-record daily at 19:00 note: {canary(name, 'covering')}",
            },
            {"who": therapist, "tap": "Send"},
            {"who": therapist, "text": f"/recap {name} {canary(name, 'recap')}"},
            {"who": therapist, "text": f"/letter {name}"},
            {"who": therapist, "text": f"/summary {name}"},
        ]
    asked = f"/invite Ivy {canary('ivy', 'name')} {IVYS_PHONE} tue 16:00"
    backup: list[Line] = [{"who": "ada", "text": "/backup Cal"}, {"who": "cal", "tap": "Yes"}]
    return [*lines, {"who": "ada", "text": asked}, {"who": "ada", "tap": "Yes"}, *backup]


def _ended() -> list[Line]:
    return [{"who": "ada", "text": "/discharge ron"}, {"who": "ada", "tap": "Send"}]


async def _elsewhere(play: Play) -> str:
    """A therapist of another practice, in the same store and at the same channel."""
    stage, practice = play.stage, PRACTICES["tom"]
    house = stage.houses[stage.practice]
    houses = cast(dict[str, House], stage.houses)
    houses[practice] = replace(house, practice=replace(house.practice, id=practice))
    stage._channels[practice, "telegram"] = stage._channels[stage.practice, "telegram"]
    figure = stage.figures.setdefault("tom", Figure("tom", "telegram", "7007"))
    tom = cast_therapist(
        stage.houses[practice], "tom", f"Tom {canary('tom', 'name')}", "Europe/London", "telegram", 1
    )
    await stage.engine.runner.create(tom, Told("nothing"), Source(address=("telegram", figure.address)))
    return "tom"


async def _plant(play: Play, id: str, name: str) -> None:
    """What is hard to say in a line: a plan, a barrier report, a letter's words, a question, a goal."""
    store, practice = play.stage.engine.store, play.stage.practice
    loaded = (await store.load(practice, [id]))[id]
    person: Person = loaded.doc
    assert person.client is not None
    now = play.stage.clock.now()
    for item in person.client.assignments:
        item.plan = Plan(canary(name, "moment"), canary(name, "obstacle"), 7, now)
        item.why = canary(name, "why")
        for private in (False, True):
            words = canary(name, "private" if private else "barrier")
            report = Report(
                item.id, item.title, ["X0"], words, words, [], "", now, private=private, own_words=words
            )
            person.client.reports.append(report)
    for bond in person.client.bonds:
        bond.agenda, bond.goal = [canary(name, "agenda")], canary(name, "goal")
        bond.letter.words = canary(name, "letter")
    writes = TurnWrites(
        person_id=id, practice_id=practice, expected_version=loaded.version, at=now, person=person
    )
    await store.commit(writes)
