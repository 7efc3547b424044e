"""I3: what may leave us now, and for whom. After STOP, erasure or its last moment nothing; unasked little."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.channels.base import Outgoing
from tests.faults.life import in_distress
from tests.faults.standing import IN_FLIGHT, Standing, Text
from tests.faults.watcher import TAKING, Watcher

ALWAYS = frozenset(("safety", "optout", "invite", "consent", "welcome", "help", "alert"))
"""What may reach a client unasked whatever they agreed to: an answer by its nature, or a flag."""

THROUGH_A_PAUSE = frozenset(("notice",))
"""A meeting that is off is worth knowing, also while somebody rests."""

THROUGH_STOP = frozenset(("safety", "optout"))

PAST_THE_STORE = frozenset(("safety", "help"))
"""What somebody known is told without their record: numbers to call."""

FOR_STRANGERS = PAST_THE_STORE | {"optout", "reply"}
STRANGER_WAITS = 3_600_000
"""So long (ms) after it came a stranger's question may be answered."""


def watch_over(watcher: Watcher) -> None:
    """Have every text that leaves us looked at."""

    def look(message: Outgoing) -> None:
        if message.ref:
            _look(watcher, message)
        else:
            _look_past(watcher, message)

    watcher.look_at = look


def _look(watcher: Watcher, message: Outgoing) -> None:
    text, now, true = watcher.texts[message.ref], watcher.machine.watch.now(), watcher.machine.watch.true()
    if true - watcher.erased.get(text.person, true) > IN_FLIGHT:
        watcher.breach("I3 sent after erasure", text.kind, message.ref)
    if now > text.not_after + 1000:
        watcher.breach("I3 sent after its last moment", text.kind, now - text.not_after)
    person = watcher.people.get(text.person)
    if person is not None:
        _may(watcher, person, text)


def _may(watcher: Watcher, person: Standing, text: Text) -> None:
    now, true = watcher.machine.watch.now(), watcher.machine.watch.true()
    stopped = person.stopped and text.kind not in THROUGH_STOP
    answers = text.reply and text.number >= person.turns
    if stopped and not answers and true - person.since > IN_FLIGHT:
        watcher.breach("I3 sent after STOP", text.kind, true - person.since, text)
    if not person.client or text.reply or text.kind in ALWAYS:
        return
    watcher.checked["I3 unasked"] += 1
    for bar, since in person.bars.items():
        over = bar == "during a pause" and (
            text.kind in THROUGH_A_PAUSE or person.paused_until <= max(now, true)
        )
        if not over and true - since > IN_FLIGHT:
            watcher.breach(f"I3 sent {bar}", text.kind, true - since, text)
    hours = [_clock_time(at, person.zone) for at in (now, true)]
    if not any(_inside(hour, *person.hours) for hour in hours):
        watcher.breach("I3 sent out of hours", text.kind, hours, person.hours)


def _look_past(watcher: Watcher, message: Outgoing) -> None:
    """Past the store only an answer to what is being taken, to its sender, and of few kinds."""
    key, kind = TAKING.get(), message.kind
    asked = watcher.asking.get(key)
    watcher.checked["I3 past the store"] += 1
    if asked is None or asked.address != message.address:
        watcher.breach("I3 past the store to somebody else", kind, key)
    elif in_distress(asked.text) and kind != "safety":
        watcher.breach("I3 past the store not what was asked for", kind, asked.text)
    elif kind not in (FOR_STRANGERS if key in watcher.unknown else PAST_THE_STORE):
        watcher.breach("I3 a stranger's answer to somebody known", kind, key)
    elif kind == "reply" and watcher.machine.right_for(watcher.came[key][-1]) > STRANGER_WAITS:
        watcher.breach("I3 a stranger's question answered late", key)


def _inside(hour: str, first: str, last: str) -> bool:
    return first <= hour <= last if first <= last else hour >= first or hour <= last


def _clock_time(at: int, zone: str) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)):%H:%M}"
