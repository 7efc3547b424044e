"""An assignment that arrives shortly before a meeting; fortnights; what the follow-up offers."""

from tests.world import ADA, client, events, play, texts

SAM = client("sam")
SEND = [{"who": "ada", "text": "/assign sam thought record 3x at 19:00"}, {"who": "ada", "tap": "Send"}]
LATER = [
    {"who": "sam", "tap": "Later"},
    {"who": "sam", "text": "skip"},
    {"who": "sam", "text": "skip"},
    {"who": "sam", "text": "skip"},
]


async def test_the_cue_that_was_kept_comes_when_the_meeting_is_tomorrow() -> None:
    """A moment named to the client gets its cue; the meeting too close gets no evening talk."""
    shown = await play([ADA, SAM, *SEND, *LATER, {"until": "2026-03-03T14:00:00+00:00"}])
    assert any("until Tuesday 10 March" in text for text in texts(shown, "sam", "assignment"))
    assert any("Monday, 19:00" in text for text in texts(shown, "sam", "plan"))
    assert [e["at"][:16] for e in events(shown, "sam", "cue")] == ["2026-03-02T19:00"]
    assert not events(shown, "sam", "wrapup")
    assert not events(shown, "sam", "barrier")
    assert not any("0 of 3" in text for text in texts(shown, "ada"))


async def test_the_therapists_card_says_the_same_end() -> None:
    """The card the therapist sends names the meeting that closes the first week."""
    shown = await play([ADA, SAM, SEND[0]])
    assert "until Tuesday 10 March" in texts(shown, "ada", "card")[0]


async def test_a_day_that_is_free_keeps_its_cue() -> None:
    """With days left before the meeting the first cue is today's."""
    daily = [{"who": "ada", "text": "/assign sam thought record daily at 19:00"}, SEND[1]]
    shown = await play(
        [ADA, client("sam", session="thu 15:00"), *daily, *LATER, {"until": "2026-03-02T20:00:00+00:00"}]
    )
    assert [e["at"][:16] for e in events(shown, "sam", "cue")] == ["2026-03-02T19:00"]
    assert "Monday, 19:00" in texts(shown, "sam", "plan")[-1]


async def test_the_follow_up_offers_no_smaller_version_of_the_smallest() -> None:
    """On the small version already, the pointer is a plain one with Start."""
    daily = [{"who": "ada", "text": "/assign sam thought record daily at 12:00"}, SEND[1]]
    small = [LATER[0], *({"who": "sam", "text": words} for words in ("skip", "3", "1", "skip"))]
    later = {"until": "2026-03-02T16:00:00+00:00"}
    shown = await play([ADA, client("sam", session="thu 15:00"), *daily, *small, later])
    pointer = texts(shown, "sam", "followup")[0]
    assert "smaller" not in pointer
    assert "Start" in pointer


async def test_a_meeting_that_was_not_held_is_no_week() -> None:
    """The number of the week stays when the meeting did not take place."""
    missed = [{"until": "2026-03-05T17:00:00+00:00"}, {"who": "ada", "text": "/recap Sam no show"}]
    look = [{"until": "2026-03-07T12:00:00+00:00"}, {"who": "ada", "text": "/summary Sam"}]
    shown = await play([ADA, client("sam", session="thu 15:00"), *SEND, *missed, *look])
    assert "week 1" in texts(shown, "ada", "summary")[-1]


async def test_the_last_day_before_the_first_is_said_kindly() -> None:
    """Two days the wrong way round change nothing, and are not guessed at."""
    shown = await play([ADA, SAM, {"who": "ada", "text": "/away 20 march 16 march"}])
    assert "before the first" in texts(shown, "ada")[-1]


async def test_a_recap_before_any_meeting_claims_none() -> None:
    """Nobody is told that they have met before they have."""
    shown = await play([ADA, SAM, {"who": "ada", "text": "/recap Sam We start with sleep."}])
    assert any("We start with sleep." in text for text in texts(shown, "sam"))
    assert not any("after you met" in text for text in texts(shown, "sam"))


async def test_who_never_wrote_has_no_last_reply() -> None:
    """Joining is no reply."""
    shown = await play([ADA, SAM, {"who": "ada", "text": "/client Sam"}])
    assert any("not written yet" in text for text in texts(shown, "ada"))
