"""Turns nobody wrote for: what stands in the agenda and is due."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import structlog

from handlers.events import Due
from handlers.turn import HOUR
from storage.errors import StoreUnavailable
from storage.rows import AgendaRow

if TYPE_CHECKING:
    from bot.runner import Runner

log = structlog.get_logger()
DueRow = tuple[str, str, AgendaRow]

DUE_RESTS = HOUR
"""How long a due row waits after its turn raised."""


async def take_due(runner: "Runner", limit: int) -> int:
    """Take every agenda row that is due, one after another; gives how many there were.

    A turn that raises does not stop the others; the first fault is raised after them.
    """
    rows, faults = await runner.store.due(runner.clock.now(), limit, runner.houses), list[Exception]()
    for row in rows:
        if fault := await _take(runner, *row):
            faults.append(fault)
    if faults:
        raise faults[0]
    return len(rows)


async def take_due_side_by_side(runner: "Runner", limit: int, at_once: int) -> int:
    """As `take_due`, `at_once` people together, so that they share commits; a person's rows stay in order.

    A turn that raises is logged and its row rests; the others are taken. Raises StoreUnavailable.
    """
    rows = await runner.store.due(runner.clock.now(), limit, runner.houses)
    people: dict[str, list[DueRow]] = {}
    for row in rows:
        people.setdefault(row[0], []).append(row)
    waiting = iter(people.values())
    await asyncio.gather(*(_take_lines(runner, waiting) for _ in range(min(at_once, len(people)))))
    return len(rows)


async def take_rows(runner: "Runner", rows: Sequence[DueRow]) -> None:
    """One person's due rows, in order. Raises StoreUnavailable: what is left stays due."""
    for row in rows:
        await _take(runner, *row)


async def _take_lines(runner: "Runner", lines: Iterator[list[DueRow]]) -> None:
    for line in lines:
        await take_rows(runner, line)


async def _take(runner: "Runner", person_id: str, practice: str, row: AgendaRow) -> Exception | None:
    """Take one row; one whose turn raises rests, one of nobody goes. Raises StoreUnavailable."""
    due = Due(row.kind, row.scope, row.version, row.due_at)
    try:
        taken = await runner.take(practice, person_id, due)
        if not taken.committed:
            await runner.store.due_gone(practice, person_id, row)
    except StoreUnavailable:
        raise
    except Exception as error:
        log.error("due_failed", person=person_id, kind=row.kind, error=type(error).__name__)
        await runner.store.due_rests(practice, person_id, row, runner.clock.now() + DUE_RESTS)
        return error
    return None
