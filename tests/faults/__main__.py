"""Many seeds, one after another or on every core: `python -m tests.faults --seeds 10000 --jobs 2`.

What is done stands in a file, a line a seed, and is not done again while the code is the same: a hash of it
is in the file's name. `--seed N` runs one and tells it all.
"""

import hashlib
import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

from tests.faults.nature import weather
from tests.faults.story import BIG, SMALL, WEEK, Size, size_of
from tests.faults.world import Run, again, run

SIZES: dict[str, Size | None] = {"mixed": None, "small": SMALL, "week": WEEK, "big": BIG}
"""`mixed`: as the seed has it."""

ROOT = Path(__file__).parents[2]
DONE = ROOT / "build" / "seeds"
CODE = ("bot", "handlers", "storage", "prompts", "tests/faults")
"""What a seed's result depends on, besides Python and the libraries."""

SHOWN_EVERY = 10.0


def lived(size: str, seed: int) -> Run:
    """One seed in its own weather, without its log where nothing was found."""
    found = run(seed, weather(seed), SIZES[size] or size_of(seed))
    return found if found.breaches else Run(**{**asdict(found), "tail": []})


def main() -> int:
    """Exit 1 when anything was found that must never be."""
    parser = ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help="how many (10,000)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--seed", type=int, help="this one alone, with its whole log")
    parser.add_argument("--size", choices=SIZES, default="mixed", help=said())
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one a core)")
    parser.add_argument("--anew", action="store_true", help="also what was done before")
    wanted = parser.parse_args()
    return _one(wanted) if wanted.seed is not None else _many(wanted)


def said() -> str:
    """How large each size is, for whoever chooses one."""
    sizes = [f"{name}: {size.said}" for name, size in SIZES.items() if size]
    return f"{'; '.join(sizes)}; mixed: small, and now and then a week (default)"


def _one(wanted: Namespace) -> int:
    found = run(wanted.seed, weather(wanted.seed), SIZES[wanted.size] or size_of(wanted.seed))
    print("\n".join(found.tail))
    print(f"seed {found.seed}: {found.digest}, {found.points} points, {dict(found.counts)}")
    print("\n".join(found.breaches) or "nothing found")
    return 1 if found.breaches else 0


def _many(wanted: Namespace) -> int:
    path = DONE.with_suffix(f".{wanted.size}.{code_hash()}.jsonl")
    path.parent.mkdir(exist_ok=True)
    if wanted.anew:
        path.unlink(missing_ok=True)
    print(f"code {code_hash()}, {wanted.size} seeds ({said()})")
    done = {one["seed"]: one for one in _read(path)}
    seeds = range(wanted.first, wanted.first + wanted.seeds)
    left = [seed for seed in seeds if seed not in done]
    begun, shown = time.monotonic(), 0.0
    with path.open("a") as file:
        for number, found in enumerate(_results(wanted, left), 1):
            done[found.seed] = kept = {**asdict(found), "tail": []}
            file.write(json.dumps(kept) + "\n")
            file.flush()
            _tell(found, wanted.size)
            if (took := time.monotonic() - begun) - shown > SHOWN_EVERY:
                shown = took
                print(f"{number} of {len(left)}, {took / number:.2f} s each", file=sys.stderr, flush=True)
    return summed([done[seed] for seed in seeds])


@cache
def code_hash() -> str:
    """Of every source file a run depends on, and of what stands in them."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(path for folder in CODE for path in (ROOT / folder).rglob("*") if path.is_file()):
        if path.suffix != ".pyc":
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _read(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text().splitlines() if path.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:  # the run before ended within a line
            continue


def _results(wanted: Namespace, seeds: list[int]) -> Iterator[Run]:
    work = partial(lived, wanted.size)
    if wanted.jobs == 1:
        yield from map(work, seeds)
        return
    with ProcessPoolExecutor(wanted.jobs) as pool:
        waiting = iter(seeds)
        while some := list(islice(waiting, 50 * wanted.jobs)):  # a few at a time: an end comes soon
            yield from pool.map(work, some)


def _tell(found: Run, size: str) -> None:
    for breach in found.breaches:
        print(f"seed {found.seed}: {breach[:500]}", flush=True)
    if found.breaches:
        print(f"  again: {again(found.seed, size)}", flush=True)


def summed(runs: list[dict[str, Any]]) -> int:
    """Print what all runs did and found; 1 when that is anything."""
    faults, checked, points, breaches = Counter[str](), Counter[str](), 0, 0
    for one in runs:
        faults.update(one["counts"])
        checked.update(one["checked"])
        points += one["points"]
        breaches += len(one["breaches"])
    print(f"{len(runs)} seeds, {points:,} points at which a process could die")
    print("faults: " + ", ".join(f"{name} {count:,}" for name, count in sorted(faults.items())))
    print("checked: " + ", ".join(f"{name} {count:,}" for name, count in sorted(checked.items())))
    print(f"violations: {breaches}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
