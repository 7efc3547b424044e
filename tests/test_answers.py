"""What people type, and what it is taken to mean."""

from datetime import date
from typing import Any

import pytest

from handlers.answers import LONGEST_TEXT, MOST_ITEMS, read
from handlers.ask import Asked, AskKind, Read, Unread
from handlers.content import Option

TODAY = date(2026, 3, 2)  # a Monday

IN_THE_WAY = Asked(
    "way",
    "choice",
    (
        Option("P", "It slipped my mind, or no time"),
        Option("U", "It wasn't clear"),
        Option("S", "Too much, or not my thing"),
        Option("TE", "Something I thought or felt"),
        Option("R", "Something about meeting Ada"),
        Option("own", "In my own words"),
        Option("X0", "Rather not say"),
    ),
)
CLOSER = Asked(
    "closer",
    "choice",
    (Option("thought", "A thought"), Option("feeling", "A feeling"), Option("unsure", "Not sure")),
)
PARTLY = Asked("partly", "choice", (Option("yes", "Yes"), Option("partly", "Partly"), Option("no", "No")))
AHEAD = Asked("ahead", "choice", (Option("go_ahead", "Go ahead"), Option("not_now", "Not now")))
HOURS = Asked("hours", "choice", (Option("end", "20:00"), Option("later", "Later hours, to 21:00")))
COLOURS = Asked("colour", "choice", (Option("blue", "🟦 blue"), Option("red", "🟥 red")))
FELT = Asked(
    "felt",
    "multi",
    tuple(Option(word, word) for word in ("sad", "anxious", "angry", "ashamed", "numb", "glad", "other")),
)
ADULT = Asked("adult", "multi", (Option("logged", "Yes, not logged"), Option("some", "Some of it")))


def answer(asked: Asked, text: str, **given: Any) -> Any:
    found = read(asked, text, today=TODAY, **given)
    assert isinstance(found, Read), found
    return found.value


def reason(asked: Asked, text: str, **given: Any) -> str:
    found = read(asked, text, today=TODAY, **given)
    assert isinstance(found, Unread), found
    assert found.words == text.strip()
    return found.reason


@pytest.mark.parametrize(
    ("asked", "text", "code"),
    [
        (IN_THE_WAY, "1", "P"),
        (IN_THE_WAY, " 2. ", "U"),
        (IN_THE_WAY, "3)", "S"),
        (IN_THE_WAY, "4️⃣", "TE"),
        (IN_THE_WAY, "５", "R"),
        (IN_THE_WAY, "option 6", "own"),
        (IN_THE_WAY, "#6", "own"),
        (IN_THE_WAY, "two", "U"),
        (IN_THE_WAY, "0", "X0"),
        (IN_THE_WAY, "7", "X0"),
        (IN_THE_WAY, "0 rather not say", "X0"),
        (IN_THE_WAY, "1 it slipped", "P"),
        (IN_THE_WAY, "IT WASNT CLEAR!", "U"),
        (IN_THE_WAY, "It wasn’t clear", "U"),
        (IN_THE_WAY, "too much", "S"),
        (IN_THE_WAY, "in my", "own"),
        (IN_THE_WAY, "own", "own"),
        (CLOSER, "thought", "thought"),
        (CLOSER, "the feeling", "feeling"),
        (CLOSER, "not sure please", "unsure"),
        (PARTLY, "y", "yes"),
        (PARTLY, "Yes please.", "yes"),
        (PARTLY, "👍", "yes"),
        (PARTLY, "nope", "no"),
        (PARTLY, "No thanks", "no"),
        (PARTLY, "sí", "yes"),
        (PARTLY, "part", "partly"),
        (AHEAD, "yes", "go_ahead"),
        (AHEAD, "ok", "go_ahead"),
        (AHEAD, "no", "not_now"),
        (HOURS, "20:00", "end"),
        (HOURS, "later", "later"),
        (COLOURS, "🟥", "red"),
        (COLOURS, "blue", "blue"),
    ],
)
def test_choice(asked: Asked, text: str, code: str) -> None:
    """A digit, a label, the beginning of one, or a yes or no picks the option that is meant."""
    assert answer(asked, text) == code


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (IN_THE_WAY, "8"),
        (IN_THE_WAY, "10"),
        (IN_THE_WAY, "1-2"),
        (IN_THE_WAY, "1 start"),
        (IN_THE_WAY, "no"),
        (IN_THE_WAY, "banana"),
        (IN_THE_WAY, "1" * 4096),
        (CLOSER, "0"),
        (CLOSER, "no"),
        (PARTLY, "🙂"),
        (AHEAD, "go away"),
    ],
)
def test_choice_unread(asked: Asked, text: str) -> None:
    """What names no option is asked again with its words kept, and "no" is not "Not sure"."""
    assert reason(asked, text) == "no_such_option"


def test_several_options_fit() -> None:
    """A beginning that several labels share gives those labels as hints."""
    found = read(IN_THE_WAY, "something", today=TODAY)

    assert found == Unread(
        "no_such_option", "something", ("Something I thought or felt", "Something about meeting Ada")
    )


def test_label_before_digit() -> None:
    """Where labels are numbers themselves, the number typed is the label, not the position."""
    rungs = Asked("rung", "choice", (Option("a", "3"), Option("b", "1"), Option("c", "2")))

    assert [answer(rungs, text) for text in ("3", "1", "2")] == ["a", "b", "c"]


def test_twice_the_same_option() -> None:
    """Two options alike (a person's own list) leave the digits where they were shown."""
    own = Asked("own", "choice", (Option("walk", "walk"), Option("walk", "walk"), Option("swim", "swim")))

    assert [answer(own, text) for text in ("1", "2", "3", "walk", "wal")] == ["walk"] * 2 + ["swim"] + [
        "walk"
    ] * 2


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1,3", ["sad", "angry"]),
        ("3 1", ["sad", "angry"]),
        ("135", ["sad", "angry", "numb"]),
        ("1 and 3", ["sad", "angry"]),
        ("1; 2 & 7", ["sad", "anxious", "other"]),
        ("1\n2", ["sad", "anxious"]),
        ("2, 2", ["anxious"]),
        ("sad and Angry", ["sad", "angry"]),
        ("glad sad", ["sad", "glad"]),
        ("sad; 4", ["sad", "ashamed"]),
        ("num", ["numb"]),
    ],
)
def test_multi(text: str, codes: list[str]) -> None:
    """Several digits or labels give their codes once each, in the order they were shown."""
    assert answer(FELT, text) == codes


@pytest.mark.parametrize("text", ["9", "1-3", "77", "178", "a", "sad, banana", "0", ",,", "1," * 3000])
def test_multi_unread(text: str) -> None:
    """One part that names no option leaves the whole answer unread, rather than half read."""
    assert reason(FELT, text) == "no_such_option"


def test_multi_label_with_comma() -> None:
    """A label that has a comma in it can be typed as it stands."""
    assert answer(ADULT, "yes, not logged") == ["logged"]


def test_time() -> None:
    """A time is kept as HH:MM by the person's window, and one that fits twice is asked about."""
    when = Asked("when", "time")

    assert answer(when, "half 8") == "20:30"
    assert read(when, "10", today=TODAY, window=("09:00", "22:00")) == Unread(
        "ambiguous_time", "10", ("10:00", "22:00")
    )
    assert reason(when, "kitchen table after the kids are down") == "not_a_time"


def test_date() -> None:
    """A day is kept as an ISO date."""
    day = Asked("day", "date")

    assert answer(day, "saturday at 10 in the park") == "2026-03-07"
    assert reason(day, "saturday or sunday") == "not_a_date"


@pytest.mark.parametrize("kind", ["text", "photo", "media"])
def test_text(kind: AskKind) -> None:
    """Words are an answer wherever words may be one, as they were written; one emoji is enough."""
    asked = Asked("t", kind)

    assert answer(asked, "  The boss\n replied ") == "The boss\n replied"
    assert answer(asked, "🙂") == "🙂"
    assert reason(asked, " \u200b\n") == "empty"


def test_too_long() -> None:
    """A text over the limit is refused by name, one at the limit is not."""
    asked = Asked("t", "text")

    assert answer(asked, "a" * LONGEST_TEXT) == "a" * LONGEST_TEXT
    assert reason(asked, "a" * (LONGEST_TEXT + 1)) == "too_long"


def test_list() -> None:
    """Items come one per line or between commas, without their bullets, eight at most."""
    asked = Asked("l", "list")

    assert answer(asked, "- milk, eggs\n• bread\n\n3. tea") == ["milk, eggs", "bread", "tea"]
    assert answer(asked, "run; swim, 5k walk") == ["run", "swim", "5k walk"]
    assert answer(asked, ",".join("abcdefghij")) == list("abcdefgh")
    assert len(answer(asked, "a\n" * 20)) == MOST_ITEMS
    assert reason(asked, ", ;") == "empty"


def test_timer() -> None:
    """Any text at all ends the wait of a timer."""
    assert [answer(Asked("t", "timer"), text) for text in ("done", "", "…")] == ["went_on"] * 3
