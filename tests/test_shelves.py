"""/library with eighty entries: narrowed, page by page, and one of them as a card."""

import pytest

from handlers.therapist.shelves import narrowed
from prompts.library import load_content
from tests.core_stage import Play, playing
from tests.world import ADA, client

CONTENT = load_content()


def found(words: str) -> set[str]:
    """The ids these words lead to."""
    return {activity.id for activity in narrowed(CONTENT.activities, words)}


def test_without_words_everything_is_there() -> None:
    """All eighty."""
    assert len(found("")) == len(CONTENT.activities) == 80


@pytest.mark.parametrize(
    ("words", "there", "not_there"),
    [
        ("worry", "jo-dump", "ba-out"),
        ("Self Criticism", "cbt-critic", "ba-out"),
        ("edu", "pe-loop", "ba-out"),
        ("exposure", "ex-out", "ba-out"),
        ("5 min", "act-name", "ba-out"),
        ("daily 2 minutes", "act-name", "ba-plan"),
        ("couples communication", "co-talk", "dbt-limit"),
        ("thought rec", "cbt-record", "cbt-ask"),
        ("ha-dots", "ha-dots", "ha-do"),
    ],
)
def test_words_narrow_it(words: str, there: str, not_there: str) -> None:
    """A tag, a type, a method, minutes, several of them, words of a title, or an id."""
    assert there in found(words)
    assert not_there not in found(words)


@pytest.mark.parametrize("words", ["5 min", "worry 5 min"])
def test_minutes_are_at_most_that_many(words: str) -> None:
    """Nothing longer than there is time for."""
    assert all(CONTENT.activities[id].minutes <= 5 for id in found(words))


async def test_more_leads_through_all_of_it() -> None:
    """Page after page every activity is shown once, and after the last page comes the first."""
    async with playing(ADA, client("sam", "telegram")) as play:
        shown, first = list[str](), await ask(play, "/library")
        page = first
        while not shown or page != first:
            shown += [label for label in page if label != "More"]
            page = await ask(play, "more")
        assert len(shown) == len(set(shown)) == 80


async def ask(play: Play, text: str) -> list[str]:
    """What can be tapped after Ada types this."""
    return list((await play({"who": "ada", "text": text}))[-1]["buttons"])


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_one_is_shown_as_a_card(channel: str) -> None:
    """Why, how small, what to know before giving it; from the card it is played, or the list comes back."""
    ada = {**ADA, "channel": channel}
    async with playing(ada, client("sam", "telegram")) as play:
        await play({"who": "ada", "text": "/library exposure"})
        card = (await play({"who": "ada", "tap": "Out alone"}))[-1]
        assert "Only for a time and place planned together" in card["text"]
        assert "to the corner and back" in card["text"]
        assert channel == "sms" or "How many minutes were you out, in the end?" in card["text"]
        again = (await play({"who": "ada", "tap": "Back to the list"}))[-1]
        assert "Which one?" in again["text"]
        await play({"who": "ada", "tap": "Out alone"})
        played = await play({"who": "ada", "tap": "Play it"})
        assert "Preview of Out alone" in played[0]["text"]


async def test_the_list_does_not_take_the_place_of_the_wizard() -> None:
    """In the middle of /assign it is only shown: the next words still answer the wizard."""
    async with playing(ADA, client("sam", "telegram")) as play:
        await play({"who": "ada", "text": "/assign sam"})
        listed = (await play({"who": "ada", "text": "/library worry page 1"}))[-1]
        assert "jo-dump · Empty the head" in listed["text"]
        answered = await play({"who": "ada", "text": "jo-dump"})
        assert answered[-1]["text"] == "Empty the head: how often?"
        paged = (await play({"who": "ada", "text": "/library page 2"}))[-1]["text"]
        assert "More: /library page 3" in paged
