"""When a note to oneself comes: the clock it was asked for, wherever one is, and a moment said at once."""

import pytest

from handlers.times import local
from tests.client_states import in_state
from tests.desk import Desk


def _moments(desk: Desk) -> list[str]:
    return [local(n.at, desk.person.zone).strftime("%a %H:%M") for n in desk.client.own.notes]


@pytest.mark.parametrize("move", ["place bogota", "place tokyo", "travel to tokyo until 20 april"])
def test_another_place_keeps_the_hour(move: str) -> None:
    """Tuesday at nine is nine o'clock there too, and after a journey nine at home again."""
    desk = in_state("assigned")
    for words in ("remind call ana", "tuesday at 09:00", move):
        desk.say(words)
    assert desk.person.zone != "Europe/London"
    assert _moments(desk) == ["Tue 09:00"]
    assert "Tuesday, 09:00" in desk.say("kept")[0].text
    if move.startswith("travel"):
        desk.say("travel home")
        assert _moments(desk) == ["Tue 09:00"]


def test_before_a_meeting_stays_before_it_on_a_journey() -> None:
    """The meetings keep the clock of home, and so does what is to come before one."""
    desk = in_state("assigned")
    desk.say("remind the letter")
    desk.say("3")
    before = [note.at for note in desk.client.own.notes]
    desk.say("travel to bogota until 20 april")
    assert [note.at for note in desk.client.own.notes] == before


SAID = [
    ("recuérdame llamar a Ana mañana a las 10", "es", "llamar a Ana", "Thu 10:00"),
    ("recuérdame llamar a Ana el viernes a las 10 de la mañana", "es", "llamar a Ana", "Fri 10:00"),
    ("recuérdame llamar a Ana a las 10 mañana", "es", "llamar a Ana", "Thu 10:00"),
    ("remind me call Ana tomorrow at 10", "en", "call Ana", "Thu 10:00"),
    ("remind me: call Ana on friday at 17:30", "en", "call Ana", "Fri 17:30"),
]


@pytest.mark.parametrize(("typed", "language", "words", "moment"), SAID)
def test_a_moment_said_with_the_words(typed: str, language: str, words: str, moment: str) -> None:
    """A day and an hour at the end are when it comes: nobody asks again."""
    desk = in_state("assigned")
    desk.person.language = language
    desk.say(typed)
    assert [note.words for note in desk.client.own.notes] == [words]
    assert _moments(desk) == [moment]


@pytest.mark.parametrize(
    "typed", ["remind me call Ana", "remind me call Ana tomorrow", "remind me the party on friday at Ana's"]
)
def test_without_a_plain_moment_it_is_asked(typed: str) -> None:
    """Words that name no day and hour are kept whole, and when is asked."""
    desk = in_state("assigned")
    desk.say(typed)
    assert not desk.client.own.notes
    assert desk.asked().key.startswith("self/when")
