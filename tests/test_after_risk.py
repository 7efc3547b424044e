"""After a risk phrase nobody is asked anything, humans hear of it, and the way back is a human's."""

from tests.safety_stage import DARK, INVITE, RECORD, after_line, joined, says, taps
from tests.world import ADA, Line, events, play, texts

RELEASE: Line = {"who": "ada", "text": "/release kim"}
STORE: Line = {"who": "kim", "sees": "store"}
WELCOME: list[Line] = [says("full texts"), says("agree"), says("it does")]


async def test_joining_asks_nothing_during_a_hold() -> None:
    """Words that answer no question of the welcome are kept, and no question is asked again."""
    lines = [ADA, *INVITE, says("yes"), says(DARK), says("please")]
    printed = await play([*lines, STORE])
    came = events(printed, "kim")[-1]
    assert came["kind"] == "reply"
    assert "Nothing is asked of you" in came["text"]
    assert not came.get("buttons")
    assert "SOS" in came["text"]
    stored = next(one["store"] for one in printed if "store" in one)
    assert "please" in str(stored["records"])


async def test_an_answer_to_the_welcome_still_counts() -> None:
    """Whoever goes on by themselves during a hold can finish the welcome."""
    printed = await play([ADA, *INVITE, says("yes"), says(DARK), *WELCOME])
    assert "You're set" in texts(printed, "kim")[-1]


async def test_free_words_during_a_hold_are_kept_without_a_question() -> None:
    """A text while a flag is open is kept at once, for its writer only."""
    lines = [*joined("telegram", "nothing open"), says(DARK), says("are you there")]
    printed = await play([*lines, STORE])
    came = events(after_line(printed, len(lines)), "kim")
    assert [e["text"] for e in came] == [
        "Kept, for you only. Ada still gets the notice; SOS brings the numbers."
    ]
    assert not came[0].get("buttons")
    stored = next(one["store"] for one in printed if "store" in one)
    assert "are you there" in str(stored["records"])


async def test_nothing_is_offered_to_go_on_with_during_a_hold() -> None:
    """What was left half-way is not offered again while a flag is open."""
    lines = [
        *joined("telegram", "inside an activity, a number"),
        says(DARK),
        says("note hello there"),
        taps("Only me"),
    ]
    assert "Go on where you left it?" not in " ".join(texts(await play(lines), "kim"))


async def test_released_while_joining_again() -> None:
    """The pace question is owed after the welcome, and no cue comes before it is answered."""
    again = [says("stop"), says("start"), says(DARK), RELEASE]
    lines = [*joined("sms", "nothing open"), *RECORD, *again, *WELCOME, {"wait": "3d"}]
    printed = await play(lines)
    assert "Once the questions about joining are answered" in " ".join(texts(printed, "ada"))
    kinds = [e["kind"] for e in events(printed, "kim")]
    after = kinds[max(n for n, kind in enumerate(kinds) if kind == "welcome") + 1 :]
    assert after[0] == "notice"
    assert "As before" in events(printed, "kim", "notice")[-1]["text"]
    assert "cue" not in after


async def test_nothing_this_week_close_to_a_meeting() -> None:
    """A day before the meeting the rest lasts seven days, not one."""
    lines = [*joined("telegram", "nothing open"), *RECORD, says(DARK), {"until": "2026-03-09T10:00:00+00:00"}]
    printed = await play([*lines, RELEASE, taps("Nothing this week"), {"wait": "10d"}])
    cues = [e["at"][:10] for e in events(printed, "kim", "cue")]
    assert cues
    assert min(cues) >= "2026-03-16"


ENDED: list[Line] = [{"who": "ada", "text": "/discharge kim"}, {"who": "ada", "tap": "Send"}]


async def test_a_former_client() -> None:
    """Distress after a discharge reaches the former therapist, who is told it is a former client's."""
    lines = [*joined("telegram", "nothing open"), *ENDED, {"wait": "2d"}, says(DARK)]
    came = after_line(await play(lines), len(lines))
    assert "A notice goes to Ada" in texts(came, "kim")[0]
    alert = events(came, "ada", "alert")[0]
    assert "former client" in alert["text"]
    assert "messages rest" not in alert["text"]
    taken = texts(await play([*lines, {"who": "ada", "tap": "I'm taking it"}]), "ada", "alert")[-1]
    assert taken == "It's yours. Nothing goes out to Kim from here any more."


async def test_a_former_client_of_someone_unreachable() -> None:
    """The card promises no notice when the former therapist takes no texts."""
    stops: list[Line] = [{"who": "ada", "text": "/stop"}, {"who": "ada", "tap": "Stop all"}]
    lines = [*joined("telegram", "nothing open"), *ENDED, *stops, says(DARK)]
    came = after_line(await play(lines), len(lines))
    assert "notice" not in texts(came, "kim")[0]


async def test_taken_and_then_looked_at() -> None:
    """After taking a flag its words can still be shown."""
    for channel in ("telegram", "sms"):
        lines = [*joined(channel, "nothing open"), says(DARK), {"who": "ada", "tap": "I'm taking it"}]
        printed = await play([*lines, {"who": "ada", "tap": "Show me"}])
        shown = events(printed, "ada", "alert")
        assert shown[-2]["buttons"] == ["Show me"]
        assert DARK in shown[-1]["text"]
        assert "Kim" in shown[-1]["text"]
        assert not shown[-1].get("buttons")


async def test_a_rest_set_while_joining() -> None:
    """A therapist's rest for somebody still joining is kept, and they hear of it once they have joined."""
    lines = [ADA, *INVITE, *RECORD, says("yes"), {"who": "ada", "text": "/pause kim 5d"}, *WELCOME]
    printed = await play([*lines, {"wait": "8d"}])
    assert any("hears of it on joining" in text for text in texts(printed, "ada"))
    assert len(events(printed, "kim", "notice")) == 1
    assert min(e["at"][:10] for e in events(printed, "kim", "assignment")) >= "2026-03-07"


async def test_a_rest_for_somebody_who_stopped() -> None:
    """The therapist hears that there is nothing to rest."""
    printed = await play([*joined("sms", "after STOP"), {"who": "ada", "text": "/pause kim 5d"}])
    assert "takes no messages" in texts(printed, "ada")[-1]


async def test_the_way_back_after_wrong() -> None:
    """`/release` of a frozen client asks who it is; a yes brings one neutral text, and the menu works."""
    lines = [*joined("telegram", "after WRONG"), RELEASE]
    printed = await play(lines)
    assert any("/release Kim" in text for text in texts(printed, "ada", "notice"))
    assert events(printed, "ada")[-1]["buttons"] == ["Yes, it is Kim's", "Not yet"]
    back = [*lines, {"who": "ada", "tap": "Yes"}]
    came = after_line(await play(back), len(back))
    assert texts(came, "kim") == ["Messages pick up again. MENU shows what there is."]
    assert after_line(await play([*back, says("menu")]), len(back) + 1)
    left = await play([*lines, {"who": "ada", "tap": "Not yet"}, says("menu")])
    assert not after_line(left, len(lines) + 2)


async def test_a_meeting_off_for_a_frozen_client() -> None:
    """What is noted for a frozen client does not say they have not joined."""
    off: Line = {"who": "ada", "text": "/session kim off 10 march"}
    said = texts(await play([*joined("telegram", "after WRONG"), off]), "ada")[-1]
    assert "in doubt" in said
    assert "joined" not in said


async def test_a_changed_mind_after_no() -> None:
    """A yes before the number is let go opens the request again, and the therapist hears."""
    printed = await play([ADA, *INVITE, says("no"), {"wait": "2m"}, says("yes"), *WELCOME, {"wait": "1h"}])
    assert "You're set" in texts(printed, "kim")[-1]
    assert [t.split(":")[0] for t in texts(printed, "ada")[-2:]] == [
        "Kim has said yes after all, and is answering the questions about joining.",
        "Kim has joined",
    ]


async def test_invited_again_after_a_no() -> None:
    """Once the number is let go, the same therapist can invite it again."""
    printed = await play([ADA, *INVITE, says("no"), {"wait": "10m"}, *INVITE[1:]])
    assert len(texts(printed, "kim", "invite")) == 2


async def test_no_at_the_first_question_is_a_no() -> None:
    """A plain no to "neutral or full" ends it, with the closing text."""
    printed = await play([ADA, *INVITE, says("yes"), says("no"), {"wait": "10m"}, STORE])
    assert texts(printed, "kim")[-1].startswith("Thank you for reading this far.")
    assert {"store": {}} in printed
    assert any("chose not to join" in text for text in texts(printed, "ada"))


async def test_a_rest_that_is_too_long() -> None:
    """A rest of 999 days is told which lengths there are, also while a choice is open."""
    for state in ("nothing open", "cue open", "barrier talk open"):
        lines = [*joined("telegram", state), says("pause 999d")]
        came = after_line(await play(lines), len(lines))
        assert "up to three months" in texts(came, "kim")[0]


async def test_start_at_the_smaller_version() -> None:
    """START typed where a smaller version is offered begins that one."""
    assign: Line = {"who": "ada", "text": "/assign kim thought record daily at 11:00"}
    early = [*joined("telegram", "nothing open"), assign, {"who": "ada", "tap": "Send"}]
    lines = [*early, {"until": "2026-03-02T14:30:00+00:00"}]
    typed, tapped = await play([*lines, says("start")]), await play([*lines, taps("Do a small piece")])
    assert events(typed, "kim")[-2]["kind"] == "followup"
    assert events(typed, "kim")[-1]["kind"] == "step"
    assert texts(typed, "kim")[-1] == texts(tapped, "kim")[-1]


async def test_the_work_goes_on_after_a_look() -> None:
    """After taking a flag and looking at it, a typed answer belongs to the card that was open before."""
    lines = [*joined("telegram", "nothing open"), {"who": "ada", "text": "/assign kim thought record"}]
    taken: list[Line] = [{"who": "ada", "tap": "I'm taking it"}, {"who": "ada", "tap": "Show me"}]
    printed = await play([*lines, says(DARK), *taken, {"who": "ada", "text": "daily"}])
    assert texts(printed, "ada")[-1].startswith("At what time")


async def test_an_invited_person_is_not_asked_again_during_a_hold() -> None:
    """After the card, other words get no "Is this you?"."""
    printed = await play([ADA, *INVITE, says(DARK), says("please")])
    assert "Nothing is asked of you" in texts(printed, "kim")[-1]
