"""A stage for the barrier talk and the wrap-up: a client, a week, and a talk saved between all answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import count
from typing import Any

import msgspec

from bot.render import localised, with_digits
from handlers.client.barrier import barrier
from handlers.client.barrier_args import barrier_args
from handlers.client.wrapup import wrapup
from handlers.content import Content, Option
from handlers.safety.optout import OptOut
from handlers.safety.phrases import Matcher
from handlers.scripts import CHANGES
from handlers.sessions import Session
from handlers.state import Bond, Client, Person
from handlers.talk import Do, Spoken, Talk, answer, step_back, walk
from handlers.times import instant
from handlers.turn import HOUR, House, Practice, Turn, merged
from handlers.week_parts import Assignment, Occurrence
from prompts.catalog import Catalog
from prompts.library import load_content

ZONE = "Europe/London"
SCRIPTS = {"barrier": barrier, "wrapup": wrapup}
MONDAY = instant(date(2026, 3, 9), "18:00", ZONE)
TUESDAY_SESSION = instant(date(2026, 3, 10), "15:00", ZONE)
TABLE = merged(CHANGES)


@cache
def content() -> Content:
    """The library as it ships."""
    return load_content()


@cache
def catalog() -> Catalog:
    """The prompts as they ship."""
    return Catalog.load()


@cache
def house() -> House:
    """One practice in London."""
    practice = Practice("", "Riverside", ZONE, "en", "GB", "practice")
    risk, opt_out = Matcher(content().phrases), OptOut(content().phrases)
    return House(practice, content(), (ZONE,), SCRIPTS, TABLE, lambda *_: None, risk, opt_out)


def week(states: str, item: str = "a1") -> list[Occurrence]:
    """One occurrence for each letter from Thursday on: d done, p part, c cued, n planned."""
    names: dict[str, Any] = {"d": "done", "p": "part", "c": "cued", "n": "planned", "u": "uncued"}
    made = []
    for position, letter in enumerate(states):
        day = date(2026, 3, 5 + position)
        at = instant(day, "20:00", ZONE)
        done_at = at if letter in "dp" else 0
        made.append(Occurrence(f"{item}.{position + 1}", day.isoformat(), at, names[letter], at, done_at))
    return made


def assigned(states: str = "ccc", **more: Any) -> Assignment:
    """A thought record, three times a week at 20:00, sent on Wednesday."""
    sent = instant(date(2026, 3, 4), "12:00", ZONE)
    item = Assignment("a1", "ada", "cbt-record", "Thought record", "3x", "20:00", sent)
    item.state, item.week_from, item.delivered_at, item.minutes = "active", sent, sent, 8
    item.occurrences, item.cues = week(states), len(states)
    for name, value in more.items():
        setattr(item, name, value)
    return item


def sam(*items: Assignment, channel: str = "sms") -> Person:
    """Sam, who sees Ada on Tuesdays at 15:00."""
    session = Session(1, "15:00", "weekly", "2026-03-10")
    begun = items[0].sent_at if items else 0
    bond = Bond("ada", "Ada Okafor", session, first_assignment_at=begun, goal="Mondays")
    client = Client(stage="joined", bonds=[bond], assignments=list(items), discreet=False)
    return Person("sam", "", "Sam", ZONE, "en", channel, client=client)


@dataclass
class Stage:
    """One talk on the stage. Every answer comes a minute after the one before, from a talk read anew."""

    script: str = "barrier"
    item: Assignment = field(default_factory=assigned)
    person: Person = field(default_factory=sam)
    args: dict[str, Any] = field(default_factory=dict)
    now: int = MONDAY

    def __post_init__(self) -> None:
        client = self.client
        if not client.assignments:
            client.assignments.append(self.item)
        self.args = self.args or self.arguments()
        json = msgspec.json.decode(msgspec.json.encode(self.args))
        self.talk = Talk("t1", self.script, json, self.now, self.now)
        self.turn = Turn(self.person, [self.talk], self.now, house(), map(str, count()), map(str, count()))
        self.spoken: list[Spoken] = []
        self.done: list[Do] = []
        self.go_on()

    @property
    def client(self) -> Client:
        assert self.person.client is not None
        return self.person.client

    @property
    def bond(self) -> Bond:
        return self.client.bonds[0]

    def arguments(self, **more: Any) -> dict[str, Any]:
        return barrier_args(house(), self.person, self.item, self.bond, self.now, **more)

    def go_on(self) -> None:
        saved = msgspec.json.encode(self.talk)
        self.talk = msgspec.json.decode(saved, type=Talk)
        self.turn.now = self.now
        self.spoken += walk(self.talk, SCRIPTS, self._perform, self.now)

    def _perform(self, do: Do) -> tuple[Any, str]:
        self.done.append(do)
        function, undo = TABLE[do.name]
        return function(self.turn, **do.args), undo

    def reply(self, *values: Any) -> "Stage":
        """Answer one question after another: a code, a number, words; None skips."""
        for value in values:
            self.now += 60_000
            words = "" if value is None else str(value)
            answer(self.talk, self.as_read(value), words, self.now)
            self.go_on()
        return self

    def as_read(self, value: Any) -> Any:
        """What the reader makes of it: words typed at a free choice become `own_words`."""
        asked = self.talk.asked
        assert asked is not None
        codes = [o if isinstance(o, str) else o.code for o in self.latest.option_codes]
        typed = asked.kind == "choice" and isinstance(value, str) and value not in codes
        assert not typed or asked.free, f"{value!r} is no option of {self.latest.prompt}: {codes}"
        return "own_words" if typed else value

    def back(self) -> bool:
        went = step_back(self.talk, lambda name, result: TABLE[name][0](self.turn, result=result), self.now)
        if went:
            self.go_on()
        return went

    @property
    def latest(self) -> Spoken:
        return self.spoken[-1]

    @property
    def prompts(self) -> list[str]:
        return [one.prompt for one in self.spoken]

    def codes(self) -> list[str]:
        """The codes of the options on the screen."""
        return [o.code if isinstance(o, Option) else o for o in self.latest.option_codes]

    def shown(self, position: int = -1) -> str:
        return shown(self.spoken[position], self.person.channel)


def shown(spoken: Spoken, channel: str) -> str:
    """One message as it reads on the phone."""
    args = localised(spoken.args, ZONE)
    text = catalog().render(spoken.prompt, "en", channel, args)
    labels = label_list(spoken.prompt, spoken.option_codes, channel, args)
    return with_digits(text, labels) if channel == "sms" else text


def label_list(
    prompt: str, codes: Sequence[str | Option], channel: str, args: dict[str, Any]
) -> list[Option]:
    """The options with the labels a person reads."""
    named = {c: catalog().labels(prompt, [c], "en", channel, args)[0] for c in codes if isinstance(c, str)}
    return [c if isinstance(c, Option) else Option(c, named[c]) for c in codes]


def flag_before(client: Client, now: int, hours: float) -> None:
    """A safety flag this many hours ago."""
    from handlers.week_parts import Flag

    client.flags.append(Flag("f1", 1, now - round(hours * HOUR), "words"))
