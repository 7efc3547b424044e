"""`/assign @tag`: one talk, then each in the group has an assignment of their own (CONTENT A-04)."""

import json

import pytest

from handlers.events import Event
from handlers.turn import Turn
from tests.core_stage import failing, is_told, playing
from tests.group_stage import GIVE, KIM, MIA, SAM, THREE, case, running, says, tag, taps
from tests.world import ADA, client, texts


async def test_each_gets_it_as_if_it_were_for_them_alone() -> None:
    """Whoever gets it in a group reads, word for word, what `/assign NAME` would have sent them."""
    line = "sa-mood daily at 19:00 private note: as we said"
    async with playing(*THREE, *tag("sam", "mia", "kim")) as play:
        await play(says(f"/assign @worry {line}"), taps("Send"))
        together = {name: texts(play.printed, name) for name in ("sam", "mia", "kim")}
    async with playing(*THREE) as play:
        for name in together:
            await play(says(f"/assign {name} {line}"), taps("Send"))
        alone = {name: texts(play.printed, name) for name in together}
    assert together == alone
    assert all(together.values())


async def test_the_questions_come_once() -> None:
    """What the line leaves out is asked once, and the card names everybody."""
    async with playing(*THREE, *tag("sam", "mia", "kim")) as play:
        said = await play(says("/assign @worry"))
        assert "for @worry" in said[-1]["text"]
        said = await play(says("sa-mood"), taps("Daily"), says("half 7"), taps("No note"))
        assert said[-1]["text"].startswith("For @worry: 3 of 3")
        assert said[-1]["buttons"] == ["Send", "Leave out, or put in", "Edit", "Cancel"]
        await play(taps("Edit"), taps("How often"), taps("Once"), taps("Send"))
        ids: set[str] = set()
        for name in ("sam", "mia", "kim"):
            side = (await play.person(name)).client
            assert side is not None
            assert [(item.at, item.rhythm) for item in side.assignments] == [("19:30", "once")]
            ids.add(side.assignments[0].id)
        assert len(ids) == 3


async def test_how_sure_somebody_is_is_nobody_elses() -> None:
    """A group's Edit asks neither that nor anything else about one person."""
    async with playing(*THREE, *tag("sam", "mia")) as play:
        said = await play(says(GIVE), taps("Edit"))
        assert "How sure they are" not in said[-1]["buttons"]


async def test_their_own_hours() -> None:
    """The cue of each lies inside their own hours, in their own zone, and the card says so."""
    ana = client("ana", "telegram", "tue 15:00", zone="America/New_York")
    async with playing(ADA, SAM, ana, *tag("sam", "ana"), says("hours 9 to 18", "sam")) as play:
        (card,) = await play(says(GIVE))
        assert "Sam: cue at 18:00 (19:00 is outside their hours)" in card["text"]
        assert "Ana: cue at 19:00" in card["text"]
        await play(taps("Send"), {"until": "2026-03-03T03:00:00+00:00"})
        at = [e["at"] for e in play.printed if e.get("kind") == "cue" and e["to"] == "ana"]
        assert at[:1] == ["2026-03-03T00:00:00+00:00"]


async def test_somebody_is_left_out_and_put_in_again() -> None:
    """Named once they are out, named again they are in; by digits several at once."""
    async with playing({**ADA, "channel": "sms"}, *THREE[1:], *tag("sam", "mia", "kim")) as play:
        await play(says(GIVE), taps("Leave out"))
        (card,) = await play(says("1 3"))
        assert "1 of 3" in card["text"]
        await play(taps("Leave out"), says("1"), taps("Send"))
        assert [await running(play, name) for name in ("sam", "mia", "kim")] == [["sa-mood"], ["sa-mood"], []]
        assert "Kim: left out." in texts(play.printed, "ada")[-1]


async def test_a_second_time_right_after_doubles_nothing() -> None:
    """Whoever has it is left out of a second card, named, and keeps what they have."""
    async with playing(*THREE, *tag("sam", "mia")) as play:
        await play(says(GIVE), taps("Send"))
        before = [e for e in play.printed if e.get("to") in ("sam", "mia")]
        (card,) = await play(says(GIVE))
        assert card["text"].count("left out · has it already") == 2
        assert "Send" not in card["buttons"]
        await play(*tag("kim"), says(GIVE), taps("Send"))
        assert await running(play, "kim") == ["sa-mood"]
        assert [e for e in play.printed if e.get("to") in ("sam", "mia")] == before


async def test_two_open_cards_send_once() -> None:
    """A card that was drawn before the other was sent is looked at anew at its Send."""
    async with playing(*THREE, *tag("sam", "mia")) as play:
        await play(says(GIVE))
        first = play.stage.figures["ada"].screen[-1].buttons[0][1]
        await play(says(GIVE), taps("Send"))
        before = [e for e in play.printed if e.get("to") in ("sam", "mia")]
        figure = play.stage.figures["ada"]
        figure.screen[-1].buttons[:] = [("Send", first)]
        said = await play(taps("Send"))
        assert said[-1]["text"] == "Sam and Mia: had it already, and keep it as it is."
        assert [e for e in play.printed if e.get("to") in ("sam", "mia")] == before


async def test_put_in_on_purpose_takes_the_place_of_the_running_one() -> None:
    """Who has it can be put in: then it is as with `/assign NAME` once more."""
    async with playing(*THREE, *tag("sam", "mia")) as play:
        await play(says(GIVE), taps("Send"), says(GIVE), taps("Leave out"), taps("Mia"), taps("Send"))
        assert await running(play, "mia") == ["sa-mood"]
        mia = (await play.person("mia")).client
        assert mia is not None
        assert len(mia.assignments) == 2


async def test_who_cannot_get_it_is_named() -> None:
    """One has left, one rests, one has not joined: all are on the card and in what became of it."""
    ivy = client("ivy", "sms", joined=False, phone="+447700900444")
    async with playing(*THREE, ivy, *tag("sam", "mia")) as play:
        await play(says("/invite Ivy +447700900444"), taps("Yes"), *tag("ivy"))
        await play(says("pause 5d", "mia"), says("stop", "sam"))
        (card,) = await play(says(GIVE))
        assert "Sam, gets nothing: has left" in card["text"]
        assert "Mia: cue at 19:00 · resting" in card["text"]
        assert "Ivy: cue at 19:00 · once they have joined" in card["text"]
        (after,) = [e for e in await play(taps("Send")) if e["to"] == "ada"]
        assert after["text"].splitlines() == [
            "Sam: nothing sent, left or the number is in doubt.",
            "Mia: resting; goes out on Saturday, 09:00, or before, on RESUME.",
            "Ivy: kept until they have joined.",
        ]
        assert await running(play, "sam") == []


async def test_the_guard_and_the_load_stand_beside_the_name() -> None:
    """What a single assignment would ask or hint at is one person's own, and holds nobody else up."""
    async with playing(*THREE, *tag("sam", "mia"), says("/client mia capacity 2")) as play:
        await play(says("/assign sam cbt-record daily at 12:00"), taps("Send"))
        for one in ("va-act", "dbt-skill"):
            await play(says(f"/assign mia {one} daily at 12:00"), taps("Send"))
        await play({"until": "2026-03-03T14:00:00+00:00"})
        (card,) = await play(says(GIVE))
        sam, mia = (
            next(line for line in card["text"].splitlines() if line.startswith(n)) for n in ("Sam", "Mia")
        )
        assert '"Thought record" not looked at yet' in sam
        assert "capacity 2 of 10" in mia
        assert "with this three expected items" in mia
        assert "capacity" not in sam


async def test_one_who_fails_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one's side raises: the others have theirs, and the first gets it with the next try."""
    async with playing(ADA, SAM, MIA, KIM, *tag("sam", "mia", "kim")) as play:
        sam, broken = await play.id("sam"), True

        def fails(turn: Turn, event: Event) -> bool:
            return broken and turn.person.id == sam and is_told(event, "assign")

        failing(monkeypatch, fails)
        await play(says(GIVE), taps("Send"))
        assert [await running(play, name) for name in ("sam", "mia", "kim")] == [[], ["sa-mood"], ["sa-mood"]]
        broken = False
        await play({"wait": "1h"})
        assert await running(play, "sam") == ["sa-mood"]


async def test_who_left_between_card_and_send_is_said() -> None:
    """What is true at Send counts: one stopped meanwhile, one was discharged."""
    async with playing(*THREE, *tag("sam", "mia", "kim")) as play:
        await play(says(GIVE))
        send = play.stage.figures["ada"].screen[-1].buttons[0][1]
        await play(says("stop", "sam"), says("/discharge kim"), taps("Send"))
        play.stage.figures["ada"].screen[-1].buttons[:] = [("Send", send)]
        said = [e["text"] for e in await play(taps("Send")) if e["to"] == "ada"]
        assert said[-1].splitlines() == [
            "Sam: nothing sent, left or the number is in doubt.",
            "Mia: sent.",
            "Kim: nothing sent, no longer with you here.",
        ]


async def test_each_agrees_and_changes_alone() -> None:
    """What one does about their plan changes nobody else's."""
    async with playing(*THREE, *tag("mia", "kim"), says(GIVE), taps("Send")) as play:
        kim = await play.person("kim")
        await play(says("time 12:30", "mia"), says("small", "mia"))
        assert await play.person("kim") == kim


async def test_nobody_learns_of_anybody() -> None:
    """No name of another one, no tag and no word of a group is in what a client gets in the whole week."""
    async with playing(*THREE, *tag("sam", "mia", "kim"), says(GIVE), taps("Send"), {"wait": "7d"}) as play:
        for name in ("sam", "mia", "kim"):
            got = json.dumps(texts(play.printed, name)).casefold()
            others = {"sam", "mia", "kim", "worry", "group"} - {name}
            assert not [word for word in others if word in got.split()]


async def test_a_measure_is_no_groups() -> None:
    """It is said, with the command for one client."""
    async with playing(*THREE, *tag("sam", "mia")) as play:
        said = await play(says("/assign @worry phq8"))
        assert "/measure NAME" in said[-1]["text"]
        assert {e["to"] for e in said} == {"ada"}


async def test_sending_to_one_client_is_as_it_was() -> None:
    """`/assign NAME` still replaces what runs, right after as well."""
    async with playing(*THREE) as play:
        for _ in range(2):
            await play(says("/assign mia sa-mood daily at 19:00"), taps("Send"))
        mia = (await play.person("mia")).client
        assert mia is not None
        assert [item.state for item in mia.assignments] == ["ended", "active"]
        assert (await case(play, "mia")).given[0] == "sa-mood"


async def test_nobodys_partner_is_asked_for() -> None:
    """In a group each has their own partner, or none: no name is asked for, by the wizard or by Edit."""
    linked = [
        says("/couple sam mia"),
        taps("Asked each alone"),
        taps("Yes, link", "sam"),
        taps("Yes, link", "mia"),
    ]
    async with playing(*THREE, *linked, *tag("sam", "mia", "kim")) as play:
        said = await play(
            says("/assign @worry one exact thank-you"), taps("Once"), says("19:00"), taps("No note")
        )
        assert said[-1]["text"].startswith("For @worry: 3 of 3")
        assert "Partner" not in said[-1]["text"]
        said = await play(taps("Edit"))
        assert "What fills the blanks" not in said[-1]["buttons"]
        await play(taps("How often"), taps("Once"), taps("Send"))
        fills = {}
        for name in ("sam", "mia", "kim"):
            side = (await play.person(name)).client
            assert side is not None
            fills[name] = side.assignments[0].fill
        assert fills == {"sam": {"partner": "Mia"}, "mia": {"partner": "Sam"}, "kim": {}}


async def test_a_partners_own_yes_stands_on_the_card() -> None:
    """What two do at once needs a yes of somebody who is not in the group: the card says so."""
    async with playing(*THREE, *tag("sam", "kim")) as play:
        said = await play(says("/assign @worry speak mirror swap once at 19:00"))
        assert "Needs the partner's own yes" in said[-1]["text"]
        said = await play(says(GIVE))
        assert "own yes" not in said[-1]["text"]
