"""A code opened by somebody who is here already: a therapist becomes a colleague's client as well.

A supporter's code is for somebody new: it is spent, and both sides are told one sentence.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.channels.base import Inbound
from bot.guesses import Guesses
from bot.runner import Runner, Source
from handlers.client.supervised import may_be_brought
from handlers.events import Told
from handlers.supporting import WHAT
from storage.errors import InviteUsed
from storage.rows import InviteRow

FindInvite = Callable[[str, str], Awaitable[InviteRow | None]]
"""The live invite of a code in a practice."""


class SecondRole:
    """Looks whether a code a known person sent is a colleague's invitation, and passes it to them."""

    def __init__(self, runner: Runner, guesses: Guesses, find: FindInvite) -> None:
        self._runner, self._guesses, self._find = runner, guesses, find

    async def takes(self, practice: str, inbound: Inbound, person: str, code: str) -> bool:
        """Whether the code was taken here. A wrong one counts as a guess."""
        store = self._runner.store
        known = (await store.load(practice, [person])).get(person)
        if known is None:
            return False
        sender = (practice, inbound.channel, inbound.address)
        invite, may = await self._find(practice, code), self._guesses.takes(*sender, code)
        if invite is None or not may:
            self._guesses.wrong(*sender, limited=not may)
            return False
        if invite.role == WHAT:
            return await self._spent(practice, inbound, person, invite)
        if known.doc.therapist is None:
            return False
        invited = (await store.load(practice, [invite.person_id])).get(invite.person_id)
        if invited is None or not may_be_brought(invited.doc, known.doc):
            return False
        source = Source(inbound.key, invite=invite.code)
        try:
            brought = Told("brought", {"by": person})
            return (await self._runner.take(practice, invite.person_id, brought, source)).committed
        except InviteUsed:  # somebody was quicker
            return False

    async def _spent(self, practice: str, inbound: Inbound, person: str, invite: InviteRow) -> bool:
        """Whoever opened it is told so first: a crash between leaves the code as it was."""
        await self._runner.take(practice, person, Told("support_known_here"), Source(seen=inbound.key))
        with suppress(InviteUsed):
            spent = Source(invite=invite.code)
            await self._runner.take(practice, invite.person_id, Told("support_elsewhere"), spent)
        return True
