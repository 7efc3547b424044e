"""Every command of a therapist's table answers: bare, with a name that two share, and with nonsense."""

from itertools import pairwise

import pytest

from handlers import spoken
from handlers.therapist.commands import TABLE
from tests.world import ADA, Line, client, events, play

MIA_POE = {**client("poe", "telegram"), "name": "Mia Poe"}
MIA_RAY = {**client("ray", "telegram", "thu 11:00"), "name": "Mia Ray"}

SET_ASIDE: Line = {"wait": "10m"}
"""A turn that raises is tried again, set aside, and said so, within this time."""

OF_A_CLIENT = frozenset(
    (
        *("client", "session", "assign", "pathway", "shrink", "insession", "pause", "discharge", "export"),
        *("summary", "note", "recap", "measure", "letter", "release"),
    )
)
"""Commands whose first words are a client's name."""

MORE = {
    "session": "tue 15:00",
    "assign": "mood daily at 19:00",
    "pathway": "low-mood",
    "pause": "3d",
    "note": "a line",
    "recap": "We looked at it.",
    "measure": "phq8",
    "client": "stage action",
}
"""What can stand after the name."""


def told(text: str) -> Line:
    """Ada writes it."""
    return {"who": "ada", "text": text}


def stage(language: str) -> list[Line]:
    """Ada with two Mias, each with one thing to do."""
    given = [[told(f"/assign {one} ba-joy 3x at 19:00"), told("1")] for one in ("mia poe", "mia ray")]
    reads = [told("/language es")] if language == "es" else []
    return [ADA, MIA_POE, MIA_RAY, *given[0], *given[1], *reads]


async def answers(lines: list[Line], language: str) -> list[list[Line]]:
    """What Ada reads on each of these lines after the stage. None of it, nor anything later, is a failure."""
    before = stage(language)
    printed = await play([*before, *lines, SET_ASIDE])
    assert [one["text"] for one in events(printed, "ada", "error")] == []
    ends = [0, *(number for number, one in enumerate(printed, 1) if "done" in one)]
    said = [events(printed[a:b], "ada") for a, b in pairwise(ends)]
    return said[len(before) : -1]


@pytest.mark.parametrize("command", list(TABLE))
async def test_half_a_command_is_answered(command: str) -> None:
    """Bare, with nonsense, with a group nobody is in, and with words it does not know after a good name."""
    rests = ("", "zzz qqq 99", "@nobody x", "mia poe zzz qqq 99")
    said = await answers([told(f"/{command} {rest}".strip()) for rest in rests], "en")
    assert all(said)


@pytest.mark.parametrize("command", list(TABLE))
async def test_half_a_command_is_answered_in_spanish(command: str) -> None:
    """The form of each command is there in the other language as well."""
    (said,) = await answers([told(f"/{spoken.shown(command, 'therapist', 'es')}")], "es")
    assert said


@pytest.mark.parametrize("command", sorted(OF_A_CLIENT))
async def test_a_name_that_two_share_is_asked_and_goes_on(command: str) -> None:
    """Which one is asked; the tap is answered about the one who was chosen, and the question is over."""
    for rest in {"", MORE.get(command, "")}:
        asks = told(f"/{command} mia {rest}".strip())
        asked, chosen = await answers([asks, {"who": "ada", "tap": "Mia Poe"}], "en")
        assert asked[-1]["buttons"] == ["Mia Poe", "Mia Ray"]
        assert chosen
        assert "Which one" not in chosen[-1]["text"]


@pytest.mark.parametrize("command", ["shrink", "insession"])
async def test_the_one_meant_of_two_things_is_asked_too(command: str) -> None:
    """After the name, which of their assignments; and then it goes on."""
    also = [told("/assign mia poe mood check daily at 12:00"), told("1")]
    taps = [{"who": "ada", "tap": "Mia Poe"}, {"who": "ada", "tap": "Mood check"}]
    *_, which, done = await answers([*also, told(f"/{command} mia"), *taps], "en")
    assert "Mood check" in which[-1]["buttons"]
    assert "Mood check" in done[-1]["text"]


def test_each_command_that_takes_a_name_is_tried() -> None:
    """The list above is of the table's commands."""
    assert set(TABLE) >= OF_A_CLIENT


@pytest.mark.parametrize(("language", "says"), [("en", "Please try again"), ("es", "otra vez")])
async def test_a_fault_of_the_program_is_no_emergency(
    monkeypatch: pytest.MonkeyPatch, language: str, says: str
) -> None:
    """A therapist whose turn fails reads that nothing was changed, and none of a client's numbers."""
    monkeypatch.setitem(TABLE, "cover", lambda turn, rest: 1 / 0)
    printed = await play([*stage(language), told("/cover"), SET_ASIDE, told("/clients")])
    (error,) = events(printed, "ada", "error")
    assert says in error["text"]
    assert "999" not in error["text"]
    assert "Mia Poe" in events(printed, "ada")[-1]["text"]
