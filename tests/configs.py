"""Configurations to test with: their pieces, and loading them from a text."""

from pathlib import Path

import pytest

from bot.config import Config, ConfigError, Telegram, Twilio, load_config
from bot.stage import REHEARSAL_KEY

TOKEN = "111222:AAbb-cc_dd"
AUTH = "0123456789abcdef0123456789abcdef"
SID = "AC" + "a" * 32
PRACTICE = '[practice]\nname = "Riverside Practice"\nzone = "Europe/London"\nregion = "GB"\n'
TELEGRAM = '[telegram]\ntoken = "env:TELEGRAM_TOKEN"\n'
TWILIO = f'[twilio]\naccount_sid = "{SID}"\nauth_token = "env:TWILIO_AUTH_TOKEN"\nfrom = "+15017122661"\n'
SERVER = '[server]\npublic_url = "https://bot.example.org"\n'


ALL_DAY = '[hours]\nclient = ["00:00", "23:59"]\n'


def by_webhook(telegram: str, port: int, store: str = "interlude.db") -> str:
    """One practice whose Telegram is at this address, listening on this port, with a store of its own."""
    bot = f'base_url = "{telegram}"\nmode = "webhook"\nwebhook_secret = "env:TELEGRAM_WEBHOOK_SECRET"\n'
    kept = f'[storage]\nurl = "sqlite:{store}"\nkey = "file:interlude.key"\n'
    return f"{PRACTICE}{TELEGRAM}{bot}{SERVER}port = {port}\n{kept}"


def one_of_several(practice_id: str, zone: str, token: str, first: str = "09:00", region: str = "GB") -> str:
    """One [[practices]] table with its own Telegram bot and hours."""
    return f"""[[practices]]
id = "{practice_id}"
name = "P"
zone = "{zone}"
region = "{region}"
[practices.telegram]
token = "env:{token}"
[practices.hours]
client = ["{first}", "20:00"]
"""


def key_in(folder: Path, key: str = REHEARSAL_KEY.hex()) -> None:
    """The master key where a configuration looks for it."""
    path = folder / "interlude.key"
    path.write_text(key, "ascii")
    path.chmod(0o600)


def a_practice(folder: Path, store: str = "store.db") -> None:
    """A practice's folder: its configuration, its key, and where its store is to lie."""
    (folder / "config.toml").write_text(f'{PRACTICE}[storage]\nurl = "sqlite:{store}"\n', "utf-8")
    key_in(folder)


def load(folder: Path, text: str, *, live: bool = True) -> Config:
    """Write a text as config.toml and load it."""
    (folder / "config.toml").write_text(text, "utf-8")
    return load_config(folder / "config.toml", live=live)


def refusal(folder: Path, text: str) -> str:
    """Load a text that cannot be used; its one line, without the folder, and without any secret."""
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    line = str(caught.value)
    assert line.isprintable()
    assert TOKEN not in line
    assert AUTH not in line
    return line[line.index("config.toml") :]


def telegram_of(config: Config, nth: int = 0) -> Telegram:
    """The Telegram bot of a practice that has one."""
    telegram = config.practices[nth].telegram
    assert telegram is not None
    return telegram


def twilio_of(config: Config) -> Twilio:
    """The number of the first practice, which has one."""
    twilio = config.practices[0].twilio
    assert twilio is not None
    return twilio
