"""Buttons to tamper with: what can be made of a button's data, and whether any of it does anything."""

from collections.abc import Iterator
from typing import Any

from bot.channels.base import Inbound
from tests.core_stage import Play

HUGE = (
    "99999999999",
    "9" * 60,
    "-1",
    "+1",
    "1e3",
    "0x1",
    "1_0",
    " 1",
    "1 ",
    "",
    "１",
    "٣",
    "²",
    "1.0",
    "\x00",
    "1'--",
)
"""Numbers nobody sent: beyond all bounds, or digits only to look at."""


def changed(data: str, others: list[str]) -> list[str]:
    """The data of a button with each of its parts changed; `others` are the talk ids of other people."""
    return [one for one in dict.fromkeys(_changed(data, others)) if one != data]


def _changed(data: str, others: list[str]) -> Iterator[str]:
    talk, turn, choice = data.split(".")
    for other in (
        *others,
        talk[:-1],
        talk + "0",
        talk.upper(),
        talk[::-1],
        "",
        "%",
        "*",
        "' OR 1=1 --",
        "../" + talk,
    ):
        yield f"{other}.{turn}.{choice}"
    for number in (*HUGE, str(int(turn) + 1), str(int(turn) + 7)):
        yield f"{talk}.{number}.{choice}"
        if number not in ("", "1", str(int(turn) + 1)):
            yield f"{talk}.{turn}.{number}"
    for end in ("", ".", ".0", "\n", " ", "é", "\u202e"):
        yield f"{talk}.{turn}{end}"
        yield f"{end}{talk}.{turn}.{choice}{end or '.'}"
    yield from (talk, data.replace(".", ":"), data.replace(".", ""), data[::-1], data * 3)


async def buttons_of(play: Play, name: str) -> list[str]:
    """The data of the buttons under the newest message of somebody that has any."""
    newest = next(shown for shown in reversed(play.stage.figures[name].screen) if shown.buttons)
    return [data for _, data in newest.buttons]


async def standing(play: Play, name: str) -> dict[str, Any]:
    """What somebody's buttons can change: their talks, records and assignments, not what counts time."""
    export = await play.stage.engine.store.export_person(play.stage.practice, await play.id(name))
    talks = [
        (row["kind"], row["state"], row["doc"]["turn"], row["doc"]["answers"]) for row in export["talks"]
    ]
    return {
        "talks": talks,
        "records": export["records"],
        "assignments": export["person"]["client"]["assignments"],
    }


async def press(play: Play, name: str, data: str, key: str, practice: str = "") -> list[str]:
    """Press a button with this data from somebody's chat; gives what they hear."""
    stage, figure, before = play.stage, play.stage.figures[name], len(play.printed)
    tap = Inbound(
        "telegram", figure.address, key, "tap", stage.clock.now(), text=data, tap_id=key, receipt="1"
    )
    await stage.engine.door.receive(practice or stage.practice, tap)
    await stage.engine.settle()
    return [event["text"] for event in play.printed[before:] if event.get("to") == name]
