"""What an operator sees of events given up after their tries: which, whose and why, nothing they say."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from bot.config import Practice
from bot.errors import CommandError
from handlers.state import Person
from storage.rows import InboxRow
from storage.store import Store

DAY = 86_400_000


async def listed(store: Store[Person], practices: Sequence[Practice], now: int) -> list[str]:
    """A line for each event that was set aside, oldest first."""
    rows = [row for practice in practices for row in await store.inbox_aside(practice.id)]
    return [_line(row, now) for row in rows] or ["nothing was set aside"]


async def tried_again(store: Store[Person], practices: Sequence[Practice], ids: Collection[str]) -> list[str]:
    """Have events tried three times more: those of these ids, or all. Raises CommandError."""
    found = {one.id: [row.id for row in await store.inbox_aside(one.id)] for one in practices}
    there = {id for of in found.values() for id in of}
    if unknown := sorted(set(ids) - there):
        raise CommandError(f"no event {unknown[0]} was set aside; interlude inbox list shows which were")
    wanted = set(ids) or there
    count = sum([await store.inbox_retry(id, wanted.intersection(of)) for id, of in found.items()])
    return [f"{count} events will be tried again, by the running bot within seconds, else by its next start"]


def _line(row: InboxRow, now: int) -> str:
    """`kind` is what sort of event it is, not what it says."""
    came = datetime.fromtimestamp(row.created_at / 1000, UTC)
    kind = row.doc["type"] if row.doc else "does not open"
    failure = row.doc.get("raised", "-") if row.doc else "-"
    days = max(0, now - row.created_at) // DAY
    return (
        f"{row.id}  {row.practice_id}  {row.person_id}  {came:%Y-%m-%d %H:%M}  {days} days  {kind}  {failure}"
    )
