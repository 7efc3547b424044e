"""Private chats only: groups, channels, edits and business chats reach nobody (SAFETY §5, row 20)."""

import json
from typing import Any

import pytest

from bot.channels.base import WebRequest
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_updates import ALLOWED_UPDATES
from tests.access_stage import CODE, invite, joined
from tests.channels.cases import BOT_SECRET
from tests.channels.table_telegram_in import CHAT, DATE, GROUP, SAM, member, tapped, update
from tests.core_stage import ADA, Play, playing

START = f"/start {CODE}"
SUPERGROUP = {**GROUP, "type": "supergroup"}
CHANNEL = {"id": -200, "type": "channel", "title": "a channel"}
MESSAGE = update(text=START)["message"]

NOBODY: dict[str, dict[str, Any]] = {
    "group": update(text=START, chat={**GROUP, "type": "group"}),
    "supergroup": update(text=START, chat=SUPERGROUP),
    "channel post": {"update_id": 1, "channel_post": {**MESSAGE, "chat": CHANNEL}},
    "channel as a message": update(text=START, chat=CHANNEL),
    "edited": {"update_id": 1, "edited_message": MESSAGE},
    "edited channel post": {"update_id": 1, "edited_channel_post": {**MESSAGE, "chat": CHANNEL}},
    "business": {"update_id": 1, "business_message": {**MESSAGE, "business_connection_id": "b"}},
    "edited business": {"update_id": 1, "edited_business_message": MESSAGE},
    "business connection": {"update_id": 1, "business_connection": {"id": "b", "user": SAM, "date": DATE}},
    "inline": {"update_id": 1, "inline_query": {"id": "1", "from": SAM, "query": START, "offset": ""}},
    "join request": {"update_id": 1, "chat_join_request": {"chat": GROUP, "from": SAM, "date": DATE}},
    "tap in a group": tapped(message={"message_id": 5, "date": DATE, "chat": GROUP}),
    "tap inline": tapped(message=None, inline_message_id="x"),
    "no kind of chat": update(text=START, chat={"id": 77}),
    "another kind of chat": update(text=START, chat={"id": 77, "type": "sender"}),
    "another bot": update(text=START, **{"from": {**SAM, "is_bot": True}}),
    "added to a group": member(GROUP, "member"),
}
"""Updates that would let somebody in, were they a private message."""

LEFT = {"group", "supergroup", "channel as a message", "added to a group"}
"""Those after which the bot leaves the chat."""


async def delivered(play: Play, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Bring an update to the webhook and on to the door; gives the chats that were left."""
    left: list[int] = []

    async def leave(_: object, chat: int) -> bool:
        left.append(chat)
        return True

    monkeypatch.setattr("bot.channels.telegram.Bot.leave_chat", leave)
    channel = TelegramChannel(
        "4242:secret", "http://127.0.0.1:1", BOT_SECRET, "webhook", now=lambda: DATE * 1000
    )
    header = {"X-Telegram-Bot-Api-Secret-Token": BOT_SECRET}
    reply = await channel.receive(WebRequest("/telegram", header, json.dumps(body).encode()))
    assert reply.status == 200
    for inbound in reply.inbound:
        await play.stage.engine.door.receive(play.stage.practice, inbound)
    await play.stage.engine.settle()
    return left


async def rows(play: Play) -> dict[str, int]:
    """How many rows every table has."""
    store = play.stage.engine.store
    return {name: (await store._pump.read(sql))[0][0] for name, sql in COUNT.items()}


COUNT = {
    "person": "SELECT COUNT(*) FROM person",
    "address": "SELECT COUNT(*) FROM address",
    "talk": "SELECT COUNT(*) FROM talk",
    "record": "SELECT COUNT(*) FROM record",
    "outbox": "SELECT COUNT(*) FROM outbox",
    "tell": "SELECT COUNT(*) FROM tell",
    "inbox": "SELECT COUNT(*) FROM inbox",
    "seen": "SELECT COUNT(*) FROM seen",
    "audit": "SELECT COUNT(*) FROM audit",
    "invite": "SELECT COUNT(*) FROM invite WHERE used_at IS NULL",
}


@pytest.mark.parametrize("name", NOBODY)
async def test_only_a_private_message_speaks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is answered with 200, leaves no row and lets nobody in; the bot leaves where it was added."""
    async with playing(ADA) as play:
        await invite(play)
        before, said = await rows(play), len(play.printed)
        left = await delivered(play, NOBODY[name], monkeypatch)
        assert await rows(play) == before
        assert play.printed[said:] == []
        assert bool(left) == (name in LEFT)
        assert not await joined(play)


async def test_the_same_message_in_private_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused everywhere else opens in the private chat, so the refusals are about the chat."""
    async with playing(ADA) as play:
        await invite(play)
        assert await delivered(play, update(text=START, chat=CHAT), monkeypatch) == []
        assert await joined(play)


def test_telegram_is_asked_for_nothing_else() -> None:
    """Updates we do not take are not asked for either."""
    assert set(ALLOWED_UPDATES) == {"message", "callback_query", "my_chat_member"}
