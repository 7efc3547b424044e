"""Where the watcher and its ledger stand: before the engine, and between it and the store it asks."""

from typing import Any

from bot.channels.base import Failure, Inbound
from bot.engine import Engine
from bot.runner import Source, Taken
from bot.spool import Record
from handlers.events import Due, Event
from storage.rows import CommitResult, TurnWrites
from tests.faults.watcher import DUE, TAKING, Watcher

NO_SOURCE = Source()


def stand_between(watcher: Watcher, store: Any) -> None:
    """Let the watcher and its ledger see what the engine asks of this store."""
    commit, settle, put, erase = store.commit, store.settle, store.inbox_put, store.erase_person
    person_of = store.person_of
    load, rests, gone, ledger = store.load, store.due_rests, store.due_gone, watcher.ledger

    async def committed(writes: TurnWrites) -> CommitResult:
        watcher.written(writes)
        kept = ledger.begin(writes)
        try:
            result: CommitResult = await commit(writes)
        except BaseException:
            if writes.seen is not None:
                watcher.doubts[f"past {writes.seen}"] += 1  # it may be on the disk: the card may go twice
            raise
        ledger.end(kept, result)
        if result is CommitResult.COMMITTED:
            watcher.committed(writes)
        return result

    async def loaded(practice: str, people: Any) -> Any:
        found = await load(practice, people)
        ledger.loaded(found)
        return found

    async def rested(practice: str, person: str, row: Any, until: int) -> None:
        ledger.moving(person, row, until)
        await rests(practice, person, row, until)
        ledger.moved(person, row, until)

    async def went(practice: str, person: str, row: Any) -> None:
        ledger.moving(person, row, None)
        await gone(practice, person, row)
        ledger.moved(person, row, None)

    async def settled(outbox_id: str, fence: str, outcome: Any, **more: Any) -> str:
        flew = outbox_id in watcher.flying
        try:
            done: str = await settle(outbox_id, fence, outcome, **more)
        except Exception:
            watcher.doubts[outbox_id] += flew  # sent, and the disk did not take that
            watcher.flying.discard(outbox_id)
            raise
        if done:  # else this lease was over, and somebody else's send may be on its way
            watcher.flying.discard(outbox_id)
            if more.get("failure") == Failure.AMBIGUOUS.value:
                watcher.held.setdefault(outbox_id, []).append(watcher.machine.watch.true())
        return done

    async def was_put(row: Any, at: int, seen: str | None = None) -> bool:
        watcher.begun.setdefault(seen or "", False)
        done: bool = await put(row, at, seen)
        if done and seen is not None:
            watcher.kept[seen] += 1
        return done

    async def erased(practice: str, person: str, *args: Any, **more: Any) -> Any:
        ledger.erasing(person)
        done = await erase(practice, person, *args, **more)
        ledger.erased(person)
        watcher.erased[person] = watcher.machine.watch.true()
        return done

    async def whose(practice: str, channel: Any, address: str) -> str | None:
        before = watcher.bound.whose(channel, address)
        person: str | None = await person_of(practice, channel, address)
        if person is None:
            watcher.unknown.add(TAKING.get())
            if before == watcher.bound.whose(channel, address) and before and not ledger.wavers(before):
                watcher.breach("I1 somebody known taken for a stranger", before, TAKING.get())
        return person

    store.person_of = whose
    store.commit, store.settle, store.inbox_put, store.erase_person = committed, settled, was_put, erased
    store.load, store.due_rests, store.due_gone = loaded, rested, went


def stand_before(watcher: Watcher, engine: Engine) -> None:
    """Whatever brings an inbound, the watcher knows which one is being taken, and what came of it."""
    gap, runner, now = engine.door.gap, engine.runner, watcher.machine.watch.true
    receive, take, answer, turn = gap.receive, gap._take, gap._answer, runner.take

    async def received(practice: str, inbound: Inbound, *, listed: bool = False) -> None:
        before = TAKING.set(inbound.key)
        watcher.reaches(inbound)
        try:
            await receive(practice, inbound, listed=listed)
        except Exception as error:
            watcher.refused.setdefault(inbound.key, []).append(now())
            watcher.failed("receiving", error)
            raise
        finally:
            TAKING.reset(before)
        watcher.flying.discard(f"past {inbound.key}")
        watcher.acked.setdefault(inbound.key, now())

    async def taken(record: Record) -> None:
        before = TAKING.set(record.inbound.key)
        try:
            await take(record)
        finally:
            TAKING.reset(before)

    async def answered(record: Record) -> bool:
        before = TAKING.set(record.inbound.key)
        try:
            return await answer(record)
        finally:
            TAKING.reset(before)

    async def turned(practice: str, person_id: str, event: Event, source: Source = NO_SOURCE) -> Taken:
        before = DUE.set((event.kind, event.due_at) if isinstance(event, Due) else ("", 0))
        try:
            return await turn(practice, person_id, event, source)
        finally:
            DUE.reset(before)

    runner.take = turned  # type: ignore[method-assign]  # every turn of somebody who is there passes it
    gap.receive = received  # type: ignore[method-assign]  # the one place all pass
    gap._take, gap._answer = taken, answered
