"""The practice's time for keeping words, nightly and by `interlude purge` (SAFETY §2, Retention row)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.config import Config
from bot.erasing import Eraser
from bot.runner import Runner
from handlers.client.retention import bare, evidence
from handlers.events import Told
from handlers.records import OF_WORK
from handlers.state import Person
from storage.rows import AuditRow, LoadedPerson

DAY = 86_400_000
CONSENT = "consent"
ACTOR = "retention"
BATCH = 200


@dataclass(frozen=True, slots=True)
class Purged:
    """What went, or would go: texts, and clients whose words were all removed."""

    texts: int = 0
    clients: int = 0


async def purge(config: Config, eraser: Eraser, *, dry_run: bool = False) -> dict[str, Purged]:
    """Delete, for each practice, what is older than it keeps; gives how much by practice id.

    Texts go by their age. All words of a client go when every relation of theirs ended that long ago;
    their consents and the words of a flag nobody has released stay. Who was invited that long ago and
    never joined is erased whole: nothing was agreed that would need a proof. So is who is nobody's backup
    contact any more and was nothing else here. What the spool set aside goes after the longest time of all.
    """
    runner, found = eraser.runner, {}
    for practice in config.practices:
        before = runner.clock.now() - practice.retention_days * DAY
        texts = await runner.store.purge(practice.id, before, dry_run=dry_run)
        clients = await _clients(eraser, practice.id, before, dry_run)
        found[practice.id] = Purged(texts, clients)
        if not dry_run and (texts or clients):
            await runner.store.note(practice.id, AuditRow(ACTOR, "purge", f"{texts}-{clients}"))
    if eraser.spool is not None and not dry_run:
        longest = max(practice.retention_days for practice in config.practices)
        before = runner.clock.now() - longest * DAY
        await eraser.spool.purge(before)
        for practice in config.practices:
            await runner.store.forget_erased(practice.id, before)
    return found


async def _clients(eraser: Eraser, practice: str, before: int, dry_run: bool) -> int:
    runner = eraser.runner
    left = await _people(runner, practice, await runner.store.left_before(practice, before))
    never = await _people(runner, practice, await runner.store.never_related(practice, before))
    invited = [one for one in (*left, *never) if _never_joined(one.doc)]
    stale = [one for one in left if not (_never_joined(one.doc) or _is_bare(one))]
    if not dry_run:
        for one in stale:
            await _strip(runner, one)
        for one in invited:
            await eraser.erase(practice, one.id, ACTOR)
    return len(stale) + len(invited)


def _never_joined(person: Person) -> bool:
    """Neither a client who joined or agreed, nor a therapist, nor (any more) a backup or supporter."""
    client = person.client
    if person.therapist is not None or person.backs or person.supports:
        return False
    return client is None or not (client.joined_at or client.consents)


async def _people(runner: Runner, practice: str, ids: Sequence[str]) -> list[LoadedPerson[Person]]:
    found: list[LoadedPerson[Person]] = []
    for start in range(0, len(ids), BATCH):
        found += (await runner.store.load(practice, ids[start : start + BATCH])).values()
    return found


def _is_bare(loaded: LoadedPerson[Person]) -> bool:
    client = loaded.doc.client
    return client is None or (client == bare(client) and not loaded.talks)


async def _strip(runner: Runner, loaded: LoadedPerson[Person]) -> None:
    """Records first: should this stop in between, the person is found again the next night."""
    assert loaded.doc.client is not None
    open_flags = evidence(loaded.doc.client)
    records = await runner.store.records(loaded.practice_id, loaded.id)
    kept = (CONSENT, *OF_WORK)
    keep = [r.id for r in records if r.kind in kept or r.doc.get("flag") in open_flags]
    await runner.store.purge_records(loaded.practice_id, loaded.id, keep)
    await runner.take(loaded.practice_id, loaded.id, Told("retention", {}))
