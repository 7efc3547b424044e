"""Which days cues fall on, and what becomes of a day that was taken by something else."""

from datetime import date

from tests.core_stage import ADA, Play, playing
from tests.world import Line, client

SEND: Line = {"who": "ada", "tap": "Send"}


def assign(words: str) -> tuple[Line, Line]:
    """Ada assigns something to Sam and sends it."""
    return {"who": "ada", "text": f"/assign Sam {words}"}, SEND


async def days(play: Play) -> list[date]:
    """The days of Sam's planned or past cues, in order."""
    sam = (await play.person()).client
    assert sam is not None
    return sorted(date.fromisoformat(o.day) for a in sam.assignments for o in a.occurrences)


async def test_three_times_in_a_fortnight_is_three_in_seven_days() -> None:
    """Fortnightly 3x is six in the fortnight, never more than three in any seven days."""
    sam = client("sam", "telegram", "tue 15:00 fortnightly from 17 march")
    async with playing(
        ADA, sam, *assign("cbt-record 3x at 19:00"), start="2026-03-03T16:00:00+00:00"
    ) as play:
        planned = await days(play)
        assert len(planned) == 6
        for first in planned:
            assert sum(0 <= (day - first).days < 7 for day in planned) <= 3


async def test_planning_anew_in_the_second_week_keeps_its_share() -> None:
    """Another hour chosen in the second week of a fortnight moves the cues and takes none away."""
    sam = client("sam", "telegram", "tue 15:00 fortnightly from 17 march")
    async with playing(
        ADA, sam, *assign("cbt-record 3x at 19:00"), start="2026-03-03T16:00:00+00:00"
    ) as play:
        await play({"until": "2026-03-11T09:00:00+00:00"})
        before = await days(play)
        await play({"who": "sam", "text": "time 18:00"})
        assert len(await days(play)) == len(before) == 6


MONDAY = "2026-03-02T16:00:00+00:00"
NEW = ({"who": "ada", "tap": "New anyway"}, {"who": "ada", "text": "skip"}, SEND)


async def test_what_is_to_be_done_once_keeps_off_the_letters_day() -> None:
    """The only cue of a `once` is not planned for the day the letter takes, nor for the evening before."""
    async with playing(ADA, client("sam", "telegram", "mon 15:00"), start=MONDAY) as play:
        await play(*assign("sa-mood daily at 12:00"), {"until": "2026-03-05T15:00:00+00:00"})
        await play(assign("cbt-record once at 12:00")[0], *NEW)
        sam = (await play.person()).client
        assert sam is not None
        once = next(a for a in sam.assignments if a.rhythm == "once")
        assert [o.day for o in once.occurrences] == ["2026-03-07"]


async def test_once_is_planned_again_when_its_cue_was_lost() -> None:
    """A `once` whose cue never arrived has another day before the meeting."""
    async with playing(ADA, client("sam", "sms", "mon 15:00"), start=MONDAY) as play:
        await play(*assign("cbt-record once at 12:00"), {"until": "2026-03-03T11:50:00+00:00"})
        await play({"refuse": "sms", "how": "unavailable", "times": -1})
        await play({"until": "2026-03-03T13:00:00+00:00"}, {"refuse": "sms", "times": 0})
        said = await play({"until": "2026-03-04T13:00:00+00:00"})
        assert [e["kind"] for e in said if e["to"] == "sam"] == ["cue"]
