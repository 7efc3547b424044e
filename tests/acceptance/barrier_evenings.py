"""Many clients on one evening, each with another reason: the barrier talk as it stands on their phones."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.acceptance.stage import Life, life
from tests.barrier_stage import Stage, content
from tests.barrier_ways import CODES, MENU, taps_to
from tests.world import Line, client

GROUPS = {
    "P": "It slipped my mind, or no time",
    "U": "It wasn't clear",
    "S": "Too much, or not my thing",
    "mind": "Something I thought or felt",
    "R": "Something about meeting Ada",
    "T": "A thought",
    "E": "A feeling",
    "unsure": "Not sure",
    "more": "More",
}
"""What the choices above the reasons are called."""

OWN_WAY = {"T2", "E9", "R1"}
"""Reasons whose one follow-up is itself the way to the therapist (CONTENT B3)."""

ON_THE_MENU = tuple(code for code in CODES if code[0] in "PUSTER")
SENT = "2026-03-08 09:00"
EVENING = "2026-03-09 18:05"


def who(code: str) -> str:
    """The client whose reason it is."""
    return f"kim-{code.lower()}"


@asynccontextmanager
async def evening(
    channel: str, codes: Sequence[str], activity: str = "thought record", more: str = ""
) -> AsyncIterator[Life]:
    """One client for each reason: cued at noon, nothing done, and the evening before they meet Ada."""
    async with life(channel, start=SENT) as play:
        for code in codes:
            await play.play(client(who(code), channel))
            await play.assign(f"/assign {who(code)} {activity} daily at 12:00 {more}")
        await play.till(EVENING)
        yield play


async def choose(play: Life, code: str) -> int:
    """Tap to the reason: not this time, go ahead, then the labels that lead there; gives their number."""
    await play.tap(who(code), "Not this time", "Go ahead")
    taps = taps_to(code, Stage().reply(*MENU).args)
    for tap in taps:
        await play.tap(who(code), GROUPS.get(tap) or label(tap, play.newest(who(code))))
    return len(taps)


def label(code: str, shown: Line) -> str:
    """What the reason is called on this phone."""
    entry = content().barriers["en"].codes[code]
    return entry.label if entry.label in shown["buttons"] else entry.sms_label


async def asked_until_the_offers(play: Life, code: str) -> list[Line]:
    """Answer whatever is asked about the reason; gives those texts, last the one with the offers."""
    read = [play.newest(who(code))]
    while not _offers(read[-1]) and len(read) < 8:
        read.append(await answer(play, who(code)))
    return read


def _offers(shown: Line) -> bool:
    """Whether the therapist stands among the choices, or the words are about when they hear of it."""
    return any("Ada" in name for name in shown["buttons"]) or "hear it" in shown["text"]


async def answer(play: Life, name: str) -> Line:
    """Some answer to what stands on the phone; gives what comes back."""
    shown = play.newest(name)
    labels = shown["buttons"]
    if labels and not labels[0].isdigit():
        await play.tap(name, labels[0])
    elif labels or "0 to 10" in shown["text"]:
        await play.say(name, "7")
    else:
        await play.say(name, "a line of my own")
    return play.newest(name)
