"""A provider that is away for three hours, in each of the ways in which providers are.

Real: everything but the provider, up to the request of either SDK. Time is virtual. Clients keep writing,
cues come due, and afterwards it is counted what became of every text.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from tests.faults.story import Size, Story
from tests.faults.watcher import UNASKED
from tests.faults.wires import PROVIDER_DOWN, wired
from tests.faults.world import World, lived
from tests.figures import Figure

SIZES = {"quick": (1, Size(3, 1)), "full": (12, Size(10, 2))}
"""Seeds of each kind, and how many clients for how long."""

BEGINS, LASTS = 9 * 3600.0, 3 * 3600.0
"""Seconds after the first morning: within every zone there are cues, letters and talks that come due then."""

SOON = 30 * 60_000
"""Texts that come by themselves within this time after it count as caught up, in milliseconds."""

ENDS = ("sent", "delivered", "failed", "expired", "dropped")


@dataclass
class Seen:
    """What became of everything in one kind of outage."""

    ends: Counter[str] = field(default_factory=Counter)
    tries: int = 0
    most: int = 0
    breaches: list[str] = field(default_factory=list)


async def away(how: str, world: World) -> None:
    """Both providers are away."""
    await asyncio.sleep(BEGINS)
    for side in world.sides.values():
        side.outage = how
    await asyncio.sleep(LASTS)
    for side in world.sides.values():
        side.outage = ""


def caught_up(world: World) -> int:
    """The most texts nobody asked for that one client got soon after."""
    end = world.start + round((BEGINS + LASTS) * 1000)
    kinds = UNASKED - {"assignment"}
    most = 0
    for role in world.roles:
        soon = {t.ref for t in world.phones[role.name].texts if t.kind in kinds and end < t.at < end + SOON}
        unasked = {ref for ref in soon if not world.watcher.texts[ref].reply}
        most = max(most, len(unasked) if role.of else 0)
    return most


def looked_at(how: str, seeds: range, size: Size) -> Seen:
    """All seeds of one kind."""
    seen = Seen()
    for seed in seeds:
        world = lived(seed, {}, Story(size, wired, partial(away, how)))
        seen.ends.update(world.ends)
        seen.tries += world.nature.counts[f"down_{how}"]
        seen.most = max(seen.most, caught_up(world))
        seen.breaches += world.watcher.breaches
    return seen


def measure(size: str) -> list[Figure]:
    """One figure a kind, one for all."""
    seeds, world = SIZES[size]
    found = {how: looked_at(how, range(seeds), world) for how in PROVIDER_DOWN}
    return [_figure(how, seen) for how, seen in found.items()]


def _figure(how: str, seen: Seen) -> Figure:
    texts, ended = sum(seen.ends.values()), sum(seen.ends[end] for end in ENDS)
    arrived = seen.ends["sent"] + seen.ends["delivered"]
    other = ", ".join(f"{seen.ends[end]} {end}" for end in ENDS[2:])
    value = (
        f"{arrived} of {texts} sent, {other}; at most {seen.most} caught up, {len(seen.breaches)} breaches"
    )
    for breach in seen.breaches[:5]:
        print(f"  {how}: {breach[:300]}")
    good = ended == texts and seen.most <= 1 and not seen.breaches
    return Figure(f"provider away 3 h ({how})", value, "all ended, at most 1 caught up", good)
