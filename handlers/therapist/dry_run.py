"""An assignment played before it is sent, as this client will get it; then its card again (CONTENT G-25).

What the client would read comes from the client's own side of the program, so that nothing here can differ
from it; only the language is the therapist's. Nothing is kept, credited or passed on.
"""

from dataclasses import replace
from typing import Any

from handlers import shelf
from handlers.client import snapshots, week
from handlers.client.resume import go_on_with
from handlers.client.told_assign import received
from handlers.own_parts import Own
from handlers.spoken_after import setting
from handlers.state import Bond, Case, Person
from handlers.talk import Talk, answer
from handlers.talking import begin, close
from handlers.therapist import library
from handlers.therapist.assign import PERSONAL, Draft, blank
from handlers.therapist.assign_edit import PLAYS
from handlers.therapist.card import assignment_of
from handlers.therapist.couple_assign import has_lines
from handlers.therapist.summary import bond_of
from handlers.therapist.whom import case_of, client_side, name_of, reads, wall_at
from handlers.turn import Turn

CARD, EDIT = "assign/card#", "edit/what#"
"""The questions of the wizard beside which it can be played."""

SMALL = "small"


def command(turn: Turn, rest: str) -> None:
    """`/play [small]`, `/preview` alone: what the card shows; once more, and the card is back.

    With an activity's name, or where no card waits, it is `/preview`.
    """
    wanted = setting(rest, turn.person.language)
    if not wanted and _back_to_the_card(turn):
        return
    talk = _waiting(turn) if wanted in ("", SMALL) else None
    if talk is None or not play(turn, talk, small=wanted == SMALL):
        library.preview(turn, rest)


def _back_to_the_card(turn: Turn) -> bool:
    """Whether a played card was left for the card itself."""
    open_one = turn.open_talk()
    if open_one is None or "card_of" not in open_one.args:
        return False
    close(turn, open_one)
    after(turn, open_one)
    return True


def _waiting(turn: Turn) -> Talk | None:
    """The newest assignment that has its card, or Edit, before the therapist."""
    for talk in reversed(turn.talks):
        waits = talk.state in ("open", "suspended") and talk.script == "assign" and talk.asked is not None
        if waits and talk.asked is not None and talk.asked.key.startswith((CARD, EDIT)):
            return talk
    return None


def tapped(turn: Turn, talk: Talk, value: Any) -> bool:
    """Played from Edit: that question is answered, and the card comes when it is over."""
    if value not in PLAYS or talk.asked is None or not talk.asked.key.startswith(EDIT):
        return False
    if not play(turn, talk, small=value == "play_small"):
        return False
    answer(talk, value, "", turn.now)
    return True


def play(turn: Turn, talk: Talk, *, small: bool) -> bool:
    """Play what this talk's card shows, whole or in its smaller version; False when the client is gone."""
    case, shown = case_of(turn, talk.args["client"]), _shown(talk)
    if case is None or not shown:
        return False
    draft, also = {part: shown[part] for part in blank()}, str(talk.args.get("also", ""))
    args = _as_client(turn, case, draft | (PERSONAL if also else {}), also)
    on = "sms" if turn.views[case.client].person.channel == "sms" != turn.person.channel else ""
    name, other = name_of(turn, case.client), reads(turn, case.client)
    turn.say("reply", "library/dry_run", about=case.client, name=name, reads=other, on=on)
    mine = {"client": case.client, "card_of": talk.id, "form": on}
    begin(turn, "preview", {**args, **mine, "small": small or args["small"]}, about=case.client)
    return True


def _shown(talk: Talk) -> dict[str, Any]:
    """What the newest card of this talk says."""
    cards = [one.result for one in talk.emitted if one.key.startswith("do:draw_card#")]
    return dict(cards[-1]) if cards else {}


def _as_client(turn: Turn, case: Case, draft: Draft, also: str) -> dict[str, Any]:
    """What a client's own turn would begin it with, on an ordinary day of theirs."""
    item = received(assignment_of(turn, case.client, also, draft), turn.now)
    person, bond = _stand_in(turn, case)
    item.passes = week.too_soon(person, item, turn.now) if bond.session else ""
    args = snapshots.running(replace(turn, person=person), item)
    card = args["card"] | _of_two(turn, also, draft)
    if card["session_at"]:
        card["session_at"] = wall_at(turn, card["session_at"], person.zone)
    more = {"preview": True, "card": card, "ways": library.WAYS}
    return {**args, "assignment": "", "occurrence": "", **more}


def _stand_in(turn: Turn, case: Case) -> tuple[Person, Bond]:
    """The client as far as an assignment asks for it: nothing of how their days are."""
    side, person, bond = client_side(turn, case), turn.views[case.client].person, bond_of(turn, case)
    if bond is None:
        bond = Bond(turn.person.id, turn.person.name, case.session)
        side = replace(side, bonds=[*side.bonds, bond])
    client = replace(side, own=Own())
    return replace(person, client=client, language=turn.person.language), bond


def _of_two(turn: Turn, also: str, draft: Draft) -> dict[str, Any]:
    """A couple's shared card, which is between them only once it is sent."""
    shared = also and has_lines(shelf.activity(turn, draft["activity"]))
    return {"shared_card": True, "partner": name_of(turn, also)} if shared else {}


def after(turn: Turn, talk: Talk) -> None:
    """It is over: the card it was played from comes again, while it waits."""
    if talk.script == "preview" and talk.args.get("card_of"):
        go_on_with(turn, talk.args["card_of"])
