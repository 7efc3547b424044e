"""What the tests of groups share: a therapist with a few clients, some of them in @worry."""

from typing import Any

from tests.core_stage import ADA, Play
from tests.world import Line, client

SAM = client("sam", "sms")
MIA = client("mia", "telegram", "wed 15:00")
KIM = client("kim", "telegram", "thu 15:00")
LEE: Line = {**ADA, "cast": "lee", "name": "Lee Park"}
THREE = (ADA, SAM, MIA, KIM)
GIVE = "/assign @worry sa-mood daily at 19:00"


def tag(*names: str, of: str = "worry") -> list[Line]:
    """Ada puts these clients into a group."""
    return [{"who": "ada", "text": f"/client {name} tag @{of}"} for name in names]


def says(text: str, who: str = "ada") -> Line:
    return {"who": who, "text": text}


def taps(label: str, who: str = "ada") -> Line:
    return {"who": who, "tap": label}


async def running(play: Play, name: str) -> list[str]:
    """The activities this client has that have not ended."""
    side = (await play.person(name)).client
    assert side is not None
    return [item.activity for item in side.assignments if item.state != "ended"]


async def case(play: Play, name: str) -> Any:
    """Ada's case of this client."""
    side, id = (await play.person("ada")).therapist, await play.id(name)
    assert side is not None
    return next(one for one in side.cases if one.client == id)
