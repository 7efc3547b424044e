"""An own activity: copied, edited with each change played back, published, shared, archived."""

import pytest

from handlers.client.people import client_of
from handlers.own import Own, may_use
from tests.building_stage import LEE, QUICK, Bench, bench

COPY = "/copy cbt-record"


async def test_a_copy_is_ones_own() -> None:
    """The library's stays as it is; the copy has a title of its own, and nobody is given it yet."""
    async with bench() as ada:
        assert "A copy of your own" in await ada.says(COPY)
        assert "Thought record (own 2) (" in await ada.says(COPY, "[Another copy]")
        titles = {own.title for own in await ada.made()}
        assert titles == {"Thought record (own 2)", "Thought record (own)"}
        assert "No activity in the library fits" in await ada.says("/assign sam thought record (own 2)")


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("[Its name]", "Call record"), "Call record ("),
        (("[The client's name for it]", "After the call"), "The client reads: After the call,"),
        (("[What it is]", "a short look back"), "Thought record, a short look back."),
        (("[Why]", "It shows a pattern."), "It shows a pattern."),
        (("[How]", "Take a minute, right after."), "How: Take a minute, right after."),
        (("[Minutes]", "12"), "12 min"),
        (("[How often]", "[Daily]"), "· daily ·"),
        (("[Tags]", "calls, Low Mood"), "Tags: calls, low-mood"),
        (("[What it's for]", "[To practise]"), "to practise"),
        (("[Method]", "schema"), "schema ·"),
        (("[Note for you]", "ask about the tone"), "For you: ask about the tone"),
        (("[Before giving it]", "Agree on it first."), "Before you give it: Agree on it first."),
        (("[Two-minute steps]", "1 3"), "(step 1, 3)"),
        (("[Two-minute words]", "one line"), "Smaller, 2 min: one line"),
        (("[The steps]", "2", "[Other words]", "The thought?"), "2. The thought?"),
        (("[The steps]", "2", "[How it's answered]", "[A list of theirs]"), "word for word? (a list)"),
        (("[The steps]", "3", "[Weigh it as an urge]"), "(0 to 10, weighed as an urge)"),
        (("[The steps]", "2", "[One up]"), "1. The thought that stung most"),
        (("[The steps]", "2", "[One down]"), "3. The thought that stung most"),
        (("[The steps]", "1", "[One up]"), "1. The moment"),
        (("[The steps]", "1", "[Take it out]"), "1. The thought that stung most"),
        (
            ("[The steps]", "[One more step]", "What will you try?", "[In their words]"),
            "8. What will you try?",
        ),
    ],
)
async def test_each_edit_is_played_back_and_taken_back(lines: tuple[str, ...], there: str) -> None:
    """The card shows it as it is now, Undo as it was, and the library's own never changes."""
    async with bench() as ada:
        before = await ada.says(COPY)
        after = await ada.says("[Edit]", *lines)
        assert there in after
        if "1. The moment" not in there:  # the first step cannot go up
            assert after.startswith("Changed: ")
            assert (await ada.says("[Undo]")).partition("\n")[2] == before.partition("\n")[2]
        assert "1. The moment: what, where, when?" in await ada.says("/library cbt-record")


async def test_words_for_sms_alone() -> None:
    """A step may read shorter on the short channel, and the same again."""
    async with bench() as ada:
        await ada(COPY, "[Edit]", "[The steps]", "1", "[Words for SMS]", "The moment?")
        assert (await ada.one()).shape["steps"][0]["sms"] == "The moment?"
        await ada("[Edit]", "[The steps]", "1", "[Words for SMS]", "[The same as above]")
        assert "sms" not in (await ada.one()).shape["steps"][0]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("[Two-minute steps]", "99"), "(step 1, 2, 3)"),
        (("[Minutes]", "500"), "How many minutes is it, 1 to 120?"),
        (("[Minutes]", "a while", "skip"), "8 min"),
        (("[Tags]", "x" * 40), "lower-case words"),
        (("[The steps]", "1", "[Other words]", "So? Or so?"), "text asks more than one question"),
        (("[The steps]", "1", "[Words for SMS]", "word " * 70), "at most 306"),
        (("[The steps]", "1", "[How it's answered]", "[A timer runs]", "5"), "a timer step asks nothing"),
    ],
)
async def test_what_cannot_be_is_said_and_not_kept(lines: tuple[str, ...], said: str) -> None:
    """The draft is as it was."""
    async with bench() as ada:
        await ada(COPY)
        before = (await ada.one()).shape
        last = await ada.says("[Edit]", *lines)
        assert said in last
        assert (await ada.one()).shape == before


@pytest.mark.parametrize("way", ["[Take it out]", "[One down]"])
async def test_a_step_others_hang_on(way: str) -> None:
    """A step that the next one chooses from cannot go, nor stand behind it; the card says why."""
    async with bench() as ada:
        await ada("/copy ba-menu")
        before = (await ada.one()).shape
        steps = before["steps"]
        hangs = next(n for n, step in enumerate(steps) if step.get("options_from"))
        source = [step["key"] for step in steps].index(steps[hangs]["options_from"])
        times = 1 if way == "[Take it out]" else hangs - source
        for number in range(times):
            said = await ada.says("[Edit]", "[The steps]", str(source + 1 + number), way)
        assert said.startswith("Not kept yet: ")
        assert "is no earlier list or multi step" in said


async def test_the_last_step_stays() -> None:
    """An activity without a step is none."""
    async with bench() as ada:
        await ada(*QUICK)
        said = await ada.says("[Edit]", "[The steps]", "1", "[Take it out]")
        assert "No step yet" in said
        assert "Publish" not in (await ada("/copy after the call"))[-1]["buttons"]


async def test_who_has_a_version_keeps_it() -> None:
    """A new version is for whoever is given it from then on; Sam goes on with the words Sam was given."""
    async with bench() as ada:
        await ada(*QUICK, "[Publish]", "/assign sam after the call 3x at 19:00", "[Send]")
        await ada("/copy after the call", "[Edit]", "[The steps]", "1", "[Other words]", "And the call?")
        await ada("[Publish]")
        assert (await ada.one()).version == 2
        assert "How was the call?" in await ada.says("[Start]", who="sam")
        assert client_of(await ada.play.person()).assignments[0].own["version"] == 1  # type: ignore[index]  # it is one's own
        await ada("lighter", "skip", "skip", who="sam")
        await ada("/assign sam after the call 3x at 19:00", "[Send]")
        assert "And the call?" in await ada.says("[Start]", who="sam")


async def test_an_assignment_outlives_its_activity() -> None:
    """Archived, or its therapist erased: whoever has it plays it to the end, and the summary names it."""
    async with bench() as ada:
        await ada(*QUICK, "[Publish]", "/assign sam after the call once at 19:00", "[Send]")
        await ada("/copy after the call", "[Archive]", "[Archive it]")
        await ada("[Start]", "lighter", who="sam")
        await ada.play({"wait": "1m"})
        assert '"After the call" is archived' in await ada.says("/assign sam after the call")
        assert "After the call" in await ada.says("/client sam")
        await ada("thought record", "once", "19:00", "skip", "[Cancel]")
        assert "archived · only you may give it" in await ada.says("/library after the call")


async def test_draft_published_archived_and_back() -> None:
    """Each state as the card and the list say it."""
    async with bench() as ada:
        await ada(*QUICK)
        assert "After the call · draft" in await _mine(ada)
        await ada("[Publish]")
        assert "version 1 ·" in await ada.says("/copy after the call")
        await ada("[Edit]", "[Minutes]", "9")
        assert "version 1, with changes not yet published" in await ada.says("/copy after the call")
        assert "The draft is gone; this is what stays published." in await ada.says(
            "[Drop the draft]", "[Let it go]"
        )
        assert "Archived" in await ada.says("[Archive]", "[Archive it]")
        assert "archived" in await ada.says("/library archived")
        assert "It can be given again" in await ada.says("[Bring it back]")


async def _mine(ada: Bench) -> str:
    """The list of what Ada made, beside what is open."""
    await ada("/new Another", "[Leave it so]")
    return await ada.says("/library mine")


async def test_a_draft_that_is_let_go() -> None:
    """Never published, it is gone for good, after one question."""
    async with bench() as ada:
        assert "Thought record (own) (" in await ada.says(COPY, "[Drop the draft]", "[Keep it]")
        assert "The draft is gone." in await ada.says("[Drop the draft]", "[Let it go]")
        assert await ada.made() == []


@pytest.mark.parametrize(
    ("scope", "ada_gives", "lee_gives"),
    [
        (("[Only I]",), True, False),
        (("[Everybody here]",), True, True),
        (("[Only in one pathway]", "worry"), False, False),
    ],
)
async def test_who_may_give_it(scope: tuple[str, ...], *, ada_gives: bool, lee_gives: bool) -> None:
    """A colleague finds what is shared and nothing else; what is for one pathway nobody gives by itself."""
    mia = {"cast": "mia", "role": "client", "of": "lee", "channel": "telegram", "name": "Mia"}
    async with bench(LEE, mia) as ada:
        await ada(*QUICK, "[Publish]", "[Who may give it]", *scope)
        for who, whom, gives in (("ada", "sam", ada_gives), ("lee", "mia", lee_gives)):
            said = await ada.says(f"/assign {whom} after the call 3x at 19:00", who=who)
            assert ("No activity in the library fits" in said) is not gives
            assert ("own-" in await ada.says("/library after the call", who=who)) is gives


async def test_what_is_made_for_a_pathway_is_found_by_its_name_there() -> None:
    """Add, and words of its title, finds it on its own pathway; the card has the therapist's title."""
    async with bench() as ada:
        await ada(*QUICK, "[Publish]", "[Who may give it]", "[Only in one pathway]", "low-mood")
        await ada("/pathway sam low-mood", "[Send]")
        card = await ada.says("/pathway sam", "[Add one]", "after the call")
        assert "After the call" in card


async def test_an_own_one_as_a_step_of_a_pathway() -> None:
    """What is for one pathway is added there, goes out at its turn and is played to the end."""
    async with bench() as ada:
        await ada(*QUICK, "[Publish]", "[Who may give it]", "[Only in one pathway]", "low-mood")
        await ada("/pathway sam low-mood", "[Send]", "/pathway sam add after the call")
        await ada("/copy after the call", "[Archive]", "[Archive it]", *("/pathway sam leave out 1",) * 6)
        await ada.play({"wait": "8d"})
        assert "How was the call?" in await ada.says("[Start]", who="sam")


def test_the_scopes() -> None:
    """Mine, the practice's, or inside one pathway only; never a draft, never an archived one."""
    own = Own("own-1", "ada", published={"title": "t"})
    assert [may_use(own, who) for who in ("ada", "lee")] == [True, False]
    own.scope = "clinic"
    assert [may_use(own, who) for who in ("ada", "lee")] == [True, True]
    own.scope, own.pathway = "pathway", "worry"
    assert [may_use(own, "ada", pathway) for pathway in ("", "worry", "mood")] == [False, True, False]
    own.archived = True
    assert not may_use(own, "ada", "worry")
    assert not may_use(Own("own-2", "ada", draft={"title": "t"}), "ada")


async def test_what_others_have_is_not_taken_from_them() -> None:
    """Once a published one is everybody's, it can be archived, not made one's own again."""
    async with bench() as ada:
        await ada(*QUICK, "[Publish]", "[Who may give it]", "[Everybody here]")
        asked = (await ada("[Who may give it]"))[-1]
        assert asked["buttons"] == ["Everybody here"]


async def test_a_colleague_cannot_change_it() -> None:
    """Lee opens what Ada shares as a copy of Lee's own; Ada's stays as it is."""
    async with bench(LEE) as ada:
        await ada(*QUICK, "[Publish]", "[Who may give it]", "[Everybody here]")
        await ada("/copy after the call", "[Edit]", "[Minutes]", "44", who="lee")
        mine = {own.title: own.shape["minutes"] for own in await ada.made("lee")}
        assert mine == {"After the call": 5, "After the call (own)": 44}
        assert [own.shape["minutes"] for own in await ada.made()] == [5]


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("mine", True),
        ("own", True),
        ("calls", True),
        ("self calls", True),
        ("5 min", True),
        ("edu", False),
        ("4 min", False),
    ],
)
async def test_the_library_shows_own_ones(words: str, there: bool) -> None:
    """By tag, type, method and minutes, like everything else."""
    async with bench() as ada:
        await ada(
            *QUICK, "[Edit]", "[Tags]", "calls", "[Publish]", "[Leave it]", "/new Another", "[Leave it so]"
        )
        assert ("After the call" in await ada.says(f"/library {words}")) is there


async def test_each_publish_is_a_version() -> None:
    """Published, changed, published: two versions, and no draft is left."""
    async with bench() as ada:
        await ada(*QUICK, "[Publish]", "/copy after the call", "[Edit]", "[Minutes]", "9", "[Publish]")
        own = await ada.one()
        assert (own.version, own.draft) == (2, None)


async def test_as_many_as_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is an end to how many one therapist keeps, and it is said."""
    monkeypatch.setattr("handlers.shelf.MOST_KEPT", 1)
    async with bench() as ada:
        await ada(COPY)
        assert "There are 1 activities of yours already" in await ada.says("/copy ba-menu")
        assert "too many drafts" in await ada.says("/new Another")
