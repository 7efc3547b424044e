"""The power goes at any moment: what was acknowledged is there, the database is whole (SAFETY §0.2)."""

from pathlib import Path

import pytest

from bot.channels.base import Inbound
from bot.clock import VirtualClock
from bot.spool import Record, Spool
from storage.erased import read_erased, write_erased
from storage.vault import Vault
from tests.crash.folder import Watched
from tests.crash.mortal import at_once
from tests.crash.power import tolls
from tests.storage.kit import MASTER


async def test_what_was_acknowledged_survives_a_power_cut() -> None:
    """Unsynced writes dropped, kept in part or torn: no acknowledged turn is lost, none is half there."""
    toll = await tolls(lives=5, cuts=30, seed=1)
    assert toll == (150, 0, 0, 0)


async def test_without_full_syncs_acknowledged_turns_are_lost() -> None:
    """The same cuts with `synchronous = NORMAL` lose turns: the test above can fail."""
    toll = await tolls(lives=1, cuts=20, seed=1, weak=True)
    assert toll.lost > 0


def record(number: int) -> Record:
    """Something Sam sent."""
    inbound = Inbound("telegram", "1002", f"key{number}", "text", number, text=f"win {number}")
    return Record("practice", inbound, number)


async def found_in(folder: Path) -> tuple[set[str], int]:
    """What a new process finds in the spool, and how much of it cannot be read."""
    keys: set[str] = set()

    async def take(one: Record) -> None:
        keys.add(one.inbound.key)

    spool = Spool(folder, Vault(MASTER), VirtualClock(9), apart=at_once)
    await spool.start()
    await spool.replay(take)
    return keys, (await spool.standing()).aside


@pytest.mark.parametrize("seed", range(4))
async def test_what_the_spool_took_survives_a_power_cut(tmp_path: Path, seed: int) -> None:
    """Before and after each step: what was acknowledged is found again, and all that is found can be read."""
    home = tmp_path / "spool"
    watched = Watched(home, tmp_path / "copies", seed)
    spool = Spool(home, Vault(MASTER), VirtualClock(9), apart=at_once)

    async def take(one: Record) -> None:
        watched.acked.remove(one.inbound.key)  # the store has it

    await spool.start()
    with watched.steps():
        for number in range(5):
            await spool.put(record(number))
            watched.acked.append(f"key{number}")
            if number == 2:
                await spool.replay(take)
    assert len(watched.left) > 40
    for copy, acked in watched.left:
        keys, unreadable = await found_in(copy)
        assert acked <= keys
        assert unreadable == 0


@pytest.mark.parametrize("seed", range(4))
def test_who_was_erased_stays_erased_after_a_power_cut(tmp_path: Path, seed: int) -> None:
    """The file beside the database names everybody whose erasure was over, wherever the power goes."""
    home = tmp_path / "home"
    home.mkdir()
    watched = Watched(home, tmp_path / "copies", seed)
    with watched.steps():
        for number in range(5):
            write_erased(home / "kept.db.erased", [f"p{number}"])
            watched.acked.append(f"p{number}")
    assert len(watched.left) > 20
    for copy, acked in watched.left:
        assert acked <= read_erased(copy / "kept.db.erased")
