"""The shared card of a couple: each picks of their own lines; it comes out only if both gave some (G-34).

It comes, or does not, at a moment set when it was assigned, so that nothing on one phone shows when the
other was used, or for what. Neither side keeps the other's lines or answer: they pass at that moment.
"""

from collections.abc import Iterator
from typing import Any

from handlers.client import notices
from handlers.client.chosen import cut
from handlers.client.pair import WHENEVER, pair_of
from handlers.client.people import assignment, client_of
from handlers.content import Option
from handlers.events import Due
from handlers.link_parts import Pair, SharedCard
from handlers.state import Client, Timed
from handlers.talk import Ask, Ctx, Do, Say, Script, Talk
from handlers.talking import begin
from handlers.turn import HOUR, Changes, Entry, Turn

WORDED = ("text", "list")
"""Kinds of step whose answers may stand on a card."""

OFFERED, MOST, LONGEST, LABEL = 6, 3, 120, 40
"""Lines to choose from; lines on a card; characters of one, and of its button."""

ANSWER_WAITS = HOUR
"""So long after the moment the other side may be late (a process that is away)."""

KEPT_CARDS = 6

changes = Changes()


def opened(turn: Turn, given: dict[str, Any], item: str, title: str, instead: list[str]) -> None:
    """An assignment came with a shared card; without a link there is none.

    `instead`: the assignments it takes the place of. Their open card is this one now, with what was given.
    """
    pair = client_of(turn.person).near.pair
    if pair is not None and pair.state == "linked" and pair.id == given["couple"]:
        card = SharedCard(given["id"], title, item, given["at"])
        _take_over(turn, pair, card, instead)
        pair.cards = [*pair.cards, card][-KEPT_CARDS:]


def _take_over(turn: Turn, pair: Pair, card: SharedCard, instead: list[str]) -> None:
    for old in [one for one in pair.cards if one.state == "open" and one.assignment in instead]:
        pair.cards.remove(old)
        card.earlier += [*old.earlier, old.assignment]
        card.lines, card.approved_at = old.lines, old.approved_at
    if card.approved_at:
        notices.put(turn, "couple/card_later", name=pair.name, at=card.at)


def open_cards(client: Client) -> list[SharedCard]:
    """The cards this side can still give something to, the newest last."""
    pair = client.near.pair
    return [card for card in pair.cards if card.state == "open"] if pair and pair.state != "asked" else []


def rows(client: Client) -> Iterator[Timed]:
    """The moment of each card, and an hour later for one whose other half did not come."""
    pair = client.near.pair
    for card in pair.cards if pair else ():
        if card.state in ("open", "sent"):
            due = card.at + (ANSWER_WAITS if card.state == "sent" else 0)
            yield Timed("couple_card", card.id, due, due + WHENEVER, 0)


def offer(turn: Turn, talk: Talk) -> bool:
    """After a doing that a card belongs to: asked once whether anything of it is to stand there."""
    done = {e.result["assignment"] for e in talk.emitted if e.key.startswith("do:complete#")}
    card = next((c for c in open_cards(client_of(turn.person)) if c.assignment in done), None)
    return card is not None and not card.approved_at and _ask(turn, card)


def card(turn: Turn, rest: str) -> None:
    """CARD: choose, look again, or take back what is to stand on it."""
    cards = open_cards(client_of(turn.person))
    if not cards or not _ask(turn, cards[-1]):
        turn.say("reply", "couple/no_card", waits=bool(cards), at=cards[-1].at if cards else 0)


def _ask(turn: Turn, card: SharedCard) -> bool:
    lines, pair = _lines(turn, card), client_of(turn.person).near.pair
    if not lines or pair is None:
        return False
    words = {"card": card.id, "title": card.title, "at": card.at, "own": turn.person.name}
    begin(turn, "card_pick", {**words, "name": pair.name, "lines": lines, "given": list(card.lines)})
    return True


def _lines(turn: Turn, card: SharedCard) -> list[str]:
    """What they wrote in it in words, without what was taken back, kept private, or a sign of distress."""
    item = assignment(client_of(turn.person), card.assignment)
    records = (*turn.records, *turn.kept)
    gone = {e.doc.get("record") for e in records if e.kind == "withdrawn"}
    own = item is not None and item.visibility == "private"
    mine = [e for e in records if _is_worded(e, card) and e.id not in gone and (own or not e.doc["private"])]
    lines = [cut(" ".join(str(e.doc["words"]).split()), LONGEST) for e in mine]
    return list(dict.fromkeys(line for line in lines if not turn.house.hear(line).distress))[-OFFERED:]


def _is_worded(entry: Entry, card: SharedCard) -> bool:
    doc = entry.doc
    fits = entry.kind == "response" and doc.get("assignment") in (card.assignment, *card.earlier)
    return fits and doc.get("kind") in WORDED and bool(doc.get("words")) and "private" in doc


def card_pick(ctx: Ctx) -> Script:
    """Nothing by default; then exactly what the other will read, and a yes to that."""
    args = ctx.args
    while True:
        lines = yield from _pick(args)
        if lines is None:
            yield Say("menu/left", "reply")
            return
        if lines:
            shown = {**args, "lines": lines}
            choice = yield Ask("couple/preview", "choice", "reply", shown, ("approve", "again", "nothing"))
            if choice.value == "again":
                continue
            lines = lines if choice.value == "approve" else []
        yield Do("give_lines", {"card": args["card"], "lines": lines})
        yield Say("couple/given" if lines else "couple/kept_back", "reply", args)
        return


def _pick(args: Any) -> Script:
    """One line after another, until that is all; none is an answer like any other. None: left as it is."""
    picked: list[str] = []
    while len(picked) < min(MOST, len(args["lines"])):
        left = [(n, line) for n, line in enumerate(args["lines"]) if line not in picked]
        options = tuple(Option(str(n), cut(line, LABEL)) for n, line in left)
        prompt, last = ("couple/more", "enough") if picked else ("couple/pick", "none")
        reply = yield Ask(prompt, "choice", "reply", args, (last, *options), skip=True)
        if reply.skipped and not picked:
            return None
        if reply.skipped or reply.value == last:
            break
        picked.append(args["lines"][int(reply.value)])
    return picked


@changes.change(undo="bar")
def give_lines(turn: Turn, card: str, lines: list[str]) -> dict[str, Any]:
    """These lines, or none, until the card's moment; until then they stand here and nowhere else."""
    found = next((c for c in open_cards(client_of(turn.person)) if c.id == card), None)
    if found is not None:
        found.lines, found.approved_at = list(lines), turn.now if lines else 0
        turn.audit("card_given" if lines else "card_kept_back", turn.person.id)
    return {}


def due(turn: Turn, due: Due) -> None:
    """The moment, or an hour after it without the other half: as if there were none."""
    pair, card = _found(turn, due.scope)
    if pair is None or card is None:
        return
    if card.state == "open":
        _settle(turn, pair, card)
    elif card.state == "sent":
        _none(turn, card)


def _settle(turn: Turn, pair: Pair, card: SharedCard) -> None:
    """This side's half goes to the other; who is on hold, or leaves for good, gives nothing (SAFETY S4)."""
    client = client_of(turn.person)
    rests = client.held or bool(client.erase_asked_at)
    gives = bool(card.approved_at) and pair.state == "linked" and not rests
    half = {"couple": pair.id, "card": card.id, "client": turn.person.id}
    if pair.state == "linked":
        turn.tell(pair.partner, "couple_card", **half, lines=card.lines if gives else [])
    if gives:
        card.state = "sent"
    else:
        _none(turn, card)


def _none(turn: Turn, card: SharedCard) -> None:
    card.state, card.lines = "none", []
    notices.put(turn, "couple/no_card_this_time")


def told_card(turn: Turn, data: dict[str, Any]) -> None:
    """The other half: together they are the card, the same on both phones; else there is none."""
    pair, card = _found(turn, data["card"])
    if pair is None or card is None or pair.partner != data["client"]:
        return
    if card.state == "open":
        _settle(turn, pair, card)
    if card.state != "sent":
        return
    if not data["lines"]:
        _none(turn, card)
        return
    sides = [[turn.person.id, turn.person.name, card.lines], [pair.partner, pair.name, data["lines"]]]
    shown = [[name, list(lines)] for _, name, lines in sorted(sides)]
    card.state, card.lines = "shared", []
    notices.put_by(turn, pair.partner, "couple/card", title=card.title, sides=shown)
    turn.audit("card_shared", turn.person.id)


def _found(turn: Turn, id: str) -> tuple[Pair | None, SharedCard | None]:
    pair = pair_of(turn)
    return pair, next((c for c in pair.cards if c.id == id), None) if pair else None


SCRIPTS = {"card_pick": card_pick}
TOLD = {"couple_card": told_card}
DUE = {"couple_card": due}
