"""Sees every commit and every send as it happens; what must not be becomes a breach (I1 to I4)."""

import json
from collections import Counter
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import Inbound, NotSent, Outgoing
from storage.rows import TurnWrites
from tests.faults.bound import Bound
from tests.faults.ledger import Ledger
from tests.faults.machine import Machine
from tests.faults.standing import IN_FLIGHT, Setback, Standing, Text

PRACTICE = "practice"
OF_OUTAGES = frozenset(("alert_late", "alert_lost"))
"""What whoever runs this is to hear of when a provider is away for long."""

MADE_ERRORS = frozenset(("StoreUnavailable", "CancelledError", "Unanswered", "SpoolFull", "TimeoutError"))
"""What a fault of this world may come out as: the disk's, the provider's, a death's."""

MADE_WITHIN = 60_000
"""So long after a fault was made an error may be its, in ms: a lock is waited for, a lease runs out."""

TAKING: ContextVar[str] = ContextVar("taking", default="")
"""The key of the inbound that is being taken."""

DUE: ContextVar[tuple[str, int]] = ContextVar("due", default=("", 0))
"""What was due of which a turn is being taken, and when it was due by the machine's clock."""


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
    withdrawn: list[tuple[str, str, int, str]] = field(default_factory=list)
    put_off: list[tuple[str, str, int, str]] = field(default_factory=list)
    """By which turn: whose, which kind of text, how many texts had been written by then, what it said."""
    doubts: Counter[str] = field(default_factory=Counter)
    flying: set[str] = field(default_factory=set)
    """Sent, and not settled."""
    heard: set[str] = field(default_factory=set)
    """Keys of what clients said who had agreed to be here: their words are kept."""
    begun: dict[str, bool] = field(default_factory=dict)
    """Keys of turns that may have been committed unheard, and whether their words are then kept."""
    reached: dict[str, int] = field(default_factory=dict)
    """When each inbound first reached a running process (true time), by its key."""
    erred_at: int = -(10**9)
    """When the bot last logged an error (true time)."""
    lives: int = 0
    """How many processes there were."""
    lives_of: dict[str, int] = field(default_factory=dict)
    """Which of them each inbound reached first."""
    acked: dict[str, int] = field(default_factory=dict)
    """When it was first answered 2xx."""
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of every text that left us: to whom, and its words."""
    setbacks: dict[str, list[Setback]] = field(default_factory=dict)
    """By text: the tries after which it had not gone, or might not have."""
    held: dict[str, list[int]] = field(default_factory=dict)
    """By text: since when the store has known that it may have gone (true time), each time anew."""
    came: dict[str, list[int]] = field(default_factory=dict)
    """Every time it did."""
    refused: dict[str, list[int]] = field(default_factory=dict)
    """When it was kept nowhere: then it has to come again."""
    newest: dict[str, int] = field(default_factory=dict)
    """When the newest of what reached a process was sent, by its sender."""
    handed: dict[str, list[int]] = field(default_factory=dict)
    """By text: when each of its tries began (true time)."""
    asking: dict[str, Inbound] = field(default_factory=dict)
    """Every inbound that reached a process, by its key."""
    unknown: set[str] = field(default_factory=set)
    """Keys of what came from somebody whom the store did not know then."""
    done: set[str] = field(default_factory=set)
    """Texts whose turn is known to be committed."""
    look_at: Callable[[Outgoing], None] = lambda _: None
    """Looks at every text that leaves us."""

    def breach(self, rule: str, *what: object) -> None:
        """Something that must never be."""
        line = f"{rule}: {' '.join(map(str, what))}"
        self.machine.note("BREACH", line)
        self.breaches.append(line)

    def __post_init__(self) -> None:
        self.machine.trouble = self._trouble
        self.ledger, self.bound = Ledger(self.breach), Bound()

    def failed(self, where: str, error: BaseException) -> None:
        """Something raised: a fault of this world lately, or a mistake."""
        if self.machine.burying or not self.machine.up:
            return
        name, lately = type(error).__name__, self.machine.watch.true() - self.machine.struck_at
        if not isinstance(error, Exception) or (name in MADE_ERRORS and self._made_lately()):
            return
        self.breach("unexpected", where, repr(error), f"{lately} ms after a fault")

    def overheard(self, _: object, level: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """What the bot logs as an error names a fault of this world lately, or is a mistake."""
        if level not in ("error", "critical") or self.machine.burying or not self.machine.up:
            return entry
        self.erred_at = self.machine.watch.true()
        name, of_outage = entry.get("error"), entry["event"] in OF_OUTAGES and self.machine.struck_at > 0
        if not of_outage and not (name in MADE_ERRORS and self._made_lately()):
            self.breach("unexpected", json.dumps(dict(entry), sort_keys=True, default=str))
        return entry

    def reaches(self, inbound: Inbound) -> None:
        """A running process is brought this: only here it shows what comes twice and what out of order."""
        counts, now = self.machine.nature.counts, self.machine.watch.true()
        counts["duplicate"] += inbound.key in self.reached
        newest = self.newest.setdefault(inbound.address, inbound.sent_at)
        if inbound.key not in self.reached:
            counts["reordered"] += inbound.sent_at < newest
        self.newest[inbound.address] = max(newest, inbound.sent_at)
        self.reached.setdefault(inbound.key, now)
        self.came.setdefault(inbound.key, []).append(now)
        self.asking.setdefault(inbound.key, inbound)
        self.lives_of.setdefault(inbound.key, self.lives)

    def shaken(self) -> bool:
        """Whether a fault was made or an error logged a moment ago."""
        return self.machine.watch.true() - max(self.erred_at, self.machine.struck_at) <= 1000

    def _made_lately(self) -> bool:
        return bool(self.machine.outage) or self.machine.watch.true() - self.machine.struck_at <= MADE_WITHIN

    def _trouble(self) -> None:
        """A crash or a long pause: what was being sent may have gone out, and may go out again."""
        for ref in sorted(self.flying):
            self.doubts[ref] += 1
        self.flying.clear()

    # -- commits ------------------------------------------------------------------------------------

    async def look_back(self, store: Any) -> None:
        """Learn what the last process had committed unheard; nothing fails meanwhile."""
        self.machine.nature.unseen = True
        try:
            await self._look_back(store)
        finally:
            self.machine.nature.unseen = False

    async def _look_back(self, store: Any) -> None:
        self.lives += 1
        there = await self.ledger.open(store, PRACTICE)
        self.bound.look_back(there.values())
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
        said = ", ".join(sorted({row.kind for row in writes.outbox})) or "nothing"
        self.withdrawn += [(writes.person_id, kind, len(self.texts), said) for kind in writes.drop_queued]
        self.put_off += [(writes.person_id, kind, len(self.texts), said) for kind in writes.put_off]
        due, due_at = DUE.get()
        late_by = max(0, writes.at - due_at) if due else 0
        for row in writes.outbox:
            self.texts[row.id] = Text(
                writes.person_id,
                row.kind,
                row.not_after,
                row.reply,
                writes.at,
                writes.seen or "",
                len(self.texts),
                due,
                late_by,
                self.machine.watch.true() - late_by,
                row.channel,
                row.about_id,
                row.not_before,
                self.machine.watch.true(),
            )
        before = self.people.get(writes.person_id)
        if writes.person is not None and writes.person.stopped_at and before and not before.stopped:
            self.machine.at_commit = "crash_at_stop"

    def committed(self, writes: TurnWrites) -> None:
        """It was, and its runner knows."""
        self.machine.note("turn", writes.person_id, writes.seen, [row.kind for row in writes.outbox])
        self.done.update(row.id for row in writes.outbox)
        self.bound.committed(writes)
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
        bars = self._bars(person, before, since)
        self.checked["agreed"] += before is not None and "without consent" in before.bars.keys() - bars.keys()
        self.people[person.id] = Standing(
            bool(person.stopped_at),
            since,
            turns,
            client is not None and person.role == "client",
            bars,
            client.paused_until if client else 0,
            tuple(client.hours) if client else ("00:00", "24:00"),
            person.zone,
        )

    def _bars(self, person: Any, before: Standing | None, since: int) -> dict[str, int]:
        """Each as old as it is; a pause begins anew when it is made longer."""
        client = person.client
        if client is None:
            return {}
        agreed = any((one.what, one.channel) == ("texts", person.channel) for one in client.consents)
        now = {
            "without consent": client.stage != "joined" or not agreed,
            "during a hold": client.held,
            "during a pause": client.paused_until > self.machine.watch.now(),
        }
        earlier = dict(before.bars) if before is not None else {}
        if before is not None and before.paused_until != client.paused_until:
            earlier.pop("during a pause", None)
        return {bar: earlier.get(bar, since) for bar, there in now.items() if there}

    # -- sends --------------------------------------------------------------------------------------

    def sending(self, message: Outgoing) -> None:
        """A text leaves us now."""
        self.flying.add(mark(message))
        self.handed.setdefault(mark(message), []).append(self.machine.watch.true())
        if not message.ref and self.lives_of.get(TAKING.get()) != self.lives:
            self.doubts[mark(message)] += 1  # what an earlier process said of it, only the store knows
        self.words[mark(message)] = (message.address, message.text)
        self.checked["I3"] += 1
        self.look_at(message)

    def stopped_since(self, message: Outgoing, begun: int) -> bool:
        """Whether its reader said STOP while it was on its way."""
        text = self.texts.get(message.ref)
        person = self.people.get(text.person) if text else None
        return person is not None and person.stopped and person.since >= begun

    def doubtful(self, message: Outgoing) -> None:
        """The provider left it open whether this arrived."""
        self.doubts[mark(message)] += 1
        self.flying.discard(mark(message))

    def not_sent(self, message: Outgoing, begun: int, result: NotSent) -> None:
        """The provider did not take it, or may not have."""
        now, wrong_by = self.machine.watch.true(), self.machine.watch.wrong_by
        setback = Setback(begun, now, result.failure, result.retry_after, wrong_by)
        self.setbacks.setdefault(mark(message), []).append(setback)


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
