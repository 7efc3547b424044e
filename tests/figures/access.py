"""Role × command × owner: cells tried, what was read or changed across, and whether refusals are audited."""

import asyncio

from tests.access_matrix import Found, cells, taps
from tests.access_world import ROLES, world
from tests.figures import Figure

PART = frozenset(("client", "note", "summary", "ask", "sees"))


async def _all(size: str) -> tuple[Found, Found]:
    async with world() as made:
        only = PART.__contains__ if size == "quick" else None
        named = await cells(made, tuple(ROLES), only, follow=size == "full", brief=size == "quick")
        return named, await taps(made, tuple(ROLES))


def measure(size: str) -> list[Figure]:
    """The whole matrix from the command tables (quick: five commands), then everybody's buttons."""
    named, tapped = asyncio.run(_all(size))
    faults = [*named.faults, *tapped.faults]
    roles = len({*named.roles, *tapped.roles})
    across = f"{len(faults)}" + (f", first: {faults[0]}" if faults else "")
    return [
        Figure(
            "matrix cells tried",
            f"{named.cells + tapped.cells} in {roles} roles",
            "all 10 roles",
            roles == 10,
        ),
        Figure("read or changed across owners", across, "0", not faults),
        Figure(
            "refusals in the audit",
            f"{named.audited} of {named.refused}",
            "all",
            named.refused == named.audited > 0,
        ),
    ]
