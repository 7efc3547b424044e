"""Each reads the library in their own language: what a therapist gives, and what a client gets."""

from collections.abc import Sequence
from typing import Any

import pytest

from handlers import reading
from handlers.state import Person
from handlers.therapist import notices
from handlers.therapist.library import find_activity
from handlers.therapist.shelves import narrowed
from handlers.therapist.summary import summary_of
from prompts.library import load_content
from tests.core_stage import Play, playing
from tests.desk_stage import assigned, case, client, desk, report
from tests.library_stage import Doing
from tests.world import ADA, texts
from tests.world import client as cast

CONTENT = load_content()
SOL = cast("sol", "telegram", language="es")
EVA = {**ADA, "cast": "ada", "language": "es"}


def reader(language: str, channel: str = "telegram") -> Person:
    """Somebody who reads this language on this channel."""
    return Person("eva", "", "Eva", "Europe/Madrid", language, channel, "therapist")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("registro de pensamientos", ["cbt-record"]),
        ("reg pens", ["cbt-record"]),
        ("TRES COSAS BUENAS", ["pp-thanks"]),
        ("un limite", ["dbt-limit"]),
        ("cbt-record", ["cbt-record"]),
        ("thought record", ["cbt-record"]),
    ],
)
@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_a_therapist_finds_it_in_either_language(words: str, found: list[str], channel: str) -> None:
    """By its Spanish title, with or without accents, by its id, and by the English title a colleague uses."""
    known = find_activity(reading.library(CONTENT, reader("es", channel)), words, CONTENT.activities)
    assert [activity.id for activity in known] == found
    assert known[0].title == reading.library(CONTENT, reader("es", channel))[found[0]].title


def test_a_spanish_title_is_none_for_somebody_who_reads_english() -> None:
    """Nobody is given what they could not read."""
    assert find_activity(CONTENT.activities, "registro de pensamientos", CONTENT.activities) == []


@pytest.mark.parametrize(
    ("words", "there", "not_there"),
    [
        ("ansiedad", "pe-alarm", "ba-out"),
        ("autocritica", "cbt-critic", "ba-out"),
        ("activación conductual", "ba-out", "cbt-ask"),
        ("pareja comunicación", "co-talk", "dbt-limit"),
        ("preocupación 5 min", "act-name", "cbt-record"),
        ("worry", "jo-dump", "ba-out"),
    ],
)
def test_words_narrow_it_in_either_language(words: str, there: str, not_there: str) -> None:
    """Tags and methods are read in Spanish, with or without accents, and in English still."""
    found = {
        activity.id
        for activity in narrowed(reading.library(CONTENT, reader("es")), words, CONTENT.activities)
    }
    assert there in found
    assert not_there not in found


@pytest.mark.parametrize("language", sorted(CONTENT.translated))
def test_no_two_titles_for_clients_are_the_same(language: str) -> None:
    """A kept title leads back to one activity, whatever language it was kept in."""
    for known in (CONTENT.activities, CONTENT.translated[language]):
        titles = [activity.client_title for activity in known.values()]
        assert len(titles) == len(set(titles))


async def said(play: Play, who: str, **line: Any) -> Sequence[str]:
    """What somebody reads after this."""
    return texts(await play({"who": who, **line}), who)


async def test_the_card_is_the_therapists_and_what_comes_is_the_clients() -> None:
    """An English therapist gives it by its English title; the client reads it in Spanish, title and steps."""
    async with playing(ADA, SOL) as play:
        card = await said(play, "ada", text="/assign sol empty the head once at 19:00")
        assert "Empty the head" in card[-1]
        came = await play({"who": "ada", "text": "1"})
        assert "Vaciar la cabeza" in texts(came, "sol")[-1]
        assert "Vaciar la cabeza" in (await said(play, "sol", text="/todo"))[-1]
        assert "Vaciar la cabeza" in (await said(play, "sol", text="/progress"))[-1]
        assert "¿De quién será esta página?" in (await said(play, "sol", text="1"))[-1]
        assert "Empty the head" in (await said(play, "ada", text="/client sol"))[-1]


async def test_a_spanish_therapist_gives_it_to_an_english_client() -> None:
    """And the other way round."""
    async with playing(EVA, cast("sam", "telegram")) as play:
        card = await said(play, "ada", text="/assign sam vaciar la cabeza once at 19:00")
        assert "Vaciar la cabeza" in card[-1]
        came = await play({"who": "ada", "text": "1"})
        assert "Empty the head" in texts(came, "sam")[-1]


def test_another_language_gives_what_runs_its_title_in_it() -> None:
    """The list, the cue and the list for the session speak the new language at once; own words stay."""
    doing = Doing("pe-growth")
    doing.desk.client.bonds[0].agenda = ["Skills can grow", "my mother"]
    doing.say("language es")
    assert doing.item.title == "Las habilidades pueden crecer"
    assert doing.desk.client.bonds[0].agenda == ["Las habilidades pueden crecer", "my mother"]
    doing.say("language en")
    assert doing.item.title == "Skills can grow"


def test_a_title_of_somebodys_own_stays() -> None:
    """What was named otherwise than in the library is theirs, in every language."""
    doing = Doing("pe-growth", title="Five cards on the fridge")
    doing.say("language es")
    assert doing.item.title == "Five cards on the fridge"


@pytest.mark.parametrize(
    ("language", "title", "label"),
    [("en", "Thought record", "Too big"), ("es", "Registro de pensamientos", "Demasiado grande")],
)
@pytest.mark.parametrize("kept", ["Thought record", "Registro de pensamientos"])
def test_a_week_is_summed_up_in_the_readers_language(
    kept: str, language: str, title: str, label: str
) -> None:
    """Whatever language the client answered in, reason and titles are those the therapist knows."""
    turn = desk(client(assigned("", title=kept), reports=[report("S1", title=kept)]), of=case())
    assert turn.person.therapist is not None
    turn.person.language = language
    told = summary_of(turn, turn.person.therapist.cases[0])
    assert (told["barriers"][0]["title"], told["barriers"][0]["label"]) == (title, label)
    assert told["items"][0]["title"] == title


def test_news_names_the_activity_as_its_reader_does() -> None:
    """A Spanish client makes theirs smaller: an English therapist is told of which, in English."""
    turn = desk(client(assigned("", title="Registro de pensamientos")), of=case())
    notices.put(turn, "smaller", "sam", title="Registro de pensamientos", how="tiny", rhythm="daily")
    notices.put(turn, "pace", "sam", pace="smaller", titles=["Una pequeña rutina", "My own thing"])
    assert turn.said[0].args["news"]["title"] == "Thought record"
    assert turn.said[1].args["news"]["titles"] == ["One small routine", "My own thing"]
