"""The goal two people work on: in the client's words, read by both (CONTENT A-14, D1)."""

import pytest

from tests.acceptance.stage import CHANNELS, life, said

BOTH = pytest.mark.parametrize("channel", CHANNELS)


@BOTH
async def test_it_stands_where_the_client_reads_of_it(channel: str) -> None:
    """In the letter, after a miss and with NOW; on the client's card; changed, it is the new one there."""
    async with life(channel) as play:
        await play.say("ada", "/client sam goal the old one")
        (answer,) = said(await play.say("ada", '/client sam goal "calmer Mondays."'), "ada")
        assert '"calmer Mondays"' in answer
        assert "Only you see it" not in answer
        await play.assign()
        assert '"calmer Mondays"' in said(await play.say("sam", "now"))[-1]
        assert 'Goal: "calmer Mondays"' in said(await play.say("ada", "/client sam"), "ada")[-1]
        await play.till("2026-03-06 12:00")
        await play.tap("ada", "Send")
        await play.till("2026-03-09 18:05")
        assert "on calmer Mondays" in said(await play.tap("sam", "Not this time"))[-1]
        assert not [text for text in play.all() if "the old one" in text]


@BOTH
async def test_a_later_letter_names_it(channel: str) -> None:
    """A week that was begun: its letter says what it is for."""
    async with life(channel) as play:
        await play.say("ada", "/client sam goal calmer Mondays")
        await play.assign()
        await play.till("2026-03-06 12:00")
        await play.tap("ada", "Send")
        await play.till("2026-03-11 19:05")
        await play.say("sam", "done", "skip")
        (letter,) = said(await play.till("2026-03-14 12:00"), kind="letter")
        assert "calmer Mondays" in letter


async def test_off_takes_it_away() -> None:
    """Nothing a client reads names it any more."""
    async with life("telegram") as play:
        await play.say("ada", "/client sam goal calmer Mondays")
        assert "names none" in said(await play.say("ada", "/client sam goal off"), "ada")[-1]
        assert "Mondays" not in said(await play.say("sam", "now"))[-1]
        assert "Goal" not in said(await play.say("ada", "/client sam"), "ada")[-1]


@pytest.mark.parametrize("line", ["goal", "goal " + "a very long goal " * 4])
async def test_what_does_not_fit_is_asked_again_and_changes_nothing(line: str) -> None:
    """Without words, or with more than a sentence has room for, the form is shown."""
    async with life("telegram") as play:
        await play.say("ada", "/client sam goal calmer Mondays")
        assert "up to 44 characters" in said(await play.say("ada", f"/client sam {line}"), "ada")[-1]
        assert "calmer Mondays" in said(await play.say("sam", "now"))[-1]


async def test_each_therapist_has_their_own() -> None:
    """What somebody works on with one therapist stands in no text of the other's."""
    kay = {
        "cast": "kay",
        "role": "therapist",
        "channel": "telegram",
        "name": "Kay Lind",
        "zone": "Europe/London",
    }
    both = {"cast": "sam", "role": "client", "of": "kay", "channel": "telegram", "name": "Sam"}
    async with life("telegram", kay, both) as play:
        await play.say("ada", "/client sam goal calmer Mondays")
        await play.say("kay", "/client sam goal the long drive")
        assert "drive" not in said(await play.say("ada", "/client sam"), "ada")[-1]
        assert "Mondays" not in said(await play.say("kay", "/client sam"), "kay")[-1]


async def test_in_spanish_words() -> None:
    """`/cliente sam meta …`, and what is said of it in Spanish."""
    async with life("telegram") as play:
        await play.say("ada", "español")
        assert (
            "con palabras de Sam"
            in said(await play.say("ada", "/cliente sam meta lunes con calma"), "ada")[-1]
        )
        assert "Meta:" in said(await play.say("ada", "/cliente sam"), "ada")[-1]
        assert "ninguna meta" in said(await play.say("ada", "/cliente sam objetivo no"), "ada")[-1]
