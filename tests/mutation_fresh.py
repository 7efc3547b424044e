"""For `make mutants`: a mutant must be seen by everything, so forget what was built before it was chosen.

Loaded by hand (`-p tests.mutation_fresh`), never in an ordinary test run.
"""

import os
import sys
from collections.abc import Sequence

import pytest

OURS = ("bot", "handlers", "prompts", "storage", "tests", "benchmarks")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(args: Sequence[str]) -> None:
    """Import our modules anew in the process that tries one mutant, if that was asked for."""
    if "INTERLUDE_FRESH" not in os.environ or "__mutmut_" not in os.environ.get("MUTANT_UNDER_TEST", ""):
        return
    for name in [module for module in sys.modules if module.split(".")[0] in OURS]:
        del sys.modules[name]
