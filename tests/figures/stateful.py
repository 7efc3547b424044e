"""Clients' lives in an order Hypothesis chooses, invitation to erasure: how many break a rule."""

import os
from concurrent.futures import ProcessPoolExecutor

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.figures import Figure
from tests.life_machine import Life

SIZES = {"quick": (100, 30), "full": (10_000, 50)}
"""Runs, and steps of each."""

BATCH = 250
"""Runs of one seed: a batch that breaks prints its steps, and its seed repeats it."""


def broken(number: int, runs: int, steps: int) -> str:
    """Play one batch; what broke, or nothing."""
    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # a seed repeats it; shrinking would take longer than all the rest
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(number)(type("Life", (Life,), {})), settings=chosen)
    except Exception as error:
        notes = "\n".join(getattr(error, "__notes__", ()))
        return f"seed {number}: {type(error).__name__} {error}\n{notes}"
    return ""


def _told(number: int, runs: int, steps: int) -> str:
    found = broken(number, runs, steps)
    if found:
        print(found, flush=True)
    return found


def measure(size: str) -> list[Figure]:
    """Batches on every core."""
    runs, steps = SIZES[size]
    batches = [min(BATCH, runs - begun) for begun in range(0, runs, BATCH)]
    numbers = range(1, len(batches) + 1)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = [one for one in pool.map(_told, numbers, batches, [steps] * len(batches)) if one]
    return [
        Figure(f"lives of up to {steps} steps, {runs:,} runs", f"{len(found)} batches broken", "0", not found)
    ]
