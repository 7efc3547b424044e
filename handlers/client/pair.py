"""One side of a couple: asked on one's own phone, linked after both have said yes, left with a word (G-34).

Nothing here tells one of them what the other did or when: a no, silence and an end sound the same on the
other phone, and come at an hour that has nothing to do with them (CONTENT A-76).
"""

from collections.abc import Iterator
from typing import Any

from handlers.client import agreed, given_both, notices
from handlers.client.people import client_of
from handlers.client.welcome import wording_shown
from handlers.events import Due
from handlers.link_parts import Pair
from handlers.state import Client, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin, close
from handlers.times import next_at
from handlers.turn import DAY, HOUR, Changes, Turn

CONSENT = "couple"
ASK_LASTS = 7 * DAY
"""A question nobody answers ends after this time, on both phones at the same moment."""

APART = 12 * HOUR
"""At least so long after one has left does the other hear that the link has ended, in the morning."""

WHENEVER = 3650 * DAY

changes = Changes()


def pair_of(turn: Turn, id: str = "") -> Pair | None:
    """This client's couple, if there is one (and it is this one)."""
    pair = client_of(turn.person).near.pair
    return pair if pair is not None and id in ("", pair.id) else None


def is_linked(client: Client) -> bool:
    """Whether this side knows of a link; one that is ending is one until they have heard so."""
    return client.near.pair is not None and client.near.pair.state in ("linked", "ending")


def told_asked(turn: Turn, data: dict[str, Any]) -> None:
    """The therapist would like to link two chats; who is in a couple already is not asked again."""
    near = client_of(turn.person).near
    if is_linked(client_of(turn.person)):
        turn.tell(data["therapist"], "couple_answer", couple=data["id"], client=turn.person.id, yes=False)
        return
    _let_go_of_question(turn)
    whose = (data["id"], data["client"], data["name"], data["therapist"], data["therapist_name"])
    near.pair = Pair(*whose, asked_at=turn.now)
    words = {"couple": data["id"], "name": data["name"], "therapist": data["therapist_name"]}
    notices.ask(turn, "couple_ask", words)
    turn.audit("couple_asked", turn.person.id)


def couple_ask(ctx: Ctx) -> Script:
    """A yes of their own; a no is heard by nobody as theirs."""
    words = dict(ctx.args)
    answer = yield Ask("couple/ask", "choice", "notice", words, ("yes", "no"))
    yield Do("answer_couple", {"couple": words["couple"], "yes": answer.value == "yes"})
    yield Say("couple/said_yes" if answer.value == "yes" else "couple/said_no", "reply", words)


@changes.change(undo="bar")
def answer_couple(turn: Turn, couple: str, yes: bool) -> dict[str, Any]:
    """Kept with the wording it answers; the therapist's side counts the two."""
    pair, near = pair_of(turn, couple), client_of(turn.person).near
    if pair is None or pair.state != "asked":
        return {}
    if yes:
        pair.state = "yes"
        agreed.note(turn, CONSENT, turn.now, wording_shown(turn))
    else:
        near.pair = None
    turn.tell(pair.therapist, "couple_answer", couple=couple, client=turn.person.id, yes=yes)
    return {}


def told_linked(turn: Turn, data: dict[str, Any]) -> None:
    """Both have said yes; that it is so comes in the morning, whoever said it last, and when."""
    pair = pair_of(turn, data["couple"])
    if pair is not None and pair.state == "yes":
        pair.state = "linked"
        notices.put_tomorrow(turn, "couple/linked")
        turn.audit("couple_linked", turn.person.id)


def told_over(turn: Turn, data: dict[str, Any]) -> None:
    """It has ended; when this is said has nothing to do with when it happened."""
    pair = pair_of(turn, data["couple"])
    if pair is not None and pair.state == "linked":
        pair.state = "ending"
        notices.drop_about(turn, pair.partner)
        pair.tell_at = next_at(turn.person.zone, turn.now + APART, client_of(turn.person).hours[0])


def rows(client: Client) -> Iterator[Timed]:
    """The end of a question nobody answered, and the morning somebody hears that a link has ended."""
    pair = client.near.pair
    if pair is not None and pair.state in ("asked", "yes"):
        due = pair.asked_at + ASK_LASTS
        yield Timed("couple_lapse", pair.id, due, due + WHENEVER, 0)
    if pair is not None and pair.state == "ending":
        yield Timed("couple_over", pair.id, pair.tell_at, pair.tell_at + WHENEVER, 0)


def lapse(turn: Turn, due: Due) -> None:
    """Seven days: who has said yes hears that there is no link now, and nothing about why."""
    pair = pair_of(turn, due.scope)
    if pair is None:
        return
    forget(turn)
    if pair.state == "yes":
        notices.put(turn, "couple/not_now")


def over(turn: Turn, due: Due) -> None:
    """The morning has come."""
    if pair_of(turn, due.scope) is not None:
        forget(turn)
        notices.put(turn, "couple/ended")


def end(turn: Turn) -> bool:
    """This side leaves: at once here, and nobody hears who it was. Whether there was anything to leave."""
    pair = client_of(turn.person).near.pair if turn.person.client else None
    if pair is None:
        return False
    forget(turn)
    if pair.state in ("asked", "yes"):
        turn.tell(pair.therapist, "couple_answer", couple=pair.id, client=turn.person.id, yes=False)
    if pair.state == "linked":
        turn.tell(pair.partner, "couple_over", couple=pair.id)
        turn.tell(pair.therapist, "couple_left", couple=pair.id, client=turn.person.id)
        turn.audit("couple_left", turn.person.id)
    return True


def forget(turn: Turn) -> None:
    """Nothing of a couple stands here any more; what both were given ends with it."""
    client = client_of(turn.person)
    _let_go_of_question(turn)
    pair, client.near.pair = client.near.pair, None
    if pair is not None and pair.state in ("linked", "ending"):
        client.near.were = sorted({*client.near.were, pair.partner})
        notices.drop_about(turn, pair.partner)
        given_both.end(turn, pair)
    client.consents = [one for one in client.consents if one.what != CONSENT]


def _let_go_of_question(turn: Turn) -> None:
    client = client_of(turn.person)
    client.notices = [one for one in client.notices if one.get("script") != "couple_ask"]
    for talk in turn.talks:
        if talk.script in ("couple_ask", "card_pick") and talk is not turn.talk:
            close(turn, talk)


def unlink(turn: Turn, rest: str) -> None:
    """A word is enough, and no reason is asked for."""
    pair = client_of(turn.person).near.pair
    known = pair is not None and pair.state in ("linked", "ending")
    if pair is not None and end(turn) and known:
        turn.say("reply", "couple/left", name=pair.name, therapist=pair.therapist_name)
    else:
        turn.say("reply", "couple/none")


def couple(turn: Turn, rest: str) -> None:
    """What the link is and is not, and the way out."""
    pair = client_of(turn.person).near.pair
    if pair is None or not is_linked(client_of(turn.person)):
        turn.say("reply", "couple/none")
        return
    begin(turn, "couple", {"name": pair.name, "therapist": pair.therapist_name})


def couple_talk(ctx: Ctx) -> Script:
    """Stay, or leave."""
    choice = yield Ask("couple/what", "choice", "reply", ctx.args, ("stay", "leave"))
    if choice.value == "leave":
        yield Do("leave_couple")
        yield Say("couple/left", "reply", ctx.args)
    else:
        yield Say("couple/stays", "reply")


@changes.change(undo="bar")
def leave_couple(turn: Turn) -> dict[str, Any]:
    """Out of the link."""
    end(turn)
    return {}


SCRIPTS = {"couple_ask": couple_ask, "couple": couple_talk}
TOLD = {"couple_asked": told_asked, "couple_linked": told_linked, "couple_over": told_over}
DUE = {"couple_lapse": lapse, "couple_over": over}
