"""What the doctor says of backups and of flags that wait (SAFETY S3)."""

import json
from typing import Any, cast

import pytest

from bot.config import default_config
from bot.doctor_safety import notes_of, report
from bot.operations import Operations
from handlers.state import Person
from tests.core_stage import failing, playing
from tests.safety_stage import DARK, says
from tests.test_safety_backup import BY_TEXT, TAKE, ada, press
from tests.test_safety_unheard import _only_to, fails_to_tell
from tests.world import ADA, Line, client

ALONE: list[Line] = [ADA, client("kim", "telegram")]


async def said(*lines: Line, refused: bool = False) -> list[tuple[str, str]]:
    """Level and words of each note after these lines."""
    async with playing(*lines) as play:
        if refused:
            await _only_to(play, "ada", "unreachable")
            await play(says(DARK))
        people: list[Person] = [await play.person("ada")]
        found = json.loads(report("riverside", people, [], play.stage.clock.now()))
    return [(note.level, note.words) for note in notes_of(found)]


async def test_who_has_no_backup() -> None:
    """A therapist without a backup who agreed is a warning by name; with one all is well."""
    assert await said(*ALONE) == [("warning", "1 of 1 therapists have none who agreed: Ada Okafor")]
    asked = await said(*ALONE, ada("/backup Lee +447700900777"))
    assert [level for level, _ in asked] == ["warning"]
    assert await said(*BY_TEXT) == [("ok", "all 1 therapists have one who agreed")]


@pytest.mark.parametrize(
    ("wait", "taken", "levels"),
    [("30m", False, ["ok"]), ("61m", False, ["ok", "problem"]), ("61m", True, ["ok"])],
)
async def test_a_flag_that_waits(wait: str, taken: bool, levels: list[str]) -> None:
    """A flag nobody has taken within the hour is a problem until somebody does."""
    after = [press(TAKE)] if taken else []
    assert [level for level, _ in await said(*BY_TEXT, says(DARK), {"wait": wait}, *after)] == levels


async def test_a_flag_that_reaches_nobody() -> None:
    """Where neither the therapist nor a backup can be told, the doctor says so at once."""
    found = await said(*ALONE, refused=True)
    assert found[-1] == ("problem", "a flag reaches nobody at Ada Okafor's")
    stopped = await said(*ALONE, ada("stop"), press("Stop all"), says(DARK))
    assert stopped[-1] == ("problem", "a flag reaches nobody at Ada Okafor's")


async def test_a_flag_that_only_the_backup_has() -> None:
    """A therapist whom no text reaches is named at once also where a backup was told instead."""
    found = await said(*BY_TEXT, refused=True)
    assert found[-1] == ("problem", "a flag does not reach Ada Okafor; their backup was told")


async def test_a_flag_that_a_bug_keeps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose own turn raises when the flag comes is named by the running bot, and nobody once it is taken."""
    async with playing(*ALONE) as play:
        bot: Any = Operations(default_config(), play.stage.engine.store, *[cast(Any, None)] * 4)
        bot._clock = play.stage.clock
        seen = [await _said_by(bot)]
        with monkeypatch.context() as patch:
            failing(patch, fails_to_tell)
            await play(says(DARK))
            seen.append(await _said_by(bot))
        await play({"wait": "2m"})
        seen.append(await _said_by(bot))
    untold = "what is urgent could not be told to Ada Okafor: a bug"
    assert [untold in words for words in seen] == [False, True, False]


async def _said_by(bot: Operations) -> list[str]:
    return [note.words for line in await bot.run("safety", {}) for note in notes_of(json.loads(line))]
