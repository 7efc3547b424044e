"""A client is erased: the therapist hears while the name is still known, then nothing of them stays here.

Whatever a therapist's own aggregate and talks hold about the client goes; what stands about them under
the client's key goes with that key (SAFETY §4, Erase).
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from handlers.client import beside
from handlers.state import Therapist
from handlers.talk import Talk
from handlers.talking import close
from handlers.turn import Turn

SAID = "notices/erased"


def erasing(turn: Turn, data: dict[str, Any]) -> None:
    """The client asked for everything to be deleted. An open flag is said first: the name is about to go.

    Sealed under the therapist's own key, since it must outlast the client's; it is wiped once sent.
    """
    flag = int(data["flag_at"])
    kind = "alert" if flag else "notice"
    turn.say(kind, SAID, urgent=bool(flag), name=data["name"], flag_at=flag)


def forgotten(turn: Turn, data: dict[str, Any]) -> None:
    """Take this client out of everything that is kept on the therapist's side.

    A flag nobody has taken stays one, without a name: a human still has to say that they have it.
    """
    client, name = str(data["client"]), str(data["name"])
    beside.forget(turn, client, name)
    if turn.person.therapist is not None:
        covers = turn.person.therapist.covers
        _take_out(turn.person.therapist, client)
        if data.get("works_on"):  # whom they left in this therapist's care is still in it
            turn.person.therapist.covers = [one for one in covers if one.client != client]
        _unwrite(turn.person.therapist, name)
    for talk in turn.talks:
        if talk.about == client or _talk_names(talk, client, name):
            close(turn, talk)


def _take_out(therapist: Therapist, client: str) -> None:
    for alert in therapist.alerts:
        if alert["client"] == client and not alert["taken_at"]:
            alert |= {"client": "", "former": True, "private": True}
    for field in fields(Therapist):
        setattr(therapist, field.name, _without(getattr(therapist, field.name), client))


def _unwrite(therapist: Therapist, name: str) -> None:
    """What a therapist wrote for themself goes where it names this client."""
    said = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    therapist.reflections = [one for one in therapist.reflections if not (name and said.search(str(one[2])))]
    for case in therapist.cases:
        case.tags = [tag for tag in case.tags if not (name and said.search(tag.replace("_", " ")))]


def _without(kept: Any, client: str) -> Any:
    """A list or table without the entries that name this client; anything else as it is."""
    if isinstance(kept, list):
        return [one for one in kept if client not in _text(one)]
    if isinstance(kept, dict):
        return {key: one for key, one in kept.items() if client not in _text([key, one])}
    return kept


def _talk_names(talk: Talk, client: str, name: str) -> bool:
    text = _text([talk.args, [asdict(answer) for answer in talk.answers], talk.gathered])
    said = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    return talk.args.get("prompt") != SAID and (client in text or bool(name and said.search(text)))


def _text(value: Any) -> str:
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    return json.dumps(plain, ensure_ascii=False, default=str)


TABLE: dict[str, Callable[[Turn, dict[str, Any]], None]] = {"erasing": erasing, "forgotten": forgotten}
