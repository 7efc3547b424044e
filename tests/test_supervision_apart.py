"""Two roles of one person: what is of the work stays there, and what is a client's is a client's."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.config import default_config
from bot.errors import CommandError
from bot.export import as_client, as_csv, as_json
from bot.operations import Operations
from handlers.client.own_side import OF_CLIENT
from handlers.events import Text
from tests.core_stage import Play
from tests.group_stage import says, taps
from tests.privacy_stage import lived
from tests.supervision_stage import BEA, BEA_OF_ADA, SAM, both, cases
from tests.world import ADA, events

CANARY = "zqcanary"


async def everything_of_the_work(play: Play) -> None:
    """Bea's work is full of one word: a client's answers, notes, a reason, a question, late answers."""
    await play(says(f"note {CANARY}", "sam"), says(f"ask {CANARY}?", "sam"), says(f"win {CANARY}", "sam"))
    await play(says("as therapist", "bea"), says(f"/note Sam {CANARY}", "bea"))
    await play(says(f"/client sam tag @{CANARY}", "bea"), says(f"/client sam resources {CANARY}", "bea"))
    await play(says("/assign sam cbt-record daily at 12:00", "bea"), taps("Send", "bea"), {"wait": "1d6h"})
    await play(says("/assign sam sa-mood daily at 19:00", "bea"), taps("New anyway", "bea"))
    await play(says(f"{CANARY} because", "bea"), taps("Send", "bea"), says("/reflect on", "bea"))


async def test_the_supervisor_sees_nothing_of_their_work() -> None:
    """Whatever Ada opens about Bea, and the week's own texts, holds nothing of Bea's clients."""
    async with both() as play:
        await everything_of_the_work(play)
        commands = ("/client bea", "/summary bea", "/clients", "/questions", "/note bea", "/letter bea")
        for command in (*commands, "/measure bea", "/cover", "/recap bea", "/insession bea"):
            await play(says(command))
        await play({"wait": "4d"})
        assert len(events(play.printed, "ada")) > len(commands)
        assert CANARY not in json.dumps(events(play.printed, "ada"))


async def test_a_view_of_a_client_holds_nothing_of_their_work() -> None:
    """What Ada's turn may read of Bea at all: her as a client, and no record of her work."""
    async with both() as play:
        await everything_of_the_work(play)
        runner, id = play.stage.engine.runner, await play.id("ada")
        loaded = (await runner.store.load(play.stage.practice, [id]))[id]
        (view,) = (await runner.loading.views(loaded, Text("/summary bea", 0))).values()
        assert view.person.client is not None
        assert view.person.therapist is None
        assert not [entry for entry in view.records if entry.kind == "guard_new"]


async def test_their_own_thread_holds_nothing_of_their_work() -> None:
    """Whatever Bea asks for as a client shows nothing of hers as a therapist."""
    async with both() as play:
        await everything_of_the_work(play)
        await play(says("as client", "bea"))
        for command in ("sees", "mylist", "kept", "progress", "todo", "wins", "dots", "now", "menu"):
            said = await play(says(command, "bea"))
            assert said
            assert CANARY not in json.dumps(said)


async def test_a_line_about_ones_own_client_is_not_kept() -> None:
    """Typed in the wrong role, also into an open question, it is nobody's answer and no note."""
    async with both() as play:
        await play(says("/assign bea cbt-record daily at 19:00"), taps("Send"), taps("Start", "bea"))
        for words in ("note Sam slept badly", "recap sam we slowed down", "assign Sam sa-mood"):
            said = await play(says(words, "bea"))
            assert "Nothing was kept" in said[-1]["text"]
        assert not await play.records("bea")


async def test_distress_as_a_client_is_a_clients() -> None:
    """The card, a hold and an alert to Ada; nothing of it shows in Bea's work, which goes on."""
    async with both() as play:
        await play(says("as client", "bea"))
        said = await play(says("i want to kill myself", "bea"))
        assert [e["kind"] for e in said if e["to"] == "bea"] == ["safety"]
        assert [e["kind"] for e in said if e["to"] == "ada"] == ["alert"]
        bea = (await play.person("bea")).client
        assert bea is not None
        assert bea.held
        await play(says("as therapist", "bea"))
        assert (await play(says("/client sam", "bea")))[-1]["text"].startswith("Sam")


async def test_distress_at_work_is_work_and_sos_is_ones_own() -> None:
    """As a therapist words about danger may be a client's, so no supervisor reads them; SOS is one's own."""
    async with both() as play:
        await play(says("as therapist", "bea"))
        said = await play(says("/note sam says i want to kill myself", "bea"))
        assert not [e for e in said if e["kind"] in ("safety", "alert")]
        said = await play(says("he said i want to kill myself", "bea"))
        assert [(e["to"], e["kind"]) for e in said] == [("bea", "safety")]
        said = await play(says("sos", "bea"))
        assert [e["kind"] for e in said if e["to"] == "ada"] == ["alert"]


async def test_nobody_is_the_backup_for_their_own_flag() -> None:
    """Bea is Ada's backup: of Bea's own flag she hears nothing as one, however long Ada does not answer."""
    async with both(says("/backup Bea"), taps("I agree", "bea")) as play:
        ada = (await play.person("ada")).therapist
        assert ada is not None
        assert ada.backup_id == await play.id("bea")
        said = await play(says("as client", "bea"), says("i want to kill myself", "bea"), {"wait": "2d"})
        assert not [e for e in events(play.printed, "bea") if e["kind"] == "alert"]
        assert not [e for e in said if e["to"] == "ada" and "Your backup hears" in e["text"]]


async def test_their_own_copy_is_a_clients() -> None:
    """The file Bea asks for as a client holds her own words and nothing of her work."""
    async with both() as play:
        await everything_of_the_work(play)
        await play(says("as client", "bea"), says("/note zqmine today", "bea"))
        whole = await play.stage.engine.store.export_person(play.stage.practice, await play.id("bea"))
        assert CANARY in as_json(whole)
        mine = as_client(whole)
        assert "zqmine" in as_json(mine)
        assert CANARY not in as_json(mine) + as_csv(mine)
        of_sam = await play.stage.engine.store.export_person(play.stage.practice, await play.id("sam"))
        assert as_client(of_sam) == of_sam


async def test_deleting_the_client_leaves_the_therapist() -> None:
    """What Bea wrote as a client is gone from the store and from Ada; her clients, notes and chat stay."""
    async with both() as play:
        await everything_of_the_work(play)
        await play(says("as client", "bea"), says("/note zqmine today", "bea"))
        await play(says("delete", "bea"), says("yes", "bea"), {"wait": "1h"})
        bea = await play.person("bea")
        assert bea.client is None
        assert bea.therapist is not None
        assert bea.role == "therapist"
        store, practice = play.stage.engine.store, play.stage.practice
        assert "zqmine" not in json.dumps(await store.export_person(practice, await play.id("bea")))
        assert {row["kind"] for row in await play.records("bea")} == {"guard_new"}
        assert await cases(play) == 0
        assert CANARY in (await play(says("/note sam", "bea")))[-1]["text"]
        assert await store.therapists_of(practice, await play.id("bea")) == []


BY_HAND = replace(default_config(), practices=(replace(default_config().practices[0], erase="practice"),))


async def operator(play: Play, person: str) -> list[str]:
    """`interlude erase PERSON --as-client`."""
    engine, nobody = play.stage.engine, cast(Any, None)  # no join link is made, and no code
    work = Operations(BY_HAND, engine.store, nobody, play.stage.clock, nobody, lambda: engine.eraser)
    return await work.run("erase", {"person": person, "as_client": True})


@pytest.mark.parametrize("asked", [True, False])
async def test_the_operator_erases_the_client_and_leaves_the_therapist(asked: bool, tmp_path: Path) -> None:
    """By hand too, after a request or without one: Ada hears, the client in Bea goes, her work stays."""
    async with lived(tmp_path, (ADA, BEA, SAM, BEA_OF_ADA), BY_HAND) as play:
        await everything_of_the_work(play)
        await play(says("as client", "bea"), says("/note zqmine today", "bea"))
        if asked:
            await play(says("delete", "bea"), taps("End and erase", "bea"), {"wait": "25h"})
            (left,) = [e for e in events(play.printed, "ada", "notice") if "interlude erase" in e["text"]]
            assert left["text"].endswith("interlude erase --as-client.")
            assert "zqmine" in json.dumps(await stored(play, "bea"))
        assert "goes once their therapists have been told" in (await operator(play, "Bea Lind"))[0]
        said = await play({"wait": "1h"})
        bea = await play.person("bea")
        assert bea.client is None
        assert bea.therapist is not None
        assert "zqmine" not in json.dumps(await stored(play, "bea"))
        assert not [e for e in said if e["to"] == "bea" and e["kind"] in OF_CLIENT]
        assert await cases(play) == 0
        await play(says("as therapist", "bea"))
        assert CANARY in (await play(says("/note sam", "bea")))[-1]["text"]


async def test_the_operator_is_told_who_has_one_side_only() -> None:
    """Of a client who does not work here there is no side to take: nothing happens, and it is said."""
    async with both() as play:
        for name in ("Sam", "Ada Okafor"):
            with pytest.raises(CommandError, match="not a therapist and a client"):
                await operator(play, name)
        assert (await play.person("sam")).client is not None


async def stored(play: Play, name: str) -> dict[str, Any]:
    """Everything kept of somebody."""
    return await play.stage.engine.store.export_person(play.stage.practice, await play.id(name))
