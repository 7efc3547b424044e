"""Role × command × owner: everybody tries every command on everybody else, in a practice full of canaries."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from handlers.client.commands import TABLE as CLIENT_COMMANDS
from handlers.therapist.commands import TABLE as THERAPIST_COMMANDS
from tests.access_world import (
    CANARY,
    EVERYBODY,
    PRACTICES,
    THERAPISTS,
    World,
    canary,
    may_read,
    related,
    wrongly_changed,
)
from tests.world import Line

REFUSAL = re.compile(r"Nobody here is called|You have no clients here yet")
ALWAYS = ("start", "sos", "help", "stop", "sees", "menu")
"""What anybody may send, whatever the tables say."""

TAILS = {
    "assign": ["thought record", "cbt-record daily note: hello"],
    "session": ["tue 15:00", "none", "off 10 march", "move 12 march 11:00"],
    "note": ["", "hello"],
    "recap": ["hello"],
    "pause": ["10d"],
    "measure": ["phq8"],
    "invite": ["+447700900999"],
}
"""What follows the name where a command wants more; for all others nothing and a word."""


@dataclass
class Found:
    """What came of the cells: how many, and everything that should not have been."""

    cells: int = 0
    refused: int = 0
    audited: int = 0
    faults: list[str] = field(default_factory=list)
    roles: Counter[str] = field(default_factory=Counter)


def commands(actor: str) -> list[str]:
    """Every command of an actor's role, from the tables themselves."""
    table = THERAPIST_COMMANDS if actor in THERAPISTS else CLIENT_COMMANDS
    return sorted({*table, *ALWAYS})


def named(world: World, owner: str) -> list[str]:
    """Everything by which somebody may be named."""
    id = world.ids[owner]
    return [owner.capitalize(), f"{owner} {canary(owner, 'name')}", canary(owner, "name"), id, f"#{id}"]


async def cells(
    world: World, actors: tuple[str, ...], only: Any = None, *, follow: bool = False, brief: bool = False
) -> Found:
    """Every actor tries every command on everybody else.

    With `follow` the buttons that come are pressed too; `brief` names everybody in two ways instead of five.
    """
    found = Found()
    for actor in actors:
        for command in commands(actor):
            if only is not None and not only(command):
                continue
            for owner in EVERYBODY:
                if owner != actor:
                    await _cell(world, found, (actor, command, owner), follow, brief)
    return found


async def _cell(world: World, found: Found, cell: tuple[str, str, str], follow: bool, brief: bool) -> None:
    actor, command, owner = cell
    known = related(actor, owner, command)
    names = [owner] if known else named(world, owner)
    for tail in TAILS.get(command, ["", "hello"])[: 1 if brief else None]:
        for name in names[:: 4 if brief else 1]:
            said = f"/{command} {name} {tail}".strip()
            heard = await _try(world, found, actor, said, follow)
            if actor in THERAPISTS and not known:
                ghost = await _try(world, found, actor, said.replace(name, ghost_of(name)), follow=False)
                if plain(heard, name, ghost_of(name)) != plain(ghost, name, ghost_of(name)):
                    found.faults.append(f"{actor} sees that {owner} exists: {said}")


async def _try(world: World, found: Found, actor: str, said: str, follow: bool) -> list[Line]:
    """One message: what is wrong about what came of it goes into `found`; then all is put back."""
    found.cells += 1
    found.roles[actor] += 1
    before = world.refusals(actor) if actor in world.ids else 0
    shown = len(buttons(world, actor))
    heard = await world.send(actor, "text", said)
    if any(REFUSAL.match(event["text"]) for event in heard):
        found.refused += 1
        found.audited += world.refusals(actor) - before
    followed: list[Line] = []
    for data in buttons(world, actor)[shown:] if follow else ():
        followed += await world.send(actor, "tap", data)
    judge(world, found, actor, said, [*heard, *followed], echoed=said)
    world.put_back()
    return heard


def buttons(world: World, who: str) -> list[str]:
    """The data of every button somebody ever had on the screen, the newest last."""
    return [data for shown in world.play.stage.figures[who].screen for _, data in shown.buttons]


def judge(world: World, found: Found, actor: str, said: str, heard: list[Line], echoed: str) -> None:
    """Nobody reads what is not theirs; only rows of the actor and of their own people change."""
    for event in heard:
        for owner, what in CANARY.findall(event["text"]):
            if not may_read(event["to"], owner, what) and canary(owner, what) not in echoed:
                found.faults.append(f"{event['to']} read {canary(owner, what)} after {actor}: {said}")
    for rows in wrongly_changed(world, actor, command_of(said)):
        found.faults.append(f"rows of {rows} changed after {actor}: {said}")


def command_of(said: str) -> str:
    """The command's word."""
    return said.split()[0].lstrip("/")


def ghost_of(name: str) -> str:
    """A name as long that nobody here has."""
    return re.sub(r"\w", lambda letter: "x" if letter.group().isalpha() else "0", name)


def plain(heard: list[Line], *names: str) -> list[tuple[str, str, str, int]]:
    """What was heard, whoever was named."""
    every = "|".join(re.escape(word) for name in names for word in (name, name.split()[0]))
    words = re.compile(rf"(?<!\w)({every})(?!\w)")
    return [(e["to"], e["kind"], words.sub("…", e["text"]), len(e["buttons"])) for e in heard]


async def taps(world: World, actors: tuple[str, ...]) -> Found:
    """Every actor presses every button of others' talks, and of their own about the discharged client."""
    found, store, practice = Found(), world.play.stage.engine.store, world.play.stage.practice
    loaded = await store.load(practice, list(world.ids.values()))
    loaded |= await store.load(PRACTICES["tom"], [world.ids["tom"]])
    nonsense = {actor: plain(await world.send(actor, "tap", "nonsense.0.0"), "…") for actor in actors}
    world.put_back()
    for actor in actors:
        for row in (row for one in loaded.values() for row in one.talks):
            mine = row in loaded[world.ids[actor]].talks if actor in world.ids else False
            if row.doc.asked is None or (mine and row.about_id != world.ids["ron"]):
                continue
            for choice in range(len(row.doc.asked.options) or 1):
                data = f"{row.id}.{row.doc.asked.turn}.{choice}"
                heard = await world.send(actor, "tap", data)
                judge(world, found, actor, f"tap {data} ({row.script})", heard, echoed="")
                if plain(heard, "…") != nonsense[actor]:
                    found.faults.append(f"{actor} pressed a button of {row.script}")
                found.cells += 1
                found.roles[actor] += 1
                world.put_back()
    return found
