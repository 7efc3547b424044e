"""After any weeks whatever, an erasure leaves nothing of the person, and everybody else goes on."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core_stage import Play, playing
from tests.privacy_stage import CANARY, openable
from tests.world import ADA, Line, client, events

LEE: Line = {**ADA, "cast": "lee", "name": "Lee Park"}
OTHERS = [client(name, "telegram", "thu 10:00") for name in ("mia", "tom", "joe")]
COMMANDS = (
    *("/clients", "/summary", "/questions", "/cover", f"/client {CANARY}", f"/letter {CANARY}"),
    *(f"/assign {CANARY}", f"/assign {CANARY} thought record 3x", f"/note {CANARY} {CANARY} is tired"),
    *(f"/recap {CANARY} {CANARY} and I spoke", f"/session {CANARY} move 11 march 16:00"),
    *(f"/invite {CANARY} +447700900777 fri 10:00", "/away 12 march 14 march cover Lee", "/backup lee"),
)
SAYS = (
    *(f"note {CANARY}", f"private {CANARY}", f"win {CANARY}", f"ask is it {CANARY}?", f"{CANARY} at home"),
    *(f"i want to die {CANARY}", "skip", "later", "done", "pause 3d"),
)
STEPS = st.lists(
    st.one_of(
        st.sampled_from([{"who": "ada", "text": text} for text in COMMANDS]),
        st.sampled_from([{"who": "sam", "text": text} for text in SAYS]),
        st.tuples(st.sampled_from(["ada", "sam", "lee"]), st.integers(0, 5)),
        st.sampled_from([{"wait": f"{hours}h"} for hours in (1, 5, 12, 30)]),
    ),
    min_size=6,
    max_size=24,
)


def tapped(play: Play, who: str, number: int) -> list[Line]:
    """The button with this number on somebody's newest message that has any."""
    shown = [event["buttons"] for event in events(play.printed, who) if event["buttons"]][-1:]
    return [{"who": who, "tap": buttons[number % len(buttons)]} for buttons in shown]


async def erased_after(steps: list[Line | tuple[str, int]], *, busy: bool, by_sms: bool) -> list[bytes]:
    """Live these steps, erase the client, go on for a week; gives what still opens to them."""
    sam = {**client("sam", "sms" if by_sms else "telegram"), "name": CANARY}
    async with playing(ADA, LEE, sam, *(OTHERS if busy else [])) as play:
        for step in steps:
            await play(*(tapped(play, *step) if isinstance(step, tuple) else [step]))
        stage = play.stage
        person = await stage._person("sam")
        if person is None:
            return []
        await stage.engine.eraser.erase(stage.practice, person, "operator")
        found = [words for words in await openable(stage.engine.store) if names(words, person)]
        await play({"wait": "8d"}, {"who": "ada", "text": "/clients"})
        return found + [words for words in await openable(stage.engine.store) if names(words, person)]


def names(words: bytes, person: str) -> bool:
    """Whether the marker or the person's id stands in these words."""
    return CANARY.lower().encode() in words.lower() or person.encode() in words


@settings(max_examples=8)
@given(STEPS, st.booleans(), st.booleans())
def test_whatever_happened_before_nothing_of_them_is_left(
    steps: list[Line | tuple[str, int]], busy: bool, by_sms: bool
) -> None:
    """With a colleague standing in, cards, wizards half done, flags open: nothing names the erased client."""
    assert asyncio.run(erased_after(steps, busy=busy, by_sms=by_sms)) == []
