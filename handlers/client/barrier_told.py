"""What reaches the therapist from the barrier talk and the wrap-up, and the rest after hard news.

`Tell`s: `asked_for` (`client, what: form|support|pace, title, words`) and `today` (`client, reason:
grief|hopeless|stirred, title, words`, no words where the client kept them back).
"""

from typing import Any

from handlers.client import shelves, week
from handlers.client.asking import private_part
from handlers.client.barrier_size import item_of
from handlers.client.people import bonds, client_of
from handlers.state import Bond
from handlers.turn import DAY, HOUR, Changes, Turn

changes = Changes()
REST = 7 * DAY
KEPT_WINS = 50
"""Wins at hand for a week's summary; every one of them is kept as a record of its own."""

PACE_AFTER = 2 * HOUR
"""The pace is asked for so long after a rest that ends with a meeting: not in the room."""


def _bond(turn: Turn, therapist: str) -> Bond | None:
    return next((b for b in bonds(client_of(turn.person)) if b.therapist == therapist), None)


@changes.change(undo="bar")
def ask_for(turn: Turn, assignment: str, what: str, words: str) -> dict[str, Any]:
    """A request for another form, for company or for a slower pace: the therapist decides with the client."""
    item = item_of(turn, assignment)
    turn.tell(item.therapist, "asked_for", client=turn.person.id, what=what, title=item.title, words=words)
    return {}


@changes.change(undo="unbring_it")
def bring_it(turn: Turn, therapist: str, words: str) -> dict[str, Any]:
    """On the list for the next meeting, in the client's words."""
    bond = _bond(turn, therapist)
    new = bond is not None and words not in bond.agenda
    if bond is not None and new:
        bond.agenda.append(words)
    return {"therapist": therapist, "words": words if new else ""}


@changes.change()
def unbring_it(turn: Turn, result: dict[str, Any]) -> None:
    """Off the list again."""
    bond = _bond(turn, result["therapist"])
    if bond is not None and result["words"] in bond.agenda:
        bond.agenda.remove(result["words"])


@changes.change(undo="unadd_first")
def add_first(turn: Turn, therapist: str, words: str) -> dict[str, Any]:
    """What the client would like first; asking without an answer is known as asked."""
    bond = _bond(turn, therapist)
    asked = bond is not None and bond.agenda_asked
    if bond is not None:
        bond.agenda_asked = True
        bond.agenda[:0] = [words] if words else []
    return {"therapist": therapist, "words": words, "asked": asked}


@changes.change()
def unadd_first(turn: Turn, result: dict[str, Any]) -> None:
    """Neither asked nor on the list."""
    unbring_it(turn, result=result)
    bond = _bond(turn, result["therapist"])
    if bond is not None:
        bond.agenda_asked = result["asked"]


@changes.change(undo="bar")
def tell_today(
    turn: Turn, therapist: str, reason: str, title: str, words: str, private: bool
) -> dict[str, Any]:
    """Something the therapist is to hear before they meet, because the client said so."""
    turn.tell(
        therapist,
        "today",
        client=turn.person.id,
        reason=reason,
        title=title,
        words="" if private else words,
    )
    return {}


@changes.change(undo="ungrief_rest")
def grief_rest(turn: Turn, until_at: int) -> dict[str, Any]:
    """Messages rest after hard news: for a week at least, and until the next meeting (CONTENT C6).

    What comes first after it is the question about the pace, never a bare cue.
    """
    client = client_of(turn.person)
    was, pace_at = client.paused_until, client.pace_at
    client.paused_until = max(was, until_at, turn.now + REST)
    client.pace_at, client.pace_from = client.paused_until + PACE_AFTER, ""
    return {"was": was, "until": client.paused_until, "pace_at": pace_at}


@changes.change()
def ungrief_rest(turn: Turn, result: dict[str, Any]) -> None:
    """Messages come as before."""
    client = client_of(turn.person)
    client.paused_until, client.pace_at = result["was"], result["pace_at"]
    week.plan_all(turn.person, turn.now)


@changes.change(undo="unlog_own")
def log_own(turn: Turn, words: str) -> dict[str, Any]:
    """Something of their own that helped (R4), or a win: kept in the client's words.

    PRIVATE before them makes it a private note, which is in their own jar all the same.
    """
    plain, own = private_part(words)
    if own:
        record = turn.keep("journal", words=plain, private=True)
        shelves.shelve(client_of(turn.person).own, "wins", plain, record, turn.now)
        return {"at": turn.now, "words": "", "record": record}
    client = client_of(turn.person)
    client.wins = [*client.wins, [turn.now, words]][-KEPT_WINS:]
    return {"at": turn.now, "words": words, "record": turn.keep("win", words=words)}


@changes.change()
def unlog_own(turn: Turn, result: dict[str, Any]) -> None:
    """Not a win after all."""
    client = client_of(turn.person)
    client.wins = [win for win in client.wins if win != [result["at"], result["words"]]]
    shelves.unshelve(client.own, result["record"])
    turn.keep("withdrawn", record=result["record"])


@changes.change(undo="unkeep_helped")
def keep_helped(turn: Turn, assignment: str, helped: str) -> dict[str, Any]:
    """What made the done one happen (CONTENT I-4)."""
    title = item_of(turn, assignment).title
    return {"record": turn.keep("helped", assignment=assignment, title=title, helped=helped)}


@changes.change()
def unkeep_helped(turn: Turn, result: dict[str, Any]) -> None:
    """Another answer follows."""
    turn.keep("withdrawn", record=result["record"])
