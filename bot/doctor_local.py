"""What the doctor can see on this machine: disk, key, store, hours, crisis numbers."""

import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, time
from importlib.resources import files
from shutil import disk_usage

from bot.config import Config, ConfigError, Practice
from bot.doctor_notes import Note, ok, problem, warning

_MIB = 1024 * 1024
# Before this version two connections that write or checkpoint at once can corrupt a WAL database.
_SQLITE_FIXED = (3, 51, 3)
# Outside 8 to 21 at the person's place even a solicited text is sued over: 47 CFR 64.1200(c)(1).
_EARLIEST, _LATEST = time(8), time(21)


def local_notes(config: Config, now: int) -> Iterator[Note]:
    """Everything that needs no network. `now` is epoch ms UTC."""
    yield _key(config)
    if config.storage.kind == "sqlite":
        yield _sqlite()
        yield _disk(config)
        yield from _database(config)
    yield _regions(now)
    for practice in config.practices:
        yield from _practice(practice)


def _key(config: Config) -> Note:
    try:
        config.storage.read_key()
    except ConfigError as refused:
        return problem("master key", f"found {refused.found}", refused.allowed)
    if config.storage.key.path is None:
        do = "keep it in a file of mode 0600, or a systemd credential"
        return warning("master key", "comes from the environment, which child processes inherit", do)
    if config.storage.key.in_credentials:
        return ok("master key", "a systemd credential; keep a copy apart from backups")
    return ok("master key", f"{config.storage.key.path}, its owner's alone; keep a copy apart from backups")


def _sqlite() -> Note:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= _SQLITE_FIXED:
        return ok("SQLite", version)
    return ok("SQLite", f"{version}: safe with one writing process, which the lock file sees to")


def _disk(config: Config) -> Note:
    folder = config.storage.path.parent
    try:
        free = disk_usage(folder).free // _MIB
    except OSError:
        return problem("disk", f"{folder} is not there", "make the folder, or change storage.url")
    if free < 1024:
        level = problem if free < 128 else warning
        return level("disk", f"{free} MiB free at {folder}", "make room: a full disk holds up every reply")
    return ok("disk", f"{free // 1024} GiB free at {folder}")


def _database(config: Config) -> Iterator[Note]:
    path = config.storage.path
    if not path.exists():
        yield ok("database", f"{path} will be made at the first start")
    elif wide := stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield warning("database", f"{path} is open to others (mode bits {wide:03o})", f"chmod 600 {path}")
    else:
        yield ok("database", str(path))


def _regions(now: int) -> Note:
    from prompts.library import check_content

    today = datetime.fromtimestamp(now / 1000, UTC).date()
    if late := [fault for fault in check_content(files("prompts"), today) if "regions.toml" in fault.file]:
        return problem("crisis numbers", str(late[0]), "check the numbers, then move the date")
    return ok("crisis numbers", "all verified within 180 days")


def _practice(practice: Practice) -> Iterator[Note]:
    if not (practice.telegram or practice.twilio):
        words = "has no channel: nobody is heard and nothing is sent"
        yield warning(practice.id, words, "right for a restore drill; otherwise add [telegram] or [twilio]")
    first, last = practice.hours.client
    if first < _EARLIEST or last > _LATEST:
        words = f"clients may be texted {first:%H:%M} to {last:%H:%M}"
        yield warning(
            f"{practice.id} hours", words, "keep to 08:00-21:00 unless the law where they live allows more"
        )
