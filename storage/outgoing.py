"""Claiming, settling and reporting texts on their way out."""

import contextlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec

from storage import addresses, meta, outbox
from storage.connection import Connection
from storage.desk import Desk
from storage.errors import VaultError
from storage.lines import URGENT, Picked, pick
from storage.loads import Pair
from storage.rows import Delivery, OutgoingClaim, Settled
from storage.standing import held_since
from storage.turns import id_list

FINAL = {True: "delivered", False: "failed"}


class Outgoing(Desk):
    """The sender's side of the outbox."""

    _held_since: int | None = None
    spoilt: Counter[str]
    """Texts by channel that did not open and never went; their rows stay, as failed."""
    _expired = True
    """Whether texts may have expired that nobody was told of."""

    async def claim_outgoing(
        self,
        now: int,
        limit: int,
        lease_ms: int,
        fence: str,
        *,
        practice_id: str | None = None,
        channel: str | None = None,
        urgent_only: bool = False,
    ) -> list[OutgoingClaim]:
        """Take up to `limit` texts that may go now, best first.

        They are `sending` on the disk before this returns. Per person and channel only the lowest
        number, urgent ones besides. Texts past their `not_after` become `expired`. A text left
        `sending` by a lease that ran out comes back as ambiguous; one that may have gone out holds up
        no answer to what its person wrote since. While sends are held (restore), only urgent texts
        written since go.
        """
        before: list[list[OutgoingClaim]] = []

        async def job(connection: Connection) -> list[OutgoingClaim]:
            if before and list(await connection.execute_fetchall(outbox.MINE, (fence,))):
                return before[-1]  # the first try was committed, and nobody heard of it
            if self._shared:
                self._held_since = await held_since(connection)
            if (await connection.execute(outbox.EXPIRE, (now,))).rowcount:
                self._expired = True
            wanted = (practice_id, channel)
            picked = await pick(connection, now, limit, wanted, self._held_since, urgent_only=urgent_only)
            leases = [(now + lease_ms, fence, row.id) for row in picked]
            await connection.executemany(outbox.TAKE, leases)
            before.append(await self._claimed(connection, picked, fence))
            return before[-1]

        claims = await self._pump.job(job)
        self._in_flight.update(
            {claim.id: (claim.practice_id, claim.about_id, claim.fence) for claim in claims}
        )
        return claims

    async def settle(
        self,
        outbox_id: str,
        fence: str,
        outcome: Settled,
        *,
        receipt: str | None = None,
        failure: str | None = None,
        next_at: int | None = None,
        tried: bool = True,
        parts: int = 0,
    ) -> str:
        """Write down what became of a claimed text; `tried`: whether that was a try of its own.

        `parts`: so many of its parts have gone, if that is more than was known.

        `queued` with `next_at` tries again then. Gives the state it is in now, "" when the lease is
        somebody else's. A delivery report that came first is kept, and what its provider has told of
        is `sent`, not `queued`.
        """
        practice, about_id, mine = self._in_flight.get(outbox_id, ("", "", ""))
        if mine != fence:
            return ""
        blind = cipher = None
        if receipt is not None:
            await self._keys([about_id])
            if not self._vault.holds(about_id):  # erased while it was on its way
                self._in_flight.pop(outbox_id, None)
                return ""
            blind = self._vault.blind("receipt", practice, receipt)
            cipher = self._vault.seal(about_id, "outbox", "receipt_cipher", outbox_id, receipt.encode())
        ended = (outcome == "queued", outcome, blind, cipher, failure, next_at, parts, parts, int(tried))
        params = (*ended, outbox_id, practice, fence)

        async def job(connection: Connection) -> str:
            rows = list(await connection.execute_fetchall(outbox.SETTLE, params))
            return str(rows[0][0]) if rows else ""

        settled = await self._pump.job(job)
        if self._in_flight.get(outbox_id) == (practice, about_id, fence):
            del self._in_flight[outbox_id]
        return settled

    async def called_off(self, outbox_id: str) -> bool:
        """Whether a text that is being sent was called off meanwhile, or erased."""
        return await self._one(outbox.ON_ITS_WAY, (outbox_id,)) is None

    async def status(
        self, practice: str, ref: str, delivered: bool, failure: str | None = None, *, part: bool = False
    ) -> Delivery | None:
        """Take a provider's delivery report for a receipt or an outbox id of this practice.

        `part`: an earlier part than the last failed. But for that a final state never changes again; None
        when nothing changed.
        """
        blind, state = self._vault.blind("receipt", practice, ref), FINAL[delivered]

        async def job(connection: Connection) -> Delivery | None:
            for row in list(await connection.execute_fetchall(outbox.FIND_SENT, (ref, blind, practice))):
                changed = await connection.execute(outbox.REPORT, (state, failure, row[0], practice, part))
                if changed.rowcount:
                    return replace(Delivery(*row), state=state)
            return None

        return await self._pump.job(job)

    async def expired(self, limit: int) -> list[Delivery]:
        """Texts whose last moment passed unsent and nobody was told of; `expired_heard` takes one off."""
        if not self._expired and not self._shared:
            return []
        self._expired = False
        try:
            rows = await self._pump.read(outbox.EXPIRED, (limit,))
        except BaseException:
            self._expired = True
            raise
        self._expired = self._expired or bool(rows)  # until nothing is left
        return [Delivery(*row) for row in rows]

    async def expired_heard(self, practice: str, person_id: str, outbox_id: str) -> None:
        """Whoever had to know that this text expired knows it."""
        where = (outbox_id, practice, person_id)
        await self._pump.job(lambda c: c.execute(outbox.EXPIRED_HEARD, where))

    async def next_outgoing(self, after: int = -1) -> int | None:
        """The first moment after `after` at which a text comes due or a lease runs out, if any."""
        row = await self._one(outbox.NEXT, (after, after))
        return row[0] if row else None

    async def outbox_counts(self) -> dict[str, int]:
        """How many texts are waiting (`queued`, `sending`) and how many went wrong (`failed`, `expired`)."""
        counts = dict.fromkeys(("queued", "sending", "failed", "expired"), 0)
        return counts | dict(await self._pump.read(outbox.COUNTS))

    async def hold(self, at: int) -> None:
        """Hold every send until `release`: what a backup says is unsent may be long sent."""
        await self._pump.job(lambda c: c.execute(meta.PUT, (meta.HOLD, str(at))))
        self._held_since = at

    async def give_up_unsure(self) -> int:
        """Expire what may have gone out before a restore; gives how many texts.

        That is what the copy calls unsent, and what fell due unasked while sends were held.
        """

        async def job(connection: Connection) -> int:
            since = await held_since(connection)
            return 0 if since is None else (await connection.execute(outbox.UNSURE, (since,))).rowcount

        count = await self._pump.job(job)
        self._expired = self._expired or count > 0
        return count

    async def release(self) -> None:
        """Let held texts go; those past their time expire at the next claim."""
        await self._pump.job(lambda c: c.execute(meta.DROP, (meta.HOLD,)))
        self._held_since = None

    @property
    def held(self) -> bool:
        """Whether sends are held, as far as this process has heard: it asks at every claim."""
        return self._held_since is not None

    async def _claimed(self, connection: Connection, picked: list[Picked], fence: str) -> list[OutgoingClaim]:
        if not picked:
            return []
        rows = await connection.execute_fetchall(outbox.CLAIMED, (id_list(p.id for p in picked),))
        by_id = {row[0]: row for row in rows}
        await self._loader.keys(connection, {row[3] for row in rows} | {row[2] for row in rows})
        where = await self._addresses(connection, {(row[1], row[2]) for row in rows})
        claims = []
        for row in picked:
            try:
                claims.append(self._claim(by_id[row.id], row.ambiguous, fence, where))
            except (VaultError, msgspec.MsgspecError):  # one spoilt row may not stop the others
                await connection.execute(outbox.SPOILT, (row.id,))
                self.spoilt[by_id[row.id][5]] += 1
        return claims

    async def _addresses(
        self, connection: Connection, people: Iterable[Pair]
    ) -> dict[tuple[str, str], tuple[str, str]]:
        found = {}
        for row in await connection.execute_fetchall(addresses.OF_PEOPLE, (id_list(people),)):
            with contextlib.suppress(VaultError):
                found[row[0], row[1]] = (self._codec.open_address(*row[:4]), row[4])
        return found

    def _claim(
        self, row: Any, ambiguous: bool, fence: str, where: dict[tuple[str, str], tuple[str, str]]
    ) -> OutgoingClaim:
        (
            row_id,
            practice,
            person,
            about,
            number,
            channel,
            kind,
            rank,
            tries,
            not_after,
            failure,
            sealed,
            made,
            leased_until,
            parts,
            overtaken,
        ) = row
        address, state = where.get((person, channel), (None, ""))
        doc = self._codec.open("outbox", row_id, about, sealed)
        return OutgoingClaim(
            row_id, practice, person, about, number, channel, kind, rank == URGENT,
            tries, not_after, address, state, fence, ambiguous, doc, failure, made, leased_until,
            bool(overtaken), parts, rank == 0,
        )  # fmt: skip
