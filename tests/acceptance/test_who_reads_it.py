"""Who reads what, and who is written to: CONTENT H15 and H16, on both channels."""

import base64

import pytest

from tests.acceptance.listening import Heard
from tests.acceptance.stage import ADA, CHANNELS, Life, life, said
from tests.world import Line, client

BOTH = pytest.mark.parametrize("channel", CHANNELS)
SECRET = "heliotrope"
"""A word that only Sam writes, always where it is to stay with Sam."""


def anybody_else(play: Life, heard: list[Heard]) -> str:
    """Everything that reached anybody but Sam, files and buttons included."""
    texts = [e["text"] + " ".join(e["buttons"]) for e in play.printed_events() if e["to"] != "sam"]
    files = [
        address.partition("base64,")[2] for one in heard if one.role == "therapist" for address in one.media
    ]
    return "\n".join([*texts, *(base64.b64decode(file).decode() for file in files)])


PRIVATELY: dict[str, tuple[str, list[Line]]] = {
    "a private assignment": (
        "private",
        [
            {"until": "2026-03-04T19:05:00+00:00"},
            {"who": "sam", "tap": "Start"},
            {"who": "sam", "text": f"the {SECRET}"},
            {"who": "sam", "text": f"i am a {SECRET}"},
        ],
    ),
    "kept private at the end": (
        "ask",
        [
            {"until": "2026-03-04T19:05:00+00:00"},
            {"who": "sam", "tap": "Start"},
            {"who": "sam", "text": f"the {SECRET}"},
            {"who": "sam", "text": "i am late"},
            {"who": "sam", "text": "4"},
            *({"who": "sam", "text": "/skip"} for _ in range(6)),
            {"who": "sam", "tap": "Keep it private"},
        ],
    ),
    "one line of a shared one": (
        "",
        [
            {"until": "2026-03-04T19:05:00+00:00"},
            {"who": "sam", "tap": "Start"},
            {"who": "sam", "text": "on the bus"},
            {"who": "sam", "text": f"private the {SECRET}"},
        ],
    ),
    "a note": ("", [{"who": "sam", "text": f"private the {SECRET} again"}]),
    "a note when asked who may see it": (
        "",
        [
            {"who": "sam", "text": f"the {SECRET} was in flower"},
            {"who": "sam", "tap": "Only me"},
        ],
    ),
    "what was in the way": (
        "",
        [
            {"until": "2026-03-09T18:05:00+00:00"},
            {"who": "sam", "tap": "Not this time"},
            {"who": "sam", "tap": "Go ahead"},
            {"who": "sam", "tap": "It slipped my mind, or no time"},
            {"who": "sam", "tap": "No time, full week"},
            {"who": "sam", "text": f"private the {SECRET}"},
        ],
    ),
}
AFTERWARDS = (
    "/summary sam",
    "/client sam",
    "/clients",
    "/questions",
    "/letter sam",
    "/export sam",
    "/measure sam",
)


@BOTH
@pytest.mark.parametrize(("shared", "lines"), PRIVATELY.values(), ids=PRIVATELY)
async def test_h15_what_is_private_never_leaves(
    channel: str, shared: str, lines: list[Line], heard: list[Heard]
) -> None:
    """H15: the words stand in Sam's own export and nowhere else; Ada reads a count."""
    async with life(channel) as play:
        await play.assign(f"/assign sam thought record daily at 19:00 {shared}")
        await play.does(*lines)
        await play.till("2026-03-10 12:30")
        assert "Kept private: " in play.all("ada", "summary")[-1]
        await play.say("ada", *AFTERWARDS)
        await play.till("2026-03-10 17:00")
        assert SECRET not in anybody_else(play, heard)
        assert SECRET in str(await play.store())


@BOTH
async def test_h15_but_for_danger_as_was_said_at_the_start(channel: str) -> None:
    """H15: before the first private word Sam reads the one exception: danger is told, without the words."""
    sam = {**client("sam", channel, joined=False), "phone": "+447700900123"}
    async with life(channel, session="tue 15:00") as play:
        await play.play({**sam, "cast": "kim", "name": "Kim", "phone": "+447700900124"})
        invite = "/invite Kim +447700900124 wed 10:00" if channel == "sms" else "/invite Kim wed 10:00"
        await play.say("ada", invite)
        found = said(await play.tap("ada", "Yes"), "ada")[-1]
        code = found.rpartition("start=")[2].split()[0] if channel == "telegram" else ""
        await play.say("kim", f"/start {code}" if code else "yes")
        await play.tap("kim", "Full texts")
        told = "\n".join(play.all("kim", "consent"))
        assert "If any text sounds like danger, Ada is told so, without the words of a private one" in told
        await play.say("sam", f"private i want to die, {SECRET}")
        await play.tap("ada", "Show me")
        alerts = "\n".join(play.all("ada", "alert"))
        assert "private" in alerts.lower()
        assert SECRET not in alerts
        assert "want to die" not in alerts


# -- H16 ---------------------------------------------------------------------------------------------


@BOTH
async def test_h16_nobody_is_written_to_because_a_client_named_them(channel: str) -> None:
    """H16: asking for somebody's backing, a name and a number in it, writes to nobody but the two."""
    async with life(channel) as play:
        await play.assign()
        await play.till("2026-03-09 18:05")
        await play.tap("sam", "Not this time", "Go ahead", "It slipped my mind, or no time", "More")
        await play.tap("sam", "It depended on someone else")
        await play.say("sam", "my sister could")
        await play.tap("sam", "Ask someone to back me")
        await play.say("sam", "my sister ann, +447700900999")
        await play.assign("/assign sam ha-ally once at 18:00")
        await play.till("2026-03-24 20:00")
        assert {e["to"] for e in play.printed_events()} == {"ada", "sam"}


async def test_h16_somebody_invited_gets_one_request_and_nothing_before_a_yes() -> None:
    """H16: a number a therapist enters gets the opt-in and no other word, for a whole week and after it."""
    kim = {**client("kim", "sms", joined=False), "phone": "+447700900124"}
    async with life("telegram", kim) as play:
        await play.say("ada", "/invite Kim +447700900124 wed 10:00")
        await play.tap("ada", "Yes")
        await play.assign("/assign kim thought record daily at 19:00")
        await play.till("2026-03-20 12:00")
        got = [e for e in play.printed_events() if e["to"] == "kim"]
        assert [e["kind"] for e in got] == ["invite"]
        assert "Reply YES to join" in got[0]["text"]


async def test_h16_so_does_a_backup_who_was_named() -> None:
    """H16: a colleague named by number is asked once, and hears of no flag before their own yes."""
    async with life("sms") as play:
        await play.say("ada", "/backup Lee +447700900777")
        await play.say("sam", "i want to die")
        await play.till("2026-03-06 12:00")
        lee = [e for e in play.printed_events() if e["to"] not in ("ada", "sam")]
        assert len(lee) == 1
        assert lee[0]["kind"] == "invite"
        assert "die" not in lee[0]["text"]
        assert "Sam" not in lee[0]["text"]


def test_the_stage_has_one_therapist() -> None:
    """Who is not Sam is Ada, unless a check brings somebody."""
    assert ADA["cast"] == "ada"
