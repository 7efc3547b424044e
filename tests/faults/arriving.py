"""I9: a text that could have come has come, unless a later turn of its reader took it back.

A bot that gives up at the first failure, or lets everything wait until it runs out, breaks no other rule.
"""

from collections.abc import Iterable, Iterator

from bot.channels.base import Failure
from tests.faults.standing import Setback, Text
from tests.faults.waits import hold, pause, wait_after
from tests.faults.world import World

ARRIVED = ("sent", "delivered")
ENOUGH = 5 * 60_000
"""So long (ms) without any trouble is time enough for a text to go."""

AFTERWARDS = 2 * 60_000
"""So long after a trouble what waited for it may still wait, in ms: for the next look, or in a line."""

Stretch = tuple[int, int]
"""From when until when, true time."""


def check_arriving(world: World) -> None:
    """Look at every text that is on nobody's phone."""
    watcher = world.watcher
    came = {text.ref for phone in world.phones.values() for text in phone.texts}
    for ref, (kind, state, failure) in world.ends.items():
        watcher.checked["I9"] += 1
        if state not in (*ARRIVED, "queued", "sending") and ref not in came and not why_not(world, ref):
            watcher.breach("I9 it could have come", kind, state, failure, ref, watcher.texts[ref])


def why_not(world: World, ref: str) -> str:
    """Why this text did not come; empty when nothing says why."""
    (_, state, failure), text = world.ends[ref], world.watcher.texts[ref]
    if state == "dropped":
        return taken_back(world.watcher.withdrawn, text)
    if "expired" in (state, failure) and taken_back(world.watcher.put_off, text):
        return "put off"
    if state == "expired" and failure == "moved_on" and _doubts(world, ref) > 0:
        return "moved on"
    if state == "failed" and failure == Failure.AMBIGUOUS.value and _doubts(world, ref) > 1:
        return "given up"
    if state == "failed" and failure == Failure.UNREACHABLE.value and world.watcher.bound.let_go(text.person):
        return "no address"
    if ran_out(world, ref):
        return "ran out"
    return "" if _had_time(world, text) else "no time"


def _doubts(world: World, ref: str) -> int:
    """How often the bot could not know whether this text went: it said so, or who sent it came to an end."""
    text, met = world.watcher.texts[ref], world.watcher.setbacks.get(ref, ())
    ends = [one[:2] for one in world.machine.troubles if one[2] in ("process", "store")]
    meanwhile = sum(begun < text.not_after and until > text.written for begun, until in ends)
    return meanwhile + sum(one.failure is Failure.AMBIGUOUS for one in met)


def taken_back(turns: Iterable[tuple[str, str, int, str]], text: Text) -> str:
    """What the turn said that took this text back; empty when none did."""
    by = (
        said
        for person, kind, then, said in turns
        if person == text.person and kind in (text.kind, "*") and then > text.number
    )
    return next(by, "")


def ran_out(world: World, ref: str) -> bool:
    """Whether its next try would have come after its last moment."""
    watcher = world.watcher
    text, met = watcher.texts[ref], watcher.setbacks.get(ref)
    if world.ends[ref][1:] == ("failed", Failure.AMBIGUOUS.value) and _held_too_long(world, text):
        return True
    wait = wait_after(ref, text.channel, met) if met else None
    return met is not None and wait is not None and met[-1].until + wait > text.not_after


def _held_too_long(world: World, text: Text) -> bool:
    """Whether its process ended while it may have been on its way, and its hold outlasted its last moment.

    Who starts then cannot know more than of an answer that never came: so soon before its end it gets no
    second try, though its provider may be well.
    """
    return any(
        what in ("process", "start")
        and text.written < until
        and begun < text.not_after < until + hold(text.channel)
        for begun, until, what in world.machine.troubles
    )


def _had_time(world: World, text: Text) -> bool:
    """Whether nothing was in its way for long enough while it waited; where nothing ever was, always."""
    first, last = max(text.written, text.not_before), _last_moment(world, text)
    troubles = sorted(one for one in _troubles(world, text) if one[0] < last and one[1] > first)
    free_since = first
    for begun, until in troubles:
        if begun - free_since >= ENOUGH:
            return True
        free_since = max(free_since, until + AFTERWARDS)
    return first < last and (not troubles or last - free_since >= ENOUGH)


def _last_moment(world: World, text: Text) -> int:
    """By true time: a clock that is fast makes texts run out early."""
    wrong, last = world.machine.wrong, text.not_after
    return min([last, *(max(since, last - by) for since, until, by in wrong if until + by > last)])


def _troubles(world: World, text: Text) -> Iterator[Stretch]:
    """When this text could not go, for whatever reason: nothing else counts as one."""
    yield from ((begun, until) for begun, until, _ in world.machine.troubles)
    yield from ((begun, until) for begun, until, _ in world.machine.wrong)
    yield from world.sides[text.channel].away
    for ref, met in world.watcher.setbacks.items():
        other = world.watcher.texts.get(ref)
        if other is None or other.channel != text.channel:
            continue
        yield from _silences(met)
        if other.person == text.person and other.number <= text.number:
            yield from _holds(ref, other, met)
    for ref, times in world.watcher.held.items():
        other = world.watcher.texts[ref]
        if (other.person, other.channel) == (text.person, text.channel) and other.number <= text.number:
            yield from ((since, min(since + hold(other.channel), other.not_after)) for since in times)


def _silences(met: Iterable[Setback]) -> Iterator[Stretch]:
    """A provider that asks for silence asks the whole channel."""
    for one in met:
        if one.failure is Failure.THROTTLED:
            yield one.begun, one.until + pause(one) + max(0, one.wrong_by)


def _holds(ref: str, text: Text, met: list[Setback]) -> Iterator[Stretch]:
    """A text that is to go again holds up what its reader is to get after it, until its own last moment."""
    for number, one in enumerate(met, 1):
        wait = wait_after(ref, text.channel, met[:number]) or 0
        yield one.begun, min(one.until + wait + max(0, one.wrong_by), text.not_after)
