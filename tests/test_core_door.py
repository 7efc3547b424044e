"""The door in: strangers cost little, are answered once, and their distress always."""

from tests.core_stage import ADA, SAM, playing
from tests.world import Line


def stranger(text: str) -> Line:
    """Somebody nobody cast writes."""
    return {"who": "nobody", "channel": "telegram", "text": text, "more": True}


async def test_a_stranger_is_answered_and_a_flood_is_not() -> None:
    """Twenty texts in a minute are read; after that one in ten seconds, and distress always."""
    async with playing(ADA) as play:
        await play(stranger("hello"))
        before = len(play.printed)
        for number in range(60):
            await play.deliver("nobody", text=f"hello {number}")
        assert len(play.printed) - before == 19
        before = len(play.printed)
        for _ in range(3):
            await play.deliver("nobody", text="i want to die")
        assert [e["kind"] for e in play.printed[before:]] == ["safety"] * 3
        assert [e["kind"] for e in await play({"wait": "1m"}, stranger("hello"))] == ["reply"]


async def test_a_flood_of_one_stranger_is_nobody_elses() -> None:
    """The limit is per address."""
    async with playing(ADA) as play:
        await play(stranger("hello"))
        for number in range(40):
            await play.deliver("nobody", text=f"hello {number}")
        assert len(await play({"who": "other", "channel": "telegram", "text": "hello"})) == 1


async def test_a_strangers_text_brought_twice_is_answered_once() -> None:
    """The provider's second delivery of a stranger's text brings no second answer."""
    async with playing(ADA) as play:
        assert len(await play(stranger("hello"), {"again": True})) == 1


async def test_codes_cannot_be_guessed_by_the_thousand() -> None:
    """Beyond the limit a code is not even looked up."""
    looked: list[str] = []
    async with playing(ADA, SAM) as play:
        await play(stranger("hello"))
        store = play.stage.engine.store
        really = store.invite_of

        async def invite_of(practice: str, code: str) -> object:
            looked.append(code)
            return await really(practice, code)

        store.invite_of = invite_of  # type: ignore[method-assign, assignment]  # counts the look-ups
        for number in range(100):
            await play.deliver("nobody", text=f"start ABCDEFGH{number:02}")
    assert 0 < len(set(looked)) <= 40


async def test_what_had_its_effect_before_an_erasure_is_not_answered_as_a_strangers() -> None:
    """A STOP that its provider brings again after its sender was erased, or after a restart, says nothing."""
    async with playing(ADA, SAM, {"who": "sam", "text": "stop"}) as play:
        engine = play.stage.engine
        await engine.eraser.erase(play.stage.practice, await play.id(), "operator")
        assert await play({"again": True}) == []
        assert await play({"crash": True}, {"again": True}) == []
        assert [e["kind"] for e in await play({"who": "sam", "text": "stop"})] == ["optout"]
