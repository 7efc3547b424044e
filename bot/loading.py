"""Everything a turn begins with: the person, what they may read of others, what they said before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import Clock
from bot.colleagues import colleagues
from bot.entropy import Entropy
from handlers import router
from handlers.events import Due, Event, Media, Tap, Text, Told
from handlers.names import read_phone
from handlers.own import assembled
from handlers.records import for_client, for_therapist
from handlers.state import Person
from handlers.talk import Talk
from handlers.turn import DAY, Entry, House, Turn, View
from storage.rows import LoadedPerson, RecordRow
from storage.store import Store

RECORDS_SINCE = 60 * DAY
"""How far back a turn reads what was said: letters do not repeat and patterns show within weeks."""

AT_THE_DESK = (Text, Tap, Media)
"""What a therapist does themselves, and may name an activity of the practice's own in."""

ABOUT_OWN = frozenset(("pathway_blanks",))
"""What a therapist is told of that may be about such an activity."""

GOES_ON = frozenset(("gather", "timer"))
"""Rows of the agenda that carry on what they were doing."""


@dataclass(frozen=True, slots=True)
class Loading:
    """Prepares turns for every person of every practice of this process."""

    store: Store[Person]
    houses: Mapping[str, House]
    clock: Clock
    entropy: Entropy

    async def turn(self, loaded: LoadedPerson[Person], event: Event) -> Turn:
        """The turn in which this person takes this event."""
        person, talks = loaded.doc, [row.doc for row in loaded.talks]
        of_others = await self._of_others(loaded, event) if person.therapist is not None else {}
        records = await self._own(person, event, talks)
        return self.first_turn(person, talks, addresses=loaded.addresses, records=records, **of_others)

    def first_turn(self, person: Person, talks: list[Talk], **parts: Any) -> Turn:
        """A turn of somebody who need not be stored yet; `parts` are further fields of it."""
        house, now = self.houses[person.practice], self.clock.now()
        return Turn(person, talks, now, house, self._ids(), self._codes(), **parts)

    def _ids(self) -> Iterator[str]:
        while True:
            yield self.entropy.fresh_id()

    def _codes(self) -> Iterator[str]:
        while True:
            yield self.entropy.invite_code()

    async def _of_others(self, loaded: LoadedPerson[Person], event: Event) -> dict[str, Any]:
        """What a therapist's turn may know of other people."""
        person, talks = loaded.doc, [row.doc for row in loaded.talks]
        practice = person.practice
        parts: dict[str, Any] = {
            "views": await self.views(loaded, event),
            "taken": await self._taken(practice, event, talks),
            "former": await self._former(person),
        }
        told = isinstance(event, Told) and event.what in ABOUT_OWN
        if told or isinstance(event, AT_THE_DESK) or (isinstance(event, Due) and event.kind in GOES_ON):
            rows = await self.store.activities(practice, person.id)
            parts["own"] = assembled((row.id, row.part, row.owner, row.doc) for row in rows)
        if router.names_colleagues(person, event, talks) or any(parts["taken"].values()):
            parts["colleagues"] = await colleagues(self.store, practice, person.id)
        return parts

    async def views(self, loaded: LoadedPerson[Person], event: Event) -> Mapping[str, View]:
        """A therapist's turn may read their clients: those the store gives it, by the relation."""
        person, now = loaded.doc, self.clock.now()
        focus = router.focus(person, event, [row.doc for row in loaded.talks])
        views: dict[str, View] = {}
        for id, client in (await self.store.clients(person.practice, person.id, now)).items():
            meant = focus is None or id in focus
            since = now - RECORDS_SINCE
            rows = (
                await self.store.client_records(person.practice, person.id, id, now, since) if meant else ()
            )
            seen = replace(client.doc, therapist=None, backs=[])  # whose therapist they are is not for them
            views[id] = View(seen, for_therapist(client.doc, person.id, entries(rows), now))
        return views

    async def _own(self, person: Person, event: Event, talks: list[Talk]) -> tuple[Entry, ...]:
        """A client's turn may read their own records, when it needs them."""
        if not router.reads_own_records(person, event, talks):
            return ()
        rows = await self.store.records(person.practice, person.id, self.clock.now() - RECORDS_SINCE)
        return for_client(entries(rows))

    async def _taken(self, practice: str, event: Event, talks: list[Talk]) -> Mapping[str, str]:
        """Whose a phone number in a therapist's message is, so that one address stays one person.

        Or in the invitation their message answers: somebody else may have invited it since. Nobody's ("")
        is a number that said stop.
        """
        phone = read_phone_in(event.text) if isinstance(event, Text) else None
        phone = phone or router.phone_meant(event, talks)
        found = await self.store.address_of(practice, "sms", phone) if phone else None
        return {phone: found[0] or ""} if phone and found else {}

    async def _former(self, person: Person) -> frozenset[str]:
        """Whose relation with this therapist has ended, and who are not erased."""
        if person.therapist is None or not any(case.ended_at for case in person.therapist.cases):
            return frozenset()
        relations = await self.store.clients_of(person.practice, person.id)
        return frozenset(one.client_id for one in relations if one.state in ("ended", "former"))


def entries(rows: Iterable[RecordRow]) -> tuple[Entry, ...]:
    """Stored records as a turn reads them."""
    return tuple(Entry(row.kind, row.at, row.doc, row.id) for row in rows)


def read_phone_in(text: str) -> str | None:
    """The phone number in a message, if there is one."""
    return next((phone for word in text.split() if (phone := read_phone(word))), None)
