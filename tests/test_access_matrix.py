"""Nobody reads or changes what is not theirs: role × command × owner (SAFETY §5, row 5).

Here a part of the matrix; `python -m tests.figures access` tries all of it.
"""

import json
import re

import pytest

from handlers.client.commands import TABLE as CLIENT_COMMANDS
from handlers.therapist.commands import TABLE as THERAPIST_COMMANDS
from tests.access_matrix import Found, cells, commands, taps
from tests.access_world import CANARY, CLIENTS, ROLES, THERAPISTS, World, canary, world

SHOWS = frozenset(("client", "note", "letter", "summary", "answer"))
"""Commands that show most of what is kept about a client."""


async def test_the_practice_is_full_of_canaries() -> None:
    """What could leak is there: a dozen kinds of words of each client, and their own therapist reads them."""
    async with world() as made:
        store, place = made.play.stage.engine.store, made.play.stage.practice
        for name in CLIENTS:
            kept = json.dumps(await store.export_person(place, made.ids[name]))
            assert len({what for owner, what in CANARY.findall(kept) if owner == name}) >= 12
        heard = await made.send("ada", "text", "/summary sam")
        assert {canary("sam", "agenda"), canary("sam", "win")} <= set(re.findall(r"zq\w+", heard[0]["text"]))


async def test_the_matrix() -> None:
    """Whoever names somebody not theirs hears what they would for nobody, and it stands in the audit."""
    async with world() as made:
        found = await cells(made, ("lee", "tom"), SHOWS.__contains__, brief=True)
        others = ("sam", "ron", "ivy", "sue")
        found_too = await cells(made, others, ("ask", "sees", "start").__contains__, brief=True)
        ended = await cells(made, ("ada",), ("client", "recap").__contains__)
    assert [*found.faults, *found_too.faults, *ended.faults] == []
    assert found.cells > 200
    assert found.refused == found.audited > 100
    assert ended.refused == ended.audited > 20


AWAY = ({"who": "ada", "text": "/away 2026-03-04 2026-03-06 cover Cal"}, {"who": "ada", "tap": "Send"})


async def test_a_colleagues_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever covers reads what clients shared while it lasts, never what is private, and nothing after."""
    async with world() as made:
        shares = {"who": "sam", "text": f"/note {canary('sam', 'note')} again"}
        await made.play(*AWAY, {"who": "sam", "tap": "I agree"}, shares)
        before = await covered(made)
        await made.play({"until": "2026-03-05T10:00:00+00:00"})
        monkeypatch.setitem(THERAPISTS, "cal", ("sam", "mia", "ivy"))
        during = await covered(made)
        shown = await made.send("cal", "text", "/cover sam")
        monkeypatch.setitem(THERAPISTS, "cal", ())
        await made.play({"until": "2026-03-07T10:00:00+00:00"})
        after = await covered(made)
    assert [*before.faults, *during.faults, *after.faults] == []
    assert canary("sam", "note") in shown[0]["text"]
    for found in (before, during, after):
        assert found.refused == found.audited > 10


async def covered(made: World) -> Found:
    """What Cal can do with everybody's name at this moment."""
    made.keep()
    return await cells(made, ("cal",), ("client", "cover").__contains__, brief=True)


async def test_everybody_elses_buttons() -> None:
    """A button of somebody else's talk, or of one about a discharged client, is an old one to everybody."""
    async with world() as made:
        found = await taps(made, tuple(ROLES))
    assert found.faults == []
    assert found.cells > 100
    assert set(found.roles) == set(ROLES)


def test_every_command_is_in_the_matrix() -> None:
    """The matrix takes its commands from the tables: a new one is tried without anybody thinking of it."""
    assert all(set(THERAPIST_COMMANDS) <= set(commands(one)) for one in THERAPISTS)
    assert all(set(CLIENT_COMMANDS) <= set(commands(one)) for one in CLIENTS)
