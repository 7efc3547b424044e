"""One client at a desk: events taken as turns in memory, without store or channel, to try many states."""

import copy
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.config import default_config
from bot.render import Renderer
from bot.runner import Source
from bot.surroundings import build_houses
from bot.writes import writes_of
from handlers import router
from handlers.ask import Asked
from handlers.client.newcomer import cast_client
from handlers.events import Event, Text, Told
from handlers.sessions import Session, read_session
from handlers.state import Client, Person
from handlers.talk import Talk
from handlers.therapist.newcomer import cast_therapist
from handlers.times import local, to_ms
from handlers.turn import Entry, House, Turn

START = to_ms(datetime(2026, 3, 4, 10, tzinfo=UTC))
"""A Wednesday at ten in London."""

ZONE = "Europe/London"


@cache
def surroundings() -> tuple[House, Renderer]:
    """The house of the default practice, and its renderer."""
    houses, renderer = build_houses(default_config())
    return next(iter(houses.values())), renderer


@dataclass
class Said:
    """One text as it would go out."""

    kind: str
    text: str
    buttons: list[str]


@dataclass
class Desk:
    """A person, what is open with them, and the clock."""

    person: Person
    talks: list[Talk] = field(default_factory=list)
    records: list[Entry] = field(default_factory=list)
    now: int = START
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    turn: Turn | None = None

    def take(self, event: Event) -> list[Said]:
        """Take an event as this person's turn; gives what is said."""
        house, renderer = surroundings()
        ids = (f"id{n}" for n in self.numbers)
        turn = Turn(self.person, self.talks, self.now, house, ids, (f"code{n}" for n in self.numbers))
        turn.records, turn.addresses = tuple(self.records), [("sms", "+447700900001", "active")]
        router.take(turn, event)
        writes = writes_of(turn, event, Source(), renderer, 1, {}, [])
        self.person, self.talks = turn.person, [t for t in turn.talks if t.state != "done"]
        self.records += turn.kept
        self.turn = turn
        return [
            Said(row.kind, row.doc.text, [label for label, _ in row.doc.buttons]) for row in writes.outbox
        ]

    def say(self, text: str) -> list[Said]:
        """The person types something, five seconds after whatever came before."""
        self.now += 5_000
        return self.take(Text(text, self.now))

    def told(self, what: str, **data: Any) -> list[Said]:
        """Somebody else's turn meant this for the person."""
        return self.take(Told(what, data))

    def copy(self) -> "Desk":
        """The same moment once more, to try something else."""
        return Desk(
            copy.deepcopy(self.person),
            copy.deepcopy(self.talks),
            list(self.records),
            self.now,
            itertools.count(500),
        )

    @property
    def client(self) -> Client:
        """The client's side of the person."""
        assert self.person.client is not None
        return self.person.client

    def asked(self) -> Asked:
        """The question that is open."""
        talk = self.open_talk()
        assert talk is not None
        assert talk.asked is not None
        return talk.asked

    def open_talk(self) -> Talk | None:
        """The talk whose question is open."""
        return next((t for t in self.talks if t.state == "open"), None)


def client(channel: str = "sms") -> Desk:
    """A client of Ada's who has joined, on a Wednesday; they meet on Tuesdays at three."""
    house, _ = surroundings()
    ada = cast_therapist(house, "ada", "Ada Okafor", ZONE, "telegram", START)
    session = read_session("tue 15:00", local(START, ZONE))
    assert isinstance(session, Session)
    return Desk(cast_client(house, "sam", "Sam", ZONE, channel, START, ada, session))
