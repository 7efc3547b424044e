"""The audit trail: everything that matters is in it, no words are, and nobody changes it unseen (row 18)."""

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot import work
from bot.__main__ import main
from bot.audit_log import note_start, read_heads
from bot.config import default_config
from bot.errors import CommandError
from bot.log import only_allowed
from bot.metrics import Metrics
from bot.operations import Operations
from bot.retention import Purged
from storage.audit import AuditReport, KeptHead
from storage.errors import StoreUnavailable
from tests.access_trail import flips, heads_of, trail, verified
from tests.configs import PRACTICE
from tests.core_stage import ADA, SAM, Play, playing
from tests.work_stage import Tallies, work_of
from tests.world import client

OPAQUE = re.compile(r"[0-9a-z]{20}|operator|~[0-9a-f]{24}|[a-z_]*")
"""Our ids, the operator, a mark of a refused word, or one of our own codes."""


def test_whatever_is_turned_is_found_at_its_row() -> None:
    """One bit turned in any byte of any column of any entry, and verifying names that entry."""
    rows = trail(3)
    kept = heads_of(rows)
    assert verified(rows, kept).faults == ()
    for place, row in enumerate(rows):
        others = [*rows[:place], *rows[place + 1 :]]
        for changed in flips(row):
            assert row[:2] in verified([*others, changed], kept).faults, (row, changed)


def test_a_removed_or_exchanged_entry_is_found() -> None:
    """Any entry taken out is named; so are two that changed places."""
    rows = trail(4)
    kept = heads_of(rows)
    for place, row in enumerate(rows):
        assert verified([*rows[:place], *rows[place + 1 :]], kept).broken == row[:2]
    for here in range(4, 8):
        for there in range(here + 1, 8):
            swapped = list(rows)
            swapped[here] = (*rows[here][:2], *rows[there][2:])
            swapped[there] = (*rows[there][:2], *rows[here][2:])
            assert {rows[here][:2], rows[there][:2]} <= set(verified(swapped).faults)


def test_a_trail_cut_short_or_written_anew_is_found_by_the_head_that_was_printed() -> None:
    """Without its tail a trail still fits in itself; against yesterday's head it does not."""
    rows = trail(4)
    kept = heads_of(rows)
    for cut in range(1, 5):
        assert verified(rows[:-cut]).faults == ()
        assert verified(rows[:-cut], kept).broken == ("here", 5 - cut)
    longer = [kept[0], kept[1]._replace(hash="0" * 40)]
    assert verified(rows, tuple(longer)).broken == ("here", 4)


async def trail_of(play: Play) -> list[tuple[str, str, str]]:
    """Who did what to whom so far, by name where one is known."""
    store, place = play.stage.engine.store, play.stage.practice
    people = await store.load(place, await store.people(place))
    names = {id: one.doc.name.split()[0].lower() for id, one in people.items()}
    entries = await store.audit_latest(place, 0, 999)
    assert all(OPAQUE.fullmatch(word) for e in entries for word in (e.actor, e.action, e.subject))
    return [
        (names.get(e.actor, e.actor), e.action, names.get(e.subject, e.subject)) for e in reversed(entries)
    ]


async def test_what_a_therapist_reads_is_in_it() -> None:
    """Every page, list, summary and letter a therapist is shown leaves an entry, and no words of it."""
    async with playing(ADA, SAM, client("mia", "telegram")) as play:
        lines = ("/client sam", "/clients", "/summary mia", "/letter sam", "/questions", "/client Zoe")
        for line in lines:
            await play({"who": "sam", "text": "/note it rained on us"}, {"who": "ada", "text": line})
        written = await trail_of(play)
    for entry in (
        ("ada", "read_reply", "sam"),
        ("ada", "read_clients", ""),
        ("ada", "read_summary", "mia"),
        ("ada", "read_questions", ""),
    ):
        assert entry in written
    assert [subject[0] for who, what, subject in written if what == "refused" and who == "ada"] == ["~"]
    assert ("ada", "read_reply", "zoe") not in written


async def operate(play: Play, command: str, **arguments: object) -> list[str]:
    """An operator's command, as the running bot does it."""
    engine, stage = play.stage.engine, play.stage

    class Names:
        async def username(self, practice: str) -> str:
            return ""

    config = default_config()
    assert stage._entropy is not None
    operations = Operations(config, engine.store, stage._entropy, stage.clock, Names(), lambda: engine.eraser)
    return await operations.run(command, dict(arguments))


async def test_what_an_operator_does_is_in_it() -> None:
    """Emergency access (45 CFR 164.312(a)(2)(ii)) works without the therapist, and is written down."""
    async with playing(ADA, SAM) as play:
        id = await play.id("sam")
        await operate(play, "therapist add", name="Lee Park")
        await operate(play, "export", person="Sam")
        await operate(play, "release")
        listed = await operate(play, "audit list", person="Sam")
        await operate(play, "erase", person="Sam")
        written = await trail_of(play)
        whole = await operate(play, "audit verify")
    done = [(who, what) for who, what, _ in written if who == "operator"]
    assert [what for _, what in done] == ["therapist_added", "export", "release", "audit_read", "erase"]
    assert ("operator", "export", id) in written
    assert any(f"operator  export  {id}" in line for line in listed)
    assert not any("Sam" in line for line in listed)
    assert [head.number for head in read_heads(whole[1:])] == [len(written)]


async def test_a_head_that_was_mistyped_is_said() -> None:
    """A head to compare with is one as it was printed; anything else is one clear line."""
    for head in ("x", "practice:1", "practice:1:ab", f"practice:-1:{'a' * 40}", f":1:{'a' * 40}"):
        with pytest.raises(CommandError, match="--head"):
            read_heads([head])


async def test_the_heads_are_in_the_log_every_night(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest entry is printed where whoever edits the store does not reach it: number and hash."""
    async with playing(ADA, SAM) as play:
        noted: list[dict[str, object]] = []
        monkeypatch.setattr(work, "log", _Noting(noted))
        monkeypatch.setattr(work, "purge", _nothing)
        await play({"who": "ada", "text": "/clients"})
        await work_of(play, Tallies()).nightly()
        report = await play.stage.engine.store.audit_verify()
    ((place, (number, digest)),) = report.heads.items()
    head = {"event": "audit_head", "practice": place, "count": number, "head": digest[:40]}
    ended = {"event": "audit", "result": "ok", "count": number}
    assert noted == [{"event": "retention", "count": 0}, head, ended]
    assert only_allowed(None, "info", dict(head)) == head


async def test_what_a_night_found_outlives_a_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tampering that was found is told until the trail is whole again, whatever starts anew meanwhile."""
    async with playing(ADA, SAM) as play:
        engine, clock = play.stage.engine, play.stage.clock
        verify = engine.store.audit_verify

        async def broken(kept: Sequence[KeptHead] = ()) -> AuditReport:
            return replace(await verify(kept), faults=(("here", 7), ("here", 8)))

        monkeypatch.setattr(engine.store, "audit_verify", broken)
        monkeypatch.setattr(work, "purge", _nothing)
        await work_of(play, Tallies()).nightly()
        text = await Metrics(engine, clock).text()
    assert "\ninterlude_audit_faults 2\n" in text
    assert f"\ninterlude_last_audit_timestamp_seconds {clock.now() // 1000}\n" in text


async def test_a_night_that_did_not_come_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trail of a new store, or of a machine that is off at night, is followed within the hour, daily."""
    seen: list[int | None] = []
    async with playing(ADA, SAM) as play:
        engine, clock = play.stage.engine, play.stage.clock
        one = work_of(play, Tallies())
        for hours in (0, 25, 1, 1):
            clock.advance_to(clock.now() + hours * 3_600_000)
            await one.hourly()
            seen.append((await engine.store.levels()).audited)
        monkeypatch.setattr(engine.store, "audit_verify", _away)
        monkeypatch.setattr(work, "purge", _nothing)
        await one.nightly()  # the wheel goes on
        at = clock.now()
        assert (await engine.store.levels()).audited == at - 3_600_000
    assert seen == [at - 27 * 3_600_000] * 2 + [at - 3_600_000] * 2


class _Noting:
    def __init__(self, noted: list[dict[str, object]]) -> None:
        self._noted = noted

    def info(self, event: str, **fields: object) -> None:
        self._noted.append({"event": event, **fields})


async def _away(*_: object) -> AuditReport:
    raise StoreUnavailable("on request")


async def _nothing(*_: object) -> dict[str, Purged]:
    return {}


def at_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A practice of one therapist to be, in this folder."""
    storage = f'[storage]\nurl = "sqlite:{folder / "a.db"}"\nkey = "file:{folder / "a.key"}"\n'
    (folder / "config.toml").write_text(PRACTICE + storage)
    monkeypatch.chdir(folder)
    for command in (["keys", "new"], ["therapist", "add", "Ada Okafor"]):
        assert main(command) == 0


def test_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`interlude audit` lists, verifies against a printed head, and answers 1 naming the entry when cut."""
    at_home(tmp_path, monkeypatch)
    for command in (["keys", "rotate"], ["audit", "list"]):
        assert main(command) == 0
    said = capsys.readouterr().out
    assert "operator  therapist_added  " in said
    assert "operator  key_rotated  " in said
    assert main(["audit", "verify"]) == 0
    head = capsys.readouterr().out.split()[-1]
    assert main(["audit", "verify", "--head", head]) == 0
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("DELETE FROM audit WHERE number = 3")
    connection.close()
    assert main(["audit", "verify"]) == 0
    capsys.readouterr()
    assert main(["audit", "verify", "--head", head]) == 1
    assert "entry 3 of practice is changed or missing" in capsys.readouterr().err


def test_an_export_says_that_it_is_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Emergency access by the operator names where it was noted, apart from the data it prints."""
    at_home(tmp_path, monkeypatch)
    capsys.readouterr()
    assert main(["export", "Ada Okafor"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["json"]["person"]["name"] == "Ada Okafor"
    assert "this export is in the audit trail" in printed.err
    assert main(["audit", "list", "--person", "ada okafor"]) == 0
    assert "operator  export  " in capsys.readouterr().out


async def test_other_settings_show() -> None:
    """Each start notes a digest of the practice's settings: the same for the same, another after a change."""
    config = default_config()
    stricter = replace(config, practices=(replace(config.practices[0], retention_days=7),))
    async with playing(ADA) as play:
        store, place = play.stage.engine.store, play.stage.practice
        for one in (config, config, stricter):
            await note_start(store, one)
        noted = [e.subject for e in reversed(await store.audit_latest(place, 0, 9)) if e.action == "started"]
    assert len(noted) == 3
    assert noted[0] == noted[1] != noted[2]
