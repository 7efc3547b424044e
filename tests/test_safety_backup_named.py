"""Naming a backup: what cannot be told is said, who may not be asked is not, and whatever they send back."""

import pytest

from tests.core_stage import playing
from tests.safety_stage import DARK, says
from tests.test_safety_backup import BY_TEXT, KAY, KIM, NUMBER, ada, lee, press
from tests.world import ADA, Line, client, events, texts


async def test_a_client_is_never_asked() -> None:
    """A number that is a client's gets nothing, and the therapist learns nothing by the answer."""
    sam = {**client("sam", "sms"), "phone": NUMBER}
    async with playing(ADA, KAY, {**sam, "of": "kay"}) as play:
        known = await play(ada(f"/backup Lee {NUMBER}"))
        unknown = await play(ada("/backup Lee +447700900778"))
        assert not events(known, "sam")
        assert texts(known, "ada") == texts(unknown, "ada")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/backup Lee, room 4", "a flag waits for you alone"),
        ("/backup Lee 07700 900777", "a flag waits for you alone"),
        ("/backup Lee +44 7700 900777", "nobody was asked"),
        ("/backup nobody", "Nobody, then."),
    ],
)
async def test_what_cannot_be_told_is_said(typed: str, said: str) -> None:
    """Words that lead to nobody are never taken for a backup who hears."""
    async with playing(ADA, KIM) as play:
        came = await play(ada(typed), says(DARK))
        assert said in texts(came, "ada")[0]
        assert "hears" not in texts(came, "ada", "alert")[0]


async def test_one_backup_for_two_therapists() -> None:
    """Who backs one therapist can be asked by another, agrees to each apart, and hears whose flag it is."""
    mia = {**client("mia", "telegram"), "of": "kay"}
    async with playing(*BY_TEXT, KAY, mia) as play:
        came = await play({"who": "kay", "text": f"/backup Lee {NUMBER}"})
        assert texts(came, NUMBER)[0].startswith("Kay Obi names you as backup")
        await play({"who": "mia", "text": DARK}, {"wait": "61m"})
        assert not events(play.printed, NUMBER, "alert")
        came = await play(lee("1"))
        assert [text.partition(",")[0] for text in texts(came, NUMBER, "alert")] == [
            "A flag is waiting at Kay Obi's"
        ]


async def test_nobody_is_asked_at_night() -> None:
    """A number named at night is asked when the practice's hours begin; a colleague is asked at once."""
    night = {"until": "2026-03-03T02:00:00+00:00"}
    async with playing(ADA, KAY, night, ada(f"/backup Lee {NUMBER}")) as play:
        assert not events(play.printed, NUMBER)
        came = await play({"until": "2026-03-03T10:00:00+00:00"})
        assert [e["at"][:16] for e in events(came, NUMBER, "invite")] == ["2026-03-03T09:00"]


async def test_a_slip_takes_nobody_away() -> None:
    """A name nobody here has changes nothing: who was asked can still say yes."""
    async with playing(ADA, KIM, ada(f"/backup Lee {NUMBER}")) as play:
        assert "nothing has changed" in texts(await play(ada("/backup leee")), "ada")[0]
        assert any("has agreed" in text for text in texts(await play(lee("yes")), "ada"))


async def test_two_colleagues_of_one_name() -> None:
    """Two that fit are asked about; nobody is asked by guess."""
    async with playing(ADA, KAY, {**KAY, "cast": "kay2", "name": "Kay Poe"}) as play:
        assert not events(await play(ada("/backup kay")), "kay2")
        assert len(events(await play(press("Kay Poe")), "kay2")) == 1


async def test_hours_that_cannot_be_read() -> None:
    """Hours are asked again until they can be read; SKIP is always."""
    async with playing(ADA, ada("/alerts in the morning")) as play:
        assert "couldn't read two times" in texts(play.printed, "ada")[-1]
        came = await play(ada("8 to 22"))
        assert texts(came, "ada")[0].startswith("Alert hours: 08:00 to 22:00.")
        assert texts(await play(ada("/alerts always")), "ada")[0].startswith("Always, then")


async def test_both_are_in_the_help() -> None:
    """/help names both commands."""
    async with playing(ADA, ada("/help")) as play:
        said = texts(play.printed, "ada")[0]
        assert "/backup" in said
        assert "/alerts" in said


ODD: list[dict[str, object]] = [
    {"text": "menu"},
    {"text": "start ABCDEFGHJK"},
    {"text": "as therapist"},
    {"text": "x" * 5000},
    {"text": "wrong"},
    {"text": "delete"},
    {"text": "1"},
    {"media": "image/jpeg"},
    {"voice": 12},
]


STEPS: list[list[Line]] = [[], [lee("yes")], [lee("yes"), lee("stop")]]


@pytest.mark.parametrize("before", STEPS, ids=["asked", "agreed", "out"])
async def test_whatever_a_backup_sends(before: list[Line]) -> None:
    """Somebody who is a backup and nothing else gets at most one text for anything, and no turn fails."""
    async with playing(ADA, KIM, ada(f"/backup Lee {NUMBER}"), *before) as play:
        for odd in ODD:
            came = await play({**lee(""), **odd} if "text" in odd else {"who": NUMBER, **odd})
            assert len(events(came, NUMBER)) <= (0 if len(before) == 2 else 1), odd
            assert not events(came, "ada")
        assert not play.stage.engine.faults
        assert not await play.stage.engine.store.inbox_waiting()
