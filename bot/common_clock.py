"""What time it is for whoever works on a store: the machine's, or, where it is shared, its database's."""

from bot.clock import Clock, SystemClock
from bot.config import Config
from storage.stores import moments


async def common_clock(config: Config) -> Clock:
    """The clock to go by with the store of this configuration. Raises StoreError."""
    machine = SystemClock()
    if config.storage.kind == "sqlite":
        return machine
    from bot.cluster.shared_clock import SharedClock

    clock = SharedClock(machine)
    async with moments(config.storage.url) as ask:
        await clock.look(ask)
    return clock
