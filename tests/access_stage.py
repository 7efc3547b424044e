"""What the tests of access share: invitations of people not there yet, and what the store is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from handlers.state import Person, Therapist
from storage.pump import Pump
from storage.rows import InviteRow, TurnWrites
from tests.core_stage import Play

HOUR = 3_600_000
CODE = "0123456789"
"""A typed code with the digits that are taken for letters."""


async def invite(play: Play, id: str = "lee", *codes: str, lasts: int = 72 * HOUR) -> None:
    """Somebody who may join as a therapist by any of these codes (default: CODE)."""
    stage = play.stage
    person = Person(id, stage.practice, "Lee Park", "Europe/London", "en", "telegram", "therapist")
    person.therapist = Therapist()
    until = stage.clock.now() + lasts
    writes = TurnWrites(
        person_id=id,
        practice_id=stage.practice,
        expected_version=None,
        at=stage.clock.now(),
        person=person,
        invites=[InviteRow(code, id, "therapist", until) for code in codes or (CODE,)],
    )
    await stage.engine.store.commit(writes)


async def joined(play: Play, id: str = "lee") -> bool:
    """Whether they are in."""
    loaded = (await play.stage.engine.store.load(play.stage.practice, [id]))[id].doc
    return bool(loaded.therapist and loaded.therapist.joined_at)


@contextmanager
def asked_of_the_store() -> Iterator[list[str]]:
    """Everything the store is asked meanwhile, in order: the statements, and how many turns are written."""
    asked: list[str] = []
    really = Pump._wait

    async def wait(self: Pump, lane: list[Any], what: Any) -> Any:
        reads = self._reads
        lanes = {id(reads.reads): "read", id(self._turns.turns): "turn", id(reads.loads): "load"}
        statement = what[0] if isinstance(what, tuple) else ""
        asked.append(f"{lanes.get(id(lane), 'other')} {statement}")
        return await really(self, lane, what)

    with patch.object(Pump, "_wait", wait):
        yield asked
