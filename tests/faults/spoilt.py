"""A life with something spoilt in it."""

from typing import Any

import pytest

from bot.channels.base import Sent
from tests.faults.nature import CLEAN
from tests.faults.phones import FarSide
from tests.faults.story import SMALL
from tests.faults.world import run

SEED = 3


def found(seed: int = SEED, likely: dict[str, float] = CLEAN) -> list[str]:
    """The rules that were broken in this life."""
    return sorted({line.partition(":")[0] for line in run(seed, likely, SMALL).breaches})


def counts_as_sent(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Texts of this kind are taken by the provider, as it says, and come to nobody."""
    send = FarSide.send

    async def claims_so(side: FarSide, message: Any) -> Any:
        if message.kind != kind:
            return await send(side, message)
        side.watcher.sending(message)
        return Sent("nothing")

    monkeypatch.setattr(FarSide, "send", claims_so)
