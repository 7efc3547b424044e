"""Tags on clients: put on and off, listed, seen by whoever covers and by no client (CONTENT A-04)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.therapist.tags import MOST, read_tag
from tests.core_stage import playing
from tests.group_stage import LEE, THREE, case, says, tag, taps
from tests.world import ADA


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("@worry", "worry"),
        ("Worry", "worry"),
        ("@worry,", "worry"),
        ("@dbt-skills_2", "dbt-skills_2"),
        ("@año", "año"),
        ("@5", "5"),
        ("@", ""),
        ("@wo rry", ""),
        ("@wo'rry", ""),
        ("-worry-", ""),
        ("@" + "a" * 24, "a" * 24),
        ("@" + "a" * 25, ""),
        ("@@worry", ""),
    ],
)
def test_what_is_a_tag(word: str, kept: str) -> None:
    """Letters, digits, - and _ inside, in any case, with or without the sign; anything else is none."""
    assert read_tag(word) == kept


@given(st.text(max_size=40))
def test_a_tag_reads_as_itself(word: str) -> None:
    """Whatever was taken as a tag is the same tag when it is typed as it is shown."""
    kept = read_tag(word)
    assert len(kept) <= 48
    assert read_tag(f"@{kept}") == kept


async def test_on_and_off_again() -> None:
    """Several at once, once each; one off, all off; each answer says how it stands."""
    async with playing(*THREE) as play:
        said = await play(says("/client sam tag @worry @Sleep @worry"))
        assert "@sleep, @worry" in said[-1]["text"]
        assert (await case(play, "sam")).tags == ["sleep", "worry"]
        await play(says("client sam tag worry off"))
        assert (await case(play, "sam")).tags == ["sleep"]
        said = await play(says("/client sam tag off"))
        assert "in no group" in said[-1]["text"]
        assert (await case(play, "sam")).tags == []


@pytest.mark.parametrize("words", ["", "@wo!rry", "@good @b@d"])
async def test_what_is_no_tag_changes_nothing(words: str) -> None:
    """Half a command and a word that cannot be a tag bring the form, with what there is."""
    async with playing(*THREE, *tag("sam")) as play:
        said = await play(says(f"/client sam tag {words}"))
        assert "tag @worry off" in said[-1]["text"]
        assert (await case(play, "sam")).tags == ["worry"]


async def test_one_client_is_in_few_groups() -> None:
    """One more than there may be changes nothing."""
    async with playing(*THREE) as play:
        many = " ".join(f"@g{n}" for n in range(MOST))
        await play(says(f"/client sam tag {many}"))
        said = await play(says("/client sam tag @more"))
        assert str(MOST) in said[-1]["text"]
        assert len((await case(play, "sam")).tags) == MOST


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_the_list_and_one_group(channel: str) -> None:
    """Each tag with who is in it; one of them shows the lines of /clients, of these alone."""
    ada = {**ADA, "channel": channel}
    async with playing(ada, *THREE[1:], *tag("sam", "mia"), *tag("mia", of="sleep")) as play:
        said = await play(says("/group"))
        assert said[-1]["text"].splitlines()[:2] == ["@sleep: Mia", "@worry: Sam and Mia"]
        said = await play(taps("@worry"))
        assert said[-1]["text"].startswith("@worry")
        assert "Kim" not in said[-1]["text"]
        assert [e["text"] for e in await play(says("group worry"))] == [e["text"] for e in said]


async def test_a_group_with_nobody_in_it() -> None:
    """It is said, with the groups there are; nothing opens."""
    async with playing(*THREE, *tag("sam")) as play:
        for words in ("/group @sleep", "/assign @sleep sa-mood daily at 19:00"):
            said = await play(says(words))
            assert said[-1]["text"].startswith("Nobody is in @sleep. Your groups: @worry.")


async def test_a_beginning_is_enough_and_two_ask_which() -> None:
    """@wo is @worry while no other begins so."""
    async with playing(*THREE, *tag("sam")) as play:
        assert (await play(says("/group @wo")))[-1]["text"].startswith("@worry")
        await play(*tag("mia", of="work"))
        assert "Several groups begin so: @work, @worry." in (await play(says("/group @wo")))[-1]["text"]


@pytest.mark.parametrize(
    "command", ["note @worry hello", "pause @worry 10d", "measure @worry phq8", "shrink @w"]
)
async def test_other_commands_take_one_client(command: str) -> None:
    """A tag where a name belongs says what tags are for; nothing is done."""
    async with playing(*THREE, *tag("sam")) as play:
        said = await play(says(f"/{command}"))
        assert "/assign and /group" in said[-1]["text"]
        assert {e["to"] for e in said} == {"ada"}


async def test_no_client_ever_holds_a_tag() -> None:
    """It stands in no text to a client, and in nothing the store has of one."""
    async with playing(*THREE, *tag("sam", "mia", of="zqcanary")) as play:
        await play(says("/assign @zqcanary sa-mood daily at 19:00"), taps("Send"), says("sees", "sam"))
        await play({"wait": "2d"})
        assert "zqcanary" not in json.dumps([e for e in play.printed if e.get("to") in ("sam", "mia")])
        for name in ("sam", "mia"):
            whole = await play.stage.engine.store.export_person(play.stage.practice, await play.id(name))
            assert "zqcanary" not in json.dumps(whole)


async def test_whoever_covers_sees_the_groups() -> None:
    """Told with the days, and when a group changes meanwhile; only of those who said yes to them."""
    async with playing(*THREE, LEE, *tag("mia", "kim")) as play:
        await play(says("/away 2 march 6 march cover Lee"), taps("Send"), says("yes", "mia"))
        said = await play(says("/cover", "lee"))
        assert "Mia (@worry), for Ada Okafor" in said[-1]["text"]
        assert "Kim" not in said[-1]["text"]
        await play(says("/client mia tag @sleep"))
        assert "Mia (@sleep, @worry)" in (await play(says("/cover", "lee")))[-1]["text"]


async def test_who_is_gone_is_in_no_group() -> None:
    """A discharge takes somebody out of the group, an erasure leaves no tag that names them."""
    async with playing(*THREE, *tag("mia", "kim"), *tag("sam", of="friend_of_mia")) as play:
        await play(says("/discharge kim"), taps("Send"))
        ada = (await play.person("ada")).therapist
        assert ada is not None
        assert [one.tags for one in ada.cases] == [["friend_of_mia"], ["worry"], []]
        await play(says("delete", "mia"), says("yes", "mia"), {"wait": "1h"})
        ada = (await play.person("ada")).therapist
        assert ada is not None
        assert [one.tags for one in ada.cases] == [[], []]
        assert (await play(says("/group")))[-1]["text"].startswith("No groups yet")
