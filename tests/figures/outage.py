"""A provider that is away for three hours, in each of the ways in which providers are.

Real: everything but the provider, up to the request of either SDK. Time is virtual. Clients keep writing,
cues come due, and afterwards it is counted what became of every text.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from bot.doubt import HOLD_LISTED
from bot.ladder import LADDER, with_jitter
from tests.faults.catching_up import caught_up
from tests.faults.story import Size, Story
from tests.faults.wires import PROVIDER_DOWN, wired
from tests.faults.world import World, lived
from tests.figures import Figure

SIZES = {"quick": (1, Size(3, 1)), "full": (12, Size(10, 2))}
"""Seeds of each kind, and how many clients for how long."""

BEGINS, LASTS = 9 * 3600.0, 3 * 3600.0
"""Seconds after the first morning: within every zone there are cues, letters and talks that come due then."""

ARRIVED = ("sent", "delivered")


@dataclass
class Seen:
    """What became of everything in one kind of outage."""

    texts: int = 0
    sent: int = 0
    expired: int = 0
    withdrawn: Counter[str] = field(default_factory=Counter)
    """Dropped by a later turn of their reader, by what that turn said instead."""
    unexplained: Counter[str] = field(default_factory=Counter)
    """Neither sent nor expired, and no turn withdrew them; by kind and end."""
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


def withdrawn_by(world: World, ref: str) -> str:
    """What the turn said that withdrew this text; empty when none did."""
    watcher = world.watcher
    text = watcher.texts[ref]
    by = (
        said
        for person, kind, then, said in watcher.withdrawn
        if person == text.person and kind in (text.kind, "*") and then > text.number
    )
    return next(by, "")


def ran_out(world: World, ref: str, failure: str | None) -> bool:
    """Whether its next try would have come after its last moment: it failed because its time was over."""
    tried = world.watcher.setbacks.get(ref, [])
    tries = len(tried) - 1
    if tries < 0 or (failure != "throttled" and tries >= len(LADDER)) or (failure == "ambiguous" and tries):
        return False  # its tries were over first
    wait = {"throttled": 0, "ambiguous": HOLD_LISTED, "unavailable": with_jitter(ref, tries)}
    return tried[-1][1] + wait.get(failure or "", 0) > world.watcher.texts[ref].not_after


def ended(world: World, seen: Seen) -> None:
    """Count what became of every text."""
    came = {text.ref for phone in world.phones.values() for text in phone.texts}
    for ref, (kind, state, failure) in world.ends.items():
        seen.texts += 1
        if state in ARRIVED or ref in came:  # what came though it was given up has come
            seen.sent += 1
        elif state == "expired" or (state == "failed" and ran_out(world, ref, failure)):
            seen.expired += 1
        elif state == "dropped" and (said := withdrawn_by(world, ref)):
            seen.withdrawn[said] += 1
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
        seen.most = max(seen.most, *(len(caught_up(world, role, end)) for role in world.roles if role.of))
        seen.breaches += world.watcher.breaches
    return seen


def measure(size: str) -> list[Figure]:
    """One figure a kind."""
    seeds, world = SIZES[size]
    return [judged(how, looked_at(how, range(seeds), world)) for how in PROVIDER_DOWN]


def judged(how: str, seen: Seen) -> Figure:
    """Everything was sent or ran out; what was withdrawn says by what, and nothing else may be."""
    value = (
        f"of {seen.texts} texts {seen.sent} sent, {seen.expired} expired,"
        f" {_listed('withdrawn by', seen.withdrawn)}, {_listed('unexplained', seen.unexplained)};"
        f" {seen.tries} tries failed; at most {seen.most} caught up, {len(seen.breaches)} breaches"
    )
    for breach in seen.breaches[:5]:
        print(f"  {how}: {breach[:300]}")
    known = seen.sent + seen.expired + seen.withdrawn.total()
    all_ended = known == seen.texts and not seen.unexplained
    good = all_ended and seen.tries > 0 and seen.most <= 1 and not seen.breaches
    return Figure(
        f"provider away 3 h ({how})", value, "all sent, expired or withdrawn, at most 1 caught up", good
    )


def _listed(what: str, counts: Counter[str]) -> str:
    each = ", ".join(f"{number} {name}" for name, number in counts.most_common())
    return f"{counts.total()} {what}" + (f" ({each})" if each else "")
