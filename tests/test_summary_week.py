"""The week of WEEK: played through both phones, it ends in the summary one would want to read."""

from tests.world import ADA, client, events, play, texts

NOTE = "note: Picking up on the argument at work."
SAMS_WEEK = [
    ADA,
    client("sam", "sms", "tue 15:00"),
    {"who": "ada", "text": f"/assign sam thought record 3x at 19:00 {NOTE}"},
    {"who": "ada", "tap": "Send"},
    {"who": "sam", "tap": "Later"},
    {"who": "sam", "text": "kitchen table after the kids are down"},
    {"who": "sam", "text": "half 8"},
    {"who": "sam", "tap": "20:00"},
    {"who": "sam", "text": "6"},
    {"who": "sam", "tap": "The small one"},
    {"who": "sam", "text": "asleep on the sofa? ill do the short one standing up"},
    {"until": "2026-03-05T20:00:10+00:00"},
    {"who": "sam", "text": "todo"},
    {"who": "sam", "tap": "Start"},
    {"who": "sam", "text": "boss replied all again"},
    {"who": "sam", "text": "im the office idiot"},
    {"who": "sam", "text": "eleven"},
    {"who": "sam", "text": "9"},
    {"who": "sam", "tap": "One more line"},
    {"who": "sam", "text": "two people texted me after"},
    {"until": "2026-03-09T18:00:10+00:00"},
    {"who": "sam", "tap": "Not this time"},
    {"who": "sam", "tap": "Go ahead"},
    {"who": "sam", "tap": "Something I thought"},
    {"who": "sam", "tap": "A thought"},
    {"who": "sam", "tap": '"I won\'t do it right"'},
    {"who": "sam", "text": "one line. no full sentences"},
    {"who": "sam", "tap": "Do one rough line now"},
    {"who": "sam", "text": "ill mess up tuesdays call"},
    {"who": "sam", "text": "7"},
    {"who": "sam", "text": "skip"},
    {"until": "2026-03-10T15:10:00+00:00"},
]
SUMMARY = """Sam · week 1 · today 15:00
Noticed, Sam's words (Thu): "two people texted me after" · no win named yet: ask for one
Thought record, small version: 2 of 3 · changed by Sam: 20:00 instead of 19:00 \
· belief 9 (Thu), 7 (Mon), different thoughts · one of them during Monday's talk
In the way: "I won't do it right" · a rough version, in Sam's words: "one line. no full sentences"
Confidence before: 6 · agenda: asked, nothing added
The third could be done together, rough. What got in the way is recorded; \
whether something new fits is yours to judge.

Put together automatically from what Sam sent."""


async def test_sams_week_ends_in_adas_summary():
    """At noon on Tuesday, with the five buttons, word for word."""
    printed = await play(SAMS_WEEK, start="2026-03-03T16:00:00+00:00")
    (summary,) = events(printed, "ada", "summary")
    assert summary["at"] == "2026-03-10T12:00:00+00:00"
    assert summary["text"] == SUMMARY
    assert summary["buttons"] == ["Reviewed", "Do it together", "Smaller", "Same again", "Next"]


async def test_the_same_summary_in_the_room():
    """Ten minutes into the session `/summary` still tells of this week."""
    lines = [*SAMS_WEEK, {"who": "ada", "text": "/summary sam"}]
    again = texts(await play(lines, start="2026-03-03T16:00:00+00:00"), "ada", "summary")[-1]
    assert again == SUMMARY.replace("today 15:00", "met today 15:00")


async def test_a_shared_note_is_in_the_summary():
    """What a client wrote down for the therapist to see is there before they meet, a private line is not."""
    printed = await play(
        [
            ADA,
            client("tia", "telegram", "wed 15:00"),
            {"who": "tia", "text": "note the long way home"},
            {"who": "tia", "text": "private not this"},
            {"until": "2026-03-04T13:00:00+00:00"},
        ]
    )
    (summary,) = [one["text"] for one in printed if one.get("kind") == "summary"]
    assert "the long way home" in summary
    assert "not this" not in summary
