"""Buttons are nobody's key: whatever is made of their data does nothing (SAFETY §5, row 5).

The data carries no signature. It names a talk that is looked for among the sender's own only, its question
and an option of it: the worst that can be made of it is another of one's own buttons.
"""

from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Inbound
from bot.door import event_of
from handlers.events import Tap
from handlers.turn import House
from tests.access_callbacks import buttons_of, changed, press, standing
from tests.core_stage import ADA, SAM, Play, playing
from tests.world import Line, client

OLD = "belongs to an earlier question"

WORK: list[Line] = [
    {"who": "ada", "text": f"/assign {name} cbt-record daily at 19:00"}
    if step == 0
    else {"who": "ada", "tap": "Send"}
    for name in ("sam", "mia")
    for step in (0, 1)
]


async def refused(play: Play, name: str, data: str, key: str) -> None:
    """Pressed from this chat, this data is an old button: said kindly, counted, and nothing is different."""
    before, counted = await standing(play, name), play.stage.engine.door.guesses.counts["button"]
    heard = await press(play, name, data, key)
    assert OLD in heard[0], data
    assert await standing(play, name) == before, data
    assert play.stage.engine.door.guesses.counts["button"] == counted + 1


async def test_every_part_changed() -> None:
    """Another talk, another turn, another place, or none that can be read: an old button each time."""
    async with playing(ADA, SAM, client("mia", "telegram"), *WORK) as play:
        own, others = (await buttons_of(play, "sam"))[0], await buttons_of(play, "mia")
        talks = [data.partition(".")[0] for data in (*others, *await buttons_of(play, "ada"))]
        for number, data in enumerate(changed(own, talks)):
            if number % 12 == 11:
                await play({"wait": "2m"})  # or the limit on what one person sends answers instead
            await refused(play, "sam", data, f"forged{number}")
        heard = await press(play, "sam", own, "true")
        assert heard
        assert OLD not in heard[0]


async def test_a_button_pressed_twice() -> None:
    """The same tap again does nothing at all; a new tap on an answered question is an old button."""
    async with playing(ADA, SAM, client("mia", "telegram"), *WORK) as play:
        later = (await buttons_of(play, "sam"))[1]
        await press(play, "sam", later, "once")
        after = await standing(play, "sam")
        assert await press(play, "sam", later, "once") == []
        assert await standing(play, "sam") == after
        await refused(play, "sam", later, "twice")


async def test_a_button_from_another_chat() -> None:
    """A button of Sam's from Mia's chat, from a stranger's or at another practice's door is nobody's."""
    async with playing(ADA, SAM, client("mia", "telegram"), *WORK) as play:
        before, own = await standing(play, "sam"), (await buttons_of(play, "sam"))[0]
        await refused(play, "mia", own, "from mia")
        play.stage._figure({"who": "sue"})
        heard = await press(play, "sue", own, "from sue")
        assert len(heard) == 1
        assert OLD not in heard[0]
        houses = cast(dict[str, House], play.stage.houses)
        houses["elsewhere"] = houses[play.stage.practice]
        play.stage._channels["elsewhere", "telegram"] = play.stage._channels[play.stage.practice, "telegram"]
        assert await press(play, "sam", own, "elsewhere", practice="elsewhere") == heard
        assert await standing(play, "sam") == before


@given(
    st.one_of(
        st.text(max_size=64), st.from_regex(r"[a-z0-9]{0,20}\.[0-9-]{0,6}\.[0-9+]{0,6}", fullmatch=True)
    )
)
def test_data_is_read_whole_or_not_at_all(data: str) -> None:
    """Any data at all is a button of exactly what it says in plain digits, or of no talk."""
    event = event_of(Inbound("telegram", "1", "k", "tap", 0, text=data))
    assert isinstance(event, Tap)
    if event.talk:
        turn, _, choice = data.partition(".")[2].partition(".")
        assert (event.turn, event.choice) == (int(turn), int(choice))
        assert (turn + choice).isascii()
        assert (turn + choice).isdigit()
