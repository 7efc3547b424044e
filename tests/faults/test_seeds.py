"""Whatever fails, in whatever order: nothing taken is lost, nothing is said twice or when it must not be."""

import gc
import os
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults.nature import CLEAN, ROUGH, UNKNOWN_COMMITS, weather
from tests.faults.story import BIG, SMALL, Size
from tests.faults.world import UNBEGUN, again, run

SEEDS, CHUNK = 200, 5
FAULTS = (
    *("duplicate", "reordered", "dropped", "late", "clock_jumps", "crash", "pause"),
    *("throttled", "error_500", "hang", "reset", "html", "accepted_timeout", "no_connection"),
    *("locked", "disk_full", "io_error", "outage_locked", "outage_disk_full", "outage_io_error"),
    *("outage_really_full", "fetch_failed", "list_failed", "host_outages"),
    *("crash_at_stop", "fails_at_stop", "delivery_untold"),
)
_HASH = (
    "from tests.faults.nature import weather; from tests.faults.story import Size;"
    "from tests.faults.world import run;"
    "print(run(7, weather(7), Size(3, 2)).digest)"
)


@pytest.fixture(autouse=True)
def _swept() -> Iterator[None]:
    """What dead processes left is collected here, not in somebody else's test."""
    yield
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", UNBEGUN, RuntimeWarning)
        gc.collect()


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_seeds(first: int) -> None:
    """No fault at any point breaks I1 to I8."""
    for seed in range(first, first + CHUNK):
        found = run(seed, weather(seed), SMALL)
        assert found.breaches == [], f"again: {again(seed)}"


@pytest.mark.parametrize("seed", [4, 6])
def test_a_commit_reported_as_failed(seed: int) -> None:
    """A commit that is on the disk after all is no stumbling block: what memory holds is read anew."""
    found = run(seed, {**weather(seed), **UNKNOWN_COMMITS}, SMALL)
    assert found.counts["commit_unknown"] > 0
    assert found.breaches == []


def test_without_faults() -> None:
    """Where nothing fails nothing is found either, and every kind of check had something to look at."""
    found = [run(seed, CLEAN, SMALL) for seed in range(4)]
    assert [one.breaches for one in found] == [[]] * 4
    checked = sum((Counter(one.checked) for one in found), Counter[str]())
    rules = {"I1", "I2", "I3", "I3 unasked", "I4", "I5", "I6", "I7", "I8", "erased", "nights"}
    assert checked.keys() == rules


def test_one_seed_is_one_run() -> None:
    """The same seed gives the same events to the last byte, in another process and in another hash order."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", _HASH],
            env={**os.environ, "PYTHONHASHSEED": number},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in ("1", "2")
    }
    here = run(7, weather(7), Size(3, 2))
    assert digests == {f"{here.digest}\n"}
    assert here.points > 1000


def test_another_seed_is_another_run() -> None:
    """The hash tells runs apart."""
    assert run(1, CLEAN, Size(2, 1)).digest != run(5, CLEAN, Size(2, 1)).digest


def test_every_fault_strikes() -> None:
    """Every kind of fault comes up within a few lives; none is only a name."""
    counts = Counter[str]()
    for seed in range(300, 330):
        counts.update(run(seed, {**ROUGH, "store_outages": 1.0, "late": 0.1}, SMALL).counts)
        if counts.keys() >= set(FAULTS):
            return
    assert sorted(set(FAULTS) - counts.keys()) == []


def test_sizes() -> None:
    """The size of a night's run is the one promised."""
    assert (BIG.clients, BIG.days) == (20, 30)
