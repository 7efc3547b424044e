"""The recap: discussed or not, three lines at any length, and the week ahead (CONTENT I-8, A-46)."""

from typing import Any

import pytest

from tests.world import ADA, client, events, play, texts

SAM = client("sam", "telegram")
MET: list[Any] = [ADA, SAM, {"until": "2026-03-03T16:05:00+00:00"}]
LONG = "We looked at the call, and at what came before it. " * 9


def discussed(printed: list[dict[str, Any]]) -> list[str]:
    """What the summary says about it."""
    return [text for text in texts(printed, "ada", "summary") if "Not reviewed twice" in text]


@pytest.mark.parametrize(("answers", "named"), [(("No", "No"), 1), (("No", "Partly"), 0), (("Yes", "No"), 0)])
async def test_two_noes_in_a_row_are_named(answers, named):
    """Two sessions without a look at the week: the next summary says so; with a yes in them it does not."""
    lines = list(MET)
    for week, answer in enumerate(answers):
        lines += [{"until": f"2026-03-{3 + 7 * week:02}T16:05:00+00:00"}, {"who": "ada", "tap": answer}]
        lines += [{"who": "ada", "text": "skip"}, {"who": "ada", "tap": "Leave it"}]
    printed = await play([*lines, {"until": "2026-03-17T12:10:00+00:00"}])
    assert len(discussed(printed)) == named


async def test_a_recap_in_one_line_asks_whether_it_was_discussed():
    """One tap more for whoever gives it; a command typed instead is no answer to it."""
    lines = [*MET[:2], {"until": "2026-03-03T15:50:00+00:00"}, {"who": "ada", "text": "/recap sam Slower."}]
    printed = await play([*lines, {"who": "ada", "tap": "No"}])
    asked, noted = events(printed, "ada", "reply")
    assert asked["text"] == "That goes to Sam, inside their hours. Was the week discussed?"
    assert asked["buttons"] == ["Yes", "Partly", "No"]
    assert noted["text"] == "Noted."
    printed = await play([*lines, {"who": "ada", "text": "clients"}])
    assert texts(printed, "ada", "reply")[-1].startswith("Sam")


@pytest.mark.parametrize(("channel", "longest", "cut"), [("telegram", 280, True), ("sms", 200, True)])
async def test_a_long_recap_reaches_the_client(channel, longest, cut):
    """However long, the client reads as much as fits a phone, and the therapist is told that it was cut."""
    lines = [ADA, client("sam", channel), {"until": "2026-03-03T15:50:00+00:00"}]
    printed = await play([*lines, {"who": "ada", "text": f"/recap sam {LONG}"}, {"wait": "1m"}])
    (told,) = texts(printed, "sam", "notice")
    assert told.startswith('From Ada, after you met: "We looked at the call')
    assert longest - 20 <= len(told.split('"')[1]) <= longest
    assert ("cut to what fits a phone" in texts(printed, "ada", "reply")[-1]) is cut


@pytest.mark.parametrize(("length", "cut"), [(280, False), (281, True)])
async def test_cut_is_said_only_of_what_is_cut(length, cut):
    """What fits whole is not called cut."""
    lines = [*MET[:2], {"until": "2026-03-03T15:50:00+00:00"}]
    printed = await play([*lines, {"who": "ada", "text": f"/recap sam {'x' * length}"}, {"wait": "1m"}])
    assert ("cut to what fits" in texts(printed, "ada", "reply")[-1]) is cut
    assert ("x" * length in texts(printed, "sam", "notice")[-1]) is not cut


async def test_todo_says_what_was_worked_on():
    """Until the next meeting the list of what is open begins from what the two said."""
    sent = [{"who": "ada", "text": "/assign sam thought record 3x at 19:00"}, {"who": "ada", "tap": "Send"}]
    lines = [*MET[:2], *sent, {"until": "2026-03-03T15:50:00+00:00"}]
    lines += [{"who": "ada", "text": "/recap sam One rough line a day."}, {"wait": "1h"}]
    printed = await play([*lines, {"who": "sam", "text": "todo"}])
    assert 'From Ada, after you met: "One rough line a day."' in texts(printed, "sam", "menu")[-1]
    later = await play([*lines, {"until": "2026-03-10T16:00:00+00:00"}, {"who": "sam", "text": "todo"}])
    assert "rough line" not in texts(later, "sam", "menu")[-1]


@pytest.mark.parametrize(
    ("rhythm", "answer"), [("daily", "What runs for Sam goes on as it is."), ("once", "For Sam, until")]
)
async def test_same_again(rhythm, answer):
    """What runs goes on; what was for once is opened again as a card."""
    sent = [{"who": "ada", "text": f"/assign sam mood {rhythm} at 19:00"}, {"who": "ada", "tap": "Send"}]
    lines = [ADA, SAM, *sent, {"until": "2026-03-03T16:05:00+00:00"}]
    lines += [
        {"who": "ada", "tap": "Yes"},
        {"who": "ada", "text": "skip"},
        {"who": "ada", "tap": "Same again"},
    ]
    assert texts(await play(lines), "ada")[-1].startswith(answer)
