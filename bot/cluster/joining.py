"""Joining the other processes: the queue, the locks, the shared rates; and leaving them."""

from contextlib import AsyncExitStack

import asyncpg

from bot.cluster.jobs import JobQueue
from bot.cluster.shared_work import LEASE, SharedWork, shared_sending
from bot.engine import Engine
from bot.work import Beside
from storage.alone import Alone
from storage.errors import StoreUnavailable


async def join(stack: AsyncExitStack, engine: Engine, beside: Beside) -> SharedWork:
    """Take part from now on, until the stack is left. Raises StoreUnavailable."""
    url, channels = beside.config.storage.url, beside.doors.channels
    try:
        queue = await JobQueue.open(url)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise StoreUnavailable(f"the queue cannot be reached ({type(error).__name__})") from error
    stack.push_async_callback(queue.close)
    alone = Alone(url)
    stack.push_async_callback(alone.close)
    await engine.store.make_lanes(channels)
    engine.sender.lease = LEASE
    sending = shared_sending(engine, channels, beside.clock)
    return SharedWork(engine, beside, sending).join(queue, alone)
