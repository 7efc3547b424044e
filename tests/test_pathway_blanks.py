"""Blanks of a pathway's steps: asked when it is given, once more before the step comes, never shown open."""

import pytest

from handlers.course import left_open
from handlers.course_changes import changed
from handlers.events import Due
from handlers.turn import DAY, HOUR
from tests.core_stage import playing
from tests.pathway_stage import Following, at, course, step
from tests.test_pathway_desk import SAM, ada
from tests.world import ADA, Line, events, play, texts

PARTNER = "The partner's first name?"


def couple(*answers: str) -> list[Line]:
    """Ada gives Sam the couple check-in, answers what is asked, and sends it."""
    said = [ada(answer) for answer in ("20 march", *answers)]
    return [ADA, SAM, ada("/pathway sam couple"), *said, ada(tap="Send")]


def first_done() -> list[Line]:
    """A day passes, and Sam has done the first step."""
    return [{"wait": "1d"}, {"who": "sam", "text": "done"}, {"who": "sam", "text": "skip"}]


async def test_what_is_given_reaches_the_client():
    """Asked once for every step it stands in, shown on the card, and read by the client."""
    printed = await play([*couple("Alex"), *first_done(), {"wait": "1d2h"}, {"who": "sam", "tap": "Start"}])
    assert sum(PARTNER in text for text in texts(printed, "ada")) == 1
    (card,) = texts(printed, "ada", "card")
    assert card.count('partner: "Alex"') == 2
    assert texts(printed, "sam", "step")[-1].startswith("What exactly did Alex do lately")


async def test_left_open_is_asked_once_more_the_day_before():
    """By a notice with the number of the step; without an answer it comes on time and reads as it ships."""
    printed = await play([*couple("skip"), *first_done(), {"wait": "3d"}, {"who": "sam", "tap": "Start"}])
    (news,) = [text for text in texts(printed, "ada", "notice") if "something left open" in text]
    assert news.startswith("One exact thank-you comes to Sam on Wednesday, 10:00")
    assert PARTNER in news
    assert 'it reads "your partner"' in news
    assert "/pathway Sam fill 2" in news
    came = [event["at"][:16] for event in events(printed, "sam", "assignment")]
    assert came[1] == "2026-03-04T10:00"
    assert texts(printed, "sam", "step")[-1].startswith("What exactly did your partner do lately")


@pytest.mark.parametrize("line", ["/pathway sam fill 2", "/pathway sam fill", "/pathway sam couple fill 5"])
async def test_filled_while_it_runs(line):
    """By number or the first there is; the same thing in a later step is filled with it."""
    lines = [*couple("skip"), ada(line)]
    async with playing(*lines) as stage:
        said = [] if line != "/pathway sam fill" else texts(await stage(ada("nothing here")), "ada")
        if not said:
            await stage(ada("Robin"))
        sam = await stage.person()
    assert sam.client is not None
    words = {words for step in sam.client.courses[0].steps for words in step.fill.values()}
    assert words == {"nothing here"} if said else {"Robin"}
    assert not any(left_open(step) for step in sam.client.courses[0].steps)


async def test_the_next_one_now_asks_first():
    """What goes out at the therapist's word is asked about before it does."""
    lines = [*couple("skip"), *first_done(), ada("/pathway sam next"), ada("Robin")]
    printed = await play([*lines, {"wait": "2h"}, {"who": "sam", "tap": "Start"}])
    assert texts(printed, "sam", "step")[-1].startswith("What exactly did Robin do lately")


@pytest.mark.parametrize("line", ["/pathway sam fill 3", "/pathway sam fill 1"])
async def test_a_step_without_any(line):
    """It is said, and nothing changes."""
    printed = await play([*couple("Alex"), ada(line)])
    assert texts(printed, "ada")[-1] == (
        f"Step {line[-1]} has nothing to fill: it is out already, or reads as it is."
    )


async def test_a_pathway_without_any():
    """It neither asks nor offers it."""
    printed = await play([ADA, SAM, ada("/pathway sam low-mood"), ada(tap="Edit")])
    assert "What fills the blanks" not in events(printed, "ada")[-1]["buttons"]
    assert not any("SKIP leaves" in text for text in texts(printed, "ada"))


async def test_a_filling_with_braces_opens_nothing():
    """Whatever the therapist types, the client reads no brace."""
    lines = [*couple("{partner} {name}"), *first_done(), {"wait": "1d2h"}, {"who": "sam", "tap": "Start"}]
    printed = await play(lines)
    assert not any("{" in text or "}" in text for text in texts(printed, "sam"))


def test_only_what_has_not_gone_out_is_filled():
    """A change that comes late changes nothing."""
    made = course(step("1", blanks=["partner"], state="out"), step("2", blanks=["partner", "day"]))
    late = changed(made, {"what": "fill", "step": "1", "fill": {"partner": "Alex"}}, 0)
    assert [one.fill for one in late.steps] == [{}, {}]
    now = changed(made, {"what": "fill", "step": "2", "fill": {"partner": "Alex"}}, 0)
    assert [one.fill for one in now.steps] == [{}, {"partner": "Alex"}]
    assert left_open(now.steps[1]) == ["day"]
    assert made.steps[1].fill == {}


def asked(one: Following) -> list[str]:
    """What the therapist was told of blanks, by the last turn."""
    assert one.desk.turn is not None
    return [tell.what for tell in one.desk.turn.tells if tell.what == "pathway_blanks"]


def waiting_for_blanks() -> Following:
    """Sam has done the first step of the couple check-in, late in the evening."""
    one = Following("couple-check-in")
    one.next()
    one.desk.now = at("2026-03-05", "21:30")
    one.do()
    return one


def test_nobody_is_asked_at_night():
    """A step that becomes due late in the evening asks in the morning before it comes."""
    one = waiting_for_blanks()
    assert one.row("blanks").due_at == at("2026-03-06", "09:00")
    assert one.row().due_at == at("2026-03-06")


def test_it_is_asked_once():
    """Not again when the row is late, and not again when it was answered by nobody."""
    one = waiting_for_blanks()
    row = one.row("blanks")
    one.desk.now = row.due_at
    one.desk.take(Due(row.kind, row.scope, row.version, row.due_at))
    assert asked(one) == ["pathway_blanks"]
    assert one.row("blanks") is None
    one.desk.now += HOUR
    one.desk.told("nothing")
    assert one.row("blanks") is None


def test_too_late_to_ask():
    """After an outage the step comes as it ships, and nobody is asked about what is out."""
    one = waiting_for_blanks()
    row = one.row("blanks")
    one.desk.now = row.not_after + DAY
    one.desk.take(Due(row.kind, row.scope, row.version, row.due_at))
    assert asked(one) == []
    assert one.row("blanks") is None
