"""What the peers share: the four turns, texts as the Bot API sends them, 32 chats at once, a stopwatch."""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

DIALOG = ("/start", "6", "did the breathing exercise", "7")
QUESTIONS = ("How is your mood right now?", "What did you do?", "And how is your mood now?", "Thank you.")
AT_ONCE = 32
KEPT = 20
"""Answers kept per person: what a week or two leaves behind."""

Feed = Callable[[dict[str, Any]], Awaitable[object]]


def update(number: int, chat: int, text: str) -> dict[str, Any]:
    """One private text as a Bot API update."""
    who = {"id": chat, "is_bot": False, "first_name": "u"}
    message: dict[str, Any] = {"message_id": number, "date": 1_772_445_600, "from": who, "text": text}
    message["chat"] = {"id": chat, "type": "private"}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": number, "message": message}


async def measure(feed: Feed, chats: int, seconds: float) -> float:
    """Updates a second when 32 people at once go through the dialog, one person after another."""
    chance, busy, count = random.Random(1), set[int](), 0
    begun = time.perf_counter()
    until = begun + seconds

    async def work() -> None:
        nonlocal count
        while time.perf_counter() < until:
            chat = chance.randrange(1, chats + 1)
            if chat in busy:
                continue
            busy.add(chat)
            for text in DIALOG:
                count += 1
                # As bytes and back: every engine is handed a webhook body.
                await feed(json.loads(json.dumps(update(count, chat, text)).encode()))
                await asyncio.sleep(0)
            busy.discard(chat)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return count / (time.perf_counter() - begun)


def arguments() -> tuple[int, float, str]:
    """`CHATS SECONDS [STORE]` from the command line."""
    return int(sys.argv[1]), float(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""
