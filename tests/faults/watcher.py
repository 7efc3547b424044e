"""Sees every commit and every send as it happens, and says what must not be (I1 to I4)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.base import Outgoing
from storage.rows import CommitResult, TurnWrites
from tests.faults.machine import Machine

PRACTICE = "practice"
UNASKED = frozenset(("cue", "letter", "barrier", "wrapup", "followup", "assignment"))
THROUGH_STOP = frozenset(("safety", "optout"))
IN_FLIGHT = 3_000
"""A text that was taken up before STOP was committed may leave within its batch (`bot.pace`), in ms."""

ALLOWED_ERRORS = frozenset(("StoreUnavailable", "Contended", "CancelledError", "Unanswered"))


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a person, after their last committed turn: what decides whether they may be texted."""

    stopped_at: int
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
    kept: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    flying: set[str] = field(default_factory=set)
    """Sent, and not settled."""
    heard: set[str] = field(default_factory=set)
    """Keys of what clients said who had agreed to be here: their words are kept."""
    begun: set[str] = field(default_factory=set)
    """Keys of turns that may have been committed without anybody having heard of it."""

    def breach(self, rule: str, *what: object) -> None:
        """Something that must never be."""
        line = f"{rule}: {' '.join(map(str, what))}"
        self.machine.note("BREACH", line)
        self.breaches.append(line)

    def __post_init__(self) -> None:
        self.machine.trouble = self._trouble

    def _trouble(self) -> None:
        """A crash or a long pause: what was being sent may have gone out, and may go out again."""
        for ref in sorted(self.flying):
            self.doubts[ref] += 1
        self.flying.clear()

    # -- commits ------------------------------------------------------------------------------------

    async def watch(self, store: Any) -> None:
        """Stand between the engine and this store; know what the last process had committed unheard."""
        for key in self.begun - self.applied.keys() - self.kept.keys():
            if await is_seen(store, key):
                self.applied[key] += 1
        self.begun.clear()
        commit, settle, put, erase = store.commit, store.settle, store.inbox_put, store.erase_person

        async def committed(writes: TurnWrites) -> CommitResult:
            self._written(writes)
            result: CommitResult = await commit(writes)
            if result is CommitResult.COMMITTED:
                self._committed(writes)
            return result

        async def settled(outbox_id: str, fence: str, outcome: Any, **more: Any) -> bool:
            flew = outbox_id in self.flying
            try:
                done: bool = await settle(outbox_id, fence, outcome, **more)
            except Exception:
                self.doubts[outbox_id] += flew  # sent, and the disk did not take that
                self.flying.discard(outbox_id)
                raise
            self.flying.discard(outbox_id)
            return done

        async def was_put(row: Any, at: int, seen: str | None = None) -> bool:
            self.begun.add(seen or "")
            done: bool = await put(row, at, seen)
            if done and seen is not None:
                self.kept[seen] += 1
            return done

        async def erased(practice: str, person: str, *args: Any, **more: Any) -> Any:
            done = await erase(practice, person, *args, **more)
            self.erased[person] = self.machine.watch.now()
            return done

        store.commit, store.settle, store.inbox_put, store.erase_person = committed, settled, was_put, erased

    def _written(self, writes: TurnWrites) -> None:
        if writes.seen is not None:
            self.begun.add(writes.seen)
        for row in writes.outbox:
            self.texts[row.id] = Text(
                writes.person_id, row.kind, row.not_after, row.reply, writes.at, writes.seen or ""
            )

    def _committed(self, writes: TurnWrites) -> None:
        self.machine.note("turn", writes.person_id, writes.seen, [row.kind for row in writes.outbox])
        if writes.person is not None:
            self.learn(writes.person)
        if writes.seen is not None:
            if writes.person is not None and writes.person.client and writes.person.client.stage == "joined":
                self.heard.add(writes.seen)
            self.applied[writes.seen] += 1
            self.checked["I2"] += 1
            if self.applied[writes.seen] + self.kept[writes.seen] > 1:
                self.breach("I2 applied twice", writes.seen)

    def learn(self, person: Any) -> None:
        """How somebody stands now."""
        client = person.client
        self.people[person.id] = Standing(
            person.stopped_at,
            client is not None and person.role == "client",
            client.stage if client else "",
            bool(client and client.held),
            tuple(client.hours) if client else ("00:00", "24:00"),
            person.zone,
        )

    # -- sends --------------------------------------------------------------------------------------

    def sending(self, channel: str, message: Outgoing) -> None:
        """A text leaves us now."""
        if not message.ref:
            return
        text = self.texts[message.ref]
        self.flying.add(message.ref)
        self.checked["I3"] += 1
        if self.machine.watch.now() - self.erased.get(text.person, self.machine.watch.now()) > IN_FLIGHT:
            self.breach("I3 sent after erasure", text.kind, message.ref)
        if (now := self.machine.watch.now()) > text.not_after + 1000:
            self.breach("I3 sent after its last moment", text.kind, now - text.not_after)
        person = self.people.get(text.person)
        if person is not None:
            self._may(person, text, now)

    def _may(self, person: Standing, text: Text, now: int) -> None:
        stopped = person.stopped_at and text.kind not in THROUGH_STOP
        answers = text.reply and text.at > person.stopped_at
        if stopped and not answers and now - person.stopped_at > IN_FLIGHT:
            self.breach("I3 sent after STOP", text.kind, now - person.stopped_at, text)
        if not person.client or text.reply or text.kind not in UNASKED:
            return
        if person.stage != "joined":
            self.breach("I3 sent without consent", text.kind, person.stage)
        hours = [_clock_time(at, person.zone) for at in (now, self.machine.watch.true())]
        if not any(person.hours[0] <= hour <= person.hours[1] for hour in hours):
            self.breach("I3 sent out of hours", text.kind, hours, person.hours)

    def doubtful(self, ref: str) -> None:
        """The provider left it open whether this arrived."""
        self.doubts[ref] += 1
        self.flying.discard(ref)


async def is_seen(store: Any, key: str) -> bool:
    """Whether the store says that this event was applied or kept."""
    blind = store._vault.blind("seen", PRACTICE, key)
    return bool(await store._pump.read("SELECT 1 FROM seen WHERE key = ?", (blind,)))


def _clock_time(at: int, zone: str) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)):%H:%M}"
