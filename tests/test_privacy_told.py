"""What a therapist hears when a client is erased: once, with the name, also behind a code."""

from tests.core_stage import playing
from tests.lock_stage import PIN, SET_PIN
from tests.privacy_stage import openable
from tests.world import ADA, Line, client, events

DELETE: tuple[Line, ...] = ({"who": "sam", "text": "delete"}, {"who": "sam", "tap": "Delete everything"})


async def test_behind_a_code_it_waits_for_the_code() -> None:
    """A shut chat shows no name; the text outlasts the client's own key and is read when the code comes."""
    lines: list[Line] = [ADA, client("sam", "telegram"), *SET_PIN, {"wait": "20m"}]
    async with playing(*lines, {"who": "sam", "text": "i want to die"}) as play:
        shut = events(await play(*DELETE, {"wait": "2h"}), "ada")
        assert not any("Sam" in event["text"] for event in shut)
        assert await play.stage._person("sam") is None
        opened = events(await play({"who": "ada", "text": PIN}), "ada")
        assert opened[0]["text"].startswith("A flag about Sam, Monday, 09:20, is still open.")


async def test_whoever_ended_with_somebody_hears_only_of_a_flag() -> None:
    """After a discharge the client's deletion is nobody's news, except while a flag is open."""
    ended: list[Line] = [
        ADA,
        client("sam", "telegram"),
        {"who": "ada", "text": "/discharge sam"},
        {"who": "ada", "tap": "Send"},
    ]
    async with playing(*ended) as play:
        assert events(await play(*DELETE), "ada") == []
        assert await play.stage._person("sam") is None
    async with playing(*ended, {"who": "sam", "text": "i want to die"}) as play:
        (told,) = events(await play(*DELETE), "ada")
        assert (told["kind"], told["text"][:16]) == ("alert", "A flag about Sam")


async def test_once_said_the_name_is_gone_from_the_therapist_s_texts_too() -> None:
    """What the therapist was sent about it opens no more: the words are wiped as soon as they have left."""
    async with playing(ADA, client("sam", "telegram"), *DELETE) as play:
        assert not any(b"Sam" in words for words in await openable(play.stage.engine.store))
