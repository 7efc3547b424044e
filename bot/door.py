"""Door in: from what a channel parsed to one person's turn; strangers are answered without being stored."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from contextlib import nullcontext
from typing import Any

import structlog

from bot.channels.base import CanForget, Channel, HasMenu, Inbound, NotSent, Outgoing, SendResult, Sent
from bot.channels.text import cap_inbound
from bot.entropy import read_code
from bot.fetching import wanted, with_content
from bot.flood import Flood, Met
from bot.gap import Gap, Patience
from bot.guesses import Guesses
from bot.inbox import Inbox, goes_first, wants_out
from bot.render import Renderer
from bot.reports import Reports
from bot.runner import Runner, Source, Taken
from bot.second_role import SecondRole
from bot.sender import FOR_GOOD
from bot.spool import Haste, Record, Spool
from handlers.events import Blocked, Event, Joined, Media, Tap, Text
from handlers.stranger import answer_stranger, code_in
from storage.errors import AddressTaken, InviteUsed, StoreError
from storage.rows import Delivery, InviteRow

log = structlog.get_logger()

STRANGERS_AT_ONCE = 32
"""Answers to strangers that are on their way side by side; distress does not wait for a place."""

STRANGER_WAITS = 3_600_000
"""A stranger whose text could only be read later than this (milliseconds) gets no general answer any more."""


class Unanswered(Exception):
    """The card for a stranger did not go out, and no outbox holds it: what they wrote is taken again."""


class Door:
    """Everything inbound of every channel passes here, after verification and parsing."""

    def __init__(
        self,
        runner: Runner,
        renderer: Renderer,
        channels: Mapping[tuple[str, str], Channel],
        inbox: Inbox,
        spool: Spool | None = None,
        reported: Callable[[Delivery], None] = lambda _: None,
        patience: Patience | None = None,
    ) -> None:
        """`reported` hears of a text that may have gone out and of which its provider told.

        `patience`: how long a turn may take before its event is kept outside the store.
        """
        self._runner, self._renderer, self._channels, self._inbox = runner, renderer, channels, inbox
        self.gap = Gap(runner, spool, self._receive, self._answer_distress, self._haste, patience)
        self._tasks: set[asyncio.Task[None]] = set()
        self._flood, self._urgent, self._met = Flood(runner.clock), Flood(runner.clock), Met()
        self._room = asyncio.Semaphore(STRANGERS_AT_ONCE)
        self.guesses = Guesses(runner.clock)
        self._second = SecondRole(runner, self.guesses, self._invite)
        self.backfilled: Counter[str] = Counter()
        """What asking providers afterwards brought: `asked`, `failed`, `taken`, `missed`."""
        self.unlooked: dict[tuple[str, str], int] = {}
        """Since when (epoch ms) no such asking has come to its end, if this process is the one that asks."""
        self._reports = Reports(runner, inbox, reported)

    async def start(self) -> None:
        """Know what was kept outside the store before the last stop, and take it if the store lets us."""
        await self.gap.start()

    async def receive(self, practice: str, inbound: Inbound, *, listed: bool = False) -> None:
        """Take one inbound to its commit; on return it is applied, a duplicate, or kept for another try.

        `listed`: its provider was asked for it. Raises when it can be kept nowhere; distress has then been
        answered all the same.
        """
        await self.gap.receive(practice, inbound, listed=listed)

    async def _receive(self, record: Record) -> None:
        practice, inbound = record.practice, record.inbound
        if inbound.kind == "status":
            await self._reports.take(practice, inbound)
            return
        person = await self._runner.store.person_of(practice, inbound.channel, inbound.address)
        event = self._read(practice, event_of(inbound, record.answered))
        if person is None:
            await self._stranger(record, event)
            return
        code = code_in(event.text) if isinstance(event, Text) else None
        if code and await self._second.takes(practice, inbound, person, code):
            return
        if isinstance(event, Media) and await wanted(self._runner.store, practice, person, event):
            event = await with_content(self._channels[practice, inbound.channel], inbound, event)
        taken = await self._inbox.take(practice, person, event, Source(seen=inbound.key))
        if not taken.committed:  # kept in the inbox, known before, or turned away: it is over all the same
            await self._see(practice, inbound)
        await self._afterwards(practice, inbound, person, taken)

    def _haste(self, record: Record) -> Haste:
        house, event = self._runner.houses.get(record.practice), event_of(record.inbound)
        if house is None:  # kept before its practice left the configuration: tried for hours, then set aside
            return Haste()
        return Haste(goes_first(house, event), wants_out(house, event))

    def _read(self, practice: str, event: Event) -> Event:
        """The event with what the lists recognise in its words, so that they are read once."""
        if not isinstance(event, Text):
            return event
        heard = self._runner.houses[practice].hear(event.text)
        return Text(event.text, event.sent_at, event.cut, event.chat, heard, event.answered)

    async def _afterwards(self, practice: str, inbound: Inbound, person: str, taken: Taken) -> None:
        """What can be seen at once: the choice that was made, a code that is gone, the menu of the role."""
        channel = self._channels[practice, inbound.channel]
        if inbound.kind == "tap":
            self.guesses.counts["button"] += not taken.pressed
            self._aside(channel.after_tap(inbound, "" if taken.forget else taken.pressed))
        if taken.forget and isinstance(channel, CanForget):
            self._aside(channel.forget(inbound))
        if taken.menu and isinstance(channel, HasMenu):
            commands = self._renderer.commands(taken.menu, taken.language)
            self._aside(channel.set_commands(inbound.address, commands))

    def _aside(self, call: Coroutine[Any, Any, None]) -> None:
        """Do what nobody waits for, beside everything else: the acknowledgement does not wait for it."""
        task = asyncio.create_task(call)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("aside_failed", error=type(fault).__name__)

    async def _answer_distress(self, record: Record) -> bool:
        """With the store away the card goes straight out (DESIGN §3.2); whether the provider took it."""
        practice, inbound = record.practice, record.inbound
        house, event = self._runner.houses[practice], event_of(inbound)
        message, nobody = answer_stranger(house, inbound.channel, event, False, self._runner.clock.now())
        if message is None or message.kind not in ("safety", "help"):
            return False
        rendered = self._renderer.render(message, nobody)
        return isinstance(await self._say(practice, inbound, rendered.text, message.kind), Sent)

    async def _stranger(self, record: Record, event: Event) -> None:
        """Read and answer once what somebody unknown sent, unless they send too much."""
        practice, inbound = record.practice, record.inbound
        if isinstance(event, Blocked):
            return
        if not self._met.add(inbound.key):
            await self._met_again(record, event)
            return
        urgent = goes_first(self._runner.houses[practice], event)
        limit = self._urgent if urgent else self._flood
        try:
            if not limit.lets_in(practice, inbound.channel, inbound.address, key=inbound.key):
                await self._see(practice, inbound)
                return
            if await self._was_taken(practice, inbound.key):
                await self._met_again(record, event)
                return
            async with nullcontext() if urgent else self._room:
                await self._answer_stranger(record, event)
            await self._see(practice, inbound, urgent=urgent)
        except BaseException:
            self._met.forget(inbound.key)  # it comes again
            raise

    async def _met_again(self, record: Record, event: Event) -> None:
        """Nothing comes of it; but a STOP it had ended may have been missed, and be taken only now."""
        if record.listed:
            await self._heed(record.practice, record.inbound, event)
            await self._see(record.practice, record.inbound)

    async def _see(self, practice: str, inbound: Inbound, *, urgent: bool = False) -> None:
        """It is over: its provider, asked afterwards what came, names nothing new with it.

        Providers that are not asked have no need of it: of what strangers send nothing is then kept but
        that a card was said.
        """
        if urgent or inbound.channel == "sms":
            await self._runner.store.see(practice, inbound.key)

    def ends_stop(self, practice: str, inbound: Inbound) -> bool:
        """Whether it is a START: known or not, it is the last word on a STOP that is found after it."""
        heard = self._runner.houses[practice].hear(inbound.text)
        return heard.carrier == "start" and not heard.distress

    async def _was_taken(self, practice: str, key: str) -> bool:
        """Whether it had its effect before, perhaps from somebody who was erased since: the key stays."""
        try:
            return bool(await self._runner.store.known(practice, [key]))
        except StoreError:
            return False  # better answered twice

    async def _answer_stranger(self, record: Record, event: Event) -> None:
        practice, inbound = record.practice, record.inbound
        await self._heed(practice, inbound, event)  # also where it is too late to answer
        code = code_in(event.text) if isinstance(event, Text) else None
        if code and await self._joins(practice, inbound, code):
            return
        if record.answered or not self._speaks(record, event):
            return
        house = self._runner.houses[practice]
        message, person = answer_stranger(
            house, inbound.channel, event, code is not None, self._runner.clock.now()
        )
        if message is not None:
            rendered = self._renderer.render(message, person)
            self.gap.heard()
            result = await self._say(practice, inbound, rendered.text, message.kind)
            if message.kind == "safety" and isinstance(result, NotSent) and result.failure not in FOR_GOOD:
                raise Unanswered(result.failure.value)
            self.gap.said(inbound.key)

    async def _heed(self, practice: str, inbound: Inbound, event: Event) -> None:
        """A STOP of somebody unknown is kept, or an invitation would come all the same; START ends it.

        In the order they were sent, in which they may not be taken.
        """
        if inbound.channel != "sms" or not isinstance(event, Text) or event.heard is None:
            return
        store, said = self._runner.store, (practice, inbound.channel, inbound.address, inbound.sent_at)
        if event.heard.distress:
            return
        if event.heard.wants_out:
            await store.keep_stopped(*said)
        elif event.heard.carrier == "start":
            await store.may_be_asked(*said)

    def _speaks(self, record: Record, event: Event) -> bool:
        """Whether a stranger is answered now: long after it was sent, only distress, HELP and STOP are."""
        late = record.listed or self._runner.clock.now() - record.at > STRANGER_WAITS
        return not late or goes_first(self._runner.houses[record.practice], event)

    async def _joins(self, practice: str, inbound: Inbound, code: str) -> bool:
        """Whether this code let its sender in. Wrong, used, run out, over the limit: one and the same way."""
        sender = (practice, inbound.channel, inbound.address)
        invite, may = await self._invite(practice, code), self.guesses.takes(*sender, code)
        if invite is None or not may:
            self.guesses.wrong(*sender, limited=not may)
            return False
        source = Source(inbound.key, invite=invite.code, address=(inbound.channel, inbound.address))
        joined = Joined(inbound.channel, inbound.name)
        try:
            taken = await self._runner.take(practice, invite.person_id, joined, source)
        except (InviteUsed, AddressTaken):  # somebody was quicker, with this code or from this chat
            return False
        if taken.committed:
            await self._afterwards(practice, inbound, invite.person_id, taken)
        return taken.committed

    async def _invite(self, practice: str, code: str) -> InviteRow | None:
        """The live invite of a code, typed or from a link. Both readings are looked up, whatever comes."""
        now, found = self._runner.clock.now(), None
        for form in (read_code(code), code):
            invite = await self._runner.store.invite_of(practice, form)
            if invite and invite.used_at is None and invite.expires_at > now:
                found = invite
        return found

    async def _say(self, practice: str, inbound: Inbound, text: str, kind: str) -> SendResult:
        channel = self._channels[practice, inbound.channel]
        result = await channel.send(Outgoing("", inbound.address, text, kind=kind))
        log.info("stranger_answered", channel=inbound.channel, result=type(result).__name__)
        return result


def event_of(inbound: Inbound, answered: bool = False) -> Event:
    """The event an inbound is; text is cleaned and capped at the edge. `answered`: the card went out."""
    words, cut = cap_inbound(inbound.text)
    match inbound.kind:
        case "tap":
            return _tap(inbound)
        case "media" | "voice":
            sent = (inbound.media, inbound.file, inbound.sent_at, words, inbound.seconds, _chat(inbound))
            return Media(*sent, answered, inbound.title, inbound.size)
        case "blocked" | "unblocked":
            return Blocked(inbound.channel, inbound.kind == "unblocked")
        case _:
            return Text(words, inbound.sent_at, cut or inbound.cut, _chat(inbound), answered=answered)


def _chat(inbound: Inbound) -> str:
    return f"{inbound.channel}:{inbound.address}"


def _tap(inbound: Inbound) -> Tap:
    """A button's data is `talk.turn.position`; anything else is a button of no talk we know."""
    talk, _, rest = inbound.text.partition(".")
    turn, _, choice = rest.partition(".")
    if turn.isascii() and turn.isdigit() and choice.isascii() and choice.isdigit() and len(rest) < 12:
        return Tap(talk, int(turn), int(choice), inbound.sent_at, _chat(inbound))
    return Tap("", 0, 0, inbound.sent_at, _chat(inbound))
