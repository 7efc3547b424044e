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
from tests.faults.story import SMALL, WEEK, Size, size_of
from tests.faults.world import UNBEGUN, again, run

SEEDS, CHUNK = 200, 5
RARE = dict.fromkeys(("store_outages", "host_outages"), 1.0) | {"late": 0.1}
STOPPED, FULL = 18, 12
"""Something is on its way to somebody who says STOP; the disk is really full."""
FAULTS = (
    *("duplicate", "reordered", "dropped", "late", "clock_jumps", "crash", "pause"),
    *("throttled", "error_500", "hang", "reset", "html", "accepted_timeout", "no_connection"),
    *("locked", "disk_full", "io_error", "outage_locked", "outage_disk_full", "outage_io_error"),
    *("outage_really_full", "fetch_failed", "list_failed", "host_outages"),
    *("crash_at_stop", "fails_at_stop", "delivery_untold"),
)
TWICE = (4, 7)
"""Of these the second has the real channels, and asks Telegram for news."""

_HASH = (
    "from tests.faults.nature import weather; from tests.faults.story import SMALL;"
    "from tests.faults.world import run;"
    f"print(*[run(seed, weather(seed), SMALL).digest for seed in {TWICE}])"
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
    """No fault at any point breaks a rule."""
    for seed in range(first, first + CHUNK):
        found = run(seed, weather(seed), size_of(seed))
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
    rules = {f"I{number}" for number in range(1, 10)} | {"erased", "nights"}
    assert checked.keys() == rules | {"I3 unasked", "I3 past the store", "I6 strangers", "agreed"}


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
    here = [run(seed, weather(seed), SMALL) for seed in TWICE]
    assert digests == {" ".join(one.digest for one in here) + "\n"}
    assert min(one.points for one in here) > 1000


def test_another_seed_is_another_run() -> None:
    """The hash tells runs apart."""
    assert run(1, CLEAN, Size(2, 1)).digest != run(5, CLEAN, Size(2, 1)).digest


def test_every_fault_strikes() -> None:
    """Every kind of fault comes up within a few lives; none is only a name."""
    counts = Counter(run(STOPPED, {"fails_at_stop": 1.0}, SMALL).counts)
    counts.update(run(FULL, {"store_outages": 1.0}, SMALL).counts)
    for seed in range(300, 330):
        counts.update(run(seed, {**ROUGH, **RARE}, SMALL).counts)
        if counts.keys() >= set(FAULTS):
            return
    assert sorted(set(FAULTS) - counts.keys()) == []


def test_weeks_are_lived() -> None:
    """Among the seeds of every run some are long enough for what needs a week."""
    assert {size_of(seed) for seed in range(SEEDS)} == {SMALL, WEEK}
    assert WEEK.days > 7
