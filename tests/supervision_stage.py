"""What the tests of supervision share: Bea, who works with Sam and is Ada's client."""

from typing import Any

from tests.core_stage import Play, playing
from tests.world import ADA, Line, client

BEA: Line = {**ADA, "cast": "bea", "name": "Bea Lind"}
SAM = {**client("sam", "telegram"), "of": "bea"}
BEA_OF_ADA: Line = {"cast": "bea", "role": "client", "of": "ada", "session": "thu 10:00"}


def both(*lines: Line) -> Any:
    """A stage on which Bea works with Sam and is Ada's client."""
    return playing(ADA, BEA, SAM, BEA_OF_ADA, *lines)


async def cases(play: Play) -> int:
    """How many clients Ada has."""
    ada = (await play.person("ada")).therapist
    assert ada is not None
    return len([case for case in ada.cases if not case.ended_at])
