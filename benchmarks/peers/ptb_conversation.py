"""Peer: python-telegram-bot's ConversationHandler, everything in memory. CHATS SECONDS."""

import asyncio
import json
from typing import Any

from dialog import KEPT, QUESTIONS, arguments, measure
from ptb_wire import NoNetwork
from telegram import Update
from telegram.ext import Application, CommandHandler, ConversationHandler, MessageHandler, filters

BEFORE, DID, AFTER = range(3)


async def begin(update: Update, context: Any) -> int:
    await update.message.reply_text(QUESTIONS[0])
    return BEFORE


async def before(update: Update, context: Any) -> int:
    context.user_data["before"] = update.message.text
    await update.message.reply_text(QUESTIONS[1])
    return DID


async def did(update: Update, context: Any) -> int:
    context.user_data["did"] = update.message.text
    await update.message.reply_text(QUESTIONS[2])
    return AFTER


async def after(update: Update, context: Any) -> int:
    data = context.user_data
    kept = data.setdefault("kept", [])
    kept.append([data["before"], data["did"], update.message.text])
    del kept[:-KEPT]
    await update.message.reply_text(QUESTIONS[3])
    return ConversationHandler.END


def build() -> Any:
    words = filters.TEXT & ~filters.COMMAND
    steps = {state: [MessageHandler(words, f)] for state, f in ((BEFORE, before), (DID, did), (AFTER, after))}
    start = CommandHandler("start", begin)
    builder = Application.builder().token("1:x").request(NoNetwork()).get_updates_request(NoNetwork())
    application = builder.job_queue(None).build()
    application.add_handler(ConversationHandler([start], steps, [start]))
    return application


async def main() -> None:
    chats, seconds, _ = arguments()
    application = build()
    await application.initialize()

    async def feed(body: dict[str, Any]) -> None:
        await application.process_update(Update.de_json(body, application.bot))

    print(json.dumps({"value": await measure(feed, chats, seconds), "unit": "replies/s"}))


asyncio.run(main())
