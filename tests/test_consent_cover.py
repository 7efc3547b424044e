"""A colleague covers for some days: clients are told first, a no is heard, it ends by itself (DESIGN §8)."""

from datetime import datetime
from typing import Any

import pytest

from bot.config import default_config
from bot.loading import entries
from bot.rehearsal import START
from bot.stage import Stage
from handlers.records import for_therapist
from tests.consent_stage import JOINING, LEE, SAM, after, invited, says, stored, taps
from tests.world import ADA, Line, client, events, play, texts

MIA = client("mia", "telegram", "wed 10:00")
DARK = "i want to die"
GO = [*says("/away 4 march 6 march cover lee", who="ada"), *taps("Send")]
IN_IT: Line = {"until": "2026-03-04T10:00:00+00:00"}
AFTER_IT: Line = {"until": "2026-03-07T10:00:00+00:00"}
BASE: list[Line] = [
    ADA,
    LEE,
    SAM,
    MIA,
    *says("/note the garden helped", "/private nobody knows"),
    *says("/note i rang my sister", who="mia"),
    *GO,
]
"""Sam and Mia wrote something; Ada goes away from Wednesday to Friday, and Lee covers."""

ANSWERED = [
    *BASE,
    *taps("I agree", who="sam"),
    *taps("Not my answers", who="mia"),
    *says("/note the roses helped"),
    IN_IT,
]
"""Sam is fine with it, Mia is not; it is Wednesday."""


async def lee_sees(lines: list[Line], asked: str) -> str:
    """What Lee reads after saying something."""
    return "\n".join(texts(await play([*lines, *says(asked, who="lee")]), "lee")[-1:])


async def test_ada_reads_what_will_be_said() -> None:
    """The card shows the very text the clients get, and that their no is heard, before Send."""
    printed = await play(BASE)
    card = next(text for text in texts(printed, "ada") if "are told" in text)
    said = texts(printed, "mia", "notice")[0]
    assert said.partition("Is that all right?")[0].partition(" You next meet")[0] in card.replace("\n", " ")
    assert "Lee Park covers and hears of any danger. Only after your yes" in card.replace("\n", " ")
    assert "Without a yes: flags, no words." in card


@pytest.mark.parametrize("who", ["sam", "mia"])
async def test_every_client_is_told_and_asked(who: str) -> None:
    """Who covers, when, what they get and see, on either channel, with a no beside the yes."""
    (said,) = events(await play(BASE), who, "notice")
    for part in (
        "Ada is away from Wednesday 4 March to Friday 6 March",
        "Lee Park",
        "questions",
        "danger",
        "private",
    ):
        assert part in said["text"]
    assert said["buttons"] == ["I agree", "Not my answers"]


async def test_before_the_first_day_lee_sees_nobody() -> None:
    """The days have not begun: no name, no words."""
    said = await lee_sees(BASE, "/cover sam")
    assert "Sam" not in said
    assert "garden" not in said


async def test_in_these_days_lee_sees_what_is_shared() -> None:
    """Shared words of who agreed, from being told on, and nothing private."""
    said = await lee_sees(ANSWERED, "/cover sam")
    assert "the roses helped" in said
    assert "garden" not in said
    assert "nobody knows" not in said
    assert "Mia" not in said


async def test_a_no_leaves_no_name_in_the_list() -> None:
    """/cover and its answer to an unknown name leave out who has not said yes; /cover counts them."""
    listed = await lee_sees(ANSWERED, "/cover")
    assert "Sam, for Ada Okafor" in listed
    assert "Not named: one client," in listed
    assert "Mia" not in listed + await lee_sees(ANSWERED, "/cover zed")
    nobody = [*BASE, *taps("Not my answers", who="sam"), *taps("Not my answers", who="mia"), IN_IT]
    assert (await lee_sees(nobody, "/cover")).startswith("Not named: two clients,")


NOTED = says("/note sam SECRETNOTE", who="ada")
"""A note Ada keeps for herself."""

OWN = [*BASE[:3], {**SAM, "of": "lee", "session": "fri 11:00"}, *says("/note the garden helped"), *NOTED, *GO]
BOTH = [*OWN, *taps("I agree", who="sam")]
"""Sam is Lee's client as well, and agrees that Lee covers."""


async def read_by(lines: list[Line], who: str, at: Line) -> list[str]:
    """What the records about Sam hold in words for this therapist, at that moment."""
    shown: list[Line] = []
    async with Stage(default_config(), shown.append, None, datetime.fromisoformat(START)) as stage:
        for line in [*lines, at]:
            await stage.take(line)
        store, now = stage.engine.store, stage.clock.now()
        sam, reader = [await stage._person(name) for name in ("sam", who)]
        assert sam is not None
        assert reader is not None
        rows = await store.records(stage.practice, sam, 0)
        client = (await store.load(stage.practice, [sam]))[sam].doc
    return [e.doc["words"] for e in for_therapist(client, reader, entries(rows), now) if "words" in e.doc]


async def test_a_note_of_the_therapist_is_no_covers() -> None:
    """During the cover Lee reads what Sam shared, never what Ada noted for herself; Ada still does."""
    lines = [*BASE[: -len(GO)], *NOTED, *GO, *taps("I agree", who="sam")]
    assert await read_by(lines, "lee", IN_IT) == ["the garden helped"]
    assert "SECRETNOTE" in await read_by(lines, "ada", IN_IT)


async def test_after_the_last_day_nobody_reads_for_ada() -> None:
    """Lee's eyes are Lee's own again after the days, whatever the store would give; so before them."""
    lines = [*BASE[: -len(GO)], *NOTED, *GO, *taps("I agree", who="sam")]
    assert await read_by(lines, "lee", {"wait": "1m"}) == []
    assert await read_by(lines, "lee", AFTER_IT) == []


@pytest.mark.parametrize("at", [IN_IT, AFTER_IT])
async def test_a_colleague_with_a_relation_of_their_own(at: Line) -> None:
    """Lee reads as Lee, in the days of cover and after: Lee's own note, none of Ada's."""
    lines = [*BOTH, at, *says("/note sam LEESNOTE", who="lee")]
    said = await lee_sees(lines, "/note sam")
    assert "LEESNOTE" in said
    assert "SECRETNOTE" not in said
    assert await read_by(lines, "lee", {"wait": "1m"}) == ["LEESNOTE"]


async def test_every_reading_is_audited() -> None:
    """What Lee looked at is in the trail, with whose it was; so is when Lee's days began."""
    shown: list[Line] = []
    async with Stage(default_config(), shown.append, None, datetime.fromisoformat(START)) as stage:
        for line in [*ANSWERED, *says("/cover sam", who="lee")]:
            await stage.take(line)
        ids = {who: await stage._person(who) for who in ("lee", "sam")}
        done = await stage.engine.store.audit_latest(stage.practice, 0, 999)
    trail = {(one.actor, one.action, one.subject) for one in done}
    assert (ids["lee"], "read_reply", ids["sam"]) in trail
    assert (ids["sam"], "cover_begins", ids["lee"]) in trail


async def test_the_store_ends_it_too() -> None:
    """The relation itself carries its end: afterwards not even the store gives Lee anybody."""
    shown: list[Line] = []
    async with Stage(default_config(), shown.append, None, datetime.fromisoformat(START)) as stage:
        for line in ANSWERED:
            await stage.take(line)
        lee = await stage._person("lee")
        assert lee is not None
        assert len(await stage.engine.store.clients(stage.practice, lee, stage.clock.now())) == 2
        await stage.take(AFTER_IT)
        assert not await stage.engine.store.clients(stage.practice, lee, stage.clock.now())


async def test_a_no_leaves_only_that_there_is_danger() -> None:
    """After a no Lee reads no words, gets no question, and a flag comes without what was written."""
    assert "sister" not in await lee_sees(ANSWERED, "/cover mia")
    lines = [*ANSWERED, *says("ask may i skip a day", DARK, who="mia"), *taps("Show me", who="lee")]
    came = after(await play(lines), len(ANSWERED), "lee")
    assert [e["kind"] for e in came] == ["alert", "alert"]
    assert "its words stay with Mia" in came[-1]["text"]
    assert not any(DARK in e["text"] or "skip a day" in e["text"] for e in came)


async def test_who_was_not_told_yet_has_not_agreed() -> None:
    """Until the text has reached a client, Lee hears of danger only, without words."""
    quiet: list[Line] = [
        *BASE[: -len(GO)],
        *says("pause 9d"),
        *says("word heron"),
        {"wait": "1h"},
        *GO,
        IN_IT,
    ]
    assert "garden" not in await lee_sees(quiet, "/cover sam")
    shown = await play([*quiet, *says(DARK), *taps("Show me", who="lee")])
    assert DARK not in "\n".join(texts(shown, "lee"))


async def test_a_flag_reaches_both_and_lee_may_release() -> None:
    """Lee reads the words of who agreed, takes the flag and ends the hold; Ada hears that it is taken."""
    lines = [
        *ANSWERED,
        *says(DARK),
        *taps("Show me", "I'm taking it", who="lee"),
        *says("/release sam", who="lee"),
    ]
    printed = await play(lines)
    came = after(printed, len(ANSWERED))
    assert any(DARK in e["text"] for e in came if e["to"] == "lee")
    assert any("Lee Park has taken the flag" in e["text"] for e in came if e["to"] == "ada")
    assert not (await stored(lines))["person"]["client"]["held"]


async def test_questions_go_to_lee_too() -> None:
    """A question of these days can be answered by Lee, in Lee's name, and is then answered for Ada too."""
    lines = [
        *ANSWERED,
        *says("ask can i skip a day"),
        *says("/answer 1 of course", who="lee"),
        {"wait": "2h"},
    ]
    came = after(await play(lines), len(ANSWERED))
    assert 'Lee answers "can i skip a day": "of course"' in [e["text"] for e in came if e["to"] == "sam"]
    assert "No questions are open." in texts(await play([*lines, *says("/questions", who="ada")]), "ada")[-1]


@pytest.mark.parametrize(
    "words", ["/client sam", "/assign sam breathing", "/summary sam", "/note sam x", "/letter sam"]
)
async def test_nothing_else_opens(words: str) -> None:
    """Every other command of Lee's answers as if there were no such client."""
    said = await lee_sees(ANSWERED, words)
    assert "garden" not in said
    assert "Thought" not in said


async def test_it_ends_by_itself() -> None:
    """After the last day nothing is left open: no list, no words, no release, no flag, no question."""
    lines = [*ANSWERED, AFTER_IT, *says("/cover", "/cover sam", "/release sam", who="lee")]
    lines += says("ask and now", DARK)
    came = after(await play(lines), len(ANSWERED) + 1, "lee")
    assert len(came) == 3
    assert not any("Sam" in e["text"] or "garden" in e["text"] for e in came)


async def test_sees_names_who_covers() -> None:
    """SEES says who covers, from when to when and what they see, and nothing of it afterwards."""
    printed = await play([*ANSWERED, *says("sees"), *says("sees", who="mia"), AFTER_IT, *says("sees")])
    came = [e["text"] for e in after(printed, len(ANSWERED))]
    assert "4 March to 6 March, Lee Park covers and sees the same." in came[0]
    assert "Lee Park covers and hears only of danger, without words." in came[1]
    assert "Lee" not in came[-1]


async def test_another_plan_takes_its_place() -> None:
    """The same days without Lee: what was arranged is over before it began, and Lee hears."""
    lines = [*BASE, *says("/away 4 march 6 march", who="ada"), *taps("Send"), IN_IT]
    assert "Sam" not in await lee_sees(lines, "/cover")
    assert any("no longer cover" in text for text in texts(await play(lines), "lee"))


async def test_a_name_nobody_here_has() -> None:
    """A cover who is no therapist of the practice is only named: the card says so, and nobody sees more."""
    printed = await play([ADA, SAM, *says("/away 4 march 6 march cover Kim Roe", who="ada"), *taps("Send")])
    assert "nothing is passed on" in texts(printed, "ada")[0]
    assert texts(printed, "sam", "notice")[0].endswith(
        "Kim Roe covers in that time. You next meet on Tuesday 3 March, 15:00."
    )


async def test_the_answer_is_a_record() -> None:
    """The yes and the no are kept with the words they answered."""
    for who, what in (("sam", "cover"), ("mia", "no_cover")):
        kept: list[dict[str, Any]] = [
            r["doc"] for r in (await stored(ANSWERED, who))["records"] if r["kind"] == "consent"
        ]
        assert [(one["what"], len(one["wording"])) for one in kept] == [(what, 32)]


async def test_who_joins_meanwhile_is_told_then() -> None:
    """Somebody invited before is asked about the cover once they have joined; until then nothing is read."""
    lines: list[Line] = [
        ADA,
        LEE,
        *invited()[1:],
        *says("/away 2 march 6 march cover lee", who="ada"),
        *taps("Send"),
    ]
    asked = events(await play([*lines, *JOINING, {"wait": "1h"}]), "sam", "notice")
    assert [one["buttons"] for one in asked] == [["I agree", "Not my answers"]]
    assert "hasn't agreed" in await lee_sees([*lines, *says("yes", "2", "1")], "/cover sam")
