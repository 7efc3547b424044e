"""What a therapist types is found: problems by their name, slips, one's own that is archived (A-14, A-22)."""

import pytest

from handlers.therapist import filed, shelves
from tests.core_stage import playing
from tests.couple_stage import LINKED
from tests.desk import surroundings
from tests.library_stage import Doing
from tests.world import ADA, client, play, texts

MIA = client("mia", "telegram")
GUARD_SMS = 160
LIBRARY = surroundings()[0].content.activities


@pytest.mark.parametrize(
    ("words", "among", "not_among"),
    [
        ("depression", "ba-menu", "ex-erp"),
        ("depress", "ba-joy", "ex-erp"),
        ("panic", "dbt-senses", "ba-menu"),
        ("ocd", "ex-erp", "ba-menu"),
        ("phobia", "ex-image", "ba-menu"),
        ("trauma", "dbt-senses", "ex-step"),
        ("addiction", "sa-urge", "ba-menu"),
        ("self-harm", "dbt-card", "sa-urge"),
        ("anxiety", "ex-ladder", "ba-menu"),
        ("anxiety", "ex-step", "ba-menu"),
        ("tiny", "ha-tiny", "ex-step"),
        ("journal", "jo-dump", "ex-step"),
        ("habit", "sa-urge", "ex-step"),
        ("practise", "ba-menu", "sa-urge"),
        ("notice", "sa-urge", "ba-menu"),
        ("understand", "pe-link", "ba-menu"),
        ("thoughts under 5 minutes", "act-name", "cbt-record"),
        ("under 5 min", "act-name", "cbt-record"),
        ("mindfulness 6", "mi-five", "mi-walk"),
        ("growth", "pe-growth", "ba-menu"),
        ("dump", "jo-dump", "ba-menu"),
    ],
)
def test_a_problem_is_found_by_its_name(words: str, among: str, not_among: str) -> None:
    """What works with it is listed, and what does not is not."""
    found = [a.id for a in shelves.narrowed(LIBRARY, words)]
    assert among in found
    assert not_among not in found


def test_a_slip_is_answered_with_the_tags_near_it() -> None:
    """Somebody who typed nearly a tag reads that one first."""
    tags = {tag for a in LIBRARY.values() for tag in a.tags}
    assert filed.near(tags, "gratitud")[0] == "gratitude"


def test_every_other_name_leads_somewhere() -> None:
    """No name of a problem stands there for nothing."""
    assert [word for word in filed.CALLED_SO if not shelves.narrowed(LIBRARY, word)] == []


async def say(line: str, *before: str) -> str:
    """What Ada reads after this line, and those before it."""
    async with playing(ADA, MIA, *({"who": "ada", "text": one} for one in before)) as stage:
        return texts(await stage({"who": "ada", "text": line}), "ada")[-1]


@pytest.mark.parametrize("line", ["mood tracker daily", "energy log", "confidence building"])
async def test_what_begins_like_a_rating_is_looked_for_among_activities(line: str) -> None:
    """A rating's name as a first word is no order for that rating."""
    answer = await say(f"/assign mia {line}")
    assert "clear beside" not in answer
    assert "Which one is it?" in answer


@pytest.mark.parametrize("line", ["mood", "mood weekly", "phq8", "energy once"])
async def test_a_rating_by_its_name_is_still_one(line: str) -> None:
    """Nothing is taken from those who mean it."""
    assert "No activity" not in await say(f"/assign mia {line}")


async def test_tags_are_told() -> None:
    """Under which words there is something."""
    assert "anxiety" in await say("/library tags")


async def test_a_preview_of_nothing_names_what_is_near() -> None:
    """As /assign does."""
    assert "Thought record" in await say("/preview thort record")


@pytest.mark.parametrize("id", sorted(LIBRARY))
def test_every_activity_tells_its_therapist_what_to_look_at(id: str) -> None:
    """And when it is assigned and played, they read it."""
    assert LIBRARY[id].therapist_note


@pytest.mark.parametrize("id", ["jo-future", "pe-course", "sa-urge", "cbt-record", "ex-hello"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_assignment_by_sms_says_from_whom(id: str, language: str) -> None:
    """However long the rest is (CONTENT C3)."""
    came = [one.text for one in Doing(id, "sms", language).said]
    assert any(said in came[0] for said in ("From Ada", "Ada put this", "De Ada", "Ada prepar"))


def test_what_fits_whenever_it_happens_says_so() -> None:
    """At its arrival and when it is done: a second note is welcome, and no count is made of it."""
    play = Doing("sa-urge")
    assert "and again whenever it comes up" in play.said[0].text
    for _ in range(2):
        play.opens()
        play.plays()
        assert "It can be done again whenever it comes up" in play.said[-1].text
        assert "2 of 2" not in play.said[-1].text


def test_what_is_done_once_does_not() -> None:
    """Nobody is asked to do a single thing twice."""
    play = Doing("pe-link")
    play.opens()
    play.plays()
    assert "again" not in play.said[0].text + play.said[-1].text


@pytest.mark.parametrize("who", ["ada", "mia"])
async def test_a_file_is_not_called_a_picture(who: str) -> None:
    """A therapist hears which file is read, a client that none is kept."""
    async with playing(ADA, MIA) as stage:
        sent = {"who": who, "document": "good3.txt", "content": "hello"}
        answer = texts(await stage(sent), who)[-1]
        assert "Picture" not in answer
        assert ("ends in .toml" in answer) == (who == "ada")


@pytest.mark.parametrize("id", [a.id for a in LIBRARY.values() if a.guard])
def test_what_to_know_is_short_enough_to_stand_whole(id: str) -> None:
    """A guard that is cut says nothing: every one fits where it is shown on SMS."""
    assert len(LIBRARY[id].guard) <= GUARD_SMS


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_what_to_know_stands_on_every_card(channel: str) -> None:
    """For one client, and in the preview: cold water is not for everybody."""
    async with playing({**ADA, "channel": channel}, MIA) as stage:
        for line in ("/assign mia use one skill 3x at 19:00", "/preview dbt-skill"):
            said = " ".join(texts(await stage({"who": "ada", "text": line}), "ada"))
            assert LIBRARY["dbt-skill"].guard in said
            assert channel == "sms" or LIBRARY["dbt-skill"].therapist_note in said


async def test_what_to_know_stands_on_the_card_of_two() -> None:
    """A couple's card is the same card."""
    line = {"who": "ada", "text": "/assign sam + mia speak mirror swap once at 19:00"}
    cards = texts(await play([*LINKED, line]), "ada", "card")
    assert LIBRARY["co-talk"].guard in cards[-1]


@pytest.mark.parametrize(("measure", "said"), [("week check", "the five numbers"), ("phq8", "the number")])
async def test_a_measures_card_counts_what_the_client_reads(measure: str, said: str) -> None:
    """Five ratings without a sum are five numbers; a form with one is one."""
    shown = [ADA, MIA, {"who": "ada", "text": f"/measure mia {measure} once"}]
    assert f'" and {said}, no band' in texts(await play(shown), "ada", "card")[-1]


def test_a_heavy_letter_ends_with_numbers_to_call() -> None:
    """Care is offered after it, and named while a wave or an urge is looked at (CONTENT F-43, F-70, F-75)."""
    for id, answers in (("jo-letter", {"after_writing": "9"}), ("act-wave", {}), ("dbt-card", {})):
        doing = Doing(id)
        doing.opens()
        doing.plays(**answers)
        assert "SOS brings numbers to call" in doing.read
