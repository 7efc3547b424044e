"""A whole week, once for each place a process can die at, and what became of it."""

import asyncio
import os
import pickle
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.crash.account import Account, account, differences
from tests.crash.mortal import mortal
from tests.crash.ports import Death
from tests.crash.week import ERASURE, WEEK


class Lived(NamedTuple):
    """What a run came to, how often its process died, and the calls up to the death (all, without one)."""

    account: Account
    deaths: int
    met: list[str]


async def lived(folder: Path, death: Death | None = None, *, really: bool = False) -> Lived:
    """Play the week in this empty folder with this death."""
    async with mortal(folder, death, really=really) as stage:
        for line in WEEK[:ERASURE]:
            await stage.take(line)
        before = await stage.kept()
        for line in WEEK[ERASURE:]:
            await stage.take(line)
        return Lived(await account(stage, before), stage.lives, list(stage.ports.met))


def lived_apart(death: Death | None = None, *, really: bool = False) -> Lived:
    """The same in a folder that goes afterwards; `really` in a child that is killed."""
    with tempfile.TemporaryDirectory(prefix="interlude-crash-") as name:
        if not really:
            return asyncio.run(lived(Path(name), death))
        return _in_a_child(Path(name), death)


def _in_a_child(folder: Path, death: Death | None) -> Lived:
    """The child is killed, its copy writes the result into a pipe that both hold."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(write, "wb") as out:
            pickle.dump(asyncio.run(lived(folder, death, really=True)), out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as back:
        said = back.read()
    killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert killed == (-9 if death else 0), killed
    found: Lived = pickle.loads(said)  # noqa: S301  # written by the child above
    return found


def faults(run: Lived, death: Death, wanted: Lived) -> list[str]:
    """What a death at this call cost: [] when nothing was lost, and nothing twice without an excuse."""
    found = differences(run.account, wanted.account)
    if not 1 <= run.deaths <= 1 + bool(death.again):
        found.append(f"{run.deaths} deaths")
    again = Death(death.number + death.again, after=False)
    excused = may_repeat(run.met, death) + (may_repeat(run.met, again) if death.again else 0)
    if run.account.twice > excused:
        found.append(f"{run.account.twice} texts twice, and nothing was in doubt")
    return found


def may_repeat(met: list[str], death: Death) -> int:
    """1 when a text had gone out and neither its settling was committed nor what asked for it acknowledged.

    What was said straight from the door, to a stranger or past a store that is away, has no settling.
    """
    committed = False
    for name in reversed(met[: death.number if death.after else death.number - 1]):
        if name.startswith(("ack", "answer", "send")):
            return int(name.startswith("answer") or (name.startswith("send") and not committed))
        committed = committed or name.endswith("COMMIT")
    return 0


def distinct(met: list[str]) -> list[int]:
    """The number of one call of each name."""
    last = {name: number for number, name in enumerate(met, 1)}
    return sorted(last.values())


def telling(met: list[str]) -> list[int]:
    """Of those, the ones after which something outside the process has changed."""
    inside = [name.startswith("BEGIN") and not name.endswith("COMMIT") for name in met]
    return [number for number in distinct(met) if not inside[number - 1]]
