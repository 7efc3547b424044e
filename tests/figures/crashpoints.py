"""Every call of a whole week that leaves the process, numbered; the process dies before and after each."""

from tests.crash.points import distinct, faults, lived_apart
from tests.crash.ports import Death
from tests.figures import Figure

EVERY = {"quick": 40, "full": 1}
REALLY = {"quick": 200, "full": 10}


def measure(size: str) -> list[Figure]:
    """Before and after every call inside one process, and around every tenth by SIGKILL."""
    wanted = lived_apart()
    numbers = range(1, len(wanted.met) + 1)
    places = f"{len(numbers):,} calls, {len(distinct(wanted.met))} sorts"
    inside, killed = _around(numbers[:: EVERY[size]]), _around(numbers[:: REALLY[size]])
    lost = [death for death in inside if faults(lived_apart(death), death, wanted)]
    lost_killed = [death for death in killed if faults(lived_apart(death, really=True), death, wanted)]
    return [
        _figure(f"crash points survived ({places})", len(inside), lost),
        _figure("crash points survived, by SIGKILL", len(killed), lost_killed),
    ]


def _around(numbers: range) -> list[Death]:
    return [Death(number, after) for number in numbers for after in (False, True)]


def _figure(name: str, tried: int, lost: list[Death]) -> Figure:
    left = f", not: {lost[:5]}" if lost else ""
    return Figure(name, f"{tried - len(lost):,} of {tried:,}{left}", "100%", not lost)
