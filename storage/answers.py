"""Callers who wait, and the answers they get: a result, or an error under the store's own name."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Sequence
from typing import Any, NamedTuple

from storage.errors import RowRefused, StoreContended, StoreError, StoreUnavailable

CLOSED = "the store is closed"

# By the first characters of PostgreSQL's SQLSTATE.
_REFUSED = ("23", "22")
_CONTENDED = ("40001", "40P01", "55P03")
_UNAVAILABLE = ("08", "25006", "25P03", "28", "3D", "53", "57", "58")


class Waiting(NamedTuple):
    """One caller: what is asked, and where the answer goes."""

    what: Any
    done: "asyncio.Future[Any]"


async def settle(waiting: Sequence[Waiting], work: Awaitable[list[Any]]) -> None:
    """Give everybody their result, or the one error."""
    try:
        await settle_raising(waiting, work)
    except Exception as error:
        for one in waiting:
            answer(one, named(error))


async def settle_raising(waiting: Sequence[Waiting], work: Awaitable[list[Any]]) -> None:
    """Give everybody their result; an error is raised and nobody is answered."""
    try:
        results = await work
    except Exception:
        raise  # the caller knows what to do
    except BaseException:
        for one in waiting:
            answer(one, StoreUnavailable(CLOSED))
        raise
    for one, result in zip(waiting, results, strict=True):
        answer(one, result)


def answer(waiting: Waiting, result: Any) -> None:
    """Give one caller this result or error, unless they gave up."""
    if waiting.done.done():
        return
    if isinstance(result, Exception):
        waiting.done.set_exception(result)
    else:
        waiting.done.set_result(result)


def named(error: Exception) -> Exception:
    """A driver's error by our own name; a mistake of ours (a statement that is wrong) as it is."""
    name = None if isinstance(error, StoreError) else _name(error)
    if name is None:
        return error
    found = name(str(error))
    found.__cause__ = error
    return found


def is_held_up(error: Exception) -> bool:
    """Whether SQLite can do nothing for anybody now: locked, full. A lost connection may be had again."""
    return isinstance(error, sqlite3.OperationalError)


def _name(error: Exception) -> type[StoreError] | None:
    if isinstance(error, sqlite3.IntegrityError):
        return RowRefused
    if isinstance(error, sqlite3.OperationalError | OSError):
        return StoreUnavailable
    state = str(getattr(error, "sqlstate", None) or "")  # PostgreSQL's; its driver need not be there
    if state.startswith(_REFUSED):
        return RowRefused
    if state in _CONTENDED:
        return StoreContended
    return StoreUnavailable if state.startswith(_UNAVAILABLE) else None
