"""Under 18: only where the practice has it, with a guardian's agreement and their own yes (DESIGN §8)."""

import pytest

from handlers.client.age import says_under_18
from tests.consent_stage import (
    JOINING,
    RECORD,
    after,
    invited,
    says,
    side,
    stored,
    taps,
    to_invite,
    with_minors,
)
from tests.world import ADA, Line, client, events, play, texts

ASKED = [ADA, to_invite(), *says("/invite Sam +447700900123 tue 15:00", who="ada"), *taps("Under 18")]
AGREED = [*ASKED, *taps("A parent", "In the room"), *says("Jo Roe, 1 March", who="ada")]
ASSENT = says("yes", "2", "1", "1", "1")
"""The questions of the welcome with their own yes among them."""


@pytest.mark.parametrize("at", [0, 1, 2, 3])
async def test_who_says_so_is_told_kindly_and_nothing_stays(at: int) -> None:
    """At any question of joining, "im 16" ends the request: kindly, with numbers, the therapist told."""
    lines = [*invited(), *RECORD, *JOINING[:at], *says("im only 16, is that ok"), {"wait": "2d"}]
    printed = await play([*lines, *says("sos")])
    end = next(e for e in events(printed, "sam") if "Under 18" in e["text"])
    assert "Samaritans" in end["text"]
    assert "999" in end["text"]
    assert "not you" in end["text"]
    assert any("under 18" in text for text in texts(printed, "ada", "notice"))
    assert await stored(lines) == {}
    assert [e["kind"] for e in after(printed, len(lines) - 1, "sam")] == ["safety"]


def test_what_counts_as_saying_so() -> None:
    """A plain statement about oneself counts; hours, other people and numbers do not."""
    for said in (
        "im 16",
        "I'm only 15",
        "yes but i am 17",
        "I'm 12 years old",
        "under 18",
        "not 18 yet",
        "im a minor",
    ):
        assert says_under_18(said), said
    for other in (
        "im 18",
        "i am 42",
        "10 to 17",
        "im 10 minutes away",
        "my son is 16",
        "my son is 16 years old",
        "1",
    ):
        assert not says_under_18(other), other


async def test_the_invitation_stops_where_it_is_off() -> None:
    """Without the practice's say nothing is sent to anybody under 18."""
    printed = await play([*ASKED, {"wait": "2d"}])
    assert not events(printed, "sam")
    assert "has not turned that on" in texts(printed, "ada")[-1]


async def test_nothing_goes_before_the_guardians_agreement() -> None:
    """Who agreed, how, and a line with name and day come first; without them nothing is sent."""
    for upto in (len(ASKED), len(ASKED) + 1, len(ASKED) + 2):
        assert not events(await with_minors([*AGREED[:upto], {"wait": "2d"}]), "sam")
    assert not events(await with_minors([*ASKED, *taps("Nobody yet"), {"wait": "2d"}]), "sam")
    assert [e["kind"] for e in events(await with_minors(AGREED), "sam")] == ["invite"]


async def test_both_agreements_are_on_record() -> None:
    """The guardian's row is by the guardian, details kept; theirs is by themselves; each has its words."""
    printed = await with_minors([*AGREED, *ASSENT, {"who": "sam", "sees": "store"}])
    found = next(e["store"] for e in printed if "store" in e)
    rows = {one["what"]: one for one in side(found)["consents"]}
    assert set(rows) == {"guardian", "texts", "full_texts", "assent", "sharing"}
    assert (rows["guardian"]["by"], rows["guardian"]["channel"]) == ("parent", "in_person")
    assert rows["assent"]["by"] == found["person"]["id"]
    assert {len(one["wording"]) for one in rows.values()} == {32}
    kept = [r["doc"] for r in found["records"] if r["doc"].get("what") == "guardian"]
    assert kept[0]["details"]["line"] == "Jo Roe, 1 March"


async def test_their_own_no_counts() -> None:
    """A guardian's yes does not stand for theirs: their no ends it, and nothing is kept."""
    printed = await with_minors(
        [*AGREED, *says("yes", "2", "2"), {"wait": "1d"}, {"who": "sam", "sees": "store"}]
    )
    assert texts(printed, "sam")[-1].startswith("Thank you for reading this far.")
    assert printed[-2] == {"store": {}}


async def test_they_know_what_the_guardian_sees() -> None:
    """The welcome says that the guardian sees nothing of it, and so does SEES."""
    printed = await with_minors([*AGREED, *ASSENT, *says("sees")])
    assert "They see nothing you write here." in texts(printed, "sam", "consent")[1]
    assert "Your parent or guardian sees none of it." in texts(printed, "sam")[-1]


async def test_an_adult_is_asked_none_of_it() -> None:
    """Where it is turned on, the welcome of an adult stays as it is."""
    lines: list[Line] = [*invited(), *JOINING]
    assert texts(await with_minors(lines), "sam") == texts(await play(lines), "sam")


async def test_nobody_under_18_is_linked_as_a_couple() -> None:
    """A guardian's agreement to the messages is none to a link: neither of the two is asked."""
    with_mia = [*AGREED, *ASSENT, client("mia", "telegram"), *says("/couple sam mia", who="ada")]
    printed = await with_minors(with_mia)
    assert "Under 18 nobody is linked" in texts(printed, "ada")[-1]
    assert not events(printed, "mia")


async def test_nobody_under_18_names_a_supporter() -> None:
    """Naming any adult, whom nobody here knows, is not for them; the text says what there is instead."""
    lines = [*AGREED, *ASSENT, *says("/supporter"), *says("/cheer")]
    said = texts(await with_minors(lines), "sam")
    assert all(one.startswith("A supporter here is for people of 18 and over.") for one in said[-2:])
