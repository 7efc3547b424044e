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


def measured(name: str, size: str, minutes: float | None = None) -> list[Figure]:
    """One module's figures, freshly measured; those that may last as long as one likes, so many minutes."""
    module = importlib.import_module(f"tests.figures.{name}")
    return list(module.measure(size) if minutes is None else module.measure_for(minutes))


def line(figure: Figure, seconds: float) -> str:
    """One row of the table."""
    return f"| {figure.name} | {figure.value} | {figure.target} | {figure.verdict} | {seconds:.0f} s |"


def main() -> int:
    """Exit 1 when a figure misses its target."""
    parser = ArgumentParser(prog="python -m tests.figures", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(known())}; without names, all")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a first look")
    parser.add_argument("--minutes", type=float, help="how long `soak` lasts")
    wanted = parser.parse_args()
    print("| figure | value | target | | took |\n|---|---|---|---|---|")
    missed = 0
    for name in wanted.names or known():
        begun = time.monotonic()
        for figure in measured(name, "quick" if wanted.quick else "full", wanted.minutes):
            print(line(figure, time.monotonic() - begun), flush=True)
            missed += figure.reached is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
