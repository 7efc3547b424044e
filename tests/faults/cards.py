"""I6: every word of distress gets its card, in time and once; the full one once in six hours."""

from collections.abc import Iterator
from itertools import pairwise

from tests.faults.standing import Setback
from tests.faults.waits import LONGEST_URGENT, urgent_wait
from tests.faults.world import World

SIX_HOURS = 6 * 3_600_000
CARD_WITHIN = 2_000
"""From a text in distress to its card, in ms (SAFETY S2)."""

LOCKED_LOOK = 30_000
"""How long it may take to look at a locked store in every respect, before a card goes again."""

CARD = "It sounds like you may be going through something very hard"


def check_cards(world: World) -> None:
    """Look at everybody who wrote in distress, also at strangers."""
    watcher, asked = world.watcher, dict[str, list[str]]()
    for ref, text in watcher.texts.items():
        if text.kind == "safety" and text.asked_for:
            asked.setdefault(text.asked_for, []).append(ref)
    for key, act in world.sent.items():
        if act.distress and key in watcher.reached:
            _card(world, key, act.who, {f"past {key}", *asked.get(key, ())})
    for phone in world.phones.values():
        full = sorted({watcher.texts[t.ref].at for t in phone.texts if t.ref and t.text.startswith(CARD)})
        for before, after in pairwise(full):
            if 0 < after - before < SIX_HOURS:
                watcher.breach("I6 the full text again", phone.name, after - before)


def _card(world: World, key: str, who: str, marks: set[str]) -> None:
    watcher = world.watcher
    watcher.checked["I6"] += 1
    watcher.checked["I6 strangers"] += key in watcher.unknown
    came = [text.at for text in world.phones[who].texts if text.mark in marks and text.kind == "safety"]
    begun, limit = watcher.reached[key], _card_by(world, key, marks)
    if not came:
        watcher.breach("I6 no card", who, key)
    elif min(came) > limit:
        watcher.breach("I6 late", who, key, min(came) - begun, "ms, at most", limit - begun)
    if len(came) > 1 + sum(watcher.doubts[mark] for mark in marks):
        watcher.breach("I6 more than one card", who, key, len(came))


def _card_by(world: World, key: str, marks: set[str]) -> int:
    """The latest moment for a card: two seconds, and as much longer as what it met itself may take.

    That is its own tries that failed, an end of its process, the clock, and what it takes until it comes
    again when it could be kept nowhere; and, once its turn is committed, a store that fails: before, the
    card goes past it. Nobody else's send holds it up.
    """
    watcher = world.watcher
    committed = watcher.applied_at.get(key)
    limit, met = watcher.reached[key] + CARD_WITHIN, dict[str, list[Setback]]()
    tries = [(one.begun, one.until, mark) for mark in marks for one in watcher.setbacks.get(mark, ())]
    for begun, until, what in sorted([*world.machine.troubles, *tries, *_gone(world, key, marks)]):
        if begun > limit:
            break
        if what == "store" and (committed is None or until < committed):
            continue
        wait = LONGEST_URGENT if what in ("process", "store") else 0  # for the bot it may have been a try
        if what in marks:
            so_far = met.setdefault(what, [])
            so_far.append(watcher.setbacks[what][len(so_far)])
            past = what.startswith("past ")
            wait = urgent_wait(so_far, past=past) + (LOCKED_LOOK if past else 0)
        limit = max(limit, until + wait + CARD_WITHIN)
    return limit


def _gone(world: World, key: str, marks: set[str]) -> Iterator[tuple[int, int, str]]:
    """From when until when this was kept nowhere, or its process died before it said that it was.

    Also a try in the middle of which its process died: who starts next finds it.
    """
    watcher, acked = world.watcher, world.watcher.acked.get(key, world.watch.true())
    ends = [at for at, _, what in world.machine.troubles if what == "process"]
    starts = [one for one in sorted(world.machine.troubles) if one[2] == "start"]
    died = [at for at in ends if watcher.reached[key] <= at < acked]
    for lost in (*watcher.refused.get(key, ()), *died):
        yield lost, next((at for at in watcher.came[key] if at > lost), world.watch.true()), "gone"
    for mark in marks:
        known = {one.begun for one in watcher.setbacks.get(mark, ())}
        for begun in set(watcher.handed.get(mark, ())) - known:
            yield begun, next((back for at, back, what in starts if at >= begun), begun), "process"
