"""What an operator can do to a store, whether or not the bot is running."""

import csv
import io
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from bot.clock import Clock
from bot.config import Config
from bot.entropy import Entropy
from bot.errors import CommandError
from handlers.state import Person, Therapist
from storage.rows import AuditRow, InviteRow, TurnWrites
from storage.sqlite import SqliteStore

INVITE_LASTS = 72 * 3_600_000
"""How long a join link works, in milliseconds."""

OPERATOR = "operator"


class Names(Protocol):
    """Whoever knows a bot's username, for join links."""

    async def username(self, practice: str) -> str: ...


class Operations:
    """Every operator's command by name: `await operations.run(name, arguments)` gives lines to print."""

    def __init__(
        self, config: Config, store: SqliteStore[Person], entropy: Entropy, clock: Clock, names: Names
    ) -> None:
        self._config, self._store, self._entropy = config, store, entropy
        self._clock, self._names = clock, names
        self._table: Mapping[str, Callable[[dict[str, Any]], Awaitable[list[str]]]] = {
            "therapist add": self._add,
            "therapist list": self._list,
            "therapist remove": self._remove,
            "backup": self._backup,
            "release": self._release,
            "export": self._export,
            "erase": self._erase,
            "purge": self._purge,
        }

    async def run(self, name: str, arguments: dict[str, Any]) -> list[str]:
        """Do it. Raises CommandError with one clear line."""
        return await self._table[name](arguments)

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
        username = await self._names.username(practice.id)
        link = f"https://t.me/{username}?start={token}" if username else "(no Telegram bot answers here)"
        return [f"{name} can join within 72 hours, once:", f"  link  {link}", f"  or    start {code}"]

    async def _list(self, arguments: dict[str, Any]) -> list[str]:
        found = await self._therapists(self._practice(arguments).id)
        return [
            f"{p.id}  {p.name}  {'joined' if p.therapist and p.therapist.joined_at else 'not joined yet'}"
            f"  {len(p.therapist.cases) if p.therapist else 0} clients"
            for p in found
        ] or ["nobody yet: interlude therapist add NAME"]

    async def _remove(self, arguments: dict[str, Any]) -> list[str]:
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
        open_cases = [c for c in found[0].therapist.cases if not c.ended_at] if found[0].therapist else []
        if open_cases and not arguments.get("anyway"):
            raise CommandError(f"{found[0].name} still has {len(open_cases)} clients; discharge them first")
        await self._store.erase_person(found[0].id, self._clock.now(), OPERATOR)
        return [f"{found[0].name} can no longer use the bot."]

    async def _therapists(self, practice: str) -> list[Person]:
        loaded = await self._store.load(await self._store.people(practice))
        return [one.doc for one in loaded.values() if one.doc.therapist is not None]

    async def _backup(self, arguments: dict[str, Any]) -> list[str]:
        path = Path(arguments["path"])
        try:
            await self._store.backup(path)
        except FileExistsError:
            raise CommandError(f"{path} is there already; a backup never overwrites") from None
        return [f"written to {path}. The master key is not in it: keep a copy of the key file elsewhere."]

    async def _release(self, arguments: dict[str, Any]) -> list[str]:
        await self._store.release()
        return ["sends are released; texts past their time are dropped, not sent late."]

    async def _export(self, arguments: dict[str, Any]) -> list[str]:
        person = await self._person(str(arguments["person"]))
        data = await self._store.export_person(person)
        return [json.dumps({"json": data, "csv": _csv(data)}, ensure_ascii=False, indent=1)]

    async def _erase(self, arguments: dict[str, Any]) -> list[str]:
        person = await self._person(str(arguments["person"]))
        gone = await self._store.erase_person(person, self._clock.now(), OPERATOR)
        return [
            f"erased: {json.dumps(gone)}.",
            "What stays: hashed event ids, stopped addresses as a hash, audit rows.",
        ]

    async def _purge(self, arguments: dict[str, Any]) -> list[str]:
        dry = bool(arguments.get("dry_run"))
        days = min(practice.retention_days for practice in self._config.practices)
        before = self._clock.now() - days * 86_400_000
        gone = await self._store.purge(before, dry_run=dry)
        return [f"{'would delete' if dry else 'deleted'} what is older than {days} days: {gone}"]

    async def _person(self, wanted: str) -> str:
        found = []
        for practice in self._config.practices:
            loaded = await self._store.load(await self._store.people(practice.id))
            found += [id for id, one in loaded.items() if wanted.casefold() in (id, one.doc.name.casefold())]
        if len(found) != 1:
            raise CommandError(f"{len(found)} people are called {wanted!r}; give an id when it is not one")
        return found[0]

    def _practice(self, arguments: dict[str, Any]) -> Any:
        wanted = arguments.get("practice")
        practices = self._config.practices
        found = [p for p in practices if p.id == wanted] if wanted else list(practices)
        if len(found) != 1:
            raise CommandError(f"--practice is one of {', '.join(p.id for p in practices)}")
        return found[0]


def _csv(data: dict[str, Any]) -> str:
    """A person's records as a table that any spreadsheet reads."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["at", "kind", "doc"])
    for record in data.get("records", ()):
        table.writerow(
            [record.get("at"), record.get("kind"), json.dumps(record.get("doc"), ensure_ascii=False)]
        )
    return out.getvalue()
