"""The client's own days: low ones, energy, a note to oneself, coming back, the good hour, typed moments."""

import pytest

from handlers.client import good_hour
from handlers.client.start_here import GAP
from handlers.times import instant, local
from handlers.turn import DAY
from handlers.week_parts import Occurrence
from tests.client_states import assigned, cued, due, in_state, started
from tests.desk import START, ZONE, Desk
from tests.test_own_dots import answer


def clock(at: int) -> str:
    """A moment as Sam's clock shows it."""
    return local(at, ZONE).strftime("%a %d %H:%M")


@pytest.mark.parametrize("words", ["low", "low day", "Low day.", "/low", "low today", "Today is a low day"])
def test_a_low_day_makes_todays_pieces_small(words: str) -> None:
    """On a low day the cue's own item is offered small, at once, and what is begun is its small version."""
    desk = cued()
    said = answer(desk, words)
    assert "it's small: thought record, 2 min." in said[0].text
    assert "Ada sees that it was a low day." in said[0].text
    for typed in ("1", "the stairs", "i cant", "7"):
        said = answer(desk, typed)
    assert said[0].text == "Kept, in your words. Thought record: 1 of 3."
    assert [e.doc["small"] for e in desk.records if e.kind == "done"] == [True]
    assert [e.kind for e in desk.records].count("low_day") == 1


def test_where_avoiding_is_the_problem_a_low_day_changes_no_size() -> None:
    """The day is noted, the piece keeps the size that was agreed on, and no smaller one is offered."""
    desk = assigned()
    desk.client.assignments[0].avoidance_sensitive = True
    due(desk, "cue")
    said = answer(desk, "low day")
    assert "What is planned for today stays as you agreed it" in said[0].text
    assert "about 8 min" in answer(desk, "todo")[0].text


def test_while_a_flag_is_open_a_low_day_asks_nothing() -> None:
    """After a flag the day is noted and nothing is offered (SAFETY S4)."""
    desk = cued()
    desk.client.held = True
    assert [one.buttons for one in answer(desk, "low day")] == [[]]


def test_a_low_day_is_that_day_alone() -> None:
    """Tomorrow everything has its size again, and nothing was asked about the day."""
    desk = cued()
    answer(desk, "low day")
    answer(desk, "low day")
    assert desk.client.own.low_days == [local(desk.now, ZONE).date().isoformat()]
    desk.now += DAY
    assert "about 8 min" in answer(desk, "todo")[0].text


def test_the_word_low_alone_is_an_answer_where_one_is_asked_for() -> None:
    """Somebody who writes LOW about a mood is not sent elsewhere."""
    desk = started()
    answer(desk, "low")
    assert desk.client.own.low_days == []


@pytest.mark.parametrize(
    ("level", "choice", "small"),
    [
        ("0", "1", True),
        ("3", "1", True),
        ("3", "2", False),
        ("4", "", False),
        ("10", "", False),
        ("skip", "", False),
    ],
)
def test_low_energy_offers_the_small_version_first(level: str, choice: str, small: bool) -> None:
    """At three or less the small version comes first, as an offer; above it nothing changes (G-11)."""
    desk = assigned()
    answer(desk, "energy on")
    answer(desk, "todo")
    assert answer(desk, "1")[0].text == "Energy right now, 0 to 10?"
    said = answer(desk, level)
    assert (said[0].buttons == ["The small one", "The full one"]) == bool(choice)
    if choice:
        answer(desk, choice)
    for words in ("at work", "i am useless", "6"):
        said = answer(desk, words)
    assert said[0].text.startswith("Kept") == small


def test_energy_is_asked_only_where_it_is_wanted() -> None:
    """Without `energy on`, and after `energy off`, an activity begins with its first question."""
    desk = assigned()
    answer(desk, "energy on")
    answer(desk, "energy off")
    answer(desk, "todo")
    assert answer(desk, "1")[0].text.startswith("The moment")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("1", "Wed 04 18:00"),
        ("2", "Thu 05 09:00"),
        ("3", "Tue 10 13:00"),
        ("19:30", "Wed 04 19:30"),
        ("friday 9:00", "Fri 06 09:00"),
        ("tomorrow at 8pm", "Thu 05 20:00"),
        ("9:15", "Thu 05 09:15"),
        ("23:00", "Wed 04 20:00"),
    ],
)
def test_a_note_to_oneself_comes_when_it_was_asked_for(typed: str, at: str) -> None:
    """By button, as a time, as a day and a time; always ahead, inside the hours, and word for word."""
    desk = in_state("client")
    answer(desk, "remind me the yellow folder")
    answer(desk, typed)
    (note,) = desk.client.own.notes
    assert clock(note.at) == at
    assert [one.text for one in due(desk, "self_note")] == ['Sam, your note to yourself: "the yellow folder"']
    assert desk.client.own.notes == []


def test_notes_to_oneself_have_an_end() -> None:
    """Ten wait at most; the next is not kept, and that is said."""
    desk = in_state("client")
    for n in range(11):
        answer(desk, f"remind me of {n}")
        said = answer(desk, "2")
    assert said[0].text.startswith("Ten notes to yourself are waiting already.")
    assert len(desk.client.own.notes) == 10


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("8pm", "Wed 04 20:00"),
        ("19.30", "Wed 04 19:30"),
        ("tomorrow 18:00", "Thu 05 18:00"),
        ("half 8", "Wed 04 20:00"),
    ],
)
def test_a_time_typed_at_when_suits_you_better_is_taken(typed: str, at: str) -> None:
    """The question offers moments by name, and a time of day is as good an answer."""
    desk = cued()
    desk.now = instant(local(desk.now, ZONE).date(), "19:00", ZONE)
    answer(desk, "later")
    assert answer(desk, typed)[0].kind == "reply"
    assert [clock(moment) for _, moment in desk.client.laters] == [at]


def away(days: float) -> Desk:
    """Somebody who has not written for so many days."""
    desk = assigned()
    answer(desk, "todo")
    desk.say("not now")
    desk.now += round(days * DAY)
    return desk


@pytest.mark.parametrize(("days", "welcomed"), [(1, False), (6.9, False), (GAP // DAY, True), (20, True)])
def test_a_hello_after_a_week_is_a_coming_back(days: float, welcomed: bool) -> None:
    """Whoever says hello after a gap is asked what fits, with nothing about the days between (G-9)."""
    desk = away(days)
    said = answer(desk, "hello")
    assert (said[0].buttons == ["Do a small piece", "Tell what's been going on", "Only look"]) == welcomed
    if welcomed:
        assert not any(char.isdigit() for char in said[0].text.partition("\n")[0])


def test_who_comes_back_when_nothing_runs_any_more_is_welcome_too() -> None:
    """Whose assignments have ended meanwhile may tell what has been going on, or only look (CONTENT G-9)."""
    desk = away(40)
    desk.client.assignments[0].state = "ended"
    said = answer(desk, "hello?")
    assert said[0].text.startswith("Welcome back.")
    assert said[0].buttons == ["Tell what's been going on", "Only look"]
    assert answer(desk, "1")[0].kind == "journal"


@pytest.mark.parametrize("words", ["2 min", "I have 2 min", "only two minutes", "small"])
def test_two_minutes_begin_the_small_version(words: str) -> None:
    """Whoever says how little there is gets the small version of what was cued (CONTENT G-1)."""
    desk = cued()
    assert answer(desk, words)[0].text.startswith("The moment: what, where, when?")
    for typed in ("the stairs", "i cant", "7"):
        said = answer(desk, typed)
    assert said[-1].kind == "completion"


@pytest.mark.parametrize(("digit", "kind"), [("1", "step"), ("2", "journal"), ("3", "menu")])
def test_each_way_back_leads_somewhere(digit: str, kind: str) -> None:
    """A small piece begins, a few words are asked for, or the list is shown."""
    desk = away(9)
    answer(desk, "hello")
    assert answer(desk, digit)[0].kind == kind


def doings(*hours: int, days: int = 0) -> Desk:
    """Doings at these hours, one a day; with `days`, all of them on so many days."""
    desk = assigned()
    item = desk.client.assignments[0]
    for n, hour in enumerate(hours):
        day = local(START - (n % days if days else n) * DAY, ZONE).date()
        at = instant(day, f"{hour:02}:10", ZONE)
        item.occurrences.append(Occurrence(f"x{n}", day.isoformat(), at, "done", done_at=at))
    return desk


@pytest.mark.parametrize(
    ("desk", "hour"),
    [
        (doings(9, 9, 9, 9, 9), ""),
        (doings(9, 9, 9, 9, 9, 9), "09:00"),
        (doings(9, 10, 9, 10, 9, 14), "09:00"),
        (doings(9, 9, 9, 13, 16, 20, 20), ""),
        (doings(18, 18, 18, 18, 18, 18), ""),
        (doings(7, 7, 7, 7, 7, 7), ""),
        (doings(9, 9, 9, 9, 9, 9, days=2), ""),
    ],
)
def test_the_good_hour_needs_enough_to_be_seen(desk: Desk, hour: str) -> None:
    """Six doings on five days, most of them together, two hours from the cues, inside the client's hours."""
    assert good_hour.found(desk.person, desk.now) == hour


def test_the_good_hour_is_offered_once_and_never_moved_unasked() -> None:
    """After a doing it is asked; the cues move only with a yes, and the same hour is not offered again."""
    desk = doings(9, 9, 9, 9, 9, 9)
    said = [answer(desk, "done"), answer(desk, "skip")][-1]
    assert "Would 09:00 suit you better?" in said[-1].text
    assert desk.client.assignments[0].at == "19:00"
    other = desk.copy()
    answer(desk, "2")
    assert desk.client.assignments[0].at == "19:00"
    assert not any("suit you" in one.text for words in ("done", "skip") for one in answer(desk, words))
    answer(other, "1")
    assert other.client.assignments[0].at == "09:00"
