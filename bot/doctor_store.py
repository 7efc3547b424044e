"""What the doctor learns about the store and beside it: PostgreSQL, the spool, copies, held texts."""

import json
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

from bot.clock import Clock
from bot.config import Config
from bot.doctor_notes import Note, ok, problem, warning
from bot.errors import CommandError, ConfigError, NoAnswer
from bot.spool_files import standing as standing_of
from storage.errors import StoreError, StoreInUse, StoreTooOld, StoreUnavailable
from storage.gauges import Levels

_OLDEST_SERVER = 14  # PostgreSQL; older ones get no corrections any more
_SKEW = 2_000  # ms of difference between our clock and the server's worth a word
_OLDEST_COPY = 26 * 3_600_000  # ms; a night and some
_LATE = 300_000  # ms

PATIENCE = 10.0
"""Seconds a running bot has for an answer to the doctor."""


async def store_notes(config: Config, clock: Clock) -> AsyncIterator[Note]:
    """The server, if there is one; then what waits on the disk and in the store."""
    yield _spool(config)
    if config.storage.kind == "postgresql":
        for note in await _server(config, clock):
            yield note
    if await store_there(config):
        for note in await _standing(config, clock.now()):
            yield note


async def store_there(config: Config) -> bool:
    """Whether a store was made already: looking makes none, and one that cannot be reached is none."""
    if config.storage.kind == "sqlite":
        return config.storage.path.exists()
    try:
        from storage.probe import probe

        return (await probe(config.storage.url)).has_store
    except Exception:
        return False


def _spool(config: Config) -> Note:
    """The folder that takes what comes while the store is away."""
    folder = config.storage.spool
    parent = folder if folder.exists() else folder.parent
    if not os.access(parent, os.W_OK | os.X_OK):
        do = "let the bot's user write there: it keeps what comes while the store is away"
        return problem("spool", f"{parent} cannot be written", do)
    found = standing_of(folder)
    if found.aside:
        words = f"{found.aside} events in {folder}/quarantine do not open, or could not be taken"
        return problem("spool", words, "delete nothing; docs/operations.md, InterludeSpoolUnreadable")
    if found.waiting:
        return warning(
            "spool", f"{found.waiting} events wait for the store", "start `interlude run`: it takes them"
        )
    return ok("spool", f"{folder}, empty")


async def _server(config: Config, clock: Clock) -> list[Note]:
    """What the server says."""
    try:
        from storage.probe import probe
    except ImportError:
        do = "pip install 'interlude[cluster]'"
        return [problem("PostgreSQL", "its driver is not installed", do)]
    try:
        found = await probe(config.storage.url)
    except Exception as fault:  # its message would hold the address and the user
        do = "is it running, and are address, user and password right?"
        return [problem("PostgreSQL", f"cannot be reached ({type(fault).__name__})", do)]
    notes = [*_versions(found.version), *_durable(found.safe_files, found.safe_commits)]
    ahead = clock.now() - found.now
    if abs(ahead) > _SKEW:
        words = f"{abs(ahead) // 1000} s {'behind' if ahead > 0 else 'ahead of'} this machine's"
        notes.append(problem("PostgreSQL clock", words, "turn on time synchronisation on both machines"))
    if not (found.has_store or found.may_make_tables):
        do = "GRANT CREATE ON SCHEMA public TO its user, or make that user the database's owner"
        notes.append(problem("PostgreSQL rights", "the user may not make tables", do))
    return notes


def _versions(version: int) -> Iterator[Note]:
    major = version // 10_000
    if major < _OLDEST_SERVER:
        yield warning("PostgreSQL", f"version {major}", f"upgrade to {_OLDEST_SERVER} or newer")
    else:
        yield ok("PostgreSQL", f"version {major}.{version % 10_000}")


def _durable(files: bool, commits: bool) -> Iterator[Note]:
    if not files:
        do = "set fsync = on and full_page_writes = on: a power cut may lose everything"
        yield problem("PostgreSQL disk", "does not keep what it says it kept", do)
    elif not commits:
        do = "set synchronous_commit = on; the bot asks for it, other programs may not"
        yield warning("PostgreSQL disk", "synchronous_commit is off by default", do)


async def _standing(config: Config, now: int) -> list[Note]:
    """Through the running bot, or from the store itself."""
    from bot.records import operate

    try:
        (line,) = await operate(config, "standing", {}, PATIENCE)
    except (CommandError, StoreError) as refusal:
        return [refused("store", refusal)]
    return list(standing_notes(json.loads(line), config.storage.kind == "sqlite", now))


def refused(what: str, refusal: CommandError | StoreError) -> Note:
    """Why the store could not be looked at: a problem where that stays so, a warning where it may pass."""
    if isinstance(refusal, StoreUnavailable | StoreInUse):
        return warning(what, f"could not be looked at ({type(refusal).__name__})", "try again")
    if isinstance(refusal, NoAnswer):
        return problem(what, str(refusal), "docs/operations.md, InterludeStandsStill")
    if isinstance(refusal, StoreError | ConfigError) and not isinstance(refusal, StoreTooOld):
        do = "`interlude run` will not start like this: docs/operations.md, InterludeDown"
        return problem(what, str(refusal), do)
    return warning(what, str(refusal), "then ask again")


def standing(levels: Levels, shut: int) -> str:
    """The store's levels, and how many activities of the practice's own do not open, as a line of JSON."""
    return json.dumps({**levels._asdict(), "activities_shut": shut})


def standing_notes(found: dict[str, Any], copies: bool, now: int) -> Iterator[Note]:
    """The lines about what waits. `copies`: whether this program makes the backups."""
    if found["held_since"] is not None:
        do = "after a restore: look at a few people, then `interlude release`"
        yield warning("texts", "are held; nothing unprompted goes out", do)
    if copies:
        yield _copy(found["backed_up"], now)
    late = now - (found["next_due"] or now)
    if late > _LATE:
        yield warning("agenda", f"{late // 60_000} minutes late", "is `interlude run` running?")
    if found.get("audit_faults"):
        words = f"{found['audit_faults']} entries do not fit: somebody may have changed the store"
        yield problem("audit trail", words, "docs/operations.md, InterludeAuditBroken")
    if lost := found["inbox_aside"] + found["tells_lost"]:
        do = "docs/operations.md, InterludeEventSetAside"
        yield warning("events", f"{lost} were given up after their tries", do)
    if shut := found.get("activities_shut"):
        words = f"{shut} do not open and are left out of every list"
        yield warning("own activities", words, "is it the right key file? Else restore them from a backup")


def _copy(at: int | None, now: int) -> Note:
    if at is None:
        return warning(
            "backup", "none has been made", "interlude backup PATH, every night; try a restore too"
        )
    hours = (now - at) // 3_600_000
    if now - at > _OLDEST_COPY:
        return warning("backup", f"the last is {hours} hours old", "systemctl status interlude-backup")
    return ok("backup", f"the last is {hours} hours old; has a restore been tried?")
