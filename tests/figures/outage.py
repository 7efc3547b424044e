"""A provider that is away for three hours, in each of the ways in which providers are.

Real: everything but the provider, up to the request of either SDK. Time is virtual. Clients keep writing,
cues come due, and afterwards it is counted what became of every text.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from tests.faults.arriving import ARRIVED, taken_back, why_not
from tests.faults.catching_up import caught_up
from tests.faults.story import Size, Story
from tests.faults.wires import PROVIDER_DOWN, wired
from tests.faults.world import World, lived
from tests.figures import Figure

SIZES = {"quick": (1, Size(3, 1)), "full": (12, Size(10, 2))}
"""Seeds of each kind, and how many clients for how long."""

BEGINS, LASTS = 9 * 3600.0, 3 * 3600.0
"""Seconds after the first morning: within every zone there are cues, letters and talks that come due then."""


@dataclass
class Seen:
    """What became of everything in one kind of outage."""

    texts: int = 0
    sent: int = 0
    expired: int = 0
    withdrawn: Counter[str] = field(default_factory=Counter)
    """Dropped by a later turn of their reader, by what that turn said instead."""
    given_up: int = 0
    """Nobody could know twice whether they had gone: a third time might be the third copy."""
    unexplained: Counter[str] = field(default_factory=Counter)
    """Neither sent nor expired, and no turn withdrew them; by kind and end."""
    tries: int = 0
    most: int = 0
    caught_up: int = 0
    """How many clients got anything late."""
    breaches: list[str] = field(default_factory=list)


async def away(how: str, world: World) -> None:
    """Both providers are away."""
    await asyncio.sleep(BEGINS)
    for side in world.sides.values():
        side.goes(how)
    await asyncio.sleep(LASTS)
    for side in world.sides.values():
        side.goes("")


def ended(world: World, seen: Seen) -> None:
    """Count what became of every text."""
    came = {text.ref for phone in world.phones.values() for text in phone.texts}
    for ref, (kind, state, failure) in world.ends.items():
        seen.texts += 1
        if state in ARRIVED or ref in came:  # what came though it was given up has come
            seen.sent += 1
        elif state == "dropped" and (said := taken_back(world.watcher.withdrawn, world.watcher.texts[ref])):
            seen.withdrawn[said] += 1
        elif (why := why_not(world, ref)) == "given up":
            seen.given_up += 1
        elif why and state in ("expired", "failed"):
            seen.expired += 1
        else:
            seen.unexplained[f"{kind} {state} ({failure})"] += 1


def looked_at(how: str, seeds: range, size: Size) -> Seen:
    """All seeds of one kind."""
    seen = Seen()
    for seed in seeds:
        world = lived(seed, {}, Story(size, wired, partial(away, how)))
        ended(world, seen)
        seen.tries += sum(map(len, world.watcher.setbacks.values()))
        end = world.start + round((BEGINS + LASTS) * 1000)
        each = [len(caught_up(world, role, end)) for role in world.roles if role.of]
        seen.most, seen.caught_up = max(seen.most, *each), seen.caught_up + sum(map(bool, each))
        seen.breaches += world.watcher.breaches
    return seen


def measure(size: str) -> list[Figure]:
    """One figure a kind, and whether there was anything to catch up with in any."""
    seeds, world = SIZES[size]
    seen = {how: looked_at(how, range(seeds), world) for how in PROVIDER_DOWN}
    return [*(judged(how, one) for how, one in seen.items()), bites(list(seen.values()))]


def bites(seen: Sequence[Seen]) -> Figure:
    """That nobody got two is worth nothing where nobody got one."""
    caught = sum(one.caught_up for one in seen)
    name = "provider away 3 h: clients who got something that they were late with"
    return Figure(name, str(caught), "some", caught > 0)


def judged(how: str, seen: Seen) -> Figure:
    """Everything has one of the ends it may have; what was withdrawn says by what."""
    value = (
        f"of {seen.texts} texts {seen.sent} sent, {seen.expired} expired,"
        f" {_listed('withdrawn by', seen.withdrawn)}, {seen.given_up} given up in a second doubt,"
        f" {_listed('unexplained', seen.unexplained)}; {seen.tries} tries failed;"
        f" {seen.caught_up} clients caught up with, at most {seen.most} text each;"
        f" {len(seen.breaches)} breaches"
    )
    for breach in seen.breaches[:5]:
        print(f"  {how}: {breach[:300]}")
    known = seen.sent + seen.expired + seen.withdrawn.total() + seen.given_up
    all_ended = known == seen.texts and not seen.unexplained
    good = all_ended and seen.tries > 0 and seen.most <= 1 and not seen.breaches
    return Figure(
        f"provider away 3 h ({how})",
        value,
        "all sent, expired, withdrawn or given up, at most 1 caught up",
        good,
    )


def _listed(what: str, counts: Counter[str]) -> str:
    each = ", ".join(f"{number} {name}" for name, number in counts.most_common())
    return f"{counts.total()} {what}" + (f" ({each})" if each else "")
