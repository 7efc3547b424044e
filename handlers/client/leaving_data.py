"""This is not me; leaving for good (SAFETY §2, GDPR row)."""

from typing import Any

from handlers.client import beside, own_side, pair, still_me
from handlers.client.inviting import let_go_now
from handlers.client.own_side import works_here
from handlers.client.people import bonds, client_of, told
from handlers.events import Due
from handlers.state import Client
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.turn import Changes, Turn

changes = Changes()


def wrong(turn: Turn, rest: str) -> None:
    """Somebody else has this phone: nothing more is shown or sent, and the therapist hears."""
    still_me.freeze(turn)
    turn.say("reply", "leaving_data/frozen")


def delete(turn: Turn, rest: str) -> None:
    """Leaving for good: asked once, with what it means."""
    begin(turn, "delete", {"at_once": at_once(turn), "works": works_here(turn.person)})


def at_once(turn: Turn) -> bool:
    """Whether the yes itself deletes; a practice with a records duty does it by hand."""
    return turn.house.practice.erase == "at once"


def open_flag(client: Client) -> int:
    """When the newest flag that interrupts and that nobody has released was raised; 0 without one."""
    return max((f.at for f in client.flags if f.tier == 1 and not f.released_at), default=0)


def delete_talk(ctx: Ctx) -> Script:
    """One question. The yes deletes at once, or is recorded and takes effect after a day."""
    now = bool(ctx.args.get("at_once"))
    prompt = "leaving_data/delete_now" if now else "leaving_data/delete"
    about = {"works": bool(ctx.args.get("works"))}
    answer = yield Ask(prompt, "choice", "reply", about, ("no", "yes"))
    if answer.value == "no":
        yield Say("leaving_data/stays", "reply")
    elif now:
        words = yield Do("erase_now")
        yield Say("leaving_data/deleted", "reply", {**words, **about})
    else:
        asked = yield Do("ask_erasure")
        yield Say("leaving_data/asked", "reply", asked)


@changes.change(undo="bar")
def erase_now(turn: Turn) -> dict[str, Any]:
    """Everything of this client goes as soon as this turn's texts have left (`bot/erasing.py` does it).

    The therapists hear now: afterwards nobody here knows the name (GDPR article 17).
    """
    client = client_of(turn.person)
    client.stage, client.erase_asked_at, client.ended_at = "left", turn.now, turn.now
    beside.end_all(turn)
    own_side.close_all(turn)
    flag = open_flag(client)
    for bond in told(client) if flag else bonds(client):
        turn.tell(bond.therapist, "erasing", client=turn.person.id, name=turn.person.name, flag_at=flag)
    own_side.withdraw(turn)
    own_side.goes_back_to_work(turn)
    turn.audit("erasure_asked", turn.person.id)
    lines = turn.house.region(client.region, turn.person.language)
    therapist = next((b.name for b in bonds(client)), "")
    return {"therapist": therapist, "flag": bool(flag), "brief": lines.brief, "emergency": lines.emergency}


@changes.change(undo="bar")
def ask_erasure(turn: Turn) -> dict[str, Any]:
    """Record the request. From now on nothing comes unasked, and nobody stands beside them here any more."""
    client = client_of(turn.person)
    linked, supporter = pair.is_linked(client), client.near.supporter is not None
    client.erase_asked_at = turn.now
    beside.end_all(turn)
    turn.audit("erasure_asked", turn.person.id)
    return {"linked": linked, "supporter": supporter}


def left(turn: Turn, due: Due) -> None:
    """The day is over: the relation ends here, and the practice is asked to erase what is kept."""
    client = client_of(turn.person)
    client.stage, client.erase_asked_at, client.ended_at = "left", 0, turn.now
    beside.end_all(turn)
    own_side.close_all(turn)
    for bond in bonds(client):
        turn.tell(bond.therapist, "left", client=turn.person.id, erase=True, works=works_here(turn.person))
    turn.audit("left", turn.person.id)
    let_go_now(turn)
    own_side.withdraw(turn)
    own_side.goes_back_to_work(turn)


def told_side_erased(turn: Turn, data: dict[str, Any]) -> None:
    """Whatever was kept of them as a client is gone; what they are as a therapist stays as it is."""
    own_side.close_all(turn)
    own_side.goes_back_to_work(turn)
    turn.person.client = None
    turn.audit("client_side_erased", turn.person.id)


def told_erase_side(turn: Turn, data: dict[str, Any]) -> None:
    """An operator does for somebody who works here what their own yes to DELETE does at once (GDPR 17)."""
    if works_here(turn.person) and turn.person.client is not None:
        erase_now(turn)


TOLD = {"side_erased": told_side_erased, "erase_side": told_erase_side}
SCRIPTS = {"delete": delete_talk}
