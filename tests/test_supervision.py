"""A therapist as somebody's client (DESIGN §2): invited as anybody is, two roles in one chat."""

import json
from typing import Any

import pytest

from tests.core_stage import Play, playing
from tests.group_stage import says, taps
from tests.supervision_stage import BEA, BEA_OF_ADA, SAM, both, cases
from tests.transcripts.form import Memory
from tests.world import ADA, Line, client, events

PHONE = "+447700900777"
CANARY = "zqcanary"


async def link(play: Play, *said: Line) -> str:
    """The code Ada gets for Bea."""
    memory = Memory()
    memory.read(await play(*(said or (says("/invite Bea thu 10:00"), taps("Yes")))))
    return memory.code


async def supervised(play: Play) -> None:
    """Bea opens Ada's link, agrees to everything, and is here as a client now."""
    code = await link(play)
    await play(says(f"/start {code}", "bea"), taps("Full texts", "bea"), taps("Agree", "bea"))
    await play(taps("It does", "bea"))


async def test_the_link_is_opened_in_the_same_chat() -> None:
    """One person: nobody is left waiting, Ada's case is Bea's, and both hear what they would hear."""
    async with playing(ADA, BEA, SAM) as play:
        await supervised(play)
        bea, ada = await play.person("bea"), (await play.person("ada")).therapist
        assert bea.client is not None
        assert bea.therapist is not None
        assert (bea.client.stage, [b.name for b in bea.client.bonds]) == ("joined", ["Ada Okafor"])
        assert ada is not None
        assert [(case.client, case.joined) for case in ada.cases] == [(await play.id("bea"), True)]
        assert "Bea Lind has joined: Telegram" in events(play.printed, "ada", "notice")[-1]["text"]
        assert bea.client.bonds[0].session is not None


async def test_what_was_assigned_before_comes_along() -> None:
    """As with anybody, it waits for the yes."""
    async with playing(ADA, BEA, SAM) as play:
        code = await link(play)
        await play(says("/assign Bea sa-mood daily at 19:00 note: for us"), taps("Send"))
        await play(says(f"/start {code}", "bea"), taps("Full texts", "bea"), taps("Agree", "bea"))
        said = await play(taps("It does", "bea"))
        assert '"for us"' in said[-1]["text"] or "for us" in said[-1]["text"]
        assert said[-1]["kind"] == "assignment"


async def test_a_measure_and_a_pathway_given_before_come_along() -> None:
    """A questionnaire, a sum from paper and a pathway wait for the yes, and are Bea's from then on."""
    given = (says("/measure Bea gad-7 fortnightly"), taps("Send"), says("/measure Bea gad-7 12"))
    async with playing(ADA, BEA, SAM) as play:
        code = await link(play)
        await play(*given, says("/pathway Bea worry"), taps("Send"))
        await play(says(f"/start {code}", "bea"), taps("Full texts", "bea"), taps("Agree", "bea"))
        await play(taps("It does", "bea"), {"wait": "8d"})
        bea = (await play.person("bea")).client
        assert bea is not None
        assert [(one.measure, one.rhythm) for one in bea.measures] == [("gad-7", "fortnightly")]
        assert [result.total for one in bea.measures for result in one.results if result.paper] == [12]
        assert len(bea.courses) == 1
        assert any(step.out_at for step in bea.courses[0].steps)
        assert [e for e in events(play.printed, "bea") if e["kind"] == "measure"]
        assert [r["total"] for r in await play.records("bea") if r["kind"] == "measure"] == [12]


async def test_by_text_with_the_word_of_the_room() -> None:
    """A colleague's number is invited like any other; the word is asked for, and the number stays hers."""
    bea = {**BEA, "channel": "sms", "phone": PHONE}
    async with playing(ADA, bea, {**SAM, "channel": "sms"}) as play:
        said = await play(says(f"/invite Bea {PHONE}"), taps("Yes"))
        invite = next(e for e in said if e["to"] == "bea" and e["kind"] == "invite")
        word = invite["text"].split("your word: ")[1].split(".")[0]
        await play(
            says(f"yes {word}", "bea"), taps("Full", "bea"), taps("Agree", "bea"), taps("It does", "bea")
        )
        side = (await play.person("bea")).client
        assert side is not None
        assert side.stage == "joined"
        assert (await play(says("/clients")))[-1]["text"].startswith("Bea Lind")


@pytest.mark.parametrize("answer", ["no", "wait"])
async def test_a_no_leaves_the_therapist_here(answer: str) -> None:
    """After a no, and after a week without a word, Bea's number and her work are as before."""
    bea = {**BEA, "channel": "sms", "phone": PHONE}
    async with playing(ADA, bea, {**SAM, "channel": "sms"}) as play:
        await play(says(f"/invite Bea {PHONE}"), taps("Yes"))
        await play({"wait": "9d"} if answer == "wait" else says("no", "bea"), {"wait": "1h"})
        assert (await play.person("bea")).role == "therapist"
        assert await play.id("bea")
        assert (await play(says("/client sam", "bea")))[-1]["text"].startswith("Sam")
        assert await cases(play) == 0


async def test_a_strangers_number_is_still_refused() -> None:
    """Another client's number is refused without a why, as before; so is one's own."""
    ada = {**ADA, "channel": "sms", "phone": PHONE}
    async with playing(ada, BEA, {**SAM, "channel": "sms", "phone": "+447700900111"}) as play:
        for number in ("+447700900111", PHONE):
            said = await play(says(f"/invite Kim {number}"))
            assert "can't be" in said[-1]["text"] or "another" in said[-1]["text"]
            assert await cases(play) == 0


async def test_nobody_supervises_themselves() -> None:
    """Ada's own link, opened by Ada, changes nothing, and still lets the one it is for in."""
    async with playing(ADA, BEA, SAM) as play:
        code = await link(play)
        await play(says(f"/start {code}"))
        assert (await play.person("ada")).client is None
        await play(says(f"/start {code}", "bea"))
        assert (await play.person("bea")).client is not None


async def test_a_client_does_not_take_a_second_therapist_by_a_link() -> None:
    """Only who works here can open a colleague's invitation beside what they are."""
    async with playing(ADA, BEA, SAM) as play:
        code = await link(play)
        before = await play.person("sam")
        await play(says(f"/start {code}", "sam"))
        after = (await play.person("sam")).client
        assert before.client is not None
        assert after is not None
        assert len(after.bonds) == len(before.client.bonds)


async def test_each_word_belongs_to_the_role() -> None:
    """A command of the other role does nothing and says where it works; `as` always changes over."""
    async with both() as play:
        await play(says("as client", "bea"))
        for command in ("/clients", "/assign sam sa-mood"):
            said = await play(says(command, "bea"))
            assert '"as therapist" changes over' in said[-1]["text"]
        await play(says("as therapist", "bea"))
        said = await play(says("/todo", "bea"))
        assert '"as client" changes over' in said[-1]["text"]
    async with playing(ADA, BEA, SAM) as play:
        code = await link(play)
        await play(says(f"/start {code}", "bea"), says("as therapist", "bea"))
        assert (await play(says("/clients", "bea")))[-1]["text"].startswith("Sam")
        said = await play(says("as client", "bea"))
        assert said[-1]["kind"] == "consent"


async def test_a_button_is_pressed_in_the_role_it_was_shown_to() -> None:
    """A card of the work, tapped as a client, goes on as work, and what is typed then is the work's."""
    async with both() as play:
        await play(says("as therapist", "bea"), says("/assign sam sa-mood daily at 19:00", "bea"))
        await play(says("as client", "bea"))
        said = await play(taps("Edit", "bea"))
        assert "as a therapist now" in said[0]["text"]
        await play(taps("Note", "bea"), says(f"{CANARY} as we said", "bea"), taps("Send", "bea"))
        assert CANARY in json.dumps(events(play.printed, "sam"))
        assert not await play.records("bea")


async def test_an_open_question_of_one_role_takes_no_words_of_the_other() -> None:
    """A therapist's open question is not answered by what Bea writes as a client, nor the other way round."""
    async with both() as play:
        await play(says("as therapist", "bea"), says("/assign sam", "bea"), says("as client", "bea"))
        await play(says("thought record", "bea"))
        bea = await play.stage.engine.store.load(play.stage.practice, [await play.id("bea")])
        talks = [row.doc for row in bea[await play.id("bea")].talks if row.doc.script == "assign"]
        assert [talk.answers for talk in talks] == [[]]
    async with both(says("/assign bea cbt-record daily at 19:00"), taps("Send")) as play:
        await play(taps("Start", "bea"), says("as therapist", "bea"))
        assert (await play(says("clients", "bea")))[-1]["text"].startswith("Sam")
        await play(says("Sam was late", "bea"))
        assert not await play.records("bea")
        said = await play(says("as client", "bea"))
        assert [e["kind"] for e in said] == ["reply", "step"]


async def test_stop_ends_the_client_at_once_and_asks_about_the_work() -> None:
    """Nothing more comes from Ada; Bea's work goes on unless she stops that too. START begins again."""
    async with both() as play:
        await play(says("as client", "bea"))
        said = await play(says("stop", "bea"))
        assert "stopped as Ada's client" in said[0]["text"]
        assert "Samaritans" in said[0]["text"]
        assert said[1]["buttons"] == ["Stop all", "Keep everything"]
        assert [e["text"] for e in said if e["to"] == "ada"]
        await play(taps("Keep", "bea"))
        bea = await play.person("bea")
        assert bea.client is not None
        assert (bea.client.stage, bea.stopped_at, bea.role) == ("left", 0, "therapist")
        await play(says("/assign bea sa-mood daily at 19:00"), taps("Send"), {"wait": "3d"})
        assert not [e for e in events(play.printed, "bea") if e["kind"] in ("assignment", "cue")]
        assert (await play(says("ask may I?", "sam")))[-1]["to"] == "bea"
        said = await play(says("as client", "bea"), says("start", "bea"))
        assert said[-1]["kind"] == "consent"


async def test_an_invitation_is_no_way_round_a_stop() -> None:
    """Bea stopped as Ada's client: another colleague's link begins nothing before her own START."""
    lee = {**ADA, "cast": "lee", "name": "Lee Park"}
    async with both(lee, says("stop", "bea"), taps("Keep", "bea")) as play:
        code = await link(play, says("/invite Bea", "lee"), taps("Yes", "lee"))
        said = await play(says(f"/start {code}", "bea"))
        assert "START begins that again" in [e for e in said if e["to"] == "bea"][-1]["text"]
        bea = (await play.person("bea")).client
        assert bea is not None
        assert (bea.stage, len(bea.bonds)) == ("left", 1)


async def test_a_second_supervisor_by_a_link() -> None:
    """What was agreed about texts holds; it is said who sees what, and the first one goes on."""
    lee = {**ADA, "cast": "lee", "name": "Lee Park"}
    async with both(lee) as play:
        code = await link(play, says("/invite Bea", "lee"), taps("Yes", "lee"))
        said = await play(says(f"/start {code}", "bea"))
        assert "You work with Lee as well now" in next(e for e in said if e["kind"] == "welcome")["text"]
        await play(says("/assign Bea sa-mood daily at 19:00", "lee"), taps("Send", "lee"))
        assert "Mood check" not in (await play(says("/client bea")))[-1]["text"]


async def test_stop_all_ends_both() -> None:
    """After Stop all nothing goes to Bea at all, and START brings the work back."""
    async with both() as play:
        await play(says("stop", "bea"), taps("Stop all", "bea"))
        assert not [e for e in await play(says("ask may I?", "sam")) if e["to"] == "bea"]
        said = await play(says("start", "bea"))
        assert '"as client", then START' in said[0]["text"]


async def addresses(play: Play) -> list[Any]:
    id = await play.id("bea")
    return list((await play.stage.engine.store.load(play.stage.practice, [id]))[id].addresses)


async def test_a_move_and_a_wrong_never_take_the_therapists_chat() -> None:
    """Neither an invitation to a new number nor `wrong` lets go of an address that somebody works at."""
    async with both() as play:
        said = await play(says(f"/invite Bea Lind {PHONE}"), taps("Yes, the same"))
        assert [e["to"] for e in said] == ["ada"] * len(said)
        assert [state for *_, state in await addresses(play)] == ["active"]
        await play(says("as client", "bea"), says("wrong", "bea"), {"wait": "1d"})
        assert (await play.person("bea")).role == "therapist"
        assert (await play(says("/client sam", "bea")))[-1]["text"].startswith("Sam")


async def test_the_end_is_an_end_as_a_client_only() -> None:
    """After a discharge Bea reads the closing words, and works on."""
    async with both() as play:
        said = await play(says("/discharge bea"), taps("Send"))
        assert [e for e in said if e["to"] == "bea" and e["kind"] == "notice"]
        await play(says("as therapist", "bea"))
        assert (await play(says("/client sam", "bea")))[-1]["text"].startswith("Sam")
        code = await link(play, says("/invite Bea"), taps("Yes"))
        await play(says(f"/start {code}", "bea"))
        bea = (await play.person("bea")).client
        assert bea is not None
        assert (bea.stage, [bool(bond.ended_at) for bond in bea.bonds]) == ("joining", [True, False])


def of_a_couple(*lines: Line, language: str = "en") -> Any:
    """Bea, who works here, and Mia are a couple, and both are Ada's clients."""
    mia, spoken = {**client("mia", "telegram"), "of": "ada"}, {"language": language}
    cast = (ADA, {**BEA, **spoken}, SAM, {**BEA_OF_ADA, **spoken}, mia)
    asked = (says("/couple bea mia"), taps("Asked each alone"))
    yes = "Yes, link them" if language == "en" else "Sí, enlazarlos"
    linked = (taps(yes, "bea"), taps("Yes, link them", "mia"), {"until": "2026-03-04T08:00:00+00:00"})
    return playing(*cast, *asked, *linked, *lines)


@pytest.mark.parametrize(
    ("word", "language"), [("unlink", "en"), ("/unlink", "en"), ("Unlink.", "en"), ("desenlazar", "es")]
)
async def test_the_way_out_of_a_couple_works_in_either_role(word: str, language: str) -> None:
    """Typed at work, in the middle of a question of the work, UNLINK ends the link; the work stays open."""
    work = "como terapeuta" if language == "es" else "as therapist"
    async with of_a_couple(says(work, "bea"), says("/assign sam", "bea"), language=language) as play:
        await play(says(word, "bea"))
        bea, work_talks = await play.person("bea"), await play.talks("bea")
        assert bea.client is not None
        assert bea.client.near.pair is None
        assert bea.role == "therapist"
        assert [t["answers"] for t in work_talks if t["script"] == "assign"] == [[]]
        said = await play({"wait": "30h"})
        assert [e for e in said if e["to"] == "mia" and "link between your two chats has ended" in e["text"]]


async def test_without_a_couple_the_word_is_the_other_roles() -> None:
    """Where there is nothing to leave, the slash form says where it works, as any command does."""
    async with both(says("as therapist", "bea")) as play:
        said = await play(says("/unlink", "bea"))
        assert '"as client" changes over' in said[-1]["text"]
