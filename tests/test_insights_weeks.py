"""Whole weeks on both phones: what the clinical checks H9 to H12 ask for."""

from typing import Any

from tests.world import ADA, client, events, play, texts

SAM = client("sam", "telegram")
ASSIGNED = [
    {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
    {"who": "ada", "tap": "Send"},
]
GOALS = "Two weeks without an attempt."


async def weeks(*more: Any, until: str = "2026-03-31T12:00:00+00:00") -> list[dict[str, Any]]:
    """Some weeks in which nothing else happens."""
    return await play([ADA, SAM, *ASSIGNED, *more, {"until": until}])


async def test_two_empty_weeks_bring_the_card_once():
    """H10: with nothing done and nothing said, the three questions stand in one summary and no later one."""
    shown = [text for text in texts(await weeks(), "ada", "summary") if GOALS in text]
    assert len(shown) == 1


async def test_one_word_about_it_is_no_empty_week():
    """H10: a week in which something was said about it is not empty."""
    said = [{"until": "2026-03-09T18:00:10+00:00"}, {"who": "sam", "tap": "Not this time"}]
    said += [{"who": "sam", "tap": "Go ahead"}, {"who": "sam", "tap": "It slipped"}]
    said += [{"who": "sam", "tap": "No time"}, {"who": "sam", "text": "ten minutes"}]
    printed = await weeks(*said, until="2026-03-17T12:30:00+00:00")
    assert not [text for text in texts(printed, "ada", "summary") if GOALS in text]


async def test_something_new_after_a_miss_is_asked_about_first():
    """H9: the five ways on; New anyway is counted with its reason, and the next summary says how often."""
    new = {"who": "ada", "text": "/assign sam sleep daily at 19:00"}
    lines = [{"until": "2026-03-05T12:00:00+00:00"}, new, {"who": "ada", "tap": "New anyway"}]
    lines += [{"who": "ada", "text": "we agreed on it"}, {"who": "ada", "tap": "Send"}]
    printed = await weeks(*lines, until="2026-03-10T12:30:00+00:00")
    guard = next(e for e in events(printed, "ada", "card") if "hasn't been looked at" in e["text"])
    assert guard["buttons"] == ["Explore first", "Same again", "Shrink", "Do it in session", "New anyway"]
    assert "New ideas after an unexplored miss, last six weeks: 1." in texts(printed, "ada", "summary")[-1]


async def test_an_idea_that_was_not_sent_is_none():
    """I-7: New anyway is counted with Send, not where the card was left."""
    new = {"who": "ada", "text": "/assign sam sleep daily at 19:00"}
    lines = [{"until": "2026-03-05T12:00:00+00:00"}, new, {"who": "ada", "tap": "New anyway"}]
    lines += [{"who": "ada", "text": "skip"}, {"who": "ada", "tap": "Cancel"}]
    printed = await weeks(*lines, until="2026-03-10T12:30:00+00:00")
    assert "New ideas" not in texts(printed, "ada", "summary")[-1]


async def test_how_much_and_how_good_stay_apart():
    """H11: a doing rated nought is a whole doing, and an optional one lowers nothing."""
    optional = [{"who": "ada", "text": "/assign sam breathing daily at 12:00 optional"}]
    optional += [{"who": "ada", "tap": "Send"}]
    once = [{"who": "sam", "text": "todo"}, {"who": "sam", "tap": "Start thought record"}]
    once += [{"who": "sam", "text": "skip"} for _ in range(7)]
    once += [{"who": "sam", "text": "0"}, {"who": "sam", "text": "skip"}]
    friday = [ADA, client("sam", "telegram", "fri 15:00"), *ASSIGNED, *once, *optional]
    printed = await play([*friday, {"until": "2026-03-06T12:30:00+00:00"}])
    summary = texts(printed, "ada", "summary")[-1]
    assert " · helpful 0" in summary.split("Thought record: 1 of ")[1].split("\n")[0]
    assert "optional: 0 done, not counted" in summary


async def test_a_part_is_credited_in_the_first_sentence():
    """H12: what was begun is named before anything else is asked."""
    begun = [{"who": "sam", "text": "todo"}, {"who": "sam", "tap": "Start thought record"}]
    begun += [{"who": "sam", "text": "at the till"}, {"wait": "1m"}]
    printed = await weeks(*begun, until="2026-03-09T18:01:00+00:00")
    evening = texts(printed, "sam", "wrapup") + texts(printed, "sam", "barrier")
    assert [text.split(".")[0] for text in evening if "counts" in text.split(".")[0]]
