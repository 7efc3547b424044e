"""An invitation's code and relation: kept with the client, who exists only once they are invited."""

from typing import Any

from handlers.turn import Invite, Relate, Turn


def invite_kept(turn: Turn, data: dict[str, Any]) -> None:
    """The relation opens; the one-use code of a Telegram invitation counts from now (SAFETY §5, row 3)."""
    turn.relates.append(Relate(data["therapist"], turn.person.id, "open"))
    if data["code"]:
        turn.invites.append(Invite(data["code"], turn.person.id, "client", data["until"]))


TABLE = {"invite_kept": invite_kept}
