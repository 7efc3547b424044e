"""The house before a run begins: therapists and clients as if they had joined, in a file to be copied."""

import asyncio
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from bot.config import default_config
from bot.stage import Stage
from tests.faults.life import Role

STARTS = ("2026-03-02T07:00", "2026-03-05T07:00", "2026-03-26T07:00", "2026-10-22T07:00")
"""One ordinary week, and three in which clocks change (America 8 March, Europe 29 March and 25 October)."""

ZONES = ("Europe/London", "America/New_York", "Europe/Berlin", "Pacific/Auckland", "Asia/Kolkata")
SESSIONS = ("fri 15:00", "tue 10:00", "thu 17:30", "mon 12:00")
NAMES = (
    *("sam", "mia", "leo", "ivy", "max", "zoe", "eli", "ana", "ben", "lea"),
    *("tom", "eva", "kai", "ida", "jon", "amy", "rex", "una", "gus", "nia"),
)
ACTIVITIES = ("thought record daily at 19:00", "mood check daily at 12:00", "three good things 3x at 18:00")


def cast(clients: int) -> list[Role]:
    """A therapist for every ten clients and one more, each with an own share of the clients."""
    desks = [Role("ada", "telegram", "Europe/London", ""), Role("bo", "telegram", "America/New_York", "")]
    people = [
        Role(
            name,
            "sms" if number % 3 == 1 else "telegram",
            ZONES[number % len(ZONES)],
            SESSIONS[number % len(SESSIONS)],
            desks[number % 3 == 1].name,
            f"q{name}x",
        )
        for number, name in enumerate(NAMES[:clients])
    ]
    return [*desks, *people]


@cache
def template(clients: int, start: str) -> tuple[Path, tuple[tuple[str, str], ...]]:
    """The file, and everybody's address in the order of the cast."""
    path = Path(mkdtemp(prefix="interlude-faults-")) / "house.db"
    return path, asyncio.run(_made(path, clients, start))


async def _made(path: Path, clients: int, start: str) -> tuple[tuple[str, str], ...]:
    begun = datetime.fromisoformat(start).replace(tzinfo=UTC)
    async with Stage(default_config(), lambda _: None, f"sqlite:{path}", begun) as stage:
        for number, role in enumerate(cast(clients)):
            line = {"cast": role.name, "channel": role.channel, "zone": role.zone}
            name = {"name": f"{role.name.capitalize()} Reed" if role.of else f"Dr {role.name.capitalize()}"}
            if not role.of:
                await stage.take({**line, **name, "role": "therapist"})
                continue
            await stage.take({**line, **name, "role": "client", "of": role.of, "session": role.session})
            activity = ACTIVITIES[number % len(ACTIVITIES)]
            await stage.take({"who": role.of, "text": f"/assign {role.name} {activity}"})
            await stage.take({"who": role.of, "tap": "Send"})
        figures = stage.figures
        return tuple((figures[role.name].channel, figures[role.name].address) for role in cast(clients))
