"""Door in: from what a channel parsed to one person's turn; strangers are answered without being stored."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Mapping
from typing import Any

import structlog

from bot.channels.base import Channel, HasMenu, Inbound, Outgoing
from bot.channels.text import cap_inbound, clean
from bot.entropy import read_code
from bot.flood import Flood
from bot.inbox import Inbox, goes_first
from bot.render import Renderer
from bot.runner import Runner, Source, Taken
from handlers.events import Blocked, Event, Joined, Media, NotDelivered, Tap, Text
from handlers.stranger import answer_stranger, code_in
from storage.errors import StoreError
from storage.rows import InviteRow

log = structlog.get_logger()


class Door:
    """Everything inbound of every channel passes here, after verification and parsing."""

    def __init__(
        self, runner: Runner, renderer: Renderer, channels: Mapping[tuple[str, str], Channel], inbox: Inbox
    ) -> None:
        self._runner, self._renderer, self._channels, self._inbox = runner, renderer, channels, inbox
        self._tasks: set[asyncio.Task[None]] = set()
        self._answered: deque[str] = deque(maxlen=10_000)
        self._flood = Flood(runner.clock)

    async def receive(self, practice: str, inbound: Inbound) -> None:
        """Take one inbound to its commit; on return it is applied, a duplicate, or kept for another try.

        Raises StoreError when nothing can be written; distress has then been answered all the same.
        """
        try:
            await self._receive(practice, inbound)
        except StoreError:
            await self._answer_distress(practice, inbound)
            raise

    async def _receive(self, practice: str, inbound: Inbound) -> None:
        if inbound.kind == "status":
            await self._status(practice, inbound)
            return
        person = await self._runner.store.person_of(practice, inbound.channel, inbound.address)
        event = event_of(inbound)
        if person is None:
            await self._stranger(practice, inbound, event)
            return
        taken = await self._inbox.take(practice, person, event, Source(seen=inbound.key))
        await self._afterwards(practice, inbound, person, taken)

    async def _afterwards(self, practice: str, inbound: Inbound, person: str, taken: Taken) -> None:
        """What can be seen at once: the choice that was made, the menu of the role."""
        channel = self._channels[practice, inbound.channel]
        if inbound.kind == "tap":
            self._aside(channel.after_tap(inbound, taken.pressed))
        if taken.menu and isinstance(channel, HasMenu):
            self._aside(channel.set_commands(inbound.address, self._renderer.commands(taken.menu)))

    def _aside(self, call: Coroutine[Any, Any, None]) -> None:
        """Do what nobody waits for, beside everything else: the acknowledgement does not wait for it."""
        task = asyncio.create_task(call)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("aside_failed", error=type(fault).__name__)

    async def _answer_distress(self, practice: str, inbound: Inbound) -> None:
        """With the store away the card goes straight out, once per message (DESIGN §3.2)."""
        event = event_of(inbound) if inbound.kind in ("text", "media") else None
        if event is None or inbound.key in self._answered:
            return
        house = self._runner.houses[practice]
        message, nobody = answer_stranger(house, inbound.channel, event, False, self._runner.clock.now())
        if message is not None and message.kind == "safety":
            self._answered.append(inbound.key)
            rendered = self._renderer.render(message, nobody)
            await self._say(practice, inbound, rendered.text, message.kind)

    async def _status(self, practice: str, inbound: Inbound) -> None:
        if not inbound.delivered and inbound.failure is None:
            return  # on its way: only an end is news
        failure = inbound.failure.value if inbound.failure else None
        for ref in filter(None, (inbound.receipt, inbound.ref)):
            delivery = await self._runner.store.status(ref, inbound.delivered, failure)
            if delivery is not None and delivery.state == "failed":
                event = NotDelivered(failure or "unreachable", delivery.kind, delivery.channel)
                await self._inbox.take(practice, delivery.person_id, event, Source(seen=inbound.key))
            if delivery is not None:
                return

    async def _stranger(self, practice: str, inbound: Inbound, event: Event) -> None:
        if isinstance(event, Blocked) or self._flood.met(inbound.key):
            return
        urgent = goes_first(self._runner.houses[practice], event)
        if not urgent and not self._flood.lets_in(practice, inbound.channel, inbound.address):
            return
        code = code_in(event.text) if isinstance(event, Text) else None
        invite = await self._invite(practice, code) if code else None
        if invite is not None:
            source = Source(inbound.key, invite=invite.code, address=(inbound.channel, inbound.address))
            joined = Joined(inbound.channel, inbound.name)
            taken = await self._runner.take(practice, invite.person_id, joined, source)
            if taken.committed:
                await self._afterwards(practice, inbound, invite.person_id, taken)
                return
        house = self._runner.houses[practice]
        message, person = answer_stranger(
            house, inbound.channel, event, code is not None, self._runner.clock.now()
        )
        if message is not None:
            rendered = self._renderer.render(message, person)
            await self._say(practice, inbound, rendered.text, message.kind)
        self._flood.remember(inbound.key)

    async def _invite(self, practice: str, code: str) -> InviteRow | None:
        for form in (code, read_code(code)):
            invite = await self._runner.store.invite_of(practice, form)
            if invite and invite.used_at is None and invite.expires_at > self._runner.clock.now():
                return invite
        return None

    async def _say(self, practice: str, inbound: Inbound, text: str, kind: str) -> None:
        channel = self._channels[practice, inbound.channel]
        result = await channel.send(Outgoing("", inbound.address, text, kind=kind))
        log.info("stranger_answered", channel=inbound.channel, result=type(result).__name__)


def event_of(inbound: Inbound) -> Event:
    """The event an inbound is; text is cleaned and capped at the edge."""
    words, cut = cap_inbound(clean(inbound.text))
    match inbound.kind:
        case "tap":
            return _tap(inbound)
        case "media" | "voice":
            return Media(inbound.media, inbound.file, inbound.sent_at, words, inbound.seconds)
        case "blocked" | "unblocked":
            return Blocked(inbound.channel, inbound.kind == "unblocked")
        case _:
            return Text(words, inbound.sent_at, cut)


def _tap(inbound: Inbound) -> Tap:
    """A button's data is `talk.turn.position`; anything else is a button of no talk we know."""
    talk, _, rest = inbound.text.partition(".")
    turn, _, choice = rest.partition(".")
    if turn.isascii() and turn.isdigit() and choice.isascii() and choice.isdigit() and len(rest) < 12:
        return Tap(talk, int(turn), int(choice), inbound.sent_at)
    return Tap("", 0, 0, inbound.sent_at)
