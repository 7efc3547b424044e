"""Item 9 of PHQ-9: only where the therapist turns it on and a backup hears too; weighed at once (F13, S3)."""

import pytest

from handlers.state import Client
from tests.core_stage import Play, playing
from tests.measure_stage import BACKUP, ada, ada_taps, fill, give, give_phq9
from tests.safety_stage import says, taps
from tests.world import ADA, Line, client, events, texts

KIM = client("kim", "telegram")
QUIET = (0,) * 8


def nine(*more: Line, channel: str = "telegram", how: str = "fortnightly") -> list[Line]:
    """Ada has a backup, and Kim has PHQ-9."""
    return [ADA, client("kim", channel), *BACKUP, *give_phq9(how), *more]


async def side(play: Play) -> Client:
    """Kim as a client."""
    found = (await play.person("kim")).client
    assert found is not None
    return found


async def asked(play: Play) -> list[str]:
    """Which measures of Kim's run."""
    return [one.measure for one in (await side(play)).measures if one.runs]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("answer", [2, 3])
async def test_two_or_three(channel: str, answer: int) -> None:
    """The card at once and nothing after it, an alert without a name, a hold; the answers are kept."""
    async with playing(*nine(channel=channel)) as play:
        came = await play(*fill(*QUIET, answer, difficulty=None))
        assert events(came, "kim")[-1]["kind"] == "safety"
        assert "be with someone" in texts(came, "kim")[-1]
        (alert,) = texts(came, "ada", "alert")
        assert "Kim" not in alert
        assert "PHQ" not in alert
        shown = texts(await play(ada_taps("Show me")), "ada")[0]
        assert "The question about thoughts of death was answered" in shown
        assert "PHQ-9" in shown
        (one,) = [one for one in await play.records("kim") if one["kind"] == "measure"]
        assert one["total"] == answer
        assert not events(await play({"wait": "15d"}), "kim")


async def test_the_backup_hears_of_it() -> None:
    """Not taken within an hour, it goes on to the backup like any other flag."""
    async with playing(*nine(), *fill(*QUIET, 3, difficulty=None)) as play:
        assert texts(await play({"wait": "1h"}), "kay", "alert")


async def test_one_shows_the_numbers_and_goes_on() -> None:
    """A first 1: the numbers, the question that is left, the sum; a flag in the summary, no hold."""
    async with playing(*nine()) as play:
        came = await play(*fill(*QUIET, 1, difficulty=0))
        kinds = [e["kind"] for e in events(came, "kim")]
        assert kinds[-3:] == ["safety", "measure", "measure"]
        assert "misread" not in " ".join(texts(came, "kim", "safety"))
        assert texts(came, "kim")[-1].startswith("That comes to 1 of 27.")
        assert not events(came, "ada", "alert")
        later = await play({"until": "2026-03-17T12:00:00+00:00"})
        assert events(later, "kim", "measure")
        assert "one flag open" in texts(later, "ada", "summary")[0]
        assert "PHQ-9: question 9: 1 · 1 of 27" in texts(later, "ada", "summary")[0]


async def test_a_rise_is_tier_one() -> None:
    """A 1 after a 0 is more than last time: the card. A 1 after a 1 is not."""
    for before, kind in ((0, "safety"), (1, "measure")):
        lines = [*fill(*QUIET, before, difficulty=0), {"wait": "14d2h"}]
        async with playing(*nine(), *lines) as play:
            came = await play(*fill(*QUIET, 1, difficulty=None))
            assert events(came, "kim")[-1]["kind"] == kind
            assert bool(events(came, "ada", "alert")) == (kind == "safety")


async def test_nought_raises_nothing_and_back_still_works() -> None:
    """A 0 there is an answer like any other, and can be taken back; after a 1 it cannot."""
    async with playing(*nine(), *fill(*QUIET, 0, difficulty=None)) as play:
        assert texts(play.printed, "kim")[-1].startswith("That comes to 0 of 27.")
        assert not (await side(play)).flags
    async with playing(*nine(), *fill(*QUIET, 1, difficulty=None), says("back")) as play:
        assert "There is no step back from here" in texts(play.printed, "kim")[-2]
        assert len((await side(play)).flags) == 1


async def test_an_item_before_it_may_be_open() -> None:
    """Item 9 is weighed whatever else was passed over; and passed over itself it raises nothing."""
    async with playing(*nine(), *fill("skip", *QUIET[1:], 2, difficulty=None)) as play:
        assert events(play.printed, "kim")[-1]["kind"] == "safety"
    async with playing(*nine(), *fill(*QUIET, "skip")) as play:
        assert "no sum" in texts(play.printed, "kim")[-1]
        assert not (await side(play)).flags


async def test_without_a_backup_it_cannot_be_sent() -> None:
    """Nobody else hears: only the form without the item is offered."""
    async with playing(ADA, KIM, ada("/measure kim phq9 once")) as play:
        shown = events(play.printed, "ada")[-1]
        assert shown["buttons"] == ["Send PHQ-8", "Cancel"]
        assert "/backup" in shown["text"]
        await play(ada_taps("Send PHQ-8"), ada_taps("Send"))
        assert await asked(play) == ["phq-8"]


async def test_a_backup_who_has_only_been_asked_is_none() -> None:
    """Who has not agreed yet hears of nothing."""
    async with playing(ADA, KIM, *BACKUP[:2], ada("/measure kim phq9 once")) as play:
        assert events(play.printed, "ada")[-1]["buttons"] == ["Send PHQ-8", "Cancel"]


async def test_it_is_turned_on_each_time() -> None:
    """The card says what happens; the form without it is one tap away, and leaving sends nothing."""
    async with playing(ADA, KIM, *BACKUP, ada("/measure kim phq9 once")) as play:
        shown = events(play.printed, "ada")[-1]
        assert shown["buttons"] == ["Turn on PHQ-9", "Send PHQ-8", "Cancel"]
        await play(ada_taps("Send PHQ-8"), ada_taps("Send"))
        assert await asked(play) == ["phq-8"]
        await play(ada("/measure kim phq9 once"), ada_taps("Cancel"))
        assert await asked(play) == ["phq-8"]


BY_TEXT: list[Line] = [
    ada("/backup Lee Park +447700900777"),
    {"who": "lee", "channel": "sms", "phone": "+447700900777", "text": "yes"},
]


@pytest.mark.parametrize("backup", [BACKUP, BY_TEXT])
async def test_the_backup_goes(backup: list[Line]) -> None:
    """Without a backup it is not asked again: the form without the item takes its place, and Ada reads so."""
    ends = ada("/backup nobody") if backup == BACKUP else {**BY_TEXT[1], "text": "stop"}
    lines = [*give_phq9(), *fill(*QUIET, 0, difficulty=None), ends]
    async with playing(ADA, KIM, *backup, *lines) as play:
        assert "thoughts of death is not asked any more" in " ".join(texts(play.printed, "ada", "notice"))
        assert await asked(play) == ["phq-8"]
        came = await play({"wait": "15d"})
        assert events(came, "kim", "measure")
        first = texts(await play(taps("Start")), "kim")[-1]
        assert first.startswith("1 of 8")


async def test_the_backup_goes_while_it_is_open() -> None:
    """Also what lies open is not asked on: its talk ends, and the form without the item comes."""
    async with playing(*nine(), *fill(*QUIET, difficulty=None)) as play:
        came = await play(ada("/backup nobody"), {"wait": "1d"})
        assert [e["kind"] for e in events(came, "kim")][:1] == ["measure"]
        assert texts(await play(taps("Start")), "kim")[-1].startswith("1 of 8")
        assert not [one for one in await play.records("kim") if one["kind"] == "measure"]


async def test_the_backup_goes_before_send() -> None:
    """A card that lay open while the backup went sends nothing, and says why."""
    lines = [ada("/measure kim phq9 once"), ada_taps("Turn on"), ada("/backup nobody"), ada_taps("Send")]
    async with playing(ADA, KIM, *BACKUP, *lines) as play:
        assert "only while a backup contact hears of flags" in texts(play.printed, "ada")[-1]
        assert not events(play.printed, "kim")
        assert await asked(play) == []


async def test_other_measures_need_no_backup() -> None:
    """PHQ-8 and GAD-7 go out as they are."""
    async with playing(ADA, KIM, *give("phq8"), *give("gad7")) as play:
        assert await asked(play) == ["phq-8", "gad-7"]


async def test_a_preview_raises_nothing() -> None:
    """A therapist who plays it may answer anything: no flag, no card, nothing kept."""
    lines = [ada("/preview phq-9"), *(ada("3") for _ in range(9))]
    async with playing(ADA, KIM, *lines, ada("1")) as play:
        assert "This was a preview: nothing is kept." in texts(play.printed, "ada")[-1]
        assert not events(play.printed, "ada", "alert")
        assert not events(play.printed, "ada", "safety")
