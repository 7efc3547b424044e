"""When a turn raises: the event is kept, tried again, and set aside after three tries with a word to both sides."""

import asyncio
from dataclasses import asdict
from typing import Any

import structlog

from bot.runner import NOT_TAKEN, Runner, Source, Taken
from handlers import events
from handlers.events import Event, Told
from storage.errors import StoreError
from storage.rows import InboxRow

log = structlog.get_logger()


class Inbox:
    """Events whose turn failed, in order per person."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._waiting: set[str] = set()

    async def take(self, practice: str, person: str, event: Event, source: Source) -> Taken:
        """Take the event; if its turn raises, keep it for the next tick. Raises when the store is away."""
        if person in self._waiting and not _goes_first(event):
            await self._keep(practice, person, event, source)
            return NOT_TAKEN
        try:
            return await self._runner.take(practice, person, event, source)
        except (StoreError, asyncio.CancelledError):
            raise
        except Exception as error:
            log.error("turn_failed", person=person, error=type(error).__name__)
            await self._keep(practice, person, event, source)
            return NOT_TAKEN

    async def retry(self) -> int:
        """Try the kept events again, oldest first; a person's later ones wait for the earlier."""
        rows = await self._runner.store.inbox_waiting()
        self._waiting = {row.person_id for row in rows}
        stuck: set[str] = set()
        for row in rows:
            if row.person_id not in stuck and not await self._again(row):
                stuck.add(row.person_id)
        return len(rows) - len(stuck)

    async def _again(self, row: InboxRow) -> bool:
        event = restored(row.doc)
        try:
            await self._runner.take(row.practice_id, row.person_id, event, Source(inbox=row.id))
        except (StoreError, asyncio.CancelledError):
            raise
        except Exception as error:
            log.error("turn_failed_again", person=row.person_id, error=type(error).__name__)
            if await self._runner.store.inbox_fail(row.id):
                await self._runner.take(row.practice_id, row.person_id, Told("set_aside"))
                return True
            return False
        return True

    async def _keep(self, practice: str, person: str, event: Event, source: Source) -> None:
        self._waiting.add(person)
        row = InboxRow(self._runner.entropy.fresh_id(), practice, person, kept(event))
        await self._runner.store.inbox_put(row, self._runner.clock.now(), source.seen)


def _goes_first(event: Event) -> bool:
    """Distress and STOP do not queue behind an event that failed; they are recognised in their own turn."""
    return isinstance(event, events.Text) and len(event.text) < 200


def kept(event: Event) -> dict[str, Any]:
    """An event as plain data."""
    return {"type": type(event).__name__, **asdict(event)}


def restored(doc: dict[str, Any]) -> Event:
    """The event again, from plain data."""
    fields = dict(doc)
    made: Event = getattr(events, fields.pop("type"))(**fields)
    return made
