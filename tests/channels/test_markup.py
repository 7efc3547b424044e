"""Nothing people write becomes markup on its way out of the Telegram door."""

from bot.channels.telegram import TelegramChannel
from tests.channels.cases import Call, FarSide, Reply, out

MARKUP = "*b*_i_`c`[x](http://e.vil)<b>x</b>&amp;||s||~x~<a @all {{7*7}} https://e.vil/ <script>"


async def test_no_markup_is_asked_for(telegram: TelegramChannel, far_side: FarSide) -> None:
    """A text full of markup leaves without a parse mode and without entities, previews off, as it was."""
    message = {"message_id": 5, "date": 1, "chat": {"id": 77, "type": "private"}}
    far_side.replies = [Reply({"ok": True, "result": message})]
    await telegram.send(out(MARKUP))
    wanted = {"chat_id": "77", "text": MARKUP, "link_preview_options": {"is_disabled": True}}
    assert far_side.requests == [Call("/sendMessage", wanted)]
