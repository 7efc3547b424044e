"""What the tests of the lock share: a locked therapist, their codes, and a model of when the chat is open."""

from datetime import UTC, datetime
from typing import Any

import pyotp

from handlers.lock_parts import Lock
from handlers.state import Person
from storage.rows import TurnWrites
from tests.core_stage import ADA, SAM, Play, playing

PIN, OTHER_PIN, WRONG = "483920", "750316", "111999"
SET_PIN: list[dict[str, Any]] = [
    {"who": "ada", "text": "/lock pin"},
    {"who": "ada", "text": PIN},
    {"who": "ada", "text": PIN},
]
IDLE = {"wait": "15m"}


def ada(text: str) -> dict[str, Any]:
    """Ada writes."""
    return {"who": "ada", "text": text}


def sam(text: str) -> dict[str, Any]:
    """Sam writes."""
    return {"who": "sam", "text": text}


async def lock_of(play: Play, name: str = "ada") -> Lock:
    """The lock as stored."""
    therapist = (await play.person(name)).therapist
    assert therapist is not None
    return therapist.lock


async def change(play: Play, name: str, edit: Any) -> None:
    """Change somebody's aggregate behind the bot's back: `edit(person)`."""
    id = await play.id(name)
    loaded = (await play.stage.engine.store.load(play.stage.practice, [id]))[id]
    edit(loaded.doc)
    await play.stage.engine.store.commit(
        TurnWrites(
            person_id=id,
            practice_id=play.stage.practice,
            expected_version=loaded.version,
            at=play.stage.clock.now(),
            person=loaded.doc,
        )
    )


def own_rule(person: Person) -> None:
    """The practice's rule holds for this person, as for one who really joined."""
    assert person.therapist is not None
    person.therapist.lock.excused = False


async def set_app(play: Play) -> str:
    """Ada sets an authenticator app; gives its key."""
    said = await play(ada("/lock app"))
    key = str(said[-1]["text"].split("\n\n")[1])
    await play({"who": "ada", "tap": "It's in"})
    await play(ada(app_code(play, key, 5_000)))
    return key


def app_code(play: Play, key: str, ahead: int = 5_000) -> str:
    """What the app shows so many virtual milliseconds from now; a line is taken 5 seconds after the last."""
    at = (play.stage.clock.now() + ahead) // 1000
    return pyotp.TOTP(key).at(datetime.fromtimestamp(at, UTC))


def words(said: list[dict[str, Any]], to: str = "ada") -> list[str]:
    """The texts somebody got."""
    return [e["text"] for e in said if e["to"] == to]


__all__ = ["ADA", "SAM", "Play", "playing"]
