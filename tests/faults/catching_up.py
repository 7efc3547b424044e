"""After an outage a client gets one text of all that fell due meanwhile; what is news comes an hour apart."""

from itertools import pairwise

from bot.ladder import JITTER, LADDER
from tests.faults.allowed import ALWAYS
from tests.faults.life import Role
from tests.faults.standing import Text
from tests.faults.world import World

MINUTE = 60_000
LONG = 10 * MINUTE
"""So long nothing of ours ran, nothing could be written or nothing sent: then it was an outage."""

SOON = round(LADDER[-1] * (1 + JITTER)) + 5 * MINUTE
"""So long after its end one text that nobody asked for is all a client gets of what fell due before.

As long as a text that failed meanwhile may rest.
"""

LATE = 15 * MINUTE
"""Taken, or there, so long after it was due, something is caught up with."""

APART = 60 * MINUTE
NEWS = frozenset(("decision",))
BY_HAND = frozenset(("assignment",))
"""What a therapist has just sent is no catching up."""


def check_catching_up(world: World) -> None:
    """Look at every client after every outage, and at all news that came late."""
    for role in world.roles:
        if not role.of:
            continue
        for end in [end for begin, end in world.outages if end - begin >= LONG]:
            world.watcher.checked["catch-up"] += 1
            if len(came := caught_up(world, role, end)) > 1:
                world.watcher.breach("more than one catch-up", role.name, came)
    _apart(world)


def caught_up(world: World, role: Role, end: int) -> list[Text]:
    """What this client got soon after, unasked, of all that fell due until then (true time).

    Of what fell due in the same minute one: it would have come together without an outage, too. Of news one:
    what was taken in time and stood in the line comes when its provider is back. More may come an hour later.
    """
    found: dict[int | str, Text] = {}
    for one in world.phones[role.name].texts:
        text = world.watcher.texts.get(one.ref)
        soon = end < one.at <= end + (APART if text is not None and text.due in NEWS else SOON)
        if text is not None and soon and _by_itself(text) and text.fell_due <= min(end, one.at - LATE):
            found["news" if text.due in NEWS else text.fell_due // MINUTE] = text
    if "news" in found:  # it waits for what came late, not for what nearly came in time
        found = {key: text for key, text in found.items() if key == "news" or text.late_by >= LATE}
    return list(found.values())


def _by_itself(text: Text) -> bool:
    return not text.reply and text.kind not in ALWAYS | BY_HAND


def _apart(world: World) -> None:
    """By the machine's own clock: what it was told of the last one is all it can know."""
    late: dict[str, list[int]] = {}
    for ref, text in world.watcher.texts.items():
        if ref not in world.ends:  # its turn was not committed, and was taken again
            continue
        if text.due in NEWS and text.late_by >= LATE and _by_itself(text):
            late.setdefault(text.person, []).append(text.at)
    for person, moments in late.items():
        world.watcher.checked["late news"] += len(moments)
        for before, after in pairwise(moments):
            if 0 < after - before < APART:
                world.watcher.breach("late news within an hour", person, after - before)
