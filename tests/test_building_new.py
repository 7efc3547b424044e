"""`/new`: an activity one question at a time, with a default everywhere, left and gone on with (A-01)."""

import pytest

from tests.building_stage import QUICK, Bench, bench

BEGUN = ("/new After the call", "[Leave it so]", "what stayed with you", "[Leave it so]")


async def test_defaults_all_the_way() -> None:
    """Somebody with four minutes writes a name and a question; the rest is there, and it can be published."""
    async with bench() as ada:
        card = (await ada(*QUICK))[-1]
        assert card["buttons"][:3] == ["Publish", "Edit", "Play it"]
        assert "After the call" in card["text"]
        assert "1. How was the call? (in their words)" in card["text"]
        assert "draft · only you may give it" in card["text"]
        assert "Published." in await ada.says("[Publish]")
        assert (await ada.one()).version == 1


@pytest.mark.parametrize(
    ("words", "likely", "kind"),
    [
        ("What did you notice?", "In their words", "text"),
        ("Sit down where it is quiet.", "Only read", "say"),
        ("How tense are you, 0 to 10?", "0 to 10", "scale"),
        ("How many minutes were you out?", "A number", "number"),
        ("Did it happen, yes or no?", "Yes, or no", "choice"),
        ("Listen to this slowly, all of it: https://example.org/a", "Something to open", "media"),
    ],
)
async def test_the_likely_kind_comes_first(words: str, likely: str, kind: str) -> None:
    """How a step is answered is guessed from its words, and the guess is the first button."""
    async with bench() as ada:
        asked = (await ada(*BEGUN, words))[-1]
        assert asked["buttons"][0] == likely
        await ada(f"[{likely}]")
        assert (await ada.one()).shape["steps"][0]["kind"] == kind


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("[One of several]", "lighter, heavier"), {"kind": "choice", "options": ["lighter", "heavier"]}),
        (("[Several of a list]", "home\nwork\nin between"), {"options": ["home", "work", "in between"]}),
        (
            ("[One of several]", "[Mostly, partly, not]"),
            {"options": ["Yes, mostly", "Partly", "Not this time"]},
        ),
        (("[A number]", "1 to 20"), {"kind": "number", "low": 1, "high": 20}),
        (("[A number]", "[0 to 24]"), {"kind": "number", "low": 0, "high": 24}),
        (("[A number]", "40"), {"kind": "number", "high": 40}),
        (("[A timer runs]", "7"), None),
        (("[Yes, or no]",), {"kind": "choice", "options": ["Yes, it is", "No, it isn't"]}),
        (("[A time of day]",), {"kind": "time"}),
        (("[A day]",), {"kind": "date"}),
        (("[A list of theirs]",), {"kind": "list"}),
        (("[A picture]",), {"kind": "photo"}),
        (("[Something to open]", "https://example.org/a"), {"kind": "media"}),
        (("[Something to open]", "[I say so when I give it]"), {"kind": "media"}),
    ],
)
async def test_every_kind(lines: tuple[str, ...], wanted: dict[str, object] | None) -> None:
    """Each kind asks what it needs and nothing else; a timer cannot ask a question, which is said."""
    async with bench() as ada:
        said = await ada.says(*BEGUN, "What was it about, in the end?", *lines)
        step = (await ada.one()).shape["steps"][0]
        if wanted is None:
            assert "a timer step asks nothing: nobody could answer it" in said
            assert step["kind"] == "text"
            return
        assert "The next one" in said
        found = {**step, "options": list(step.get("options", {}).values())}
        assert {name: found.get(name, 0) for name in wanted} == wanted


async def test_every_answer_is_kept_as_it_comes() -> None:
    """What was answered is in the draft before the next question is."""
    async with bench() as ada:
        await ada(*BEGUN)
        own = await ada.one()
        assert (own.shape["what"], own.todo) == ("what stayed with you", "steps")
        await ada("How was the call?")
        assert [step["text"] for step in (await ada.one()).shape["steps"]] == ["How was the call?"]


async def test_how_often_and_what_to_know_before_are_asked() -> None:
    """The rhythm is the therapist's, not a setting nobody saw; a guard, if any, is on the card."""
    async with bench() as ada:
        asked = (await ada(*QUICK[:-2]))[-1]
        assert "What to know before giving it to somebody." in asked["text"]
        asked = (await ada("Not where the heart is weak."))[-1]
        assert "How often is it meant" in asked["text"]
        card = await ada.says("[Daily]")
        assert "daily · 5 min" in card
        assert "Before you give it: Not where the heart is weak." in card


@pytest.mark.parametrize("between", ["/clients", "/preview paced breathing", "/library", "/assign sam"])
async def test_left_in_the_middle(between: str) -> None:
    """Whatever comes between, /new offers the draft and goes on at the question that was next."""
    async with bench() as ada:
        await ada(*BEGUN, between)
        offered = (await ada("/new"))[-1]
        assert offered["buttons"] == ["After the call", "Not now"]
        assert "what does the client read first" in await ada.says("[After the call]")


async def test_it_survives_a_restart_between_any_two_answers() -> None:
    """All memory lost after every line: the same draft, the same card."""
    async with bench() as ada:
        for line in QUICK:
            await ada.play({"crash": True})
            last = await ada.says(line)
        assert "1. How was the call? (in their words)" in last


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("A title that goes on and on and on and on and on", "title has 48 characters; at most 40"),
        ("Is it so? Or so?", "title asks more than one question"),
        ("The homework", "says homework"),
        ("For {nobody}", "unknown placeholder {nobody}"),
    ],
)
async def test_a_title_that_cannot_be(title: str, said: str) -> None:
    """What is wrong is said, the question stays, and nothing has been begun."""
    async with bench() as ada:
        assert said in await ada.says(f"/new {title}")
        assert await ada.made() == []
        assert "the client read as its name" in await ada.says("After the call")


async def test_not_now() -> None:
    """A way out before anything is begun."""
    async with bench() as ada:
        assert "Nothing was begun" in await ada.says("/new", "[Not now]")
        assert await ada.made() == []


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ("stop, go on", "carriers act on"),
        ("1, 2, 3", "On SMS the digit is the place of an answer"),
        ("only one", "2 to 12 options, found 1"),
        ("a" * 41 + ", b", "at most 40"),
    ],
)
async def test_options_that_cannot_be(labels: str, said: str) -> None:
    """Reserved words, digits and lone options are refused with the reason, and asked for again."""
    async with bench() as ada:
        assert said in await ada.says(*BEGUN, "Which was it?", "[One of several]", labels)
        assert (await ada.one()).shape["steps"][0]["kind"] == "text"


async def test_a_step_too_long_for_two_texts() -> None:
    """What SMS cannot carry is explained; the step is not taken, and the question stays."""
    async with bench() as ada:
        said = await ada.says(*BEGUN, "word " * 65 + "?")
        assert "takes 3 SMS parts" in said
        assert "Two parts hold about 300 plain characters" in said
        assert (await ada.one()).shape["steps"] == []


async def test_a_phones_own_marks_cost_nothing() -> None:
    """Curly quotes and dashes, which a phone puts in by itself, do not make an SMS longer than it will be."""
    async with bench() as ada:
        said = await ada.says(*BEGUN, "It\u2019s here \u2014 " + "word " * 40)
        assert "Not kept" not in said
        assert "\u2019" in (await ada.one()).shape["steps"][0]["text"]


async def test_a_hint_is_no_wall() -> None:
    """Words the language rules would not let us write are a therapist's to write: named once, kept."""
    async with bench() as ada:
        said = await ada.says(*BEGUN, "No worries. You should try it.", "[Only read]")
        assert '"No worries" may sound as if it were small. You decide.' in said
        assert '"You should" may sound like blame or pressure. You decide.' in said
        assert (await ada.one()).shape["steps"][0]["text"] == "No worries. You should try it."


async def test_a_message_of_more_steps_than_fit() -> None:
    """After twenty the next question comes by itself."""
    async with bench() as ada:
        await ada(*BEGUN)
        for number in range(19):
            await ada(f"Look at {number} things.", "[Only read]")
        assert "two-minute version" in await ada.says("And the last one.", "[Only read]")
        assert len((await ada.one()).shape["steps"]) == 20


async def test_by_sms_as_well() -> None:
    """A therapist on SMS answers with digits and reaches the same card."""
    async with bench(channel="sms") as ada:
        lines = (
            "new After the call",
            "1",
            "1",
            "1",
            "How was the call?",
            "1",
            "1",
            "1",
            "1",
            "skip",
            "1",
            "1",
            "1",
            "1",
        )
        card = await ada.says(*lines)
        assert "After the call, draft, only you may give it: one step, 5 min, 3 times a week." in card


async def test_the_draft_was_let_go_meanwhile() -> None:
    """A question left open by a draft that is gone is answered kindly."""
    async with bench() as ada:
        await _dropped_meanwhile(ada)
        assert "not there any more" in await ada.says("[Leave it so]")


async def _dropped_meanwhile(ada: Bench) -> None:
    await ada("/new After the call", "/copy after the call", "[Drop the draft]", "[Let it go]")


@pytest.mark.parametrize(("tap", "risk"), [("[Weigh it]", "urge"), ("[Only a number]", None)])
async def test_a_rating_of_an_urge_is_asked_about_at_once(tap: str, risk: str | None) -> None:
    """Nobody has to find the place where a 10 on an urge is weighed (SAFETY S3)."""
    async with bench() as ada:
        asked = await ada.says(*BEGUN, "How strong is the urge to hurt yourself, 0 to 10?", "[0 to 10]")
        assert "weighed at once?" in asked
        assert "The next one" in await ada.says(tap)
        assert (await ada.one()).shape["steps"][0].get("risk") == risk


async def test_a_rating_of_something_hard_has_a_landing() -> None:
    """From 8 up the client is offered one, in an activity made by a therapist too (DESIGN 4.2)."""
    async with bench() as ada:
        await ada(*BEGUN, "How strong is the distress, 0 to 10?", "[0 to 10]")
        await ada("How much did you enjoy it, 0 to 10?", "[0 to 10]")
        steps = (await ada.one()).shape["steps"]
        assert [step.get("landing", False) for step in steps] == [True, False]


async def test_minutes_are_not_said_to_be_kept() -> None:
    """What is no number of minutes is not kept, and is not said to be; half an hour is one."""
    async with bench() as ada:
        await ada(*BEGUN, *QUICK[4:9])
        said = await ada.says("500")
        assert said == '"500" isn\'t kept. How many minutes is it, 1 to 120? SKIP leaves it as it is.'
        await ada("half an hour")
        assert (await ada.one()).shape["minutes"] == 30


@pytest.mark.parametrize("words", ["thats it", "That is it.", "done", "no more"])
async def test_the_steps_end_by_words_too(words: str) -> None:
    """What says that there are no more is no step."""
    async with bench() as ada:
        await ada(*BEGUN, "How was the call?", "[In their words]", words)
        assert [step["text"] for step in (await ada.one()).shape["steps"]] == ["How was the call?"]


@pytest.mark.parametrize("words", ["cancel", "not now", "stop here"])
async def test_new_can_be_left_by_words(words: str) -> None:
    """The draft is kept, and goes on where it was; as an answer to the title nothing is begun."""
    async with bench() as ada:
        assert "stays as it is" in await ada.says(*BEGUN, "How was the call?", "[In their words]", words)
        assert (await ada.one()).todo == "steps"
        said = await ada.says("/new", words)
        assert "Nothing was begun" in said


async def test_options_that_cannot_be_are_asked_for_again() -> None:
    """Whoever corrects the options need not say once more how it is answered."""
    async with bench() as ada:
        await ada(*BEGUN, "Which was it?", "[One of several]", "stop, 1, Tired; too wired")
        await ada("tired, wired, other")
        assert list((await ada.one()).shape["steps"][0]["options"].values()) == ["tired", "wired", "other"]
