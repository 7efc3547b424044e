"""Print the figures, a line each; exit 1 when one misses its target."""

import importlib
import pkgutil
import sys
import time
from argparse import ArgumentParser

import tests.figures
from tests.figures import Figure


def known() -> list[str]:
    """The names of all figures: one module each."""
    return sorted(m.name for m in pkgutil.iter_modules(tests.figures.__path__) if not m.name.startswith("_"))


def measured(name: str, size: str) -> list[Figure]:
    """One module's figures, freshly measured."""
    measure = importlib.import_module(f"tests.figures.{name}").measure
    return list(measure(size))


def line(figure: Figure, seconds: float) -> str:
    mark = "reached" if figure.reached else "NOT reached"
    return f"| {figure.name} | {figure.value} | {figure.target} | {mark} | {seconds:.0f} s |"


def main() -> int:
    """Exit 1 when a figure misses its target."""
    parser = ArgumentParser(prog="python -m tests.figures", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(known())}; without names, all")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a first look")
    wanted = parser.parse_args()
    print("| figure | value | target | | took |\n|---|---|---|---|---|")
    missed = 0
    for name in wanted.names or known():
        begun = time.monotonic()
        for figure in measured(name, "quick" if wanted.quick else "full"):
            print(line(figure, time.monotonic() - begun), flush=True)
            missed += not figure.reached
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
