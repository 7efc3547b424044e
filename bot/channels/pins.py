"""What a channel is that can keep a message in sight."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class CanPin(Protocol):
    """A channel on which a message can stay on top of the chat."""

    async def pin(self, address: str, receipt: str) -> None:
        """Keep this message in sight, as well as it goes; never raises for what the provider does."""
        ...
