"""From TOML tables to the values of `bot.config`: which keys there are and what each may be."""

import difflib
from pathlib import Path
from typing import Any, Literal, cast

from bot.config import Config, Hours, Practice, Server, Storage, Telegram, Twilio
from bot.config_keys import SecretRef, SecretRefused
from bot.config_table import Document, Table, nearest, shown
from bot.config_values import (
    clock_time,
    is_host,
    is_id,
    is_line,
    is_number,
    is_sid,
    is_store,
    is_token,
    is_url,
    is_webhook_secret,
    is_word,
    is_zone,
    languages,
    regions,
    zones,
)
from bot.errors import ConfigError

_ROOT = ("practice", "practices", "telegram", "twilio", "server", "storage", "hours")
_PRACTICE = (
    *("name", "zone", "language", "work_word", "region", "minors", "retention_days", "erase"),
    *("therapist_lock", "urge_level", "measures"),
)
_CHANNELS = ("telegram", "twilio", "hours")
_TELEGRAM = ("token", "base_url", "mode", "webhook_secret", "messages_per_second")
_TWILIO = ("account_sid", "auth_token", "from", "messaging_service_sid", "base_url", "segments_per_second")


def read_config(document: Document, data: dict[str, Any]) -> Config:
    """Every table of one file, checked alone and then together."""
    root = Table(document, "", data, _ROOT)
    server = _server(_sub(root, "server", ("host", "port", "public_url")))
    storage = _storage(_sub(root, "storage", ("url", "key")))
    practices = _practices(root)
    _check_together(document, practices, server)
    return Config(practices, server, storage, listed=root.has("practices"))


def _sub(table: Table, key: str, known: tuple[str, ...]) -> Table:
    name = f"{table.name}.{key}" if table.name else key
    return Table(table.document, name, table.raw(key) if table.has(key) else {}, known)


def _practices(root: Table) -> tuple[Practice, ...]:
    if not root.has("practices"):
        return (_practice(_sub(root, "practice", ("id", *_PRACTICE)), root),)
    for key in ("practice", *_CHANNELS):
        if root.has(key):
            root.refuse(key, f"[{key}] beside [[practices]]", f"[practices.{key}] under each [[practices]]")
    listed = root.raw("practices")
    if not isinstance(listed, list) or not listed:
        root.refuse("practices", "one table or none", "[[practices]], once for each practice")
    tables = [
        Table(root.document, f"practices[{nth}]", data, ("id", *_PRACTICE, *_CHANNELS))
        for nth, data in enumerate(listed, 1)
    ]
    return tuple(_practice(table, table) for table in tables)


def _practice(table: Table, channels: Table) -> Practice:
    """One practice; its channels and hours stand beside it, or under it in a list of practices."""
    made_up = Practice()
    in_list = table is channels
    return Practice(
        id=table.text(
            "id", "1 to 30 of a-z, 0-9 and -, not a webhook's own word", is_id, _or(in_list, made_up.id)
        ),
        name=table.text("name", "1 to 60 characters on one line", lambda text: is_line(text, 60)),
        zone=_zone(table),
        language=table.choice("language", languages(), made_up.language),
        work_word=table.text("work_word", "1 to 30 letters", is_word, made_up.work_word),
        region=table.choice("region", regions()),
        minors=table.flag("minors", made_up.minors),
        retention_days=table.whole("retention_days", 1, 36_500, made_up.retention_days),
        urge_level=table.whole("urge_level", 0, 10, made_up.urge_level),
        erase=cast(
            Literal["at once", "practice"], table.choice("erase", ("at once", "practice"), made_up.erase)
        ),
        therapist_lock=cast(
            Literal["", "pin", "totp"],
            table.choice("therapist_lock", ("", "pin", "totp"), made_up.therapist_lock),
        ),
        measures=_folder(table, "measures"),
        hours=_hours(_sub(channels, "hours", ("client",))),
        telegram=_telegram(_sub(channels, "telegram", _TELEGRAM)) if channels.has("telegram") else None,
        twilio=_twilio(_sub(channels, "twilio", _TWILIO)) if channels.has("twilio") else None,
    )


def _folder(table: Table, key: str) -> Path | None:
    """A folder that is there, or none; a relative one lies beside this file."""
    written = table.text(key, "a folder", lambda text: not text or is_line(text, 400), "")
    folder = table.document.base / written if written else None
    if folder is not None and not folder.is_dir():
        table.refuse(key, "no such folder", "a folder, beside this file or by its whole path")
    return folder


def _or(required: bool, default: str) -> str | None:
    return None if required else default


def _telegram(table: Table) -> Telegram:
    mode = cast(Literal["polling", "webhook"], table.choice("mode", ("polling", "webhook"), "polling"))
    secret = ""
    if mode == "webhook" or table.has("webhook_secret"):
        secret = table.secret("webhook_secret", is_webhook_secret, "1 to 256 of A-Z, a-z, 0-9, _ and -")
    return Telegram(
        token=table.secret("token", is_token, "a bot token: digits, a colon, letters"),
        base_url=_url(table, "base_url", "https://api.telegram.org"),
        mode=mode,
        webhook_secret=secret,
        messages_per_second=float(table.number("messages_per_second", 0.01, 1000, 30.0)),
    )


def _twilio(table: Table) -> Twilio:
    if table.has("from") == table.has("messaging_service_sid"):
        found = "both from and messaging_service_sid" if table.has("from") else "nothing"
        table.refuse("from", found, "one of from (a number) and messaging_service_sid")
    sender = service = ""
    if table.has("from"):
        sender = table.text("from", 'a number such as "+15017122661"', is_number)
    else:
        service = table.text(
            "messaging_service_sid", '"MG" and 32 of 0-9, a-f', lambda text: is_sid(text, "MG")
        )
    return Twilio(
        account_sid=table.text("account_sid", '"AC" and 32 of 0-9, a-f', lambda text: is_sid(text, "AC")),
        auth_token=table.secret("auth_token", lambda text: text.isalnum(), "letters and digits"),
        sender=sender,
        messaging_service_sid=service,
        base_url=_url(table, "base_url", "https://api.twilio.com"),
        segments_per_second=float(table.number("segments_per_second", 0.01, 1000, 1.0)),
    )


def _server(table: Table) -> Server:
    return Server(
        host=table.text("host", "a host name or address", is_host, "127.0.0.1"),
        port=table.whole("port", 0, 65535, 8080),
        public_url=_url(table, "public_url", ""),
    )


def _storage(table: Table) -> Storage:
    allowed = '"sqlite:PATH" or "postgresql://…" (also by "env:NAME" or "file:PATH")'
    written = table.raw("url") if table.has("url") else "sqlite:interlude.db"
    if isinstance(written, str) and written.startswith(("env:", "file:")):
        written = table.secret("url", is_store, allowed, always=True)
    if not isinstance(written, str) or not is_store(written):
        table.refuse("url", "a value of another form", allowed)  # not repeated: it may hold a password
    if written.startswith("sqlite:"):
        written = f"sqlite:{_file(table.document.base / written.removeprefix('sqlite:'))}"
    return Storage(written, _master_key(table), table.document.file)


def _file(path: Path) -> Path:
    """The file itself where a link stands: SQLite follows it, and lock and checks must look there too."""
    return path.resolve() if path.is_symlink() else path


def _master_key(table: Table) -> SecretRef:
    key = table.reference("key", "file:interlude.key")
    try:
        key.check_mode()
    except SecretRefused as refused:
        table.refuse("key", refused.found, refused.allowed)
    return key


def _hours(table: Table) -> Hours:
    if not table.has("client"):
        return Hours()
    value = table.raw("client")
    allowed = '["HH:MM", "HH:MM"], the first before the second, at least an hour apart'
    try:
        first, last = (clock_time(text) for text in value)
    except (TypeError, ValueError):
        table.refuse("client", shown(value), allowed)
    if (last.hour * 60 + last.minute) - (first.hour * 60 + first.minute) < 60:
        table.refuse("client", shown(value), allowed)
    return Hours((first, last))


def _zone(table: Table) -> str:
    """A time zone; a wrong one is answered with the nearest."""
    allowed = 'a time zone such as "Europe/London"'
    value = table.raw("zone")
    if isinstance(value, str) and not is_zone(value):
        folded = {zone.casefold(): zone for zone in zones()}
        near = difflib.get_close_matches(value.casefold().replace(" ", "_"), folded, n=1)
        table.refuse("zone", shown(value), allowed + nearest([folded[name] for name in near]))
    return table.text("zone", allowed, is_zone)


def _url(table: Table, key: str, default: str) -> str:
    return table.text(key, 'an address such as "https://bot.example.org"', is_url, default).rstrip("/")


def _check_together(document: Document, practices: tuple[Practice, ...], server: Server) -> None:
    """What no table can know alone: channels there must be, and none of them twice."""
    seen: dict[str, str] = {}
    for nth, practice in enumerate(practices, 1):
        table = f"practices[{nth}]" if len(practices) > 1 else "practice"
        for key, value in _identities(practice):
            if value and value in seen:
                raise ConfigError(
                    document.file, f"{table}.{key}", f"the same as {seen[value]}", "one of its own"
                )
            seen[value] = f"{table}.{key}"
        if document.live and not (document.silent or practice.telegram or practice.twilio):
            line = document.line_of(table, "")
            raise ConfigError(document.file, table, "no channel", "[telegram], [twilio] or both", line)
    if document.live and not server.public_url and any(map(_has_webhook, practices)):
        line = document.line_of("server", "")
        raise ConfigError(document.file, "server.public_url", "nothing", "the address webhooks come to", line)


def _identities(practice: Practice) -> list[tuple[str, str]]:
    """What must not be shared between practices, or one would read the other's texts."""
    telegram, twilio = practice.telegram, practice.twilio
    return [
        ("id", practice.id),
        ("telegram.token", telegram.token if telegram else ""),
        ("twilio.from", twilio.sender if twilio else ""),
        ("twilio.messaging_service_sid", twilio.messaging_service_sid if twilio else ""),
    ]


def _has_webhook(practice: Practice) -> bool:
    return practice.twilio is not None or (
        practice.telegram is not None and practice.telegram.mode == "webhook"
    )
