"""The backup contact and the alert hours: asked, agreed to, told, and what they may know (SAFETY S3)."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.core_stage import Play, playing
from tests.safety_stage import DARK, RECORD, says
from tests.world import ADA, Line, client, events, texts

KIM = client("kim", "telegram")
KAY: Line = {**ADA, "cast": "kay", "name": "Kay Obi"}
NUMBER = "+447700900777"


def ada(text: str) -> Line:
    """Ada writes."""
    return {"who": "ada", "text": text}


def press(label: str, who: str = "ada") -> Line:
    """Somebody presses."""
    return {"who": who, "tap": label}


def lee(text: str) -> Line:
    """Lee, who has only a plain phone, writes."""
    return {"who": NUMBER, "channel": "sms", "phone": NUMBER, "text": text}


COLLEAGUE: list[Line] = [ADA, KAY, KIM, *RECORD, ada("/backup kay"), press("I agree", "kay")]
BY_TEXT: list[Line] = [ADA, KIM, *RECORD, ada(f"/backup Lee Park {NUMBER}"), lee("yes")]
WAYS = {"kay": COLLEAGUE, NUMBER: BY_TEXT}
QUIET = ada("/alerts 8 to 8:30")
"""Hours that are over whenever a test begins: at 09:00."""

ON_IT, REACHED, TAKE = "I'm on it", "I've reached Ada", "I'm taking it"


async def by_link() -> list[str]:
    """What Lee sees who opens a link, agrees, and hears of a flag."""
    async with playing(ADA, KIM, ada("/backup link"), ada("Lee Park")) as play:
        code = re.findall(r"start=([\w-]+)", play.printed[-1]["text"])[-1]
        await play({"who": "lee", "text": f"/start {code}"}, press("I agree", "lee"), says(DARK))
        await play({"wait": "61m"}, press(REACHED, "lee"))
        return [*texts(play.printed, "lee"), "|", *texts(play.printed, "ada")]


async def test_somebody_on_telegram_by_a_link() -> None:
    """A one-use link makes somebody a backup and nothing else; they hear after the hour."""
    said = await by_link()
    mine, hers = said[: said.index("|")], said[said.index("|") :]
    assert mine[0].startswith("Ada Okafor names you as backup")
    assert mine[2] == (
        "A flag is waiting at Ada Okafor's, 09:00. Please reach Ada. "
        "This program knows no more than that, and nobody reads along here."
    )
    assert hers[-1] == (
        "Lee Park wrote that they reached you about the flag of 09:00. It stays open until you take it."
    )


@pytest.mark.parametrize("who", WAYS)
async def test_told_after_an_hour(who: str) -> None:
    """Not taken within an hour, the flag goes to the backup, and to nobody before."""
    async with playing(*WAYS[who], says(DARK)) as play:
        assert "Your backup hears at 10:00" in texts(play.printed, "ada", "alert")[0]
        await play({"wait": "59m"})
        assert not events(play.printed, who, "alert")
        came = await play({"wait": "2m"})
        assert [e["at"][:16] for e in events(came, who, "alert")] == ["2026-03-02T10:00"]
        assert "Your backup hears now" in texts(came, "ada", "alert")[0]


@pytest.mark.parametrize("who", WAYS)
@pytest.mark.parametrize("why", ["hours", "away", "stopped"])
async def test_told_at_once(who: str, why: str) -> None:
    """Outside the alert hours, away or without texts, the backup hears in the same minute."""
    before = {
        "hours": [QUIET],
        "away": [ada("/away 2 march 6 march"), press("Send")],
        "stopped": [ada("stop"), press("Stop all")],
    }
    async with playing(*WAYS[who], *before[why]) as play:
        came = await play(says(DARK))
        assert len(events(came, who, "alert")) == 1
        assert len(events(came, "ada", "alert")) == (0 if why == "stopped" else 1)
        if why == "stopped":
            assert "A notice goes to the practice" in texts(came, "kim", "safety")[0]
        else:
            assert "Your backup hears now" in texts(came, "ada", "alert")[0]


async def test_inside_the_hours_nobody_else_is_told() -> None:
    """Inside the hours they set, a therapist has their hour."""
    async with playing(*COLLEAGUE, ada("/alerts 8 to 22")) as play:
        came = await play(says(DARK), {"wait": "30m"})
        assert not events(came, "kay")


@pytest.mark.parametrize("who", WAYS)
async def test_no_name_and_no_words(who: str) -> None:
    """Whatever a backup is sent, from first to last, holds no client's name and none of their words."""
    async with playing(*WAYS[who], QUIET, says(DARK), {"wait": "25h"}, press(ON_IT, who)) as play:
        await play(press(TAKE))
        said = " ".join(texts(play.printed, who))
        assert "reach Ada" in said
        assert not re.search(r"\bkim\b|anymore|cant do this", said, re.IGNORECASE)


@pytest.mark.parametrize("who", WAYS)
@pytest.mark.parametrize("answer", [ON_IT, REACHED])
async def test_the_answer_is_told_and_closes_nothing(answer: str, who: str) -> None:
    """What a backup answers is recorded and told; the flag stays open and the hold in place."""
    async with playing(*WAYS[who], QUIET, says(DARK)) as play:
        came = await play(press(answer, who))
        assert "It stays open until you take it" in texts(came, "ada", "alert")[0]
        kept = [one for one in await records(play, who) if one["kind"] == "backup_answer"]
        assert [one["how"] for one in kept] == ["on_it" if answer == ON_IT else "reached"]
        later = await play({"wait": "25h"})
        assert len(events(later, "ada", "alert")) == 2
        assert not events(later, "kim")
        assert len(events(later, who, "alert")) == (1 if answer == ON_IT else 0)


async def records(play: Play, who: str) -> list[Line]:
    """What is recorded about somebody."""
    await play.stage.take({"who": who, "sees": "store"})
    return [{**r["doc"], "kind": r["kind"]} for r in play.printed[-1]["store"]["records"]]


async def test_told_again_after_a_day() -> None:
    """A backup who says nothing hears after an hour and after a day, like the therapist."""
    async with playing(*COLLEAGUE, says(DARK), {"wait": "3d"}) as play:
        times = [e["at"][:16] for e in events(play.printed, "kay", "alert")]
        assert times == ["2026-03-02T10:00", "2026-03-03T09:00"]


async def test_the_end_is_said() -> None:
    """When the therapist takes it, a backup who was told hears that nothing more is needed."""
    async with playing(*COLLEAGUE, QUIET, says(DARK)) as play:
        came = await play(press(TAKE), {"wait": "3d"})
        assert texts(came, "kay") == ["Ada has taken the flag of 09:00. Nothing more is needed from you."]


async def test_a_release_is_an_end_too() -> None:
    """So it is when the therapist releases without taking it first."""
    async with playing(*COLLEAGUE, QUIET, says(DARK)) as play:
        assert texts(await play(ada("/release kim")), "kay")[0].startswith("Ada has taken the flag")


async def test_passed_on_by_hand() -> None:
    """Pass to backup tells the backup now; the flag stays with the therapist too."""
    async with playing(*COLLEAGUE, says(DARK)) as play:
        came = await play(press("Pass to backup"))
        assert len(events(came, "kay", "alert")) == 1
        assert "until one of you takes it" not in texts(came, "ada")[0]
        assert "stays open until you take it" in texts(came, "ada")[0]


async def test_nobody_is_told_before_their_own_yes() -> None:
    """Who was asked and has not agreed, or has said no, is told of no flag; the alert says so."""
    for answer in ([], [lee("no")]):
        async with playing(ADA, KIM, ada(f"/backup Lee {NUMBER}"), *answer, says(DARK)) as play:
            await play({"wait": "2d"})
            assert not events(play.printed, NUMBER, "alert")
            said = texts(play.printed, "ada", "alert")[0]
            assert ("No backup is set." if answer else "Your backup hasn't agreed yet.") in said


async def test_the_yes_is_kept() -> None:
    """The yes is a consent with its wording, its channel and its time."""
    async with playing(*BY_TEXT) as play:
        kept = [one for one in await records(play, NUMBER) if one["kind"] == "consent"]
        assert [one["what"] for one in kept] == ["backup"]
        assert kept[0]["wording"]
        assert kept[0]["given_at"]


async def test_the_old_one_stays_until_the_new_agrees() -> None:
    """Naming somebody else leaves no gap: who agreed before is told of flags until the other agrees."""
    async with playing(*COLLEAGUE, ada(f"/backup Lee {NUMBER}"), QUIET, says(DARK)) as play:
        assert len(events(play.printed, "kay", "alert")) == 1
        came = await play(lee("yes"))
        assert texts(came, "kay") == ["You are no longer the backup for Ada Okafor. Thank you."]
        assert len(events(await play(says("sos")), NUMBER, "alert")) == 1


async def test_agreeing_while_a_flag_waits() -> None:
    """A flag that has waited longer than an hour goes to a backup as soon as they agree."""
    async with playing(ADA, KIM, says(DARK), {"wait": "2h"}, ada(f"/backup Lee {NUMBER}")) as play:
        came = await play(lee("yes"))
        assert len(events(came, NUMBER, "alert")) == 1


async def test_stop_ends_it() -> None:
    """STOP ends being a backup at once: nothing more comes, the therapist hears, the next alert says so."""
    async with playing(*BY_TEXT) as play:
        came = await play(lee("STOP"))
        assert [e["kind"] for e in events(came, NUMBER)] == ["optout"]
        assert "no longer your backup" in texts(came, "ada")[0]
        came = await play(says(DARK), {"wait": "2d"})
        assert not events(came, NUMBER)
        assert "No backup is set." in texts(came, "ada", "alert")[0]


async def test_the_card_stays_true_when_the_backup_leaves() -> None:
    """With the therapist's texts stopped and the backup gone, the card says of nobody that they are told."""
    stopped: list[Line] = [ada("stop"), press("Stop all")]
    async with playing(*BY_TEXT, *stopped, lee("stop")) as play:
        card = texts(await play(says(DARK)), "kim", "safety")[0]
        assert "notice" not in card


@pytest.mark.parametrize("said", ["sos", "i want to die", "help i want to die", "/note i want to die"])
@pytest.mark.parametrize("lines", [BY_TEXT, BY_TEXT[:-1]], ids=["agreed", "asked"])
async def test_a_backup_in_distress(lines: list[Line], said: str) -> None:
    """A backup's own words bring the numbers, once, before they agree as well, and flag nobody."""
    async with playing(*lines) as play:
        came = await play(lee(said))
        assert [(e["to"], e["kind"]) for e in came] == [(NUMBER, "safety")]
        assert "116 123" in came[0]["text"]


async def test_a_no_is_answered_once() -> None:
    """A NO to the opt-in text gets one closing text; minutes later the number is nobody's again."""
    async with playing(ADA, ada(f"/backup Lee {NUMBER}")) as play:
        came = await play(lee("no"))
        assert len(events(came, NUMBER)) == 1
        assert not [e for e in play.printed if "not_sent" in e]
        assert not events(await play({"wait": "10m"}), NUMBER)
        assert await owner(play) is None


async def owner(play: Play) -> str | None:
    """Whose Lee's number is."""
    return await play.stage.engine.store.person_of(play.stage.practice, "sms", NUMBER)


async def test_asked_again_after_a_no() -> None:
    """Named again while the closing text is on its way, they are asked, and a yes counts."""
    async with playing(ADA, ada(f"/backup Lee {NUMBER}"), lee("no"), ada(f"/backup Lee {NUMBER}")) as play:
        await play({"wait": "10m"}, lee("yes"))
        assert "Lee" in texts(play.printed, "ada")[-1]
        side = (await play.person("ada")).therapist
        assert side is not None
        assert side.backup_id


async def test_a_stop_after_a_no_is_kept() -> None:
    """Who says STOP right after the no is not forgotten to have said so."""
    async with playing(ADA, ada(f"/backup Lee {NUMBER}"), lee("no"), lee("stop")) as play:
        await play({"wait": "1h"})
        assert await owner(play) is not None


async def test_who_never_answers_is_let_go() -> None:
    """Seven days without an answer: the number is nobody's, the therapist hears, and a late yes is none."""
    async with playing(ADA, ada(f"/backup Lee {NUMBER}")) as play:
        assert not events(await play({"wait": "6d"}), "ada", "notice")
        assert len(events(await play({"wait": "2d"}), "ada", "notice")) == 1
        assert await owner(play) is None
        assert len(events(await play({"wait": "9d"}), NUMBER)) == 0


@pytest.mark.parametrize("said", ["/backup Joe +12135550123", "/backup Joe +442079460123"])
async def test_no_backup_is_asked_in_their_night(said: str) -> None:
    """The opt-in text leaves in hours that are daytime wherever the number may be."""
    number = said.split()[-1]
    async with playing(ADA, ada(said)) as play:
        await play({"wait": "24h"})
        rows = await play.stage.engine.store._pump.read(
            "SELECT created_at FROM outbox WHERE kind = 'invite' AND channel = 'sms'"
        )
    (at,) = (datetime.fromtimestamp(row[0] / 1000, UTC) for row in rows)
    zone = ZoneInfo("America/Los_Angeles" if number.startswith("+1") else "Europe/London")
    assert 8 <= at.astimezone(zone).hour < 21
