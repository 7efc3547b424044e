"""What an operator can do to a store, whether or not the bot is running."""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from bot import locks
from bot.alerts import urgent_and_untold
from bot.audit_log import OF_THE_STORE, OPERATOR, latest, verify
from bot.clock import Clock
from bot.config import Config, Practice
from bot.doctor_safety import report
from bot.doctor_store import standing
from bot.entropy import Entropy
from bot.erasing import Eraser, erasure_report
from bot.errors import CommandError
from bot.export import LEFT_OUT, as_csv
from bot.inbox_aside import listed, tried_again
from bot.retention import Purged, purge
from handlers.events import Told
from handlers.state import Person, Therapist
from storage.rows import AuditRow, InviteRow, TurnWrites
from storage.store import Store

INVITE_LASTS = 72 * 3_600_000
"""How long a join link works, in milliseconds."""

ELSEWHERE = (
    "other machines: what their spools still hold goes when it is taken, what they set aside in the next"
    " night; both need `interlude run` there."
)

SIDE_ASKED = [
    "asked: what is kept of them as a client goes once their therapists have been told and what is on its way"
    " to them has left, within seconds where the bot runs, else after its next start.",
    "stays: their key, their chat, their work and their own clients; `interlude export PERSON` shows what"
    " is left.",
]
"""What an operator reads who erased the client in somebody who works here."""


class Names(Protocol):
    """Whoever knows a bot's username, for join links."""

    async def username(self, practice: str) -> str: ...


class Operations:
    """Every operator's command by name: `await operations.run(name, arguments)` gives lines to print."""

    def __init__(
        self,
        config: Config,
        store: Store[Person],
        entropy: Entropy,
        clock: Clock,
        names: Names,
        eraser: Callable[[], Eraser],
    ) -> None:
        self._config, self._store, self._entropy = config, store, entropy
        self._clock, self._names, self._eraser = clock, names, eraser
        self._table: Mapping[str, Callable[[dict[str, Any]], Awaitable[list[str]]]] = {
            "therapist add": self._add,
            "therapist list": self._list,
            "therapist remove": self._remove,
            "therapist unlock": self._unlock,
            "therapist revoke": self._revoke,
            "safety": self._safety,
            "standing": self._standing,
            "backup": self._backup,
            "release": self._release,
            "export": self._export,
            "erase": self._erase,
            "purge": self._purge,
            "audit verify": self._audit_verify,
            "audit list": self._audit_list,
            "inbox list": self._inbox_list,
            "inbox retry": self._inbox_retry,
        }

    async def run(self, name: str, arguments: dict[str, Any]) -> list[str]:
        """Do it. Raises CommandError with one clear line."""
        lines = await self._table[name](arguments)
        if name in OF_THE_STORE and not arguments.get("dry_run"):
            for practice in self._practices(arguments):
                await self._store.note(practice.id, AuditRow(OPERATOR, name, ""))
        return lines

    async def _audit_verify(self, arguments: dict[str, Any]) -> list[str]:
        return await verify(self._store, arguments)

    async def _audit_list(self, arguments: dict[str, Any]) -> list[str]:
        practice, person = self._practice(arguments).id, str(arguments.get("person") or "")
        with suppress(CommandError):  # an id of somebody erased is still in the trail
            practice, person = await self._person(person)
        return await latest(self._store, practice, {**arguments, "person": person})

    async def _inbox_list(self, arguments: dict[str, Any]) -> list[str]:
        return await listed(self._store, self._practices(arguments), self._clock.now())

    async def _inbox_retry(self, arguments: dict[str, Any]) -> list[str]:
        return await tried_again(self._store, self._practices(arguments), arguments.get("ids") or ())

    async def _add(self, arguments: dict[str, Any]) -> list[str]:
        practice, name = self._practice(arguments), str(arguments["name"])
        code, token = self._entropy.invite_code(), self._entropy.deep_link_token()
        person = Person(
            self._entropy.fresh_id(),
            practice.id,
            name,
            practice.zone,
            practice.language,
            "telegram",
            "therapist",
        )
        person.therapist = Therapist()
        until = self._clock.now() + INVITE_LASTS
        invites = [InviteRow(one, person.id, "therapist", until) for one in (code, token)]
        await self._store.commit(
            TurnWrites(
                person_id=person.id,
                practice_id=practice.id,
                expected_version=None,
                at=self._clock.now(),
                person=person,
                invites=invites,
                audits=[AuditRow(OPERATOR, "therapist_added", person.id)],
            )
        )
        return await self._can_join(practice.id, name, code, token)

    async def _can_join(self, practice: str, name: str, code: str, token: str) -> list[str]:
        username = await self._names.username(practice)
        link = f"https://t.me/{username}?start={token}" if username else "(no Telegram bot answers here)"
        return [f"{name} can join within 72 hours, once:", f"  link  {link}", f"  or    start {code}"]

    async def _unlock(self, arguments: dict[str, Any]) -> list[str]:
        return await locks.take_code_off(self._eraser().runner, await self._therapist(arguments))

    async def _revoke(self, arguments: dict[str, Any]) -> list[str]:
        person, runner = await self._therapist(arguments), self._eraser().runner
        await locks.cut_off(runner, person)
        until = self._clock.now() + INVITE_LASTS
        code, token = await locks.fresh_invites(runner, self._entropy, person, until)
        return [
            f"{person.name} is cut off everywhere; flags go to the backup, if there is one.",
            *await self._can_join(person.practice, person.name, code, token),
        ]

    async def _list(self, arguments: dict[str, Any]) -> list[str]:
        found, now = await self._therapists(self._practice(arguments).id), self._clock.now()
        return [
            f"{p.id}  {p.name}  {'joined' if p.therapist and p.therapist.joined_at else 'not joined yet'}"
            f"  {len(p.therapist.cases) if p.therapist else 0} clients  {locks.standing(p, now)}"
            for p in found
        ] or ["nobody yet: interlude therapist add NAME"]

    async def _therapist(self, arguments: dict[str, Any]) -> Person:
        """The one this name or id means. Raises CommandError."""
        wanted = str(arguments["name"]).casefold()
        found = [
            p
            for p in await self._therapists(self._practice(arguments).id)
            if wanted in (p.id, p.name.casefold())
        ]
        if len(found) != 1:
            raise CommandError(
                f"{len(found)} therapists are called {arguments['name']!r}; use the id from `list`"
            )
        return found[0]

    async def _remove(self, arguments: dict[str, Any]) -> list[str]:
        person = await self._therapist(arguments)
        open_cases = [c for c in person.therapist.cases if not c.ended_at] if person.therapist else []
        if open_cases and not arguments.get("anyway"):
            raise CommandError(f"{person.name} still has {len(open_cases)} clients; discharge them first")
        await self._eraser().erase(person.practice, person.id, OPERATOR)
        return [f"{person.name} can no longer use the bot."]

    async def _therapists(self, practice: str) -> list[Person]:
        loaded = await self._store.load(practice, await self._store.people(practice))
        return [one.doc for one in loaded.values() if one.doc.therapist is not None]

    async def _safety(self, _: dict[str, Any]) -> list[str]:
        """Who has no backup and which flags wait, a line of JSON for each practice (the doctor reads it)."""
        now, untold = self._clock.now(), await urgent_and_untold(self._store)
        return [
            report(one.id, await self._therapists(one.id), await self._names_of(one.id, untold), now)
            for one in self._config.practices
        ]

    async def _names_of(self, practice: str, ids: Collection[str]) -> list[str]:
        return [one.doc.name for one in (await self._store.load(practice, list(ids))).values()]

    async def _standing(self, _: dict[str, Any]) -> list[str]:
        """How much waits, as a line of JSON (the doctor reads it)."""
        shut = [await self._store.shut_activities(one.id) for one in self._config.practices]
        return [standing(await self._store.levels(), sum(shut))]

    async def _backup(self, arguments: dict[str, Any]) -> list[str]:
        path = Path(arguments["path"])
        try:
            await self._store.backup(path)
        except FileExistsError:
            raise CommandError(f"{path} is there already; a backup never overwrites") from None
        await self._store.note_backup(self._clock.now())
        return [f"written to {path}. The master key is not in it: keep a copy of the key file elsewhere."]

    async def _release(self, arguments: dict[str, Any]) -> list[str]:
        unsure = await self._store.give_up_unsure()
        await self._store.release()
        return [
            "sends are released; texts past their time are dropped, not sent late.",
            f"{unsure} texts that may have gone out before the restore are not sent; therapists hear which.",
        ]

    async def _export(self, arguments: dict[str, Any]) -> list[str]:
        practice, person = await self._person(str(arguments["person"]))
        data = await self._store.export_person(practice, person)
        await self._store.note(practice, AuditRow(OPERATOR, "export", person))
        both = {"json": data | {"left_out": LEFT_OUT}, "csv": as_csv(data)}
        return [json.dumps(both, ensure_ascii=False, indent=1)]

    async def _erase(self, arguments: dict[str, Any]) -> list[str]:
        practice, person = await self._person(str(arguments["person"]))
        if arguments.get("as_client"):
            return await self._erase_side(practice, person)
        report = erasure_report(await self._eraser().erase(practice, person, OPERATOR))
        return [*report, ELSEWHERE] if self._store.shared else report

    async def _erase_side(self, practice: str, person: str) -> list[str]:
        """Of a therapist who is a client as well, the client: as their own DELETE, which `Eraser` ends."""
        found = (await self._store.load(practice, [person]))[person].doc
        if found.therapist is None or found.client is None:
            raise CommandError(
                f"{found.name} is not a therapist and a client; without --as-client all of them is erased"
            )
        await self._eraser().runner.take(practice, person, Told("erase_side"))
        await self._store.note(practice, AuditRow(OPERATOR, "erase_side", person))
        return SIDE_ASKED

    async def _purge(self, arguments: dict[str, Any]) -> list[str]:
        dry = bool(arguments.get("dry_run"))
        found = await purge(self._config, self._eraser(), dry_run=dry)
        return [self._purged(id, one, "would delete" if dry else "deleted") for id, one in found.items()]

    def _purged(self, practice: str, one: Purged, verb: str) -> str:
        days = self._config.practice(practice).retention_days
        return (
            f"{practice}: {verb} {one.texts} texts older than {days} days,"
            f" and the words of {one.clients} clients who left that long ago"
        )

    async def _person(self, wanted: str) -> tuple[str, str]:
        """Their practice and id."""
        found: list[tuple[str, str]] = []
        for practice in self._config.practices:
            loaded = await self._store.load(practice.id, await self._store.people(practice.id))
            names = {id: one.doc.name.casefold() for id, one in loaded.items()}
            found += [(practice.id, id) for id, name in names.items() if wanted.casefold() in (id, name)]
        if len(found) != 1:
            raise CommandError(f"{len(found)} people are called {wanted!r}; give an id when it is not one")
        return found[0]

    def _practices(self, arguments: dict[str, Any]) -> Sequence[Practice]:
        """The one that was named, else all."""
        return [self._practice(arguments)] if arguments.get("practice") else self._config.practices

    def _practice(self, arguments: dict[str, Any]) -> Practice:
        wanted = arguments.get("practice")
        practices = self._config.practices
        found = [p for p in practices if p.id == wanted] if wanted else list(practices)
        if len(found) != 1:
            raise CommandError(f"--practice is one of {', '.join(p.id for p in practices)}")
        return found[0]
