"""Casting a name once more in a rehearsal: a second role or a second therapist of the same person."""

from typing import Any

import pytest

from tests.core_stage import ADA, SAM, playing
from tests.world import Line, play

BEA: Line = {**ADA, "cast": "bea", "name": "Bea Lind"}
ADA_OF_BEA: Line = {"cast": "ada", "role": "client", "of": "bea", "session": "wed 10:00"}


async def test_a_therapist_cast_as_a_client_has_two_roles() -> None:
    """Ada stays who she is, active as a therapist, and can change to her other role and back."""
    async with playing(ADA, BEA, SAM, ADA_OF_BEA) as on:
        ada = await on.person("ada")
        assert ada.role == "therapist"
        assert ada.client is not None
        assert ada.therapist is not None
        assert [case.client for case in ada.therapist.cases] == [await on.id("sam")]
        for role in ("client", "therapist"):
            said = await on({"who": "ada", "text": f"/as {role}"})
            assert len(said) == 1
            assert said[0]["to"] == "ada"
            assert (await on.person("ada")).role == role


async def test_a_text_of_the_other_role_switches_and_says_so() -> None:
    """What Bea assigns to Ada reaches her as a client, and that is said first."""
    async with playing(ADA, BEA, ADA_OF_BEA) as on:
        said = await on(
            {"who": "bea", "text": "/assign Ada sa-mood daily at 19:00"}, {"who": "bea", "tap": "Send"}
        )
        assert [e["kind"] for e in said if e["to"] == "ada"] == ["notice", "assignment"]


async def test_a_client_cast_as_a_therapist_has_two_roles() -> None:
    """Sam, cast as a therapist later, stays a client until /as."""
    async with playing(ADA, SAM, {"cast": "sam", "role": "therapist"}) as on:
        sam = await on.person()
        assert sam.role == "client"
        assert sam.therapist is not None
        assert sam.client is not None


async def test_a_second_therapist_is_a_second_relation() -> None:
    """Sam of Bea too: two bonds of one person, and `ask` asks for which of them."""
    async with playing(ADA, BEA, SAM, {**SAM, "of": "bea", "session": "fri 11:00"}) as on:
        client = (await on.person()).client
        assert client is not None
        assert [bond.name for bond in client.bonds] == ["Ada Okafor", "Bea Lind"]
        said = await on({"who": "sam", "text": "ask may we move?"})
        assert said[-1]["buttons"] == ["Ada Okafor", "Bea Lind"]


async def test_the_same_pair_twice_changes_nothing() -> None:
    """The same line again leaves one relation on both sides."""
    async with playing(ADA, SAM, SAM, ADA) as on:
        client, therapist = (await on.person()).client, (await on.person("ada")).therapist
        assert client is not None
        assert len(client.bonds) == 1
        assert therapist is not None
        assert len(therapist.cases) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"of": "nobody"},
        {"of": "sam"},
        {"of": ""},
        {"role": "boss"},
        {"channel": "post"},
        {"zone": "Mars/Base"},
        {"session": "someday"},
        {"cast": "ada", "of": "ada"},
        {"name": "a\ud800"},
        {"cast": " "},
    ],
)
async def test_a_bad_cast_line_is_an_error_and_the_run_goes_on(change: dict[str, Any]) -> None:
    """It is said what is wrong, and the next line is taken."""
    printed = await play([ADA, SAM, {**SAM, "cast": "kim", **change}, {"who": "sam", "text": "menu"}])
    assert [line["line"] for line in printed if "error" in line] == [3]
    assert [line["done"] for line in printed if "done" in line] == [1, 2, 3, 4]
    assert any(line.get("to") == "sam" for line in printed)
