"""Engines of one process over one PostgreSQL, as several processes would have them."""

from typing import Any

from bot.channels.console import ConsoleChannel
from bot.clock import VirtualClock
from bot.config import default_config
from bot.engine import Engine, build_engine
from bot.entropy import Entropy
from bot.surroundings import build_houses
from handlers.state import Person
from handlers.talk import Talk
from storage.stores import open_store
from storage.vault import Vault
from tests.cluster.fleet import KEY
from tests.postgres import ask

KEYS = ("practice", "telegram")


async def opened(url: str, clock: VirtualClock) -> Engine:
    """One more engine over this database."""
    houses, renderer = build_houses(default_config())
    vault = Vault(bytes.fromhex(KEY))
    store = await open_store(url, vault, person_type=Person, talk_type=Talk, clock=clock.now)
    channels: Any = {KEYS: ConsoleChannel("telegram")}
    return build_engine(store, houses, renderer, channels, clock, Entropy(clock), patience=None)


async def a_client(engine: Engine) -> str:
    """One of the clients."""
    people = await engine.store.load("practice", await engine.store.people("practice"))
    return next(id for id, one in people.items() if one.doc.client is not None)


async def latest(url: str) -> int:
    """When somebody was last changed (epoch ms)."""
    return int((await ask(url, "SELECT MAX(updated_at) FROM person"))[0][0])
