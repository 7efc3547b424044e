"""`delete` in the chat deletes: asked once, said truly, done without an operator, whatever happens."""

import asyncio
import contextlib
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.config import ConfigError, default_config, load_config
from bot.erasing import Eraser
from bot.stage import REHEARSAL_KEY
from storage.erasing import Erasing
from storage.errors import StoreUnavailable
from storage.inline import InlineConnection
from tests.configs import PRACTICE
from tests.core_stage import playing
from tests.privacy_stage import bytes_in, key_of, lived, openable
from tests.safety_stage import INVITE
from tests.world import ADA, Line, client, events, play

BY_HAND = replace(default_config(), practices=(replace(default_config().practices[0], erase="practice"),))
DELETE: tuple[Line, ...] = ({"who": "sam", "text": "delete"}, {"who": "sam", "tap": "Delete everything"})
SEES: Line = {"who": "sam", "sees": "store"}


def started(channel: str = "sms") -> tuple[Line, ...]:
    """Ada, and Sam with an assignment."""
    return (
        ADA,
        client("sam", channel),
        {"who": "ada", "text": "/assign sam thought record daily at 19:00"},
        {"who": "ada", "tap": "Send"},
    )


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_delete_and_one_confirmation_leave_nothing(channel: str) -> None:
    """The client and the therapist each read one text about it, and the store holds nothing of the client."""
    printed = await play([*started(channel), *DELETE, SEES, {"who": "sam", "text": "hello"}])
    asked, done, stranger = [e["text"] for e in events(printed, "sam")][-3:]
    assert "can't be brought back" in asked
    assert done.startswith("It's deleted")
    assert "own notes" in done
    assert stranger.startswith("This is an automatic program used by a practice.")
    assert events(printed, "ada")[-1]["text"].startswith("Sam asked for everything kept here to be deleted")
    assert {"store": {}} in printed


async def test_a_second_thought_keeps_everything() -> None:
    """The other button changes nothing; the week goes on."""
    lines = [*started(), DELETE[0], {"who": "sam", "tap": "Leave things"}, SEES, {"wait": "11h"}]
    printed = await play(lines)
    assert events(printed, "sam", "cue")
    assert next(line for line in printed if "store" in line)["store"]["person"]["name"] == "Sam"


async def test_nothing_is_sent_afterwards() -> None:
    """For four weeks nothing more goes to the client, and nothing about them to the therapist."""
    printed = await play([*started(), *DELETE, {"wait": "28d"}])
    assert events(printed, "sam")[-1]["text"].startswith("It's deleted")
    assert events(printed, "ada")[-1]["text"].startswith("Sam asked")


async def test_the_last_texts_are_waited_for_but_not_for_ever() -> None:
    """While the last text cannot leave, the erasure waits; after twenty minutes it is done all the same."""
    refused = {"refuse": "sms", "how": "unavailable", "times": -1}
    async with playing(*started(), DELETE[0], refused) as stage:
        await stage(DELETE[1], {"wait": "19m"})
        assert (await stage.person()).client is not None
        said = await stage({"wait": "2m"}, {"refuse": "sms", "times": 0}, {"wait": "1h"})
        assert await stage.stage._person("sam") is None
        assert events(said, "sam") == []


async def test_a_last_text_that_may_have_gone_goes_once_more() -> None:
    """The erasure waits as long as a text in doubt rests: whoever asked hears that it is done."""
    async with playing(*started(), DELETE[0], {"refuse": "sms", "how": "ambiguous", "times": 1}) as stage:
        said = events(await stage(DELETE[1], {"wait": "25m"}), "sam")
        assert [text["text"].startswith("It's deleted") for text in said] == [True]


async def test_a_crash_in_between_only_delays_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the confirmation was committed and before the erasure: the next start erases."""

    async def nothing(self: Eraser) -> int:
        return 0

    async with playing(*started()) as stage:
        with monkeypatch.context() as patched:
            patched.setattr(Eraser, "due", nothing)
            await stage(*DELETE)
            assert await stage.stage._person("sam") is not None
        await stage({"crash": True})
        assert await stage.stage._person("sam") is None


@pytest.mark.parametrize("fault", [RuntimeError, StoreUnavailable])
async def test_an_erasure_that_fails_is_tried_again(
    fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stops it, a few seconds later it is done."""
    really, met = Erasing.erase_person, []

    async def once(self: Erasing, *args: Any, **more: Any) -> Any:
        met.append(args)
        if len(met) == 1:
            raise fault("on request")
        return await really(self, *args, **more)

    monkeypatch.setattr(Erasing, "erase_person", once)
    async with playing(*started(), DELETE[0]) as stage:
        try:
            await stage(DELETE[1])
        except StoreUnavailable:
            assert fault is StoreUnavailable
        await stage({"wait": "1m"})
        assert await stage.stage._person("sam") is None
        assert len(met) == 2


async def test_an_open_flag_is_said_first_and_outlives_the_name() -> None:
    """The therapist reads whose flag is open before the name goes; one nobody took comes again, nameless."""
    lines = [*started("telegram"), {"who": "sam", "text": "i want to die"}, *DELETE, {"wait": "2h"}]
    printed = await play([*lines, {"who": "ada", "tap": "Show me"}, {"who": "ada", "tap": "I'm taking it"}])
    to_ada = [e["text"] for e in events(printed, "ada", "alert")]
    assert to_ada[1].startswith("A flag about Sam, Monday, 09:00, is still open. Sam asked")
    assert to_ada[2].startswith("A flag has waited since 09:00")
    assert to_ada[3].startswith("Whose it was isn't known here any more")
    assert to_ada[4].startswith("It's yours.")
    assert not any("Sam" in text for text in to_ada[2:])
    assert "116 123" in events(printed, "sam")[-1]["text"]


async def test_a_practice_may_erase_by_hand(tmp_path: Path) -> None:
    """The request is recorded and said so; RESUME undoes it; after a day the therapist hears who does it."""
    async with lived(tmp_path, started(), BY_HAND) as stage:
        (asked,) = await stage(DELETE[0])
        assert "asks the practice to erase" in asked["text"]
        assert "Recorded" in (await stage({"who": "sam", "tap": "End and erase"}))[0]["text"]
        assert "Undone" in (await stage({"who": "sam", "text": "resume"}))[0]["text"]
        await stage(DELETE[0], {"who": "sam", "tap": "End and erase"})
        (told,) = events(await stage({"wait": "25h"}), "ada", "notice")
        assert "The practice does that with interlude erase" in told["text"]
        found = await stage.stage.engine.store.people(stage.stage.practice)
        assert len(found) == 2


async def test_a_therapist_who_is_also_a_client_is_erased_by_hand() -> None:
    """Their one yes must not take their own clients' therapist away: the practice does it."""
    async with playing(ADA, client("sam", "telegram")) as stage:
        ada_too = {"cast": "ada", "role": "client", "of": "sam", "channel": "telegram", "name": "Ada"}
        sam_too = {"cast": "sam", "role": "therapist", "channel": "telegram", "name": "Sam"}
        await stage(sam_too, {**ada_too, "session": "wed 10:00", "zone": "Europe/London"})
        await stage({"who": "ada", "text": "/as client"})
        assert "asks the practice" in (await stage({"who": "ada", "text": "delete"}))[-1]["text"]
        await stage({"who": "ada", "tap": "End and erase"}, {"wait": "25h"})
        assert (await stage({"who": "ada", "text": "/clients"}))[-1]["text"].startswith("Sam")


@pytest.fixture
def at_the_practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A practice's folder: its configuration, its key, its store."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(PRACTICE + '[storage]\nurl = "sqlite:store.db"\n')
    (tmp_path / "interlude.key").write_text(REHEARSAL_KEY.hex())
    (tmp_path / "interlude.key").chmod(0o600)
    return tmp_path


async def test_the_operator_s_command_erases_and_reports(
    at_the_practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`interlude erase NAME` on a stopped bot: what went, what is queued, what stays and why; then nobody."""
    async with lived(at_the_practice, (*started(), {"who": "sam", "text": "stop"})) as stage:
        address = stage.stage.figures["sam"].address
    assert await asyncio.to_thread(main, ["erase", "sam"]) == 0
    said = capsys.readouterr().out
    for part in ("erased: the key, and", "deleted at Telegram and Twilio", "had said STOP", "backups made"):
        assert part in said
    async with lived(at_the_practice, ()) as stage:
        store, practice = stage.stage.engine.store, stage.stage.practice
        assert await store.address_of(practice, "sms", address) == (None, "stopped")
        assert len(await store.people(practice)) == 1
    assert await asyncio.to_thread(main, ["erase", "sam"]) == 1
    assert "0 people are called 'sam'" in capsys.readouterr().err


async def test_the_operator_s_export_holds_both_forms(
    at_the_practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`interlude export NAME` prints one JSON object with the data and the table, and is audited."""
    async with lived(at_the_practice, (*started(), {"who": "sam", "text": "private mine"})):
        capsys.readouterr()
    assert await asyncio.to_thread(main, ["export", "Sam"]) == 0
    both = json.loads(capsys.readouterr().out)
    assert both["csv"].startswith("part,number,kind,at,field,value")
    assert "mine" in both["csv"]
    assert "left_out" in both["json"]


async def test_every_statement_of_an_erasure_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its n-th statement on the disk fails, for every n: nothing is half gone, the next start erases."""
    really, due, left = InlineConnection.execute, Eraser.due, [0]

    async def execute(self: InlineConnection, *args: Any) -> Any:
        left[0] -= 1
        if left[0] <= 0:
            raise sqlite3.OperationalError("disk I/O error")
        return await really(self, *args)

    async def failing(self: Eraser) -> int:
        monkeypatch.setattr(InlineConnection, "execute", execute)
        try:
            return await due(self)
        finally:
            monkeypatch.setattr(InlineConnection, "execute", really)

    monkeypatch.setattr(Eraser, "due", failing)
    failed = 0
    for step in range(1, 100):
        left[0] = 1_000
        async with playing(*started("telegram"), DELETE[0]) as stage:
            left[0] = step
            with contextlib.suppress(StoreUnavailable):
                await stage(DELETE[1])
            if left[0] > 0:  # it did not get so far: every statement has failed once
                break
            if await stage.stage._person("sam") is not None:
                failed += 1
                assert (await stage.person()).name == "Sam"
            left[0] = 1_000
            await stage({"crash": True}, {"wait": "1m"})
            assert await stage.stage._person("sam") is None, step
            assert (await stage.stage.engine.store.audit_verify()).broken is None
    assert failed > 15


async def test_somebody_who_never_joined_is_erased_with_every_trace() -> None:
    """Somebody invited has no relation yet; the therapist's case and every mention go all the same."""
    async with playing(ADA, *INVITE, {"who": "ada", "text": "/clients"}) as stage:
        store, practice = stage.stage.engine.store, stage.stage.practice
        (kim,) = [id for id in await store.people(practice) if id != await stage.id("ada")]
        await stage.stage.engine.eraser.erase(practice, kim, "operator")
        kept = b"".join(await openable(store))
        assert b"Kim" not in kept
        assert kim.encode() not in kept


@pytest.mark.parametrize(("value", "fits"), [('"practice"', True), ('"at once"', True), ('"later"', False)])
def test_the_configuration_says_who_erases(tmp_path: Path, value: str, fits: bool) -> None:
    """`practice.erase` takes its two values and refuses any other in one line."""
    (tmp_path / "config.toml").write_text(PRACTICE + f"erase = {value}\n")
    if fits:
        config = load_config(tmp_path / "config.toml", live=False)
        assert f'"{config.practices[0].erase}"' == value
        return
    with pytest.raises(ConfigError, match=r"practice\.erase"):
        load_config(tmp_path / "config.toml", live=False)


async def test_a_backup_from_before_does_not_bring_anybody_back(
    at_the_practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Erased after a backup was made, restored from it: the restore itself erases again."""
    async with lived(at_the_practice, started()) as stage:
        await stage.stage.engine.store.backup(at_the_practice / "copy.db")
        await stage(*DELETE)
        assert len(await stage.stage.engine.store.people(stage.stage.practice)) == 1
    for name in ("store.db", "store.db-wal", "store.db-shm"):
        (at_the_practice / name).unlink(missing_ok=True)
    assert (at_the_practice / "store.db.erased").stat().st_mode & 0o777 == 0o600
    capsys.readouterr()
    assert await asyncio.to_thread(main, ["restore", "copy.db"]) == 0
    assert "1 people who were erased since then were erased again." in capsys.readouterr().out
    async with lived(at_the_practice, ()) as stage:
        assert len(await stage.stage.engine.store.people(stage.stage.practice)) == 1


async def test_a_crash_before_the_log_is_emptied_leaves_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the erasure's commit and the emptying of the log: the next start empties it."""

    async def dies(store: Any) -> None:
        raise OSError("the machine is off")

    async with lived(tmp_path, started()) as stage:
        store, sam = stage.stage.engine.store, await stage.id()
        wrapped, _ = await key_of(store, sam)
        monkeypatch.setattr("storage.sqlite.SqliteStore._empty_log", dies)
        with pytest.raises(OSError, match="off"):
            await stage.stage.engine.eraser.erase(stage.stage.practice, sam, "operator")
        assert any(wrapped in content for content in bytes_in(tmp_path).values())
        await stage({"crash": True})
        assert not any(wrapped in content for content in bytes_in(tmp_path).values())
