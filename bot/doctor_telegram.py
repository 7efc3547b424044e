"""What the doctor asks Telegram: whose token this is, and where updates go."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from bot.config import Telegram
from bot.doctor_asker import Asker
from bot.doctor_notes import Note, ok, problem, warning

_WAITING = 100  # updates; more than this and somebody has been without an answer for a while


async def telegram_notes(asker: Asker, telegram: Telegram, door: str) -> AsyncIterator[Note]:
    """The bot's name and settings, then its webhook. `door` is what the webhook's address begins with."""
    api = f"{telegram.base_url}/bot{telegram.token}"
    me = await asker.get(f"{api}/getMe")
    if me.status != 200:
        yield _no_bot(me.status, me.words)
        return
    bot = _result(me.body)
    yield ok("telegram", f"the token is that of @{bot.get('username', '?')}")
    if bot.get("can_join_groups"):
        yield warning(
            "telegram groups", "the bot can be added to groups", "in @BotFather: /setjoingroups, Disable"
        )
    hook = await asker.get(f"{api}/getWebhookInfo")
    for note in _webhook(telegram, door, _result(hook.body) if hook.status == 200 else None):
        yield note


def _no_bot(status: int, words: str) -> Note:
    if status in {401, 404}:
        return problem(
            "telegram", "the token is not a bot's", "ask @BotFather for /token and put it where it is kept"
        )
    return problem("telegram", words, "see to the network and to telegram.base_url")


def _webhook(telegram: Telegram, door: str, hook: Mapping[str, Any] | None) -> list[Note]:
    if hook is None:
        return [warning("telegram webhook", "cannot be read", "ask again later")]
    notes = [_place(telegram, f"{door}/telegram", str(hook.get("url", "")))]
    if hook.get("last_error_date"):
        words, do = "Telegram has failed to deliver", "look at the proxy in front of server.public_url"
        notes.append(warning("telegram webhook", words, do))
    waiting = hook.get("pending_update_count", 0)
    if isinstance(waiting, int) and waiting > _WAITING:
        notes.append(warning("telegram updates", f"{waiting} are waiting", "start `interlude run`"))
    return notes


def _place(telegram: Telegram, wanted: str, found: str) -> Note:
    """Whether updates come where this configuration waits for them. The address found is not repeated."""
    if telegram.mode == "polling":
        if not found:
            return ok("telegram webhook", "none, as polling wants it")
        do = "stop the other server that uses this token; `interlude run` then takes the webhook away"
        return warning("telegram webhook", "one is set, so polling gets nothing", do)
    if found == wanted:
        return ok("telegram webhook", wanted)
    words = "set elsewhere" if found else "not set yet"
    return warning("telegram webhook", words, f"`interlude run` sets it to {wanted}")


def _result(body: Mapping[str, Any]) -> Mapping[str, Any]:
    result = body.get("result")
    return result if isinstance(result, Mapping) else {}
