"""What a practice does about a therapist's lock: take a lost code off, cut a lost phone off, see tries."""

from datetime import UTC, datetime

from bot.audit_log import OPERATOR
from bot.entropy import Entropy
from bot.errors import CommandError
from bot.runner import Runner, Source
from handlers.events import Told
from handlers.state import Person
from storage.rows import AuditRow, CommitResult, InviteRow, TurnWrites

TRIES = 3


async def take_code_off(runner: Runner, person: Person) -> list[str]:
    """For a therapist who has lost the PIN or the app. Whoever runs this has made sure who asks."""
    if person.therapist is None or not person.therapist.lock.kind:
        return [f"{person.name}'s chat has no code."]
    await _take(runner, person, "code_off")
    await runner.store.note(person.practice, AuditRow(OPERATOR, "therapist_unlocked", person.id))
    return [
        f"{person.name}'s code is off; the chat says so.",
        "Where the practice asks for one, the next message there begins setting another.",
    ]


async def cut_off(runner: Runner, person: Person) -> None:
    """Every chat of theirs ceases to be theirs, with whatever was on its way to it."""
    await _take(runner, person, "revoke")
    await runner.store.note(person.practice, AuditRow(OPERATOR, "therapist_revoked", person.id))


async def _take(runner: Runner, person: Person, what: str) -> None:
    if not (await runner.take(person.practice, person.id, Told(what), Source())).committed:
        raise CommandError(f"{person.name} is not there any more")


async def fresh_invites(runner: Runner, entropy: Entropy, person: Person, until: int) -> tuple[str, str]:
    """A typed code and a link's token for somebody who is stored; those before are void."""
    code, token = entropy.invite_code(), entropy.deep_link_token()
    for _ in range(TRIES):
        loaded = (await runner.store.load(person.practice, [person.id]))[person.id]
        written = TurnWrites(
            person_id=person.id,
            practice_id=person.practice,
            expected_version=loaded.version,
            at=runner.clock.now(),
            invites=[InviteRow(one, person.id, "therapist", until) for one in (code, token)],
            drop_invites=True,
        )
        if await runner.store.commit(written) is CommitResult.COMMITTED:
            return code, token
    raise CommandError(f"{person.name} is busy here just now; please try again")


def standing(person: Person, now: int) -> str:
    """What the list says of somebody's lock."""
    lock = person.therapist.lock if person.therapist else None
    if lock is None or not (lock.kind or lock.revoked_at):
        return "no code"
    if lock.revoked_at:
        return "cut off"
    last = lock.wrong[-1] if lock.wrong else 0
    tried = f", last wrong code {_moment(last)}" if last else ""
    return f"code: {lock.kind}{tried}{', refused now' if lock.refused_until > now else ''}"


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
