"""The letter's two moments: a day before, the therapist reads it; at its time it goes, or does not.

`Tell`s to the therapist: `letter_preview` (`client, state, for_at, waits, why`: "" a day before,
`changed` or `flag` when it comes back for approval), `letter_changed` (`client, state`),
`letter_lapsed` (`client, for_at, late`), `letter_stopped` (`client, since`),
`letter_around` (`client`).
"""

from datetime import timedelta
from typing import Any

from handlers.client import letter_plan as plan
from handlers.client.letter_state import letter_state, main_item, must_ask, quiet_since, waits
from handlers.client.letter_words import letter_words
from handlers.client.people import bonds, client_of
from handlers.client.snapshots import running
from handlers.client.week import evening_day
from handlers.events import Due
from handlers.state import Bond
from handlers.talk import Talk
from handlers.times import instant, local
from handlers.turn import Turn

CHOICES = {
    "not_started": ["piece", "tell", "later"],
    "partial": ["continue", "tell"],
    "done": ["add"],
    "quiet": ["around"],
    "quiet_weeks": [],
    "hard": ["bring", "slow"],
    "first": ["ask", "piece"],
    "own": [],
}
KEPT_STATES = 26
RUNS = ("assignment", "cue", "followup", "activity", "rest_of_it", "in_session", "letter")
"""Scripts in which an activity may be left half-way."""


def preview(turn: Turn, due: Due) -> None:
    """A day before: work out what kind of letter it will be, and let the therapist read it."""
    bond = _bond(turn, due.scope)
    if bond is None:
        return
    at = plan.planned(turn.person, bond, turn.now)
    state = letter_state(turn.person, bond, at)
    plan.adopt(turn.person, bond, state, turn.now)
    if must_ask(turn.person, bond, at):
        _ask_after_silence(turn, bond)
    elif state:
        _show(turn, bond, state, waits(bond, state), "")


def letter(turn: Turn, due: Due) -> None:
    """At its time the week is read again; what changed, or was never approved, does not simply go."""
    bond = _bond(turn, due.scope)
    if bond is None:
        return
    if not plan.is_current(turn.person, bond, turn.now):
        _unread(turn, bond)
    elif bond.letter.back_at and not bond.letter.approved:
        _lapse(turn, bond)
    elif not _another_day(turn, bond):
        _decide(turn, bond, letter_state(turn.person, bond, turn.now) or ("own" if bond.letter.words else ""))


def too_late(turn: Turn, due: Due) -> None:
    """Its day is over: better unsent than stale."""
    bond = _bond(turn, due.scope)
    if bond is None:
        return
    if not plan.is_current(turn.person, bond, turn.now):
        plan.adopt(turn.person, bond, "", turn.now)
    ready = bond.letter.approved or not (bond.letter.words or waits(bond, bond.letter.previewed))
    _lapse(turn, bond, late=ready)


def _unread(turn: Turn, bond: Bond) -> None:
    """The meeting moved so that the letter's time is here already: nobody has read it yet."""
    state = letter_state(turn.person, bond, turn.now)
    plan.adopt(turn.person, bond, state, turn.now)
    if state:
        _back(turn, bond, state, "changed")
    else:
        bond.letter.skipped = True


def _another_day(turn: Turn, bond: Bond) -> bool:
    """One prompt a day: where today had one already, the letter comes tomorrow, or not at all."""
    today = local(turn.now, turn.person.zone).date()
    if client_of(turn.person).prompted_on != today.isoformat():
        return False
    tomorrow, clock = today + timedelta(days=1), local(bond.letter.for_at, turn.person.zone).time()
    meeting = plan.meeting_at(turn.person, bond, turn.now)
    if meeting and tomorrow >= evening_day(turn.person, meeting):
        _lapse(turn, bond, late=True)
    else:
        bond.letter.for_at, bond.letter.back_at = instant(tomorrow, clock, turn.person.zone), 0
    return True


def _decide(turn: Turn, bond: Bond, state: str) -> None:
    now, flagged = bond.letter, _flagged(turn, bond)
    changed = state != now.previewed
    if not state:
        now.skipped = True
    elif flagged or (changed and (now.words or waits(bond, state))):
        _back(turn, bond, state, "flag" if flagged else "changed")
    elif not now.approved and (now.words or waits(bond, state)):
        _lapse(turn, bond)
    else:
        _send(turn, bond, state, changed=changed)


def _flagged(turn: Turn, bond: Bond) -> bool:
    """After a flag, also a released one, the therapist reads the letter anew."""
    return any(flag.at >= bond.letter.previewed_at for flag in client_of(turn.person).flags)


def _back(turn: Turn, bond: Bond, state: str, why: str) -> None:
    """Back for approval; it expires this evening."""
    now = bond.letter
    now.previewed, now.previewed_at, now.approved, now.back_at = state, turn.now, False, turn.now
    _show(turn, bond, state, True, why)


def _show(turn: Turn, bond: Bond, state: str, wait: bool, why: str) -> None:
    at = bond.letter.for_at
    turn.tell(
        bond.therapist, "letter_preview", client=turn.person.id, state=state, for_at=at, waits=wait, why=why
    )


def _lapse(turn: Turn, bond: Bond, *, late: bool = False) -> None:
    bond.letter.lapsed = True
    if bond.letter.previewed != "none":
        at = bond.letter.for_at
        turn.tell(bond.therapist, "letter_lapsed", client=turn.person.id, for_at=at, late=late)


def _ask_after_silence(turn: Turn, bond: Bond) -> None:
    bond.letter.skipped = bond.letter.asked_after_silence = True
    since = quiet_since(client_of(turn.person), bond, turn.now)
    turn.tell(bond.therapist, "letter_stopped", client=turn.person.id, since=since)


def _send(turn: Turn, bond: Bond, state: str, *, changed: bool) -> None:
    """It goes, in the therapist's name, and takes the place of the day's cue."""
    from handlers.client.delivering import prompt

    client, now = client_of(turn.person), bond.letter
    args = letter_args(turn, bond, state)
    prompt(turn, "letter", args)
    turn.keep("letter", state=state, number=now.number, own=bool(now.words), therapist=bond.therapist)
    client.prompted_on = local(turn.now, turn.person.zone).date().isoformat()
    now.sent_at, now.number = turn.now, now.number + 1
    now.sent_states = [*now.sent_states, state][-KEPT_STATES:]
    now.asked_after_silence = False
    if changed:
        turn.tell(bond.therapist, "letter_changed", client=turn.person.id, state=state)


def letter_args(turn: Turn, bond: Bond, state: str) -> dict[str, Any]:
    """What the letter's talk begins with."""
    item = main_item(client_of(turn.person), bond)
    words = letter_words(turn.house, turn.person, bond, state, turn.now, turn.person.zone)
    item_now = running(turn, item) if item else None
    return {
        "l": words,
        "therapist": bond.name,
        "therapist_id": bond.therapist,
        "meet_at": words["meet_at"],
        "choices": _choices(state, item_now, words["sensitive"]),
        "item": item_now,
        "resting": _resting(turn, item.id if item else ""),
    }


def _choices(state: str, item: dict[str, Any] | None, sensitive: bool) -> list[str]:
    """Where avoiding is the problem, slowing down is a matter for the room (CONTENT H7)."""
    left_out = {"slow"} if sensitive else set()
    if item is None:
        left_out |= {"piece", "continue", "later", "slow"}
    elif not item["occurrence"]:
        left_out.add("later")
    return [choice for choice in CHOICES[state] if choice not in left_out]


def _resting(turn: Turn, assignment: str) -> str:
    """The talk in which this assignment was left half-way."""
    return next((t.id for t in reversed(turn.talks) if _is_half_done(t, assignment)), "")


def _is_half_done(talk: Talk, assignment: str) -> bool:
    if talk.script not in RUNS or talk.state not in ("open", "suspended"):
        return False
    parts = [talk.args, *talk.args.get("items", ()), talk.args.get("item") or {}]
    begun = any(answer.key.startswith("step/") for answer in talk.answers)
    return begun and assignment in [part.get("assignment") for part in parts]


def _bond(turn: Turn, therapist: str) -> Bond | None:
    return next((b for b in bonds(client_of(turn.person)) if b.therapist == therapist), None)


TABLE = {"preview": preview, "letter": letter}
LATE = {"letter": too_late}
