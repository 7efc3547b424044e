"""Peer: aiogram's finite state machine. CHATS SECONDS STORE.

STORE is memory, sqlite (WAL, without fsync per commit), sqlite_fsync, or redis:PORT.

aiogram brings no SQLite storage; this is the plain one people write: one row a chat, one commit a call.
"""

import asyncio
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosqlite
from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.base import BaseSession
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Chat, Message, Update
from dialog import KEPT, QUESTIONS, arguments, measure


class NoNetwork(BaseSession):
    """Answers every call at once."""

    async def make_request(self, bot: Bot, method: Any, *args: Any, **kwargs: Any) -> Any:
        chat = Chat(id=1, type="private")
        return Message(message_id=1, date=datetime.now(UTC), chat=chat, text="ok")

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(self, *args: Any, **kwargs: Any) -> Any:
        """Never asked for here."""
        yield b""


SAVE_STATE = (
    "INSERT INTO chat (key, state) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state"
)
SAVE_DATA = "INSERT INTO chat (key, data) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET data = excluded.data"


class Rows(BaseStorage):
    """State and data of a chat in one row."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._db = connection

    async def set_state(self, key: StorageKey, state: Any = None) -> None:
        await self._write(SAVE_STATE, key, state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        return await self._read("SELECT state FROM chat WHERE key = ?", key)

    async def set_data(self, key: StorageKey, data: Any) -> None:
        await self._write(SAVE_DATA, key, json.dumps(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return json.loads(await self._read("SELECT data FROM chat WHERE key = ?", key) or "{}")

    async def close(self) -> None:
        await self._db.close()

    async def _write(self, sql: str, key: StorageKey, value: str | None) -> None:
        await self._db.execute(sql, (_name(key), value))
        await self._db.commit()

    async def _read(self, sql: str, key: StorageKey) -> str | None:
        async with self._db.execute(sql, (_name(key),)) as cursor:
            row = await cursor.fetchone()
        return row[0] if row else None


def _name(key: StorageKey) -> str:
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}"


class Asked(StatesGroup):
    """The three questions."""

    before = State()
    did = State()
    after = State()


router = Router()


@router.message(CommandStart())
async def begin(message: Message, state: FSMContext) -> None:
    await state.set_state(Asked.before)
    await message.answer(QUESTIONS[0])


@router.message(Asked.before)
async def before(message: Message, state: FSMContext) -> None:
    await state.update_data(before=message.text)
    await state.set_state(Asked.did)
    await message.answer(QUESTIONS[1])


@router.message(Asked.did)
async def did(message: Message, state: FSMContext) -> None:
    await state.update_data(did=message.text)
    await state.set_state(Asked.after)
    await message.answer(QUESTIONS[2])


@router.message(Asked.after)
async def after(message: Message, state: FSMContext) -> None:
    data = await state.get_data()
    kept = [*data.get("kept", []), [data.get("before"), data.get("did"), message.text]]
    await state.update_data(kept=kept[-KEPT:])
    await state.set_state(None)
    await message.answer(QUESTIONS[3])


async def storage(store: str, chats: int, folder: str) -> BaseStorage:
    """The storage by name, with everybody's earlier answers in it."""
    kept = {"kept": [["6", "did the breathing exercise", "7"]] * KEPT}
    if store == "memory":
        return MemoryStorage()
    if store.startswith("redis"):
        from aiogram.fsm.storage.redis import RedisStorage

        return RedisStorage.from_url(f"redis://127.0.0.1:{store.partition(':')[2]}/0")
    db = await aiosqlite.connect(Path(folder) / "peer.db")
    await db.execute("PRAGMA journal_mode = WAL")
    await db.execute(f"PRAGMA synchronous = {'FULL' if store == 'sqlite_fsync' else 'NORMAL'}")
    await db.execute("CREATE TABLE chat (key TEXT PRIMARY KEY, state TEXT, data TEXT)")
    rows = ((f"1:{n}:{n}", json.dumps(kept)) for n in range(1, chats + 1))
    await db.executemany("INSERT INTO chat (key, data) VALUES (?, ?)", rows)
    await db.commit()
    return Rows(db)


async def main() -> None:
    chats, seconds, store = arguments()
    with tempfile.TemporaryDirectory() as folder:
        bot = Bot("1:x", session=NoNetwork())
        dispatcher = Dispatcher(storage=await storage(store, chats, folder))
        dispatcher.include_router(router)

        async def feed(body: dict[str, Any]) -> None:
            await dispatcher.feed_update(bot, Update.model_validate(body, context={"bot": bot}))

        print(json.dumps({"value": await measure(feed, chats, seconds), "unit": "replies/s"}))
        await dispatcher.storage.close()


asyncio.run(main())
