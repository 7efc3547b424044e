"""An assignment played from its card before it is sent: as the client gets it, and back (G-25)."""

import pytest

from tests.building_stage import Bench, bench
from tests.core_stage import playing
from tests.couple_stage import LINKED
from tests.world import Line, client

CHANNELS = pytest.mark.parametrize("channel", ["telegram", "sms"])
GRID = "/assign mia ha-grid daily at 19:00 note: As we said on Tuesday."
PLAY, PLAY_SMALL = "[Play it as Mia gets it]", "[Play the smaller one]"


def mia(channel: str, **more: object) -> Line:
    """A client beside Sam, on this channel."""
    return client("mia", channel, session="thu 15:00", **more)


async def filled(ada: Bench) -> None:
    """As far as the card, with a blank filled, a why and an act in the client's words."""
    await ada(GRID, "[Edit]", "[What fills the blanks]", "a walk after lunch", "more quiet")
    await ada("[Edit]", "[Why, in Mia's words]", "so that the evenings are mine")


def words(lines: list[Line], to: str) -> list[str]:
    """What somebody read."""
    return [one["text"] for one in lines if one["to"] == to]


@CHANNELS
@pytest.mark.parametrize("small", [False, True])
async def test_it_plays_what_the_client_will_get(channel: str, small: bool) -> None:
    """Text for text what Mia gets once it is sent, blanks and why and the smaller version included."""
    async with bench(mia(channel)) as ada:
        await filled(ada)
        start = "[Start]" if channel == "telegram" else "1"
        (told, arrives, *steps) = words(await ada("[Edit]", PLAY_SMALL if small else PLAY, start), "ada")[1:]
        assert "Nothing is sent or kept" in told
        assert ("by SMS" in told) is (channel == "sms")
        assert "so that the evenings are mine" in arrives or channel == "sms"
        await ada("/play")
        sent = await ada("[Send]")
        assert words(sent, "mia") == [arrives]
        real = words(await ada(*(("small",) if small else (start,)), who="mia"), "mia")
        assert steps == real
        assert "a walk after lunch" in "".join(steps)


async def test_the_card_comes_back_and_sends() -> None:
    """Played to its end the card is there again as it was; until Send the client got nothing."""
    async with bench(mia("telegram")) as ada:
        await ada("/assign mia thought record daily at 19:00")
        played = await ada("play", "[Start]", *["skip"] * 3)
        while "End of the preview" not in played[-2]["text"]:
            played = [*played, *await ada("skip")]
        assert played[-1]["buttons"] == ["Send", "Edit", "Cancel"]
        assert words(played, "mia") == []
        assert await ada.play.records("mia") == []
        assert (await ada.play.person("mia")).client.assignments == []  # type: ignore[union-attr]  # Mia is a client
        assert "Thought record" in words(await ada("[Send]"), "mia")[-1]


async def test_left_half_way_the_card_still_stands() -> None:
    """Send on the card itself works while it is being played; what was played is over with it."""
    async with bench(mia("telegram")) as ada:
        await ada("/assign mia thought record daily at 19:00", "play", "[Start]")
        assert "Thought record" in words(await ada("[Send]"), "mia")[-1]
        assert len((await ada.play.person("mia")).client.assignments) == 1  # type: ignore[union-attr]  # Mia is a client


@pytest.mark.parametrize("back", ["/play", "/preview"])
async def test_the_word_again_brings_the_card(back: str) -> None:
    """In the middle of a question of words the command leads back to the card."""
    async with bench(mia("telegram")) as ada:
        await ada("/assign mia thought record daily at 19:00", "play", "[Start]")
        assert (await ada(back))[-1]["buttons"] == ["Send", "Edit", "Cancel"]


async def test_the_clients_other_buttons_are_there_and_do_nothing() -> None:
    """Later and the question are shown as the client has them, and it is said what they would be."""
    async with bench(mia("telegram")) as ada:
        await ada("/assign mia thought record daily at 19:00", "play")
        assert "would pick a moment" in (await ada("[Later, pick a moment]"))[-2]["text"]
        assert "would write you a question" in (await ada("[Ask Ada]"))[-2]["text"]
        assert await ada.play.records("mia") == []


async def test_how_the_clients_days_are_is_not_shown() -> None:
    """A low day is the client's: what is played is the version that was chosen, not today's."""
    async with bench(mia("telegram")) as ada:
        await ada("low", who="mia")
        await ada("/assign mia thought record daily at 19:00")
        assert "about 8 min" in words(await ada("play"), "ada")[-1]


async def test_before_the_client_has_joined() -> None:
    """Somebody invited has no meeting and no hours yet; it plays all the same."""
    async with bench() as ada:
        await ada("/invite Kim +447700900777", "/assign kim thought record daily at 19:00", "play")
        assert "in the way" not in await ada.says("[Start]")


async def test_it_is_said_when_the_client_reads_another_language() -> None:
    """Played in the therapist's language, and named as such."""
    async with bench(mia("telegram", language="es")) as ada:
        await ada("/assign mia thought record daily at 19:00")
        assert "Mia gets it in Spanish" in words(await ada("play"), "ada")[0]


async def test_in_spanish_words() -> None:
    """A therapist who reads Spanish plays it with a word of theirs, whole and small."""
    async with bench(mia("telegram"), language="es") as ada:
        await ada("/asignar mia cbt-record diario a las 19:00")
        assert "No se envía ni se guarda nada" in words(await ada("probar"), "ada")[0]
        await ada("/probar")
        assert len(await ada("/probar mini", "[Empezar]", *["paso"] * 3)) == 7
        assert "Fin de la vista previa" in words(ada.play.printed, "ada")[-2]
        assert "Recorrerla como le llega a Mia" in (await ada("[Editar]"))[-1]["buttons"]


async def test_without_a_card_it_is_a_preview() -> None:
    """With no card waiting, the word asks for an activity as /preview does; a group is nobody to be."""
    async with bench(mia("telegram")) as ada:
        assert "/preview ACTIVITY" in await ada.says("/play")
        assert "Preview of Thought record" in words(await ada("/play cbt-record"), "ada")[0]
        await ada("/client mia tag @w", "/client sam tag @w", "/assign @w cbt-record daily at 19:00")
        assert not [one for one in (await ada("[Edit]"))[-1]["buttons"] if one.startswith("Play")]


async def test_a_couples_card() -> None:
    """For two it is played as the first of them gets it, the shared card and the partner named."""
    async with playing(*LINKED) as play:
        await play({"who": "ada", "text": "/assign sam + mia one exact thank-you once at 19:00"})
        arrives = words(await play({"who": "ada", "text": "play"}), "ada")[-1]
        assert "Shared card only if you both like" in arrives
        assert words(await play({"who": "ada", "tap": "Send"}), "sam")[-1] == arrives
