"""What ends beside a person who leaves, however they leave: a couple's link, a supporter, being one."""

from dataclasses import replace
from typing import Any

from handlers.client import notices, pair
from handlers.client.people import client_of
from handlers.link_parts import Supporting
from handlers.talking import close
from handlers.times import instant, local, next_inside
from handlers.turn import MINUTE, Turn

LET_GO = 5 * MINUTE
"""So long somebody who is nobody's supporter any more is kept, for the closing text to leave."""


def end_all(turn: Turn, therapist: str = "") -> None:
    """A client leaves: the others hear as after any other end. `therapist`: only what hangs on this one."""
    client = turn.person.client
    if client is None:
        return
    linked = client.near.pair
    if linked is not None and therapist in ("", linked.therapist):
        pair.end(turn)
    if not therapist:
        end_supporter(turn)


def end_supporter(turn: Turn) -> str:
    """Nobody supports this client any more; gives who did, by name. What they wrote is not passed on."""
    near = client_of(turn.person).near
    supporter, near.supporter = near.supporter, None
    if supporter is None:
        return ""
    notices.drop_about(turn, supporter.id)
    turn.tell(supporter.id, "supporter_over", client=turn.person.id)
    turn.audit("supporter_ended", turn.person.id)
    return supporter.name


def resign(turn: Turn, client: str = "") -> None:
    """This person supports nobody (or not this client) any more; who is here for nothing else goes."""
    person = turn.person
    ended = [one for one in person.supports if client in ("", one.client)]
    for one in ended:
        turn.tell(one.client, "supporter_gone", supporter=person.id)
    let_go(turn, [one.client for one in ended])


def over(turn: Turn, client: str) -> None:
    """A client has ended it, or is gone: said by day to somebody who had agreed, and nothing of why."""
    one = next((one for one in turn.person.supports if one.client == client), None)
    if one is None:
        return
    at = 0
    call_off(turn, one)
    for talk in turn.talks:
        if talk.args.get("client") == client and talk is not turn.talk:
            close(turn, talk)
    if one.agreed is not None and not turn.person.stopped_at:
        at = say_by_day(turn, "supporter/over", "")
    turn.uninvited = one.agreed is None
    let_go(turn, [client], at)


def call_off(turn: Turn, one: Supporting) -> None:
    """What waits for the day to go to them is not sent, and nothing they write answers it."""
    turn.withdrawn.append("notice")
    if turn.now < one.comes_at:
        one.cheer_until = 0


def say_by_day(turn: Turn, prompt: str, about: str, **words: Any) -> int:
    """Inside the practice's hours on this person's clock; gives when. `about`: whose words it holds."""
    zone, hours = turn.person.zone, turn.house.practice.client_hours
    opens = next_inside(zone, turn.now, hours)
    shuts = instant(local(opens, zone).date(), hours[1], zone) + MINUTE - 1
    turn.say("notice", prompt, about=about, **words)
    turn.said[-1] = replace(turn.said[-1], not_before=opens, not_after=shuts)
    return opens


def let_go(turn: Turn, clients: list[str], at: int = 0) -> None:
    """Take these out; the person is erased once nothing is left (at this instant or in some minutes)."""
    person = turn.person
    person.supports = [one for one in person.supports if one.client not in clients]
    if clients and not (person.supports or person.backs or person.client or person.therapist):
        person.erase_at = max(at, turn.now) + LET_GO
        turn.audit("supporter_ended", person.id)


def forget(turn: Turn, gone: str, name: str) -> None:
    """Somebody is erased: what stood here of them goes with them, and the end is told like any other."""
    _forget_in_client(turn, gone, name)
    over(turn, gone)


def _forget_in_client(turn: Turn, gone: str, name: str) -> None:
    client = turn.person.client
    if client is None:
        return
    notices.drop_about(turn, gone)
    near = client.near
    if near.supporter is not None and near.supporter.id == gone:
        near.supporter = None
    linked = near.pair
    now = linked is not None and linked.partner == gone
    if gone in near.were or now:
        near.were = [one for one in near.were if one != gone]
        for item in client.assignments:
            if now or item.fill.get("partner") in (name, name.partition(" ")[0]):
                item.fill.pop("partner", "")
    if linked is not None and now:
        linked.name = ""
        pair.told_over(turn, {"couple": linked.id})
        if linked.state == "asked":
            pair.forget(turn)
