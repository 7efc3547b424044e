"""One turn: a person, what happened to them, and what follows, as plain data.

The runner fills a `Turn`, the router works on it, and the runner commits what it finds there. No database.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from handlers import reading
from handlers.ask import Asked
from handlers.content import Activity, Barriers, Content, Option, Pathway, PhraseLists, Region
from handlers.content_shape import activity_of
from handlers.filled import filled, linked
from handlers.locksmith import Locksmith
from handlers.own import Own
from handlers.safety.hearing import Heard, hear
from handlers.safety.optout import OptOut
from handlers.safety.phrases import Matcher
from handlers.state import Person
from handlers.talk import Scripts, Talk
from handlers.turn_effects import Bind as Bind
from handlers.turn_effects import Invite as Invite
from handlers.turn_effects import Relate as Relate
from handlers.turn_effects import Tell as Tell
from handlers.week_parts import Assignment

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Practice:
    """What the operator set for one practice."""

    id: str
    name: str
    zone: str
    language: str
    region: str
    work_word: str
    client_hours: tuple[str, str] = ("09:00", "20:00")
    phone: str = ""
    bot_name: str = ""
    urge_level: int = 3
    """The highest rating of an urge that holds nothing, where the therapist has set no other (SAFETY S3)."""
    minors: bool = False
    erase: str = "at once"
    """What a client's own `delete` does: `at once`, or `practice`: it is recorded, and done by hand."""
    therapist_lock: str = ""
    """What a therapist's chat is locked with: `pin`, `totp`, or "": as each of them likes."""


@dataclass(frozen=True, slots=True)
class House:
    """The fixed surroundings of every turn: the practice, the library, the zones of the world."""

    practice: Practice
    content: Content
    zones: tuple[str, ...]
    scripts: Scripts
    changes: "Mapping[str, tuple[ChangeFunction, str]]"
    after_talk: "Callable[[Turn, Talk], None]"
    risk: Matcher
    opt_out: OptOut
    countries: Mapping[str, str] = field(default_factory=dict)
    asides: "Mapping[str, Callable[[Turn, Talk, Any], bool]]" = field(default_factory=dict)
    """By script: takes an answer that opens something beside its question, which then stays as it is."""
    desk: frozenset[str] = frozenset()
    """The scripts of a therapist's work: what shows a client's words, and is locked with the chat."""
    locksmith: Locksmith | None = None

    def barriers(self, reader: Person) -> Barriers:
        """What can be in the way, as this person reads it."""
        return reading.barriers(self.content, reader)

    def region(self, code: str = "", language: str = "en") -> Region:
        """The crisis lines of a region (the practice's by default), as near as there is; `ZZ` is anywhere."""
        regions, wanted = self.content.regions, code or self.practice.region
        known = wanted if wanted in regions else "ZZ"
        return regions.get(f"{known}/{language}") or regions[known]

    def activity(self, id: str, reader: Person) -> Activity:
        """The activity as this person reads it."""
        return reading.library(self.content, reader)[id]

    def given(self, item: Assignment, reader: Person) -> Activity | None:
        """The activity in the version that was assigned; None for one the library has no more."""
        if item.own:
            return activity_of(item.own)
        return reading.library(self.content, reader).get(item.activity)

    def pathways(self, reader: Person) -> Mapping[str, Pathway]:
        """Every pathway by id, as this person reads it."""
        return reading.pathways(self.content, reader)

    def pathway_title(self, id: str, said: str, reader: Person) -> str:
        """A pathway's title for clients, as this person reads it; `said` where the library has it no more."""
        return reading.pathway_title(self.content, id, said, reader)

    def title(self, said: str, reader: Person) -> str:
        """A title as this person reads it, whoever's language it was kept in."""
        return reading.title(self.content, said, reader)

    def assigned(self, item: Assignment, reader: Person) -> Activity:
        """The activity as this person reads it, blanks filled. Raises KeyError for one that is no more."""
        activity = self.given(item, reader) or self.activity(item.activity, reader)
        return filled(activity, linked(activity, item.fill, item.note))

    def hear(self, words: str, before: Heard | None = None) -> Heard:
        """What the lists recognise in these words; `before` is a reading that may be of the same words."""
        if before is not None and before.words == words:
            return before
        return hear(self.risk, self.opt_out, words)

    def phrases(self) -> Mapping[str, PhraseLists]:
        return self.content.phrases


@dataclass(frozen=True, slots=True)
class Entry:
    """One record about a person: a response, a journal entry, a win … `doc` is plain JSON data."""

    kind: str
    at: int
    doc: dict[str, Any]
    id: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """Another person as this turn may read them (never write): their aggregate and recent records."""

    person: Person
    records: tuple[Entry, ...] = ()


@dataclass(slots=True)  # never changed, yet not frozen: see handlers.talk
class Message:
    """One text to this person, before rendering.

    `unprompted` texts pass the consent, hours and discreet rules; replies do not need to. Nothing is
    sent after `not_after`. `urgent` skips the line. `channel`: another than where their texts go. `late`
    says so before its words. `form`: worded as for this channel, whichever it goes out on (a preview).
    """

    kind: str
    prompt: str
    args: Mapping[str, Any]
    not_after: int
    asked: Asked | None = None
    option_codes: tuple[str | Option, ...] = ()
    talk: str = ""
    about: str = ""
    unprompted: bool = False
    urgent: bool = False
    media: tuple[str, ...] = ()
    neutral: bool = False
    channel: str = ""
    not_before: int = 0
    late: bool = False
    form: str = ""


@dataclass(slots=True)
class Turn:
    """The working copy of one person during one turn, and everything that came of it.

    `addresses` are the person's own as stored: (channel, address, state). `views` holds whom they may read
    now, `former` whose relation with them has ended, `own` the practice's activities they may read.
    """

    person: Person
    talks: list[Talk]
    now: int
    house: House
    ids: Iterator[str]
    codes: Iterator[str]
    views: Mapping[str, View] = field(default_factory=dict)
    records: tuple[Entry, ...] = ()
    taken: Mapping[str, str] = field(default_factory=dict)
    """Whose a number in the text is; "" for one that said stop and is nobody's."""
    colleagues: Mapping[str, str] = field(default_factory=dict)
    own: dict[str, Own] = field(default_factory=dict)
    own_changed: set[str] = field(default_factory=set)
    addresses: Sequence[tuple[str, str, str]] = ()
    former: frozenset[str] = frozenset()
    unprompted: bool = False
    not_after: int = 0
    said: list[Message] = field(default_factory=list)
    tells: list[Tell] = field(default_factory=list)
    kept: list[Entry] = field(default_factory=list)
    binds: list[Bind] = field(default_factory=list)
    invites: list[Invite] = field(default_factory=list)
    relates: list[Relate] = field(default_factory=list)
    audits: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    put_off: list[str] = field(default_factory=list)
    """Kinds of texts that do not go out now; of each that had not gone the person's week is told."""
    away: int = 0
    """Milliseconds since the person's last word, where this turn is a word of theirs."""
    uninvited: bool = False
    """Whether every code with which somebody could still join as this person is void."""
    talk: Talk | None = None
    heard: Heard | None = None
    pressed: str = ""
    menu: Literal["", "client", "therapist"] = ""
    """The role whose command menu is to be shown now, beside the text field."""
    forget: bool = False
    """Whether the message that brought the event (or whose button it was) is to go: it held a code."""

    def say(self, kind: str, prompt: str, /, *, urgent: bool = False, about: str = "", **args: Any) -> None:
        """Say something outside a talk."""
        self.said.append(
            Message(
                kind,
                prompt,
                args,
                self.not_after or self.now + 12 * HOUR,
                about=about,
                unprompted=self.unprompted,
                urgent=urgent,
            )
        )

    def tell(self, person: str, what: str, /, **data: Any) -> None:
        """Pass on what this turn means for somebody else."""
        self.tells.append(Tell(person, what, data))

    def keep(self, kind: str, /, **doc: Any) -> str:
        """Append a record about this person; gives its id."""
        entry = Entry(kind, self.now, doc, next(self.ids))
        self.kept.append(entry)
        return entry.id

    def audit(self, action: str, subject: str = "") -> None:
        """Note an action for the audit log: names and ids only, never words."""
        self.audits.append((action, subject))

    def refuse(self, word: str) -> None:
        """This word named nobody whom this person may know of; the audit keeps a keyed hash of it."""
        self.refused.append(word)

    def hear(self, words: str) -> Heard:
        """What the lists recognise in these words; the latest reading of the turn is kept for its length."""
        self.heard = self.house.hear(words, self.heard)
        return self.heard

    def open_talk(self) -> Talk | None:
        """The talk whose question belongs to what is typed next."""
        return next((t for t in self.talks if t.state == "open"), None)


ChangeFunction = Callable[..., Any]


class Changes:
    """A table of named changes: what a script's `Do` may cause. `undo` names the inverse."""

    def __init__(self) -> None:
        self.functions: dict[str, tuple[ChangeFunction, str]] = {}

    def add(self, function: ChangeFunction, undo: str = "") -> ChangeFunction:
        self.functions[function.__name__] = (function, undo)
        return function

    def change(self, undo: str = "") -> Callable[[ChangeFunction], ChangeFunction]:
        """Register a function `f(turn, **args) -> JSON-able result`; "bar" cannot be undone by BACK."""
        return lambda function: self.add(function, undo)


def merged(tables: Sequence[Changes]) -> dict[str, tuple[ChangeFunction, str]]:
    """All tables as one; a name registered twice is a mistake."""
    together: dict[str, tuple[ChangeFunction, str]] = {}
    for table in tables:
        for name, entry in table.functions.items():
            assert name not in together, f"change {name!r} is registered twice"
            together[name] = entry
    return together
