"""`/couple NAME NAME`: two clients whose chats are linked once each has said yes on their own phone (G-34).

Before it stands the look at what a link can do where one is afraid of the other. What the two answer is
counted here and shown to nobody by name: a therapist hears of a link, or that there is none for now.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from handlers.answers_words import fold
from handlers.events import Due
from handlers.link_parts import Couple
from handlers.names import match, split_name
from handlers.spoken_after import setting
from handlers.state import Therapist, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script
from handlers.talking import begin
from handlers.therapist import notices
from handlers.therapist.couple_ready import hindrance, let_rest
from handlers.therapist.whom import case_of, name_of, names, therapist_of
from handlers.turn import DAY, Changes, Turn

LASTS = 7 * DAY
"""A question the two have not both said yes to ends after this time."""

WHENEVER = 3650 * DAY
PLUS = "+"
BETWEEN = frozenset((PLUS, "&", "and", "y", "e"))
END = frozenset(("end", "off"))

changes = Changes()


def command(turn: Turn, rest: str) -> None:
    """`/couple`, the couples; `/couple NAME NAME`; `/couple NAME end`."""
    words = [word for word in rest.replace("+", " + ").split() if word]
    if not words:
        _list(turn)
    elif setting(words[-1], turn.person.language) in END:
        _end(turn, words[:-1])
    elif (two := both(turn, words)) is not None and not two[1]:
        _begin(turn, two[0])
    else:
        turn.refuse(fold(words[0]))
        turn.say("reply", "couple/whom", names=list(names(turn).values()))


def both(turn: Turn, words: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """The two clients the first words name, and the words left; None where it is not plainly two.

    Several people of one name are told apart by whom they are linked with, where that is one couple.
    """
    known = names(turn)
    cuts = [n for n, word in enumerate(words) if word.casefold() in BETWEEN]
    if cuts:
        cut = words.index(PLUS) if PLUS in words else cuts[0]
        first, rest = match(" ".join(words[:cut]), known), words[cut + 1 :]
    else:
        first, rest = split_name(words, known)
    second, left = split_name(rest, known) if rest else ([], [])
    pairs = [[a, b] for a in first for b in second if a != b]
    linked = [two for two in pairs if linked_pair(turn, two) is not None]
    found = pairs if len(pairs) == 1 else linked
    return (found[0], left) if len(found) == 1 else None


def linked_pair(turn: Turn, clients: Sequence[str]) -> Couple | None:
    """The couple these two are, if both have said yes."""
    known = therapist_of(turn.person).couples
    return next((c for c in known if c.linked_at and set(c.clients) == set(clients)), None)


def _list(turn: Turn) -> None:
    """Who is linked, who is still asked."""
    turn.audit("read_couples")
    mine = [c for c in therapist_of(turn.person).couples if all(case_of(turn, id) for id in c.clients)]
    lines = [[*(name_of(turn, id) for id in c.clients), bool(c.linked_at)] for c in mine]
    turn.say("reply", "couple/list", lines=lines)


def _begin(turn: Turn, two: list[str]) -> None:
    shown: dict[str, Any] = {"first": name_of(turn, two[0]), "second": name_of(turn, two[1])}
    if hindered := hindrance(turn, two):
        turn.say("reply", hindered.pop("prompt"), **shown, **hindered)
    else:
        begin(turn, "couple_link", {"clients": two, **shown})


def couple_link(ctx: Ctx) -> Script:
    """The guard first; then both are asked, each on their own phone."""
    shown = {"first": ctx.args["first"], "second": ctx.args["second"]}
    choice = yield Ask("couple/guard", "choice", "card", shown, ("ask", "cancel"))
    if choice.value == "cancel":
        yield Say("couple/left_out", "reply")
        return
    hindered = yield Do("ask_couple", {"clients": list(ctx.args["clients"])})
    yield Say(hindered.get("prompt", "couple/asked"), "reply", {**shown, **hindered})


@changes.change(undo="bar")
def ask_couple(turn: Turn, clients: list[str]) -> dict[str, Any]:
    """Ask both; gives what has come between since the guard was shown, if anything has."""
    if hindered := hindrance(turn, clients):
        return hindered
    side, id = therapist_of(turn.person), next(turn.ids)
    side.couples.append(Couple(id, list(clients), turn.now))
    me = {"id": id, "therapist": turn.person.id, "therapist_name": turn.person.name}
    for one, other in (clients, clients[::-1]):
        turn.tell(one, "couple_asked", **me, client=other, name=name_of(turn, other))
    turn.audit("couple_asked", clients[0])
    return {}


def told_answer(turn: Turn, data: dict[str, Any]) -> None:
    """A yes counts; a no ends the question here, and says nothing of whose it was."""
    found = _couple(turn, data["couple"])
    if found is None or data["client"] not in found.clients:
        return
    if not data["yes"]:
        _taken_back(turn, found, data["client"])
        return
    if found.linked_at:
        return
    found.yes = sorted({*found.yes, data["client"]})
    if len(found.yes) == len(found.clients):
        found.linked_at = turn.now
        for client in found.clients:
            turn.tell(client, "couple_linked", couple=found.id)
        _say(turn, found, "couple_linked")
        turn.audit("couple_linked", found.clients[0])


def _taken_back(turn: Turn, found: Couple, client: str) -> None:
    """A no; one that crossed the news of the link ends it for the other as any link ends."""
    for other in found.clients:
        if found.linked_at and other != client:
            turn.tell(other, "couple_over", couple=found.id)
    _drop(turn, found, "couple_over" if found.linked_at else "couple_not_now")


def told_left(turn: Turn, data: dict[str, Any]) -> None:
    """It has ended, from whichever side."""
    found = _couple(turn, data["couple"])
    if found is not None:
        _drop(turn, found, "couple_over")


def rows(therapist: Therapist) -> Iterator[Timed]:
    """The end of questions that not both have said yes to."""
    for one in therapist.couples:
        if not one.linked_at:
            due = one.asked_at + LASTS
            yield Timed("couple_ends", one.id, due, due + WHENEVER, 0)


def lapse(turn: Turn, due: Due) -> None:
    """Seven days."""
    found = _couple(turn, due.scope)
    if found is not None and not found.linked_at:
        _drop(turn, found, "couple_not_now")


def _end(turn: Turn, words: list[str]) -> None:
    """Undone by the therapist: both hear the same sentence as after any other end."""
    meant = match(" ".join(words), names(turn))
    two = both(turn, words)
    ids = set(two[0]) if two is not None and not two[1] else set(meant if len(meant) == 1 else ())
    found = next((c for c in therapist_of(turn.person).couples if ids and ids <= set(c.clients)), None)
    if found is None:
        turn.say("reply", "couple/no_such")
        return
    for client in found.clients:
        turn.tell(client, "couple_over", couple=found.id)
    if not found.linked_at:  # an answer on its way is heard by nobody any more, and may be a no
        let_rest(turn, found.clients)
    therapist_of(turn.person).couples.remove(found)
    turn.audit("couple_ended", found.clients[0])
    shown = [name_of(turn, id) for id in found.clients]
    turn.say("reply", "couple/undone", first=shown[0], second=shown[1])


def _couple(turn: Turn, id: str) -> Couple | None:
    return next((c for c in therapist_of(turn.person).couples if c.id == id), None)


def _drop(turn: Turn, found: Couple, what: str) -> None:
    let_rest(turn, found.clients)
    therapist_of(turn.person).couples.remove(found)
    _say(turn, found, what)


def _say(turn: Turn, found: Couple, what: str) -> None:
    """News like any other, by the ids of both."""
    notices.put(turn, what, found.clients[0], partner=found.clients[1])


SCRIPTS = {"couple_link": couple_link}
TOLD = {"couple_answer": told_answer, "couple_left": told_left}
DUE = {"couple_ends": lapse}
