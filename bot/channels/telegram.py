"""Telegram, with python-telegram-bot as a typed wire: no Updater, no Application.

The bot asks for updates itself and moves the offset only once they are committed, so an update
Telegram has let go of is one we hold. Texts leave without a parse mode and without link previews.
"""

import asyncio
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from hmac import compare_digest
from typing import Any, Literal
from urllib.parse import urlencode

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.base import (
    Button,
    ChannelName,
    Command,
    Failure,
    Inbound,
    NotSent,
    Outgoing,
    SendResult,
    Sent,
    WebReply,
    WebRequest,
)
from bot.channels.files import read_attachment
from bot.channels.parts import send_parts
from bot.channels.polling import Handle, Poller, pause
from bot.channels.telegram_files import Files
from bot.channels.telegram_hook import HookWatch
from bot.channels.telegram_pins import Pins
from bot.channels.telegram_updates import (
    ALLOWED_UPDATES,
    parse_group,
    parse_shown,
    parse_update,
    parse_update_id,
)
from bot.channels.telegram_wire import Wire, hush, is_harmless, keyboard, not_sent, wanted_pause
from bot.channels.text import clean, split_telegram

Update = Mapping[str, Any]

_log = logging.getLogger(__name__)

_POLL_SECONDS = 30
_TAPS_REMEMBERED = 1_000
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel(Files, Pins):
    """One bot. `base_url` is the Bot API server; `webhook_url` our own address in webhook mode."""

    name: ChannelName = "telegram"

    def __init__(
        self,
        token: str,
        base_url: str = "https://api.telegram.org",
        webhook_secret: str = "",
        mode: Literal["polling", "webhook"] = "polling",
        *,
        webhook_url: str = "",
        per_second: float = 30.0,
        timeout: float = 15.0,
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        hush()
        self.per_second = per_second
        self.bot_id = token.partition(":")[0]
        self._secret, self._mode, self._webhook_url = webhook_secret, mode, webhook_url
        self._timeout, self._now, self._sleep = timeout, now, sleep
        self._sending = Wire(base_url, seconds=timeout)
        self.theirs = self._sending.theirs
        self._polling = Wire(base_url, 2, theirs=self.theirs)
        base = base_url.rstrip("/")
        self._bot = Bot(
            token, f"{base}/bot", f"{base}/file/bot", self._sending, get_updates_request=self._polling
        )
        self.hook = HookWatch(self._bot, webhook_url, sleep)
        self._shown: OrderedDict[str, str] = OrderedDict()
        self._setting_up: asyncio.Task[None] | None = None
        self._answered: float | None = None
        self.caught_up = asyncio.Event()
        """Set when what Telegram kept for us before we asked has been handed over."""

    async def start(self) -> None:
        """Tell Telegram where updates go. While it is away this is tried again in the background."""
        if not await self._set_up():
            self._setting_up = asyncio.create_task(self._keep_setting_up())

    async def stop(self) -> None:
        """Close every connection."""
        if self._setting_up:
            self._setting_up.cancel()
            await asyncio.wait([self._setting_up])
        await self._sending.shutdown()
        await self._polling.shutdown()

    async def me(self) -> tuple[str, str]:
        """The bot's own id and username, for join links. Raises `ConnectionError` when away."""
        try:
            user = await self._bot.get_me()
        except TelegramError as error:
            raise ConnectionError(not_sent(error).code) from None
        return str(user.id), user.username or ""

    async def answers(self) -> bool:
        """As `Probed.answers`."""
        try:
            async with asyncio.timeout(self._timeout):
                await self.me()
        except (ConnectionError, TimeoutError):
            return False
        return True

    def cost(self, message: Outgoing) -> int:
        """How many texts sending this takes of what Telegram allows in a second."""
        return len(split_telegram(clean(message.text))) + len(message.media)

    async def send(self, message: Outgoing) -> SendResult:
        """Hand `message` over, in parts where it is long; the buttons stand under the last part."""
        if not message.address.isdecimal():
            return NotSent(Failure.UNREACHABLE, code="address")
        chat = int(message.address)
        texts = split_telegram(clean(message.text))
        parts = [partial(self._show, chat, item) for item in message.media]
        parts += [partial(self._say, chat, text, None) for text in texts[:-1]]
        parts += [partial(self._say, chat, text, keyboard(message.buttons)) for text in texts[-1:]]
        return await send_parts(parts, message.done)

    async def after_tap(self, tap: Inbound, chosen: str) -> None:
        """Stop the spinner; with `chosen`, of all buttons only that label stays to be seen.

        It joins the text; where the text is not known, it stays as the one button left.
        """
        await self._quietly(self._bot.answer_callback_query(tap.tap_id))
        shown = self._shown.pop(tap.tap_id, "")
        if not chosen:
            return
        chat, message = int(tap.address), int(tap.receipt)
        text = f"{shown}\n\n→ {clean(chosen)}"
        if shown and len(split_telegram(text)) == 1:
            await self._quietly(
                self._bot.edit_message_text(text, chat, message, link_preview_options=_NO_PREVIEW)
            )
        else:
            left = keyboard([Button(clean(chosen), tap.text)])
            await self._quietly(self._bot.edit_message_reply_markup(chat, message, reply_markup=left))

    async def forget_all(self, address: str, receipts: Sequence[str]) -> bool:
        """Delete what the bot said in a chat lately; what is too old or gone already stays as it is.

        Telegram lets a bot delete for 48 hours. False when Telegram is away: worth another try.
        """
        gone = True
        for receipt in receipts if address.isdecimal() else ():
            gone = await self._deleted(int(address), int(receipt)) and gone
        return gone

    async def _deleted(self, chat: int, message: int) -> bool:
        try:
            async with asyncio.timeout(self._timeout):
                await self._bot.delete_message(chat, message)
        except (BadRequest, Forbidden):
            return True  # gone, too old, or the chat was ended: nothing more can be done there
        except (TelegramError, TimeoutError) as error:
            _log.warning("telegram delete failed: %s", type(error).__name__)
            return False
        return True

    async def forget(self, inbound: Inbound) -> None:
        """Delete a message of a private chat, theirs or ours: it held a code."""
        await self._quietly(self._bot.delete_message(int(inbound.address), int(inbound.receipt)))

    async def set_commands(self, chat_id: str, commands: Sequence[Command]) -> None:
        """The command menu of one chat."""
        menu = [BotCommand(command.word, clean(command.description)) for command in commands]
        await self._quietly(self._bot.set_my_commands(menu, scope=BotCommandScopeChat(int(chat_id))))

    async def receive(self, request: WebRequest) -> WebReply:
        """One webhook call; without the secret nothing in it is looked at."""
        given = request.header("X-Telegram-Bot-Api-Secret-Token").encode("utf-8", "replace")
        if not self._secret or not compare_digest(given, self._secret.encode()):
            return WebReply(403)
        try:
            update = json.loads(request.body)
        except (ValueError, RecursionError):
            return WebReply(400)
        inbound = await self._read(update)
        return WebReply(200, (inbound,) if inbound else ())

    async def updates(self, offset: int | None, wait: int = _POLL_SECONDS) -> list[Update]:
        """What Telegram holds for us from `offset` on, waiting up to `wait` seconds for it."""
        query: dict[str, Any] = {"timeout": wait, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if offset is not None:
            query["offset"] = offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(query)}"
        found: Any = await self._polling.post(url, read_timeout=wait + self._timeout)
        return [update for update in found if isinstance(update, dict)]

    async def poll(self, handle: Handle) -> None:
        """Hand over updates until cancelled; one is acknowledged only after `handle` has returned."""
        self._answered = time.monotonic()
        try:
            poller = Poller(
                self._asked, self._read, parse_update_id, wanted_pause, self._sleep, self.caught_up.set
            )
            await poller.run(handle)
        finally:
            self._answered = None

    @property
    def unanswered(self) -> float | None:
        """As `Asks.unanswered`."""
        return None if self._answered is None else time.monotonic() - self._answered

    async def _asked(self, offset: int | None) -> Sequence[Any]:
        found = await self.updates(offset, _POLL_SECONDS if self.caught_up.is_set() else 0)
        self._answered = time.monotonic()
        return found

    async def _read(self, update: object) -> Inbound | None:
        inbound = parse_update(update, self.bot_id, self._now())
        if inbound is None and (group := parse_group(update)) is not None:
            await self._quietly(self._bot.leave_chat(group))
        if inbound is not None and inbound.kind == "tap":
            self._remember_shown(*parse_shown(update))
        return inbound

    def _remember_shown(self, tap_id: str, shown: str) -> None:
        if tap_id and shown:
            self._shown[tap_id] = shown
            if len(self._shown) > _TAPS_REMEMBERED:
                self._shown.popitem(last=False)

    async def _say(self, chat: int, text: str, markup: InlineKeyboardMarkup | None) -> SendResult:
        call = self._bot.send_message(chat, text, reply_markup=markup, link_preview_options=_NO_PREVIEW)
        return await self._attempt(call)

    async def _show(self, chat: int, address: str) -> SendResult:
        try:
            item = read_attachment(address)
        except ValueError:
            return NotSent(Failure.REFUSED, code="media")
        if item.mime.startswith("image/"):
            return await self._attempt(self._bot.send_photo(chat, item.content, filename=item.name))
        return await self._attempt(self._bot.send_document(chat, item.content, filename=item.name))

    async def _attempt(self, call: Awaitable[Message]) -> SendResult:
        try:
            async with asyncio.timeout(self._timeout * 2):
                return Sent(str((await call).message_id))
        except TelegramError as error:
            return not_sent(error)
        except Exception as error:  # an answer nobody foresaw: it may well have been sent
            return NotSent(Failure.AMBIGUOUS, code=type(error).__name__)

    async def _quietly(self, call: Awaitable[object]) -> bool:
        """Do what matters less than the talk: a failure is logged by its name only."""
        try:
            async with asyncio.timeout(self._timeout):
                await call
        except (TelegramError, TimeoutError) as error:
            if not is_harmless(error):
                _log.warning("telegram call failed: %s", type(error).__name__)
                return False
        return True

    async def _set_up(self) -> bool:
        if self._mode == "polling":
            return await self._quietly(self._bot.delete_webhook(drop_pending_updates=False))
        url, secret = self._webhook_url, self._secret
        hook = self._bot.set_webhook(url, allowed_updates=ALLOWED_UPDATES, secret_token=secret)
        return await self._quietly(hook)

    async def _keep_setting_up(self) -> None:
        failures = 1
        await self._sleep(pause(failures))
        while not await self._set_up():
            failures += 1
            await self._sleep(pause(failures))
