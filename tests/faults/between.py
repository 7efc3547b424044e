"""Where the watcher and its ledger stand: between the engine and the store it asks."""

from typing import Any

from storage.rows import CommitResult, TurnWrites
from tests.faults.watcher import Watcher


def stand_between(watcher: Watcher, store: Any) -> None:
    """Let the watcher and its ledger see what the engine asks of this store."""
    commit, settle, put, erase = store.commit, store.settle, store.inbox_put, store.erase_person
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
        watcher.flying.discard(outbox_id)
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

    store.commit, store.settle, store.inbox_put, store.erase_person = committed, settled, was_put, erased
    store.load, store.due_rests, store.due_gone = loaded, rested, went
