"""The audit trail as operators use it: an entry of their own, what was done to whom, whether it is whole."""

from collections.abc import Sequence

from storage import audit
from storage.audit import AuditEntry, AuditReport, KeptHead, Verifier
from storage.desk import Desk
from storage.rows import AuditRow
from storage.turns import id_list

PAGE = 1000


class Trail(Desk):
    """Writing beside turns, reading and verifying."""

    async def note(self, practice_id: str, row: AuditRow) -> None:
        """Write an audit entry that belongs to no turn (an operator's command)."""
        await self._pump.slow(lambda _: self._writer.note(practice_id, row, self._clock()))

    async def audit_verify(self, kept: Sequence[KeptHead] = ()) -> AuditReport:
        """Follow every practice's chain from its first entry, at least up to the heads that are known.

        Known are those `kept` elsewhere, and what this process has committed itself.
        """
        own = [KeptHead(practice, n, digest.hex()) for practice, (n, digest) in self._writer.heads.items()]
        verifier, after = Verifier(self._vault, [*kept, *own]), ("", -(2**62))
        while rows := await self._pump.read(audit.AFTER, (*after, PAGE)):
            for row in rows:
                verifier.check(row)
            after = rows[-1][0], rows[-1][1]
        return verifier.report()

    async def audit_latest(
        self, practice: str, since: int, limit: int, person_id: str = "", words: Sequence[str] = ()
    ) -> list[AuditEntry]:
        """Entries from `since` on, newest first: everybody's, or by and about one person.

        `words` are the beginnings of that person's names: refusals of one of these count as theirs.
        """
        marks = [audit.refusal_mark(self._vault, practice, word) for word in words]
        whom = (person_id, person_id, id_list([person_id, *marks]))
        rows = await self._pump.read(audit.LATEST, (practice, since, *whom, limit))
        return [AuditEntry(*row) for row in rows]
