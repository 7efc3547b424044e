"""Sees every commit and every send as it happens, and says what must not be (I1 to I4)."""

import sqlite3
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.base import Outgoing
from storage.rows import TurnWrites
from tests.faults.ledger import Ledger
from tests.faults.machine import Machine

PRACTICE = "practice"
UNASKED = frozenset(("cue", "letter", "barrier", "wrapup", "followup", "assignment"))
THROUGH_STOP = frozenset(("safety", "optout"))
IN_FLIGHT = 3_000
"""A text that was taken up before STOP was committed may leave within its batch (`bot.pace`), in ms."""

MADE_ERRORS = frozenset(("StoreUnavailable", "CancelledError", "Unanswered", "SpoolFull", "TimeoutError"))
"""What a fault of this world may come out as: the disk's, the provider's, a death's."""

MADE_WITHIN = 60_000
"""So long after a fault was made an error may be its, in ms: a lock is waited for, a lease runs out."""

TAKING: ContextVar[str] = ContextVar("taking", default="")
"""The key of the inbound that is being taken."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a person, after their last committed turn: what decides whether they may be texted."""

    stopped: bool
    since: int
    """When that was known to be committed (true time)."""
    turns: int
    """How many texts had been written by anybody until then."""
    client: bool
    stage: str
    held: bool
    hours: tuple[str, str]
    zone: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a turn wrote it."""

    person: str
    kind: str
    not_after: int
    reply: bool
    at: int
    asked_for: str
    """The key of the message it answers, if it answers one."""
    number: int
    """How many texts had been written before it."""


@dataclass
class Watcher:
    """What was committed and what was said, with every breach found on the way."""

    machine: Machine
    breaches: list[str] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    people: dict[str, Standing] = field(default_factory=dict)
    erased: dict[str, int] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    applied: Counter[str] = field(default_factory=Counter)
    applied_at: dict[str, int] = field(default_factory=dict)
    """When it was known of an inbound that its turn is committed (true time)."""
    kept: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    flying: set[str] = field(default_factory=set)
    """Sent, and not settled."""
    heard: set[str] = field(default_factory=set)
    """Keys of what clients said who had agreed to be here: their words are kept."""
    begun: dict[str, bool] = field(default_factory=dict)
    """Keys of turns that may have been committed unheard, and whether their words are then kept."""
    reached: dict[str, int] = field(default_factory=dict)
    """When each inbound first reached a running process (true time), by its key."""
    lives: int = 0
    """How many processes there were."""
    lives_of: dict[str, int] = field(default_factory=dict)
    """Which of them each inbound reached first."""
    acked: dict[str, int] = field(default_factory=dict)
    """When it was first answered 2xx."""
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of every text that left us: to whom, and its words."""
    setbacks: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    """By text: from when until when sending it failed, as `Machine.troubles`."""

    def breach(self, rule: str, *what: object) -> None:
        """Something that must never be."""
        line = f"{rule}: {' '.join(map(str, what))}"
        self.machine.note("BREACH", line)
        self.breaches.append(line)

    def __post_init__(self) -> None:
        self.machine.trouble = self._trouble
        self.ledger = Ledger(self.breach)

    def failed(self, where: str, error: BaseException) -> None:
        """Something raised: a fault of this world lately, or a mistake."""
        if self.machine.burying or not self.machine.up:
            return
        name, lately = type(error).__name__, self.machine.watch.true() - self.machine.struck_at
        made = self.machine.outage or lately <= MADE_WITHIN
        if not isinstance(error, Exception) or (name in MADE_ERRORS and made):
            return
        if where == "starting" and made and isinstance(error, sqlite3.Error):
            return  # opening names nothing: the supervisor starts it again
        self.breach("unexpected", where, repr(error), f"{lately} ms after a fault")

    def _trouble(self) -> None:
        """A crash or a long pause: what was being sent may have gone out, and may go out again."""
        for ref in sorted(self.flying):
            self.doubts[ref] += 1
        self.flying.clear()

    # -- commits ------------------------------------------------------------------------------------

    async def look_back(self, store: Any) -> None:
        """Learn what the last process had committed unheard; nothing fails meanwhile."""
        calm, self.machine.nature.calm = self.machine.nature.calm, True
        try:
            await self._look_back(store)
        finally:
            self.machine.nature.calm = calm

    async def _look_back(self, store: Any) -> None:
        self.lives += 1
        there = await self.ledger.open(store, PRACTICE)
        for key, joined in self.begun.items():
            if key not in self.applied and key not in self.kept and await is_seen(store, key):
                self.applied[key] += 1
                self.heard.update({key} if joined else ())
        self.begun.clear()
        for gone in self.people.keys() - there.keys() - self.erased.keys():
            self.erased[gone] = self.machine.watch.true() - IN_FLIGHT
        for one in there.values():
            self.learn(one.doc, committed_before=IN_FLIGHT)

    def written(self, writes: TurnWrites) -> None:
        """A turn is about to be committed."""
        if writes.seen is not None:
            self.begun[writes.seen] = _joined(writes)
        for row in writes.outbox:
            self.texts[row.id] = Text(
                writes.person_id,
                row.kind,
                row.not_after,
                row.reply,
                writes.at,
                writes.seen or "",
                len(self.texts),
            )
        before = self.people.get(writes.person_id)
        if writes.person is not None and writes.person.stopped_at and before and not before.stopped:
            self.machine.at_commit = "crash_at_stop"

    def committed(self, writes: TurnWrites) -> None:
        """It was, and its runner knows."""
        self.machine.note("turn", writes.person_id, writes.seen, [row.kind for row in writes.outbox])
        if writes.person is not None:
            self.learn(writes.person)
        if writes.seen is not None:
            if _joined(writes):
                self.heard.add(writes.seen)
            self.applied[writes.seen] += 1
            self.applied_at[writes.seen] = self.machine.watch.true()
            self.checked["I2"] += 1
            if self.applied[writes.seen] + self.kept[writes.seen] > 1:
                self.breach("I2 applied twice", writes.seen)

    def learn(self, person: Any, committed_before: int = 0) -> None:
        """How somebody stands now."""
        client, before = person.client, self.people.get(person.id)
        since, turns = self.machine.watch.true() - committed_before, len(self.texts)
        if before is not None and before.stopped and person.stopped_at:
            since, turns = before.since, before.turns
        self.people[person.id] = Standing(
            bool(person.stopped_at),
            since,
            turns,
            client is not None and person.role == "client",
            client.stage if client else "",
            bool(client and client.held),
            tuple(client.hours) if client else ("00:00", "24:00"),
            person.zone,
        )

    # -- sends --------------------------------------------------------------------------------------

    def sending(self, channel: str, message: Outgoing) -> None:
        """A text leaves us now."""
        self.flying.add(mark(message))
        if not message.ref and self.lives_of.get(TAKING.get()) != self.lives:
            self.doubts[mark(message)] += 1  # what an earlier process said of it, only the store knows
        self.words[mark(message)] = (message.address, message.text)
        if not message.ref:
            return
        text, now = self.texts[message.ref], self.machine.watch.now()
        self.checked["I3"] += 1
        true = self.machine.watch.true()
        if true - self.erased.get(text.person, true) > IN_FLIGHT:
            self.breach("I3 sent after erasure", text.kind, message.ref)
        if now > text.not_after + 1000:
            self.breach("I3 sent after its last moment", text.kind, now - text.not_after)
        person = self.people.get(text.person)
        if person is not None:
            self._may(person, text, now)

    def _may(self, person: Standing, text: Text, now: int) -> None:
        stopped = person.stopped and text.kind not in THROUGH_STOP
        answers, true = text.reply and text.number >= person.turns, self.machine.watch.true()
        if stopped and not answers and true - person.since > IN_FLIGHT:
            self.breach("I3 sent after STOP", text.kind, true - person.since, text)
        if not person.client or text.reply or text.kind not in UNASKED:
            return
        if person.stage != "joined":
            self.breach("I3 sent without consent", text.kind, person.stage)
        hours = [_clock_time(at, person.zone) for at in (now, true)]
        if not any(person.hours[0] <= hour <= person.hours[1] for hour in hours):
            self.breach("I3 sent out of hours", text.kind, hours, person.hours)

    def stopped_since(self, message: Outgoing, begun: int) -> bool:
        """Whether its reader said STOP while it was on its way."""
        text = self.texts.get(message.ref)
        person = self.people.get(text.person) if text else None
        return person is not None and person.stopped and person.since >= begun

    def doubtful(self, message: Outgoing) -> None:
        """The provider left it open whether this arrived."""
        self.doubts[mark(message)] += 1
        self.flying.discard(mark(message))

    def not_sent(self, message: Outgoing, begun: int, wait: float) -> None:
        """The provider did not take it, or may not have; the next try may wait so many seconds more."""
        until = self.machine.watch.true() + round(1000 * wait)
        self.setbacks.setdefault(mark(message), []).append((begun, until, "send"))


def mark(message: Outgoing) -> str:
    """What tells this text from every other; past the store, by the message it answers."""
    return message.ref or f"past {TAKING.get()}"


def _joined(writes: TurnWrites) -> bool:
    person = writes.person
    return person is not None and person.client is not None and person.client.stage == "joined"


async def is_seen(store: Any, key: str) -> bool:
    """Whether the store says that this event was applied or kept."""
    blind = store._vault.blind("seen", PRACTICE, key)
    return bool(await store._pump.read("SELECT 1 FROM seen WHERE key = ?", (blind,)))


def _clock_time(at: int, zone: str) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)):%H:%M}"
