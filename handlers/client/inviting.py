"""The request to join: it goes out, lapses, is taken back, or goes to a new number (SAFETY §2, CTIA row)."""

from typing import Any

from handlers.client import agreed, own_side
from handlers.client.own_side import works_here
from handlers.client.people import bonds, client_of
from handlers.dialling import next_shared
from handlers.events import Due
from handlers.sessions import Session
from handlers.state import Bond, Client
from handlers.talk import Ask, Ctx, Script
from handlers.talking import begin, close, suspend_open
from handlers.times import next_inside
from handlers.turn import Bind, Invite, Turn
from handlers.week_parts import Consent

OF_JOINING = frozenset(("invitation", "welcome", "still_me"))


def invitation(ctx: Ctx) -> Script:
    """The opt-in text: a word agreed in the room, and the two words that answer it."""
    yield Ask("joining/invite", "text", "invite", {"word": ctx.args["word"]})


def told_invited(turn: Turn, data: dict[str, Any]) -> None:
    """A therapist invites this person, who exists from now on, after a guardian's agreement."""
    client = client_of(turn.person)
    if client.stage != "invited" or client.invited_at:
        return
    turn.person.language = data.get("language") or turn.person.language
    session = Session(**data["session"]) if data.get("session") else None
    client.bonds = [Bond(data["therapist"], data["therapist_name"], session, turn.now)]
    client.guardian = data.get("guardian") or {}
    client.adult = not client.guardian
    if client.guardian:
        kept = client.guardian
        client.consents = [Consent(agreed.GUARDIAN, turn.now, kept["wording"], kept["how"], kept["who"])]
    _request(turn, client, data)
    turn.audit("invited", turn.person.id)


def _request(turn: Turn, client: Client, data: dict[str, Any]) -> None:
    """By SMS a text that carries the word, on Telegram a code that waits to be used."""
    client.stage, client.invited_at, client.word = "invited", turn.now, data.get("word", "")
    client.zones, client.zone_guessed = list(data.get("zones", ())), bool(data.get("guessed", True))
    client.invite_at = 0
    turn.person.channel = data["channel"]
    if data["phone"]:
        turn.binds.append(Bind("sms", data["phone"], "invited"))
        send_or_wait(turn, client)


def send_or_wait(turn: Turn, client: Client) -> None:
    """The opt-in text now, or when the practice's hours have begun wherever this number may be."""
    hours = turn.house.practice.client_hours
    opening = next_shared(client.zones or [turn.person.zone], turn.now, hours)
    if opening is None:
        opening = next_inside(turn.house.practice.zone, turn.now, hours)
    client.invite_at = opening if opening > turn.now else 0
    if not client.invite_at:
        begin(turn, "invitation", {"word": client.word})


def send_due(turn: Turn, due: Due) -> None:
    """The hours have begun: the opt-in text goes out."""
    send_or_wait(turn, client_of(turn.person))


def told_zone(turn: Turn, data: dict[str, Any]) -> None:
    """Whoever met them knows which zone it is: the request need not wait for all the others."""
    client = client_of(turn.person)
    if client.stage == "invited" and client.invite_at:
        client.zones, client.zone_guessed, turn.person.zone = [], True, data["zone"]
        send_or_wait(turn, client)


def told_moved(turn: Turn, data: dict[str, Any]) -> None:
    """The same person at a new address: the old one is let go, and the yes is asked for anew."""
    client = client_of(turn.person)
    if turn.person.stopped_at:
        return  # said meanwhile: only they begin again
    if works_here(turn.person):  # their chat is a therapist's: nobody else moves it
        for bond in bonds(client):
            turn.tell(bond.therapist, "move_declined", client=turn.person.id)
        return
    agreed.withdraw(turn)
    turn.withdrawn.append("*")
    suspend_open(turn)
    for talk in turn.talks:
        if talk.state == "waiting" or talk.script in OF_JOINING:
            close(turn, talk)
    let_go_now(turn)
    client.dead_channels, client.check = [], None
    turn.uninvited = True
    if data["code"]:
        turn.invites.append(Invite(data["code"], turn.person.id, "client", data["until"]))
    _request(turn, client, data)
    client.zone_guessed = client.zone_guessed or turn.person.zone in client.zones
    turn.audit("moved", turn.person.id)


def told_uninvited(turn: Turn, data: dict[str, Any]) -> None:
    """The therapist took the invitation back: nothing more goes to the number, not even a word about it."""
    client = client_of(turn.person)
    if client.stage in ("invited", "joining"):
        client.stage, client.consents, client.guardian, client.invite_at = "declined", [], {}, 0
        own_side.close_all(turn)
        let_go_now(turn)
        turn.uninvited = True
        own_side.withdraw(turn)
        own_side.goes_back_to_work(turn)


def no_answer(turn: Turn, due: Due) -> None:
    """Seven days without a yes: the address is let go; who had joined before waits for their therapist."""
    client = client_of(turn.person)
    before = bool(client.joined_at)
    client.stage = "frozen" if before else "declined"
    let_go_now(turn)
    own_side.goes_back_to_work(turn)
    for bond in bonds(client):
        turn.tell(bond.therapist, "move_lapsed" if before else "invite_lapsed", client=turn.person.id)
    turn.audit("invite_lapsed")


def let_go(turn: Turn, due: Due) -> None:
    """The closing text is out: the address is nobody's again."""
    let_go_now(turn)


def let_go_now(turn: Turn) -> None:
    """Every address of this person is nobody's from now on; a therapist keeps theirs."""
    client_of(turn.person).let_go_at = 0
    if works_here(turn.person):
        return
    for channel, address, _ in turn.addresses:
        turn.binds.append(Bind(channel, address, "gone"))


SCRIPTS = {"invitation": invitation}
TOLD = {
    "invited": told_invited,
    "uninvited": told_uninvited,
    "moved": told_moved,
    "zone_known": told_zone,
}
