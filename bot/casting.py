"""Casting a rehearsal: people who have joined, consented and been welcomed already."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.runner import Runner, Source
from handlers.client.newcomer import cast_client
from handlers.events import Told
from handlers.sessions import Problem, Session, read_session
from handlers.state import Person
from handlers.therapist.newcomer import cast_therapist
from handlers.times import local
from handlers.turn import House
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Cast:
    """One `cast` line, read."""

    key: str
    role: str
    channel: str
    name: str
    zone: str
    address: str
    of: str
    joined: bool
    language: str
    discreet: bool
    session: Session | None

    @classmethod
    def read(cls, line: dict[str, Any], zone: str, number: int, now: int) -> "Cast | str":
        """The cast, or what is wrong with the line."""
        names = str(line["cast"]), str(line.get("name") or line["cast"])
        if not all(name.strip() and name.isprintable() for name in names):
            return "cast and name are words that can be shown"
        role, channel = str(line.get("role", "client")), str(line.get("channel", "telegram"))
        home = str(line.get("zone", zone))
        if role not in ("client", "therapist") or channel not in ("telegram", "sms"):
            return "role is client or therapist, channel telegram or sms"
        try:
            ZoneInfo(home)
        except (ValueError, OSError, LookupError):
            return f"no such zone: {home}"
        language = str(line.get("language", "en"))
        meets = str(line.get("session") or "")
        session = read_session(meets, local(now, home), language) if meets else None
        if isinstance(session, Problem):
            return f"session is a weekday and a time, like tue 15:00: {session.reason}"
        address = (
            str(line.get("phone") or f"+44770090{number:04}") if channel == "sms" else str(1001 + number)
        )
        return cls(
            key=str(line["cast"]),
            role=role,
            channel=channel,
            name=str(line.get("name") or line["cast"]),
            zone=home,
            address=address,
            of=str(line.get("of", "")),
            joined=bool(line.get("joined", True)),
            language=language,
            discreet=bool(line.get("discreet", False)),
            session=session,
        )


async def cast_person(runner: Runner, house: House, cast: Cast, of: str | None) -> None:
    """Store somebody as if they had joined; a client's therapist learns of them."""
    person_id = runner.entropy.fresh_id()
    source = Source(address=(cast.channel, cast.address))
    if cast.role == "therapist":
        person = cast_therapist(house, person_id, cast.name, cast.zone, cast.channel, runner.clock.now())
        person.language = cast.language
        await runner.create(person, Told("nothing"), source)
        return
    assert of is not None  # the stage has looked
    therapist = (await runner.store.load(house.practice.id, [of]))[of].doc
    client = cast_client(
        house,
        person_id,
        cast.name,
        cast.zone,
        cast.channel,
        runner.clock.now(),
        therapist,
        cast.session,
        discreet=cast.discreet,
    )
    client.language = cast.language
    await runner.create(client, Told("invite_kept", {"therapist": of, "code": "", "until": 0}), source)
    data = {"client": person_id, "zone": cast.zone, "session": cast.session}
    await runner.take(therapist.practice, of, Told("cast_client", data))


async def their_therapist(
    store: Store[Person], practice: str, cast: Cast, id: str | None
) -> Person | str | None:
    """Whose client is cast (`id` is who goes by that name), or what is wrong; None for a therapist."""
    if cast.role == "therapist":
        return None
    of = (await store.load(practice, [id]))[id].doc if id else None
    if of is None or of.therapist is None or cast.of == cast.key:
        return f"no therapist called {cast.of!r} is cast yet, or it is the client"
    return of


async def cast_again(runner: Runner, house: House, cast: Cast, id: str, of: Person | None) -> None:
    """Give somebody who is stored a second role or a second therapist; what is there stays."""
    known = (await runner.store.load(house.practice.id, [id]))[id].doc
    if of is None:
        await runner.take(known.practice, known.id, Told("cast_as_therapist", {}))
        return
    data = {"therapist": of.id, "name": of.name, "session": cast.session, "discreet": cast.discreet}
    await runner.take(known.practice, known.id, Told("cast_as_client", data))
    case = {"client": known.id, "zone": known.zone, "session": cast.session}
    await runner.take(known.practice, of.id, Told("cast_client", case))
