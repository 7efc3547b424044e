"""Which numbers a practice texts with, or ever did: a text to one of them was meant for it."""

from bot.channels.base import Channel, HasNumbers
from storage.repair import Repair


async def remember_numbers(store: Repair, practice: str, channel: Channel) -> None:
    """Have the store know what the channel knows, and the other way round. Raises StoreUnavailable."""
    if isinstance(channel, HasNumbers):
        channel.ours |= await store.numbers(practice, channel.name, channel.ours)
