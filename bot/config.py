"""The configuration: what `config.toml` may say, as frozen values. Every key is in `config.example.toml`."""

import os
import tomllib
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any, Literal

from bot.config_keys import SecretRef, SecretRefused
from bot.config_table import Document
from bot.errors import ConfigError

__all__ = [
    "Config",
    "ConfigError",
    "Hours",
    "Practice",
    "Server",
    "Storage",
    "Telegram",
    "Twilio",
    "default_config",
    "load_config",
]

_LARGEST = 1_000_000  # bytes of TOML


@dataclass(frozen=True, slots=True)
class Telegram:
    """One Telegram bot. `messages_per_second` bounds what it sends, over all chats."""

    token: str = field(repr=False)
    base_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: str = field(default="", repr=False)
    messages_per_second: float = 30.0


@dataclass(frozen=True, slots=True)
class Twilio:
    """One Twilio number (`sender`) or messaging service; the other of the two is empty."""

    account_sid: str
    auth_token: str = field(repr=False)
    sender: str = ""
    messaging_service_sid: str = ""
    base_url: str = "https://api.twilio.com"
    segments_per_second: float = 1.0


@dataclass(frozen=True, slots=True)
class Hours:
    """Between which local times a client may be texted unprompted, until they choose their own."""

    client: tuple[time, time] = (time(9), time(20))


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice; `id` goes into every stored row and, with several practices, into webhook paths."""

    id: str = "practice"
    name: str = "Riverside Practice"
    zone: str = "Europe/London"
    language: str = "en"
    work_word: str = "practice"
    region: str = "GB"
    minors: bool = False
    retention_days: int = 365
    urge_level: int = 3
    erase: Literal["at once", "practice"] = "at once"
    therapist_lock: Literal["", "pin", "totp"] = ""
    measures: Path | None = None
    """A folder of the practice's own measures (docs/measures.md)."""
    hours: Hours = field(default_factory=Hours)
    telegram: Telegram | None = None
    twilio: Twilio | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """Where webhooks arrive. `public_url` (no slash at the end) is what signatures are checked against."""

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class Storage:
    """Where everything is kept. `url` may hold a password, so it is not shown; `key` is only a reference."""

    url: str = field(default="sqlite:interlude.db", repr=False)
    key: SecretRef = field(default_factory=lambda: SecretRef(path=Path("interlude.key")))
    file: str = "config.toml"  # where this was written, for errors

    @property
    def kind(self) -> Literal["sqlite", "postgresql"]:
        """Which engine the URL names."""
        return "sqlite" if self.url.startswith("sqlite:") else "postgresql"

    @property
    def path(self) -> Path:
        """The SQLite file; only for that engine."""
        return Path(self.url.removeprefix("sqlite:"))

    @property
    def erased(self) -> Path:
        """The list of who was erased, by opaque id: beside what the store keeps."""
        return self._beside("erased")

    @property
    def spool(self) -> Path:
        """Where events wait while the store is away: beside what the store keeps."""
        return self._beside("spool")

    @property
    def folders(self) -> dict[str, Path]:
        """What has to have room on this machine, by name: the SQLite file's folder, the spool's."""
        store = {"store": self.path.parent} if self.kind == "sqlite" else {}
        return {**store, "spool": self.spool.parent}

    def _beside(self, ending: str) -> Path:
        """A name beside the database; without a file, in `$STATE_DIRECTORY`, else beside this file."""
        beside = self.path if self.kind == "sqlite" else Path(self.file)
        state = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
        folder = Path(state) if state and self.kind == "postgresql" else beside.parent
        return folder / f"{beside.name}.{ending}"

    def read_key(self) -> bytes:
        """The master key, 32 bytes. Raises ConfigError when it is absent, open to others or no key."""
        from storage.errors import KeyFileBad
        from storage.keys import KEY_BYTES, parse_key

        try:
            return parse_key(self.key.read().decode("ascii", "replace"), "")
        except SecretRefused as refused:
            found, allowed = refused.found, f"{refused.allowed} (interlude keys new makes one)"
        except KeyFileBad:
            found, allowed = "something else", f"{2 * KEY_BYTES} hexadecimal digits (interlude keys new)"
        raise ConfigError(self.file, "storage.key", found, allowed)


@dataclass(frozen=True, slots=True)
class Config:
    """Everything an operator decides."""

    practices: tuple[Practice, ...] = (Practice(),)
    server: Server = field(default_factory=Server)
    storage: Storage = field(default_factory=Storage)
    listed: bool = False
    """Whether it is written as `[[practices]]`: then each one's webhooks begin with its id."""

    def prefix(self, practice: Practice) -> str:
        """What the paths of this practice's webhooks begin with."""
        return f"/{practice.id}" if self.listed else ""

    def practice(self, practice_id: str) -> Practice:
        """The practice with this id. Raises KeyError for another practice's id."""
        return {practice.id: practice for practice in self.practices}[practice_id]


def default_config() -> Config:
    """A made-up practice without channels: what demo, talk and a rehearsal without a file run on."""
    return Config()


def load_config(path: str | Path, *, live: bool = True, silent: bool = False) -> Config:
    """Read and check a configuration. Raises ConfigError, whose text is one line and holds no secret.

    `live=False` is for commands that talk to no provider: secrets stay unread and no channel is needed.
    `silent`: secrets are read, and a practice may have no channel (a restore drill).
    """
    from bot.config_read import read_config

    file = Path(path)
    text = _text(file)
    return read_config(Document(file, text, live, silent), _parse(file, text))


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            raise ConfigError(str(file), "", f"{file.stat().st_size} bytes", f"at most {_LARGEST} bytes")
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(str(file), "", "bytes that are not UTF-8", "a TOML file in UTF-8") from None
    except OSError as fault:
        reason = (fault.strerror or "it cannot be read").lower()
        allowed = "a TOML file; config.example.toml shows every key, -c FILE names another"
        raise ConfigError(str(file), "", reason, allowed) from None


def _parse(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        # The parser's own words may quote the value; only the place it names is kept.
        place = str(fault).rpartition("(")[2].rstrip(")") if "(at " in str(fault) else "somewhere in the file"
        raise ConfigError(
            str(file), "", f"text that is not TOML {place}", 'lines like key = "value"'
        ) from None
