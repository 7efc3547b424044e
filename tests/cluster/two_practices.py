"""Two practices in one deployment whose people have the same names, chats and numbers."""

import time
from dataclasses import replace

from bot.casting import Cast, cast_person
from bot.clock import VirtualClock
from bot.config import Config, default_config
from bot.engine import build_engine
from bot.entropy import Entropy
from bot.surroundings import build_houses
from handlers.state import Person
from handlers.talk import Talk
from storage.stores import open_store
from storage.vault import Vault

PRACTICES = ("north", "south")
CHATS = {"ada": 1001, "sam": 1002}
PHONE = "+447700900123"

CONFIG = """
[server]
port = {port}
public_url = "https://bot.example.org"
[storage]
url = "env:STORE"
key = "file:interlude.key"
"""
ONE = """
[[practices]]
id = "{id}"
name = "Riverside Practice"
zone = "Europe/London"
region = "GB"
[practices.telegram]
token = "env:TELEGRAM_TOKEN_{id}"
base_url = "{{api}}"
mode = "webhook"
webhook_secret = "env:SECRET_{id}"
[practices.hours]
client = ["00:00", "23:59"]
"""


def config() -> Config:
    """As the running process has it, as far as storing people goes."""
    one = default_config().practices[0]
    return Config(practices=tuple(replace(one, id=id) for id in PRACTICES))


def written_config() -> str:
    """What `interlude run` reads."""
    return CONFIG + "".join(ONE.format(id=id) for id in PRACTICES)


def secrets() -> dict[str, str]:
    """What it names."""
    tokens = {f"TELEGRAM_TOKEN_{id}": f"{n}11:{id}" for n, id in enumerate(PRACTICES, 1)}
    return tokens | {f"SECRET_{id}": f"secret-of-{id}" for id in PRACTICES}


async def settle_in(url: str, key: str) -> None:
    """In each practice a therapist Ada and her clients Sam (Telegram) and Mia (SMS), alike to the letter."""
    clock = VirtualClock(time.time_ns() // 1_000_000)
    houses, renderer = build_houses(config())
    vault = Vault(bytes.fromhex(key))
    store = await open_store(url, vault, person_type=Person, talk_type=Talk, clock=clock.now)
    engine = build_engine(store, houses, renderer, {}, clock, Entropy(clock))
    for practice in PRACTICES:
        ada: str | None = None
        for number, line in enumerate(
            (
                {"cast": "ada", "role": "therapist", "name": "Ada Okafor"},
                {"cast": "sam", "of": "ada", "name": "Sam", "session": "tue 15:00"},
                {"cast": "mia", "of": "ada", "name": "Mia", "channel": "sms", "phone": PHONE},
            )
        ):
            cast = Cast.read(line, "Europe/London", number, clock.now())
            assert isinstance(cast, Cast)
            await cast_person(engine.runner, houses[practice], replace(cast, address=_address(cast)), ada)
            ada = ada or (await store.people(practice))[0]
    await store.close()


def _address(cast: Cast) -> str:
    return PHONE if cast.channel == "sms" else str(CHATS[cast.key])
