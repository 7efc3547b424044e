"""Several practices in one deployment: the same chats, numbers and names, and nothing of one in the other."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.clock import VirtualClock
from handlers.state import Person
from handlers.talk import Talk
from storage.store import Store
from storage.stores import open_store
from storage.vault import Vault
from tests.cluster.bot_api import BotApi
from tests.cluster.fleet import KEY, Process
from tests.cluster.two_practices import CHATS, PRACTICES, secrets, settle_in, written_config
from tests.postgres import fresh_database
from tests.program import until

SAID = {id: f"win zq{id} came out well" for id in PRACTICES}
ROWS = {
    "address": "SELECT practice_id, person_id FROM address",
    "relation": "SELECT practice_id, client_id FROM relation",
    "record": "SELECT practice_id, person_id FROM record",
    "agenda": "SELECT practice_id, person_id FROM agenda",
    "outbox": "SELECT practice_id, person_id FROM outbox",
    "audit": "SELECT practice_id, actor FROM audit WHERE actor <> 'operator' AND actor <> ''",
}


class Both(Process):
    """One process for both practices."""

    def env(self) -> dict[str, str]:
        return super().env() | secrets()

    async def brings(self, practice: str, secret: str, who: str, number: int, said: str) -> int:
        """Telegram's call to one practice's address; the same ids whatever the practice."""
        chat = CHATS[who]
        sender = {"id": chat, "is_bot": False, "first_name": who}
        message = {"message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": "private"}}
        body = {"update_id": number, "message": {**message, "from": sender, "text": said}}
        headers = {"X-Telegram-Bot-Api-Secret-Token": f"secret-of-{secret}"}
        url = f"http://127.0.0.1:{self.port}/{practice}/telegram"
        async with ClientSession() as session, session.post(url, json=body, headers=headers) as answer:
            return answer.status


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:{tmp_path / 'both.db'}" if request.param == "sqlite" else await fresh_database()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    found = await BotApi().start()
    yield found
    await found.stop()


async def test_nothing_of_one_practice_is_in_the_other(url: str, tmp_path: Path, api: BotApi) -> None:
    """Rows, texts, exports and audit entries stay with the practice whose webhook brought them about."""
    await settle_in(url, KEY)
    process = Both(tmp_path / "run", url, written_config(), api=api.url)
    await process.launch()
    try:
        await process.ready()
        assert await process.brings("north", "south", "sam", 1, "todo") == 403
        assert await process.brings("practice", "north", "sam", 1, "todo") == 404
        for practice in PRACTICES:
            for number, (who, said) in enumerate(_dialog(practice), 1):
                assert await process.brings(practice, practice, who, number, said) == 200
        assert await process.brings("north", "north", "sam", 9, "stop") == 200
        assert await process.brings("south", "south", "sam", 9, "todo") == 200

        async def read() -> bool:
            return all(_read(api, practice, "ada") and _read(api, practice, "sam") for practice in PRACTICES)

        await until(read)
    finally:
        await process.close()
    store = await _opened(url)
    people = {practice: set(await store.people(practice)) for practice in PRACTICES}
    kept = {id: [await store.export_person(id, one) for one in people[id]] for id in PRACTICES}
    rows = {table: list(await store._pump.read(sql)) for table, sql in ROWS.items()}
    trail = await store.audit_verify()
    await store.close()
    for practice, other in (PRACTICES, PRACTICES[::-1]):
        mine = json.dumps(kept[practice], default=str)
        assert f"zq{practice}" in mine
        assert f"zq{other}" not in mine + str(_read(api, practice, "ada") + _read(api, practice, "sam"))
    for table, found in rows.items():
        crossed = [row for row in found if row[1] not in people[row[0]]]
        assert (table, crossed) == (table, [])
        assert {row[0] for row in found} == set(PRACTICES), f"nothing in {table} to compare"
    assert trail.broken is None
    assert set(trail.heads) == set(PRACTICES)
    assert _stopped(kept["north"]), "STOP was not heard where it was said"
    assert not _stopped(kept["south"])


def _dialog(practice: str) -> tuple[tuple[str, str], ...]:
    return ("sam", SAID[practice]), ("sam", "progress"), ("ada", "/clients"), ("ada", "/client Sam")


def _read(api: BotApi, practice: str, who: str) -> list[str]:
    """What somebody has read in the chat with this practice's bot."""
    return [text for _, bot, chat, text in api.came if bot.endswith(practice) and chat == str(CHATS[who])]


def _stopped(people: list[dict[str, Any]]) -> bool:
    return any(one["person"]["stopped_at"] for one in people)


async def _opened(url: str) -> Store[Person]:
    vault = Vault(bytes.fromhex(KEY))
    return await open_store(url, vault, person_type=Person, talk_type=Talk, clock=VirtualClock(5).now)
